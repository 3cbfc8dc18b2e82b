"""configs/base_model_cues.toml as patterns: what around a model's name tells that another was made from it."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled

OPENING, CLOSING = "[`*_\"'“‘(\\[<]*", "[`*_\"'”’)\\]>]*"


@dataclass(frozen=True)
class BaseModelCues:
    """Patterns by the name of a cue, over small letters: those of `before` end, those of `behind` begin at the name.

    With those of `before` stand letters, some of which are there where the pattern fits: they are looked for first.
    """

    before: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]
    behind: tuple[tuple[str, re.Pattern[str]], ...]
    about: re.Pattern[str]
    scratch: re.Pattern[str]
    parts: re.Pattern[str]
    bare: frozenset[str]  # cues whose words may stand before another name than a well-known one


@lru_cache
def load_base_model_cues() -> BaseModelCues:
    """The bundled cues."""
    data = tomllib.loads((bundled("configs") / "base_model_cues.toml").read_text(encoding="utf-8"))
    # a word is never parted: without that, many words take a time that grows with the power of their number
    word = rf"(?>\s+{OPENING}(?!(?:{data['stops']})\b)[^\s()\[\]|]{{1,40}}[)\]]?)"
    fill = rf"{word}{{0,{data['most']}}}(?>(?:\s?[^\w\s]){{0,8}})\s*$"
    kinds = rf"{CLOSING}(?: ?{OPENING}(?:{data['kinds']})\b{CLOSING}){{0,4}} ?"
    return BaseModelCues(
        tuple(
            (name, re.compile(rf"(?:{cue}){fill}"), tuple(data["needs"].get(name, ("",))))
            for name, cue in data["before"].items()
        ),
        tuple((name, re.compile(rf"{kinds}(?:{cue})")) for name, cue in data["behind"].items()),
        re.compile(data["about"]),
        re.compile(data["scratch"]),
        re.compile(kinds + data["parts"]),
        frozenset(data["bare"]),
    )
