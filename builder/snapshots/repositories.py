"""A repository at one commit as a row of `repositories`: its licence, languages and dependencies."""

from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from builder.engine.durable import digest
from builder.redaction.privacy import mask
from builder.repository.license_files import LANGUAGES, declared, license_files
from builder.repository.trees import Entry, Tree
from builder.snapshots.dependencies import dependencies, reader_of

VERSION = 5
MAX_BYTES = 1_000_000  # of a requirement file; what is larger is none
UNKNOWN = (  # facts of the host that its files do not tell
    *("host_id", "created_at", "pushed_at", "stars", "forks", "is_fork", "is_archived", "topics", "description"),
    *("license_declared", "former_ids", "issue_count", "pull_request_count"),
    *("model_issue_count", "model_pull_request_count"),
)


def not_fetched(facts: dict[str, Any]) -> dict[str, Any]:
    """The row of a repository that was found and whose files are not there: what its sources know of it, no more."""
    return {**facts, "scan_status": "not_fetched"}


def capture(tree: Tree, facts: dict[str, Any]) -> dict[str, Any]:
    """One row of REPOSITORIES but for what the scan and the clock fill; `facts` are what its sources know of it."""
    return {**dict.fromkeys(UNKNOWN), "status": "present", **facts, **of_files(tree)}


def of_files(tree: Tree) -> dict[str, Any]:
    """What the files themselves tell: the columns of REPOSITORIES that need no host."""
    files = [entry for entry in tree.entries() if entry.kind == "file"]
    licenses = license_files(tree)
    return {
        "commit": tree.commit,
        "committed_at": tree.committed_at,
        "default_branch": tree.default_branch,
        "languages": languages(files),
        "size_kb": round(sum(entry.size for entry in files) / 1000),
        "license_spdx": declared(tree, licenses),
        "license_files": [mask(entry.path) for entry in licenses],
        "dependencies": _dependencies(tree, files),
        "fingerprint": fingerprint(files),
    }


def fingerprint(files: list[Entry]) -> str | None:
    """SHA-256 of the set of contents of the source files, whatever they are called; None where there are none.

    Copies and forks whose code is the same have the same one, whatever their documents and histories are.
    """
    blobs = {entry.blob for entry in files if PurePosixPath(entry.path).suffix.lower() in LANGUAGES and entry.blob}
    return digest(sorted(blobs)) if blobs else None


def languages(files: list[Entry]) -> list[str]:
    """Programming languages by the endings of the files, most bytes first."""
    total: Counter[str] = Counter()
    for entry in files:
        language = LANGUAGES.get(PurePosixPath(entry.path).suffix.lower())
        if language:
            total[language] += entry.size
    return sorted(total, key=lambda language: (-total[language], language))


def _dependencies(tree: Tree, files: list[Entry]) -> list[dict[str, str | None]]:
    asking = [entry for entry in files if reader_of(entry.path) and entry.size <= MAX_BYTES]
    return [one for entry, data in tree.read(asking) if data for one in dependencies(entry.path, data)]
