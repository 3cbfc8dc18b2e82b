"""Labels and answers of models by field, from the three forms in which they come, and from rows of ours.

- A line of JSON per card with `fields` (tests/cards/README.md): values with places, other names and doubts.
- A JSON object of models with our columns, a missing one being not labelled; a value may stand with its quotation.
- The paper's: an object of models with its keys, where the empty text means that the card says nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.errors import InputError
from builder.evaluation.sameness import SAME
from builder.evaluation.values import PASSAGES, Value

# The paper's keys -> ours.
PAPER = {
    "model_tasks": "tasks",
    "frameworks": "frameworks",
    "datasets": "datasets",
    "license": "license",
    "github": "github_repo",
    "paper": "papers",
    "upstream_model": "base_model",
    "parameter_count": "parameter_count",
    "hyper_parameters": "hyperparameters",
    "evaluation": "evaluation",
    "hardware": "hardware",
    "limitation_and_bias": "limitations_and_biases",
    "code_demo": "demo",
    "demo": "demo",
    "input_format": "input_format",
    "output_format": "output_format",
}
SINGLE = frozenset(
    ("domain", "license", "github_repo", "base_model", "parameter_count", "carbon_emitted_g", "demo")
    + ("limitations_and_biases", "input_format", "output_format")
)  # columns that hold one value, however many a card has


@dataclass(frozen=True)
class Labelled:
    """What is known of one model: values by field (an empty list: the card says nothing), and fields known in part."""

    fields: dict[str, list[Value]]
    partial: frozenset[str] = frozenset()
    card_sha256: str | None = None
    row: dict[str, Any] = field(default_factory=dict)  # as it was read


def read(path: Path) -> dict[str, Labelled]:
    """Labels or answers by model; InputError where the file is of none of the forms."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
            return {str(row["model_id"]): _of_line(row) for row in rows}
        # a text in a model's place is what went wrong with it: an answer that says nothing
        return {str(model): of_row({} if isinstance(said, str) else said) for model, said in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} is not a JSON object of models with their fields, nor a line of JSON per card"
        ) from error


def of_row(row: Mapping[str, Any]) -> Labelled:
    """The values of a row of ours, of a label with our columns or of one with the paper's keys."""
    if "upstream_model" in row:
        row = {PAPER[key]: value for key, value in row.items() if key in PAPER}
    said: dict[tuple[str, int | None], dict[str, Any]] = {}
    ours = "evidence" in row
    for entry in row.get("evidence") or ():
        said[entry["field"], entry["index"]] = dict(entry)
    found = {}
    for name, value in row.items():
        if name in SAME:
            single = (name in SINGLE and not isinstance(value, list)) or isinstance(value, str)
            found[name] = [
                _supported(one, said.get((name, None if single else at), {}), ours)
                for at, one in enumerate(elements(name, value))
            ]
    return Labelled(found, row=dict(row))


def _of_line(row: Mapping[str, Any]) -> Labelled:
    fields = {
        name: [
            Value(
                one["value"],
                tuple(map(str, one.get("alternatives") or ())),  # of a number, numbers
                ((one["start"], one["end"]), *((a, b) for a, b in one.get("places") or ())),
                doubtful=bool(one.get("doubtful")),
            )
            for one in said
        ]
        for name, said in row["fields"].items()
        if name in SAME
    }
    return Labelled(fields, frozenset(row.get("partial") or ()), row.get("card_sha256"), dict(row))


def _supported(value: Value, entry: dict[str, Any], ours: bool) -> Value:
    """A value with what its evidence tells of it; `ours` are rows that tell evidence."""
    if not entry:
        return replace(value, source="") if ours else value
    places = () if entry["start"] is None else ((entry["start"], entry["end"]),)
    source = str(entry["source"])
    return Value(value.value, value.alternatives, places, entry["quote"] or "", score=entry.get("score"), source=source)


def elements(name: str, value: Any) -> Iterable[Value]:  # noqa: ANN401 - a column's value or what the paper's JSON holds
    """The single values of a field: those of a list, the entries of the paper's mappings."""
    match value:
        case None | "" | {"value": None | "", "quote": _}:
            return
        case str() if not value.strip():
            return
        case {"value": inner, "quote": str(quote)}:
            for one in elements(name, inner):
                yield Value(one.value, one.alternatives, quote=quote)
        case list() | tuple():
            for inner in value:
                yield from elements(name, inner)
        case Mapping() if name in ("hyperparameters", "evaluation"):
            yield from _settings(value) if name == "hyperparameters" else _results(value)
        case Mapping() if name not in ("datasets", "papers", "hardware"):
            for inner in value.values():
                yield from elements(name, inner)
        case Mapping():
            if any(part not in (None, "") for part in value.values()):
                yield Value(dict(value))
        case _:
            yield Value(
                None if name in PASSAGES else _shaped(name, value), quote=str(value) if name in PASSAGES else ""
            )


def _shaped(name: str, value: Any) -> Any:  # noqa: ANN401
    """A bare name in the shape of a field whose values have parts."""
    return {"name": str(value)} if name in ("datasets", "hardware") else value


def _settings(value: Mapping[str, Any]) -> Iterable[Value]:
    """One of our hyperparameters, or the paper's mapping of names to values."""
    if value.keys() <= {"name", "value"}:
        if value.get("name"):
            yield Value(dict(value))
        return
    for key, inner in value.items():
        if inner not in (None, "") and not isinstance(inner, Mapping | list):
            yield Value({"name": key, "value": str(inner)})


def _results(value: Mapping[str, Any]) -> Iterable[Value]:
    """One of our results, or those of the paper's mappings, whose keys are a metric or a data set."""
    if "metric" in value or "value_text" in value:
        if value.get("value") is not None or value.get("value_text"):
            yield Value(dict(value))
    elif value.keys() == {"test", "result"}:
        if value["result"]:
            yield Value({"about": str(value["test"] or ""), "value": str(value["result"])})
    else:
        for key, inner in value.items():
            if isinstance(inner, Mapping):
                yield from _results(inner)
            elif inner not in (None, "") and not isinstance(inner, list):
                yield Value({"about": str(key), "value": str(inner)})
