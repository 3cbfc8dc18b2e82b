"""What a scan found as SARIF 2.1.0, for code scanning: a result for each thing to look at, the strongest first."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from builder import __version__
from builder.licences.interface import Verdict
from builder.scan.entries import COMMIT, Entry, Row
from builder.scan.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 5_000  # results that code scanning shows


class Rule(NamedTuple):
    """A kind of result: its level, what it is, and what to do."""

    level: str
    text: str
    help: str


RULES = {  # the strongest first
    "licence-conflict": Rule(
        "error", "A model's licence and the repository's do not go together.", "Choose another model, or read the rule."
    ),
    "model-gone": Rule("error", "A model is gone from its hub.", "Keep a copy of it, or choose another model."),
    "remote-code": Rule(
        "warning",
        "A call runs code that comes with a model.",
        "Read that code and pin its commit, or leave trust_remote_code out.",
    ),
    "name-reused": Rule("warning", "Another model had this name before.", "Pin the commit of the model that is meant."),
    "licence-unknown": Rule(
        "warning", "No rule knows the licence of a model, or it declares none.", "Ask its authors, or choose another."
    ),
    "licence-condition": Rule(
        "note", "A model may be used under conditions.", "See whether they hold for what the repository is used for."
    ),
    "not-pinned": Rule(
        "note", "A model is loaded at no fixed commit.", "Give the call revision= with a commit of 40 digits."
    ),
    "model-used": Rule("note", "A model is used here.", "Nothing is to be done."),
}
OF_VERDICT = {
    Verdict.INCOMPATIBLE: "licence-conflict",
    Verdict.MODEL_LICENSE_MISSING: "licence-unknown",
    Verdict.NOT_COVERED: "licence-unknown",
    Verdict.CONDITIONAL: "licence-condition",
}


def log(report: Report) -> dict[str, Any]:
    """The document; at most MOST results."""
    order = list(RULES)
    found = [result for entry in report.models for result in _results(entry)]
    found.sort(key=lambda one: order.index(one["ruleId"]))
    driver = {
        "name": "peatmoss",
        "version": __version__,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": rule.text},
                "help": {"text": rule.help},
                "defaultConfiguration": {"level": rule.level},
            }
            for name, rule in RULES.items()
        ],
    }
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found[:MOST]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(entry: Entry) -> Iterator[dict[str, Any]]:
    """What is to be said of a model at its strongest place, and of each place that alone is meant."""
    first, facts, judgement = entry.places[0], entry.facts, entry.judgement
    yield _result("model-used", entry, first, f"{entry.name}: {entry.usage}")
    if judgement is not None and judgement.verdict in OF_VERDICT:
        via = f" (by its base model {judgement.via})" if judgement.via else ""
        yield _result(OF_VERDICT[judgement.verdict], entry, first, f"{entry.name}: {judgement.rule}{via}")
    if facts is not None and facts.status == "gone":
        yield _result("model-gone", entry, first, f"{entry.name} is gone from its hub")
    if facts is not None and facts.reused_name:
        yield _result("name-reused", entry, first, f"another model had the name {entry.name} before")
    for row in entry.places:
        if row["trust_remote_code"] is True:
            yield _result("remote-code", entry, row, f"{entry.name}: the model's own code runs")
        fixed = row["call"] is None or COMMIT.fullmatch(row["revision"] or "")
        if entry.pin in ("floating", "mixed") and row["usage"] in ("use", "component", "selectable") and not fixed:
            yield _result("not-pinned", entry, row, f"{entry.name} is loaded at no fixed commit")


def _result(rule: str, entry: Entry, row: Row, text: str) -> dict[str, Any]:
    region = {"startLine": row["line"], "startColumn": row["column"]} if row["cell"] is None else {"startLine": 1}
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": RULES[rule].level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(row["path"])}, "region": region}}],
        "partialFingerprints": {"peatmoss/v1": f"{rule}:{row['mapping_id']}"},
    }
