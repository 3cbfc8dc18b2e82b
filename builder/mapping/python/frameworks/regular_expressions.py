"""`re.split(pattern, text)` where the pattern is a separator: one character or class, with spaces around it."""

from __future__ import annotations

from dataclasses import replace

from builder import patterns as re
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import UNKNOWN, CallString, Sequence, Site, Str, Values

# What a scanned file may have this program match: nothing that takes more than the square of a text's length.
SEPARATOR = re.compile(r"(?:\\s[*+]?)?(?:\[(?:\\s|[^\\\[\]^-]){1,20}\][+]?|\\?[,;:|/@#])?(?:\\s[*+]?)?")
MAX_TEXT = 500  # characters


def split(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """The parts of each text; what is not known where the pattern is more than a separator."""
    shown = [given(site, (name,), place) for place, name in enumerate(("pattern", "string"))]
    patterns, texts = (ev.evaluate(one.value, site.within(calls)) if one is not None else () for one in shown)
    known = [one.text for one in patterns if isinstance(one, Str) and one.text and SEPARATOR.fullmatch(one.text)]
    if len(known) != 1 or len(site.call.arguments) > len(shown):
        return (UNKNOWN,)
    lists = (
        Sequence(tuple((replace(text, text=part),) for part in re.split(known[0], text.text)))
        for text in texts
        if isinstance(text, Str) and len(text.text) <= MAX_TEXT
    )
    return tuple(lists) or (UNKNOWN,)


CALLS = {"re.split": split}
