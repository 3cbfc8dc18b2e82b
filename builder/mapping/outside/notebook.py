"""A Jupyter notebook (nbformat 3 and 4) -> its Python as one source, and the shell lines and files in its cells.

What IPython alone understands is taken out of the Python so that lines keep their place. Outputs are never read.
"""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import Place, decoded
from builder.mapping.formats.words import Command
from builder.mapping.found import Found
from builder.mapping.kinds import SETTINGS, kind_of
from builder.mapping.outside import commands
from builder.mapping.outside.commands import Script
from builder.mapping.outside.notebook_variables import constants
from builder.mapping.outside.wanted import Wanted
from builder.records import dataclass

# Magics behind which Python stands, on their own line or on those below.
PYTHON = frozenset({"capture", "debug", "lprun", "memit", "prun", "python", "python3", "time", "timeit"})
SHELL = frozenset({"!", "bash", "script", "sh", "shell", "sx", "system"})
FILE = frozenset({"file", "writefile"})
WRITTEN = frozenset({*SETTINGS, "shell", "dockerfile", "makefile", "procfile", "modelfile", "unit"})
RENAMED = {"run": "python", "set_env": "env"}  # line magics as the command that they are

LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<target>[A-Za-z_][\w.,\[\] ]*=[ \t]*)?"
    r"(?:(?P<shell>!!?)|%(?P<magic>[A-Za-z_]\w*)(?=[ \t]|$))(?P<rest>.*)"
)
CELL = re.compile(r"%%(!|\w+)(.*)")
HELP = re.compile(r"[ \t]*(?:\?{1,2}[\w.%]+|[%\w.]+\?{1,2})[ \t]*$")
OPTIONS = re.compile(r"(?:[ \t]+-[A-Za-z](?:[ \t]*\d+)?)*[ \t]*")
OTHER = "no Python"  # why a notebook in another language is not read here
CELL_LINES = 1_000_000  # lines of a cell, where cells and lines are one number
EXPORTED = (b"\n!", b"\n%", b"get_ipython()")
# What a magic is in Python: `get_ipython().system('ls')`, `get_ipython().run_cell_magic('bash', '', 'ls\\n')`.
CALLED = re.compile(
    r"""get_ipython\(\)\.(?:system|getoutput|run_(?:line|cell)_magic)\("""
    r"""(?:\s*[uU]?(?P<magic>'\w+'|"\w+")\s*,)?(?:\s*(?:''|\"\"|'[^'\n]*'|"[^"\n]*")\s*,)?\s*[uU]?(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*\)"""
)
ENVIRONMENT = re.compile(r"""os\.environ\[["'](\w+)["']\]\s*=\s*["']([\w./:@-]+)["']\s*(?:#.*)?$""")
TRIPLE = re.compile(r'"""|\'\'\'')


class CellLine(NamedTuple):
    """A line of a notebook: the cell, counted from 0 over all cells, and the line in it, counted from 1."""

    cell: int
    line: int


@dataclass(frozen=True)
class Part:
    """Text of a notebook that is no Python of its own: shell lines (`path` is None), or the file that a cell writes.

    `exports`: the variable that it is a line of Python for, which sets it for the shell lines that read it. `whole`: it
    is all of a cell, in which variables of Python stand for nothing.
    """

    text: str
    at: CellLine
    path: str | None = None
    exports: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class Notebook:
    """What a notebook holds: `lines` gives the place of each line of `python`; `reason` why nothing was read."""

    python: bytes = b""
    lines: tuple[CellLine, ...] = ()
    parts: tuple[Part, ...] = ()
    reason: str | None = None


def read(data: bytes) -> Notebook:
    """The code cells of a notebook; one that is none gives a reason: 'no notebook' or 'no Python'."""
    try:
        content = json.loads(decoded(data))
    except (ValueError, RecursionError):
        return Notebook(reason="no notebook")
    cells = _cells(content)
    if cells is None:
        return Notebook(reason="no notebook")
    if not _is_python(content):
        return Notebook(reason=OTHER)
    lines: list[str] = []
    places: list[CellLine] = []
    parts: list[Part] = []
    for number, cell in enumerate(cells):
        text = _source(cell)
        if text is not None:
            code = list(_python(text.split("\n"), number, parts))
            lines += code
            places += (CellLine(number, row) for row in range(1, len(code) + 1))
    return Notebook("\n".join(lines).encode("utf-8", "replace"), tuple(places), tuple(_read_by_shell(parts)))


def exported(data: bytes) -> Notebook | None:
    """The lines for a shell in a notebook that was saved as Python, and the rest; None where there are none."""
    if not any(mark in data for mark in EXPORTED):
        return None
    parts: list[Part] = []
    lines = list(_python(decoded(data).split("\n"), 0, parts))
    parts = list(_read_by_shell(parts))
    return Notebook("\n".join(lines).encode("utf-8", "replace"), (), tuple(parts)) if parts else None


def found(notebook: Notebook, wanted: Wanted) -> list[Found]:
    """The models that a notebook's shell lines name, with their cell and the line in it.

    `defined_at` is ':cell3:7' for line 7 of cell 3, without the path.
    """
    made: list[Command] = []
    own = constants(decoded(notebook.python), lambda row: _line(notebook.lines[row]) if notebook.lines else row + 1)
    for part in notebook.parts:
        if part.path is None:
            line = _line(part.at)
            text = part.text if part.whole else own.put(part.text, line)
            made += commands.read(text, (Place(line, 1),)).commands
    places = [own.restored(one) for one in commands.found(Script(tuple(made)), wanted, outside=own.texts)]
    return [_in_cell(one) for one in places] if notebook.lines else places


def _line(at: CellLine) -> int:
    """A line of a cell as one number, in the order of cells."""
    return at.cell * CELL_LINES + at.line


def written(notebook: Notebook) -> Iterator[tuple[Part, str]]:
    """The files without Python that cells write, with the kind of reader that each is for."""
    for part in notebook.parts:
        name = kind_of(part.path, part.text.encode("utf-8", "replace")) if part.path is not None else None
        if name is not None and name in WRITTEN:
            yield part, name


def at_part(one: Found, part: Part) -> Found:
    """A place of a file that a cell writes as one of the cell."""
    before = part.at.line - 1
    moved = replace(one, cell=part.at.cell, line=one.line + before, argument_line=one.argument_line + before)
    return moved.relocated(lambda place: _of_part(place, part))


def _of_part(place: str, part: Part) -> str:
    path, _, line = place.rpartition(":")
    return f":cell{part.at.cell}:{int(line) + part.at.line - 1}" if path == part.path else place


def _in_cell(one: Found) -> Found:
    cell, line = divmod(one.line, CELL_LINES)
    return replace(one, cell=cell, line=line, argument_line=line).relocated(_cell_place)


def _cell_place(place: str) -> str:
    return ":cell{}:{}".format(*divmod(int(place[1:]), CELL_LINES))


def _cells(content: object) -> list[Any] | None:
    """All cells, of every sheet in nbformat 3; None where there are none."""
    if not isinstance(content, dict):
        return None
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = content.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_python(content: dict[str, Any]) -> bool:
    """Whether the notebook's language is Python; one that names none is taken to be."""
    metadata = content.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        given = metadata.get(key)
        language = given.get(name) if isinstance(given, dict) else None
        if isinstance(language, str) and language:
            return "python" in language.lower()
    return True


def _source(cell: object) -> str | None:
    """The text of a code cell in Python; None for other cells."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code" or cell.get("language", "python") != "python":
        return None
    source = cell.get("source", cell.get("input"))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n") if isinstance(source, str) else None


def _python(lines: list[str], cell: int, parts: list[Part]) -> Iterator[str]:
    """A cell's lines with all that is no Python emptied, or replaced by what keeps the rest in place."""
    first = next((row for row, line in enumerate(lines) if line.strip()), 0)
    magic = CELL.match(lines[first])
    if magic is not None and magic[1] not in PYTHON:
        _part(magic, "\n".join(lines[first + 1 :]), CellLine(cell, first + 2), parts)
        yield from ("" for _ in lines)
        return
    start = first + 1 if magic is not None else 0
    yield from ("" for _ in range(start))
    quote: str | None = None
    row = start
    while row < len(lines):
        line = lines[row]
        free = quote is None and not (row > start and lines[row - 1].endswith("\\"))
        special = LINE.match(line) if free else None
        if "get_ipython()" in line:
            parts += _called(line, CellLine(cell, row + 1))
        exporting = ENVIRONMENT.match(line) if free else None
        if exporting is not None:  # the shell lines see it
            parts.append(Part(f"export {exporting[1]}={exporting[2]}", CellLine(cell, row + 1), exports=exporting[1]))
        if special is None:
            yield re.sub(r"\S.*", "pass", line) if free and HELP.match(line) else line
            quote = _open_quote(line, quote)
            row += 1
            continue
        yield _replaced(special)
        end = row + 1
        while end < len(lines) and lines[end - 1].endswith("\\"):
            end += 1
        yield from ("" for _ in range(end - row - 1))
        if special["magic"] not in PYTHON:
            word = special["magic"] or ""
            rest = special["rest"] if special["rest"][:1].isspace() else " " + special["rest"]
            head = " " * (special.end() - len(rest) - len(word)) + RENAMED.get(word, word) + rest
            parts.append(Part("\n".join([head, *lines[row + 1 : end]]), CellLine(cell, row + 1)))
        row = end


def _read_by_shell(parts: list[Part]) -> Iterator[Part]:
    """The parts but for variables that no shell line reads."""
    for part in parts:
        if part.exports is None or any(
            f"${part.exports}" in one.text or f"${{{part.exports}" in one.text for one in parts
        ):
            yield part


def _called(line: str, at: CellLine) -> Iterator[Part]:
    """What a line of Python gives to IPython's shell."""
    for call in CALLED.finditer(line):
        magic = (call["magic"] or "'system'").strip("\"'")
        if magic in SHELL:
            yield Part(str(ast.literal_eval(call["text"])), at)


def _part(magic: re.Match[str], text: str, at: CellLine, parts: list[Part]) -> None:
    """Keep what stands below a cell magic that is no Python, if it is a shell's or a file's."""
    arguments = magic[2].split()
    if magic[1] in FILE and arguments:
        parts.append(Part(text, at, arguments[-1]))
    elif magic[1] in SHELL and (magic[1] != "script" or any(word.endswith("sh") for word in arguments)):
        parts.append(Part(text, at, whole=True))


def _replaced(special: re.Match[str]) -> str:
    """Python in place of a line with a magic or `!`: what stands behind a magic for Python, else nothing."""
    if special["magic"] in PYTHON:
        return special["indent"] + special["rest"][OPTIONS.match(special["rest"]).end() :]  # type: ignore[union-attr]
    return f"{special['indent']}{special['target']}None" if special["target"] else f"{special['indent']}pass"


def _open_quote(line: str, quote: str | None) -> str | None:
    """The triple quote that is open behind a line, given the one that is open before it."""
    for found in TRIPLE.findall(line):
        if quote is None:
            quote = found
        elif quote == found:
            quote = None
    return quote
