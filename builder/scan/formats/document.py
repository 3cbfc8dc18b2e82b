"""What a scan found as one JSON object: its models, every place, and the account (configs/scan.schema.json)."""

from typing import Any

from builder.mapping.rows import SCANNER
from builder.scan.entries import Entry, choices
from builder.scan.findings import KINDS, Finding
from builder.scan.report import Report
from builder.scan.review import Review


def document(report: Report) -> dict[str, Any]:
    """The object; its keys are added to, never changed, within a version of the schema."""
    return {
        "repository_id": report.repository_id,
        "commit": report.commit,
        "license": report.license,
        "scanner": SCANNER,
        "files_scanned": report.files_scanned,
        "unread": {reason: len(paths) for reason, paths in report.unread.items()},
        "unread_files": report.unread,
        "models": [model(entry) for entry in report.models],
        "choices": [choice(group) for group in choices(report.models)],
        "findings": [finding(one, report.review) for one in report.review.findings],
        "undecided": [_undecided(one) for one in report.review.undecided],
        "accepted": [finding(one, report.review) | {"reason": reason} for one, reason in report.review.accepted],
        "asked": list(report.review.asked),
        "mappings": lines(report),
    }


def lines(report: Report) -> list[dict[str, Any]]:
    """The places, with the columns of `mappings` and the kinds of findings at each."""
    kinds: dict[str, list[str]] = {}
    for one in report.review.findings:
        if one.row is not None:
            kinds.setdefault(one.row["mapping_id"], []).append(one.kind)
    return [{**row, "findings": kinds.get(row["mapping_id"], [])} for row in report.rows]


def choice(group: list[Entry]) -> dict[str, Any]:
    """The models of which a place takes one."""
    return {"place": group[0].choice, "usage": group[0].usage, "models": [entry.name for entry in group]}


def finding(found: Finding, review: Review) -> dict[str, Any]:
    """One finding; `new` is null where no baseline says what was there before."""
    return {
        "id": found.id,
        "kind": found.kind,
        "level": KINDS[found.kind].level,
        "model": found.model or None,
        "text": found.text,
        "place": found.where,
        "context": found.context,
        "mapping_id": found.row["mapping_id"] if found.row is not None else None,
        "asked": review.fails(found),
        "new": None if review.known is None else found.id not in review.known,
    }


def _undecided(found: Finding) -> dict[str, Any]:
    return {"kind": found.kind, "model": found.model or None, "text": found.text, "place": found.where}


def model(entry: Entry) -> dict[str, Any]:
    """One entry; its places by their keys in `mappings`."""
    facts, judgement = entry.facts, entry.judgement
    return {
        "name": entry.name,
        "model_id": entry.model_id,
        "hub": entry.hub,
        "usage": entry.usage,
        "context": entry.context,
        "choice": entry.choice,
        "commit": entry.pin,
        "trust_remote_code": entry.remote_code,
        "exposure": entry.exposure,
        "places": [row["mapping_id"] for row in entry.places],
        "facts": None
        if facts is None
        else {
            "as_of": facts.as_of,
            "revision": facts.revision,
            "status": facts.status,
            "license": facts.license,
            "base_models": [
                {"model_id": base.model_id, "relation": base.relation, "license": base.license} for base in facts.bases
            ],
            "reused_name": facts.reused_name,
            "gated": facts.gated,
        },
        "judgement": None
        if judgement is None
        else {
            "verdict": judgement.verdict,
            "rule": judgement.rule,
            "rule_source": judgement.source,
            "obligations": list(judgement.obligations),
            "dropped_terms": None if judgement.dropped_terms is None else list(judgement.dropped_terms),
            "conflict_via": judgement.via,
        },
    }
