"""Inputs of ComfyUI's nodes: `INPUT_TYPES` says what the parameters of the class's `FUNCTION` may be.

Source: docs.comfy.org, "Datatypes" and "Properties" of custom nodes: {"required": {name: (type or list, options)}}.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.frameworks import choices
from builder.mapping.python.values import classes, objects
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import step
from builder.mapping.python.values.values import Definition, Flag, Point, Sequence, Str, Structure, Value, Values

INPUTS, FUNCTION = "INPUT_TYPES", "FUNCTION"
GROUPS = ("required", "optional")
HOW = "argument_parser"


def widget(ev: Evaluator, point: Point, name: str) -> Iterator[Value]:
    """What the widget of a parameter gives: its default, else the first of its list, and the others as choices."""
    kind = point.scope.around
    if kind is None or not point.file.facts.holds(INPUTS.encode()) or point.scope.name in (CONSTRUCTOR, INPUTS):
        return
    owner = Definition(point.file, kind)
    declared = classes.method(ev, owner, INPUTS)
    named = objects.member(ev, owner, FUNCTION, point) if declared is not None else ()
    if declared is None or not any(isinstance(one, Str) and one.text == point.scope.name for one in named):
        return
    for inputs in ev.returned(declared, ()):
        for group in GROUPS:
            for held in _item(ev, (inputs,), group):
                for spec in _item(ev, (held,), name):
                    yield from _given(ev, spec)


def _given(ev: Evaluator, spec: Value) -> Iterator[Value]:
    kinds, options = objects.item(ev, spec, (Flag("0"),), ()), objects.item(ev, spec, (Flag("1"),), ())
    default = [one for one in _item(ev, options, "default") if isinstance(one, Str)]
    listed = [one for one in (*kinds, *_item(ev, options, "options")) if isinstance(one, Structure | Sequence)]
    offered = [value for owner in listed for element in objects.elements(ev, owner) for value in element]
    texts = [value for value in offered if isinstance(value, Str)]
    taken = {one.text for one in default} or {one.text for one in texts[:1]}
    yield from step([one for one in (*default, *texts) if one.text in taken], HOW)
    yield from choices.marked(one for one in texts if one.text not in taken)


def _item(ev: Evaluator, owners: Values, key: str) -> list[Value]:
    return [value for owner in owners for value in objects.item(ev, owner, (Str(key, "", 0),), ())]
