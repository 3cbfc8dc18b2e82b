"""Variables and parameters: what they are set to where they stand, and what callers give."""

from collections.abc import Sequence
from posixpath import dirname

from builder.mapping.scripts.rust_paths import variants
from builder.mapping.scripts.tree import (
    Assigned,
    Call,
    File,
    Function,
    Member,
    Name,
)
from builder.mapping.scripts.values import Evaluation, Frame, Value, distinct, farther, opened


def variable(ask: Evaluation, node: Name, frame: Frame | None) -> list[Value]:
    """What a variable can be where it stands."""
    if node.name in {"this", "self", "Self", "super"}:
        owner = node.scope.owner
        if owner is not None and node.name == "super":
            return ask.evaluate(owner.base, frame) if owner.base is not None else []
        return _variants(ask, node, frame) or ([Value(owner, frame=frame)] if owner is not None else [])
    home = node.scope.home(node.name)
    if home is None:
        return ask.path(node, frame) if node.file.language == "rust" else _beside(ask, node)
    live = reaching(home.names[node.name], node)
    values = [value for one in live for value in _assigned(ask, one, frame)]
    several = len([one for one in live if one.function is None]) > 1
    return farther(opened(values) if several and distinct(values) > 1 else values)


def _variants(ask: Evaluation, node: Name, frame: Frame | None) -> list[Value]:
    """The variants of an enum that a method was called on, where the calls that led into it say them."""
    function = node.scope.function
    led = frame.of(function) if frame is not None and function is not None and node.name == "self" else None
    if led is None or node.file.language != "rust" or not isinstance(led.call.callee, Member):
        return []
    given = ask.evaluate(led.call.callee.owner, led.outer)
    return given if all(isinstance(one.node, Name) for one in given) else []


def _beside(ask: Evaluation, node: Name) -> list[Value]:
    """What another script of the folder sets a name to: scripts of one page that are no modules share their names."""
    if node.file.imported or node.file.exports:
        return []
    folder = dirname(node.file.path)
    others = [file for file in ask.modules.mentioning(node.name, "javascript") if dirname(file.path) == folder]
    shared = (file.scope.names.get(node.name, ()) for file in others if file is not node.file and not file.exports)
    return farther([value for assigned in shared for one in assigned for value in _assigned(ask, one, None)])


def _assigned(ask: Evaluation, one: Assigned, frame: Frame | None) -> list[Value]:
    if one.function is None:
        given = ask.walk(ask.evaluate(one.value, frame), one.path) if one.value is not None else []
        if not given and one.value is not None and one.path and isinstance(one.path[-1], str):
            member = Member(one.value.start, one.value.end, one.value.file, one.value, one.path[-1])
            given = farther(ask.callers.members(member, frame))
        if not given and one.typed:
            given = ask.walk(_typed(ask, one, frame), one.path)
        return given or _default(ask, one, frame)
    led = frame.of(one.function) if frame is not None else None
    if led is not None:
        given = _argument(ask, led.call, one.position, led.outer)
        return ask.walk(given, one.path) or _default(ask, one, frame) or ask.walk(_typed(ask, one, frame), one.path)
    callback = one.function.given.get(one.position)
    if callback is not None:
        return ask.walk(ask.evaluate(callback, frame), one.path)
    given = ask.walk(_from_callers(ask, one.function, one.position), one.path)
    given += _others(ask, one, {value.text for value in given})
    return [*given, *_default(ask, one, frame)] or ask.walk(_typed(ask, one, frame), one.path)


def _default(ask: Evaluation, one: Assigned, frame: Frame | None) -> list[Value]:
    return farther(ask.evaluate(one.default, frame), "default") if one.default is not None else []


def _others(ask: Evaluation, one: Assigned, given: set[str | None]) -> list[Value]:
    """The variants of a parameter's enum that no caller gives, and that are names as texts: they are on offer."""
    function = one.function
    if function is None or not one.typed or function.file.language != "rust":
        return []
    enums = (cls for cls in ask.callers.classes(one.typed, function.file) if cls.words)
    return opened(value for cls in enums for value in variants(ask, cls, function) if value.text not in given)


def _typed(ask: Evaluation, one: Assigned, frame: Frame | None) -> list[Value]:
    named = ask.callers.classes(one.typed, one.function.file if one.function else _file(one)) if one.typed else []
    return [Value(cls, frame=frame) for cls in named]


def _argument(ask: Evaluation, call: Call, position: int, frame: Frame | None) -> list[Value]:
    if position >= len(call.arguments):
        return []
    return ask.evaluate(call.arguments[position], frame)


def _from_callers(ask: Evaluation, function: Function, position: int) -> list[Value]:
    return [
        value if value.caller else value._replace(caller=call)
        for call in ask.callers.of(function)
        for value in _argument(ask, call, position, None)
    ]


# Members


def reaching(assigned: Sequence[Assigned], node: Name) -> list[Assigned]:
    """The assignments that a variable can have where it stands: the last before it, those of branches beside it."""
    function = node.scope.function
    if any(one.scope.function is not function for one in assigned):
        return list(assigned)
    live: list[Assigned] = []
    for one in assigned:
        if one.offset <= node.start:
            live = [one] if one.scope.around(node.scope) else [*live, one]
    return live or list(assigned)


def _file(one: Assigned) -> File:
    return one.value.file if one.value is not None else File("", b"", "rust")
