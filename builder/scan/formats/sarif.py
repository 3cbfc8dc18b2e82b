"""What a scan found as SARIF 2.1.0, for code scanning: a result for each thing to look at, the strongest first."""

from importlib import metadata
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.scan.entries import Entry, Row
from builder.scan.findings import KINDS, Finding, Kind
from builder.scan.report import Report
from builder.scan.review import Review

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 5_000  # results that code scanning shows
USED = "model-used"
RULES = {**KINDS, USED: Kind("note", "A model is used here.", "Nothing is to be done.")}
PAGES = ("homepage", "repository", "source")  # labels of the project's page, the first that it has


def log(report: Report) -> dict[str, Any]:
    """The document; at most MOST results. Findings that are accepted are none of them: code scanning would show them.

    A kind that --fail-on names is an error, whatever it is else: what stops a build stops a pull request, too.
    """
    review = report.review
    results = [_finding(one, review) for one in review.findings]
    results += [] if review.new_only else [_used(entry) for entry in report.models]
    driver: dict[str, Any] = {
        "name": "peatmoss",
        "version": __version__,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": rule.text},
                "help": {"text": rule.help},
                "defaultConfiguration": {"level": "error" if name in review.asked else rule.level},
            }
            for name, rule in RULES.items()
        ],
    }
    if page := project_page():
        driver["informationUri"] = page
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results[:MOST]}
    if review.asked:
        run["invocations"] = [_invocation(review)]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def project_page() -> str | None:
    """The project's page, where its metadata name one."""
    try:
        addresses = metadata.metadata("peatmoss").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    pages = {label.strip().lower(): url.strip() for label, _, url in (one.partition(",") for one in addresses)}
    return next((pages[label] for label in PAGES if label in pages), None)


def _invocation(review: Review) -> dict[str, Any]:
    """How the scan ended, and what it could not decide."""
    undecided = [
        {"level": "warning", "message": {"text": f"{one.kind} not decided: {one.model or one.where}: {one.text}"}}
        | {"locations": [_location(one.path, one.row)]}
        for one in review.undecided[:MOST]
    ]
    return {"executionSuccessful": True, "exitCode": review.code, "toolExecutionNotifications": undecided}


def _finding(one: Finding, review: Review) -> dict[str, Any]:
    level = "error" if review.fails(one) else KINDS[one.kind].level
    text = f"{one.model}: {one.text}" if one.model else one.text
    made = _result(one.kind, level, text, one.path, one.row) | {"partialFingerprints": {"peatmoss/v1": one.id}}
    if review.known is not None:
        made["baselineState"] = "unchanged" if one.id in review.known else "new"
    return made


def _used(entry: Entry) -> dict[str, Any]:
    first = entry.places[0]
    made = _result(USED, "note", f"{entry.name}: {entry.usage}", first["path"], first)
    return made | {"partialFingerprints": {"peatmoss/v1": f"{USED}:{first['mapping_id']}"}}


def _result(rule: str, level: str, text: str, path: str, row: Row | None) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": level,
        "message": {"text": text},
        "locations": [_location(path, row)],
    }


def _location(path: str, row: Row | None) -> dict[str, Any]:
    """A place; a notebook's cells have no lines of the file."""
    lines = row is not None and row["cell"] is None
    region = {"startLine": row["line"], "startColumn": row["column"]} if row is not None and lines else {"startLine": 1}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path)}, "region": region}}
