"""What a scan found as a table for a person: a line per model, the strongest use first."""

import sys
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table

from builder.column_values import USAGES
from builder.redaction.controls import visible
from builder.scan.repository import Scanned
from builder.wording import counted

SHOWN = frozenset({"use", "component", "selectable", "hosted"})
UNBROKEN = 100_000  # columns: a path is never broken; a terminal wraps what does not fit, and copies it whole


def show(rows: list[dict[str, Any]], found: Scanned, everything: bool) -> None:
    """Prints models and places on standard output, what was not read or not resolved on standard error."""
    named: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        name = _name(row)
        if name is not None and (everything or row["usage"] in SHOWN):
            key = USAGES.index(row["usage"]), name
            named.setdefault(key, []).append(row)
    table = Table(box=None, pad_edge=False)
    for title in ("model", "usage", "loads", "how", "where"):
        table.add_column(title, no_wrap=True)
    for (strength, name), at in sorted(named.items(), key=lambda one: (one[0][0], one[0][1].lower())):
        first = at[0]
        more = f" and {len(at) - 1} more" if len(at) > 1 else ""
        table.add_row(visible(name), USAGES[strength], first["loads"], first["resolution"], f"{_place(first)}{more}")
    unresolved = [row for row in rows if _name(row) is None]
    if everything:
        for row in unresolved:
            table.add_row("?", row["usage"], row["loads"], row["resolution"], f"{_place(row)}  {visible(_code(row))}")
    if table.row_count:
        text = StringIO()
        Console(file=text, highlight=False, markup=False, emoji=False, color_system=None, width=UNBROKEN).print(table)
        print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))
    models = {name for _, name in named}
    places = counted(sum(map(len, named.values())), "place")
    _note(f"{counted(len(models), 'model')} at {places}, in {counted(found.files_scanned, 'file')} read")
    hidden = sum(_name(row) is not None and row["usage"] not in SHOWN for row in rows)
    if not everything and (hidden or unresolved):
        calls = counted(len(unresolved), "call")
        _note(f"{counted(hidden, 'mention')} and {calls} whose model could not be resolved: --all shows them")
    if found.unread:
        _note("not read: " + ", ".join(f"{count:,} {reason}" for reason, count in found.unread.items()))


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
