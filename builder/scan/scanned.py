"""What a scan of one repository gives: its rows, and an account of its files."""

from typing import Any

from builder.records import dataclass


@dataclass(frozen=True)
class Scanned:
    """Rows of `mappings` in the order of their places, files read, and by reason those that should have been.

    `trails` as in builder.mapping.repository.Scan.
    """

    rows: list[dict[str, Any]]
    files_scanned: int
    unread_files: dict[str, list[str]]
    trails: dict[str, tuple[str, ...]]

    @property
    def unread(self) -> dict[str, int]:
        """How many files should have been read, by reason."""
        return {reason: len(paths) for reason, paths in self.unread_files.items()}
