"""One file and the places in it that load models -> the edits that pin them, or for each why there are none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from builder.mapping.files import as_utf8
from builder.mapping.kinds import NOTEBOOK, PYTHON, kind_of
from builder.mapping.outside import notebook as notebooks
from builder.mapping.outside.notebook import CellLine, Notebook
from builder.mapping.pinning import commands, scripts, settings
from builder.mapping.pinning.interface import Edit, Spot, Unpinnable, offset, text_of
from builder.mapping.pinning.notebook import Cell, cells
from builder.mapping.pinning.python import PythonText
from builder.reference.pin_rules import CallPin, CommandPin, PinRules, ScriptPin, load_pin_rules

COMMANDS = frozenset({"shell", "dockerfile", "makefile", "procfile", "unit", "groovy", "yaml", "json", "sections"})
SETTINGS = frozenset({"yaml", "json", "sections"})
NO_RULE = "it takes no commit by what its documentation says"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one place: its edits in the file's text, or the reason why there are none."""

    spot: Spot
    edits: tuple[Edit, ...] = ()
    reason: str = ""


def outcomes(path: str, data: bytes, spots: Iterable[Spot], defined: frozenset[str] = frozenset()) -> list[Outcome]:
    """The edits of a file's places, in offsets of its text (`interface.text_of`).

    `defined`: which of the methods that the rules name are functions of the repository's own.
    """
    spots = list(spots)
    try:
        text, _ = text_of(data)
        find = _finder(path, data, text, kind_of(path, as_utf8(data)) or "", defined)
    except Unpinnable as error:
        return [Outcome(spot, (), str(error)) for spot in spots]
    return [_outcome(spot, find) for spot in spots]


Find = Callable[[Spot], list[Edit]]


def _outcome(spot: Spot, find: Find) -> Outcome:
    try:
        found = find(spot)
    except Unpinnable as error:
        return Outcome(spot, (), str(error))
    return Outcome(spot, tuple(found), "" if found else NO_RULE)


def _finder(path: str, data: bytes, text: str, kind: str, defined: frozenset[str]) -> Find:
    rules = load_pin_rules()
    if kind == PYTHON:
        return _in_python(text, rules, defined)
    if kind == NOTEBOOK:
        return _in_notebook(data, text, rules, defined)

    def find(spot: Spot) -> list[Edit]:
        rule = rules.of(spot.call)
        if isinstance(rule, ScriptPin) and kind == "javascript":
            return scripts.edits(text, path, spot, rule)
        if isinstance(rule, CommandPin) and kind in COMMANDS:
            return commands.edits(text, spot, rule.option, yaml=kind == "yaml")
        if kind in SETTINGS and (beside := settings.edits(text, kind, spot)):
            return beside
        return commands.addresses(text, spot) if kind in COMMANDS else []

    return find


def _in_python(text: str, rules: PinRules, defined: frozenset[str]) -> Find:
    parsed = cache(lambda: PythonText(text, defined))

    def find(spot: Spot) -> list[Edit]:
        rule = rules.of(spot.call)
        if isinstance(rule, CommandPin):
            return parsed().command(spot, rule.option)
        return parsed().edits(spot, rule) if isinstance(rule, CallPin) else parsed().addresses(spot)

    return find


def _in_notebook(data: bytes, text: str, rules: PinRules, defined: frozenset[str]) -> Find:
    """Edits of a cell's Python or shell lines as edits of the JSON around it."""
    read, found = notebooks.read(as_utf8(data)), cells(text)
    parsed = cache(lambda: PythonText(read.python.decode("utf-8", "replace"), defined))

    def find(spot: Spot) -> list[Edit]:
        cell = found[spot.cell] if spot.cell is not None and spot.cell < len(found) else None
        if cell is None:
            raise Unpinnable("the cell is not found in the notebook")
        rule = rules.of(spot.call)
        if isinstance(rule, CommandPin) and _is_shell(spot, cell):
            return cell.edits(commands.edits(cell.text, spot, rule.option))
        own, python = _in_program(spot, read), parsed()
        if isinstance(rule, CommandPin):
            made = python.command(own, rule.option)
        else:
            made = python.edits(own, rule) if isinstance(rule, CallPin) else python.addresses(own)
        return cell.edits([_in_cell(edit, python.source, read, cell, spot.cell or 0) for edit in made])

    return find


def _is_shell(spot: Spot, cell: Cell) -> bool:
    """Whether a model's name itself stands at a spot, as in a shell's line, and not the call that runs a command."""
    start = offset(cell.text, spot.line, spot.column)
    return cell.text.startswith(spot.name, start) or cell.text.startswith(spot.name, start + 1)


def _in_program(spot: Spot, read: Notebook) -> Spot:
    """A spot of a cell as one of the notebook's whole Python."""
    try:
        line = read.lines.index(CellLine(spot.cell or 0, spot.line)) + 1
    except ValueError as error:
        raise Unpinnable("its line is none of the notebook's Python") from error
    return Spot(line, spot.column, None, spot.call, spot.name, spot.revision, spot.commit)


def _in_cell(edit: Edit, program: str, read: Notebook, cell: Cell, number: int) -> Edit:
    """An edit of the notebook's Python as one of a cell's text, where the lines are the same in both."""
    lines, shown = program.split("\n"), cell.text.split("\n")
    places = []
    for at in (edit.start, edit.end):
        line = program.count("\n", 0, at)
        where = read.lines[line]
        if where.cell != number or lines[line] != shown[where.line - 1]:
            raise Unpinnable("the line is not Python alone")
        places.append(offset(cell.text, where.line, at - program.rfind("\n", 0, at)))
    return Edit(places[0], places[1], edit.text)
