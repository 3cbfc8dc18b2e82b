"""hubconf.py files -> entry points; nothing of them is run."""

from pathlib import Path

import pytest

from builder.errors import SkipItem
from builder.repository.trees import open_tree
from builder.sources.hubconf import entry_points


def found(folder: Path, **files: str) -> dict[str, str]:
    for name, code in files.items():
        path = folder / ((name if "/" in name else name.replace("__", "/")) + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
    return entry_points(open_tree(str(folder)))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import torch\nfrom torch import nn, hub", id="imports of others"),
        pytest.param("def _private(pretrained=True): pass", id="private"),
        pytest.param("dependencies = ['torch']", id="no callable"),
        pytest.param("if __name__ == '__main__':\n    def run(pretrained): pass", id="main block"),
        pytest.param("def nvidia_ssd_processing_utils(): pass\ndef transforms(): pass", id="utils"),
        pytest.param("def parsed(v): return v\nif parsed('1') < '2':\n    raise ImportError", id="called at once"),
        pytest.param("from lib.build import get_weight, Config", id="imported helpers"),
        pytest.param("from lib.gone import net", id="a module that is not there"),
        pytest.param("raise SystemExit('it was run')", id="code"),
    ],
)
def test_what_is_no_entry_point(tmp_path, code):
    assert found(tmp_path, hubconf=code, lib__build="def get_weight(name): pass\nclass Config: pass") == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param("def net(): pass\nclass Net: pass", {"net", "Net"}, id="its own"),
        pytest.param("try:\n    def net(**kw): pass\nexcept ImportError: pass", {"net"}, id="in a try"),
        pytest.param("import functools\nsmall = functools.partial(print, 'small')", {"small"}, id="partial"),
        pytest.param("from lib.build import net as other, wide", {"other", "wide"}, id="imported"),
        pytest.param("from lib import net", {"net"}, id="by way of the package"),
        pytest.param("from lib.build import *", {"net", "wide"}, id="a star"),
        pytest.param("def net(): pass\nalias = net", {"net", "alias"}, id="another name"),
        pytest.param("import lib.build\nwide = lib.build.wide", {"wide"}, id="of a module"),
        pytest.param("from lib import build as b\nwide = b.wide\nleft = b.helper", {"wide"}, id="of a renamed module"),
    ],
)
def test_public_callables(tmp_path, code, names):
    lib = {"lib__build": "def net(pretrained=False): pass\ndef wide(*, weights=None): pass\ndef helper(x): pass"}
    lib["lib/__init__"] = "from .build import *\n"
    made = found(tmp_path, hubconf=code, **lib)
    assert made == dict.fromkeys(names, "hubconf")


def test_names_that_are_written_into_globals(tmp_path):
    hubconf = """
import functools
for _cls in REGISTRY.values():
    for name in _cls.hub_models().keys():
        globals()[name] = functools.partial(_cls.from_pretrained, name)
for size in ["tiny", "large"]:
    globals()[size] = lambda: None
globals()["single"] = print
globals().update({f"moss_{kind}": print for kind in ("a", "b")})
other()["left"] = print
"""
    models = """
class Moss:
    @classmethod
    def hub_models(cls):
        def at(path): return {"path": path}
        return {"moss.base": "https://fen.example/base", "moss.large": at("large")}
class Fern:
    @classmethod
    def hub_models(cls):
        known = ["fern", "fern.long"]
        return {name: f"https://fen.example/{name}" for name in known}
"""
    names = {"moss.base", "moss.large", "fern", "fern.long", "tiny", "large", "single", "moss_a", "moss_b"}
    assert found(tmp_path, hubconf=hubconf, models__all=models) == dict.fromkeys(names, "registry")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        pytest.param({"other": ""}, "no_hubconf", id="none"),
        pytest.param({"hubconf": "def ("}, "hubconf_unreadable", id="no Python"),
    ],
)
def test_a_repository_without(tmp_path, files, reason):
    with pytest.raises(SkipItem) as skipped:
        found(tmp_path, **files)
    assert skipped.value.reason == reason
