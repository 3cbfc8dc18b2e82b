"""What a repository's own files say of its licence."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from builder.reference.licenses import detect_license
from builder.repository.trees import Entry, Tree

MAX_BYTES = 1_000_000  # of a licence's text; what is larger is none
# licences that files are named for
NAMED = "0bsd|agpl|apache|artistic|boost|bsd|bsl|cc0|ecl|epl|eupl|gpl|isc|lgpl|mit|mpl|unlicense|wtfpl|zlib"
LICENSE_FILE = re.compile(rf"(?i)(?:(?:un)?licen[cs]e|copying|(?:{NAMED})[-_]licen[cs]e)[^/]*|LICENSES/[^/]+")
# a licence's file that is named for its licence, at the root ('LICENSE-MIT', 'MIT-LICENSE'): several are a choice
CHOICE = re.compile(rf"(?i)licen[cs]e[-_.](?:{NAMED})[\w.-]*|(?:{NAMED})[-_]licen[cs]e(?:\.\w+)?")

LANGUAGES = {  # ending -> language, in GitHub's words
    ".py": "Python", ".pyi": "Python", ".pyx": "Cython", ".ipynb": "Jupyter Notebook",
    ".c": "C", ".h": "C", ".cc": "C++", ".cpp": "C++", ".cxx": "C++", ".hpp": "C++", ".cu": "Cuda", ".cuh": "Cuda",
    ".cs": "C#", ".dart": "Dart", ".ex": "Elixir", ".exs": "Elixir", ".go": "Go", ".hs": "Haskell", ".java": "Java",
    ".jl": "Julia", ".js": "JavaScript", ".jsx": "JavaScript", ".mjs": "JavaScript", ".kt": "Kotlin", ".lua": "Lua",
    ".m": "Objective-C", ".mm": "Objective-C++", ".php": "PHP", ".pl": "Perl", ".ps1": "PowerShell", ".r": "R",
    ".rb": "Ruby", ".rs": "Rust", ".scala": "Scala", ".sh": "Shell", ".bash": "Shell", ".swift": "Swift",
    ".ts": "TypeScript", ".tsx": "TypeScript", ".vue": "Vue", ".zig": "Zig", ".html": "HTML", ".css": "CSS",
}  # fmt: skip


def license_files(tree: Tree) -> list[Entry]:
    """The licence files of a repository."""
    return [entry for entry in tree.entries() if entry.kind == "file" and is_license(entry.path)]


def is_license(path: str) -> bool:
    """Whether a path is a licence's text by its name: at the root, or in LICENSES/ as REUSE has it; never code."""
    return LICENSE_FILE.fullmatch(path) is not None and PurePosixPath(path).suffix.lower() not in LANGUAGES


def declared(tree: Tree, files: Sequence[Entry]) -> str | None:
    """The licences of these files together as an SPDX expression; None for no file, or where one is not recognised."""
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
