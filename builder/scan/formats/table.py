"""What a scan found for a person: a line per model, what is to be known of it below, then what it comes to."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from builder.licences.interface import Verdict
from builder.redaction.controls import visible
from builder.scan.entries import Entry, choices, place
from builder.scan.findings import REASONS
from builder.scan.formats.account import PLACES
from builder.scan.formats.remarks import is_elsewhere, name_with_hub, remarks
from builder.scan.report import Report
from builder.wording import counted

NAMED = 3  # files that were not read, for each reason; values of a choice
UNBROKEN = 100_000  # columns: a path is never broken; a terminal wraps what does not fit, and copies it whole
TITLES = ("model", "usage", "how", "sure", "commit", "where")
LOOKED_UP = ("model", "usage", "how", "sure", "commit", "licence", "verdict", "where")
NO_LICENCE = "none found: give it by --license SPDX or --license proprietary"
Row = dict[str, Any]


def show(report: Report, everything: bool, *, every_place: bool = False) -> None:
    """Prints models and places on standard output, the account of the scan on standard error.

    Models that only tests, examples, documents or vendored code name are counted, unless `everything` or no other is
    there.
    """
    entries, rows, looked_up = report.models, report.rows, report.looked_up
    hidden = [] if everything else [entry for entry in entries if entry.context != "source"]
    hidden = [] if len(hidden) == len(entries) else hidden
    listed = [entry for entry in entries if entry not in hidden]
    blocks = [_block(entry, every_place, looked_up) for entry in listed if entry.choice is None or every_place]
    if not every_place:
        blocks += [_choice(group, looked_up) for group in choices(listed)]
    unresolved = [row for row in rows if _nameless(row)]
    if everything:
        blocks += [([_unresolved(row, looked_up)], []) for row in unresolved]
    if blocks:
        print(_table(blocks, LOOKED_UP if looked_up else TITLES))
    if not report.files_scanned and not report.unread:
        _note("no file here is of a kind that a scan reads")
        return
    for line in _account(report, hidden):
        _note(line)
    if everything and unresolved:
        _note("?: the name could not be resolved; the call is shown after the place")
    mentions = sum(row["usage"] == "mention" and not _nameless(row) for row in rows)
    if not everything and (mentions or unresolved):
        parts = [counted(mentions, "mention")] if mentions else []
        parts += [f"{counted(len(unresolved), 'call')} whose model could not be resolved"] if unresolved else []
        _note(f"{' and '.join(parts)}; --all shows them")
    if report.unread:
        _note("not read: " + ", ".join(_unread(report, everything)))
        if not everything and any(len(paths) > NAMED for paths in report.unread.values()):
            _note("--all names every file that was not read")
    if report.commit:
        _note(f"read at commit {report.commit}")


def _account(report: Report, hidden: Sequence[Entry]) -> Iterator[str]:
    """What the entries come to, and what to do."""
    entries, looked_up = report.models, report.looked_up
    folded = Counter(entry.context for entry in hidden)
    if folded:
        parts = ", ".join(f"{count:,} in {PLACES[context]}" for context, count in folded.items())
        yield f"not shown: models found only there ({parts}); --all shows them"
    models, places = len(entries), sum(len(entry.places) for entry in entries)
    noun = "model" if looked_up else "name"
    yield f"{counted(models, noun)} at {counted(places, 'place')}, in {counted(report.files_scanned, 'file')} read"
    if floating := sum(entry.pin in ("floating", "mixed") for entry in entries):
        yield f"{floating:,} of them not pinned to a commit: peatmoss pin can pin them"
    if elsewhere := Counter(str(entry.hub) for entry in entries if is_elsewhere(entry)):
        hubs = ", ".join(f"{count:,} {hub}" for hub, count in elsewhere.most_common())
        yield f"{elsewhere.total():,} of other registries and services ({hubs}), whose terms are not judged here"
    if not looked_up:
        if entries:
            yield "for licences, base models and new names, give a table of models (--models TABLE) or --online"
        return
    verdicts = Counter(entry.judgement.verdict for entry in entries if entry.judgement)
    if verdicts:
        yield "licences: " + ", ".join(f"{verdicts[one]:,} {said(one)}" for one in Verdict if verdicts[one])
    yield f"licence of the repository: {visible(report.license or NO_LICENCE)}"
    if dates := {entry.facts.as_of for entry in entries if entry.facts and entry.facts.as_of}:
        yield f"facts about models as of {max(dates)}" + (f", the oldest of {min(dates)}" if len(dates) > 1 else "")


def said(verdict: Verdict) -> str:
    """A verdict in plain words."""
    return verdict.value.replace("_", " ")


Block = tuple[list[tuple[str, ...]], list[str]]  # lines of a table, and remarks below them


def _block(entry: Entry, every_place: bool, looked_up: bool) -> Block:
    shown = entry.places if every_place else entry.places[:1]
    more = f" and {len(entry.places) - 1} more" if len(entry.places) > 1 and not every_place else ""
    usage = [row["usage"] for row in shown] if every_place else [entry.usage]
    name = visible(name_with_hub(entry))
    lines = [
        _line(name, kind, row["resolution"], _sure(row), entry.pin or "-", entry, _place(row) + more, looked_up)
        for row, kind in zip(shown, usage, strict=True)
    ]
    return lines, [visible(text) for text in remarks(entry)]


def _choice(group: Sequence[Entry], looked_up: bool) -> Block:
    """The values of a choice as one line; what is said of them is said of each by its name."""
    first = group[0].places[0]
    row = next((row for entry in group for row in entry.places if place(row) == group[0].choice), first)
    pins = {entry.pin for entry in group}
    pin = (pins.pop() or "-") if len(pins) == 1 else "mixed"
    names = [visible(name_with_hub(entry)) for entry in group]
    notes = [f"of: {_first(names)}"]
    said_of: dict[str, list[str]] = {}
    for name, entry in zip(names, group, strict=True):
        for text in remarks(entry):
            said_of.setdefault(visible(text), []).append(name)
    notes += [f"{_first(of)}: {text}" for text, of in said_of.items()]
    worst = min((entry for entry in group if entry.judgement), key=_rank, default=None)
    title = f"one of {len(group):,}"
    return [_line(title, group[0].usage, row["resolution"], _sure(row), pin, worst, _place(row), looked_up)], notes


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _rank(entry: Entry) -> int:
    return entry.judgement.verdict.rank if entry.judgement else len(Verdict)


def _line(
    name: str, usage: str, how: str, sure: str, pin: str, entry: Entry | None, where: str, looked_up: bool
) -> tuple[str, ...]:
    judged: tuple[str, ...] = ()
    if looked_up:
        facts, judgement = (entry.facts, entry.judgement) if entry else (None, None)
        licence = (facts.shown_license if facts else None) or "-"
        judged = (visible(licence), said(judgement.verdict) if judgement else "-")
    return name, usage, how, sure, pin, *judged, where


def _unresolved(row: Row, looked_up: bool) -> tuple[str, ...]:
    where = f"{_place(row)}  {visible(_code(row))}"
    return _line("?", row["usage"], row["resolution"], _sure(row), "-", None, where, looked_up)


def _table(blocks: Sequence[Block], titles: Sequence[str]) -> str:
    """The lines below their titles, in columns, each with its remarks below it."""
    heads, *printed = _columns(titles, [line for lines, _ in blocks for line in lines])
    made, at = [heads], 0
    for lines, notes in blocks:
        made += printed[at : at + len(lines)] + [f"  {note}" for note in notes]
        at += len(lines)
    return "\n".join(made)


def _columns(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """Titles and lines as text, one below the other, the columns as wide as their longest cell."""
    from rich.console import Console  # a fifth of the start-up time, which finding nothing need not wait for
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, no_wrap=True)
    for line in lines:
        table.add_row(*line)
    text = StringIO()
    Console(file=text, highlight=False, markup=False, emoji=False, color_system=None, width=UNBROKEN).print(table)
    return [line.rstrip() for line in text.getvalue().splitlines()]


def _unread(report: Report, everything: bool) -> Iterator[str]:
    """For each reason how many files were not read, and which: the first ones, or all."""
    for reason, paths in report.unread.items():
        named = paths if everything else paths[:NAMED]
        more = f" and {len(paths) - len(named):,} more" if len(paths) > len(named) else ""
        yield f"{len(paths):,} {REASONS.get(reason, reason)} ({', '.join(map(visible, named))}{more})"


def _nameless(row: Row) -> bool:
    """Whether no model is known: a call that was not resolved, or a copied file of weights."""
    return not (row["model_id"] or row["model_name"])


def _sure(row: Row) -> str:
    return "-" if row["confidence"] is None else f"{row['confidence']:.0%}"


def _code(row: Row) -> str:
    """The call on one line; of a file of weights its SHA-256, and its name and size."""
    code = row["code"] if row["call"] is not None else ", ".join(filter(None, (row["expression"], row["code"])))
    return " ".join(str(code).split())


def _place(row: Row) -> str:
    return visible(place(row))


def _note(text: str) -> None:
    print(text, file=sys.stderr)
