"""What command lines, annotations and enumerations allow: files in, model -> usage out."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer, pipeline\n"


def used(files: dict[str, str]) -> dict[str, str]:
    """The names that a repository uses or offers, each with the usage that says most."""
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    found = {(row["model_name"], row["usage"]) for row in rows if row["model_name"] and row["usage"] != "mention"}
    return {
        name: usage
        for usage in ("hosted", "selectable", "component", "use")
        for name, of in sorted(found)
        if of == usage
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
R = {"a": "acme/a", "b": "acme/b"}
p=argparse.ArgumentParser()
p.add_argument("--m", choices=R, default="a")
AutoModel.from_pretrained(R[p.parse_args().m])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="argparse table choices",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
R = {"a": "acme/a", "b": "acme/b"}
p=argparse.ArgumentParser()
p.add_argument("--m", choices=list(R.keys()), default="a")
AutoModel.from_pretrained(R[p.parse_args().m])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="argparse table keys",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
R = {"a": "acme/a", "b": "acme/b"}
p=argparse.ArgumentParser()
p.add_argument("--m", choices=sorted(R), required=True)
AutoModel.from_pretrained(R[p.parse_args().m])
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="argparse sorted keys required",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = "acme/a"
    B = "acme/b"
def f(m): AutoModel.from_pretrained(M(m).value)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="enum",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(str, Enum):
    A = "acme/a"
    B = "acme/b"
def f(m: M = M.A): AutoModel.from_pretrained(m.value)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="enum default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import StrEnum
class M(StrEnum):
    A = "acme/a"
    B = "acme/b"
AutoModel.from_pretrained(M.A)
"""
            },
            {"acme/a": "use"},
            id="strenum",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = "acme/a"
    B = "acme/b"
AutoModel.from_pretrained(M["A"].value)
"""
            },
            {"acme/a": "use"},
            id="enum item",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = "acme/a"
    B = "acme/b"
def f(k): AutoModel.from_pretrained(M[k].value)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="enum open item",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = "acme/a"
    B = "acme/b"
for m in M: AutoModel.from_pretrained(m.value)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="enum iter",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(str, Enum):
    A = "acme/a"
    B = "acme/b"
AutoModel.from_pretrained(str(M.A))
"""
            },
            {"acme/a": "use"},
            id="enum str()",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = "x"
    B = "y"
R = {M.A: "acme/a", M.B: "acme/b"}
AutoModel.from_pretrained(R[M.A])
"""
            },
            {"acme/a": "use"},
            id="enum key table",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from enum import Enum
class M(Enum):
    A = ("acme/a", 1)
    B = ("acme/b", 2)
AutoModel.from_pretrained(M.B.value[0])
"""
            },
            {"acme/b": "use"},
            id="enum tuple index",
        ),
        pytest.param(
            {"app.py": HEAD + 'for i, n in enumerate(["acme/a", "acme/b"]): AutoModel.from_pretrained(n)\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="enumerate",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", choices=["acme/a", "acme/b"], default="acme/a")
AutoModel.from_pretrained(p.parse_args().m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="argparse choices",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", nargs="+", default=["acme/a", "acme/b"])
for m in p.parse_args().m: AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="argparse nargs",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("m", nargs="?", default="acme/a")
AutoModel.from_pretrained(p.parse_args().m)
"""
            },
            {"acme/a": "use"},
            id="argparse positional default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", nargs="?", const="acme/b", default="acme/a")
AutoModel.from_pretrained(p.parse_args().m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="argparse const",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--large", dest="m", action="store_const", const="acme/b", default="acme/a")
AutoModel.from_pretrained(p.parse_args().m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="argparse store_const",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
g=p.add_argument_group("x")
g.add_argument("--m", default="acme/a")
args=p.parse_args()
AutoModel.from_pretrained(args.m)
"""
            },
            {"acme/a": "use"},
            id="argparse group",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
base=argparse.ArgumentParser(add_help=False)
base.add_argument("--m", default="acme/a")
p=argparse.ArgumentParser(parents=[base])
args=p.parse_args()
AutoModel.from_pretrained(args.m)
"""
            },
            {"acme/a": "use"},
            id="argparse parents",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
def run(args): AutoModel.from_pretrained(args.m)
p=argparse.ArgumentParser()
s=p.add_subparsers()
q=s.add_parser("run")
q.add_argument("--m", default="acme/a")
q.set_defaults(func=run)
args=p.parse_args()
args.func(args)
"""
            },
            {"acme/a": "use"},
            id="argparse sub func",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
for k, d in {"m": "acme/a"}.items():
    p.add_argument("--" + k, default=d)
args=p.parse_args()
AutoModel.from_pretrained(args.m)
"""
            },
            {"acme/a": "use"},
            id="argparse namespace loop",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", default="acme/a")
def main(m): AutoModel.from_pretrained(m)
main(**vars(p.parse_args()))
"""
            },
            {"acme/a": "use"},
            id="argparse vars",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", default="acme/a")
d=vars(p.parse_args())
AutoModel.from_pretrained(d["m"])
"""
            },
            {"acme/a": "use"},
            id="argparse vars get",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import argparse
p=argparse.ArgumentParser()
p.add_argument("--m", default="acme/a")
a=p.parse_args()
AutoModel.from_pretrained(getattr(a, "m"))
"""
            },
            {"acme/a": "use"},
            id="argparse getattr",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--m", default="acme/a")
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="click option",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--m", type=click.Choice(["acme/a", "acme/b"]), default="acme/a")
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="click option choice",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--m", "model", "-m", default="acme/a")
def f(model): AutoModel.from_pretrained(model)
"""
            },
            {"acme/a": "use"},
            id="click dest",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
opt = click.option("--m", default="acme/a")
@click.command()
@opt
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="click shared",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.argument("m", default="acme/a")
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="click arg",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--m", multiple=True, default=["acme/a", "acme/b"])
def f(m):
    for x in m: AutoModel.from_pretrained(x)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="click multiple",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
R={"x":"acme/a","y":"acme/b"}
@click.command()
@click.option("--m", type=click.Choice(list(R)), default="x")
def f(m): AutoModel.from_pretrained(R[m])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="click choice table",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--small", "m", flag_value="acme/a", default=True)
@click.option("--large", "m", flag_value="acme/b")
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="click flag_value",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import click
@click.command()
@click.option("--m", type=click.Choice(choices=["acme/a", "acme/b"]), default="acme/a")
def f(m): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="click choice kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import typer
def f(m: str = typer.Option("acme/a", "--m")): AutoModel.from_pretrained(m)
typer.run(f)
"""
            },
            {"acme/a": "use"},
            id="typer option",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import typer
from typing import Annotated
app=typer.Typer()
@app.command()
def f(m: Annotated[str, typer.Option("--m")] = "acme/a"): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="typer annotated",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import typer
from enum import Enum
class M(str, Enum):
    a="acme/a"
    b="acme/b"
def f(m: M = M.a): AutoModel.from_pretrained(m.value)
typer.run(f)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="typer enum",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import typer
from enum import Enum
class M(str, Enum):
    a="acme/a"
    b="acme/b"
def f(m: M = typer.Option(M.a)): AutoModel.from_pretrained(m.value)
typer.run(f)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="typer enum option",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from absl import flags, app
flags.DEFINE_string("m", "acme/a", "x")
FLAGS=flags.FLAGS
def main(_): AutoModel.from_pretrained(FLAGS.m)
"""
            },
            {"acme/a": "use"},
            id="absl flag",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from absl import flags, app
FLAGS=flags.FLAGS
flags.DEFINE_enum("m", "acme/a", ["acme/a", "acme/b"], "x")
def main(_): AutoModel.from_pretrained(FLAGS.m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="absl flag enum",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from absl import flags
_M = flags.DEFINE_string("m", "acme/a", "x")
def main(_): AutoModel.from_pretrained(_M.value)
"""
            },
            {"acme/a": "use"},
            id="absl holder",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from absl import flags
_M = flags.DEFINE_enum("m", "acme/a", ["acme/a", "acme/b"], "x")
def main(_): AutoModel.from_pretrained(_M.value)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="absl enum holder",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from absl import flags
flags.DEFINE_multi_string("m", ["acme/a", "acme/b"], "x")
FLAGS=flags.FLAGS
def main(_):
    for m in FLAGS.m: AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="absl multi",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import fire
def f(m="acme/a"): AutoModel.from_pretrained(m)
fire.Fire(f)
"""
            },
            {"acme/a": "use"},
            id="fire fn",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import fire
class C:
    def run(self, m="acme/a"): AutoModel.from_pretrained(m)
if __name__ == "__main__": fire.Fire(C)
"""
            },
            {"acme/a": "use"},
            id="fire class",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from transformers import HfArgumentParser
from dataclasses import dataclass, field
@dataclass
class O:
    m: str = field(default="acme/a", metadata={"help": "x"})
(o,)=HfArgumentParser((O,)).parse_args_into_dataclasses()
AutoModel.from_pretrained(o.m)
"""
            },
            {"acme/a": "use"},
            id="hfargparser",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from transformers import HfArgumentParser
from dataclasses import dataclass, field
@dataclass
class O:
    m: str = field(default="acme/a", metadata={"choices": ["acme/a", "acme/b"]})
o=HfArgumentParser(O).parse_args_into_dataclasses()[0]
AutoModel.from_pretrained(o.m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="hfargparser choices",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import tyro
from dataclasses import dataclass
@dataclass
class O:
    m: str = "acme/a"
o=tyro.cli(O)
AutoModel.from_pretrained(o.m)
"""
            },
            {"acme/a": "use"},
            id="tyro",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import tyro
def main(m: str = "acme/a"): AutoModel.from_pretrained(m)
tyro.cli(main)
"""
            },
            {"acme/a": "use"},
            id="tyro fn",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from jsonargparse import CLI
def main(m: str = "acme/a"): AutoModel.from_pretrained(m)
CLI(main)
"""
            },
            {"acme/a": "use"},
            id="jsonargparse CLI",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import draccus
from dataclasses import dataclass
@dataclass
class O:
    m: str = "acme/a"
@draccus.wrap()
def main(o: O): AutoModel.from_pretrained(o.m)
"""
            },
            {"acme/a": "use"},
            id="draccus",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import pyrallis
from dataclasses import dataclass
@dataclass
class O:
    m: str = "acme/a"
o=pyrallis.parse(config_class=O)
AutoModel.from_pretrained(o.m)
"""
            },
            {"acme/a": "use"},
            id="pyrallis",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from cyclopts import App
app=App()
@app.default
def main(m: str = "acme/a"): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="cyclopts",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
