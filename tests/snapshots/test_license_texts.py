"""What repositories say of their licences: which files are kept for a detector, and what packages declare."""

import pytest

from builder.repository.license_files import license_files
from builder.repository.trees import open_tree
from builder.snapshots.license_texts import declared, keep, where


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("pyproject.toml", "[project]\nname = 'a'", id="none"),
        pytest.param("pyproject.toml", "[project\n", id="no TOML"),
        pytest.param("pyproject.toml", "project = 1", id="no table"),
        pytest.param("pyproject.toml", "[project]\nlicense = {file = 'LICENSE'}", id="a file"),
        pytest.param("pyproject.toml", "[project]\nlicense = 'my own'", id="no known licence"),
        pytest.param(
            "pyproject.toml", "[project]\nclassifiers = ['License :: OSI Approved']", id="a class of licences"
        ),
        pytest.param("package.json", '{"license": "UNLICENSED"}', id="private"),
        pytest.param("package.json", '{"license": "SEE LICENSE IN x"}', id="a pointer"),
        pytest.param("package.json", "[]", id="no object"),
        pytest.param("package.json", "{" * 3000, id="deep"),
        pytest.param("setup.cfg", "[metadata\n", id="no section"),
        pytest.param("Cargo.toml", "[workspace]", id="no package"),
    ],
)
def test_nothing_is_declared(path, text):
    assert declared(path, text.encode()) is None


@pytest.mark.parametrize(
    ("path", "text", "spdx"),
    [
        pytest.param("pyproject.toml", "[project]\nlicense = 'MIT OR ISC'", "MIT OR ISC", id="expression"),
        pytest.param("pyproject.toml", "[project]\nlicense = {text = 'MIT'}", "MIT", id="text"),
        pytest.param("pyproject.toml", "[tool.poetry]\nlicense = 'BSD-3-Clause'", "BSD-3-Clause", id="poetry"),
        pytest.param("pyproject.toml", "project.classifiers=['License :: OSI Approved :: MIT License']", "MIT", id="c"),
        pytest.param("setup.cfg", "[metadata]\nlicense = ISC\nname = %(a)s", "ISC", id="setup.cfg"),
        pytest.param("package.json", '{"license": "MIT"}', "MIT", id="npm"),
        pytest.param("package.json", '{"license": {"type": "MIT"}}', "MIT", id="npm of old"),
        pytest.param("composer.json", '{"license": ["MIT", "ISC"]}', "MIT OR ISC", id="Composer"),
        pytest.param("Cargo.toml", "[package]\nlicense = 'MIT'", "MIT", id="Cargo"),
    ],
)  # fmt: skip
def test_declared(path, text, spdx):
    assert declared(path, text.encode()) == spdx


def test_what_is_kept(tmp_path):
    files = {
        "LICENSE": "one",
        "COPYING.LESSER": "two",
        "NOTICE": "three",
        "docs/NOTICE": "of a part",
        "NOTICES_OF_DEATH.md": "no notice",
        "package.json": '{"license": "MIT"}',
        "sub/package.json": '{"license": "ISC"}',
        "Cargo.toml": "",
        "app.py": "",
    }
    for path, text in files.items():
        (tmp_path / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / path).write_text(text)
    tree = open_tree(str(tmp_path / "tree"))
    kept = keep(tree, license_files(tree), tmp_path / "texts")
    assert {(one.path, one.role, one.said) for one in kept} == {
        ("LICENSE", "license", None),
        ("COPYING.LESSER", "license", None),
        ("NOTICE", "notice", None),
        ("package.json", "metadata", "MIT"),
    }
    texts = {one.path: where(tmp_path / "texts", one.sha256) for one in kept}
    assert texts["LICENSE"].read_text() == "one"
    assert not texts["package.json"].exists()
