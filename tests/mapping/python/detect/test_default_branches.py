"""A default that the other options' defaults keep from its call is one that may be chosen, no use."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = """
import argparse, os
from transformers import AutoModel
p = argparse.ArgumentParser()
p.add_argument("--kind", default="a", choices=["a", "b"])
p.add_argument("--use-x", action="store_true")
p.add_argument("--skip-y", action="store_false")
p.add_argument("--count", type=int, default=0)
p.add_argument("--dir", default=None)
p.add_argument("--asked", required=True)
p.add_argument("--name", default="acme/net")
args = p.parse_args()
"""
LOAD = "AutoModel.from_pretrained(args.name)"
HANDED = "AutoModel.from_pretrained(name)"


def usages(source: str) -> list[str]:
    files = [SourceFile("app.py", "0" * 40, source.encode())]
    found = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures()).rows
    return [row["usage"] for row in found if row["model_name"] == "acme/net"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'if args.kind == "b":\n    {LOAD}', id="another"),
        pytest.param(f'if "b" == args.kind:\n    {LOAD}', id="turned round"),
        pytest.param(f'if args.kind == "a":\n    pass\nelse:\n    {LOAD}', id="else"),
        pytest.param(f'if args.kind == "a":\n    pass\nelif args.kind == "b":\n    {LOAD}', id="elif"),
        pytest.param(f'if args.kind != "a":\n    {LOAD}', id="not this"),
        pytest.param(f'if not args.kind == "a":\n    {LOAD}', id="not"),
        pytest.param(f'if args.kind in ("b", "c"):\n    {LOAD}', id="in"),
        pytest.param(f'if args.kind not in ["a", "c"]:\n    {LOAD}', id="not in"),
        pytest.param(f'if args.kind.startswith("b"):\n    {LOAD}', id="begins so"),
        pytest.param(f'if ready() and args.kind == "b":\n    {LOAD}', id="and"),
        pytest.param(f'if args.kind == "b" or args.kind == "c":\n    {LOAD}', id="or"),
        pytest.param(f'm = {LOAD} if args.kind == "b" else None', id="conditional expression"),
        pytest.param(f'match args.kind:\n    case "b" | "c":\n        {LOAD}', id="case"),
        pytest.param(
            f'match args.kind:\n    case "a":\n        pass\n    case _:\n        {LOAD}', id="any other case"
        ),
        pytest.param(f'def f(a):\n    if a.kind != "b":\n        return\n    {LOAD}\nf(args)', id="has left"),
        pytest.param(
            f'def f(kind, name):\n    if kind == "b":\n        {HANDED}\nf(args.kind, args.name)', id="handed on"
        ),
        pytest.param(f'def f(name):\n    {HANDED}\nif args.kind == "b":\n    f(args.name)', id="around the caller"),
        pytest.param(f'def f(name="acme/net", kind="a"):\n    if kind == "b":\n        {HANDED}', id="parameters"),
        pytest.param(
            "class T:\n    def __init__(self, a):\n        self.kind, self.a = a.kind, a\n    def go(self):\n"
            '        if self.kind == "b":\n            AutoModel.from_pretrained(self.a.name)\nT(args).go()',
            id="attribute",
        ),
        pytest.param(
            'NAME = os.getenv("NAME", "acme/net")\nif os.getenv("KIND", "a") == "b":\n    AutoModel.from_pretrained(NAME)',
            id="environment",
        ),
    ],
)
def test_not_met(source: str) -> None:
    assert usages(HEAD + source) == ["selectable"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'if args.kind == "a":\n    {LOAD}', id="this"),
        pytest.param(f'if args.kind == "b":\n    pass\nelse:\n    {LOAD}', id="else"),
        pytest.param(f'if args.kind in ("a", "b"):\n    {LOAD}', id="in"),
        pytest.param(f'if args.kind == "b" or ready():\n    {LOAD}', id="or what is not known"),
        pytest.param(
            f'match args.kind:\n    case "b":\n        pass\n    case _:\n        {LOAD}', id="any other case"
        ),
        pytest.param(f"match args.kind:\n    case kind:\n        {LOAD}", id="a case that takes all"),
        pytest.param(f"if args.use_x:\n    {LOAD}", id="switch that is off"),
        pytest.param(f"if not args.skip_y:\n    {LOAD}", id="switch that is on"),
        pytest.param(f"if args.use_x is True:\n    {LOAD}", id="is"),
        pytest.param(f"if args.count == 2:\n    {LOAD}", id="number"),
        pytest.param(f"if args.dir:\n    {LOAD}", id="nothing given"),
        pytest.param(f"if args.dir is not None:\n    {LOAD}", id="none"),
        pytest.param(f"if not args.use_x:\n    {LOAD}", id="switch"),
        pytest.param(f"if args.count > 0:\n    {LOAD}", id="not understood"),
        pytest.param(f'if args.asked == "b":\n    {LOAD}', id="given by all"),
        pytest.param(f'args.kind = "b"\nif args.kind == "b":\n    {LOAD}', id="assigned"),
        pytest.param(f'if ready():\n    args.kind = "b"\nif args.kind == "b":\n    {LOAD}', id="may be assigned"),
        pytest.param(f'def f(kind="a"):\n    if kind == "b":\n        {LOAD}\nf("b")', id="given by a caller"),
        pytest.param('if args.kind == "b":\n    AutoModel.from_pretrained("acme/net")', id="written in the branch"),
        pytest.param(f'if args.name == "acme/net":\n    {LOAD}', id="itself"),
    ],
)
def test_met(source: str) -> None:
    assert usages(HEAD + source) == ["use"]


DECLARED = {
    "HfArgumentParser": (
        "from dataclasses import dataclass\nfrom transformers import AutoModel, HfArgumentParser\n@dataclass\nclass A:\n"
        '    kind: str = "a"\n    name: str = "acme/net"\nargs = HfArgumentParser(A).parse_args_into_dataclasses()[0]\n'
        'if args.kind == "b":\n    AutoModel.from_pretrained(args.name)'
    ),
    "click": (
        "import click\nfrom transformers import AutoModel\n"
        "@click.command()\n"
        '@click.option("--kind", default="a")\n'
        '@click.option("--name", default="acme/net")\ndef main(kind, name):\n    if kind == "b":\n'
        "        AutoModel.from_pretrained(name)\nmain()"
    ),
    "typer": (
        'import typer\nfrom transformers import AutoModel\ndef main(kind: str = "a", name: str = "acme/net"):\n'
        '    if kind == "b":\n        AutoModel.from_pretrained(name)\ntyper.run(main)'
    ),
    "absl": (
        'from absl import flags\nfrom transformers import AutoModel\nflags.DEFINE_string("kind", "a", "")\n'
        'flags.DEFINE_string("name", "acme/net", "")\nFLAGS = flags.FLAGS\nif FLAGS.kind == "b":\n'
        "    AutoModel.from_pretrained(FLAGS.name)"
    ),
    "pydantic settings": (
        "from pydantic_settings import BaseSettings\nfrom transformers import AutoModel\nclass Settings(BaseSettings):\n"
        '    kind: str = "a"\n    name: str = "acme/net"\nsettings = Settings()\nif settings.kind == "b":\n'
        "    AutoModel.from_pretrained(settings.name)"
    ),
}


@pytest.mark.parametrize("source", [pytest.param(source, id=kind) for kind, source in DECLARED.items()])
def test_options_of_other_libraries(source: str) -> None:
    assert usages(source) == ["selectable"]
    assert usages(source.replace('== "b"', '== "a"')) == ["use"]
