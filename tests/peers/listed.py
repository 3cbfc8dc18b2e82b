"""Models as a Hub lists them, with files: the sample's records, and such as a test makes up."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hub_server import Hub, Model, serve

from builder.bundled import bundled


def record(name: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """The list's record of a made-up model; `number` makes its own id, date and head."""
    return {
        "_id": f"{number:024x}",
        "id": name,
        "author": name.partition("/")[0],
        "sha": f"{number:040x}",
        "createdAt": f"2024-01-01T00:{number // 60:02}:{number % 60:02}.000Z",
        "lastModified": "2024-02-01T00:00:00.000Z",
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 100 + number,
        "likes": number,
        "tags": ["transformers", "license:mit"],
    } | more


def weights(header: bytes | None = None, length: int | None = None) -> bytes:
    """A safetensors file of six numbers; with a header, or a length of it, that tells otherwise."""
    told = json.dumps({"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
    text = told if header is None else header
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(24)


def model(name: str, number: int = 1, files: dict[str, bytes | int] | None = None, **more: Any) -> Model:
    """A made-up model with a card, a config and weights."""
    given: dict[str, bytes | int] = {
        "README.md": f"---\nlicense: mit\n---\n# {name}\n".encode(),
        "config.json": b'{"model_type": "moss"}',
        "model.safetensors": weights(),
    }
    return Model(record(name, number, **more), given | (files or {}))


def discussion(num: int, by: str = "somebody", **more: Any) -> dict[str, Any]:
    """A discussion as the list of them has it."""
    told = {"title": f"about {num}", "status": "open", "isPullRequest": False, "numComments": num}
    return {"num": num, "createdAt": "2024-06-18T14:34:21.000Z", "author": {"name": by}} | told | more


def sample() -> list[Model]:
    """The sample's newer records with their cards."""
    folder = bundled("sample")
    lines = (folder / "hub/2026-10.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        told = json.loads(line)
        card = folder / "cards" / told["id"] / "README.md"
        files: dict[str, bytes | int] = {"README.md": card.read_bytes()} if card.is_file() else {}
        found.append(Model(told, files | {"config.json": json.dumps(told.get("config") or {}).encode()}))
    return found


@contextmanager
def listing(folder: Path, *models: Model, page: int = 1000) -> Iterator[Hub]:
    """A running hub that lists these models."""
    with serve(folder) as hub:
        hub.catalog.put(*models)
        hub.list_page = page
        yield hub


def settings(hub: Hub, more: str = "", as_of: str = "2026-11-01T00:00:00Z", rest: str = "") -> str:
    """Settings of a build from a hub's list; `more` are lines of its source, `rest` are tables after it."""
    source = f'[[sources]]\nkind = "huggingface"\nname = "hub"\nendpoint = "{hub.url}"\npatience_s = 30\n{more}\n'
    return f"as_of = {as_of}\npartitions = 4\n{source}\n{rest}\n"
