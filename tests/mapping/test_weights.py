"""Files of weights: what is called like some and is none, what each format looks like, and what their rows say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.repository import map_repository
from builder.mapping.weights import HEAD, WeightsFile, formats, pointer, sniffed
from builder.reference.signatures import load_signatures

SIGNATURES = load_signatures()
SHA256 = "0123456789abcdef" * 4
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{SHA256}\nsize 4976698672\n".encode()
HEADER = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
SAFETENSORS = len(HEADER).to_bytes(8, "little") + HEADER + bytes(4)


@pytest.mark.parametrize(
    ("path", "head"),
    [
        pytest.param("m.safetensors", b"", id="nothing"),
        pytest.param("m.safetensors", b"hello world", id="text called safetensors"),
        pytest.param("m.safetensors", b"\xff" * 8 + b"{}", id="a header longer than the file"),
        pytest.param("m.safetensors", bytes(8) + b"{}", id="a header of nothing"),
        pytest.param("m.safetensors", b"PK\x03\x04" + bytes(9), id="an archive called safetensors"),
        pytest.param("m.gguf", b"GGU", id="cut short"),
        pytest.param("m.onnx", b"<html>", id="a page called ONNX"),
        pytest.param("m.tflite", b"TFL3" + bytes(9), id="a mark in the wrong place"),
        pytest.param("firmware.bin", b"\x7fELF" + bytes(9), id="a program called bin"),
        pytest.param("notes.pt", b"Portugu\xc3\xaas", id="a text in Portuguese"),
        pytest.param("table.h5", b"PK\x03\x04" + bytes(9), id="an archive called h5"),
        pytest.param("archive.zip", b"PK\x03\x04" + bytes(9), id="another archive"),
        pytest.param("data.pkl", b"\x80\x04." + bytes(9), id="a pickle of anything"),
        pytest.param("safetensors", SAFETENSORS, id="no suffix"),
    ],
)
def test_what_is_no_file_of_weights(path: str, head: bytes) -> None:
    assert sniffed(path, head, len(head), SIGNATURES) is None


@pytest.mark.parametrize(
    ("path", "head", "form"),
    [
        pytest.param("a/model.safetensors", SAFETENSORS, "safetensors", id="safetensors"),
        pytest.param("M.SafeTensors", SAFETENSORS, "safetensors", id="letter case"),
        pytest.param("m.Q4_K_M.gguf", b"GGUF\x03\0\0\0", "gguf", id="GGUF"),
        pytest.param("m.onnx", b"\x08\x07\x12\x07pytorch", "onnx", id="ONNX"),
        pytest.param("m.tflite", b"\x1c\0\0\0TFL3", "tflite", id="TensorFlow Lite"),
        pytest.param("m.h5", b"\x89HDF\r\n\x1a\n", "hdf5", id="HDF5"),
        pytest.param("pytorch_model.bin", b"PK\x03\x04", "pytorch", id="bin"),
        pytest.param("pytorch_model.bin", b"\x80\x02\x8a\nl", "pytorch", id="bin before PyTorch 1.6"),
        pytest.param("m.pt", b"PK\x03\x04", "pytorch", id="pt"),
        pytest.param("m.pth", b"\x80\x02\x8a\nl", "pytorch", id="pth"),
        pytest.param("m.ckpt", b"PK\x03\x04", "pytorch", id="ckpt"),
        pytest.param("ggml-base.bin", b"lmgg\x99\xca\0\0", "ggml", id="ggml"),
    ],
)
def test_a_format_is_told_by_name_and_beginning(path: str, head: bytes, form: str) -> None:
    assert sniffed(path, head, len(head), SIGNATURES) == form


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(POINTER.replace(b"sha256:", b"sha512:"), id="another hash"),
        pytest.param(POINTER.replace(b"0123", b"012x"), id="no hash"),
        pytest.param(POINTER.replace(b"git-lfs.github.com", b"example.org"), id="another tool's"),
        pytest.param(b"see " + POINTER, id="a text about one"),
        pytest.param(POINTER.partition(b"size")[0], id="cut short"),
    ],
)
def test_what_is_no_pointer(head: bytes) -> None:
    assert pointer("m.safetensors", "b", head, SIGNATURES) is None


@pytest.mark.parametrize(
    ("path", "head", "form"),
    [
        pytest.param("m.safetensors", POINTER, "safetensors", id="pointer"),
        pytest.param("m.h5", POINTER.removesuffix(b"\n"), "hdf5", id="no line end"),
        pytest.param(
            "m.gguf", POINTER.replace(b"oid", b"ext-0-x sha256:00\noid"), "gguf", id="an extension before the oid"
        ),
        pytest.param("m.gguf", POINTER.replace(b"git-lfs.github", b"hawser.github"), "gguf", id="its older name"),
        pytest.param("m.bin", POINTER, "bin", id="a name of several formats"),
    ],
)
def test_a_pointer_stands_for_its_weights(path: str, head: bytes, form: str) -> None:
    assert pointer(path, "b", head, SIGNATURES) == WeightsFile(path, "b", form, 4976698672, SHA256)


@given(st.binary(max_size=HEAD), st.sampled_from(["m.safetensors", "m.bin", "m.onnx", "m.txt"]))
def test_no_content_is_a_fault(head: bytes, path: str) -> None:
    known = {one.name for one in formats(path, SIGNATURES)}
    assert sniffed(path, head, len(head), SIGNATURES) in {None, *known}
    assert pointer(path, "b", head, SIGNATURES) is None


def test_a_row_of_a_file_of_weights() -> None:
    files = [
        WeightsFile("w/model.safetensors", "0" * 40, "safetensors", 12, SHA256),
        WeightsFile("third_party/x/large.gguf", "1" * 40, "gguf", 9_000_000_000, None),
        WeightsFile("w/lost.onnx", "2" * 40, "onnx", None, None),
    ]
    scan = map_repository("owner/repo", None, None, [file.path for file in files], [], SIGNATURES, files)
    large, lost, found = scan.rows
    assert found == found | {
        "line": 1,
        "column": 1,
        "call": None,
        "code": f"sha256:{SHA256}",
        "expression": "model.safetensors, 12 bytes",
        "library": "safetensors",
        "loads": "model",
        "model_name": None,
        "hub": None,
        "usage": "unresolved",
        "context": "source",
        "confidence": None,
        "blob": "0" * 40,
    }
    assert (large["code"], large["expression"], large["context"]) == (None, "large.gguf, 9000000000 bytes", "vendored")
    assert (lost["code"], lost["expression"]) == (None, "lost.onnx")
    assert len({row["mapping_id"] for row in scan.rows}) == 3
