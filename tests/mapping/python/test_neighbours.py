"""Spellings of one thing that stand beside each other in real code: files in, model -> usage out."""

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
REG = {}
REG["a"] = "acme/a"
REG["b"] = "acme/b"
def f(k): AutoModel.from_pretrained(REG[k])
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="assign",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {}
REG["a"] = "acme/a"
REG["b"] = "acme/b"
AutoModel.from_pretrained(REG["a"])
"""
            },
            {"acme/a": "use"},
            id="assign key",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {"a": "acme/a"}
REG.update({"b": "acme/b"})
AutoModel.from_pretrained(REG["b"])
"""
            },
            {"acme/b": "use"},
            id="update",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {"a": "acme/a"}
REG.update(b="acme/b")
AutoModel.from_pretrained(REG["b"])
"""
            },
            {"acme/b": "use"},
            id="update kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {"a": "acme/a"} | {"b": "acme/b"}
AutoModel.from_pretrained(REG["b"])
"""
            },
            {"acme/b": "use"},
            id="or",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {"a": "acme/a"}
REG |= {"b": "acme/b"}
AutoModel.from_pretrained(REG["b"])
"""
            },
            {"acme/b": "use"},
            id="ior",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
B = {"a": "acme/a"}
REG = {**B, "b": "acme/b"}
AutoModel.from_pretrained(REG["a"])
"""
            },
            {"acme/a": "use"},
            id="spread",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
cfg = {}
cfg.setdefault("name", "acme/a")
AutoModel.from_pretrained(cfg["name"])
"""
            },
            {"acme/a": "use"},
            id="setdefault",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def f(**kw):
    kw.setdefault("name", "acme/a")
    AutoModel.from_pretrained(kw["name"])
"""
            },
            {"acme/a": "use"},
            id="setdefault",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def g(name): AutoModel.from_pretrained(name)
def f(**kw):
    kw.setdefault("name", "acme/a")
    g(**kw)
"""
            },
            {"acme/a": "use"},
            id="setdefault pass",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def g(name): AutoModel.from_pretrained(name)
def f(**kw):
    kw["name"] = "acme/a"
    g(**kw)
"""
            },
            {"acme/a": "use"},
            id="assign pass",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def g(name): AutoModel.from_pretrained(name)
def f(**kw):
    kw.update(name="acme/a")
    g(**kw)
"""
            },
            {"acme/a": "use"},
            id="update pass",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def f(**kw):
    AutoModel.from_pretrained(kw.pop("name", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="pop",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def g(name): AutoModel.from_pretrained(name)
def f(**kw):
    g(**{"name": "acme/a", **kw})
"""
            },
            {"acme/a": "use"},
            id="or dict",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def g(name): AutoModel.from_pretrained(name)
def f(kw):
    g(**({"name": "acme/a"} | kw))
"""
            },
            {"acme/a": "use"},
            id="or |",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self, name="acme/a"): super().__init__(name)
"""
            },
            {"acme/a": "use"},
            id="super default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, n=1, name=None): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self, name="acme/a", **kw): super().__init__(name=name, **kw)
"""
            },
            {"acme/a": "use"},
            id="super kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self): super().__init__("acme/a")
"""
            },
            {"acme/a": "use"},
            id="super literal",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self, name="acme/a"): super(A_, self).__init__(name)
"""
            },
            {"acme/a": "use"},
            id="super old",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self, name="acme/a"): Base.__init__(self, name)
"""
            },
            {"acme/a": "use"},
            id="base init",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def __init__(self, name=None): self.m = AutoModel.from_pretrained(name)
class A_(Base):
    def __init__(self, **kw):
        kw.setdefault("name", "acme/a")
        super().__init__(**kw)
"""
            },
            {"acme/a": "use"},
            id="super kwargs setdefault",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    default = None
    def __init__(self, name=None): self.m = AutoModel.from_pretrained(name or self.default)
class A_(Base):
    default = "acme/a"
class B_(Base):
    default = "acme/b"
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="class attr default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    @property
    def name(self): raise NotImplementedError
    def load(self): return AutoModel.from_pretrained(self.name)
class A_(Base):
    @property
    def name(self): return "acme/a"
"""
            },
            {"acme/a": "use"},
            id="abstract property",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
class Base:
    def get(self): raise NotImplementedError
    def load(self): return AutoModel.from_pretrained(self.get())
class A_(Base):
    def get(self): return "acme/a"
"""
            },
            {"acme/a": "use"},
            id="abstract method",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from sentence_transformers import SentenceTransformer
class E(SentenceTransformer):
    def __init__(self, name="acme/a"):
        super().__init__(name)
"""
            },
            {"acme/a": "use"},
            id="lib subclass super",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from sentence_transformers import SentenceTransformer
class E(SentenceTransformer): pass
E("acme/a")
"""
            },
            {"acme/a": "use"},
            id="lib subclass no init",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
L=["acme/a"]
L.insert(0, "acme/b")
for n in L: AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="insert",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
L=["acme/a"]
L += ["acme/b"]
for n in L: AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="list +=",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.environ.setdefault("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="env setdefault",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
os.environ.setdefault("M", "acme/a")
AutoModel.from_pretrained(os.environ["M"])
"""
            },
            {"acme/a": "use"},
            id="env setdefault then",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
