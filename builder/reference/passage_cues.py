"""configs/passage_cues.toml as patterns: the words of a sentence that is itself a field's value."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from builder.bundled import bundled


@dataclass(frozen=True)
class PassageCue:
    """Words that make a sentence a candidate of a field; both patterns are for lower case."""

    field: str
    cue: str
    stems: tuple[str, ...]  # of which a text with the words holds one
    words: re.Pattern[str]
    needs: re.Pattern[str]  # what the sentence must hold as well


@cache
def load_passage_cues() -> tuple[PassageCue, ...]:
    """The bundled cues, in their order."""
    data = tomllib.loads((bundled("configs") / "passage_cues.toml").read_text(encoding="utf-8"))
    return tuple(
        PassageCue(
            one["field"],
            one["cue"],
            tuple(one["stems"]),
            re.compile(r"\b(?:" + "|".join(one["words"]) + ")"),
            re.compile(one.get("needs", "")),
        )
        for one in data["cue"]
    )
