"""What a scan found as Markdown: a comment of a pull request, and the summary of a job."""

import re
from collections.abc import Iterator

from builder.redaction.controls import visible
from builder.scan.entries import Entry, place
from builder.scan.formats.remarks import remarks
from builder.scan.report import Report
from builder.wording import counted

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")  # what Markdown or HTML would read
TITLES = ("model", "usage", "commit", "licence", "verdict", "where")
MOST_CHARACTERS = 60_000  # a comment on GitHub has at most 65,536


def markdown(report: Report) -> str:
    """A table of the models in source, the others folded, at most MOST_CHARACTERS long; links where there are any."""
    source = [entry for entry in report.models if entry.context == "source"]
    others = [entry for entry in report.models if entry.context != "source"]
    lines = ["### Models that this repository uses", ""]
    if not report.models:
        return "\n".join([*lines, f"None in {counted(report.files_scanned, 'file')}.", ""])
    lines += [*_table(source), ""] if source else []
    if others:
        summary = f"{counted(len(others), 'model')} in tests, examples, documents and vendored code alone"
        lines += ["<details>", f"<summary>{summary}</summary>", "", *_table(others), "", "</details>", ""]
    places = sum(len(entry.places) for entry in report.models)
    read = counted(report.files_scanned, "file")
    lines.append(f"{counted(len(report.models), 'model')} at {counted(places, 'place')}, in {read} read.")
    if report.looked_up:
        lines.append(f"Licence of the repository: {escaped(report.license or 'none found')}. This is no legal advice.")
    return _cut(lines)


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return MARKS.sub(r"\\\1", visible(text))


def _table(entries: list[Entry]) -> Iterator[str]:
    yield f"| {' | '.join(TITLES)} |"
    yield "|" + "---|" * len(TITLES)
    for entry in entries:
        yield f"| {' | '.join(_cells(entry))} |"


def _cells(entry: Entry) -> Iterator[str]:
    notes = [escaped(text) for text in remarks(entry)]
    name = escaped(entry.name)
    if entry.hub == "huggingface" and "/" in entry.name:
        name = f"[{name}](https://huggingface.co/{entry.name})" if re.fullmatch(r"[\w./-]+", entry.name) else name
    yield "<br>".join([name, *notes])
    yield entry.usage
    yield entry.pin or ""
    known = entry.facts is not None and entry.facts.status != "unknown"
    yield escaped(entry.facts.license or "none declared") if entry.facts and known else ""
    yield entry.judgement.verdict.value.replace("_", " ") if entry.judgement else ""
    first = entry.places[0]
    more = f" and {len(entry.places) - 1} more" if len(entry.places) > 1 else ""
    shown = escaped(place(first))
    yield (f"[{shown}]({first['url']})" if first["url"] else shown) + more


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
