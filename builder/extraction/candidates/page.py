"""A card as finders read it: its visible text with headings, tables and code, and candidates made of its places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.tables import Grid, grids
from builder.extraction.markdown import Block, blocks
from builder.extraction.visible_text import visible_text
from builder.extraction.vocabulary import PLACEHOLDER

NONE: tuple[list[int], list[Block]] = ([], [])
LONGEST_SENTENCE = 600  # code points to each side of a candidate


@dataclass(frozen=True)
class Page:
    """The card, where its prose begins, and the id of its own model."""

    card: str
    start: int = 0
    model_id: str | None = None

    @cached_property
    def text(self) -> str:
        """What a reader sees, at the card's own places."""
        return visible_text(self.card, self.start)

    def has(self, *words: str) -> bool:
        """Whether the text has one of these words, in lower case: asked before patterns that take long."""
        lower = self.lower
        for word in words:  # noqa: SIM110 - a generator takes as long again
            if word in lower:
                return True
        return False

    def found(
        self,
        starts: re.Pattern[str] | tuple[str, ...],
        words: re.Pattern[str],
        text: str | None = None,
        needs: tuple[str, ...] = (),
        prose: bool = False,
    ) -> Iterator[re.Match[str]]:
        """What `words.finditer` finds in the text or a form of it, tried only where `starts` stand in lower case.

        Letters, or a pattern that begins with them, are looked for at the speed of memory; those behind a boundary are
        not. Nothing is found in a page that has none of the words it `needs`. With `prose` they are looked for outside
        of headings, tables and code alone, if they are a pattern.
        """
        done, text = 0, text or self.text
        for start in self._begins(starts, prose):
            if start >= done and (said := words.match(text, start)):
                if needs and not done and not self.has(*needs):
                    return
                done = said.end()
                yield said

    def in_lines(
        self, stems: re.Pattern[str] | tuple[str, ...], words: re.Pattern[str], text: str | None = None
    ) -> Iterator[re.Match[str]]:
        """What `words.finditer` finds in the text or a form of it, tried only in lines that have one of the `stems`.

        For words that reach over no line's end and have a stem in them. Stems are in lower case.
        """
        done, text = 0, text or self.text
        for stem in self._begins(stems):
            if stem >= done:
                start, end = text.rfind("\n", done, stem) + 1 or done, text.find("\n", stem)
                done = end if end >= 0 else len(text)
                yield from words.finditer(text, start, done)

    def _begins(self, starts: re.Pattern[str] | tuple[str, ...], prose: bool = False) -> Iterable[int]:
        """Where letters or a pattern stand in lower case."""
        if isinstance(starts, tuple):
            return self.places(starts)
        if not prose:
            return map(_start, starts.finditer(self.lower))
        return (said.start() for span in self.prose_spans for said in starts.finditer(self.lower, *span))

    def places(self, starts: tuple[str, ...]) -> list[int]:
        """Where some letters stand in lower case."""
        places, lower = [], self.lower
        for letters in starts:
            place = lower.find(letters)
            while place >= 0:
                places.append(place)
                place = lower.find(letters, place + 1)
        return sorted(places)

    @cached_property
    def lower(self) -> str:
        """The text in lower case, at the same places: letters whose lower case is two ('İ') stay as they are."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in self.text)

    @cached_property
    def prose_spans(self) -> list[tuple[int, int]]:
        """Where neither headings nor tables nor code stand, in their order."""
        spans, at = [], 0
        for block in self.blocks:
            if block.start > at:
                spans.append((at, block.start))
            at = max(at, block.end)  # a block may hold another
        return [*spans, (at, len(self.text))]

    @cached_property
    def blocks(self) -> list[Block]:
        """Headings, tables and code."""
        return blocks(self.text)

    @cached_property
    def grids(self) -> list[Grid]:
        """The tables in Markdown and HTML, cell by cell."""
        return grids(self.card, self.text, self.blocks)

    @cached_property
    def _paths(self) -> tuple[list[int], list[tuple[str, ...]]]:
        """Where each section begins, and the headings above it."""
        places, paths = [0], [()]
        path: list[Block] = []
        for block in self.blocks:
            if block.kind == "heading":
                path = [*(above for above in path if above.level < block.level), block]
                places.append(block.start)
                paths.append(tuple(above.text for above in path))  # type: ignore[arg-type]
        return places, paths  # type: ignore[return-value]

    @cached_property
    def _spans(self) -> dict[str, tuple[list[int], list[Block]]]:
        """The places of the blocks of each kind."""
        found: dict[str, tuple[list[int], list[Block]]] = {}
        for block in self.blocks:
            starts, kept = found.setdefault(block.kind, ([], []))
            starts.append(block.start)
            kept.append(block)
        return found

    def heading(self, place: int) -> tuple[str, ...]:
        """The headings above a place, the title first."""
        places, paths = self._paths
        return paths[bisect_right(places, place) - 1]

    def within(self, kind: str, place: int) -> Block | None:
        """The heading, table or code that a place stands in."""
        starts, found = self._spans.get(kind, NONE)
        at = bisect_right(starts, place) - 1
        return found[at] if at >= 0 and place < found[at].end else None

    def last_before(self, kind: str, place: int) -> Block | None:
        """The last heading, table or code that begins before a place."""
        starts, found = self._spans.get(kind, NONE)
        at = bisect_left(starts, place) - 1
        return found[at] if at >= 0 else None

    def prose(self, place: int) -> bool:
        """Whether a place is neither in code nor in a heading."""
        return self.within("code", place) is None and self.within("heading", place) is None

    def is_own(self, name: str) -> bool:
        """Whether a name is that of the card's own model, with its owner or without."""
        own = (self.model_id or "").casefold()
        return bool(own) and name.casefold() in (own, own.rsplit("/", 1)[-1])

    def is_exactly(self, model: str) -> bool:
        """Whether an id is that of the card's own model, its owner included."""
        return model.casefold() == (self.model_id or "").casefold()

    def is_owner(self, name: str) -> bool:
        """Whether a name is the owner of the card's own model, but for signs and letter case."""
        owner = re.sub(r"[\W_]", "", (self.model_id or "").rpartition("/")[0].casefold())
        return bool(owner) and re.sub(r"[\W_]", "", name.casefold()) == owner

    def line_before(self, place: int) -> str:
        """The line of a place up to it, of a long one the end."""
        start = max(0, place - LONGEST_SENTENCE)
        return self.text[max(self.text.rfind("\n", start, place) + 1, start) : place]

    def candidate(
        self,
        field: str,
        value: Any,  # noqa: ANN401
        start: int,
        end: int,
        cue: str,
        head: tuple[str, ...] | None = None,
    ) -> Candidate:
        """The candidate of a place; `head` are the cells of its table's head where they are known."""
        table = self.within("table", start) if head is None else None
        line_start = max(
            self.text.rfind("\n", max(0, start - LONGEST_SENTENCE), start) + 1, start - LONGEST_SENTENCE, 0
        )
        line_end = self.text.find("\n", end, end + LONGEST_SENTENCE)
        line_end = min(len(self.text), end + LONGEST_SENTENCE) if line_end < 0 else line_end
        if head is None:
            head = tuple(cell.strip() for cell in table.text.split(" | ")) if table else ()
        sentence = self.text[line_start:line_end].strip()
        return Candidate(field, value, start, end, sentence, self.heading(start), head, cue)


def _start(found: re.Match[str]) -> int:
    return found.start()


def fills(text: str) -> bool:
    """Whether a text says something: a template's placeholder does not."""
    return bool(text.strip()) and PLACEHOLDER.fullmatch(text.strip()) is None
