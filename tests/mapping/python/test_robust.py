"""Files that are no good Python: whatever their bytes, they are read, the same way each time, and in time."""

from textwrap import dedent

import pytest
from endless import not_endless
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.mapping.found import Found
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

SOURCE = b'''
"""Module."""
import argparse, os
from dataclasses import dataclass, field
from functools import partial
import timm, torch
from transformers import AutoModel as A, AutoTokenizer, pipeline
from .names import *
from lib.load import load as fetch

SIZES = {"s": "acme/small", "l": f"acme/{os.environ.get('SIZE', 'large')}", **MORE}
LIST = ["acme/a", ("acme/b", 1), *SIZES.values()]

@dataclass
class Arguments:
    model: str = field(default="acme/field")
    other: "str" = None

class Base:
    NAME = None
    def __init__(self, name="acme/default", *args, size=None, **kwargs):
        super().__init__(name)
        self.name, self.size = name or self.NAME, size
        self.model = A.from_pretrained(self.name, revision=kwargs.get("revision", "v1"))
    @property
    def full(self): return "%s/%s" % ("acme", self.size)
    def load(self): return AutoTokenizer.from_pretrained(self.full)

class Derived(Base):
    NAME = "acme/derived"

def main(args: Arguments):
    global MODEL
    if args.size in SIZES:
        MODEL = SIZES[args.size]
    elif (found := args.model) == "acme/x":
        MODEL = found
    else:
        for name, (one, two) in zip(LIST, enumerate(LIST)):
            timm.create_model(name, pretrained=True); torch.hub.load("acme/hub", name)
    with open(MODEL) as file, A.from_pretrained(MODEL) as model:
        return [pipeline("t", model=name.strip()) for name in file.read().split(",") if name]

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="acme/option", choices=["acme/c", LIST[0]])
main(parser.parse_args())
Derived("acme/given", **{"revision": "v2"}).load()
load = partial(A.from_pretrained, "acme/partial")
fetch(lambda x: A.from_pretrained(x))
'''
OTHER = b"""
from transformers import AutoModel
from app import Base, Derived, main, SIZES as NAMES
def load(f, name="acme/a"):
    try:
        return f(name) or Base(NAMES[name])
    except Exception as error:
        return AutoModel.from_pretrained(error)
"""


def places(app: bytes, other: bytes = OTHER) -> dict[str, list[Found]]:
    files = {"app.py": Facts(app), "lib/load.py": Facts(other), "lib/__init__.py": Facts(b""), "names.py": Facts(b"")}
    return resolve(files, load_signatures()).found


def test_the_whole_is_read() -> None:
    names = {one.name for found in places(SOURCE).values() for one in found}
    assert names >= {
        "acme/small",
        "acme/default",
        "acme/derived",
        "acme/option",
        "acme/given",
        "acme/partial",
        "acme/a",
    }


EDITS = st.lists(
    st.tuples(
        st.integers(0, len(SOURCE)),
        st.integers(0, 40),
        st.sampled_from(
            [b"", b"(", b")", b"[", b"{", b'"', b"'", b'"""', b"\\", b"\n", b"\n    ", b":", b"=", b"#", b"\0", b"\xff"]
            + [b"def ", b"class ", b"lambda ", b"import ", b"from . import ", b"*", b"**", b".", b",", b"f'{", b"}'"]
            + [b"<<<<<<< HEAD\n", b"{% if x %}", b"print 'x'\n", b"self.name", b"SIZES[", b"A.from_pretrained("]
        ),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(EDITS)
@example([(0, 10_000, b"")])
def test_mutated_files_are_read_the_same_way_twice(edits: list[tuple[int, int, bytes]]) -> None:
    source = SOURCE
    for place, length, text in edits:
        source = source[:place] + text + source[place + length :]
    assert places(source) == places(source)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param(b"print 'x'\nexec 'y'\nA.from_pretrained('acme/a')\nraise E, 'z'", ["acme/a"], id="Python 2"),
        pytest.param(b"A.from_pretrained(ur'acme/a')", ["acme/a"], id="literal of Python 2"),
        pytest.param(
            b"<<<<<<< HEAD\nA.from_pretrained('acme/a')\n=======\nA.from_pretrained('acme/b')\n>>>>>>> x\n",
            ["acme/a", "acme/b"],
            id="merge markers",
        ),
        pytest.param(
            b"A.from_pretrained('acme/a')\r\nA.from_pretrained('acme/b')\r\n", ["acme/a", "acme/b"], id="CRLF"
        ),
        pytest.param(b"def f(:\n    A.from_pretrained('acme/a')\n", ["acme/a"], id="broken head"),
        pytest.param(b"x = (\nA.from_pretrained('acme/a')\n", ["acme/a"], id="bracket that stays open"),
        pytest.param(b"{% if x %}\nA.from_pretrained('acme/a')\n{% endif %}", ["acme/a"], id="template"),
        pytest.param(b"A.from_pretrained('acme/{{ name }}')", [], id="template of a name"),
        pytest.param(b"A.from_pretrained('acme/\xff')", [], id="no UTF-8"),
        pytest.param("é = 'acme/a'\nA.from_pretrained(é)".encode(), ["acme/a"], id="letters"),
    ],
)
def test_broken_files(source: bytes, names: list[str | None]) -> None:
    found = resolve({"a.py": Facts(b"from transformers import AutoModel as A\n" + source)}, load_signatures()).found
    assert [one.name for one in found.get("a.py", [])] == names


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = " + "[" * 5000 + "]" * 5000 + "\n", id="brackets"),
        pytest.param("x = " + "f(" * 3000 + ")" * 3000 + "\n", id="calls"),
        pytest.param("x = " + "+".join(["x"] * 5000) + "\n", id="sum"),
        pytest.param("".join(f"x = x + '{n}' if x else x\n" for n in range(2000)), id="assignments"),
        pytest.param(
            "".join(f"def f{n}(x): return f{n + 1}(x, x)\n" for n in range(500)) + "x = f0(1)\n", id="functions"
        ),
        pytest.param("".join(f"class C{n + 1}(C{n}): x = C{n}.x\n" for n in range(500)) + "x = C500.x\n", id="classes"),
        pytest.param("x = {" + "".join(f"'{n}': x," for n in range(5000)) + "}\n", id="table"),
        pytest.param(
            "def f(x, y=1):\n    return f(x) + f(y) + g(f(x))\ndef g(x): return f(g(x))\nx = f(g)\n", id="recursion"
        ),
        pytest.param("".join(f"if x == '{n}': x = '{n + 1}'\n" for n in range(1000)), id="branches"),
    ],
)
def test_what_grows_is_cut(source: str) -> None:
    asked = "from transformers import AutoModel\n" + source + "AutoModel.from_pretrained(x)\n"
    with not_endless():
        found = resolve({"a.py": Facts(asked.encode())}, load_signatures()).found
    assert len(found.get("a.py", [])) <= 64


def test_a_function_that_alone_reads_as_what_holds_it_ends() -> None:
    source = b"""def parse() -> argparse.Namespace:
    group.add_argument("--quick",     tokenizer_name: str | None = None
      lambda: ["acme/adapter-a"])
"""
    facts = Facts(source)
    assert all(facts.statement(place) is not None for place in range(140))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """
            class Language:
                @classmethod
                def load(cls, name, **kwargs):
                    if "processor" in kwargs:
                        return cls.load(name, **kwargs)
                    return A.from_pretrained(kwargs["inner"])
            Language.load("x", inner="acme/a")
            """,
            id="keywords to itself",
        ),
        pytest.param(
            """
            def load(**kwargs): return again(**kwargs)
            def again(**kwargs): return load(**kwargs) or A.from_pretrained(kwargs["inner"])
            load(inner="acme/a")
            """,
            id="keywords round two",
        ),
        pytest.param(
            """
            @custom
            class B(C): pass
            @custom
            class C(B): inner: str = "acme/a"
            A.from_pretrained(B().inner)
            """,
            id="classes above each other",
        ),
        pytest.param(
            """
            def f(): return g() or "acme/a"
            def g(): return f()
            A.from_pretrained(f())
            """,
            id="functions of each other",
        ),
        pytest.param(
            """
            parser.add_argument("--inner", default=args.other)
            parser.add_argument("--other", default=args.inner or "acme/a")
            A.from_pretrained(args.inner)
            """,
            id="options of each other",
        ),
    ],
)
def test_circles_end(source: str) -> None:
    text = "from transformers import AutoModel as A\n" + dedent(source)
    resolved = resolve({"a.py": Facts(text.encode())}, load_signatures())
    assert "acme/a" in [one.name for one in resolved.found["a.py"]]
    assert not resolved.lost


FORTH = """
from transformers import AutoModel as A
def first(): return second() or "acme/first"
def second(): return first() or "acme/second"
class Above(Below): inner = "acme/above"
class Below(Above): other = "acme/below"
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("first()", "second()", id="functions"),
        pytest.param("Above.other", "Below.inner", id="classes"),
    ],
)
def test_what_is_asked_first_does_not_matter(one: str, other: str) -> None:
    def names(*asked: str) -> dict[str, set[str | None]]:
        text = FORTH + "".join(f"A.from_pretrained({expression})\n" for expression in asked)
        found = resolve({"a.py": Facts(text.encode())}, load_signatures()).found["a.py"]
        shown = {place.expression: set() for place in found}
        for place in found:
            shown[place.expression].add(place.name)
        return shown

    alone = names(one) | names(other)
    assert names(one, other) == names(other, one) == alone
    assert None not in set().union(*alone.values())
