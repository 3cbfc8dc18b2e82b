"""Calls that threads, pools, event loops and actors make: files in, model -> usage out."""

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
from functools import partial
def load(name, n): AutoModel.from_pretrained(name)
f = partial(load, name="acme/a")
f(n=1)
"""
            },
            {"acme/a": "use"},
            id="partial kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from concurrent.futures import ThreadPoolExecutor
def load(name): return AutoModel.from_pretrained(name)
with ThreadPoolExecutor() as ex: ex.submit(load, "acme/a")
"""
            },
            {"acme/a": "use"},
            id="executor submit",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from concurrent.futures import ThreadPoolExecutor
def load(name): return AutoModel.from_pretrained(name)
with ThreadPoolExecutor() as ex: ex.map(load, ["acme/a", "acme/b"])
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="executor map",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
def load(name): return AutoModel.from_pretrained(name)
list(map(load, ["acme/a", "acme/b"]))
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="builtin map",
        ),
        pytest.param(
            {"app.py": HEAD + 'list(map(AutoModel.from_pretrained, ["acme/a", "acme/b"]))\n'},
            {"acme/a": "use", "acme/b": "use"},
            id="map lib",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import threading
def load(name): return AutoModel.from_pretrained(name)
threading.Thread(target=load, args=("acme/a",)).start()
"""
            },
            {"acme/a": "use"},
            id="thread target",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import threading
def load(name): return AutoModel.from_pretrained(name)
threading.Thread(target=load, kwargs={"name": "acme/a"}).start()
"""
            },
            {"acme/a": "use"},
            id="thread kwargs",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import asyncio
def load(name): return AutoModel.from_pretrained(name)
async def m(): await asyncio.to_thread(load, "acme/a")
"""
            },
            {"acme/a": "use"},
            id="to_thread",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import asyncio
async def m(): await asyncio.to_thread(AutoModel.from_pretrained, "acme/a")
"""
            },
            {"acme/a": "use"},
            id="to_thread lib",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import asyncio
def load(name): return AutoModel.from_pretrained(name)
async def m(loop): await loop.run_in_executor(None, load, "acme/a")
"""
            },
            {"acme/a": "use"},
            id="run_in_executor",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from multiprocessing import Pool
def load(name, n): return AutoModel.from_pretrained(name)
Pool().starmap(load, [("acme/a", 1), ("acme/b", 2)])
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="pool starmap",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from multiprocessing import Process
def load(name): return AutoModel.from_pretrained(name)
Process(target=load, args=("acme/a",)).start()
"""
            },
            {"acme/a": "use"},
            id="process",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import ray
@ray.remote
class M:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
M.remote("acme/a")
"""
            },
            {"acme/a": "use"},
            id="ray remote",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import ray
@ray.remote
class M:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
M.options(num_gpus=1).remote("acme/a")
"""
            },
            {"acme/a": "use"},
            id="ray remote options",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from ray import serve
@serve.deployment
class M:
    def __init__(self, name): self.m = AutoModel.from_pretrained(name)
app = M.bind("acme/a")
"""
            },
            {"acme/a": "use"},
            id="ray serve bind",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import torch.multiprocessing as mp
def w(rank, name): AutoModel.from_pretrained(name)
mp.spawn(w, args=("acme/a",), nprocs=2)
"""
            },
            {"acme/a": "use"},
            id="mp.spawn",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from celery import shared_task
@shared_task
def load(name): return AutoModel.from_pretrained(name)
load.delay("acme/a")
"""
            },
            {"acme/a": "use"},
            id="celery delay",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
