"""One search, slice by slice: what is asked next, and what an answer means for it. No request is made here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.sources.finds import Asked
from builder.sources.slices import Slice

CAP = 1000  # results of one query that GitHub gives
PAGE = 100
TRIES = 3  # of a page whose results are said to be incomplete


@dataclass(frozen=True)
class Pending:
    """A slice to be asked. `expected`: its results, where its parent's and its sibling's tell; `of`: its parent's."""

    slice: Slice
    expected: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Reply:
    """A page of results: how many there are in all, how many came, whether the search was cut short."""

    total: int
    given: int
    cut: bool


@dataclass(frozen=True)
class Walk:
    """Where a search stands: slices left (the next one last), and of that one the page, total and results so far."""

    left: tuple[Pending, ...]
    page: int = 1
    total: int | None = None
    given: int = 0
    cut: bool = False
    tries: int = 0

    @classmethod
    def start(cls, whole: Slice) -> "Walk":
        """Nothing asked yet."""
        return cls((Pending(whole),))

    @property
    def slice(self) -> Slice:
        """The slice that is asked next."""
        return self.left[-1].slice

    def foreseen(self, by: Sequence[str], operators: int) -> "Walk":
        """The walk after splitting what is known to be too large without asking for it."""
        walk = self
        while walk.left and walk.page == 1 and (expected := walk.left[-1].expected or 0) > CAP:
            parts = walk.left[-1].slice.split(by, operators)
            if parts is None:
                return walk
            walk = walk._split(parts, expected)
        return walk

    def answered(self, reply: Reply, by: Sequence[str], operators: int) -> tuple["Walk", Asked | None, bool]:
        """The walk after a page, the slice that ended with it, and whether the page's results are to be kept."""
        if reply.cut and self.tries + 1 < TRIES:
            return replace(self, tries=self.tries + 1), None, False
        walk = self._told(reply.total) if self.page == 1 else self
        total = reply.total if self.page == 1 or self.total is None else self.total
        if walk.page == 1 and total > CAP and (parts := walk.slice.split(by, operators)):
            return walk._split(parts, total), None, False
        given, cut = walk.given + reply.given, walk.cut or reply.cut
        if reply.given and walk.page * PAGE < min(total, CAP):
            return replace(walk, page=walk.page + 1, total=total, given=given, cut=cut, tries=0), None, True
        ended = Asked("", walk.slice.text, total, given >= total and not cut)
        return Walk(walk.left[:-1]), ended, True

    def refused(self) -> tuple["Walk", Asked]:
        """The walk without the slice, which the source will not answer."""
        return Walk(self.left[:-1]), Asked("", self.slice.text, self.total, False)

    def _told(self, total: int) -> "Walk":
        """The sibling's results are the parent's without these."""
        if len(self.left) < 2 or self.left[-2].of is None:
            return self
        sibling = self.left[-2]
        known = replace(sibling, expected=max((sibling.of or 0) - total, 0), of=None)
        return replace(self, left=(*self.left[:-2], known, self.left[-1]))

    def _split(self, parts: tuple[Slice, Slice], total: int) -> "Walk":
        first, second = parts
        return Walk((*self.left[:-1], Pending(second, None, total), Pending(first)))

    def to_json(self) -> dict[str, Any]:
        """For a cursor."""
        left = [[one.slice.to_json(), one.expected, one.of] for one in self.left]
        return {**{name: getattr(self, name) for name in ("page", "total", "given", "cut", "tries")}, "left": left}

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "Walk":
        """From a cursor."""
        return cls(**{**value, "left": tuple(_pending(value["left"]))})


def _pending(left: Iterable[Any]) -> Iterable[Pending]:
    return (Pending(Slice.of_json(part), expected, of) for part, expected, of in left)
