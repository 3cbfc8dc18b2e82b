"""All candidates of a card: one finder per field, over what its reader sees."""

from collections.abc import Callable

from builder.extraction.candidates.interface import Candidate

Finder = Callable[..., list[Candidate]]
FINDERS: tuple[Finder, ...] = ()


def candidates(card: str, start: int = 0, model_id: str | None = None) -> list[Candidate]:
    """The candidates of a card whose prose begins at `start` (the end of its front matter), in the card's order.

    `model_id` is the card's own model, whose name is never a candidate. Hidden text proposes nothing.
    """
    found = [candidate for finder in FINDERS for candidate in finder(card, start, model_id)]
    return sorted(found, key=lambda candidate: (candidate.start, candidate.end, candidate.field))
