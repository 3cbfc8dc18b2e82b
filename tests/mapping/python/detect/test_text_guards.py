"""A condition on a name's text before the call that loads it: names that it keeps out are no uses there."""

from textwrap import dedent

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = """
import os
from transformers import AutoModel
NAME = os.getenv("NAME", "acme/Net")
def is_acme(name):
    \"\"\"Whether it is ours.\"\"\"
    return name.lower().startswith("acme/")
def is_other(name):
    return "other" in name
def is_odd(name):
    print(name)
    return "other" in name
"""
LOAD = "AutoModel.from_pretrained(NAME)"


def used(source: str) -> bool:
    files = [SourceFile("app.py", "0" * 40, (HEAD + dedent(source)).encode())]
    found = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures()).rows
    return any(row["model_name"] == "acme/Net" for row in found)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'if NAME.startswith("acme/"):\n    {LOAD}', id="it begins so"),
        pytest.param(f'if NAME.startswith(("b/", "acme/")):\n    {LOAD}', id="it begins like one of two"),
        pytest.param(f'if not NAME.startswith("b/"):\n    {LOAD}', id="not"),
        pytest.param(f'if NAME.startswith("b/"):\n    pass\nelse:\n    {LOAD}', id="else"),
        pytest.param(f'if "net" in NAME.lower():\n    {LOAD}', id="in other letters"),
        pytest.param(f'if "b" in NAME or "Net" in NAME:\n    {LOAD}', id="or"),
        pytest.param(f'if "b" in NAME or ready():\n    {LOAD}', id="or something unknown"),
        pytest.param(f'if NAME in ("acme/Net", "b/c"):\n    {LOAD}', id="one of a list"),
        pytest.param(f'if NAME not in ("b/c",):\n    {LOAD}', id="not one of a list"),
        pytest.param(f"if NAME in TABLE:\n    {LOAD}", id="one of what is not known"),
        pytest.param(f'if OTHER.startswith("b/"):\n    {LOAD}', id="another name"),
        pytest.param(f'if NAME == "b":\n    NAME = "acme/Net"\n    {LOAD}', id="assigned between"),
        pytest.param(f"if is_acme(NAME):\n    {LOAD}", id="an own function"),
        pytest.param(f"if is_odd(NAME):\n    {LOAD}", id="a function that does more"),
        pytest.param(f'm = {LOAD} if NAME.endswith("Net") else None', id="conditional expression"),
        pytest.param(f'def f():\n    if "b" in NAME:\n        return\n    {LOAD}', id="another name has left"),
        pytest.param(f'def f():\n    if "acme" in NAME:\n        print(1)\n    {LOAD}', id="a branch that goes on"),
        pytest.param(
            'def f(name):\n    if name.startswith("acme/"):\n        AutoModel.from_pretrained(name)\nf("acme/Net")',
            id="a parameter",
        ),
    ],
)
def test_passes(source: str) -> None:
    assert used(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f'if NAME.startswith("b/"):\n    {LOAD}', id="it begins otherwise"),
        pytest.param(f'if NAME.startswith(("b/", "c/")):\n    {LOAD}', id="it begins like none of two"),
        pytest.param(f'if not NAME.startswith("acme/"):\n    {LOAD}', id="not"),
        pytest.param(f'if NAME.startswith("acme/"):\n    pass\nelse:\n    {LOAD}', id="else"),
        pytest.param(f'if "acme" in NAME:\n    pass\nelif ready():\n    {LOAD}', id="elif below another"),
        pytest.param(f'if ready() and "b/" in NAME:\n    {LOAD}', id="and"),
        pytest.param(f'if "acme" not in NAME:\n    {LOAD}', id="not in"),
        pytest.param(f'if NAME in ("b/c", "d/e"):\n    {LOAD}', id="none of a list"),
        pytest.param(f'if NAME != "acme/Net":\n    {LOAD}', id="unequal"),
        pytest.param(f"if is_other(NAME):\n    {LOAD}", id="an own function"),
        pytest.param(f"if is_acme(NAME):\n    pass\nelse:\n    {LOAD}", id="else of an own function"),
        pytest.param(f'm = None if "acme" in NAME else {LOAD}', id="conditional expression"),
        pytest.param(f'def f():\n    if "acme" in NAME:\n        return\n    {LOAD}', id="it has left"),
        pytest.param(
            'def f(name):\n    if name.startswith("b/"):\n        AutoModel.from_pretrained(name)\nf("acme/Net")',
            id="a parameter",
        ),
    ],
)
def test_is_kept_out(source: str) -> None:
    assert not used(source)
