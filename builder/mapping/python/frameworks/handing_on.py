"""Calls of functions that something else makes: threads, pools, event loops, tasks and actors of other libraries."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from builder.mapping.python.syntax.expressions import (
    Argument,
    Attribute,
    Call,
    Constant,
    Either,
    Expression,
    Item,
    Items,
    Name,
    Source,
    Table,
    Text,
)
from builder.mapping.python.values.functions import last_name

ELEMENT = "\0"  # before a number: the name of an element of what is mapped over, which no code can write
MAX_PLACES = 6  # parameters that `starmap` fills

# By the last name: the function stands at this place, what it is given behind it.
BEHIND = {
    **dict.fromkeys(("submit", "to_thread", "add_task", "create_task", "call_soon", "run_sync", "start_soon"), 0),
    **dict.fromkeys(("call_later", "call_at", "run_in_executor", "call_soon_threadsafe"), 1),
}
# The function is `target`, or at this place; what it is given are the lists `args` and `kwargs`, or stand behind it.
LISTED = {
    **dict.fromkeys(("Thread", "Process", "Timer"), 1),
    **dict.fromkeys(("spawn", "apply", "apply_async", "start_new_thread", "start_processes"), 0),
}
# Of Gradio: call their function with the values of their `inputs`.
EVENTS = frozenset(
    {"Interface", "ChatInterface", "click", "change", "submit", "select", "input", "release", "then", "success", "load"}
    | {"upload", "blur", "tick", "render"}
)
# Of mmengine and its like: `dict(type=function, ...)` is a call that is made later.
DICTIONARIES, TARGETS = frozenset({"dict", "Config", "ConfigDict", "LazyCall"}), frozenset({"type", "_target_"})
# Searches: the settings that they try are the function's one argument.
SEARCHED = {"Tuner": "param_space", "run": "config", "fmin": "space"}
SPAWNED = frozenset({"spawn", "start_processes"})  # give the number of the process before all else
MAPPED = frozenset({"map", "imap", "imap_unordered", "map_async", "thread_map", "process_map"})
STARRED = frozenset({"starmap", "starmap_async"})
# Methods of functions and classes that a decorator of Ray, Celery, Modal, Prefect and their like made.
REMOTE = frozenset({"remote", "bind", "delay", "s", "si", "local", "spawn", "submit", "apply_async", "aio", "deploy"})
CHANGED = frozenset({"options", "set", "with_options"})  # of the same: give the function again

METHODS = REMOTE | CHANGED

# By the last name: what caches, repeats or delays a function, which is called with the same arguments.
WRAPPING = frozenset(
    {"lru_cache", "cache", "cached", "memoize", "cache_resource", "cache_data", "experimental_singleton"}
    | {"experimental_memo", "delayed", "remote", "retry", "no_grad", "inference_mode", "sync_to_async", "wraps"}
)
SAME = WRAPPING | {"partial"}


class Inner(NamedTuple):
    """The call that is made, and the lists over whose elements it is made."""

    call: Call
    sources: tuple[Source, ...]


def inner(call: Call, place: int) -> Inner | None:
    """The call of the function whose name stands at a place among the arguments of another; None if none is made."""
    shown = next((number for number, one in enumerate(call.arguments) if one.start <= place < one.end), None)
    if shown is None or not isinstance(call.arguments[shown].value, Name | Attribute):
        return None
    function, word = call.arguments[shown], last_name(call.function)
    before, after = call.arguments[:shown], call.arguments[shown + 1 :]
    inputs = _inputs(call, word, after) if function.name in (None, "fn") and not before else None
    if inputs is not None:
        return Inner(_made(call, function.value, inputs, place), ())
    if word in DICTIONARIES and function.name in TARGETS:
        return Inner(_made(call, function.value, (*before, *after), place), ())
    space = next((one for one in call.arguments if one.name == SEARCHED.get(word)), None) if word in SEARCHED else None
    space = space or (after[0] if word == "fmin" and after and after[0].name is None else None)
    if space is not None and not before and function.name in (None, "fn"):
        return Inner(_made(call, function.value, (replace(space, name=None),), place), ())
    if word in BEHIND and function.name is None and shown == BEHIND[word]:
        return Inner(_made(call, function.value, after, place), ())
    if word in LISTED and (function.name in ("target", "func", "fn", "function") or len(before) == LISTED[word]):
        return Inner(_made(call, function.value, _unpacked(call, word, after), place), ())
    lists = [one for one in after if one.name is None]
    if word in MAPPED | STARRED and not before and lists:
        return _mapped(call, function.value, lists, place, starred=word in STARRED)
    return None


def _inputs(call: Call, word: str, after: tuple[Argument, ...]) -> tuple[Argument, ...] | None:
    """What a component of Gradio gives the function that an event of it calls; None if it is no such event."""
    if word not in EVENTS:
        return None
    shown = next((one for one in call.arguments if one.name in ("inputs", "additional_inputs")), None)
    listed = shown or (after[0] if after and after[0].name is None else None)
    if listed is None or (shown is None and not isinstance(listed.value, Items | Name)):
        return None
    if word == "submit" and shown is None and not isinstance(listed.value, Items):
        return None  # of a pool
    given = listed.value.items if isinstance(listed.value, Items) else _places(listed.value)
    first = (Name(ELEMENT), Name(ELEMENT)) if word == "ChatInterface" else ()  # the message and those before it
    return tuple(replace(listed, name=None, value=value) for value in (*first, *given))


def _places(value: Expression) -> tuple[Expression, ...]:
    """What one component gives, or each of a list of them that has a name."""
    inner = [Item(value, Constant(str(number))) for number in range(MAX_PLACES)]
    return (Either((value, inner[0])), *inner[1:])


def _made(call: Call, function: Expression, arguments: tuple[Argument, ...], place: int) -> Call:
    return replace(call, function=function, arguments=arguments, word=place)


def _unpacked(call: Call, word: str, after: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """The arguments that stand in a tuple and a dictionary."""
    shown = [one for one in after if one.name is None]
    named = {one.name: one for one in call.arguments if one.name is not None}
    listed = named.get("args") or next((one for one in shown if isinstance(one.value, Items)), None)
    table = (
        named.get("kwargs") or named.get("kwds") or next((one for one in shown if isinstance(one.value, Table)), None)
    )
    found: list[Argument] = []
    if listed is not None and isinstance(listed.value, Items):
        if word in SPAWNED:
            found.append(replace(listed, name=None, value=Name(ELEMENT)))
        found.extend(replace(listed, name=None, value=value) for value in listed.value.items)
    if table is not None and isinstance(table.value, Table):
        pairs = table.value.pairs
        found.extend(replace(table, name=key.value, value=value) for key, value in pairs if isinstance(key, Text))
    return tuple(found)


def _mapped(call: Call, function: Expression, lists: list[Argument], place: int, *, starred: bool) -> Inner:
    """A call for each element of the lists; of `starmap` with what the element holds."""
    if starred:
        names = [(f"{ELEMENT}{number}", (number,)) for number in range(MAX_PLACES)]
        sources: tuple[Source, ...] = (Source(tuple(names), lists[0].value),)
        given = tuple(replace(lists[0], value=Name(name)) for name, _ in names)
    else:
        sources = tuple(Source(((f"{ELEMENT}{number}", ()),), one.value) for number, one in enumerate(lists))
        given = tuple(replace(one, value=Name(f"{ELEMENT}{number}")) for number, one in enumerate(lists))
    return Inner(_made(call, function, given, place), sources)


def remote(call: Call, place: int) -> Call | None:
    """`function.remote(...)`, `Class.options(...).bind(...)` as a call of what stands at a place; else None."""
    function = call.function
    if not isinstance(function, Attribute) or function.name not in REMOTE or not call.start <= place < call.word:
        return None
    owner = function.value
    if isinstance(owner, Call) and isinstance(owner.function, Attribute) and owner.function.name in CHANGED:
        owner = owner.function.value
    return replace(call, function=owner, word=place) if isinstance(owner, Name | Attribute) else None
