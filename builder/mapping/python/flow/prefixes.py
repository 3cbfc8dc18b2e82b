"""Texts that say by their beginning that a name on the hub follows ('hf-hub:owner/name'), whatever call takes them."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.flow import loads
from builder.mapping.python.flow.loads import Question
from builder.mapping.python.syntax.expressions import Call
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Point
from builder.reference.signatures import UNKNOWN as UNTOLD
from builder.reference.signatures import Argument, CallRule, Match, Signatures


def prefixed(ev: Evaluator, prefix: str, call: Call, point: Point, place: int) -> Question | None:
    """What a call of anybody's loads that is given a text at a place whose prefix says that it is a name on the hub."""
    shown = next((other for other in call.arguments if other.start <= place < other.end), None)
    if shown is None or loads.matches(ev, call, point):
        return None
    words = (name for value in ev.evaluate(call.function, point) for name in loads.qualified(ev, value, call))
    name = next(words, f"{UNTOLD}.{last_name(call)}")
    owner = next(library for library in ev.signatures.libraries if prefix in library.prefixes)
    if name.partition(".")[0] in owner.roots:
        return None  # the library's own, and none of those that load
    library = replace(owner, name=name.partition(".")[0]) if name[0] != UNTOLD else owner
    position = [other for other in call.arguments if other.name is None].index(shown) if shown.name is None else None
    argument = Argument(position, (shown.name,) if shown.name is not None else ())
    rule = CallRule(calls=("from_pretrained",), loads="model", model=argument)
    return Question(Match(name, library, rule, "model"), "model", argument)


def hub_prefixes(signatures: Signatures) -> list[str]:
    """Beginnings of texts that say, whoever reads them, that a name on the hub follows ('hf-hub:')."""
    libraries = (library for library in signatures.libraries if library.hub == "huggingface")
    return sorted({prefix for library in libraries for prefix in library.prefixes if prefix.startswith("hf")})
