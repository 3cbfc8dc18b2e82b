"""Five records of made-up models as the Hub's list gives them, and files of every form to hold them."""

import gzip
import json
from collections.abc import Sequence
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

RECORDS: list[dict[str, Any]] = [
    {
        "_id": "64a000000000000000000001",
        "id": "pine/birch-small",
        "author": "pine",
        "sha": "1" * 40,
        "createdAt": "2023-02-13T16:01:41.000Z",
        "lastModified": "2024-03-04T05:06:07.089Z",
        "downloads": 120,
        "downloadsAllTime": 1_000_000_000_000,
        "likes": 3,
        "private": False,
        "gated": False,
        "disabled": False,
        "tags": ["transformers", "de", "en", "dataset:rain", "license:mit", "base_model:finetune:oak/acorn"],
        "pipeline_tag": "text-classification",
        "library_name": "transformers",
        "cardData": {"license": "mit", "language": ["en", "de"]},
        "config": {"architectures": ["BirchForSequenceClassification"], "model_type": "birch"},
        "safetensors": {"parameters": {"F32": 7}, "total": 7},
        "siblings": [{"rfilename": "README.md"}, {"rfilename": "model.safetensors"}],
        "card": "# Birch\n",
    },
    {"id": "alder", "downloads": 0, "tags": [], "private": False, "gated": "auto", "siblings": []},
    {
        "id": "pine/linden",
        "createdAt": "2022-03-02T23:29:04.000Z",
        "gated": "manual",
        "tags": ["zh", "license:other"],
        "cardData": {"license": "other", "license_name": "linden", "license_link": "https://linden.example/terms"},
        "card": "Grüße, 世界 \U0001f332\n",
    },
    {"id": "pine/no-more", "disabled": True, "likes": 0, "safetensors": {"parameters": {"F32": 1}, "total": 1}},
    {"id": "oak/acorn", "tags": ["license:apache-2.0"], "siblings": [{"rfilename": "weights/Größe.bin"}]},
]


def packed(data: bytes, name: str) -> bytes:
    """Bytes compressed as the name says."""
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    return pa.compress(data, "zstd", asbytes=True) if name.endswith((".zst", ".zstd")) else data


def parquet(records: Sequence[dict[str, Any]], **options: Any) -> bytes:
    """Records as a Parquet file of plain columns: what nests freely is JSON text."""
    names = dict.fromkeys(name for record in records for name in record)
    return stored(pa.Table.from_pylist([{name: flat(name, r.get(name)) for name in names} for r in records]), **options)


def flat(name: str, value: Any) -> Any:
    """A field as it stands in a plain column; gated as pandas writes it into a column of text."""
    if name in {"cardData", "config"} and isinstance(value, dict):
        return json.dumps(value)
    return str(value) if name == "gated" and value is not None else value


def stored(table: pa.Table, **options: Any) -> bytes:
    """A table as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return sink.getvalue().to_pybytes()


def encoded(records: Sequence[Any], name: str) -> bytes:
    """Records in the form that a file's name tells."""
    if ".parquet" in name:
        return packed(parquet(records), name)
    if ".json" in name and ".jsonl" not in name:
        return packed(json.dumps(records).encode(), name)
    return packed("".join(json.dumps(record) + "\n" for record in records).encode(), name)


def store(place: Any, records: Sequence[Any]) -> str:
    """Writes records to a path or URL in the form that its name tells; the path as settings give it."""
    with fsspec.open(str(place), "wb") as file:
        file.write(encoded(records, str(place)))
    return str(place)
