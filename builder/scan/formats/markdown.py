"""What a scan found as Markdown: a comment of a pull request, and the summary of a job."""

import re
from collections.abc import Iterator

from builder.redaction.controls import visible
from builder.scan.entries import Entry, choices, place
from builder.scan.findings import Finding
from builder.scan.formats.account import groups, tally
from builder.scan.formats.remarks import name_with_hub, remarks
from builder.scan.report import Report
from builder.scan.review import Review
from builder.wording import counted

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")  # what Markdown or HTML would read
TITLES = ("model", "usage", "commit", "licence", "verdict", "where")
MOST_CHARACTERS = 60_000  # a comment on GitHub has at most 65,536


def markdown(report: Report) -> str:
    """A table of the models in source, the others folded, at most MOST_CHARACTERS long; links where there are any."""
    source = [entry for entry in report.models if entry.context == "source"]
    others = [entry for entry in report.models if entry.context != "source"]
    lines = ["### Models that this repository uses", "", *_findings(report.review)]
    if not report.models:
        return _cut([*lines, f"None in {counted(report.files_scanned, 'file')}."])
    lines += [*_table(source), ""] if source else []
    if others:
        summary = f"{counted(len(others), 'model')} in tests, examples, documents and vendored code only"
        lines += ["<details>", f"<summary>{summary}</summary>", "", *_table(others), "", "</details>", ""]
    places = sum(len(entry.places) for entry in report.models)
    read = counted(report.files_scanned, "file")
    lines.append(f"{counted(len(report.models), 'model')} at {counted(places, 'place')}, in {read} read.")
    if report.looked_up:
        lines.append(f"Licence of the repository: {escaped(report.license or 'none found')}. This is not legal advice.")
    return _cut(lines)


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return MARKS.sub(r"\\\1", visible(text))


def _findings(review: Review) -> Iterator[str]:
    """The findings, those that were asked for first; one line for those that say the same of a model."""
    shown = [*review.failing, *(one for one in review.findings if not review.fails(one))]
    if not shown and not review.asked:
        return
    yield f"**{'New findings' if review.new_only else 'Findings'}: {tally(shown) or 'none'}.**"
    if review.undecided:
        yield f"**Not decided: {tally(review.undecided)}**: facts are missing, and nothing passes without them."
    if review.accepted:
        yield f"Accepted: {tally(one for one, _ in review.accepted)}."
    yield ""
    first = [one for one in shown if review.fails(one) or one.context == "source"]
    others = [one for one in shown if not (review.fails(one) or one.context == "source")]
    yield from _lines(first, review)
    if others:
        summary = f"{tally(others)} in tests, examples, documents and vendored code"
        yield from ("<details>", f"<summary>{summary}</summary>", "", *_lines(others, review), "</details>", "")


def _lines(findings: list[Finding], review: Review) -> Iterator[str]:
    if not findings:
        return
    yield "| finding | model | where | what |"
    yield "|---|---|---|---|"
    for first, *others in groups(findings):
        mark = f"**{first.kind}**" if review.fails(first) else first.kind
        more = f" and {len(others):,} more" if others else ""
        where = _link(first.where, first.row["url"] if first.row is not None else None)
        yield f"| {mark} | {escaped(first.model or '?')} | {where}{more} | {escaped(first.text)} |"
    yield ""


def _table(entries: list[Entry]) -> Iterator[str]:
    """A line for each model, and one for the values of a choice."""
    yield f"| {' | '.join(TITLES)} |"
    yield "|" + "---|" * len(TITLES)
    for entry in entries:
        if entry.choice is None:
            yield f"| {' | '.join(_cells(entry))} |"
    for group in choices(entries):
        yield f"| {' | '.join(_of_choice(group))} |"


def _of_choice(group: list[Entry]) -> Iterator[str]:
    """The values of a choice, folded, each with its licence and what is to be said of it."""
    values = []
    for entry in group:
        judged = entry.judgement.verdict.value.replace("_", " ") if entry.judgement else ""
        licence = entry.facts.shown_license if entry.facts else None
        said = "; ".join(escaped(text) for text in (licence, judged, *remarks(entry)) if text)
        values.append(f"{_name(entry)}{': ' if said else ''}{said}")
    yield f"<details><summary>one of {len(group):,}</summary>{'<br>'.join(values)}</details>"
    yield group[0].usage
    pins = {entry.pin for entry in group}
    yield (pins.pop() or "") if len(pins) == 1 else "mixed"
    yield "" if group[0].facts is None else "see each"
    worst = min((entry.judgement.verdict for entry in group if entry.judgement), key=lambda one: one.rank, default=None)
    yield worst.value.replace("_", " ") if worst else ""
    row = next((row for row in group[0].places if place(row) == group[0].choice), group[0].places[0])
    yield _link(place(row), row["url"])


def _name(entry: Entry) -> str:
    """A model's name, a link where it is on the Hub."""
    name = escaped(name_with_hub(entry))
    if entry.hub == "huggingface" and "/" in entry.name and re.fullmatch(r"[\w./-]+", entry.name):
        return f"[{name}](https://huggingface.co/{entry.name})"
    return name


def _link(where: str, url: str | None) -> str:
    return f"[{escaped(where)}]({url})" if url else escaped(where)


def _cells(entry: Entry) -> Iterator[str]:
    yield "<br>".join([_name(entry), *(escaped(text) for text in remarks(entry))])
    yield entry.usage
    yield entry.pin or ""
    yield escaped((entry.facts.shown_license if entry.facts else None) or "")
    yield entry.judgement.verdict.value.replace("_", " ") if entry.judgement else ""
    first = entry.places[0]
    more = f" and {len(entry.places) - 1} more" if len(entry.places) > 1 else ""
    yield _link(place(first), first["url"]) + more


def _cut(lines: list[str]) -> str:
    """The lines, without the last rows where all are too long; how many are left out is said."""
    if sum(len(line) + 1 for line in lines) <= MOST_CHARACTERS:
        return "\n".join(lines) + "\n"
    made, size = list[str](), 0
    for line in lines:
        size += len(line) + 1
        if size > MOST_CHARACTERS:
            break
        made.append(line)
    opened = made.count("<details>") > made.count("</details>")
    left = f"{len(lines) - len(made):,} lines are left out: `peatmoss scan` prints them all."
    return "\n".join([*made, "", *(["</details>", ""] if opened else []), left, ""])
