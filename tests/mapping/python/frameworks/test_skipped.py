"""Tests that are skipped as they stand request nothing by themselves."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "import unittest\nimport pytest\nfrom transformers import AutoModel\nfrom conftest import GPU\nON = True\nOFF = False\n"
LOAD = "AutoModel.from_pretrained('acme/a')"
FIXTURE = f"@pytest.fixture(scope='module')\ndef net():\n    return {LOAD}\n"


def usages(source: str) -> list[str]:
    files = {"tests/test_a.py": HEAD + source, "conftest.py": "GPU = False\n"}
    made = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items()]
    rows = map_repository("owner/repo", None, None, [*files], made, load_signatures()).rows
    return [row["usage"] for row in rows if row["model_name"] is not None]


@pytest.mark.parametrize(
    "mark",
    [
        "pytest.mark.skip",
        "pytest.mark.skip(reason='slow')",
        "pytest.mark.skipif(True, reason='slow')",
        "pytest.mark.skipif(ON, reason='slow')",
        "pytest.mark.skipif(not OFF, reason='slow')",
        "pytest.mark.skipif(not GPU, reason='slow')",
        "pytest.mark.skipif(condition=not GPU, reason='slow')",
        "unittest.skip('slow')",
        "unittest.skipIf(ON, 'slow')",
        "unittest.skipUnless(OFF, 'slow')",
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        pytest.param(f"@{{mark}}\ndef test_a():\n    {LOAD}\n", id="a function"),
        pytest.param(f"@{{mark}}\nclass TestA:\n    def test_a(self):\n        {LOAD}\n", id="a class"),
        pytest.param(f"class TestA:\n    @{{mark}}\n    def test_a(self):\n        {LOAD}\n", id="a method"),
        pytest.param(f"{FIXTURE}@{{mark}}\ndef test_a(net):\n    net()\n", id="a fixture of it alone"),
    ],
)
def test_skipped(mark: str, form: str) -> None:
    assert usages(form.format(mark=mark)) == ["selectable"]


@pytest.mark.parametrize("marks", ["pytest.mark.skip", "[pytest.mark.slow, pytest.mark.skipif(not GPU, reason='a')]"])
def test_module(marks: str) -> None:
    assert usages(f"pytestmark = {marks}\ndef test_a():\n    {LOAD}\n") == ["selectable"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            f"@pytest.mark.skipif(OFF, reason='a')\ndef test_a():\n    {LOAD}\n", id="a condition that is false"
        ),
        pytest.param(f"@pytest.mark.skipif(not torch(), reason='a')\ndef test_a():\n    {LOAD}\n", id="not known"),
        pytest.param(f"@unittest.skipUnless(ON, 'a')\ndef test_a():\n    {LOAD}\n", id="not unless it is true"),
        pytest.param(f"@pytest.mark.slow\ndef test_a():\n    {LOAD}\n", id="another mark"),
        pytest.param(
            f"{FIXTURE}@pytest.mark.skip\ndef test_a(net):\n    net()\ndef test_b(net):\n    net()\n",
            id="a fixture that another test asks for",
        ),
        pytest.param(f"{FIXTURE}@pytest.mark.skip\ndef test_a():\n    pass\n", id="a fixture that none asks for"),
    ],
)
def test_uses(source: str) -> None:
    assert usages(source) == ["use"]
