"""What a scan found as one JSON object: its models, every place, and the account (configs/scan.schema.json)."""

from typing import Any

from builder.mapping.rows import SCANNER
from builder.scan.entries import Entry
from builder.scan.report import Report


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
        "mappings": list(report.rows),
    }


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
