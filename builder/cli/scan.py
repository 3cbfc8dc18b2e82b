"""`peatmoss scan`: which models a repository uses, with the line that proves it."""

import gc
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from builder.cli.arguments import NoCache, NoConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.licences.interface import Use
    from builder.scan.report import Report

FORMATS = ("table", "jsonl", "json", "markdown", "cyclonedx", "cyclonedx-1.7", "sarif", "summary")
USES = ("commercial", "research")


Where = Annotated[str, typer.Argument(metavar="PATH", help="A folder, a file or a git directory.")]
Revision = Annotated[
    str | None,
    typer.Option(metavar="REVISION", help="Scan this commit, tag or branch; by default the files in the folder."),
]
Form = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORM",
        help="'table', 'jsonl', 'json', 'markdown', 'cyclonedx', 'cyclonedx-1.7', 'sarif', 'summary'.",
    ),
]
Models = Annotated[
    str | None,
    typer.Option(
        metavar="TABLE",
        help="Look up licences and base models in this workspace, dataset, table of models, or OWNER/NAME on the Hub.",
    ),
]
Online = Annotated[
    bool,
    typer.Option(
        "--online", help="Look up licences and base models on the Hub; sends the models' names, but no token."
    ),
]
Licence = Annotated[
    str | None,
    typer.Option(
        "--license",
        metavar="SPDX",
        help="Licence of the repository: an SPDX expression or 'proprietary'; by default what its files say.",
    ),
]
Purpose = Annotated[
    str | None, typer.Option("--use", metavar="USE", help="What the models are used for: 'commercial' or 'research'.")
]
Everything = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Also list models of tests, examples and documents, mentions, and calls whose model was not resolved.",
    ),
]
Places = Annotated[bool, typer.Option("--places", help="List every place of a model, one per line.")]
Explain = Annotated[
    str | None,
    typer.Option(metavar="PLACE", help="Explain this place (PATH:LINE): the steps from the call to the model's name."),
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="KIND",
        help="Exit with 1 for findings of these kinds (separated by commas), with 3 if facts are missing to decide: "
        "'conflict', 'unpinned', 'remote-code', 'gone', 'reused-name', 'unknown-license', 'condition'.",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="File of known findings, for --new-only; --write-baseline creates it."),
]
NewOnly = Annotated[bool, typer.Option("--new-only", help="Leave out the findings in the baseline.")]
WriteBaseline = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write all findings to this file, as a baseline for later scans.")
]


def command(
    path: Where = ".",
    revision: Revision = None,
    form: Form = "table",
    models: Models = None,
    online: Online = False,
    license_: Licence = None,
    use: Purpose = None,
    everything: Everything = False,
    places: Places = False,
    explain: Explain = None,
    fail_on: FailOn = None,
    baseline: Baseline = None,
    new_only: NewOnly = False,
    write_baseline: WriteBaseline = None,
    no_config: NoConfig = False,
    no_cache: NoCache = False,
) -> None:
    """List the models that a repository uses, and where. Nothing in it is run or imported.

    Exit codes: 0 for no findings of the kinds in --fail-on, 1 for findings, 2 for wrong usage or a failure, 3 if facts
    are missing to decide.
    """
    gc.disable()  # the process ends with the scan, sooner than a search for what refers to itself
    from builder.scan.report import scan

    if form not in FORMATS:
        raise typer.BadParameter(f"no format '{form}': {', '.join(FORMATS)}", param_hint="--format")
    if models and online:
        raise typer.BadParameter("give --models or --online, not both", param_hint="--online")
    licence, purpose = _terms(license_, use)
    asked = _kinds(fail_on or [])
    if write_baseline is not None and (new_only or asked):
        raise typer.BadParameter(
            "it holds all findings: leave --new-only and --fail-on out", param_hint="--write-baseline"
        )
    if explain is not None:
        _explain(path, revision, explain, cache=not no_cache)
        return
    report = scan(
        path,
        revision,
        models=models,
        online=online,
        license=licence,
        use=purpose,
        mentions=everything and form == "table",
        cache=not no_cache,
        fail_on=asked,
        baseline=baseline,
        new_only=new_only,
        against_baseline=write_baseline is None,
        config=not no_config,
    )
    if write_baseline is not None:
        _keep(report, write_baseline)
        return
    _show(report, form, everything=everything, places=places)
    _end(report)


def _show(report: "Report", form: str, *, everything: bool, places: bool) -> None:
    """Prints what was found, for a person or as a file."""
    if form == "table":
        from builder.scan.formats.table import show

        show(report, everything, every_place=places)
    else:
        _written(report, form)


def _end(report: "Report") -> None:
    """Says on standard error what the findings come to; raises Exit with their code."""
    from builder.scan.formats.account import account

    for line in account(report.review):
        print(line, file=sys.stderr)
    if report.review.code:
        raise typer.Exit(report.review.code)


def _kinds(given: "Iterable[str]") -> tuple[str, ...]:
    """The kinds of --fail-on, each once; BadParameter for words that are none."""
    words = [word.strip() for text in given for word in text.split(",")]
    if not words:
        return ()
    from builder.scan.findings import KINDS
    from builder.wording import similar

    for word in words:
        if word not in KINDS:
            near = similar(word, KINDS)
            meant = f" (did you mean '{near}'?)" if near else ""
            raise typer.BadParameter(f"no kind '{word}'{meant}: {', '.join(KINDS)}", param_hint="--fail-on")
    return tuple(dict.fromkeys(words))


def _keep(report: "Report", file: str) -> None:
    """Writes the findings that nobody accepted as a baseline."""
    from pathlib import Path

    from builder.scan import baseline
    from builder.wording import counted

    number = baseline.write(Path(file), (*report.review.findings, *report.review.left_out))
    print(f"{file}: {counted(number, 'finding')}, which --baseline {file} --new-only leaves out", file=sys.stderr)


def _explain(path: str, revision: str | None, place: str, *, cache: bool) -> None:
    from builder.reference.signatures import load_signatures
    from builder.scan.explain import explained
    from builder.scan.report import mapped, opened

    tree = opened(path, revision)
    _, found = mapped(path, tree, cache=cache)
    print("\n".join(explained(place, tree, found, load_signatures())))


def _written(report: "Report", form: str) -> None:
    """Prints a report in any format but the table."""
    match form:
        case "jsonl":
            from builder.scan.formats.document import lines

            _lines(lines(report))
        case "markdown":
            from builder.scan.formats.markdown import markdown

            typer.echo(markdown(report), nl=False)
        case "summary":
            _summary(report)
        case "sarif":
            from builder.scan.formats.sarif import log

            _document(log(report))
        case "cyclonedx" | "cyclonedx-1.7":
            from builder.scan.formats.cyclonedx import bill

            _document(bill(report, "1.7" if form.endswith("1.7") else "1.6"))
        case _:
            from builder.scan.formats.document import document

            _document(document(report))


def _terms(licence: str | None, use: str | None) -> tuple[str | None, "Use | None"]:
    """The licence as SPDX ('proprietary' stays) and the use; BadParameter for words that are none."""
    from builder.licences.interface import Use

    if use is not None and use not in USES:
        raise typer.BadParameter(f"no use '{use}': {', '.join(USES)}", param_hint="--use")
    spdx = licence
    if licence is not None and licence.lower() != "proprietary":
        from builder.reference.licenses import license_spdx

        spdx = license_spdx(licence)
        if spdx is None:
            raise typer.BadParameter(
                f"'{licence}' is not an SPDX expression: MIT, Apache-2.0, ..., or 'proprietary'", param_hint="--license"
            )
    return spdx, Use(use) if use else None


def _summary(report: "Report") -> None:
    """Markdown, added to the summary of the job where GitHub Actions runs it."""
    from builder.errors import InputError
    from builder.scan.formats.markdown import markdown

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        typer.echo(markdown(report), nl=False)
        return
    try:
        with open(place, "a", encoding="utf-8") as file:  # noqa: PTH123 - it is added to
            file.write(markdown(report))
    except OSError as error:
        raise InputError(
            f"{place}: the summary cannot be written ({error.strerror}): see GITHUB_STEP_SUMMARY"
        ) from error


def _plain() -> bool:
    """Whether standard output lacks characters: then JSON escapes them."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")


def _lines(rows: "Iterable[dict[str, Any]]") -> None:
    """One JSON object a line."""
    sys.stdout.writelines(json.dumps(row, ensure_ascii=_plain()) + "\n" for row in rows)


def _document(made: dict[str, Any]) -> None:
    """All in one JSON object."""
    typer.echo(json.dumps(made, ensure_ascii=_plain(), indent=1))
