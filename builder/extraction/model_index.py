"""The results that a card's `model-index` lists, as claims on `evaluation`.

Its form: https://github.com/paperswithcode/model-index; `model_index` with one `metric` is what older trainers wrote.
"""

from collections.abc import Iterator

from builder.extraction.claims import Claim, from_card, spanning, told
from builder.extraction.fields import number
from builder.extraction.front_matter import Node, Scalar, mappings, scalars

INDEX_KEYS = ("model-index", "model_index")
METRIC_KEYS = ("metrics", "metric")


def evaluation_claims(values: dict[str, Node], card: str) -> Iterator[Claim]:
    """One claim for each metric that has a value; its quotation holds the metric's name and the value."""
    for key in INDEX_KEYS:
        for model in mappings(values.get(key)):
            for result in mappings(model.get("results")):
                yield from _result(result, card)


def _result(result: dict[str, Node], card: str) -> Iterator[Claim]:
    task, dataset = _text(_identifier(result.get("task"))), _dataset(result.get("dataset"))
    for metric in (metric for key in METRIC_KEYS for metric in mappings(result.get(key))):
        name = _identifier(metric)
        for said in told(scalars(metric.get("value"))):
            text = said.text.strip()
            measured = {
                "task": task,
                "dataset": dataset,
                "metric": _text(name),
                "value": number(text),
                "value_text": text,
            }
            yield from_card("evaluation", measured, card, spanning(said, name), "model_index")


def _identifier(node: Node | None) -> Scalar | None:
    """What a task, data set or metric is called: its `type`, which is its id on the Hub, else its `name`."""
    names = (said for part in mappings(node) for key in ("type", "name") for said in told(scalars(part.get(key))))
    return next(names, None)


def _dataset(node: Node | None) -> str | None:
    """A data set with the part of it that was used: 'glue (cola)'. Older trainers wrote the part into `args`."""
    name = _text(_identifier(node))
    for part in mappings(node):
        subset = _text(part.get("config")) or _text(part.get("args"))
        if name and subset and subset != name:
            return f"{name} ({subset})"
    return name


def _text(node: Node | None) -> str | None:
    return next((said.text.strip() for said in told(scalars(node))), None)
