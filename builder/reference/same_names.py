"""configs/same_names.toml as a question: by which word is a name known, however it is written?"""

import re
import tomllib
from functools import lru_cache

from builder.bundled import bundled

SIGNS = re.compile(r"[\W_]+")
MOST, LONGEST = 4096, 100  # names that are remembered, for the same ones come again and again, and their code points
KIND = re.compile(r"[\s_-]+(?:data ?sets?|corpus|corpora)\s*$", re.IGNORECASE)


def bare_dataset(name: str) -> str:
    """A data set's name without the word behind it that says it is one: 'OSCAR corpus' is OSCAR."""
    return KIND.sub("", name) or name


def folded(name: str) -> str:
    """Letters and digits alone: 'text generation' and 'Text-Generation' are one."""
    return _remembered(name) if len(name) <= LONGEST else _folded(name)


def _folded(name: str) -> str:
    folded_case = name.casefold()
    return folded_case if folded_case.isalnum() else SIGNS.sub("", folded_case)


_remembered = lru_cache(MOST)(_folded)


@lru_cache
def load_same_names() -> dict[str, dict[str, str]]:
    """By kind of name: each folded name with the first of its line, folded."""
    data = tomllib.loads((bundled("configs") / "same_names.toml").read_text(encoding="utf-8"))
    return {
        kind: {folded(name): folded(line[0]) for line in reversed(lines) for name in line}
        for kind, lines in data.items()
    }


def same_name(kind: str, name: str) -> str:
    """The folded word that stands for a name of this kind; the folded name itself where no line has it."""
    word = folded(name)
    return load_same_names().get(kind, {}).get(word, word)
