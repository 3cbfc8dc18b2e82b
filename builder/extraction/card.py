"""A model's card and record, and what a language model answered about it -> one row of `extracted_metadata`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import pyarrow as pa

from builder.extraction import grounding, judging
from builder.extraction.answers import whole_claims
from builder.extraction.candidates.certain import certain_claims, parted
from builder.extraction.candidates.find import candidates
from builder.extraction.candidates.interface import Candidate
from builder.extraction.claims import Claim, Evidence, as_rows, fitting, settle, stated
from builder.extraction.evaluations import eval_result_claims, evaluation_claims, task_claims
from builder.extraction.fields import front_matter_claims, tagged_bases
from builder.extraction.front_matter import FrontMatter, read_front_matter, scalars
from builder.extraction.record import listed_claims, record_claims
from builder.reference.domains import DOMAINS, domain_of
from builder.schemas import EXTRACTED_METADATA

VERSION = 17  # of the step; a higher one reads all cards again
# beside the table's columns, what a card tells of its model's licence and base models: the merge fills `models` with it
FOR_MODELS = [("license_name", pa.string()), ("license_link", pa.string()), ("declared_bases", pa.list_(pa.string()))]
ROWS = pa.schema([*EXTRACTED_METADATA.schema, *FOR_MODELS])
COLUMNS = tuple(name for name in EXTRACTED_METADATA.schema.names if name != "extracted_at")
FIELDS = COLUMNS[COLUMNS.index("domain") : COLUMNS.index("evidence")]
OK, CUT, EMPTY, UNASKED = "ok", "truncated_output", "empty_card", "front_matter_only"


@dataclass(frozen=True)
class Answered:
    """What came of one question: a status of the column's, the answer's text, and how much was read and written."""

    status: str
    text: str | None = None
    card_tokens: int | None = None
    output_tokens: int | None = None
    server: str | None = None
    key: str | None = None  # of the question


@dataclass(frozen=True)
class Ruled:
    """What rules read out of a card and its record, lists that a row cuts short, and all that its prose proposes."""

    front: FrontMatter
    claims: list[Claim]
    values: dict[str, Any]
    cut: set[str]
    candidates: list[Candidate]


def ruled(item: Mapping[str, Any]) -> Ruled:
    """What needs no language model: front matter, `model-index`, tags, config, counted parameters, then prose."""
    card = item["card"] or ""
    front = read_front_matter(card)
    languages = None if front.state == "ok" else item.get("languages")
    found = list(
        chain(
            front_matter_claims(front.values, card),
            eval_result_claims(item.get("eval_results"), item.get("eval_files")),
            evaluation_claims(front.values, card),
            record_claims(filter(None, item["tags"] or ()), item["task"], item["library"], item["config"]),
            listed_claims(languages, item.get("base_models")),
            _counted(item.get("parameters"), item.get("parameters_source")),
        )
    )
    if not any(claim.field == "tasks" for claim in found):
        found += task_claims(front.values, card)
    proposed = candidates(card, front.end, item.get("model_id")) if card[front.end :].strip() else []
    found = [*parted(found, proposed, card)]
    found += certain_claims(card, proposed, found)
    if not any(claim.field == "base_models" for claim in found):
        found += tagged_bases(front.values, card, item.get("model_id"))
    fit, cut = fitting(found)
    return Ruled(front, fit, settle(fit)[0], cut, proposed)


def extract(item: Mapping[str, Any], answers: Sequence[Answered] = (), cut: bool = False) -> dict[str, Any]:
    """The row of a card, all columns but `extracted_at` and what names the model; raises nothing, whatever it holds.

    `item` has model_id, revision, card (the text as published: offsets count its code points), card_sha256, and of
    the model's record tags, task, library, config (JSON text), parameters and their source, languages, base_models and
    eval_results, and of its files eval_files, each of which may be None.
    `answers` are those to the card's questions in their order, `cut` tells that some of the card made no question.
    """
    card = item["card"] or ""
    rules = ruled(item)
    texts = [(answer.key, answer.text) for answer in answers if answer.status == OK and answer.text is not None]
    asked = {one.key: one for one in open_groups(item, rules)} if any(key for key, _ in texts) else {}
    judged = [claim for key, text in texts if key in asked for claim in judging.claims(asked[key], text, card)]
    said = [whole_claims(text) for key, text in texts if key not in asked]
    said += [whole_claims(answer.text) for answer in answers if answer.status == CUT and answer.text]
    own = item.get("model_id")
    free = chain.from_iterable(grounding.claims(answer, card, rules.front.end, own) for answer in said if answer)
    values, evidence = settle([*rules.claims, *judged, *(claim for claim in free if claim.field not in rules.values)])
    values["domain"] = domain_of(values.get("tasks", ()))
    evidence += _domain_evidence(values, evidence)
    evidence += _first_base(values, evidence)
    status = _status(card, answers)
    whole = status == OK and not cut
    unasked = [] if whole or not card[rules.front.end :].strip() else [n for n in FIELDS if values.get(n) is None]
    return (
        dict.fromkeys(COLUMNS)
        | values
        | {
            "model_id": item["model_id"],
            "revision": item["revision"],
            "card_sha256": item["card_sha256"],
            "evidence": as_rows(evidence),
            "front_matter": rules.front.state,
            "unread_fields": sorted({*unasked, *rules.cut}),
            "status": status,
            "card_truncated": cut,
            "card_tokens": _total(answer.card_tokens for answer in answers),
            "output_tokens": _total(answer.output_tokens for answer in answers),
            "server": next((answer.server for answer in answers if answer.server), None),
        }
    )


def open_groups(item: Mapping[str, Any], rules: Ruled) -> list[judging.Group]:
    """The questions about a card's candidates that rules leave open."""
    places = {(claim.start, claim.end) for claim in rules.claims if claim.start is not None and claim.end is not None}
    model = str(item.get("model_id") or "this model")
    return judging.groups(rules.candidates, rules.values.keys(), places, model)


def for_models(card: str) -> dict[str, Any]:
    """What a card says that belongs to `models`; None for what it does not say.

    `license_name` and `license_link` of a licence that is 'other', and the base models of its front matter.
    """
    wanted = ("license_name", "license_link", "base_model")
    values = read_front_matter(card).values if any(key in card for key in wanted) else {}
    said = {key: next(stated(scalars(values.get(key))), None) for key in wanted[:2]}
    bases = {key: node for key, node in values.items() if key in {"base_model", "base_models"}}
    named = dict.fromkeys(str(claim.value) for claim in front_matter_claims(bases, card))
    return {key: scalar.text.strip() if scalar else None for key, scalar in said.items()} | {
        "declared_bases": list(named) or None
    }


def _status(card: str, answers: Sequence[Answered]) -> str:
    """The card's status: that of the first question that was not answered well."""
    if not card.strip():
        return EMPTY
    if not answers:
        return UNASKED
    return next((answer.status for answer in answers if answer.status != OK), OK)


def _total(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _counted(parameters: int | None, source: str | None) -> list[Claim]:
    """The number of parameters that the hub counted in the weights' own headers."""
    if parameters is None or source is None:
        return []
    return [Claim("parameter_count", parameters, source, str(parameters))]


def _first_base(values: dict[str, Any], evidence: list[Evidence]) -> list[Evidence]:
    """Fills `base_model` with the first of `base_models`; its evidence is that one's."""
    values["base_model"] = next(iter(values.get("base_models") or ()), None)
    return [replace(e, field="base_model", index=None) for e in evidence if (e.field, e.index) == ("base_models", 0)]


def _domain_evidence(values: Mapping[str, Any], evidence: list[Evidence]) -> list[Evidence]:
    """The domain follows from the tasks, so their quotations are its evidence too."""
    tasks = [entry for entry in evidence if entry.field == "tasks"]
    return [replace(entry, field="domain", index=None) for entry in tasks if values["tasks"][entry.index] in DOMAINS]
