"""What a scan found as a table for a person: a line per model, the strongest use first."""

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from builder.scan.repository import Scanned
from builder.schemas import USAGES
from builder.wording import counted

SHOWN = frozenset({"use", "component", "selectable", "hosted"})
WIDE = 160  # where there is no terminal to fit


def show(rows: list[dict[str, Any]], found: Scanned, everything: bool) -> None:
    """Prints models and places on standard output, what was not read or not resolved on standard error."""
    named: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        if row["model_name"] is not None and (everything or row["usage"] in SHOWN):
            key = USAGES.index(row["usage"]), row["model_id"] or row["model_name"]
            named.setdefault(key, []).append(row)
    table = Table(box=None, pad_edge=False)
    table.add_column("model", overflow="fold")
    for title in ("usage", "loads", "how", "where"):
        table.add_column(title, no_wrap=title != "where", overflow="fold")
    for (strength, name), at in sorted(named.items(), key=lambda one: (one[0][0], one[0][1].lower())):
        first = at[0]
        more = f" and {len(at) - 1} more" if len(at) > 1 else ""
        table.add_row(name, USAGES[strength], first["loads"], first["resolution"], f"{_place(first)}{more}")
    unresolved = [row for row in rows if row["model_name"] is None]
    if everything:
        for row in unresolved:
            table.add_row("?", row["usage"], row["loads"], row["resolution"], f"{_place(row)}  {row['code']}")
    wide = None if sys.stdout.isatty() else WIDE
    if table.row_count:
        Console(highlight=False, markup=False, width=wide).print(table)
    models = {name for _, name in named}
    places = counted(sum(map(len, named.values())), "place")
    _note(f"{counted(len(models), 'model')} at {places}, in {counted(found.files_scanned, 'file')} read")
    hidden = sum(row["model_name"] is not None and row["usage"] not in SHOWN for row in rows)
    if not everything and (hidden or unresolved):
        calls = counted(len(unresolved), "call")
        _note(f"{counted(hidden, 'mention')} and {calls} whose model no text tells: --all shows them")
    if found.unread:
        _note("not read: " + ", ".join(f"{count:,} {reason}" for reason, count in found.unread.items()))


def _place(row: dict[str, Any]) -> str:
    cell = "" if row["cell"] is None else f"[{row['cell']}]"
    return f"{row['path']}{cell}:{row['line']}"


def _note(text: str) -> None:
    print(text, file=sys.stderr)
