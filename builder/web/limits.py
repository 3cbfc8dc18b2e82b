"""What everything here that asks a web API keeps to: how long an answer may be, what is followed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

REDIRECTS = frozenset((301, 302, 307, 308))  # statuses that are followed


def content(answer: "httpx2.Response", most: int) -> bytes | None:
    """An answer's body, unpacked; None once it has more than `most` bytes, whatever length it claims."""
    found = bytearray()
    for chunk in answer.iter_bytes(1 << 16):
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)
