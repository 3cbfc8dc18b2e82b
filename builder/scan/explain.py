"""Why a scan says what it says of one line: from the call back to the string, or to where the name was lost."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from builder.errors import InputError
from builder.mapping.files import as_utf8
from builder.mapping.rows import published
from builder.redaction.controls import visible
from builder.reference.signatures import Signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import Tree
from builder.wording import counted

PLACE = re.compile(r"(?P<path>.+?)(?:\[(?P<cell>\d+)\]|:cell(?P<other>\d+))?:(?P<line>\d+)")
FOUND = {
    "literal": "it is written in the call itself",
    "constant": "it is a constant in the code",
    "default": "it is the default of a parameter",
    "argument_parser": "it is the default or a choice of a command-line option",
    "dataclass": "it is the default of a dataclass field",
    "environment": "it is what an environment variable is set to, or its default",
    "config_file": "it is a value in a settings file",
    "command": "it is given on a command line",
    "documented": "a document shows it",
}
USED = {
    "use": "use: this place requests the model's weights",
    "component": "component: only a tokenizer, a processor, a configuration or another file is loaded",
    "selectable": "selectable: one of several models; which one is used is not known",
    "hosted": "hosted: a service runs the model, no weights are loaded here",
    "unresolved": "unresolved: a model is loaded, but its name was not found",
    "mention": "mention: the model is named, but not loaded",
}


def explained(place: str, tree: Tree, scanned: Scanned, signatures: Signatures) -> list[str]:
    """The lines that explain the rows whose call, argument or string stands at 'PATH:LINE' ('PATH[CELL]:LINE').

    InputError where no row stands there, with the lines of the file that have one.
    """
    rows = scanned.rows
    at = PLACE.fullmatch(place)
    if at is None:
        raise InputError(f"{place}: not a place in a file; give PATH:LINE, or PATH[CELL]:LINE for a notebook")
    path, cell, line = at["path"].removeprefix("./"), at["cell"] or at["other"], int(at["line"])
    string = f"{path}:cell{cell}:{line}" if cell is not None else f"{path}:{line}"
    here = [row for row in rows if row["path"] == path and (cell is None or row["cell"] == int(cell))]
    found = [row for row in here if line in (row["line"], row["argument_line"])]
    found += [row for row in rows if row["defined_at"] == string and row not in found]
    if not found:
        raise InputError(_nothing(place, path, rows, tree))
    return [text for row in found for text in _explained(row, tree, scanned, signatures)]


def _nothing(place: str, path: str, rows: list[dict[str, Any]], tree: Tree) -> str:
    others = [_at(row) for row in rows if row["path"] == path]
    if others:
        return f"{place}: nothing here names a model; see {', '.join(dict.fromkeys(others))}"
    if any(entry.path == path for entry in tree.entries()):
        return f"{place}: nothing in this file names a model, or a scan does not read this kind of file"
    return f"{place}: no such file; give its path below the scanned folder, as `peatmoss scan` prints it"


def _explained(row: dict[str, Any], tree: Tree, scanned: Scanned, signatures: Signatures) -> Iterator[str]:
    trail, fails = scanned.trails.get(row["mapping_id"], ()), scanned.fails.get(row["mapping_id"])
    yield f"{visible(_at(row))}: {visible(_one_line(row['code']))}"
    if row["call"]:
        yield f"  call: {visible(row['call'])} of {visible(row['library'])}, which loads: {row['loads']}"
    if row["argument_line"] != row["line"]:
        yield f"  the model is named on line {row['argument_line']}"
    if row["expression"] is not None:
        yield f"  argument: {visible(_one_line(row['expression']))}"
    elif row["call"]:
        yield "  argument: not given"
    yield from _lost(row, tree, trail) if row["model_name"] is None else _named(row, tree, trail)
    yield f"  usage: {USED[row['usage']] if fails is None else _not_run(row['usage'], fails)}"
    if row["weights"] in ("random", "unknown"):
        yield f"  weights: {row['weights']}"
    read = signatures.confident(row["usage"], row["resolution"], row["context"])
    if row["confidence"] is not None and read is not None:
        yield f"  confidence: {row['confidence']:.2f}, from {counted(read.places, 'checked place')} of this kind"


def _not_run(usage: str, fails: str) -> str:
    return f"{usage}: the model is named, but nothing that runs loads it here: {visible(published(fails))}"


def _way(row: dict[str, Any], tree: Tree, trail: Sequence[str]) -> Iterator[str]:
    """The places between the call and the string, from the call on, each with its line."""
    own = {_place(row["path"], row["cell"], row[key]) for key in ("line", "argument_line")} | {row["defined_at"]}
    for place in reversed(trail):
        if place not in own:
            own.add(place)
            text = _text(place, tree)
            yield f"  through {visible(place)}" + (f": {visible(text)}" if text else "")


def _named(row: dict[str, Any], tree: Tree, trail: Sequence[str]) -> Iterator[str]:
    yield from _way(row, tree, trail)
    if row["defined_at"] is not None:
        steps = f", {counted(row['hops'], 'step')} away" if row["hops"] else ""
        text = _text(row["defined_at"], tree)
        yield f"  the string is at {visible(row['defined_at'])}{steps}" + (f": {visible(text)}" if text else "")
    pin = f" at revision {visible(row['revision'])}" if row["revision"] else ""
    own = row["resolution"] == "default" and row["expression"] is None and row["defined_at"] is None
    how = (
        "it is what the library loads when no model is given"
        if own
        else FOUND.get(row["resolution"], row["resolution"])
    )
    yield f"  model: {visible(row['model_name'])}{pin}: {how}"


def _lost(row: dict[str, Any], tree: Tree, trail: Sequence[str]) -> Iterator[str]:
    yield from _way(row, tree, trail)
    where = f" at {visible(row['defined_at'])}" if row["defined_at"] is not None else ""
    yield f"  the name is lost here{where}: the argument is only known at run time"


def _text(place: str, tree: Tree) -> str | None:
    """The line that a string stands in; None within a notebook, whose lines are not the file's."""
    at = PLACE.fullmatch(place)
    entry = next((one for one in tree.entries() if at is not None and one.path == at["path"]), None)
    if at is None or entry is None or at["other"] is not None:
        return None
    data = next((data for _, data in tree.read([entry])), None)
    lines = as_utf8(data).decode("utf-8", "replace").split("\n") if data is not None else []
    return published(lines[int(at["line"]) - 1].strip()) if int(at["line"]) <= len(lines) else None


def _place(path: str, cell: int | None, line: int) -> str:
    """A place as `defined_at` has it."""
    return f"{path}:{line}" if cell is None else f"{path}:cell{cell}:{line}"


def _at(row: dict[str, Any]) -> str:
    cell = "" if row["cell"] is None else f"[{row['cell']}]"
    return f"{row['path']}{cell}:{row['line']}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
