"""A default that every call passes something for is none that is loaded."""

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

CLASS = """
import spacy
class Terms:
    def __init__(self, language):
        self.model = "en_core_web_lg"
    def go(self):
        return self.terms({given})
    def terms(self, model="en_core_web_sm"):
        return spacy.load(model)
"""


def usages(given: str) -> dict[str | None, str]:
    files = {"pkg/__init__.py": b"from .terms import Terms\n", "pkg/terms.py": CLASS.format(given=given).encode()}
    made = resolve({path: Facts(data) for path, data in files.items()}, load_signatures()).found
    return {found.name: found.usage for found in made["pkg/terms.py"]}


def test_a_method_whose_class_calls_it() -> None:
    assert usages("model=self.model") == {"en_core_web_lg": "use", "en_core_web_sm": "mention"}
    assert usages("") == {"en_core_web_sm": "use"}
