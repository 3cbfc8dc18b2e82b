"""ScanCode's licence detection (the extra `licenses`): a text -> an SPDX expression.

Its index takes seconds and 1.4 GB in every process that asks: one process is to hold it.
"""

import tempfile
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from license_expression import ExpressionError, Licensing

from builder.reference.licenses import licensing, scancode_spdx

PACKAGE = "scancode-toolkit"
WHOLE = 50  # percent of a licence's text
NOTICE = 8  # words of a notice that says more than a name
# Keys of ScanCode that are no licence: what stands around one, and words that point to one.
ASIDES = frozenset(
    {"warranty-disclaimer", "unknown-license-reference", "free-unknown", "other-permissive", "generic-cla", "dco-1.1"}
)
# Keys that say that there is a licence, and not which.
UNKNOWN = frozenset({"unknown", "unknown-spdx", "proprietary-license", "commercial-license", "other-copyleft"})


@lru_cache
def installed() -> str | None:
    """The version of ScanCode that is installed; None without the extra."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


def detect(data: bytes) -> str | None:
    """The SPDX expression of a licence's file, None where ScanCode finds none or cannot say which it is.

    Where a licence's text stands in it, texts and whole notices count; the words around them that name other licences
    ("GPL-compatible", "dual licensed") do not.
    """
    from licensedcode.cache import get_index  # the extra `licenses`
    from scancode.api import get_licenses

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "LICENSE"
        path.write_bytes(data)
        matches = get_index().match(location=str(path), min_score=0)
        if not any(one.rule.is_license_text and one.coverage() >= WHOLE for one in matches):
            return spdx_of(get_licenses(str(path))["detected_license_expression"])
    kept = (one for one in matches if one.rule.is_license_text or (one.rule.is_license_notice and one.len() >= NOTICE))
    return spdx_of(" AND ".join(f"({found})" for found in dict.fromkeys(one.rule.license_expression for one in kept)))


def spdx_of(expression: str | None) -> str | None:
    """An expression of ScanCode's keys in SPDX's words: 'bsd-new AND mit' -> 'BSD-3-Clause AND MIT'.

    Where SPDX has no identifier it is LicenseRef's, as licenses.toml spells it.
    """
    if not expression:
        return None
    try:
        text = _in_spdx(_licensing().parse(expression))
    except (ExpressionError, IndexError, AssertionError):
        return None
    return str(licensing().parse(text).simplify().render()) if text else None


@lru_cache
def _licensing() -> Licensing:
    """A parser that takes any key."""
    return Licensing()


def _in_spdx(node: Any) -> str | None:  # noqa: ANN401 - of boolean.py, which has no types
    """A part in SPDX's words; None where nothing of it is left, ExpressionError where nobody knows what it is."""
    if not node.args:
        return _symbol(str(node))
    texts = [text for part in node.args if (text := _in_spdx(part)) is not None]
    return f"({f' {node.operator} '.join(texts)})" if texts else None


def _symbol(key: str) -> str | None:
    """A key, be it 'gpl-2.0 WITH classpath-exception-2.0'."""
    license_ = key.partition(" WITH ")[0]
    if license_ in UNKNOWN:
        raise ExpressionError(license_)
    return None if license_ in ASIDES else scancode_spdx(key) or f"LicenseRef-scancode-{license_}"
