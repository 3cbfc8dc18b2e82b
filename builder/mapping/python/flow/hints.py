"""What a call loads whose class nothing tells, by names: that of its receiver, and of what it is kept in."""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.syntax.expressions import Attribute, Call
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.values import Definition, Point, Value
from builder.reference.signatures import Loads, Signatures

BEFORE = 200  # bytes before a call in which its name stands: 'tokenizer = ', 'processor: Any = '
ASSIGNED = re.compile(rb"(\w+)\s*(?::[^=\n]*)?=\s*$")
RETURNED = re.compile(rb"\b(?:return|yield)\s+$")
TAIL = re.compile(r"(?i)_?(?:class|cls|type|fixture|obj)$")


def loads(signatures: Signatures, call: Call, point: Point, value: Value) -> Loads:
    """What `x.from_pretrained` loads: by its class where that is the repository's, else by the first name that says it.

    A name of both ('model_and_tokenizer') and one of neither say nothing; without any it is a model.
    """
    if isinstance(value, Definition) and value.scope.around is not None:
        return signatures.loads_of_class(value.scope.around.name)
    for name in _names(call, point):
        words = TAIL.sub("", name)
        said = signatures.loads_of_class("".join(word[:1].upper() + word[1:] for word in words.split("_")))
        is_model = "model" in words.lower()
        if is_model or said != "model":
            return "model" if is_model else said
    return "model"


def _names(call: Call, point: Point) -> Iterator[str]:
    if isinstance(call.function, Attribute):
        yield last_name(call.function.value)
    before = point.file.facts.data[max(0, call.start - BEFORE) : call.start]
    assigned = ASSIGNED.search(before)
    if assigned is not None:
        yield assigned[1].decode("utf-8", "replace")
    elif RETURNED.search(before):
        yield point.scope.name
