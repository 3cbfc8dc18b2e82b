"""Each way in which code can name a model: files in, (file, line, name, resolution, usage) out."""

from textwrap import dedent

import pytest

from builder.mapping.found import Found
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "from transformers import AutoModel, AutoTokenizer, pipeline\n"
LOAD = "AutoModel.from_pretrained"


def found(files: dict[str, str]) -> dict[str, list[Found]]:
    facts = {path: Facts(dedent(source).encode()) for path, source in files.items()}
    return resolve(facts, load_signatures()).found


def names(source: str) -> list[tuple[str | None, str, str]]:
    """(name, resolution, usage) of each place of one file that begins with the usual imports."""
    places = found({"app.py": HEAD + dedent(source)}).get("app.py", [])
    return [(place.name, place.resolution, place.usage) for place in places]


def used(source: str) -> list[str | None]:
    """The names that one file uses."""
    return [name for name, _, usage in names(source) if usage in ("use", "component", "selectable")]


@pytest.mark.parametrize(
    ("source", "resolution"),
    [
        pytest.param('AutoModel.from_pretrained("acme/a")', "literal", id="literal"),
        pytest.param('NAME = "acme/a"\nAutoModel.from_pretrained(NAME)', "constant", id="constant"),
        pytest.param('A = "acme/a"\nB = A\nAutoModel.from_pretrained(B)', "constant", id="constant of a constant"),
        pytest.param('a, b = "acme/a", 1\nAutoModel.from_pretrained(a)', "constant", id="unpacked"),
        pytest.param('if (name := "acme/a"):\n    AutoModel.from_pretrained(name)', "constant", id="walrus"),
        pytest.param('AutoModel.from_pretrained(None or "acme/a")', "literal", id="or"),
        pytest.param(
            'def f(name=None):\n    AutoModel.from_pretrained(name or "acme/a")', "literal", id="parameter or"
        ),
        pytest.param(
            'def f(name=None):\n    if not name:\n        name = "acme/a"\n    AutoModel.from_pretrained(name)',
            "constant",
            id="assigned where it is missing",
        ),
        pytest.param('def f(name="acme/a"):\n    AutoModel.from_pretrained(name)', "default", id="default"),
        pytest.param('def f(*, name="acme/a"):\n    AutoModel.from_pretrained(name)', "default", id="keyword default"),
        pytest.param(
            'DEFAULT = "acme/a"\ndef f(name: str = DEFAULT):\n    AutoModel.from_pretrained(name)',
            "default",
            id="default by a constant",
        ),
        pytest.param(
            """
            class Encoder:
                def __init__(self, name="acme/a"):
                    self.name = name
                def load(self):
                    return AutoModel.from_pretrained(self.name)
            """,
            "default",
            id="member from a default",
        ),
        pytest.param(
            """
            class Encoder:
                NAME = "acme/a"
                def load(self):
                    return AutoModel.from_pretrained(self.NAME)
            """,
            "constant",
            id="attribute of the class",
        ),
        pytest.param(
            """
            class Names:
                ENCODER = "acme/a"
            AutoModel.from_pretrained(Names.ENCODER)
            """,
            "constant",
            id="attribute of another class",
        ),
        pytest.param(
            """
            from enum import Enum
            class Names(Enum):
                ENCODER = "acme/a"
            AutoModel.from_pretrained(Names.ENCODER.value)
            """,
            "constant",
            id="member of an enumeration",
        ),
        pytest.param('ORG = "acme"\nAutoModel.from_pretrained(f"{ORG}/a")', "constant", id="f-string"),
        pytest.param('ORG = "acme"\nAutoModel.from_pretrained(ORG + "/a")', "constant", id="sum"),
        pytest.param('AutoModel.from_pretrained("{}/{}".format("acme", "a"))', "literal", id="format"),
        pytest.param('AutoModel.from_pretrained("{org}/a".format(org="acme"))', "literal", id="format by name"),
        pytest.param('AutoModel.from_pretrained("%s/a" % "acme")', "literal", id="percent"),
        pytest.param('AutoModel.from_pretrained("/".join(["acme", "a"]))', "literal", id="join"),
        pytest.param('AutoModel.from_pretrained(" acme/a ".strip())', "literal", id="method of a string"),
        pytest.param('AutoModel.from_pretrained({"small": "acme/a"}["small"])', "constant", id="item"),
        pytest.param(
            'NAMES = {"small": "acme/a", "large": "acme/b"}\nAutoModel.from_pretrained(NAMES["small"])',
            "constant",
            id="item under a literal key",
        ),
        pytest.param(
            'cfg = {"model": {"name": "acme/a"}}\nAutoModel.from_pretrained(cfg["model"]["name"])',
            "constant",
            id="item of an item",
        ),
        pytest.param('cfg = dict(name="acme/a")\nAutoModel.from_pretrained(cfg["name"])', "constant", id="dict()"),
        pytest.param('cfg = {}\ncfg["name"] = "acme/a"\nAutoModel.from_pretrained(cfg["name"])', "constant", id="set"),
        pytest.param('AutoModel.from_pretrained({}.get("name", "acme/a"))', "literal", id="get with a default"),
        pytest.param('AutoModel.from_pretrained(["acme/a", "acme/b"][0])', "literal", id="item of a list"),
        pytest.param('for name in ["acme/a"]:\n    AutoModel.from_pretrained(name)', "constant", id="loop"),
        pytest.param('[AutoModel.from_pretrained(name) for name in ["acme/a"]]', "constant", id="comprehension"),
        pytest.param(
            'for i, name in enumerate(["acme/a"]):\n    AutoModel.from_pretrained(name)', "constant", id="count"
        ),
        pytest.param(
            'for key, name in {"a": "acme/a"}.items():\n    AutoModel.from_pretrained(name)', "constant", id="items"
        ),
        pytest.param(
            'names = []\nnames.append("acme/a")\nfor name in names:\n    AutoModel.from_pretrained(name)',
            "constant",
            id="list that grows",
        ),
        pytest.param(
            'import os\nAutoModel.from_pretrained(os.environ.get("M", "acme/a"))', "environment", id="environ"
        ),
        pytest.param('import os\nAutoModel.from_pretrained(os.getenv("M", "acme/a"))', "environment", id="getenv"),
        pytest.param(
            'from os import getenv as env\nM = env("M") or "acme/a"\nAutoModel.from_pretrained(M)',
            "constant",
            id="getenv or",
        ),
        pytest.param(
            """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model-name", default="acme/a")
            args = parser.parse_args()
            AutoModel.from_pretrained(args.model_name)
            """,
            "argument_parser",
            id="argparse",
        ),
        pytest.param(
            """
            import argparse
            def options():
                parser = argparse.ArgumentParser()
                parser.add_argument("-m", "--m", dest="name", default="acme/a")
                return parser.parse_args()
            def main(args):
                AutoModel.from_pretrained(vars(args)["name"])
            main(options())
            """,
            "argument_parser",
            id="argparse through functions",
        ),
        pytest.param(
            """
            import click
            @click.command()
            @click.option("--model-name", "-m", default="acme/a")
            def main(model_name):
                AutoModel.from_pretrained(model_name)
            """,
            "argument_parser",
            id="click",
        ),
        pytest.param(
            """
            import typer
            def main(name: str = typer.Option("acme/a", help="which")):
                AutoModel.from_pretrained(name)
            """,
            "argument_parser",
            id="typer",
        ),
        pytest.param(
            """
            from absl import flags
            flags.DEFINE_string("name", "acme/a", "which")
            FLAGS = flags.FLAGS
            AutoModel.from_pretrained(FLAGS.name)
            """,
            "argument_parser",
            id="absl",
        ),
        pytest.param(
            """
            from dataclasses import dataclass, field
            from transformers import HfArgumentParser
            @dataclass
            class Arguments:
                model: str = field(default="acme/a", metadata={"help": "which"})
            args, = HfArgumentParser(Arguments).parse_args_into_dataclasses()
            AutoModel.from_pretrained(args.model)
            """,
            "dataclass",
            id="HfArgumentParser",
        ),
        pytest.param(
            """
            from pydantic_settings import BaseSettings
            class Settings(BaseSettings):
                model: str = "acme/a"
            settings = Settings()
            AutoModel.from_pretrained(settings.model)
            """,
            "dataclass",
            id="pydantic",
        ),
        pytest.param(
            """
            from dataclasses import dataclass
            @dataclass
            class Config:
                model: str = "acme/x"
            AutoModel.from_pretrained(Config(model="acme/a").model)
            """,
            "literal",
            id="field that is given",
        ),
        pytest.param('def name():\n    return "acme/a"\nAutoModel.from_pretrained(name())', "constant", id="function"),
        pytest.param(
            """
            class Encoder:
                @property
                def name(self):
                    return "acme/a"
                def load(self):
                    return AutoModel.from_pretrained(self.name)
            """,
            "constant",
            id="property",
        ),
        pytest.param(
            'kwargs = {"pretrained_model_name_or_path": "acme/a"}\nAutoModel.from_pretrained(**kwargs)',
            "constant",
            id="unpacked keywords",
        ),
        pytest.param(
            'from functools import partial\nload = partial(AutoModel.from_pretrained, revision="main")\nload("acme/a")',
            "literal",
            id="partial",
        ),
        pytest.param('load = AutoModel.from_pretrained\nload("acme/a")', "literal", id="method by another name"),
        pytest.param(
            'from functools import partial\nload = partial(AutoModel.from_pretrained, "acme/a")\nload()',
            "literal",
            id="partial with the name",
        ),
        pytest.param(
            "from diffusers import StableDiffusionPipeline\n"
            'StableDiffusionPipeline.from_single_file("https://huggingface.co/acme/a/blob/main/a.safetensors")',
            "literal",
            id="file of the hub",
        ),
    ],
)
def test_the_name_is_resolved(source: str, resolution: str) -> None:
    places = [place for place in names(source) if place[2] == "use"]
    assert places == [("acme/a", resolution, "use")]


def test_a_folder_that_was_fetched_is_its_model() -> None:
    fetched = 'from huggingface_hub import snapshot_download\npath = snapshot_download("acme/a")\n'
    assert used(fetched + "AutoModel.from_pretrained(path)") == ["acme/a", "acme/a"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("AutoModel.from_pretrained(name)", id="name that nothing binds"),
        pytest.param("def f(name):\n    AutoModel.from_pretrained(name)", id="parameter that nobody passes"),
        pytest.param("def f(args):\n    AutoModel.from_pretrained(args.model)", id="settings of nobody"),
        pytest.param('import os\nAutoModel.from_pretrained(os.environ["M"])', id="environment without a default"),
        pytest.param('AutoModel.from_pretrained(f"acme/{size}")', id="text of which a part is not known"),
        pytest.param('AutoModel.from_pretrained(input("which? "))', id="input"),
        pytest.param('NAMES = {"a": "acme/a"}\nAutoModel.from_pretrained(NAMES["b"])', id="key that is not there"),
        pytest.param('AutoModel.from_pretrained(load()["acme/a"])', id="key of something else"),
        pytest.param('AutoModel.from_pretrained(name == "acme/a")', id="comparison"),
        pytest.param('print("acme/a")\nAutoModel.from_pretrained(read("acme/a"))', id="function that is not followed"),
    ],
)
def test_what_is_not_known_is_chosen_when_it_runs(source: str) -> None:
    assert used(source) == []
    assert {(name, usage) for name, _, usage in names(source)} <= {(None, "unresolved")}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('AutoModel.from_pretrained("./acme/a")', id="path"),
        pytest.param('import os\nAutoModel.from_pretrained(os.path.join("acme", "a"))', id="joined path"),
        pytest.param('OUT = "outputs/a"\nAutoModel.from_pretrained(OUT)', id="constant path"),
        pytest.param('from datasets import load_dataset\nload_dataset("acme/a")', id="data set"),
        pytest.param(
            'from huggingface_hub import hf_hub_download\nhf_hub_download("acme/a", "f", repo_type="dataset")',
            id="file of a data set",
        ),
        pytest.param(
            'KIND = "dataset"\nfrom huggingface_hub import snapshot_download\n'
            'snapshot_download("acme/a", repo_type=KIND)',
            id="data set by a constant",
        ),
        pytest.param('model.push_to_hub("acme/a")', id="name that is written to"),
        pytest.param('model.save_pretrained("acme/a")', id="folder that is written to"),
        pytest.param('"""AutoModel.from_pretrained("acme/a")"""', id="docstring"),
        pytest.param('CARD = f"""\nAutoModel.from_pretrained("acme/a")\n"""', id="text of several lines"),
        pytest.param("code = \"AutoModel.from_pretrained('acme/a')\"", id="text"),
        pytest.param('# AutoModel.from_pretrained("acme/a")', id="comment"),
        pytest.param('model = AutoModel.from_config(None)\npipeline("t", model=model)', id="object"),
        pytest.param("name = None\nAutoModel.from_pretrained(name)", id="none"),
    ],
)
def test_no_model_is_named(source: str) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            'name = "acme/a"\nAutoModel.from_pretrained(name)\nname = "acme/b"\nAutoTokenizer.from_pretrained(name)',
            ["acme/a", "acme/b"],
            id="the assignment before counts",
        ),
        pytest.param(
            'if big:\n    name = "acme/b"\nelse:\n    name = "acme/a"\nAutoModel.from_pretrained(name)',
            ["acme/a", "acme/b"],
            id="either branch counts",
        ),
        pytest.param(
            'name = "acme/x"\nif big:\n    name = "acme/b"\n    AutoModel.from_pretrained(name)\nelse:\n    pass',
            ["acme/b"],
            id="the assignment in the branch counts",
        ),
        pytest.param(
            'if big:\n    name = "acme/b"\nelse:\n    name = "acme/a"\n    AutoModel.from_pretrained(name)',
            ["acme/a"],
            id="the other branch does not count",
        ),
        pytest.param(
            'name = "acme/a"\nwhile True:\n    AutoModel.from_pretrained(name)\n    name = "acme/b"',
            ["acme/a", "acme/b"],
            id="a later assignment in a loop counts",
        ),
        pytest.param(
            'def f():\n    AutoModel.from_pretrained(NAME)\nNAME = "acme/x"\nNAME = "acme/a"',
            ["acme/a"],
            id="a function sees what the module ends with",
        ),
        pytest.param(
            'def f():\n    global NAME\n    NAME = "acme/a"\ndef g():\n    AutoModel.from_pretrained(NAME)',
            ["acme/a"],
            id="global",
        ),
        pytest.param(
            'AutoModel.from_pretrained("acme/a" if big else "acme/b")', ["acme/a", "acme/b"], id="conditional"
        ),
        pytest.param(
            'NAMES = {"s": "acme/a", "l": "acme/b"}\ndef f(size):\n    AutoModel.from_pretrained(NAMES[size])',
            ["acme/a", "acme/b"],
            id="table",
        ),
        pytest.param(
            """
            NAMES = {"s": "acme/a", "l": "acme/b"}
            def load(size):
                return AutoModel.from_pretrained(NAMES[size])
            load("l")
            """,
            ["acme/b"],
            id="table with a key that a caller gives",
        ),
        pytest.param(
            'for org, name in [("acme", "a"), ("emca", "b")]:\n    AutoModel.from_pretrained(f"{org}/{name}")',
            ["acme/a", "emca/b"],
            id="what belongs together stays together",
        ),
        pytest.param(
            'for org in ["acme", "emca"]:\n    for n in "a", "b":\n        AutoModel.from_pretrained(f"{org}/{n}")',
            ["acme/a", "acme/b", "emca/a", "emca/b"],
            id="each with each",
        ),
        pytest.param(
            'KINDS = {"m": AutoModel, "t": AutoTokenizer}\nKINDS[kind].from_pretrained("acme/a")',
            ["acme/a", "acme/a"],
            id="table of classes",
        ),
        pytest.param(
            """
            def load(kind, name):
                if kind == "other":
                    return AutoModel.from_pretrained(name)
            load("one", "acme/x")
            load("other", "acme/a")
            """,
            ["acme/a"],
            id="branch that only one call takes",
        ),
    ],
)
def test_sets_of_names(source: str, expected: list[str]) -> None:
    assert sorted(str(name) for name in used(source)) == expected


def test_every_return_counts() -> None:
    lines = "".join(f"    if size == {n}: return 'acme/m{n}'\n" for n in range(20))
    assert used(f"def name(size):\n{lines}AutoModel.from_pretrained(name(size))") == [f"acme/m{n}" for n in range(20)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            'name = "acme/z"\nif c:\n    name = "acme/a"\nelse:\n    AutoModel.from_pretrained(name)',
            ["acme/z"],
            id="else",
        ),
        pytest.param(
            'name = "acme/z"\nif c:\n    name = "acme/a"\nelif d:\n    AutoModel.from_pretrained(name)',
            ["acme/z"],
            id="elif",
        ),
        pytest.param(
            'name = "acme/z"\nif c:\n    name = "acme/a"\nAutoModel.from_pretrained(name)',
            ["acme/z", "acme/a"],
            id="behind both",
        ),
        pytest.param(
            'name = "acme/z"\nmatch c:\n    case 1:\n        name = "acme/a"\n    case 2:\n        AutoModel.from_pretrained(name)',
            ["acme/z"],
            id="case",
        ),
    ],
)
def test_another_branch_says_nothing(source: str, expected: list[str]) -> None:
    assert used(source) == expected
