import hashlib
from typing import Any

import pyarrow as pa
import pytest

from builder import __version__
from builder.mapping.repository import Scan, map_repository
from builder.schemas import MAPPINGS
from builder.signatures import load_signatures
from builder.trees import SourceFile

PERMALINK = "https://github.com/owner/repo/blob/0123abc"
LOAD = b'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'


def scan(files: dict[str, bytes], permalink: str | None = PERMALINK) -> Scan:
    sources = [SourceFile(path, hashlib.sha256(data).hexdigest(), data) for path, data in files.items()]
    return map_repository("owner/repo", "0123abc", permalink, sources, load_signatures())


def row(source: str) -> dict[str, Any]:
    (found,) = scan({"app.py": source.encode()}).rows
    return found


def test_row_holds_every_column_but_those_of_the_merge() -> None:
    found = row(LOAD.decode())
    assert found.keys() == set(MAPPINGS.names) - {"model_id", "identity", "first_seen", "last_seen"}
    assert pa.Table.from_pylist([found], schema=MAPPINGS.schema).num_rows == 1


def test_row_of_a_literal() -> None:
    found = row('import transformers as t\n\nm = t.AutoModel.from_pretrained(\n  "gpt2", revision="v1")\n')
    assert found == {
        "mapping_id": "0" * 32,
        "repository_id": "owner/repo",
        "commit": "0123abc",
        "path": "app.py",
        "line": 3,
        "column": 5,
        "argument_line": 4,
        "cell": None,
        "url": f"{PERMALINK}/app.py#L3",
        "code": 't.AutoModel.from_pretrained(\n  "gpt2", revision="v1")',
        "library": "transformers",
        "call": "transformers.AutoModel.from_pretrained",
        "loads": "model",
        "expression": '"gpt2"',
        "model_name": "gpt2",
        "hub": "huggingface",
        "revision": "v1",
        "resolution": "literal",
        "hops": 0,
        "defined_at": None,
        "usage": "use",
        "weights": "requested",
        "trust_remote_code": None,
        "context": "source",
        "confidence": None,
        "blob": found["blob"],
        "scanner": f"peatmoss {__version__}/1",
    }
