import pytest

from builder.mapping.found import Found
from builder.mapping.python.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.signatures import load_signatures

HEAD = "import timm, torch, transformers\n"


def read(call: str) -> Found:
    (found,) = resolve({"app.py": Facts((HEAD + call).encode())}, load_signatures()).found["app.py"]
    return found


@pytest.mark.parametrize(
    ("call", "weights"),
    [
        pytest.param('timm.create_model("resnet50")', "random", id="timm, left out"),
        pytest.param('timm.create_model("resnet50", **settings)', "random", id="timm, perhaps hidden"),
        pytest.param('timm.create_model("resnet50", pretrained=False)', "random", id="timm, no"),
        pytest.param('timm.create_model("resnet50", False)', "random", id="timm, no by position"),
        pytest.param('timm.create_model("resnet50", pretrained=flag)', "unknown", id="timm, a variable"),
        pytest.param('timm.create_model("resnet50", pretrained=True)', "requested", id="timm, yes"),
        pytest.param('timm.create_model("resnet50", True)', "requested", id="timm, yes by position"),
        pytest.param('torch.hub.load("o/r", "e")', "unknown", id="PyTorch Hub, left out"),
        pytest.param('torch.hub.load("o/r", "e", pretrained=False)', "random", id="PyTorch Hub, no"),
        pytest.param('torch.hub.load("o/r", "e", weights=None)', "random", id="PyTorch Hub, no weights"),
        pytest.param('torch.hub.load("o/r", "e", weights="DEFAULT")', "requested", id="PyTorch Hub, weights"),
        pytest.param('torch.hub.load("o/r", "e", weights=W.DEFAULT)', "unknown", id="PyTorch Hub, a member"),
        pytest.param('transformers.AutoModel.from_pretrained("gpt2")', "requested", id="transformers"),
    ],
)
def test_weights(call: str, weights: str) -> None:
    assert read(call).weights == weights


@pytest.mark.parametrize(
    ("arguments", "revision"),
    [
        pytest.param("", None, id="none"),
        pytest.param(', revision="main"', "main", id="literal"),
        pytest.param(", revision=commit", None, id="variable"),
        pytest.param(', revision=""', None, id="empty"),
    ],
)
def test_revision(arguments: str, revision: str | None) -> None:
    assert read(f'transformers.AutoModel.from_pretrained("gpt2"{arguments})').revision == revision


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        pytest.param("", None, id="left out"),
        pytest.param(", trust_remote_code=flag", None, id="variable"),
        pytest.param(", trust_remote_code=False", False, id="no"),
        pytest.param(", trust_remote_code=True", True, id="yes"),
    ],
)
def test_trust_remote_code(arguments: str, value: bool | None) -> None:
    assert read(f'transformers.AutoModel.from_pretrained("gpt2"{arguments})').trust_remote_code is value
