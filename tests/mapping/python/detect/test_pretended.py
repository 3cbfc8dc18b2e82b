"""Calls that are expected to raise, or that a test double answers -> mentions; their neighbours stay uses."""

from textwrap import dedent

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = """
import pytest, unittest, sys
from unittest import mock
from unittest.mock import MagicMock, patch
import transformers
from transformers import AutoModel, AutoTokenizer
"""
OWN = """
from transformers import AutoModel
class Encoder:
    def __init__(self, name):
        self.name = name
        self.net = None
        self.other = None
    def warm(self):
        self.net = AutoModel.from_pretrained(self.name)
def load(name):
    return AutoModel.from_pretrained(name)
"""
CALL = 'AutoModel.from_pretrained("acme/net")'


def usages(source: str) -> set[str]:
    """How a test that stands beside app.py uses acme/net."""
    texts = {"app.py": OWN, "tests/test_app.py": HEAD + "from app import Encoder, load\nimport app\n" + dedent(source)}
    files = [SourceFile(path, "0" * 40, text.encode()) for path, text in texts.items()]
    found = map_repository("owner/repo", None, None, list(texts), files, load_signatures()).rows
    return {row["usage"] for row in found if row["model_name"] == "acme/net"}


IN_EARNEST = [
    pytest.param(f"def test():\n    {CALL}", id="nothing around"),
    pytest.param(
        f"def test():\n    net = {CALL}\n    with pytest.raises(ValueError):\n        net(1)", id="before raises"
    ),
    pytest.param(
        f"def test():\n    with pytest.raises(ValueError):\n        net = {CALL}\n        net(1)",
        id="a later line raises",
    ),
    pytest.param(
        f"def test():\n    with pytest.raises(ValueError):\n        {CALL}.forward(1)", id="its method raises"
    ),
    pytest.param(f"def test():\n    with pytest.warns(UserWarning):\n        {CALL}", id="warns"),
    pytest.param(
        f"def test():\n    try:\n        {CALL}\n    except OSError:\n        pytest.skip('offline')",
        id="try that skips",
    ),
    pytest.param(
        f"def test():\n    try:\n        {CALL}\n    except OSError:\n        pytest.fail('no net')",
        id="try that must pass",
    ),
    pytest.param(f'@patch("app.save")\ndef test(save):\n    {CALL}', id="something else is patched"),
    pytest.param(
        f'@patch("transformers.AutoTokenizer.from_pretrained")\ndef test(m):\n    {CALL}', id="another class's method"
    ),
    pytest.param(f'@patch.object(AutoModel, "from_pretrained", wraps=load)\ndef test(m):\n    {CALL}', id="a spy"),
    pytest.param(
        f'def other():\n    with patch("transformers.AutoModel"):\n        pass\ndef test():\n    {CALL}',
        id="patched elsewhere",
    ),
    pytest.param(f'def test(mocker):\n    {CALL}\n    mocker.patch("transformers.AutoModel")', id="patched later"),
    pytest.param(f'def test(monkeypatch):\n    monkeypatch.setenv("AutoModel", "1")\n    {CALL}', id="environment"),
    pytest.param(
        f'@patch.dict("os.environ", {{"transformers": "1"}})\ndef test():\n    {CALL}', id="patched environment"
    ),
    pytest.param('def test():\n    load("acme/net")\n    e = MagicMock()', id="a double of nothing"),
    pytest.param(f"def test():\n    net = {CALL}\n    net.head = MagicMock()", id="a part is replaced after loading"),
    pytest.param(
        'def test():\n    e = Encoder("acme/net")\n    e.other = MagicMock()\n    e.warm()', id="another attribute"
    ),
    pytest.param(
        'def test():\n    e = Encoder("acme/net")\n    f = Encoder("b/c")\n    f.net = MagicMock()',
        id="another object's",
    ),
    pytest.param(
        f"@pytest.fixture\ndef fake(monkeypatch):\n    monkeypatch.setattr(transformers, 'AutoModel', 1)\ndef test():\n    {CALL}",
        id="a fixture not asked for",
    ),
]
PRETENDED = [
    pytest.param(f"def test():\n    with pytest.raises(OSError):\n        {CALL}", id="pytest.raises"),
    pytest.param(
        f"def test():\n    with pytest.raises(OSError, match='x') as e:\n        net = {CALL}",
        id="raises with a pattern",
    ),
    pytest.param(
        'def test():\n    with pytest.raises(OSError):\n        load("acme/net")', id="raises around an own function"
    ),
    pytest.param(
        f"class T(unittest.TestCase):\n    def test(self):\n        with self.assertRaises(OSError):\n            {CALL}",
        id="assertRaises",
    ),
    pytest.param(
        f"class T(unittest.TestCase):\n    def test(self):\n        with self.assertRaisesRegex(OSError, 'x'):\n            {CALL}",
        id="assertRaisesRegex",
    ),
    pytest.param(
        f"class T(unittest.TestCase):\n    def test(self):\n        self.assertRaises(OSError, lambda: {CALL})",
        id="assertRaises of a lambda",
    ),
    pytest.param(
        f"def test():\n    try:\n        {CALL}\n    except OSError:\n        pass\n    else:\n        raise AssertionError",
        id="else that raises",
    ),
    pytest.param(
        f"class T(unittest.TestCase):\n    def test(self):\n        try:\n            {CALL}\n            self.fail('x')\n        except OSError:\n            pass",
        id="fail behind it",
    ),
    pytest.param(
        f"def test():\n    try:\n        {CALL}\n        assert False\n    except OSError:\n        pass",
        id="assert False behind it",
    ),
    pytest.param(f'@patch("transformers.AutoModel")\ndef test(m):\n    {CALL}', id="patch of the class"),
    pytest.param(
        f'@patch("transformers.AutoModel.from_pretrained")\ndef test(m):\n    {CALL}', id="patch of the method"
    ),
    pytest.param('@mock.patch("app.AutoModel")\ndef test(m):\n    load("acme/net")', id="patch where it is imported"),
    pytest.param(f'@patch.object(AutoModel, "from_pretrained")\ndef test(m):\n    {CALL}', id="patch.object"),
    pytest.param('@patch.object(app, "load")\ndef test(m):\n    load("acme/net")', id="patch of an own function"),
    pytest.param('def test():\n    with patch("app.load"):\n        load("acme/net")', id="patch as a context"),
    pytest.param(
        f'def test():\n    with patch("a.b") as a, mock.patch.object(AutoModel, "from_pretrained") as b:\n        {CALL}',
        id="two contexts",
    ),
    pytest.param(
        f'@patch("transformers.AutoModel")\nclass TestA:\n    def test(self, m):\n        {CALL}',
        id="patch of a class of tests",
    ),
    pytest.param(
        f'def test(mocker):\n    mocker.patch("transformers.AutoModel.from_pretrained")\n    {CALL}', id="pytest-mock"
    ),
    pytest.param(
        f'def test(monkeypatch):\n    monkeypatch.setattr(AutoModel, "from_pretrained", print)\n    {CALL}',
        id="monkeypatch",
    ),
    pytest.param(
        f'def test(monkeypatch):\n    monkeypatch.setattr("transformers.AutoModel", print)\n    {CALL}',
        id="monkeypatch by a path",
    ),
    pytest.param(
        f'def test():\n    p = patch("transformers.AutoModel")\n    p.start()\n    {CALL}',
        id="a patcher that is started",
    ),
    pytest.param(
        f'class T(unittest.TestCase):\n    def setUp(self):\n        self.p = patch("transformers.AutoModel")\n    def test(self):\n        {CALL}',
        id="setUp",
    ),
    pytest.param(
        f"@pytest.fixture\ndef fake(monkeypatch):\n    monkeypatch.setattr(transformers, 'AutoModel', 1)\ndef test(fake):\n    {CALL}",
        id="a fixture",
    ),
    pytest.param(
        f"@pytest.fixture(autouse=True)\ndef fake(monkeypatch):\n    monkeypatch.setattr(transformers, 'AutoModel', 1)\ndef test():\n    {CALL}",
        id="a fixture for all",
    ),
    pytest.param(
        f'@patch.dict("sys.modules", {{"transformers": MagicMock()}})\ndef test():\n    {CALL}',
        id="the module by patch.dict",
    ),
    pytest.param(f'def test():\n    sys.modules["transformers"] = MagicMock()\n    {CALL}', id="the module assigned"),
    pytest.param(
        f'def test(monkeypatch):\n    monkeypatch.setitem(sys.modules, "transformers", MagicMock())\n    {CALL}',
        id="the module by setitem",
    ),
    pytest.param(f"def test():\n    AutoModel.from_pretrained = MagicMock()\n    {CALL}", id="the method assigned"),
    pytest.param('def test():\n    app.load = lambda name: None\n    load("acme/net")', id="an own function assigned"),
    pytest.param(
        'def test():\n    e = Encoder("acme/net")\n    e.net = MagicMock()\n    e.warm()',
        id="what is loaded later assigned",
    ),
    pytest.param(f"import responses\n\x40responses.activate\ndef test():\n    {CALL}", id="responses"),
    pytest.param(f"def test(requests_mock):\n    {CALL}", id="requests_mock"),
]


@pytest.mark.parametrize("source", IN_EARNEST)
def test_in_earnest(source: str) -> None:
    assert usages(source) == {"use"}


@pytest.mark.parametrize("source", PRETENDED)
def test_pretended(source: str) -> None:
    assert usages(source) <= {"mention"}
