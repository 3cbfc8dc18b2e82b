"""Positional arguments of scripts and installed commands: files in, model -> usage out."""

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
                "pyproject.toml": """
[project]
name="tool"
[project.scripts]
tool = "tool.cli:main"
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import argparse
def main():
    p=argparse.ArgumentParser()
    p.add_argument("model")
    a=p.parse_args()
    AutoModel.from_pretrained(a.model)
""",
                "run.sh": """
#!/bin/sh
tool acme/a
""",
            },
            {"acme/a": "use"},
            id="console script positional",
        ),
        pytest.param(
            {
                "pyproject.toml": """
[project]
name="tool"
[project.scripts]
tool = "tool.cli:main"
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import click
@click.command()
@click.option("--model")
def main(model):
    AutoModel.from_pretrained(model)
""",
                "run.sh": """
#!/bin/sh
tool --model acme/a
""",
            },
            {"acme/a": "use"},
            id="console script option",
        ),
        pytest.param(
            {
                "pyproject.toml": """
[project]
name="tool"
[project.scripts]
tool = "tool.cli:main"
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import click
@click.command()
@click.argument("model")
def main(model):
    AutoModel.from_pretrained(model)
""",
                "README.md": """
## Usage

```sh
tool acme/a
```
""",
            },
            {"acme/a": "use"},
            id="console script click arg",
        ),
        pytest.param(
            {
                "pyproject.toml": """
[project]
name="tool"
[project.scripts]
tool = "tool.cli:app"
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import typer
app=typer.Typer()
@app.command()
def pull(model: str):
    AutoModel.from_pretrained(model)
@app.command()
def other(x: str): pass
""",
                "README.md": """
```sh
tool pull acme/a
```
""",
            },
            {"acme/a": "use"},
            id="console typer sub",
        ),
        pytest.param(
            {
                "setup.py": """
from setuptools import setup
setup(name="tool", entry_points={"console_scripts": ["tool=tool.cli:main"]})
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import argparse
def main():
    p=argparse.ArgumentParser()
    p.add_argument("model")
    a=p.parse_args()
    AutoModel.from_pretrained(a.model)
""",
                "run.sh": """
#!/bin/sh
tool acme/a
""",
            },
            {"acme/a": "use"},
            id="setup.py console",
        ),
        pytest.param(
            {
                "setup.cfg": """
[metadata]
name=tool
[options.entry_points]
console_scripts =
    tool = tool.cli:main
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import argparse
def main():
    p=argparse.ArgumentParser()
    p.add_argument("model")
    a=p.parse_args()
    AutoModel.from_pretrained(a.model)
""",
                "run.sh": """
#!/bin/sh
tool acme/a
""",
            },
            {"acme/a": "use"},
            id="setup.cfg console",
        ),
        pytest.param(
            {
                "pyproject.toml": """
[tool.poetry]
name="tool"
[tool.poetry.scripts]
tool = "tool.cli:main"
""",
                "tool/__init__.py": "",
                "tool/cli.py": HEAD
                + """
import argparse
def main():
    p=argparse.ArgumentParser()
    p.add_argument("model")
    a=p.parse_args()
    AutoModel.from_pretrained(a.model)
""",
                "run.sh": """
#!/bin/sh
poetry run tool acme/a
uv run tool acme/b
""",
            },
            {"acme/a": "use", "acme/b": "use"},
            id="poetry script",
        ),
        pytest.param(
            {
                "tool/__init__.py": "",
                "tool/__main__.py": HEAD
                + """
import sys
AutoModel.from_pretrained(sys.argv[1])
""",
                "run.sh": """
#!/bin/sh
python -m tool acme/a
""",
            },
            {"acme/a": "use"},
            id="python -m positional",
        ),
        pytest.param(
            {
                "dl.py": HEAD
                + """
import sys
def main(): AutoModel.from_pretrained(sys.argv[1])
main()
""",
                "README.md": """
```
python dl.py acme/a
```
""",
            },
            {"acme/a": "use"},
            id="python script positional",
        ),
        pytest.param(
            {
                "dl.py": HEAD
                + """
import fire
def main(model): AutoModel.from_pretrained(model)
fire.Fire(main)
""",
                "run.sh": """
python dl.py acme/a
python dl.py --model=acme/b
""",
            },
            {"acme/a": "use", "acme/b": "use"},
            id="fire positional",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
