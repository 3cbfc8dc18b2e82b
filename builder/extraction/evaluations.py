"""Results of evaluations as claims on `evaluation`: a card's `model-index`, and what the model's repository keeps.

Their forms: https://github.com/paperswithcode/model-index (`model_index` with one `metric` is what older trainers
wrote), and https://huggingface.co/docs/hub/eval-results (`.eval_results/*.yaml`, or the record's `evalResults`), which
stands where `model-index` stood before.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from builder.extraction import claims
from builder.extraction.claims import Claim, from_card, says_something, spanning, stated
from builder.extraction.front_matter import Node, Scalar, mappings, read_yaml, scalars
from builder.extraction.quantities import number
from builder.reference.domains import DOMAINS
from builder.reference.same_names import folded

INDEX_KEYS = ("model-index", "model_index")
METRIC_KEYS = ("metrics", "metric")
VARIANT = re.compile(r"(?:top|at)?\d{1,4}|l|lsum|macro|micro|weighted", re.IGNORECASE)
SPREAD = re.compile(r"\s*\(?\s*(?:\+\s?/?\s?[-−–]|±|\$?\\pm\$?)\s*")  # between a mean and its deviation


def evaluation_claims(values: dict[str, Node], card: str) -> Iterator[Claim]:
    """One claim for each metric that has a value; its quotation holds the metric's name and the value."""
    for key in INDEX_KEYS:
        for model in mappings(values.get(key)):
            for result in mappings(model.get("results")):
                yield from _result(result, card)


def task_claims(values: dict[str, Node], card: str) -> Iterator[Claim]:
    """Tasks that results name in the Hub's own word: what a card without a pipeline tag tells of its task."""
    for key in INDEX_KEYS:
        for model in mappings(values.get(key)):
            for result in mappings(model.get("results")):
                said = _identifier(result.get("task"))
                if said is not None and said.text.strip() in DOMAINS:
                    yield from_card("tasks", said.text.strip(), card, said, "model_index")


def _result(result: dict[str, Node], card: str) -> Iterator[Claim]:
    task, dataset = _text(_identifier(result.get("task"))), _dataset(result.get("dataset"))
    split = next((_text(part.get("split")) for part in mappings(result.get("dataset"))), None)
    for metric in (metric for key in METRIC_KEYS for metric in mappings(result.get(key))):
        name = _metric(metric)
        for said in stated(scalars(metric.get("value"))):
            text = said.text.strip()
            value, deviation = measured(text)
            about = {"task": task, "dataset": dataset, "metric": _text(name), "split": split}
            row = claims.result(**about, value=value, value_text=text, deviation=deviation)
            yield from_card("evaluation", row, card, spanning(said, name), "model_index")


def measured(text: str) -> tuple[float | None, float | None]:
    """A result as written: its value, and its deviation where it has one ('250.50 +/- 20.25')."""
    mean, *spread = SPREAD.split(text.strip("$ "), maxsplit=1)
    value, deviation = number(mean), number(spread[0].rstrip(") ")) if spread else None
    return (None, None) if spread and deviation is None else (value, deviation)


def _metric(node: dict[str, Node]) -> Scalar | None:
    """A metric's `type`, or its `name` where that tells which of several ('Rouge1' of 'rouge', 'Recall@10').

    A type with an owner is a data set's id that stands there by mistake.
    """
    kind, name = (next(stated(scalars(node.get(key))), None) for key in ("type", "name"))
    if kind is None or name is None:
        return kind or name
    before, found, behind = folded(name.text).partition(folded(kind.text))
    return name if "/" in kind.text or (found and VARIANT.fullmatch(before + behind)) else kind


def _identifier(node: Node | None) -> Scalar | None:
    """What a task or data set is called: its `type`, which is its id on the Hub, else its `name`."""
    names = (said for part in mappings(node) for key in ("type", "name") for said in stated(scalars(part.get(key))))
    return next(names, None)


def _dataset(node: Node | None) -> str | None:
    """A data set with the part of it that was used: 'glue (cola)', once where its name tells the part already.

    Older trainers wrote the part into `args`.
    """
    name = _text(_identifier(node))
    for part in mappings(node):
        subset = _text(part.get("config")) or _text(part.get("args"))
        if name and subset and not re.search(rf"(?<![\w.-]){re.escape(subset)}(?![\w.-])", name, re.IGNORECASE):
            return f"{name} ({subset})"
    return name


def _text(node: Node | None) -> str | None:
    return next((said.text.strip() for said in stated(scalars(node))), None)


def eval_result_claims(
    recorded: Iterable[Mapping[str, str | None]] | None, files: Iterable[Mapping[str, str]] | None
) -> Iterator[Claim]:
    """One claim per result that a repository keeps: its files come first, its record where there are none.

    `recorded` are entries with the texts dataset, task, value, date, source, notes; `files` have path and text.
    """
    read = [entry for file in files or () for entry in _entries(file["text"])]
    for entry in read or recorded or ():
        text = entry.get("value")
        if text and says_something(text) and entry.get("dataset"):
            value, deviation = measured(text)
            about = {name: entry.get(name) for name in ("task", "dataset", "date", "source", "notes")}
            row = claims.result(**about, value=value, value_text=text, deviation=deviation)
            yield Claim("evaluation", row, "eval_results", text)


def _entries(text: str) -> Iterator[dict[str, str | None]]:
    """The results of one file; nothing of a file that is no YAML list of mappings."""
    try:
        root = read_yaml(text)
    except (yaml.YAMLError, ValueError, OverflowError):
        return
    for entry in mappings(root):
        dataset, source = _mapping(entry.get("dataset")), _mapping(entry.get("source"))
        yield {
            "dataset": _text(dataset.get("id")),
            "task": _text(dataset.get("task_id")),
            "value": _text(entry.get("value")),
            "date": _text(entry.get("date")),
            "source": _text(source.get("url")) or _text(source.get("name")),
            "notes": _text(entry.get("notes")),
        }


def _mapping(node: Node | None) -> dict[str, Any]:
    return next(mappings(node), {})
