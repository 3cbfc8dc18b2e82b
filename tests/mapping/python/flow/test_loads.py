import pytest

from builder.mapping.found import Found
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

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


@pytest.mark.parametrize(
    ("source", "weights"),
    [
        pytest.param("FLAG = False\ntimm.create_model('resnet50', pretrained=FLAG)", "random", id="constant"),
        pytest.param("def f(p=True):\n    timm.create_model('resnet50', pretrained=p)", "requested", id="default"),
        pytest.param(
            "def f(p):\n    timm.create_model('resnet50', pretrained=p)\nf(False)",
            "random",
            id="what the only caller says",
        ),
        pytest.param(
            "def f(p):\n    timm.create_model('resnet50', pretrained=p)\nf(False)\nf(True)",
            "requested",
            id="one caller",
        ),
        pytest.param(
            "def f(kind, p):\n    if kind == 'a':\n        g(p)\n"
            "def g(p):\n    timm.create_model('resnet50', pretrained=p)\nf('a', False)\nf('b', True)",
            "random",
            id="what the caller says that comes to it",
        ),
        pytest.param("timm.create_model('resnet50', **{'pretrained': True})", "requested", id="unpacked"),
        pytest.param("timm.create_model('hf-hub:acme/a')", "random", id="prefix says nothing of weights"),
    ],
)
def test_weights_are_resolved(source: str, weights: str) -> None:
    (found,) = resolve({"app.py": Facts((HEAD + source).encode())}, load_signatures()).found["app.py"]
    assert found.weights == weights
    assert found.usage == ("use" if weights == "requested" else "mention")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "REV = 'v1'\ntransformers.AutoModel.from_pretrained('gpt2', revision=REV)", ("v1", None), id="constant"
        ),
        pytest.param(
            "def f(name, revision):\n    transformers.AutoModel.from_pretrained(name, revision=revision)\nf('gpt2', 'v1')",
            ("v1", None),
            id="through a wrapper",
        ),
        pytest.param(
            "kw = {'revision': 'v1', 'trust_remote_code': True}\ntransformers.AutoModel.from_pretrained('gpt2', **kw)",
            ("v1", True),
            id="unpacked",
        ),
        pytest.param(
            "TRUST = True\ntransformers.AutoModel.from_pretrained('gpt2', trust_remote_code=TRUST)",
            (None, True),
            id="trust by a constant",
        ),
        pytest.param(
            "transformers.AutoModel.from_pretrained('gpt2', revision='v1' if x else 'v2')",
            (None, None),
            id="one of two",
        ),
    ],
)
def test_pins_are_resolved(source: str, expected: tuple[str | None, bool | None]) -> None:
    (found,) = resolve({"app.py": Facts((HEAD + source).encode())}, load_signatures()).found["app.py"]
    assert (found.revision, found.trust_remote_code) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "import other\nother.load('hf-hub:acme/a', 3)",
            [("acme/a", "other.load", "use")],
            id="prefix, anybody's call",
        ),
        pytest.param("NAME = 'hf-hub:acme/a'", [], id="prefix, no call"),
        pytest.param("print('see hf-hub:acme/a')", [], id="prefix within a text"),
        pytest.param(
            "transformers.pipeline('t', model='acme/a', tokenizer='acme/b')",
            [("acme/a", "transformers.pipeline", "use"), ("acme/b", "transformers.pipeline", "component")],
            id="two arguments that name",
        ),
        pytest.param(
            "import lm_eval\nM = 'acme/a'\nlm_eval.simple_evaluate('hf', f'pretrained={M},peft=acme/b,dtype={x}')",
            [("acme/a", "lm_eval.simple_evaluate", "use"), ("acme/b", "lm_eval.simple_evaluate", "use")],
            id="pairs within a text",
        ),
        pytest.param(
            "import argparse\np = argparse.ArgumentParser()\n"
            "p.add_argument('--m', default='acme/a', choices=['acme/a', 'acme/b'])\n"
            "transformers.AutoModel.from_pretrained(p.parse_args().m)",
            [
                ("acme/a", "transformers.AutoModel.from_pretrained", "use"),
                ("acme/b", "transformers.AutoModel.from_pretrained", "selectable"),
            ],
            id="choices of an option",
        ),
        pytest.param(
            "for repo, entry in [('acme/a', 'one'), ('acme/b', 'two')]:\n    torch.hub.load(repo, entry)",
            [("acme/a#one", "torch.hub.load", "use"), ("acme/b#two", "torch.hub.load", "use")],
            id="name and entry point that belong together",
        ),
        pytest.param("torch.hub.load('acme/a', entry)", [(None, "torch.hub.load", "unresolved")], id="entry unknown"),
    ],
)
def test_what_calls_name(source: str, expected: list[tuple[str | None, str, str]]) -> None:
    found = resolve({"app.py": Facts((HEAD + source).encode())}, load_signatures()).found.get("app.py", [])
    assert sorted((one.name or "", one.target.call, one.usage) for one in found) == sorted(
        (name or "", call, usage) for name, call, usage in expected
    )


def test_in_its_own_repository_a_library_is_known_by_its_name() -> None:
    files = {
        "sentence_transformers/__init__.py": b"from .model import SentenceTransformer\n",
        "sentence_transformers/model.py": b"from transformers import AutoModel\nclass SentenceTransformer:\n"
        b"    def __init__(self, name): self.model = AutoModel.from_pretrained(name)\n",
        "examples/run.py": b"from sentence_transformers import SentenceTransformer\nSentenceTransformer('acme/a')\n",
    }
    found = resolve({path: Facts(data) for path, data in files.items()}, load_signatures()).found
    assert [(one.name, one.target.library) for one in found["examples/run.py"]] == [("acme/a", "sentence-transformers")]
    assert [one.name for one in found["sentence_transformers/model.py"]] == [None]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param('import stanza\nstanza.Pipeline("de")', "stanfordnlp/stanza-de", id="language of stanza"),
        pytest.param("import stanza\nstanza.Pipeline()", "stanfordnlp/stanza-en", id="stanza's default"),
        pytest.param(
            "from speechbrain.lobes.models.huggingface_transformers.wavlm import WavLM\nWavLM('acme/a', 'x')",
            "acme/a",
            id="class of speechbrain",
        ),
    ],
)
def test_names_of_libraries(source: str, name: str) -> None:
    (found,) = resolve({"app.py": Facts(source.encode())}, load_signatures()).found["app.py"]
    assert found.name == name


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param('nlp.add_pipe("x", config={"labels": "acme/a"})', [], id="another setting of a component"),
        pytest.param('nlp.add_pipe("x")', [], id="component without settings"),
        pytest.param('nlp.add_pipe("x", config={"model": "acme/a"})', ["acme/a"], id="model of a component"),
        pytest.param("C = {'gliner_model': 'acme/a'}\nnlp.add_pipe('x', config=C)", ["acme/a"], id="by a constant"),
        pytest.param(
            '@Language.factory("x", default_config={"n": 1})\ndef f(nlp, name, net):\n'
            "    transformers.AutoModel.from_pretrained(net)",
            [],
            id="factory without a default for it",
        ),
        pytest.param(
            '@Language.factory("x", default_config={"net": "acme/a"})\ndef f(nlp, name, net):\n'
            "    transformers.AutoModel.from_pretrained(net)",
            ["acme/a"],
            id="default of a factory",
        ),
        pytest.param('class N:\n    def load(path):\n        go(path)\nN.load("acme/a")', [], id="own method"),
        pytest.param(
            "class N:\n    @staticmethod\n    def from_pretrained(kind, model_path):\n        go(kind)\n"
            'N.from_pretrained("x", model_path="acme/a")',
            ["acme/a"],
            id="own method whose name says that it loads",
        ),
        pytest.param(
            'class N:\n    @staticmethod\n    def from_pretrained(path):\n        go(path)\nN.from_pretrained("runs/a/b")',
            [],
            id="own method with a path",
        ),
    ],
)
def test_components_and_own_loaders(source: str, names: list[str]) -> None:
    found = resolve({"app.py": Facts((HEAD + source).encode())}, load_signatures()).found.get("app.py", [])
    assert [one.name for one in found if one.usage == "use"] == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("def f(make):\n    pass\nf(models.resnet50)", [], id="parameter that is not called"),
        pytest.param("def f(make):\n    make(weights=None)\nf(models.resnet50)", [], id="called without weights"),
        pytest.param(
            "def f(make, n):\n    n(weights='DEFAULT')\nf(models.resnet50, print)", [], id="another parameter"
        ),
        pytest.param("def f(make):\n    make(weights='DEFAULT')\nf(models.resnet50)", ["resnet50"], id="parameter"),
        pytest.param("def f(make):\n    make(True)\nf(make=models.resnet50)", ["resnet50"], id="by keyword"),
        pytest.param(
            "class N:\n    def __init__(self, make):\n        make(True)\nN(models.resnet50)", ["resnet50"], id="class"
        ),
        pytest.param(
            "@pytest.mark.parametrize('make,n', [(models.resnet50, 1), (models.vgg16, 2)])\n"
            "def test(make, n):\n    make(True)",
            ["resnet50", "vgg16"],
            id="cases of a test",
        ),
    ],
)
def test_builders_that_are_passed_on(source: str, names: list[str]) -> None:
    head = "import pytest\nfrom torchvision import models\n"
    found = resolve({"app.py": Facts((head + source).encode())}, load_signatures()).found.get("app.py", [])
    assert [one.name for one in found if one.usage == "use"] == [f"pytorch/vision#{name}" for name in names]


@pytest.mark.parametrize(
    ("entry", "loads", "usage"),
    [
        ("DPT_Large", "model", "use"),
        ("transforms", "processor", "component"),
        ("clip_transforms", "processor", "component"),
        ("nvidia_ssd_processing_utils", "processor", "component"),
        ("tokenizer", "tokenizer", "component"),
        ("bertTokenizer", "tokenizer", "component"),
        ("config", "config", "component"),
        ("get_model_weights", "config", "component"),
    ],
)
def test_entry_points_that_give_no_weights(entry: str, loads: str, usage: str) -> None:
    for call in (f'torch.hub.load("acme/net", "{entry}")', f'torch.hub.load("acme/net:main", model="{entry}")'):
        found = read(call)
        assert (found.name, found.target.loads, found.usage) == (f"acme/net#{entry}", loads, usage)
