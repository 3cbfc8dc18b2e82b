"""A model's card and record -> one row of `extracted_metadata`, without a language model."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from builder.domains import DOMAINS, domain_of
from builder.extraction.claims import Evidence, as_rows, settle
from builder.extraction.fields import front_matter_claims
from builder.extraction.front_matter import read_front_matter
from builder.extraction.model_index import evaluation_claims
from builder.extraction.record import record_claims
from builder.schemas import EXTRACTED_METADATA

VERSION = 1  # of the step; a higher one reads all cards again
COLUMNS = tuple(name for name in EXTRACTED_METADATA.names if name != "extracted_at")
FIELDS = COLUMNS[COLUMNS.index("domain") : COLUMNS.index("evidence")]


def extract(item: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a card, all columns but `extracted_at`; raises nothing, whatever the card holds.

    `item` has model_id, revision, card (the text as published: offsets count its code points), card_sha256, and of
    the model's record tags, task, library and config (JSON text), each of which may be None.
    """
    card = item["card"] or ""
    front = read_front_matter(card)
    values, evidence = settle(
        chain(
            front_matter_claims(front.values, card),
            evaluation_claims(front.values, card),
            record_claims(filter(None, item["tags"] or ()), item["task"], item["library"], item["config"]),
        )
    )
    values["domain"] = domain_of(values.get("tasks", ()))
    evidence += _domain_evidence(values, evidence)
    prose = card[front.end :].strip()
    return (
        dict.fromkeys(COLUMNS)
        | values
        | {
            "model_id": item["model_id"],
            "revision": item["revision"],
            "card_sha256": item["card_sha256"],
            "evidence": as_rows(evidence),
            "front_matter": front.state,
            "unread_fields": sorted(name for name in FIELDS if values.get(name) is None) if prose else [],
            "status": "front_matter_only" if card.strip() else "empty_card",
            "card_truncated": False,
        }
    )


def _domain_evidence(values: Mapping[str, Any], evidence: list[Evidence]) -> list[Evidence]:
    """The domain follows from the tasks, so their quotations are its evidence too."""
    tasks = [entry for entry in evidence if entry.field == "tasks"]
    return [replace(entry, field="domain", index=None) for entry in tasks if values["tasks"][entry.index] in DOMAINS]
