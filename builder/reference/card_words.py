"""configs/card_words.toml as sets: words that tell whose a paper or a repository is that a card links."""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache

from builder.bundled import bundled
from builder.reference.same_names import folded


@dataclass(frozen=True)
class CardWords:
    """Words in small letters: see configs/card_words.toml."""

    widespread: frozenset[str]
    other_work: frozenset[str]
    tool_owners: frozenset[str]
    tools: frozenset[str]
    foundations: tuple[str, ...]  # folded beginnings of titles


@lru_cache
def load_card_words() -> CardWords:
    """The bundled words."""
    data = tomllib.loads((bundled("configs") / "card_words.toml").read_text(encoding="utf-8"))
    sets = {field.name: frozenset(data[field.name]) for field in fields(CardWords) if field.name != "foundations"}
    return CardWords(**sets, foundations=tuple(map(folded, data["foundations"])))
