"""For work whose time should grow with its input alone: grown faster, it takes minutes, and is ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from builder.mapping.faults import Limit, listen

ENDLESS_S = 120.0  # of processor time, however slow the machine: what is tried takes a few seconds at most


@contextmanager
def not_endless(seconds: float = ENDLESS_S) -> Iterator[None]:
    """Raise builder.mapping.faults.TookTooLong where the work within does not come to its end."""
    listen()
    with Limit(seconds):
        yield
