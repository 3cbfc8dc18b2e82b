"""The record of a candidate: a passage of a card that could be the value of a field, with what surrounds it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """A possible value of one field of `extracted_metadata`.

    `value` has the type of the column, for lists that of one element. `start` and `end` count code points of the
    published card; the quotation is `card[start:end]`. `sentence` is what surrounds it: a sentence, a list item or a
    table's row. `heading` are the headings above it, the title first; `table_head` the cells of its table's head.
    `cue` names the rule and the place that proposed it ('url:github', 'table:own row'), and `prior` is the share of
    values that were right for this field and cue on labelled cards, None where nothing was measured.
    """

    field: str
    value: Any
    start: int
    end: int
    sentence: str
    heading: tuple[str, ...]
    table_head: tuple[str, ...]
    cue: str
    prior: float | None = None

    def with_prior(self, prior: float | None) -> "Candidate":
        """The same candidate with a measured prior."""
        return Candidate(
            self.field,
            self.value,
            self.start,
            self.end,
            self.sentence,
            self.heading,
            self.table_head,
            self.cue,
            prior,
        )
