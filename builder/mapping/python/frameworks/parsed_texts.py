"""JSON, YAML and TOML that a string of the code holds and that the code reads: `yaml.safe_load('''model: ...''')`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace

from builder.mapping.formats.entries import ELEMENT
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.python.values.sets import step
from builder.mapping.python.values.values import Flag, Pairs, Sequence, Str, Value, Values

LOADING = frozenset({"loads", "load", "safe_load", "full_load", "unsafe_load", "create"})
MARKS = (":", "=", "[")  # without one of them a text holds one scalar: it is a path
MAX_DEPTH = 12
MAX_NODES = 400  # of one text


def read(root: str, last: str, given: Values) -> Values:
    """What the texts among the values hold, by the library that reads them; nothing where they hold no settings."""
    if last not in LOADING:
        return ()
    texts = [one for one in given if isinstance(one, Str) and any(mark in one.text for mark in MARKS)]
    return step(found for text in texts for found in _of_text(root, text))


def _of_text(root: str, text: Str) -> Iterator[Value]:
    shown = text.text if "\n" in text.text else text.text.replace(r"\n", "\n")
    try:
        made = _loaded(root, shown)
    except (ValueError, RecursionError):
        return
    if isinstance(made, dict | list):
        yield from _value(made, text, iter(range(MAX_NODES)), 0)


def _loaded(root: str, text: str) -> object:
    """ValueError where a text is none of its library's."""
    if root == "json":
        return json.loads(text)
    if root in ("toml", "tomli", "tomllib"):
        return tomllib.loads(text)
    made: dict[str, object] = {}
    for entry in read_yaml(text):
        _put(made, entry.keys, entry.value)
    return made


def _put(into: object, keys: tuple[str, ...], value: str) -> None:
    """Adds a scalar of YAML to nested mappings and lists; a key that a list's last mapping has begins a new one."""
    if not keys:
        return
    key, *rest = keys
    inner: object = value if not rest else [] if rest[0] == ELEMENT else {}
    if isinstance(into, list):
        last = into[-1] if into and rest else None
        begins = type(last) is not type(inner) or (len(rest) == 1 and isinstance(last, dict) and rest[0] in last)
        into.extend([inner] if begins else ())
        inner = into[-1]
    elif isinstance(into, dict):
        inner = into.setdefault(key, inner)
    _put(inner, tuple(rest), value)


def _value(made: object, text: Str, left: Iterator[int], depth: int) -> Values:
    if next(left, None) is None or depth > MAX_DEPTH:
        return ()
    if isinstance(made, dict):
        named = ((str(key), _value(value, text, left, depth + 1)) for key, value in made.items())
        return (Pairs(tuple(((replace(text, text=key),), values) for key, values in named if values)),)
    if isinstance(made, list):
        return (Sequence(tuple(values for one in made if (values := _value(one, text, left, depth + 1)))),)
    if isinstance(made, str):
        before = text.text.find(made)
        return (replace(text, text=made, line=text.line + text.text.count("\n", 0, max(before, 0))),)
    return (Flag(str(made)),)
