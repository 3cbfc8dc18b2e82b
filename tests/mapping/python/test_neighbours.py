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
import importlib
t = importlib.import_module("transformers")
t.AutoModel.from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="import_module",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import importlib
C = getattr(importlib.import_module("transformers"), "AutoModel")
C.from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="import_module getattr",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import importlib
def get(path):
    m, c = path.rsplit(".", 1)
    return getattr(importlib.import_module(m), c)
get("transformers.AutoModel").from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="import_module fn",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import transformers
def f(cls):
    return getattr(transformers, cls).from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="getattr transformers",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import transformers
getattr(transformers, "AutoModel").from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="getattr transformers two",
        ),
        pytest.param(
            {"app.py": HEAD + 'globals()["AutoModel"].from_pretrained("acme/a")\n'}, {"acme/a": "use"}, id="globals"
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydoc import locate
locate("transformers.AutoModel").from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="pydoc locate",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from hydra.utils import get_class
get_class("transformers.AutoModel").from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="hydra get_class",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from django.utils.module_loading import import_string
import_string("transformers.AutoModel").from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="django import_string",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import operator, transformers
operator.attrgetter("AutoModel")(transformers).from_pretrained("acme/a")
"""
            },
            {"acme/a": "use"},
            id="attrgetter",
        ),
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
from collections import ChainMap
def f(own):
    cfg = ChainMap(own, {"name": "acme/a"})
    AutoModel.from_pretrained(cfg["name"])
"""
            },
            {"acme/a": "use"},
            id="chainmap",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
REG = {k: f"acme/{k}" for k in ("a", "b")}
AutoModel.from_pretrained(REG["a"])
"""
            },
            {"acme/a": "use"},
            id="dict comp",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k): AutoModel.from_pretrained(R.get(k, "acme/c"))
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable", "acme/c": "use"},
            id="get default name",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k): AutoModel.from_pretrained(R.get(k, k))
f("a")
"""
            },
            {"acme/a": "use"},
            id="get default k",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k): AutoModel.from_pretrained(R.get(k, k))
f("acme/c")
"""
            },
            {"acme/c": "use"},
            id="get default k own",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k): AutoModel.from_pretrained(R.get(k, R["a"]))
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="get default R[x]",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k="a"):
    if k in R:
        k = R[k]
    AutoModel.from_pretrained(k)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="if in table",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"a": "acme/a", "b": "acme/b"}
def f(k="a"):
    AutoModel.from_pretrained(R[k] if k in R else k)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="if in table ternary",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
R = {"bert": {"small": "acme/a", "large": "acme/b"}}
def f(fam="bert", size="small"): AutoModel.from_pretrained(R[fam][size])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="nested family",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
SPECS = [{"k": "a", "repo": "acme/a"}, {"k": "b", "repo": "acme/b"}]
REG = {s["k"]: s for s in SPECS}
def f(k): AutoModel.from_pretrained(REG[k]["repo"])
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="register loop list",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
SPECS = [{"k": "a", "repo": "acme/a"}, {"k": "b", "repo": "acme/b"}]
REG = {s["k"]: s for s in SPECS}
AutoModel.from_pretrained(REG["a"]["repo"])
"""
            },
            {"acme/a": "use"},
            id="register loop list key",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from typing import NamedTuple
class S(NamedTuple):
    name: str
    repo: str = "acme/b"
for s in [S("x", "acme/a"), S("y")]: AutoModel.from_pretrained(s.repo)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="namedtuple class",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from typing import NamedTuple
class S(NamedTuple):
    name: str
    repo: str
for name, repo in [S("x", "acme/a"), S("y", "acme/b")]: AutoModel.from_pretrained(repo)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="namedtuple unpack",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel
class C(BaseModel):
    name: str = "acme/a"
AutoModel.from_pretrained(C().name)
"""
            },
            {"acme/a": "use"},
            id="pydantic default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
class C(BaseModel):
    name: str = Field(default="acme/a", description="x")
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic Field default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
class C(BaseModel):
    name: str = Field("acme/a")
    def load(self): return AutoModel.from_pretrained(self.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic Field pos",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
from typing import Annotated
class C(BaseModel):
    name: Annotated[str, Field(description="x")] = "acme/a"
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic Annotated",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
class C(BaseModel):
    name: str = Field(default_factory=lambda: "acme/a")
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic factory",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import Field
from pydantic_settings import BaseSettings
class C(BaseSettings):
    name: str = Field("acme/a", env="NAME")
settings = C()
AutoModel.from_pretrained(settings.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic env",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
class M(BaseModel):
    name: str = "acme/a"
class C(BaseModel):
    model: M = M()
def f(c: C): AutoModel.from_pretrained(c.model.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic nested",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from pydantic import BaseModel, Field
class M(BaseModel):
    name: str = "acme/a"
class C(BaseModel):
    model: M = Field(default_factory=M)
def f(c: C): AutoModel.from_pretrained(c.model.name)
"""
            },
            {"acme/a": "use"},
            id="pydantic nested factory",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import attrs
@attrs.define
class C:
    name: str = attrs.field(default="acme/a")
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="attrs define",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import attr
@attr.s
class C:
    name = attr.ib(default="acme/a")
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="attr.s",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import attr
@attr.s
class C:
    name = attr.ib()
c = C("acme/a")
AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="attr.s given",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import attrs
@attrs.define
class C:
    name: str = attrs.field(factory=lambda: "acme/a")
def f(c: C): AutoModel.from_pretrained(c.name)
"""
            },
            {"acme/a": "use"},
            id="attrs factory",
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
            {"app.py": HEAD + 'for n, k in zip(["acme/a", "acme/b"], [1, 2]): AutoModel.from_pretrained(n)\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="zip",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from itertools import zip_longest
for n, k in zip_longest(["acme/a", "acme/b"], [1, 2]): AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="zip_longest",
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
T_ = [{"n": "acme/a"}, {"n": "acme/b"}]
ms = {r["n"]: AutoModel.from_pretrained(r["n"]) for r in T_}
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="comp table",
        ),
        pytest.param(
            {"app.py": HEAD + 'for n in "acme/a,acme/b".split(","): AutoModel.from_pretrained(n)\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="split const",
        ),
        pytest.param(
            {"app.py": HEAD + 'for n in """acme/a\nacme/b""".splitlines(): AutoModel.from_pretrained(n)\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="splitlines",
        ),
        pytest.param(
            {"app.py": HEAD + 'for n in "acme/a acme/b".split(): AutoModel.from_pretrained(n)\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="split ws",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from itertools import chain
for n in chain(["acme/a"], ["acme/b"]): AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="chain",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from itertools import cycle, islice
for n in islice(["acme/a", "acme/b"], 2): AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="cycle",
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
AutoModel.from_pretrained(os.environ.get("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="get",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.getenv("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="getenv",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.getenv("M", default="acme/a"))
"""
            },
            {"acme/a": "use"},
            id="getenv default kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.environ.get("M") or "acme/a")
"""
            },
            {"acme/a": "use"},
            id="or",
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
            id="setdefault",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.environ["M"] if "M" in os.environ else "acme/a")
"""
            },
            {"acme/a": "use"},
            id="cond",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(environs.Env().str("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="env.str",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(env.str("M", default="acme/a"))
"""
            },
            {"acme/a": "use"},
            id="env.str kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(decouple.config("M", default="acme/a"))
"""
            },
            {"acme/a": "use"},
            id="decouple",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.environ.pop("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="pop",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os, environs, decouple, environ, starlette.config
env = environs.Env()
AutoModel.from_pretrained(os.getenv("M", "acme/a").strip())
"""
            },
            {"acme/a": "use"},
            id="strip",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
os.environ["M"] = "acme/a"
AutoModel.from_pretrained(os.environ["M"])
"""
            },
            {"acme/a": "use"},
            id="assigned",
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
            id="setdefault then",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from os import environ, getenv
AutoModel.from_pretrained(environ.get("M", "acme/a"))
AutoModel.from_pretrained(getenv("N", "acme/b"))
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="from import",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
os.environ.update({"M": "acme/a"})
AutoModel.from_pretrained(os.environ["M"])
"""
            },
            {"acme/a": "use"},
            id="update",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
def env(k, d): return os.environ.get(k, d)
AutoModel.from_pretrained(env("M", "acme/a"))
"""
            },
            {"acme/a": "use"},
            id="helper",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
from dotenv import load_dotenv
load_dotenv()
AutoModel.from_pretrained(os.environ["MODEL_ID"])
""",
                ".env.example": "MODEL_ID=acme/a\n",
            },
            {"acme/a": "use"},
            id="dotenv file",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import os
try:
    n = os.environ["M"]
except KeyError:
    n = "acme/a"
AutoModel.from_pretrained(n)
"""
            },
            {"acme/a": "use"},
            id="try",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
