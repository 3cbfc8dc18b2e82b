"""Headers of safetensors files: what they count, and what they lie about."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.snapshots.safetensors import FIRST_BYTES, BadHeader, chosen, parameters


def file(tensors: object, length: int | None = None, more: int = 24) -> bytes:
    text = tensors if isinstance(tensors, bytes) else json.dumps(tensors).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(more)


def counted(**files: bytes) -> dict[str, int] | None:
    named = {name.replace("__", "-") + ".safetensors": data for name, data in files.items()}
    sizes = {name: len(data) for name, data in named.items()}
    return parameters(sizes, lambda path, first, last: named[path][first : last + 1])


def tensor(dtype: str, *shape: int) -> dict[str, object]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [0, 0]}


def test_no_file_no_count():
    assert counted() is None
    assert counted(one=file({}), two=file({})) is None  # two of which nobody knows whether they belong together


def test_types_are_counted_apart():
    header = {"__metadata__": {"format": "pt"}, "a": tensor("F16", 2, 3), "b": tensor("F32"), "c": tensor("F16", 4)}
    assert counted(model=file(header)) == {"F16": 10, "F32": 1}


def test_a_header_longer_than_the_first_look():
    many = {f"layer.{number}.{'x' * 60}": tensor("BF16", 2) for number in range(2000)}
    assert len(json.dumps(many)) > FIRST_BYTES
    assert counted(model=file(many)) == {"BF16": 4000}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(["model.safetensors", "model.fp16.safetensors"], ["model.safetensors"], id="the-whole-one"),
        pytest.param(
            ["model-00002-of-00002.safetensors", "model-00001-of-00002.safetensors", "x.safetensors"],
            ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
            id="shards",
        ),
        pytest.param(
            ["adapter_model.safetensors", "a/b.safetensors"], ["adapter_model.safetensors"], id="the-only-one"
        ),
        pytest.param(["unet/model.safetensors", "model.bin"], [], id="none-at-the-top"),
    ],
)
def test_the_files_that_hold_the_model_once(paths, expected):
    assert chosen(paths) == expected


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(file({"a": tensor("F32", 2)}, length=1 << 60), id="longer than the file"),
        pytest.param(file({"a": tensor("F32", 2)}, length=3), id="shorter than its text"),
        pytest.param(b"\x01\x02", id="no length"),
        pytest.param(file(b"[1, 2]"), id="a list"),
        pytest.param(file({"a": {"dtype": "F32"}}), id="no shape"),
        pytest.param(file({"a": tensor("F32", -1)}), id="a negative shape"),
        pytest.param(file({"a": {"dtype": "F32", "shape": ["2"]}}), id="a shape of text"),
        pytest.param(file({"a": tensor("F32", 1 << 40, 1 << 40)}), id="more than there can be"),
    ],
)
def test_a_header_that_lies(data):
    with pytest.raises(BadHeader):
        counted(model=data)


@given(st.binary(max_size=200))
def test_any_bytes_are_counted_or_refused(data):
    try:
        found = counted(model=data)
    except BadHeader:
        return
    assert found is None or all(count >= 0 for count in found.values())
