"""Files in, (usage, path, line, name) of each place out: names that reach a loader in objects made elsewhere."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

SPEC = "class Spec:\n    def __init__(self, model):\n        self.model = model\n"
FUNCTION = "from transformers import AutoModel\ndef load(spec):\n    return AutoModel.from_pretrained(spec.model)\n"
METHOD = """from transformers import AutoModel
class Loader:
    def run(self, spec):
        self.spec = spec
        return self.load()
    def load(self):
        return AutoModel.from_pretrained(self.spec.model)
"""
RETRY = (
    "from transformers import AutoModel\ndef load(spec):\n    try:\n        return AutoModel.from_pretrained(spec.model)\n"
    "    except OSError:\n        return AutoModel.from_pretrained(spec.model)\n"
)
HEAD = "from spec import Spec\nfrom own import *\n"
Place = tuple[str, str, int, str]


def places(files: dict[str, str]) -> set[Place]:
    made = [SourceFile(path, "0" * 40, text.encode()) for path, text in ({"spec.py": SPEC} | files).items()]
    rows = map_repository("owner/repo", None, None, [one.path for one in made], made, load_signatures()).rows
    return {(row["usage"], row["path"], row["line"], row["model_name"]) for row in rows if row["model_name"]}


@pytest.mark.parametrize("folder", ["tests", "examples", "docs"])
@pytest.mark.parametrize(
    ("own", "source", "line"),
    [
        pytest.param(FUNCTION, "A = Spec('acme/a')\nload(A)\n", 3, id="a name"),
        pytest.param(RETRY, "A = Spec('acme/a')\nload(A)\n", 3, id="twice, if need be"),
        pytest.param(FUNCTION, "for one in [\n    Spec('acme/a')]:\n    load(one)\n", 4, id="a loop"),
        pytest.param(METHOD, "A = Spec(model='acme/a')\nLoader().run(A)\n", 3, id="through an attribute"),
        pytest.param(
            METHOD, "def go():\n    Loader().run(Spec(\n        model='acme/a'))\n", 4, id="the outermost call"
        ),
    ],
)
def test_names_of_tests_and_examples_stand_at_the_call_that_makes_their_object(
    folder: str, own: str, source: str, line: int
) -> None:
    """The source's own loader, which is given any object, has no place of theirs."""
    path = f"{folder}/a.py"
    assert places({"own.py": own, path: HEAD + source}) == {("use", path, line, "acme/a")}


def test_a_name_in_no_call_stands_where_it_is_written() -> None:
    own = "from transformers import AutoModel\ndef load(spec):\n    return AutoModel.from_pretrained(spec['model'])\n"
    path, source = "examples/a.py", "SPEC = {\n    'model': 'acme/a',\n}\nload(SPEC)\n"
    found = places({"own.py": own, path: HEAD + source})
    assert {usage for usage, *_ in found} == {"use"}
    assert {place for _, place, *_ in found} == {path}


def test_names_of_the_source_stay_at_its_loader() -> None:
    """Nothing says that they are another program's."""
    assert ("use", "own.py", 7, "acme/a") in places({"own.py": METHOD, "a.py": HEAD + "Loader().run(Spec('acme/a'))\n"})


def test_a_call_of_a_test_that_names_the_model_is_its_place() -> None:
    own = "from transformers import AutoModel\ndef load(name):\n    return AutoModel.from_pretrained(name)\n"
    assert places({"own.py": own, "tests/a.py": "from own import load\nload('acme/a')\n"}) == {
        ("use", "tests/a.py", 2, "acme/a")
    }


TYPED = "from transformers import AutoModel\nfrom spec import Spec\ndef load(spec: Spec):\n    return AutoModel.from_pretrained(spec.model)\n"


def test_objects_that_have_places_of_their_own_are_used_there() -> None:
    made = "from spec import Spec\nA = Spec('acme/a')\nB = Spec('acme/b')\n"
    used = {place for place in places({"own.py": TYPED, "specs.py": made}) if place[0] == "use"}
    assert {("use", "specs.py", 2, "acme/a"), ("use", "specs.py", 3, "acme/b")} == used
