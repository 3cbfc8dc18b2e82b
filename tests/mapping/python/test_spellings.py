"""Every spelling that libraries document for one thing: small repositories in, the models they use or offer out.

spellings/*.txt here, in ../scripts and in ../outside hold them, a file per library or construct:

    [case a name]
    [file app.py]
    ... the file's text ...
    [models]
    owner/name: use

A case says all models of its repository but mentions, each with its strongest usage; `[models]` with nothing below it
says that there is none.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEADING = re.compile(r"^\[(case|file|models)(?: (.+))?\]\n", re.MULTILINE)
FOLDERS = tuple(Path(__file__).parents[1] / kind / "spellings" for kind in ("python", "scripts", "outside"))
WEAKEST_FIRST = ("hosted", "selectable", "component", "use")


def cases(text: str) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Name, files and models of each case."""
    _, *parts = HEADING.split(text)
    name, files = "", {}
    for kind, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if kind == "case":
            name, files = title, {}
        elif kind == "file":
            files[title] = body
        else:
            yield name, files, dict(line.rsplit(": ", 1) for line in body.splitlines() if line)


def usages(files: dict[str, str]) -> dict[str, str]:
    """The models that a repository uses or offers, each with its strongest usage."""
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    named = {(row["model_name"], row["usage"]) for row in rows if row["model_name"]}
    return {name: usage for usage in WEAKEST_FIRST for name, of in sorted(named) if of == usage}


@pytest.mark.parametrize(
    ("files", "models"),
    [
        pytest.param(files, models, id=f"{path.stem}: {name}")
        for folder in FOLDERS
        for path in sorted(folder.glob("*.txt"))
        for name, files, models in cases(path.read_text(encoding="utf-8"))
    ],
)
def test_models_of_a_repository(files: dict[str, str], models: dict[str, str]) -> None:
    assert usages(files) == models
