"""Schemas of settings in JavaScript: what a field is where nothing is given, and what it may be.

Sources: the documentation of zod, valibot, yup, joi, t3-env (`createEnv`) and envalid (`cleanEnv`, `str`).
"""

from collections.abc import Sequence

from builder import patterns as re
from builder.mapping.scripts.tree import Call, Member, Node, Record, last_word
from builder.mapping.scripts.values import Evaluation, Frame, Value, farther, opened

ROOT = re.compile(rb"\s*(?:z|zod|v|yup|y|Joi|joi|s|t|schema|Schema)\s*\.")
DEFAULTS = frozenset({"default", "catch", "prefault", "failover"})
OBJECTS = frozenset({"object", "strictObject", "looseObject", "interface"})
ENUMS = frozenset({"enum", "picklist", "oneOf", "valid", "enums"})
PARSING = frozenset({"parse", "safeParse", "parseAsync", "parseSync", "validate", "validateSync", "cast", "attempt"})
PASSING = frozenset(
    {"optional", "nullable", "nullish", "min", "max", "length", "trim", "describe", "nonempty", "refine", "transform"}
    | {
        "readonly",
        "brand",
        "meta",
        "superRefine",
        "strict",
        "passthrough",
        "label",
        "required",
        "extend",
        "merge",
        "or",
    }
)
GROUPS = ("server", "client", "shared")  # of createEnv
SPECIFIED = frozenset({"str", "host", "url", "email", "json"})  # of envalid


def schema(ask: Evaluation, call: Call, frame: Frame | None) -> list[Value] | None:
    """What a call on a schema stands for; None for another one."""
    word, arguments = last_word(call.callee), call.arguments
    owner = call.callee.owner if isinstance(call.callee, Member) else None
    if word in PARSING and owner is not None:
        held = [one for one in ask.evaluate(owner, frame) if isinstance(one.node, Record)]
        return held or None
    if word == "createEnv" and arguments and isinstance(arguments[0], Record):
        groups = [(None, inner) for key, inner in arguments[0].entries if key in GROUPS]
        return [Value(Record(call.start, call.end, call.file, groups), frame=frame)]
    if word == "cleanEnv" and len(arguments) > 1:
        return ask.evaluate(arguments[1], frame)
    if word in SPECIFIED and owner is None and b"envalid" in call.file.data:
        return _specified(ask, arguments, frame)
    if owner is None or ROOT.match(call.file.data, call.start, call.end) is None:
        return None
    return _of_chain(ask, word, owner, arguments, frame)


def _of_chain(
    ask: Evaluation, word: str, owner: Node, arguments: Sequence[Node], frame: Frame | None
) -> list[Value] | None:
    given = list(arguments)
    if word in DEFAULTS and given:
        default = farther(ask.evaluate(given[0], frame), "default")
        known = {one.text for one in default}
        others = [one for one in ask.evaluate(owner, frame) if one.text is not None and one.text not in known]
        return [*default, *opened(others)]
    if word in ENUMS and given:
        lists = [value for one in given for value in ask.evaluate(one, frame)]
        inner = [one for value in lists for one in (ask.elements(value) if value.text is None else [value])]
        return opened(inner)
    if word in OBJECTS and given:
        return ask.evaluate(given[0], frame)
    if word == "optional" and len(given) > 1:  # valibot: optional(schema, default)
        return farther(ask.evaluate(given[1], frame), "default")
    if word == "literal" and given:
        return ask.evaluate(given[0], frame)
    return ask.evaluate(owner, frame) if word in PASSING and isinstance(owner, Call) else None


def _specified(ask: Evaluation, arguments: Sequence[Node], frame: Frame | None) -> list[Value]:
    given = [one for one in arguments if isinstance(one, Record)]
    made: list[Value] = []
    for record in given:
        for key, inner in record.entries:
            if key in {"default", "devDefault"}:
                made += farther(ask.evaluate(inner, frame), "default")
            elif key == "choices":
                made += opened([one for value in ask.evaluate(inner, frame) for one in ask.elements(value)])
    return made
