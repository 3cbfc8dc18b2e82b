"""Words of messages: numbers with their noun, and the known name that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def counted(number: int, noun: str) -> str:
    """'1 row', '2,000 rows'; of a noun whose plural ends in s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def similar(name: str, known: Iterable[str]) -> str | None:
    """The known name that somebody may have meant by this one; None where none is near."""
    folded = {one.lower(): one for one in known}
    near = get_close_matches(name.lower().replace("-", "_"), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None
