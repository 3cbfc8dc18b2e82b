"""What a scan found as a machine-learning bill of materials, CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/)."""

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.licences.expressions import named
from builder.scan.entries import COMMIT, Entry
from builder.scan.report import Report

SPACE = uuid.UUID("6f0d2f57-6c0c-5b60-9a5e-0f6e7c3c1d11")  # of serial numbers: the same scan has the same one
ROOT = "repository"


def bill(report: Report, version: str = "1.6") -> dict[str, Any]:
    """The document; `version` is that of the specification, '1.6' or '1.7'. Without a clock: same scan, same bytes."""
    said: dict[int, list[str]] = {}
    for one in report.review.findings:
        said.setdefault(id(one.entry), []).append(f"{one.kind}: {one.text}")
    components = [_component(entry, dict.fromkeys(said.get(id(entry), ()))) for entry in report.models]
    refs = [component["bom-ref"] for component in components]
    content = f"{report.repository_id}\0{report.commit}\0{refs}"
    subject = {"type": "application", "bom-ref": ROOT, "name": report.repository_id}
    if report.commit:
        subject["version"] = report.commit
    return {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, content)}",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "peatmoss", "version": __version__}]},
            "component": subject,
        },
        "components": components,
        "dependencies": [{"ref": ROOT, "dependsOn": refs}, *({"ref": ref} for ref in refs)],
    }


def purl(name: str, commit: str | None = None) -> str | None:
    """A model of the Hugging Face Hub as a package URL; None for a name without an owner. The commit in lower case."""
    if name.count("/") != 1:
        return None
    return f"pkg:huggingface/{quote(name, safe='/')}" + (f"@{commit.lower()}" if commit else "")


def licenses(declared: str | None) -> list[dict[str, Any]]:
    """A licence as the specification has it: an identifier of SPDX, an expression, or else a name."""
    if not declared:
        return []
    expressions, others = named(declared)
    if len(expressions) == 1 and not others:
        (spdx,) = expressions
        if " " in spdx:
            return [{"expression": spdx}]
        return [{"license": {"name" if spdx.startswith("LicenseRef-") else "id": spdx}}]
    return [{"license": {"name": declared}}]


def _component(entry: Entry, findings: Iterable[str]) -> dict[str, Any]:
    commits = {row["revision"].lower() for row in entry.places if COMMIT.fullmatch(row["revision"] or "")}
    commit = commits.pop() if entry.pin == "pinned" and len(commits) == 1 else None
    address = purl(entry.name, commit) if entry.hub in (None, "huggingface") else None
    made: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": address or f"{entry.hub}:{entry.places[0]['library']}:{entry.name}",
        "name": entry.name,
    }
    made |= {"version": commit} if commit else {}
    made |= {"purl": address} if address else {}
    facts = entry.facts
    if facts is not None and (found := licenses(facts.license)):
        made["licenses"] = found
    if facts is not None and facts.bases:
        made["pedigree"] = {"ancestors": [_ancestor(base.model_id, base.license) for base in facts.bases]}
    if facts is not None and facts.task:
        made["modelCard"] = {"modelParameters": {"task": facts.task}}
    made["evidence"] = {"occurrences": [{"location": row["path"], "line": row["line"]} for row in entry.places]}
    made["properties"] = [{"name": f"peatmoss:{name}", "value": value} for name, value in _properties(entry) if value]
    made["properties"] += [{"name": "peatmoss:finding", "value": one} for one in findings]
    return made


def _ancestor(model_id: str, licence: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "machine-learning-model", "name": model_id}
    made |= {"purl": address} if (address := purl(model_id)) else {}
    return made | ({"licenses": found} if (found := licenses(licence)) else {})


def _properties(entry: Entry) -> list[tuple[str, str | None]]:
    judgement = entry.judgement
    return [
        ("usage", entry.usage),
        ("context", entry.context),
        ("hub", entry.hub),
        ("commit", entry.pin),
        ("trust_remote_code", "true" if entry.remote_code else None),
        ("status", entry.facts.status if entry.facts else None),
        ("verdict", judgement.verdict.value if judgement else None),
        ("rule", judgement.rule if judgement else None),
    ]
