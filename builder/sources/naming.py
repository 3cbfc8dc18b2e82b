"""Which of a repository's models and libraries a text names, by the names that its code has for them."""

import re
from dataclasses import dataclass
from functools import cached_property

DISTINCT = re.compile(r"(?=.*[\d_.-]).{4,}")  # a name that is no common word: 'gpt2', 't5-small', not 'base'
LONGEST = 400_000  # characters of a text that are looked at: GitHub's own limit is 65,536


@dataclass(frozen=True)
class Names:
    """Names of models as a repository's code has them, and of the libraries that load them."""

    models: tuple[str, ...]
    libraries: tuple[str, ...]

    def within(self, text: str) -> tuple[list[str], list[str]]:
        """The models and the libraries that a text names, each sorted, whatever the case of their letters.

        A model 'owner/name' is named by that, or by 'name' where that is no common word and no other owner stands
        before it; a library by its name, '-' and '_' being one.
        """
        text = text[:LONGEST]
        models = [name for name, pattern in self._models if pattern.search(text)]
        return models, [name for name, pattern in self._libraries if pattern.search(text)]

    @cached_property
    def _models(self) -> list[tuple[str, re.Pattern[str]]]:
        found = [(name, _forms(name)) for name in sorted(set(self.models))]
        return [(name, re.compile("|".join(forms), re.IGNORECASE)) for name, forms in found if forms]

    @cached_property
    def _libraries(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(name, re.compile(_library(name), re.IGNORECASE)) for name in sorted(set(self.libraries))]


def _forms(name: str) -> list[str]:
    """Patterns of what names a model; none where its name is a common word."""
    owner, _, last = name.rpartition("/")
    forms = [rf"(?<![\w.-]){re.escape(name)}(?![\w/-]|\.\w)"] if owner else []
    if DISTINCT.fullmatch(last):
        # behind a slash the name is another owner's, but for the Hub's own address of a model without one
        before = r"(?<![\w./-])" if owner else r"(?:(?<![\w./-])|(?<=huggingface\.co/)|(?<=hf\.co/))"
        forms.append(rf"{before}{re.escape(last)}(?![\w/-]|\.\w)")
    return forms


def _library(name: str) -> str:
    parts = "[-_]".join(re.escape(part) for part in re.split("[-_]", name))
    return rf"(?<![\w-]){parts}(?![\w-])"
