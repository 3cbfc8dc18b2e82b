"""What a scan of one repository gives: its rows, and an account of its files."""

from dataclasses import field
from typing import Any

from builder.records import dataclass


@dataclass(frozen=True)
class Scanned:
    """Rows of `mappings` in the order of path, line and column, and how many files were read.

    `unread_files` has by reason those that were not, or not wholly, read. `trails`: by mapping_id the places
    ('path:line') that a name came through, from where it stands to the call; `fails` why nothing runs that comes to it.
    """

    rows: list[dict[str, Any]]
    files_scanned: int
    unread_files: dict[str, list[str]]
    trails: dict[str, tuple[str, ...]]
    fails: dict[str, str] = field(default_factory=dict)

    @property
    def unread(self) -> dict[str, int]:
        """How many files should have been read, by reason."""
        return {reason: len(paths) for reason, paths in self.unread_files.items()}
