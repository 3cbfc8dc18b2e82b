"""configs/licenses.toml as questions: which SPDX expression is this name, and which licence is this text?"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from license_expression import ExpressionError, Licensing, get_license_index, get_spdx_licensing

from builder.bundled import bundled

LONGEST_TEXT = 1_000_000  # characters; what is longer is a list of notices, not one licence
EXPRESSION = re.compile(r"[A-Za-z0-9.+() -]{1,200}")
IDENTIFIER = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]{1,200})")
DECORATION = re.compile(r"[^a-z0-9.,()+'-]+")


@dataclass(frozen=True)
class Text:
    """How the text of one licence is known (see licenses.toml); phrases are folded."""

    spdx: str
    longest: int
    all: tuple[str, ...]
    none: tuple[str, ...]
    restrictions: tuple[str, ...]

    def fits(self, folded: str) -> bool:
        """Whether a folded text holds this licence."""
        return all(phrase in folded for phrase in self.all) and not any(phrase in folded for phrase in self.none)

    def alone_in(self, folded: str) -> bool:
        """Whether a folded text that holds this licence holds nothing that changes or stands beside it."""
        return len(folded) <= self.longest and not any(phrase in folded for phrase in self.restrictions)


@dataclass(frozen=True)
class Licenses:
    """The data of licenses.toml."""

    spellings: dict[str, str]
    ambiguous: frozenset[str]
    texts: tuple[Text, ...]


@lru_cache
def load_licenses() -> Licenses:
    """The bundled licenses.toml."""
    data = tomllib.loads((bundled("configs") / "licenses.toml").read_text(encoding="utf-8"))
    texts = tuple(
        Text(
            spdx=rule["spdx"],
            longest=rule["longest"],
            all=_folded(rule["all"]),
            none=_folded(rule.get("none", [])),
            restrictions=_folded(data["restrictions"]) if rule.get("guarded") else (),
        )
        for rule in data["texts"]
    )
    references = {fold_name(spdx): spdx for spdx in data["spellings"].values() if spdx.startswith("LicenseRef-")}
    return Licenses(data["spellings"] | references, frozenset(data["ambiguous"]), texts)


def fold_name(name: str) -> str:
    """A licence's name as licenses.toml spells it: lower case, words joined by hyphens."""
    return re.sub(r"[\s_]+", "-", name.strip().casefold())


def fold_text(text: str) -> str:
    """A text's words with single spaces between them, without letter case, quotes and comment signs."""
    return DECORATION.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=4096)
def license_spdx(name: str | None) -> str | None:
    """The SPDX expression of a declared licence, or None where the name does not say which licence it is.

    Several declared licences joined by commas are None too: a dual offer and a stack of licences look alike.
    """
    if not name:
        return None
    licenses, folded = load_licenses(), fold_name(name)
    if folded in licenses.ambiguous:
        return None
    return licenses.spellings.get(folded) or _expression(name)


def scancode_spdx(key: str) -> str | None:
    """The SPDX expression of a licence by ScanCode's key ('bsd-new', 'gpl-3.0-plus'), None where it has none."""
    names = (_scancode_keys().get(part.strip(), part.strip()) for part in key.split(" WITH "))
    return license_spdx(" WITH ".join(names))


@lru_cache
def _scancode_keys() -> dict[str, str]:
    """ScanCode's keys and the identifiers of SPDX, 'LicenseRef-scancode-...' where SPDX has none."""
    return {
        entry["license_key"]: entry["spdx_license_key"] for entry in get_license_index() if entry["spdx_license_key"]
    }


def detect_license(text: str) -> str | None:
    """The SPDX expression of a licence file's or a header's text, or None where that is not certain.

    SPDX-License-Identifier lines come first; else exactly one licence of licenses.toml must fit. The bare text of
    a GNU licence gives its -only form: it grants no later version.
    """
    if len(text) > LONGEST_TEXT:
        return None
    named = {found.strip(" -") for found in IDENTIFIER.findall(text)}
    if named:
        return license_spdx(named.pop()) if len(named) == 1 else None
    folded = fold_text(text)
    fitting = [rule for rule in load_licenses().texts if rule.fits(folded)]
    found = {rule.spdx for rule in fitting}
    return found.pop() if len(found) == 1 and all(rule.alone_in(folded) for rule in fitting) else None


def _folded(phrases: list[str]) -> tuple[str, ...]:
    return tuple(fold_text(phrase) for phrase in phrases)


@lru_cache
def licensing() -> Licensing:
    """The parser of SPDX expressions, which takes a third of a second to make."""
    return get_spdx_licensing()


def _expression(name: str) -> str | None:
    """The canonical form of an SPDX expression of known identifiers, None for anything else."""
    if not EXPRESSION.fullmatch(name):
        return None
    try:
        parsed = licensing().parse(name, validate=True, strict=True)
    except (ExpressionError, IndexError, AssertionError):  # the last two: brackets that the parser trips over
        return None
    rendered = None if parsed is None else str(parsed.render())
    # A LicenseRef that licenses.toml does not list is somebody's own text under a name that may mean another one here.
    return None if rendered is None or "LicenseRef-" in rendered else rendered
