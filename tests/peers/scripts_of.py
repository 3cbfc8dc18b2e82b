"""Scans scripts given as texts: what tests of builder/mapping/scripts compare."""

from builder.mapping.found import Demand, Found
from builder.mapping.kinds import kind
from builder.mapping.outside.wanted import Wanted
from builder.mapping.scripts import scan
from builder.reference.signatures import load_signatures

LIBRARY = {
    "javascript": 'import { pipeline, AutoModel, AutoTokenizer } from "@huggingface/transformers";\n',
    "rust": "use hf_hub::{api::sync::Api, Repo, RepoType};\n",
}


def scanned(files: dict[str, str]) -> scan.Scripts:
    """What the scan of a repository's scripts gives."""
    given = {path: (text.encode(), kind(path) or "") for path, text in files.items()}
    return scan.found(given, Wanted(Demand(), load_signatures(), frozenset({"javascript", "rust"})))


def places(files: dict[str, str]) -> list[tuple[str, int, str | None, str]]:
    """Path, line, name and usage of every place, sorted."""
    return sorted(
        ((path, one.line, one.name, one.usage) for path, one in scanned(files).found),
        key=lambda one: (*one[:2], str(one[2])),
    )


def names(text: str, path: str = "a.ts") -> list[tuple[str | None, str]]:
    """Names and usages in one file that begins with a library's import, in no order but sorted."""
    head = LIBRARY[kind(path) or ""]
    return sorted(((one.name, one.usage) for _, one in scanned({path: head + text}).found), key=str)


def only(text: str, path: str = "a.ts") -> Found:
    """The one place of a file that begins with a library's import."""
    ((_, found),) = scanned({path: LIBRARY[kind(path) or ""] + text}).found
    return found
