"""What only several files together tell: files in, (file, line, name, resolution, usage) out."""

from textwrap import dedent

import pytest

from builder.mapping.found import Found
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "from transformers import AutoModel, AutoTokenizer\n"
ENCODER = """
class Encoder:
    def __init__(self, name="acme/default"):
        self.name = name
    def load(self):
        return AutoModel.from_pretrained(self.name)
"""


def places(files: dict[str, str]) -> dict[str, list[Found]]:
    facts = {path: Facts(dedent(source).encode()) for path, source in files.items()}
    return resolve(facts, load_signatures()).found


def found(files: dict[str, str]) -> list[tuple[str, int, str | None, str, str]]:
    return [
        (path, one.line, one.name, one.resolution, one.usage) for path, ones in places(files).items() for one in ones
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "names.py": 'NAME = "acme/a"\n',
                "app.py": f"{HEAD}from names import NAME\nAutoModel.from_pretrained(NAME)",
            },
            [("app.py", 3, "acme/a", "constant", "use")],
            id="constant of another file",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "",
                "pkg/names.py": 'NAME = "acme/a"\n',
                "pkg/app.py": f"{HEAD}from . import names as n\nAutoModel.from_pretrained(n.NAME)",
            },
            [("pkg/app.py", 3, "acme/a", "constant", "use")],
            id="relative import of a module",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from .names import NAME as N\n",
                "pkg/names.py": 'NAME = "acme/a"\n',
                "app.py": f"{HEAD}from pkg import N\nAutoModel.from_pretrained(N)",
            },
            [("app.py", 3, "acme/a", "constant", "use")],
            id="name that a package passes on",
        ),
        pytest.param(
            {
                "names.py": 'NAME = "acme/a"\n',
                "more.py": "from names import *\n",
                "app.py": f"{HEAD}from more import *\nAutoModel.from_pretrained(NAME)",
            },
            [("app.py", 3, "acme/a", "constant", "use")],
            id="star imports",
        ),
        pytest.param(
            {
                "src/pkg/__init__.py": "",
                "src/pkg/names.py": 'NAME = "acme/a"\n',
                "scripts/run.py": f"{HEAD}from pkg.names import NAME\nAutoModel.from_pretrained(NAME)",
            },
            [("scripts/run.py", 3, "acme/a", "constant", "use")],
            id="package below src",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(name):\n    return AutoModel.from_pretrained(name)",
                "app.py": 'from load import load as fetch\nfetch("acme/a")\nfetch(name="acme/b")',
            },
            [("app.py", 2, "acme/a", "literal", "use"), ("app.py", 3, "acme/b", "literal", "use")],
            id="callers of a wrapper",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(n):\n    return AutoModel.from_pretrained(n)\ndef more(m):\n    load(m)",
                "app.py": 'import load\nNAME = "acme/a"\nload.more(NAME)',
            },
            [("app.py", 3, "acme/a", "constant", "use")],
            id="wrapper of a wrapper",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(size):\n    return AutoModel.from_pretrained(f'acme/{{size}}')",
                "app.py": 'from load import load\nload("small")',
            },
            [("app.py", 2, "acme/small", "constant", "use")],
            id="part of a name",
        ),
        pytest.param(
            {"encoder.py": HEAD + ENCODER, "app.py": 'from encoder import Encoder\nEncoder("acme/a").load()'},
            [("app.py", 2, "acme/a", "literal", "use"), ("encoder.py", 7, "acme/default", "default", "mention")],
            id="constructor; its default is never used",
        ),
        pytest.param(
            {"encoder.py": HEAD + ENCODER, "app.py": "from encoder import Encoder\nEncoder().load()"},
            [("encoder.py", 7, "acme/default", "default", "use")],
            id="constructor with its default",
        ),
        pytest.param(
            {"encoder.py": HEAD + ENCODER, "tests/test_encoder.py": 'from encoder import Encoder\nEncoder("acme/a")'},
            [
                ("encoder.py", 7, "acme/default", "default", "use"),
                ("tests/test_encoder.py", 2, "acme/a", "literal", "use"),
            ],
            id="tests do not make a default idle",
        ),
        pytest.param(
            {
                "encoder.py": HEAD + ENCODER,
                "app.py": 'from encoder import Encoder\nEncoder("acme/a")',
                "tests/test_encoder.py": "from encoder import Encoder\nEncoder()",
            },
            [("app.py", 2, "acme/a", "literal", "use"), ("encoder.py", 7, "acme/default", "default", "use")],
            id="default that a test uses",
        ),
        pytest.param(
            {
                "base.py": f"{HEAD}class Base:\n    NAME = None\n    def load(self):\n"
                "        return AutoModel.from_pretrained(f'acme/{self.NAME}')",
                "kinds.py": 'from base import Base\nclass A(Base):\n    NAME = "a"\nclass B(Base):\n    NAME = "b"',
            },
            [("base.py", 5, "acme/a", "constant", "use"), ("base.py", 5, "acme/b", "constant", "use")],
            id="attributes that derived classes set",
        ),
        pytest.param(
            {
                "base.py": f"{HEAD}class Base:\n    def __init__(self, name):\n"
                "        self.model = AutoModel.from_pretrained(name)",
                "kinds.py": "from base import Base\nclass A(Base):\n    def __init__(self):\n"
                '        super().__init__("acme/a")',
            },
            [("kinds.py", 4, "acme/a", "literal", "use")],
            id="super().__init__",
        ),
        pytest.param(
            {
                "base.py": "class Base:\n    def __init__(self, name):\n        self.load(name)\n"
                "    def load(self, name): ...",
                "kinds.py": f"{HEAD}from base import Base\nclass A(Base):\n    def load(self, name):\n"
                '        AutoModel.from_pretrained(name)\nA("acme/a")',
            },
            [("kinds.py", 6, "acme/a", "literal", "use")],
            id="method that a derived class overrides",
        ),
        pytest.param(
            {
                "nets.py": "from diffusers import DiffusionPipeline\nclass Own(DiffusionPipeline): ...",
                "app.py": 'from nets import Own\nOwn.from_pretrained("acme/a")',
            },
            [("app.py", 2, "acme/a", "literal", "use")],
            id="class that derives from a library's",
        ),
        pytest.param(
            {
                "nets.py": "from sentence_transformers import SentenceTransformer\nclass Own(SentenceTransformer): ...",
                "app.py": 'from nets import Own\nOwn("acme/a")',
            },
            [("app.py", 2, "acme/a", "literal", "use")],
            id="constructor that is a library's",
        ),
        pytest.param(
            {
                "options.py": "import argparse\ndef parse():\n    parser = argparse.ArgumentParser()\n"
                '    parser.add_argument("--name", default="acme/a")\n    return parser.parse_args()',
                "train.py": f"{HEAD}def train(hparams):\n    AutoModel.from_pretrained(hparams.name)",
                "app.py": "from options import parse\nfrom train import train\ntrain(parse())",
            },
            [("train.py", 3, "acme/a", "argument_parser", "use")],
            id="options of another file",
        ),
        pytest.param(
            {
                "kinds.py": HEAD + ENCODER.replace("acme/default", "acme/a"),
                "app.py": 'from kinds import Encoder\nKINDS = {"e": Encoder}\ndef make(kind, name):\n'
                '    cls = KINDS[kind]\n    return cls(name)\nmake("e", "acme/b")',
            },
            [("app.py", 6, "acme/b", "literal", "use"), ("kinds.py", 7, "acme/a", "default", "mention")],
            id="table of constructors",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(**kwargs):\n    AutoModel.from_pretrained(kwargs.get('name', 'acme/a'))",
                "app.py": 'from load import load\nload(name="acme/b")',
            },
            [("app.py", 2, "acme/b", "literal", "use"), ("load.py", 3, "acme/a", "literal", "use")],
            id="keywords of any name",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(name, **kwargs):\n    AutoModel.from_pretrained(name, **kwargs)",
                "app.py": 'from load import load\nargs = {"name": "acme/a", "revision": "v1"}\nload(**args)',
            },
            [("app.py", 3, "acme/a", "constant", "use")],
            id="unpacked into a wrapper",
        ),
        pytest.param(
            {
                "app/main.py": "from lib.load import load\nload('acme/a')",
                "lib/load.py": f"{HEAD}def load(name):\n    AutoModel.from_pretrained(name)",
                "other/load.py": "def load(name): ...",
            },
            [("app/main.py", 2, "acme/a", "literal", "use")],
            id="module at the repository's top",
        ),
        pytest.param(
            {
                "conf/model_cfg.py": 'encoder_type = "acme/a"\nother = "acme/b"',
                "app.py": f"{HEAD}def build(args):\n    AutoModel.from_pretrained(args.encoder_type)",
            },
            [("app.py", 3, None, "dynamic", "unresolved"), ("conf/model_cfg.py", 1, "acme/a", "config_file", "use")],
            id="Python that is settings",
        ),
    ],
)
def test_across_files(files: dict[str, str], expected: list[tuple[str, int, str | None, str, str]]) -> None:
    assert found(files) == expected


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "load.py": f"{HEAD}def load(name):\n    return AutoModel.from_pretrained(name)",
                "app.py": 'from elsewhere import load\nload("acme/a")',
            },
            id="function of the same name from elsewhere",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(name):\n    return AutoModel.from_pretrained(name)",
                "app.py": 'from load import load\n# load("acme/a")\ntext = \'load("acme/a")\'',
            },
            id="call in a comment or text",
        ),
        pytest.param(
            {
                "load.py": f"{HEAD}def load(folder, name):\n    return AutoModel.from_pretrained(name)",
                "app.py": 'from load import load\nload("acme/a", get())',
            },
            id="another parameter",
        ),
        pytest.param(
            {
                "names.py": 'NAME = "acme/a"\n',
                "app.py": f"{HEAD}from .names import NAME as other\nNAME = get()\nAutoModel.from_pretrained(NAME)",
            },
            id="another name",
        ),
        pytest.param(
            {
                "conf/model_cfg.py": 'data_type = "acme/a"',
                "app.py": f"{HEAD}def build(args):\n    AutoModel.from_pretrained(args.encoder_type)",
            },
            id="setting that nobody loads",
        ),
        pytest.param(
            {
                "consts.py": 'encoder_type = "acme/a"',
                "app.py": f"{HEAD}def build(args):\n    AutoModel.from_pretrained(args.encoder_type)",
            },
            id="constant that is no setting",
        ),
    ],
)
def test_what_other_files_do_not_say(files: dict[str, str]) -> None:
    assert [place for place in found(files) if place[2] is not None] == []


def test_place_of_a_string_in_another_file() -> None:
    files = {
        "names.py": '\nNAME = "acme/a"\n',
        "app.py": f"{HEAD}from names import NAME as n\nm = AutoModel.from_pretrained(n)",
    }
    (one,) = places(files)["app.py"]
    assert (one.line, one.column, one.defined_at, one.hops, one.expression) == (3, 5, "names.py:2", 1, "n")


def test_a_wrapper_keeps_the_call_that_loads() -> None:
    files = {
        "load.py": f"{HEAD}def load(name):\n    return AutoTokenizer.from_pretrained(name, revision='v1'), name",
        "app.py": 'from load import load\nload(\n    "acme/a"\n)',
    }
    (one,) = places(files)["app.py"]
    assert (one.target.call, one.target.loads, one.code) == (
        "transformers.AutoTokenizer.from_pretrained",
        "tokenizer",
        'load(\n    "acme/a"\n)',
    )
    assert (one.line, one.argument_line, one.hops, one.defined_at) == (2, 3, 1, None)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "from b import X\n", "b.py": "from a import X\n"}, id="imports in a circle"),
        pytest.param(
            {"a.py": "from a import *\nfrom b import *\n", "b.py": "from a import *\n"}, id="stars in a circle"
        ),
        pytest.param({"a.py": "X = Y\nY = X\n", "b.py": "X = f'{X}/{X}'"}, id="assignments in a circle"),
        pytest.param({"a.py": "class X(X): ...\nclass A(B): ...\nclass B(A): ..."}, id="classes in a circle"),
        pytest.param({"a.py": "def f(x):\n    return f(g(x))\ndef g(x):\n    return f(x)\nX = f(1)"}, id="functions"),
        pytest.param({"a.py": "X = {**X, 'a': X}\nX = [*X, X]"}, id="tables of themselves"),
        pytest.param({"a.py": "X = x = lambda x: X(x)\n"}, id="lambda of itself"),
    ],
)
def test_circles_end(files: dict[str, str]) -> None:
    ask = f"{HEAD}from a import X\nAutoModel.from_pretrained(X)\nAutoModel.from_pretrained(X.y['z'](X))\n"
    assert [name for _, _, name, _, _ in found({**files, "app.py": ask})] in ([], [None], [None, None])


def test_products_are_cut() -> None:
    parts = "".join(f"p{number} = '{number}' if x else '{number}_'\n" for number in range(40))
    whole = " + ".join(f"p{number}" for number in range(40))
    names = [one[2] for one in found({"app.py": f"{HEAD}{parts}AutoModel.from_pretrained('acme/a' + {whole})"})]
    assert 0 < len(names) <= 64
    assert len(set(names)) == len(names)
