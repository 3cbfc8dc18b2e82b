import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.kinds import KINDS, kind


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a.txt",
        "a/README.png",
        "package.json",
        "a/package-lock.json",
        "tsconfig.app.json",
        "poetry.lock",
        "m/tokenizer.json",
        "m/tokenizer_config.json",
        "model.safetensors.index.json",
        "eval_results.json",
        "all_results_v2.json",
        "mkdocs.yml",
        "a.min.js",
        "env/a",
    ],
)
def test_no_reader(path: str) -> None:
    assert kind(path) is None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a/b.py", "python"),
        ("a/b.PYW", "python"),
        ("n.ipynb", "notebook"),
        ("a/config.yaml", "yaml"),
        (".github/workflows/ci.yml", "yaml"),
        ("values.yaml.j2", "yaml"),
        ("c.example.yml", "yaml"),
        ("c.json", "json"),
        ("c.jsonnet", "json"),
        ("pyproject.toml", "sections"),
        (".env", "sections"),
        (".env.example", "sections"),
        ("prod.env", "sections"),
        ("app.service", "sections"),
        ("Dockerfile", "dockerfile"),
        ("docker/Dockerfile.gpu", "dockerfile"),
        ("gpu.dockerfile", "dockerfile"),
        ("Makefile", "makefile"),
        ("justfile", "makefile"),
        ("Procfile", "procfile"),
        ("a.sh", "shell"),
        ("train.slurm", "shell"),
        ("README.md", "markdown"),
        ("README", "markdown"),
        ("docs/a.mdx", "markdown"),
        ("a.rst", "rst"),
        ("requirements.txt", "requirements"),
        ("requirements-dev.txt", "requirements"),
        ("dev_requirements.txt", "requirements"),
        ("requirements.in", "requirements"),
        ("a.tsx", "javascript"),
        ("src/main.rs", "rust"),
    ],
)
def test_readers(path: str, found: str) -> None:
    assert kind(path) == found


@settings(deadline=None)
@given(st.text())
def test_no_path_is_refused(path: str) -> None:
    assert kind(path) in {None, *(name for name, _ in KINDS)}
