"""SPDX expressions and lists of names as alternatives of single licences."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from license_expression import AND, OR, LicenseExpression

from builder.reference.licenses import license_spdx, licensing

MOST = 64  # alternatives of one expression; beyond that it is read as if all licences were to hold
Declared = str | Sequence[str] | None  # as a model or a repository names its licences


@lru_cache(maxsize=4096)
def alternatives(expression: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a SPDX expression: of its OR one way each, in each the licences that hold together (AND)."""
    ways = _ways(licensing().parse(expression))
    if len(ways) > MOST:
        return (tuple(sorted({symbol for way in ways for symbol in way})),)
    return tuple(dict.fromkeys(ways))


def named(declared: Declared) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """SPDX expressions of what is declared, a name or several, and the names that are none; each once, in order.

    'mit, apache-2.0' is two names. Nothing, '' and 'unknown' declare no licence.
    """
    names = [declared] if isinstance(declared, str) else list(declared or [])
    split = dict.fromkeys(part.strip() for name in names if name for part in name.split(","))
    given = [name for name in split if name and name.lower() not in {"unknown", "none"}]
    expressions = dict.fromkeys(spdx for name in given if (spdx := license_spdx(name)))
    return tuple(expressions), tuple(name for name in given if not license_spdx(name))


def _ways(parsed: LicenseExpression) -> list[tuple[str, ...]]:
    if isinstance(parsed, OR):
        return [way for part in parsed.args for way in _ways(part)]
    if isinstance(parsed, AND):
        parts = [_ways(part) for part in parsed.args]
        size = 1
        for part in parts:
            size *= len(part)
        if size > MOST:  # never multiplied out
            return [tuple(dict.fromkeys(name for part in parts for way in part for name in way))]
        return [tuple(dict.fromkeys(name for way in chosen for name in way)) for chosen in product(*parts)]
    return [(str(parsed.render()),)]
