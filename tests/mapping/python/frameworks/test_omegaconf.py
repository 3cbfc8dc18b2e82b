"""Configurations of OmegaConf and hydra: files in, model -> usage out."""

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
from omegaconf import OmegaConf
cfg = OmegaConf.create({"model": {"name": "acme/a"}})
AutoModel.from_pretrained(cfg.model.name)
"""
            },
            {"acme/a": "use"},
            id="create",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
cfg = OmegaConf.create({"name": "acme/a"})
AutoModel.from_pretrained(cfg["name"])
"""
            },
            {"acme/a": "use"},
            id="create kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
from dataclasses import dataclass
@dataclass
class C:
    name: str = "acme/a"
cfg = OmegaConf.structured(C)
AutoModel.from_pretrained(cfg.name)
"""
            },
            {"acme/a": "use"},
            id="structured",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
from dataclasses import dataclass
@dataclass
class C:
    name: str = "acme/b"
cfg = OmegaConf.structured(C(name="acme/a"))
AutoModel.from_pretrained(cfg.name)
"""
            },
            {"acme/a": "use"},
            id="structured inst",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
cfg = OmegaConf.merge(OmegaConf.create({"name": "acme/a"}), OmegaConf.from_cli())
AutoModel.from_pretrained(cfg.name)
"""
            },
            {"acme/a": "use"},
            id="merge",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
cfg = OmegaConf.load("conf.yaml")
AutoModel.from_pretrained(cfg.model.name)
""",
                "conf.yaml": """
model:
  name: acme/a
""",
            },
            {"acme/a": "use"},
            id="load",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
base = OmegaConf.load("conf.yaml")
cfg = OmegaConf.merge(base, OmegaConf.from_cli())
AutoModel.from_pretrained(cfg.model.name)
""",
                "conf.yaml": """
model:
  name: acme/a
""",
            },
            {"acme/a": "use"},
            id="merge load",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
cfg = OmegaConf.load("conf.yaml")
AutoModel.from_pretrained(OmegaConf.select(cfg, "model.name"))
""",
                "conf.yaml": """
model:
  name: acme/a
""",
            },
            {"acme/a": "use"},
            id="select",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
from omegaconf import OmegaConf
def f(cfg):
    AutoModel.from_pretrained(OmegaConf.select(cfg, "model.name", default="acme/a"))
"""
            },
            {"acme/a": "use"},
            id="select default",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    AutoModel.from_pretrained(cfg.model.name)
""",
                "conf/config.yaml": """
model:
  name: acme/a
""",
            },
            {"acme/a": "use"},
            id="main",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    AutoModel.from_pretrained(cfg.model.name)
""",
                "conf/config.yaml": """
defaults:
  - model: small
""",
                "conf/model/small.yaml": "name: acme/a\n",
                "conf/model/large.yaml": "name: acme/b\n",
            },
            {"acme/a": "use", "acme/b": "use"},
            id="main group",
        ),
        pytest.param(
            {
                "app.py": """
import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    hydra.utils.instantiate(cfg.model)
""",
                "conf/config.yaml": """
model:
  _target_: transformers.AutoModel.from_pretrained
  pretrained_model_name_or_path: acme/a
""",
            },
            {"acme/a": "use"},
            id="instantiate yaml",
        ),
        pytest.param(
            {
                "app.py": """
import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    hydra.utils.instantiate(cfg.model)
""",
                "net.py": HEAD
                + """
class Net:
    def __init__(self, backbone, n=1):
        self.m = AutoModel.from_pretrained(backbone)
""",
                "conf/config.yaml": """
model:
  _target_: net.Net
  backbone: acme/a
""",
            },
            {"acme/a": "use"},
            id="instantiate own class",
        ),
        pytest.param(
            {
                "cfg.yaml": """
model:
  class_path: net.Net
  init_args:
    backbone: acme/a
""",
                "net.py": HEAD
                + """
class Net:
    def __init__(self, backbone):
        self.m = AutoModel.from_pretrained(backbone)
""",
                "app.py": """
from lightning.pytorch.cli import LightningCLI
LightningCLI()
""",
            },
            {"acme/a": "use"},
            id="class_path",
        ),
        pytest.param(
            {
                "cfg.yaml": """
model:
  target: net.Net
  params:
    backbone: acme/a
""",
                "net.py": HEAD
                + """
class Net:
    def __init__(self, backbone):
        self.m = AutoModel.from_pretrained(backbone)
""",
                "app.py": """
from omegaconf import OmegaConf
cfg = OmegaConf.load('cfg.yaml')
""",
            },
            {"acme/a": "use"},
            id="target params yaml",
        ),
        pytest.param(
            {"app.py": HEAD + 'model = dict(type=AutoModel.from_pretrained, pretrained_model_name_or_path="acme/a")\n'},
            {"acme/a": "use"},
            id="type",
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
            id="get_class",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
