import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.kinds import KINDS, MAX_UNNAMED, TEMPLATE_KIND, UNNAMED, is_candidate, kind, kind_of


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
        ("app.service", "unit"),
        ("Dockerfile", "dockerfile"),
        ("docker/Dockerfile.gpu", "dockerfile"),
        ("DockerfileWorker", "dockerfile"),
        ("Containerfile2.cuda", "dockerfile"),
        ("gpu.dockerfile", "dockerfile"),
        ("Makefile", "makefile"),
        ("justfile", "makefile"),
        ("Procfile", "procfile"),
        ("Modelfile", "modelfile"),
        ("ollama/chat.Modelfile", "modelfile"),
        ("Modelfile.dev", "modelfile"),
        ("Jenkinsfile", "groovy"),
        ("ci/build.groovy", "groovy"),
        ("MLproject", "yaml"),
        ("vllm.container", "sections"),
        ("unit.service.j2", "unit"),
        ("adapter/adapter_config.json", "json"),
        ("values.tpl", TEMPLATE_KIND),
        ("start.jinja", TEMPLATE_KIND),
        ("a.yaml.gotmpl", "yaml"),
        ("a.sh.tftpl.example", "shell"),
        ("bin/serve", UNNAMED),
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
    assert kind(path) in {None, TEMPLATE_KIND, UNNAMED, *(name for name, _ in KINDS)}


@pytest.mark.parametrize(
    ("path", "data", "found"),
    [
        pytest.param("bin/data", b"a: 1\n", None, id="no program"),
        pytest.param("bin/tool", b"#!/usr/bin/perl\n", None, id="a language without a reader"),
        pytest.param("a.tpl", b"Dear {{ name }}, welcome\n", None, id="a letter"),
        pytest.param("bin/a", b"#!/bin/sh\n", "shell", id="shell"),
        pytest.param("bin/a", b"#!/usr/bin/env bash\n", "shell", id="env"),
        pytest.param("bin/a", b"#! /usr/local/bin/bash -eu\n", "shell", id="with arguments"),
        pytest.param("bin/a", b"#!/usr/bin/env -S uv run --script\n", "python", id="uv"),
        pytest.param("bin/a", b"#!/usr/bin/env -S PYTHONPATH=. python3\n", "python", id="a variable before it"),
        pytest.param("bin/a", b"#!/usr/bin/python3.12\n", "python", id="a version"),
        pytest.param("bin/a", b"#!/usr/bin/env node\n", "javascript", id="node"),
        pytest.param("bin/a", b"#!/usr/bin/make -f\n", "makefile", id="make"),
        pytest.param("a.tpl", b"#!/bin/bash\nset -e\n", "shell", id="template of a script"),
        pytest.param("a.tpl", b"{{- if .Values.a }}\nspec:\n  b: 1\n", "yaml", id="template of YAML"),
        pytest.param("a.j2", b"# x\nmodels:\n  - a: b\n", "yaml", id="YAML behind a comment"),
        pytest.param("a.tmpl", b'{\n  "model": "x"\n}', "json", id="template of JSON"),
        pytest.param("a.tpl", b"FROM ubuntu\nRUN ls\n", "dockerfile", id="template of an image"),
        pytest.param("a.tpl", b"[Unit]\nDescription=x\n", "unit", id="template of a unit"),
        pytest.param("a.tpl", b"MODEL=x\n", "sections", id="template of variables"),
        pytest.param("a.yaml", b"#!/bin/sh\n", "yaml", id="a name that says it"),
        pytest.param("build", b"#!/bin/sh\n", "shell", id="a script of a build tool's name"),
        pytest.param("BUILD", b"cc_library()\n", "code", id="a build tool's file"),
    ],
)
def test_told_by_the_beginning(path: str, data: bytes, found: str | None) -> None:
    assert kind_of(path, data) == found


def test_large_files_without_a_suffix_are_data() -> None:
    assert is_candidate("bin/serve", MAX_UNNAMED)
    assert not is_candidate("bin/serve", MAX_UNNAMED + 1)
    assert is_candidate("a.py", MAX_UNNAMED + 1)
    assert is_candidate("a.tpl", MAX_UNNAMED + 1)
    assert not is_candidate("LICENSE")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("a\nb.py", "python", id="in a name"),
        pytest.param("a\n/b.yaml", "yaml", id="in a folder"),
        pytest.param("\n.sh", "shell", id="alone"),
        pytest.param("a\u2028b\r.ipynb", "notebook", id="other line ends"),
        pytest.param("requirements\n.txt", None, id="within a name that is asked for"),
        pytest.param("package.json\n", None, id="at the end"),
    ],
)
def test_a_line_end_is_a_character_like_any_other(path, found):
    assert kind(path) == found
