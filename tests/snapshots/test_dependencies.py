"""Requirement files: what is no requirement, and what is one, as written."""

import pytest
from endless import not_endless
from hypothesis import given
from hypothesis import strategies as st

from builder.snapshots.dependencies import dependencies, reader_of, requirement


def found(path: str, text: str | bytes) -> list[tuple[str | None, str | None]]:
    data = text.encode() if isinstance(text, str) else text
    return [(one["name"], one["specifier"]) for one in dependencies(path, data)]


@pytest.mark.parametrize(
    ("text", "name", "specifier"),
    [
        ("torch", "torch", ""),
        ("  Sentence_Transformers ", "sentence-transformers", ""),
        ("torch==2.1.0+cu118", "torch", "==2.1.0+cu118"),
        ("transformers[torch,sentencepiece] >= 4.30, <5", "transformers", "<5,>=4.30"),
        ("spacy (>=3.0)", "spacy", ">=3.0"),
        ("jax~=0.4; sys_platform != 'win32'", "jax", "~=0.4"),
        ("timm>=0.9  # newest", "timm", ">=0.9"),
        ("peft==0.5 --hash=sha256:aa", "peft", "==0.5"),
        ("torch @ https://host/t.whl#sha256=aa ; os_name == 'nt'", "torch", "@ https://host/t.whl#sha256=aa"),
        (
            "git+https://github.com/o/transformers.git@main",
            "transformers",
            "@ git+https://github.com/o/transformers.git@main",
        ),
        (
            "-e git+ssh://git@host/o/x.git@v1#egg=diffusers",
            "diffusers",
            "@ git+ssh://git@host/o/x.git@v1#egg=diffusers",
        ),
    ],
)
def test_requirement(text: str, name: str, specifier: str) -> None:
    assert requirement(text) == (name, specifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# torch",
        "-r other.txt",
        "--extra-index-url https://x",
        "torch is needed",
        "./torch",
        "torch/nn",
        "torch: x",
    ],
)
def test_no_requirement(text: str) -> None:
    assert requirement(text) is None


@pytest.mark.parametrize(
    "path", ["README.md", "torch.txt", "pyproject.toml.bak", "setup.py.txt", "my_setup.py", "x.yml"]
)
def test_no_requirement_file(path: str) -> None:
    assert reader_of(path) is None
    assert found(path, "torch") == []


@pytest.mark.parametrize(
    "path",
    ["requirements.txt", "a/requirements-dev.txt", "dev_requirements.in", "requirements/gpu.txt", "requirements2.txt"],
)
def test_requirements_txt(path: str) -> None:
    text = "numpy\ntorch \\\n  >=2\r\n# timm\nTransformers\n-r x.txt\ntorch\n"
    assert found(path, text) == [("torch", ">=2"), ("transformers", None)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark(encoding: str) -> None:
    assert found("requirements.txt", "torch==1.0\nspacy\n".encode(encoding)) == [("spacy", None), ("torch", "==1.0")]


PYPROJECT = """
[build-system]
requires = ["flax"]
[project]
name = "timm"
dependencies = ["torch>=2", "numpy", 3]
optional-dependencies = {fast = ["vllm"], wrong = "peft"}
[dependency-groups]
test = ["keras==3", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
transformers = {version = "^4.30", extras = ["torch"]}
diffusers = {git = "https://github.com/o/diffusers.git", branch = "main"}
accelerate = [{version = "<1", python = "<3.9"}, {version = ">=1"}]
jax = 1
[tool.poetry.dev-dependencies]
spacy = "*"
[tool.poetry.group.docs.dependencies]
trl = "~0.7"
"""


def test_pyproject() -> None:
    assert found("sub/pyproject.toml", PYPROJECT) == [
        ("accelerate", "<1"),
        ("accelerate", ">=1"),
        ("diffusers", "@ https://github.com/o/diffusers.git"),
        ("jax", None),
        ("keras", "==3"),
        ("spacy", "*"),
        ("torch", ">=2"),
        ("transformers", "^4.30"),
        ("trl", "~0.7"),
        ("vllm", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[project",
        "project = 1",
        "[project]\ndependencies = 'torch'",
        "tool = []",
        "a = " + "[" * 5000,
        "a = " + "9" * 5000,
    ],
)
def test_pyproject_of_another_shape(text: str) -> None:
    assert found("pyproject.toml", text) == []


def test_setup_cfg() -> None:
    text = "[metadata]\nname = timm\n[options]\ninstall_requires =\n    torch>=1\n    numpy\n"
    text += "[options.extras_require]\nall =\n  spacy[cuda] ; python_version < '3'\n  100%torch\n"
    assert found("setup.cfg", text) == [("spacy", None), ("torch", ">=1")]
    assert found("setup.cfg", "[metadata]\nname = torch\n") == []
    assert found("setup.cfg", "torch\n") == []


SETUP_PY = """
import torch
from setuptools import find_packages, setup
# "peft",
if importlib.util.find_spec("jax") is None: raise SystemExit("flax is needed")
_deps = ["accelerate>=0.20", 'numpy', "torch", "torch>=1.9,<2",]
extras["keras"] = ["tensorflow"]
setup(
    name="timm",
    keywords=["onnx", "spacy"],
    description="transformers made easy",
    install_requires=_deps + ["sentence_transformers[x]==2.*"],
    extras_require={"vllm": ["diffusers"]},
)
"""


def test_setup_py() -> None:
    assert found("setup.py", SETUP_PY) == [
        ("accelerate", ">=0.20"),
        ("diffusers", None),
        ("sentence-transformers", "==2.*"),
        ("tensorflow", None),
        ("torch", "<2,>=1.9"),
    ]


ENVIRONMENT = """
name: torch
channels:
  - pytorch
dependencies:
  - python=3.10
  - pytorch::pytorch=2.1=py310  # newest
  - torchvision 0.16
  - "spacy>=3"
  - pip:
    - transformers==4.30
    - -r requirements.txt
    - 'timm'
variables:
  - jax
"""


def test_environment_yml() -> None:
    assert found("env/environment.gpu.yaml", ENVIRONMENT) == [
        ("pytorch", "=2.1=py310"),
        ("spacy", ">=3"),
        ("timm", None),
        ("torchvision", "=0.16"),
        ("transformers", "==4.30"),
    ]


def test_masked() -> None:
    secret = "git+https://me:" + "pa5s@host.org/o/trl.git"
    path = "of/jane" + "@example.org/requirements.txt"
    assert dependencies(path, secret.encode()) == [
        {"name": "trl", "specifier": "@ git+https://<token>@host.org/o/trl.git", "path": "of/<email>/requirements.txt"}
    ]


@given(
    st.sampled_from(["requirements.txt", "pyproject.toml", "setup.cfg", "setup.py", "environment.yml"]),
    st.binary() | st.text(st.sampled_from("torch[]{}()=<>\"'#;@%:-+.\\\n \t")).map(str.encode),
)
def test_any_bytes_are_read(path: str, data: bytes) -> None:
    assert all(one["path"] == path for one in dependencies(path, data))


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("pyproject.toml", "a."),
        ("setup.py", "\n"),
        ("setup.py", "keywords=["),
        ("setup.py", "name='"),
        ("requirements.txt", "git+https://h/"),
        ("environment.yml", "dependencies:\n- a "),
    ],
)
def test_time_grows_with_the_text_only(path: str, piece: str) -> None:
    with not_endless():
        dependencies(path, (piece * 500_000)[:500_000].encode())
