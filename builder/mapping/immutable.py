"""Records that nothing changes after they are made: `frozen` data classes to whoever checks types.

At run time they are plain ones with a hash, since making a frozen one costs several times as much, and a scan makes
millions. That nothing assigns to them is mypy's to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["immutable"]
Record = TypeVar("Record")

if TYPE_CHECKING:
    from dataclasses import dataclass as immutable
else:

    def immutable(*, frozen: bool, eq: bool = True, slots: bool = False) -> Callable[[type[Record]], type[Record]]:
        """As `dataclass`; `frozen` must be given, and holds for the type checker."""
        return dataclass(eq=eq, slots=slots, unsafe_hash=frozen and eq)
