"""Python's `re` with another `compile`: a pattern is compiled when it is first used.

Use it as `from builder import patterns as re`. Compiling hundreds of patterns took a third of the start-up time, and
most scans use few of them. An invalid pattern raises `re.error` when it is used, so patterns that users write are
compiled by `re` itself. Compare the `re` of a match with `==`: it equals its pattern, but is another object.
"""

from __future__ import annotations

import re
from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    VERBOSE,
    I,
    Match,
    Pattern,
    RegexFlag,
    S,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import Any, AnyStr, cast

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "I",
    "Match",
    "Pattern",
    "RegexFlag",
    "S",
    "compile",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

USED = frozenset(
    ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "flags", "groups", "groupindex")
)


class Waiting:
    """A pattern that is not compiled yet. A method that is asked for is taken from the compiled one, and kept."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of a pattern
        if name not in USED:
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(self._made(), name)
        return found

    def _made(self) -> Pattern[Any]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, Waiting) else other)

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[Any, ...]:
        return compile, (self.pattern, self._flags)


def compile(pattern: AnyStr, flags: int | RegexFlag = 0) -> Pattern[AnyStr]:  # noqa: A001 - as `re` calls it
    """As `re.compile`, when the pattern is first used; re.error is raised then."""
    return cast("Pattern[AnyStr]", Waiting(pattern, int(flags)))
