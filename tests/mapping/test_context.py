import pytest

from builder.mapping.context import context, copied_libraries, is_of_others
from builder.reference.signatures import load_signatures


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("app.py", "source", id="at the top"),
        pytest.param("src/latest/contest.py", "source", id="test within words"),
        pytest.param("src/doctor/model.py", "source", id="doc within a word"),
        pytest.param("tests/models.py", "test", id="folder of tests"),
        pytest.param("src/test_model.py", "test", id="test by file name"),
        pytest.param("src/model_test.py", "test", id="test by file name, Go's way"),
        pytest.param("src/conftest.py", "test", id="conftest"),
        pytest.param("web/latest.ts", "source", id="test within a script's name"),
        pytest.param("src/inspect/a.ts", "source", id="spec within a folder's name"),
        pytest.param("web/a.spec.ts", "test", id="spec"),
        pytest.param("web/a.test.mjs", "test", id="test of a script"),
        pytest.param("web/__tests__/a.js", "test", id="folder of a script's tests"),
        pytest.param("e2e/a.py", "test", id="end to end"),
        pytest.param("pkg/load_test.go", "test", id="test of Go"),
        pytest.param("examples/tests/run.py", "test", id="tests of examples"),
        pytest.param("examples/run.py", "example", id="examples"),
        pytest.param("notebooks/run.py", "example", id="notebooks"),
        pytest.param("docs/source/conf.py", "docs", id="docs"),
        pytest.param("README.md", "docs", id="page"),
        pytest.param("readme", "docs", id="page without an ending"),
        pytest.param("examples/README.md", "example", id="page of an example"),
        pytest.param("readme_model.py", "source", id="code that begins like a page"),
        pytest.param("third_party/lib/tests/run.py", "vendored", id="third party"),
        pytest.param("vendor/lib.py", "vendored", id="vendor"),
        pytest.param("lib/transformers/models/bert.py", "vendored", id="copied library"),
    ],
)
def test_context(path: str, expected: str) -> None:
    assert context(path, ("lib/transformers/",)) == expected


@pytest.mark.parametrize(
    ("repository_id", "paths", "folders"),
    [
        pytest.param("o/r", ["transformers/app.py"], (), id="folder of that name with files of its own"),
        pytest.param("o/r", ["my_transformers/modeling_utils.py"], (), id="folder whose name ends so"),
        pytest.param("o/transformers", ["src/transformers/modeling_utils.py"], (), id="fork of the library"),
        pytest.param("o/pytorch-image-models", ["timm/models/_registry.py"], (), id="library under another name"),
        pytest.param("o/r", ["timm/models/_registry.py"], ("timm/",), id="copy at the top"),
        pytest.param(
            "o/transformers",
            ["a/transformers/modeling_utils.py", "b/diffusers/pipeline_utils.py"],
            ("b/diffusers/",),
            id="copy of another library in a library",
        ),
    ],
)
def test_copied_libraries(repository_id: str, paths: list[str], folders: tuple[str, ...]) -> None:
    assert copied_libraries(repository_id, paths, load_signatures()) == folders


@pytest.mark.parametrize(
    ("defined", "path", "expected"),
    [
        pytest.param("tests/a.py", "own.py", True, id="of a test, in the source"),
        pytest.param("examples/a.py", "lib/transformers/own.py", True, id="of an example"),
        pytest.param("tests/a.py", "examples/b.py", False, id="of a test, in an example"),
        pytest.param("a.py", "own.py", False, id="of the source"),
        pytest.param("a.py", "tests/b.py", False, id="of the source, in a test"),
    ],
)
def test_is_of_others(defined: str, path: str, expected: bool) -> None:
    assert is_of_others(defined, path) is expected
