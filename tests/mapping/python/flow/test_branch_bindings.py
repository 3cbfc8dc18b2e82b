"""Of a name that branches bind, a use in a branch sees what may be bound where it runs."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "from transformers import AutoModel\ndef f(kind, args):\n"
ONE, OTHER, LOAD = '        name = "acme/one"\n', '        name = "acme/other"\n', "AutoModel.from_pretrained(name)"


def names(body: str) -> set[str | None]:
    made = resolve({"app.py": Facts((HEAD + body).encode())}, load_signatures()).found
    return {found.name for found in made.get("app.py", [])}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f'    if kind == "a":\n{ONE}    else:\n{OTHER}    if kind == "a":\n        {LOAD}', id="the same condition"
        ),
        pytest.param(
            f'    if kind != "a":\n{OTHER}    else:\n{ONE}    if kind == "a":\n        {LOAD}', id="its opposite"
        ),
        pytest.param(
            f'    if kind == "b":\n{OTHER}    elif kind in ("a", "c"):\n{ONE}    if kind == "a":\n        {LOAD}',
            id="other texts",
        ),
        pytest.param(
            f'    if kind == "a":\n{ONE}    else:\n{OTHER}    if kind != "a":\n        pass\n    else:\n        {LOAD}',
            id="else",
        ),
        pytest.param(
            f'    if args.kind == "a":\n{ONE}    else:\n{OTHER}    if args.kind == "a":\n        {LOAD}', id="attribute"
        ),
        pytest.param(f"    if args.own:\n{ONE}    else:\n{OTHER}    if args.own:\n        {LOAD}", id="switch"),
        pytest.param(
            f'    if kind == "a":\n{ONE}    else:\n{OTHER}    if kind == "a" and args.ready:\n        {LOAD}', id="and"
        ),
    ],
)
def test_what_other_branches_bind(body: str) -> None:
    assert names(body) == {"acme/one"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f'    if kind == "a":\n{ONE}    else:\n{OTHER}    kind = args.kind\n    if kind == "a":\n        {LOAD}',
            id="bound anew",
        ),
        pytest.param(
            f"    if args.own:\n{ONE}    else:\n{OTHER}    args.own = g()\n    if args.own:\n        {LOAD}",
            id="attribute set anew",
        ),
        pytest.param(
            f'    if kind == "a":\n{ONE}    else:\n{OTHER}    if args.kind == "a":\n        {LOAD}',
            id="another subject",
        ),
        pytest.param(f'    if kind == "a":\n{ONE}    else:\n{OTHER}    {LOAD}', id="no condition"),
        pytest.param(
            f'    if kind in ("a", "b"):\n{ONE}    else:\n{OTHER}    if kind in ("a", "c"):\n        {LOAD}',
            id="texts in common",
        ),
    ],
)
def test_what_may_be_bound(body: str) -> None:
    assert names(body) == {"acme/one", "acme/other"}
