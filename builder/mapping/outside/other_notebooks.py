"""Notebooks in other languages than Python: their code as one text, for the reader of that language's files."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import decoded
from builder.mapping.found import Found
from builder.mapping.outside import literals
from builder.mapping.outside.notebook import CellLine
from builder.mapping.outside.wanted import Wanted

SUFFIX = ".ipynb"
LANGUAGES = {  # as kernels name them -> the suffix of the language's files
    **{name: name for name in ("go", "java", "scala", "swift", "r", "elixir", "cs", "julia")},
    **{"kotlin": "kt", "c#": "cs", "csharp": "cs", "julia": "jl", "elixir": "ex", "c++": "cpp", "c++17": "cpp"},
}
MAGIC = re.compile(r"(?m)^[!%].*")


class Code(NamedTuple):
    """A notebook's code: the suffix of its language's files, the text, and the place of each of its lines."""

    suffix: str
    text: str
    lines: tuple[CellLine, ...]


def read(data: bytes) -> Code | None:
    """The code of a notebook in a language of LANGUAGES; None for any other."""
    try:
        content = json.loads(decoded(data))
    except (ValueError, RecursionError):
        return None
    suffix = _suffix(content) if isinstance(content, dict) else None
    if suffix is None:
        return None
    text: list[str] = []
    lines: list[CellLine] = []
    for number, cell in enumerate(content["cells"] if isinstance(content.get("cells"), list) else ()):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            source = "".join(filter(_is_text, source)) if isinstance(source, list) else source
            rows = MAGIC.sub("", source).split("\n") if isinstance(source, str) else []
            text += rows
            lines += (CellLine(number, row) for row in range(1, len(rows) + 1))
    return Code(suffix, "\n".join(text), tuple(lines))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _suffix(content: Mapping[str, Any]) -> str | None:
    metadata = content.get("metadata")
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        given = metadata.get(key) if isinstance(metadata, dict) else None
        language = given.get(name) if isinstance(given, dict) else None
        if isinstance(language, str):
            return LANGUAGES.get(language.lower())
    return None


def as_code(path: str, data: bytes) -> tuple[str, bytes]:
    """A file of code as its language's reader takes it: a notebook's code by the suffix that this has elsewhere."""
    code = read(data) if path.endswith(SUFFIX) else None
    return (path, data) if code is None else (f"{path}.{code.suffix}", code.text.encode("utf-8", "replace"))


def found(path: str, data: bytes, wanted: Wanted) -> list[Found]:
    """The models that a file of code names; of a notebook with their cell and the line in it."""
    code = read(data) if path.endswith(SUFFIX) else None
    if code is None:
        return literals.found(path, data, wanted)
    made = literals.found(*as_code(path, data), wanted)
    return [_placed(one, code.lines[one.line - 1]) for one in made]


def _placed(one: Found, at: CellLine) -> Found:
    return replace(one, cell=at.cell, line=at.line, argument_line=at.line)
