"""Cases that decorators of parameterized, absl and ddt give test methods: files in, model -> usage out."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer, pipeline\n"
CASES = HEAD + "import pytest, unittest\n"


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
                "tests/test_app.py": CASES
                + """
from parameterized import parameterized
class T(unittest.TestCase):
    @parameterized.expand([("acme/a", 1), ("acme/b", 2)])
    def test_x(self, name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="expand",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from parameterized import parameterized
class T(unittest.TestCase):
    @parameterized.expand(["acme/a", "acme/b"])
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="expand strings",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from parameterized import parameterized, param
class T(unittest.TestCase):
    @parameterized.expand([param("x", name="acme/a"), param("y", name="acme/b")])
    def test_x(self, _, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="named",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from absl.testing import parameterized
class T(parameterized.TestCase):
    @parameterized.parameters("acme/a", "acme/b")
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="absl parameterized",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from absl.testing import parameterized
class T(parameterized.TestCase):
    @parameterized.parameters(("acme/a", 1), ("acme/b", 2))
    def test_x(self, name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="absl parameters tuples",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from absl.testing import parameterized
class T(parameterized.TestCase):
    @parameterized.named_parameters(("a", "acme/a"), dict(testcase_name="b", name="acme/b"))
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="absl named",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from ddt import ddt, data, unpack
@ddt
class T(unittest.TestCase):
    @data("acme/a", "acme/b")
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="ddt",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class T(unittest.TestCase):
    NAMES = ["acme/a", "acme/b"]
    def test_x(self):
        for name in self.NAMES:
            with self.subTest(name=name):
                AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="subtest",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class T(unittest.TestCase):
    def setUp(self): self.name = "acme/a"
    @classmethod
    def setUpClass(cls): cls.other = "acme/b"
    def test_x(self):
        AutoModel.from_pretrained(self.name); AutoModel.from_pretrained(self.other)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="setUp",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class Mixin:
    name = None
    def test_x(self): AutoModel.from_pretrained(self.name)
class TA(Mixin, unittest.TestCase):
    name = "acme/a"
class TB(Mixin, unittest.TestCase):
    name = "acme/b"
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="mixin",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class Mixin:
    def test_x(self): AutoModel.from_pretrained(self.name)
class TA(Mixin, unittest.TestCase):
    @property
    def name(self): return "acme/a"
"""
            },
            {"acme/a": "use"},
            id="mixin property",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
