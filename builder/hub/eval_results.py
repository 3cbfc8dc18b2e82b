"""Results of a model's evaluation as the Hub keeps them today: its property `evalResults` and `.eval_results/*.yaml`.

Their form: https://huggingface.co/docs/hub/eval-results and huggingface_hub's `EvalResultEntry`. Signatures
(`verifyToken`) and names of people (`source.user`) are left out.
"""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

FOLDER = ".eval_results/"
FIELDS = ("dataset", "task", "value", "date", "source", "notes")
EVAL_RESULTS = pa.list_(pa.struct([(name, pa.string()) for name in FIELDS]))


def eval_results(data: Any) -> list[dict[str, str | None]]:  # noqa: ANN401 - JSON of a record
    """The results that a record tells, each a text per field of FIELDS; entries without a data set or value are none.

    The Hub wraps an entry as {filename, data}, the client's own records have flat names (`dataset_id`).
    """
    entries = data if isinstance(data, list) else [data]
    return [found for entry in entries if isinstance(entry, dict) for found in _entry(entry)]


def _entry(entry: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    inner = entry["data"] if isinstance(entry.get("data"), dict | list) else entry
    if isinstance(inner, list):
        for one in inner:
            yield from _entry(one) if isinstance(one, dict) and "data" not in one else ()
    elif (found := _result(inner))["dataset"] and found["value"]:
        yield found


def _result(inner: dict[str, Any]) -> dict[str, str | None]:
    dataset, source = _mapping(inner.get("dataset")), _mapping(inner.get("source"))
    return {
        "dataset": _text(dataset.get("id", inner.get("dataset_id"))),
        "task": _text(dataset.get("task_id", inner.get("task_id"))),
        "value": _text(inner.get("value")),
        "date": _text(inner.get("date")),
        "source": _text(source.get("url", inner.get("source_url")))
        or _text(source.get("name", inner.get("source_name"))),
        "notes": _text(inner.get("notes")),
    }


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:  # noqa: ANN401
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8").strip()
    else:
        text = "" if value is None or isinstance(value, dict | list) else json.dumps(value)
    return text or None
