"""Words of messages: numbers with their noun, and the known name that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def counted(number: int, noun: str) -> str:
    """'1 row', '2,000 rows', '2 repositories'; of a noun whose plural ends in s."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def similar(name: str, known: Iterable[str]) -> str | None:
    """The known name that somebody may have meant by this one; None where none is near."""
    folded = {one.lower().replace("-", "_"): one for one in known}
    near = get_close_matches(name.lower().replace("-", "_"), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None
