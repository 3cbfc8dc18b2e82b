"""What annotations allow: files in, model -> usage out."""

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
import typer
from typing import Literal
def f(m: Literal["acme/a", "acme/b"] = "acme/a"): AutoModel.from_pretrained(m)
typer.run(f)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="typer literal",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from typing import Literal
def f(m: Literal["acme/a", "acme/b"]): AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="literal annotated plain",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
