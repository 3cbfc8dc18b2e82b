"""Cards with labels: each labelled value stands in its card, follows from its quotation by our own rules, and no other.

tests/cards holds cards of our own writing; labels.json has their labels and those of cards of the sample: per field the
value and the quotation behind it, null where the card says nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.bundled import bundled
from builder.evaluation.labels import elements, of_row
from builder.evaluation.sameness import same as same_value
from builder.evaluation.sameness import shared_words
from builder.evaluation.scoring import score
from builder.evaluation.values import PASSAGES
from builder.extraction.answers import COLUMNS, Answer
from builder.extraction.card import extract, ruled
from builder.extraction.claims import LIST_FIELDS, Claim
from builder.extraction.grounding import claims
from builder.extraction.visible_text import visible_text

FOLDER = Path(__file__).parents[1] / "cards"
LABELS: dict[str, dict[str, Any]] = json.loads((FOLDER / "labels.json").read_text("utf-8"))
NAMES = {column: name for name, column in COLUMNS.items()}  # of a column in an answer
TEXTS = {"limitations_and_biases", "input_format", "output_format"}


def card(model: str) -> str:
    mine = FOLDER / f"{model}.md"
    path = mine if mine.is_file() else bundled("sample") / "cards" / model / "README.md"
    return path.read_text("utf-8")


def labelled(model: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each labelled value of a card, with its field."""
    for field, said in LABELS[model].items():
        for entry in said if isinstance(said, list) else [said]:
            if isinstance(entry, dict) and {"value", "quote"} <= entry.keys():
                yield field, entry


def claimed(field: str, entry: dict[str, Any]) -> dict[str, Any]:
    """A label as a language model would claim it: `said` is how the card writes a value that has another form."""
    value, said, quote = entry["value"], entry.get("said"), {"quote": entry["quote"]}
    match field:
        case "evaluation":
            parts = {name: value[name] for name in ("task", "dataset", "metric")}
            return quote | parts | {"value": value["value_text"]}
        case "hardware":
            parts = {name: None if part is None else str(part) for name, part in value.items()}
            return quote | parts | (said or {})
        case "hyperparameters":
            return quote | value
        case "datasets":
            return quote | {"value": value["name"]}
        case "papers":
            return quote | {"value": said or value["title"] or value["url"]}
        case _ if field in TEXTS:
            return quote
    return quote | {"value": said or str(value)}


def grounded(field: str, claim: dict[str, Any], text: str, start: int) -> list[Claim]:
    """What comes of an answer that makes this one claim, its quotation as the model is shown it (without HTML)."""
    at = text.index(claim["quote"])
    claim = claim | {"quote": visible_text(text, start)[at : at + len(claim["quote"])]}
    said: Any = [claim] if field in LIST_FIELDS else claim
    name = NAMES.get(field, field)
    answer = Answer.model_validate(dict.fromkeys(Answer.model_fields) | {name: said})
    return list(claims(answer, text, start))


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values are the same in the form in which they are compared."""
    if field in PASSAGES:
        return shared_words(one, other)
    return any(same_value(field, mine, label) for mine in elements(field, one) for label in elements(field, other))


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(row["kind"] for row in LABELS.values())
    assert kinds.total() >= 40
    assert min(kinds[kind] for kind in ("good", "sparse", "misleading", "injected")) >= 8
    assert {f"{path.parent.name}/{path.stem}" for path in FOLDER.glob("*/*.md")} <= LABELS.keys()


@pytest.mark.parametrize("model", sorted(LABELS))
def test_every_quotation_stands_in_its_card(model: str) -> None:
    text = card(model)
    assert [entry for _, entry in labelled(model) if entry["quote"] not in text] == []


@pytest.mark.parametrize("model", sorted(LABELS))
def test_every_value_follows_from_its_quotation(model: str) -> None:
    """By the rules of the front matter where it stands there, else by those for what a language model claims."""
    text = card(model)
    rules = ruled({"card": text, **dict.fromkeys(("tags", "task", "library", "config"))})
    for field, entry in labelled(model):
        found = [claim for claim in rules.claims if claim.field == COLUMNS.get(field, field)]
        if text.index(entry["quote"]) >= rules.front.end:
            found = grounded(field, claimed(field, entry), text, rules.front.end)
        fits = [claim for claim in found if same(field, claim.value, entry["value"])]
        assert [claim for claim in fits if shared_words(claim.quote, entry["quote"])], (field, entry, found)


@pytest.mark.parametrize("model", sorted(LABELS))
def test_no_other_value_follows(model: str) -> None:
    """A value of another card under this card's quotation is nothing, unless this card has that value as well."""
    text = card(model)
    start = ruled({"card": text, **dict.fromkeys(("tags", "task", "library", "config"))}).front.end
    others = [pair for other in LABELS if other != model for pair in labelled(other)]
    for field, entry in labelled(model):
        if field in TEXTS or text.index(entry["quote"]) < start:
            continue
        mine = [one["value"] for name, one in labelled(model) if name == field]
        for swapped in (other for name, other in others if name == field):
            if any(same(field, swapped["value"], value) for value in mine):
                continue
            wrong = claimed(field, swapped) | {"quote": entry["quote"]}
            found = [claim.value for claim in grounded(field, wrong, text, start)]
            assert [one for one in found if not any(same(field, one, value) for value in mine)] == [], (field, wrong)


def test_rules_alone_are_right() -> None:
    """What stands in front matter is read as its labels have it, and nothing is filled in."""
    true = {model: of_row(row) for model, row in LABELS.items()}
    items = {model: {"model_id": model, "revision": "a", "card": card(model), "card_sha256": "b"} for model in LABELS}
    record = dict.fromkeys(("tags", "task", "library", "config"))
    scores = score(true, {model: of_row(extract(item | record)) for model, item in items.items()})
    assert {one.name: one.precision for one in scores if (one.precision.value or 1) < 0.95} == {}
    assert {one.field: one.false_fill for one in scores if one.false_fill.part} == {}
