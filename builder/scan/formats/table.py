"""What a scan found as a table for a person: a line per model, the strongest use first."""

import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

from builder.column_values import USAGES
from builder.redaction.controls import visible
from builder.scan.scanned import Scanned
from builder.wording import counted

SHOWN = frozenset({"use", "component", "selectable", "hosted"})
CONTEXTS = ("source", "example", "test", "docs", "vendored")  # the first is the strongest place of a model
UNREAD = {  # reasons in plain words; any other is the name of a fault
    "missing": "not in this git directory (a partial clone)",
}
NAMED = 3  # files that were not read, for each reason
UNBROKEN = 100_000  # columns: a path is never broken; a terminal wraps what does not fit, and copies it whole


def show(
    rows: list[dict[str, Any]], found: Scanned, everything: bool, *, every_place: bool = False, noun: str = "model"
) -> None:
    """Prints models and places on standard output, what was not read or not resolved on standard error.

    A line names the strongest place of a model; with `every_place` each place has a line. `noun` is what is counted:
    "name" where names were not looked up, so that an old and a new name of one model are two.
    """
    named: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        name = _name(row)
        if name is not None and (everything or row["usage"] in SHOWN):
            key = USAGES.index(row["usage"]), name
            named.setdefault(key, []).append(row)
    lines: list[tuple[str, ...]] = []
    for (strength, name), at in sorted(named.items(), key=lambda one: (one[0][0], one[0][1].lower())):
        strongest = sorted(at, key=_weakness)
        more = f" and {len(at) - 1} more" if len(at) > 1 and not every_place else ""
        for row in strongest if every_place else strongest[:1]:
            lines.append((visible(name), USAGES[strength], row["loads"], row["resolution"], f"{_place(row)}{more}"))
    unresolved = [row for row in rows if _name(row) is None]
    if everything:
        for row in unresolved:
            lines.append(("?", row["usage"], row["loads"], row["resolution"], f"{_place(row)}  {visible(_code(row))}"))
    if lines:
        print(_table(lines))
    models = {name for _, name in named}
    places = counted(sum(map(len, named.values())), "place")
    if not found.files_scanned and not found.unread:
        _note("no file here is of a kind that a scan reads")
        return
    _note(f"{counted(len(models), noun)} at {places}, in {counted(found.files_scanned, 'file')} read")
    if everything and unresolved:
        _note("?: the name could not be resolved; the call stands behind its place")
    hidden = sum(_name(row) is not None and row["usage"] not in SHOWN for row in rows)
    if not everything and (hidden or unresolved):
        calls = counted(len(unresolved), "call")
        _note(f"{counted(hidden, 'mention')} and {calls} whose model could not be resolved: --all shows them")
    if found.unread:
        _note("not read: " + ", ".join(_unread(found, everything)))
        if not everything and any(len(paths) > NAMED for paths in found.unread_files.values()):
            _note("--all names every file that was not read")


def _table(lines: list[tuple[str, ...]]) -> str:
    """The lines below their titles, in columns."""
    from rich.console import Console  # a fifth of the start-up time, which finding nothing need not wait for
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("model", "usage", "loads", "how", "where"):
        table.add_column(title, no_wrap=True)
    for line in lines:
        table.add_row(*line)
    text = StringIO()
    Console(file=text, highlight=False, markup=False, emoji=False, color_system=None, width=UNBROKEN).print(table)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _unread(found: Scanned, everything: bool) -> Iterator[str]:
    """For each reason how many files were not read, and which: the first ones, or all."""
    for reason, paths in found.unread_files.items():
        named = paths if everything else paths[:NAMED]
        more = f" and {len(paths) - len(named):,} more" if len(paths) > len(named) else ""
        yield f"{len(paths):,} {UNREAD.get(reason, reason)} ({', '.join(map(visible, named))}{more})"


def _weakness(row: dict[str, Any]) -> tuple[bool, int]:
    """Sorts places: those that name the model before a library's own default, the repository's own code first."""
    unnamed = row["resolution"] == "default" and row["expression"] is None
    return unnamed, CONTEXTS.index(row["context"])


def _name(row: dict[str, Any]) -> str | None:
    """The model's; a copied file of weights has none in the code."""
    name: str | None = row["model_id"] or row["model_name"]
    return name


def _code(row: dict[str, Any]) -> str:
    """The call; of a file of weights its SHA-256, and its name and size."""
    return row["code"] if row["call"] is not None else ", ".join(filter(None, (row["expression"], row["code"])))


def _place(row: dict[str, Any]) -> str:
    cell = "" if row["cell"] is None else f"[{row['cell']}]"
    return f"{visible(row['path'])}{cell}:{row['line']}"


def _note(text: str) -> None:
    print(text, file=sys.stderr)
