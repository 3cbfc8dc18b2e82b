"""What a scan of one repository gives: its rows, and an account of its files."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scanned:
    """Rows of `mappings` in the order of their places, files read, and files that should have been, by reason.

    `trails` as in builder.mapping.repository.Scan.
    """

    rows: list[dict[str, Any]]
    files_scanned: int
    unread: dict[str, int]
    trails: dict[str, tuple[str, ...]]
