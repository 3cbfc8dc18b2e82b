"""A repository at one commit as a row of `repositories`: its licence, languages and dependencies."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from builder.engine.durable import digest
from builder.redaction.privacy import mask
from builder.reference.licenses import detect_license
from builder.repository.trees import Entry, Tree
from builder.snapshots.dependencies import dependencies, reader_of

VERSION = 4
MAX_BYTES = 1_000_000  # of a licence or requirement file; what is larger is neither
UNKNOWN = (  # facts of the host that its files do not tell
    *("host_id", "created_at", "pushed_at", "stars", "forks", "is_fork", "is_archived", "topics", "description"),
    *("license_declared", "former_ids", "issue_count", "pull_request_count"),
    *("model_issue_count", "model_pull_request_count"),
)
LICENSE_FILE = re.compile(r"(?i)(?:(?:un)?licen[cs]e|copying)[^/]*|LICENSES/[^/]+")
# a licence's file that is named for its licence, at the root: several of them are a choice
CHOICE = re.compile(r"(?i)licen[cs]e[-_.](?:0bsd|apache|boost|bsd|bsl|cc0|gpl|isc|lgpl|mit|mpl|unlicense|zlib)[\w.-]*")

LANGUAGES = {  # ending -> language, in GitHub's words
    ".py": "Python", ".pyi": "Python", ".pyx": "Cython", ".ipynb": "Jupyter Notebook",
    ".c": "C", ".h": "C", ".cc": "C++", ".cpp": "C++", ".cxx": "C++", ".hpp": "C++", ".cu": "Cuda", ".cuh": "Cuda",
    ".cs": "C#", ".dart": "Dart", ".ex": "Elixir", ".exs": "Elixir", ".go": "Go", ".hs": "Haskell", ".java": "Java",
    ".jl": "Julia", ".js": "JavaScript", ".jsx": "JavaScript", ".mjs": "JavaScript", ".kt": "Kotlin", ".lua": "Lua",
    ".m": "Objective-C", ".mm": "Objective-C++", ".php": "PHP", ".pl": "Perl", ".ps1": "PowerShell", ".r": "R",
    ".rb": "Ruby", ".rs": "Rust", ".scala": "Scala", ".sh": "Shell", ".bash": "Shell", ".swift": "Swift",
    ".ts": "TypeScript", ".tsx": "TypeScript", ".vue": "Vue", ".zig": "Zig", ".html": "HTML", ".css": "CSS",
}  # fmt: skip


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
        "license_spdx": _license(tree, licenses),
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


def license_files(tree: Tree) -> list[Entry]:
    """The licence files of a repository."""
    return [entry for entry in tree.entries() if entry.kind == "file" and is_license(entry.path)]


def is_license(path: str) -> bool:
    """Whether a path is a licence's text by its name: at the root, or in LICENSES/ as REUSE has it; never code."""
    return LICENSE_FILE.fullmatch(path) is not None and PurePosixPath(path).suffix.lower() not in LANGUAGES


def languages(files: list[Entry]) -> list[str]:
    """Programming languages by the endings of the files, most bytes first."""
    total: Counter[str] = Counter()
    for entry in files:
        language = LANGUAGES.get(PurePosixPath(entry.path).suffix.lower())
        if language:
            total[language] += entry.size
    return sorted(total, key=lambda language: (-total[language], language))


def _license(tree: Tree, files: list[Entry]) -> str | None:
    """All of the licences together, None where one is not recognised."""
    if not files or any(entry.size > MAX_BYTES for entry in files):
        return None
    return combined(
        [(entry.path, data and detect_license(data.decode("utf-8", "replace"))) for entry, data in tree.read(files)]
    )


def combined(read: Sequence[tuple[str, object]]) -> str | None:
    """The licence of a repository by those of its files (path, SPDX expression); None where one is not known.

    Files that are named for their licence side by side (LICENSE-MIT, LICENSE-APACHE) are a choice: OR, else AND.
    """
    if not read or not all(found for _, found in read):
        return None
    named = sorted({str(found) for path, found in read if CHOICE.fullmatch(path)})
    offered = named if sum(CHOICE.fullmatch(path) is not None for path, _ in read) > 1 else []
    others = {str(found) for _, found in read} - set(offered)
    parts = sorted(others | ({" OR ".join(offered)} if offered else set()))
    return parts[0] if len(parts) == 1 else " AND ".join(f"({part})" if " OR " in part else part for part in parts)


def _dependencies(tree: Tree, files: list[Entry]) -> list[dict[str, str | None]]:
    asking = [entry for entry in files if reader_of(entry.path) and entry.size <= MAX_BYTES]
    return [one for entry, data in tree.read(asking) if data for one in dependencies(entry.path, data)]
