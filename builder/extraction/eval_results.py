"""Results that a model's repository keeps in `.eval_results/*.yaml`, or its record in `evalResults`, as claims.

Their form: https://huggingface.co/docs/hub/eval-results. They stand where `model-index` stood before.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from builder.extraction.claims import Claim, result, says_something
from builder.extraction.front_matter import Node, mappings, read_yaml, scalars
from builder.extraction.model_index import measured

SOURCE = "eval_results"


def eval_result_claims(
    recorded: Iterable[Mapping[str, str | None]] | None, files: Iterable[Mapping[str, str]] | None
) -> Iterator[Claim]:
    """One claim per result. The files come first; what the record tells is taken where there are none.

    `recorded` are entries with the texts dataset, task, value, date, source, notes; `files` have path and text.
    """
    read = [entry for file in files or () for entry in _entries(file["text"])]
    for entry in read or recorded or ():
        text = entry.get("value")
        if text and says_something(text) and entry.get("dataset"):
            value, deviation = measured(text)
            about = {name: entry.get(name) for name in ("task", "dataset", "date", "source", "notes")}
            row = result(**about, value=value, value_text=text, deviation=deviation)
            yield Claim("evaluation", row, SOURCE, text)


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


def _text(node: Node | None) -> str | None:
    return next((said.text.strip() for said in scalars(node) if says_something(said.text)), None)
