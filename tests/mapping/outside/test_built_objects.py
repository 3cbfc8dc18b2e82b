"""Settings that build objects of the repository's own classes: files in, model -> usage out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.outside.built_objects import in_file
from builder.mapping.python.program.modules import Modules
from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

CODE = """
import open_clip
from transformers import AutoModel
class Encoder:
    def __init__(self, source="acme/default"):
        self.net = AutoModel.from_pretrained(source)
    @classmethod
    def load(cls, source):
        return cls(source)
class Clip:
    def __init__(self, arch="ViT-H-14", tag="laion2b_s32b_b79k"):
        self.net = open_clip.create_model_and_transforms(arch, pretrained=tag)
class Both:
    def __init__(self, encoder=None, names=()):
        for name in names:
            AutoModel.from_pretrained(name)
def build(source):
    return AutoModel.from_pretrained(source)
"""
LARGE = "open_clip:ViT-bigG-14/laion2b_s39b_b160k"


def used(files: dict[str, str]) -> dict[tuple[str, int], str]:
    """The models that a repository uses, by path and line."""
    files = {"nets/__init__.py": "", "nets/encoders.py": CODE} | files
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    return {(row["path"], row["line"]): row["model_name"] for row in rows if row["usage"] == "use"}


ENCODER = {("nets/encoders.py", 6): "acme/default"}
CLIP = {("nets/encoders.py", 12): "open_clip:ViT-H-14/laion2b_s32b_b79k"}
DEFAULTS = ENCODER | CLIP


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("a.yaml", "m:\n  target: other.Thing\n  source: acme/a", DEFAULTS, id="of another package"),
        pytest.param("a.yaml", "m:\n  label: nets.encoders.Encoder\n  source: a/b", DEFAULTS, id="no key of a class"),
        pytest.param(
            "a.yaml",
            "m:\n  target: nets.encoders.Clip\n  params:\n    arch: ViT-bigG-14\n    tag: laion2b_s39b_b160k",
            ENCODER | {("a.yaml", 4): LARGE},
            id="two parts of a name",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  params:\n    tag: laion2b_s39b_b160k\n    arch: ViT-bigG-14\n  target: nets.encoders.Clip",
            ENCODER | {("a.yaml", 4): LARGE},
            id="the class behind its arguments",
        ),
        pytest.param(
            "a.yaml",
            "_target_: nets.encoders.Clip\narch: ${size}\ntag: laion2b_s39b_b160k\nsize: ViT-bigG-14",
            ENCODER | {("a.yaml", 2): LARGE},
            id="hydra with an interpolation",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  class_path: nets.encoders.Clip\n  init_args:\n    arch: ViT-bigG-14\n    tag: laion2b_s39b_b160k",
            ENCODER | {("a.yaml", 4): LARGE},
            id="jsonargparse",
        ),
        pytest.param(
            "a.yaml",
            "m: !new:nets.encoders.Clip\n  arch: ViT-bigG-14\n  tag: laion2b_s39b_b160k",
            ENCODER | {("a.yaml", 2): LARGE},
            id="HyperPyYAML",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  _target_: nets.encoders.Clip\n  _args_:\n  - ViT-bigG-14\n  - laion2b_s39b_b160k",
            ENCODER | {("a.yaml", 4): LARGE},
            id="by place",
        ),
        pytest.param(
            "a.yaml",
            "- class: nets.encoders:Clip\n  arch: ViT-bigG-14\n  tag: laion2b_s39b_b160k\n- class: other.Clip\n  arch: b",
            ENCODER | {("a.yaml", 2): LARGE},
            id="in a list, with a colon",
        ),
        pytest.param(
            "a.json",
            '{"m": {"type": "nets.encoders.Clip",\n "arch": "ViT-bigG-14", "tag": "laion2b_s39b_b160k"}}',
            ENCODER | {("a.json", 2): LARGE},
            id="JSON",
        ),
        pytest.param(
            "a.toml",
            '[m]\ntarget = "nets.encoders.Clip"\narch = "ViT-bigG-14"\ntag = "laion2b_s39b_b160k"',
            ENCODER | {("a.toml", 3): LARGE},
            id="TOML",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  target: nets.encoders.Both\n  params:\n    encoder:\n      target: nets.encoders.Encoder\n"
            "      params:\n        source: acme/inner\n    names: [acme/a]",
            CLIP | {("a.yaml", 7): "acme/inner", ("nets/encoders.py", 16): "acme/a"},
            id="an object within another, a list",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  _target_: nets.encoders.build\n  source: acme/a",
            DEFAULTS | {("a.yaml", 3): "acme/a"},
            id="a function",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  _target_: nets.encoders.Encoder.load\n  source: acme/a",
            DEFAULTS | {("a.yaml", 3): "acme/a"},
            id="a method of a class",
        ),
    ],
)
def test_what_settings_build(path: str, text: str, expected: dict[tuple[str, int], str]) -> None:
    assert used({path: text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("m:\n  target: nets.encoders.Encoder\n  params:\n    source: acme/a", False, id="given"),
        pytest.param("m:\n  target: nets.encoders.Encoder\n  params: {}", True, id="left out"),
        pytest.param("m:\n  target: nets.encoders.Encoder", True, id="no arguments"),
    ],
)
def test_the_default_counts_where_settings_leave_it_out(text: str, expected: bool) -> None:
    calling = {"run.py": "from nets.encoders import Encoder\nEncoder('acme/own')"}
    assert (used({"a.yaml": text} | calling).get(("nets/encoders.py", 6)) == "acme/default") is expected


@given(
    st.lists(st.sampled_from(["target: a.B\n", "  x: 1\n", "- ", "k:\n", "  target: a.B\n", "[", "{", "'", "&a *a "]))
)
def test_any_text_is_read(parts: list[str]) -> None:
    text = "target: a.B\n" + "".join(parts)
    for one in in_file("c.yaml", "yaml", text.encode(), Modules(["a.py"]).find):
        assert len(one.places) == one.source.count(b"\n") + 1
