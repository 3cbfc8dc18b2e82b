"""What code reads from settings, and which keys of which files it therefore names models in."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

READ = "import yaml, timm\nfrom transformers import AutoModel\ncfg = yaml.safe_load(open('c.yaml'))\n"
NAME = READ + "AutoModel.from_pretrained(cfg['encoder']['name'])\n"
ALONE = READ + "AutoModel.from_pretrained(cfg['path'])\n"
TIMM = READ + "timm.create_model(cfg['name'], pretrained=True)\n"
EACH = READ + "for one in cfg['parts']:\n    AutoModel.from_pretrained(one['source'])\n"
VALUES = READ + "for one in cfg['parts'].values():\n    AutoModel.from_pretrained(one['source'])\n"
ITEMS = READ + "for key, one in cfg['parts'].items():\n    AutoModel.from_pretrained(one['source'])\n"
RECORD = (
    "from dataclasses import dataclass\nfrom transformers import AutoModel\n@dataclass\nclass Settings:\n    path: str\n"
    "def load(settings: Settings):\n    return AutoModel.from_pretrained(settings.path)\n"
)


def named(code: str, path: str, text: str) -> list[str | None]:
    files = {"app.py": code, path: text}
    sources = [SourceFile(name, "0" * 40, data.encode()) for name, data in files.items() if is_candidate(name)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    return [row["model_name"] for row in rows if row["path"] == path and row["usage"] != "mention"]


@pytest.mark.parametrize(
    ("code", "path", "text"),
    [
        pytest.param(NAME, "c.yaml", "optimizer:\n  name: o/n", id="below another parent"),
        pytest.param(NAME, "c.yaml", "encoder:\n  layer:\n    name: o/n", id="deeper"),
        pytest.param(NAME, "c.yaml", "name: o/n", id="without its parent"),
        pytest.param(ALONE, "c.yaml", "data:\n  path: o/n", id="one that says little, below a parent"),
        pytest.param(RECORD, ".github/workflows/a.yml", "path: o/n", id="a workflow"),
        pytest.param(RECORD, "compose.yaml", "path: o/n", id="a compose file"),
        pytest.param(RECORD, "k.yaml", "apiVersion: v1\nkind: Pod\npath: o/n", id="a resource of Kubernetes"),
        pytest.param(TIMM, "c.yaml", "name: adamw", id="no name of the library's"),
        pytest.param(TIMM, "c.yaml", "name: CosineAnnealing", id="another"),
        pytest.param(EACH, "c.yaml", "others:\n  - source: o/n", id="another list"),
    ],
)
def test_other_keys(code: str, path: str, text: str) -> None:
    assert named(code, path, text) == []


@pytest.mark.parametrize(
    ("code", "path", "text", "name"),
    [
        pytest.param(NAME, "c.yaml", "encoder:\n  name: o/n", "o/n", id="the whole path"),
        pytest.param(NAME, "c.json", '{"run": {"encoder": {"name": "o/n"}}}', "o/n", id="below more"),
        pytest.param(NAME, "c.toml", '[encoder]\nname = "o/n"', "o/n", id="TOML"),
        pytest.param(NAME, "conf/encoder/base.yaml", "name: o/n", "o/n", id="a group of hydra's"),
        pytest.param(
            NAME, "c.yaml", "encoder:\n  name: bert-base-uncased", "bert-base-uncased", id="a name of the Hub's"
        ),
        pytest.param(ALONE, "c.yaml", "path: o/n", "o/n", id="one that says little, at the root"),
        pytest.param(ALONE, "c.yaml", "model:\n  path: o/n", "o/n", id="or below a parent that says it"),
        pytest.param(
            TIMM, "c.yaml", "name: vit_base_patch16_224", "vit_base_patch16_224", id="a name of the library's"
        ),
        pytest.param(EACH, "c.yaml", "parts:\n  - source: o/n", "o/n", id="elements"),
        pytest.param(VALUES, "c.yaml", "parts:\n  first:\n    source: o/n", "o/n", id="values"),
        pytest.param(ITEMS, "c.yaml", "parts:\n  first:\n    source: o/n", "o/n", id="items"),
    ],
)
def test_demanded_keys(code: str, path: str, text: str, name: str) -> None:
    assert named(code, path, text) == [name]
