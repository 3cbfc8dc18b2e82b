"""Python and settings that stand within files of other kinds, and their places there.

Python: here-documents, `python -c`, the code blocks of documents, files that a notebook's cell writes. Settings: files
that here-documents and cells write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from itertools import islice
from textwrap import dedent

from builder import patterns as re
from builder.mapping.formats.entries import Place, decoded
from builder.mapping.formats.script_files import docker_text, make_text
from builder.mapping.formats.words import Document
from builder.mapping.found import Found
from builder.mapping.kinds import SETTINGS, kind
from builder.mapping.outside import commands, documents, settings_files
from builder.mapping.outside.commands import Script
from builder.mapping.outside.notebook import Notebook
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import Wanted
from builder.records import dataclass
from builder.reference.signatures import Signatures

RUN, BUILT, DOCUMENTED, SHOWN = "run", "built", "documented", "shown"
AS_SHELL: dict[str, Callable[[str], str]] = {"shell": str, "dockerfile": docker_text, "makefile": make_text}
PAGES = frozenset({"markdown", "rst"})
TYPED = re.compile(r"^[ \t]*[!%$?][^\n]*", re.MULTILINE)  # in a page's Python: what is for a notebook or a shell
IMPORT = b"import"
GIVEN = (b"<<", b"-c", b"--command", b".py")  # how a shell gives Python its source, or a text names its file
AROUND = "^"  # before the place of a variable that the file around a text sets
MAX_DOCUMENTS = 200  # of one file


@dataclass(frozen=True)
class Inner:
    """Python within a file: the file, its own name there, its source and the place of each line's first character.

    `way`: 'run', 'built' (settings stand for it), 'documented' (a document says to run it) or 'shown' (to readers, who
    may take it over); of what is built, `lines` are the file's own, by their numbers.
    """

    host: str
    name: str
    source: bytes
    places: tuple[Place, ...]
    way: str = RUN
    cell: int | None = None
    lines: Mapping[int, str] = field(default_factory=dict)

    def moved(self, found: Found) -> Found:
        """What is found in the source, at its place in the file; not where its string stands."""
        return self._in_settings(found) if self.way == BUILT else replace(moved(found, self.places), cell=self.cell)

    def at(self, line: int) -> str:
        """A line of the source as a line of the file ('path:7', 'path:cell3:7')."""
        cell = "" if self.cell is None else f":cell{self.cell}"
        return f"{self.host}{cell}:{self.places[line - 1].line}"

    def _in_settings(self, found: Found) -> Found:
        """What a call is given that settings stand for, at the entry that gives it."""
        line, column = self.places[found.argument_line - 1]
        code = self.lines.get(line, found.code)
        place = replace(found, line=line, column=column, argument_line=line, code=code, resolution="config_file")
        return replace(place, defined_at=None, hops=0, trail=())

    def described(self, found: Found) -> Found:
        """A document's Python is documented, and no more than a mention where it is shown."""
        if self.way == SHOWN:
            return replace(found, resolution="documented", usage="mention", weights=None)
        return replace(found, resolution="documented") if self.way == DOCUMENTED else found


def in_file(path: str, name: str, data: bytes, signatures: Signatures) -> Iterator[Inner]:
    """The Python in a file of kind `name` ('shell', 'yaml', 'markdown'); a page's blocks are one source."""
    if IMPORT not in data:
        return
    last = data.count(b"\n") + 1
    if name in PAGES and signatures.call_words(data):
        page = documents.read(data, name)
        yield from _page(path, page, last)
    elif name in {*AS_SHELL, *SETTINGS} and any(word in data for word in GIVEN):
        if name in AS_SHELL:
            script = commands.read(AS_SHELL[name](decoded(data)))
        else:
            script = settings_files.read(data, name).script
        yield from _inner(path, script.documents, last)


def in_notebook(path: str, notebook: Notebook, taken: Callable[[str], bool]) -> Iterator[Inner]:
    """The Python that a notebook's cells write to files, or run from a shell; `taken` tells paths of other files."""
    for number, part in enumerate(notebook.parts[:MAX_DOCUMENTS]):
        lines = part.text.count("\n")
        places = tuple(Place(part.at.line + row, 1) for row in range(lines + 1))
        if part.path is None:
            script = commands.read(part.text, places)
            for one in _inner(path, script.documents, part.at.line + lines):
                yield replace(one, name=f"{one.name}.{number}", cell=part.at.cell)
        elif kind(part.path) == "python":
            file = f"{path.rpartition('/')[0]}/{part.path.removeprefix('./')}".lstrip("/")
            name = f"{path}#{number}" if taken(file) or not file.endswith(".py") else file
            yield Inner(path, name, part.text.encode("utf-8", "replace"), places, cell=part.at.cell)


def _page(path: str, page: documents.Page, last: int) -> Iterator[Inner]:
    lines: list[str] = []
    places: list[Place] = []
    for document in page.python:
        lines += TYPED.sub("", document.text).split("\n")
        places += document.places
    if lines:
        yield Inner(path, f"{path}#", "\n".join(lines).encode("utf-8", "replace"), tuple(places), SHOWN)
    for block in page.blocks:
        if IMPORT.decode() in block.text:
            script = commands.read(block.text, (Place(block.line, 1),))
            for one in _inner(path, script.documents, last):
                yield replace(one, name=f"{one.name}.{block.line}", way=DOCUMENTED)


def _inner(path: str, given: Iterable[Document], last: int) -> Iterator[Inner]:
    """Python without the indentation of what stands around it; no line of it is behind the file's last one."""
    for number, document in enumerate(islice(given, MAX_DOCUMENTS)):
        text, places = undented(document, last)
        yield Inner(path, f"{path}#{number}", text.encode("utf-8", "replace"), places)


def undented(document: Document, last: int) -> tuple[str, tuple[Place, ...]]:
    """A document's text without the indentation of what is around it, and where each of its lines begins."""
    text = dedent(document.text)
    rows = zip(document.text.split("\n"), text.split("\n"), strict=True)
    before = [len(whole) - len(kept) if kept else 0 for whole, kept in rows]
    begun = document.places or (Place(document.line, 1),)
    more = (Place(min(begun[-1].line + row, last), 1) for row in range(1, len(before) - len(begun) + 1))
    places = (Place(at.line, at.column + cut) for at, cut in zip((*begun, *more), before, strict=False))
    return text, tuple(places)


def moved(found: Found, places: Sequence[Place]) -> Found:
    """What is found in a text, at the place of it in its file; not where a string was defined."""
    first = places[found.line - 1]
    column = first.column + found.column - 1
    return replace(found, line=first.line, column=column, argument_line=places[found.argument_line - 1].line)


def in_written(script: Script, last: int, wanted: Wanted, outside: Mapping[str, Sequence[Text]]) -> Iterator[Found]:
    """The models in settings that a script's here-documents write to files; `last` is the line of the file's end."""
    if not script.settings:
        return
    variables = Variables(outside)
    for command in script.commands:
        variables.run(command)
    around = {
        name: [text.placed(AROUND) for text in texts if text.defined_at is not None]
        for name, texts in variables.values.items()
    }
    for document in script.settings[:MAX_DOCUMENTS]:
        text, places = undented(document, last)
        settings = settings_files.read(text.encode("utf-8", "replace"), commands.settings_kind(document) or "")
        for one in settings_files.found(settings, wanted, {**outside, **around}):
            yield moved(one, places).relocated(partial(_around, places))


def _around(places: Sequence[Place], place: str) -> str:
    """A place of a text within a file as one of the file; those of the file around it are marked."""
    return f":{places[int(place[1:]) - 1].line}" if place[0] == ":" else place.removeprefix(AROUND)
