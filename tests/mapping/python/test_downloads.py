"""Downloads of one file of a model: of weights they are uses, of anything else components."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from huggingface_hub import hf_hub_download, hf_hub_url\nfrom transformers.utils import cached_file\n"


def uses(code: str) -> set[tuple[str | None, str, str, str | None]]:
    files = [SourceFile("app.py", "0" * 40, (HEAD + code).encode())]
    found = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures())
    return {(row["model_name"], row["loads"], row["usage"], row["weights"]) for row in found.rows}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('hf_hub_download("acme/net", "config.json")', id="settings"),
        pytest.param('hf_hub_download("acme/net", filename="vocab.txt")', id="vocabulary by keyword"),
        pytest.param('hf_hub_download("acme/net", "model.safetensors.index.json")', id="index of weights"),
        pytest.param("hf_hub_download('acme/net', name)", id="nobody knows which"),
        pytest.param('hf_hub_download(repo_id="acme/net")', id="no file"),
        pytest.param('hf_hub_download("acme/net", "README.md", subfolder="weights.bin")', id="a folder called so"),
        pytest.param('cached_file("acme/net", "config.json")', id="another call"),
    ],
)
def test_other_files_are_components(code: str) -> None:
    assert uses(code) == {("acme/net", "file", "component", None)}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('hf_hub_download("acme/net", "model.safetensors")', id="safetensors"),
        pytest.param('hf_hub_download(repo_id="acme/net", filename="net.pth")', id="pth by keyword"),
        pytest.param('hf_hub_download("acme/net", filename="a/b/net.Q4_K_M.gguf")', id="GGUF in a folder"),
        pytest.param('hf_hub_download("acme/net", "NET.ONNX")', id="letter case"),
        pytest.param('F = "pytorch_model.bin"\nhf_hub_download("acme/net", F)', id="constant"),
        pytest.param('hf_hub_download("acme/net", f"{size}.ckpt")', id="the end of its name is known"),
        pytest.param('hf_hub_download(**{"repo_id": "acme/net", "filename": "flax_model.msgpack"})', id="unpacked"),
        pytest.param(
            'def get(repo, file):\n    return hf_hub_download(repo, file)\nget("acme/net", "tf_model.h5")', id="wrapped"
        ),
        pytest.param('hf_hub_url("acme/net", "net.tflite")', id="its address"),
        pytest.param('cached_file("acme/net", "model.safetensors")', id="another call"),
    ],
)
def test_weights_are_uses(code: str) -> None:
    assert uses(code) == {("acme/net", "model", "use", "requested")}


def test_each_caller_says_its_own_file() -> None:
    code = (
        'def get(repo, file):\n    return hf_hub_download(repo, file)\nget("acme/a", "x.pt")\nget("acme/b", "x.json")'
    )
    assert uses(code) == {("acme/a", "model", "use", "requested"), ("acme/b", "file", "component", None)}
