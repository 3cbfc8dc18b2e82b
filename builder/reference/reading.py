"""Data as the dataclasses that describe it, without a check: for files of ours, which the tests check."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from builder import patterns

Read = Callable[[Any], Any]


def read_as(kind: Any, value: object) -> Any:  # noqa: ANN401 - any type and its value
    """A value of JSON or TOML as one of a type: a dataclass, a tuple, a pattern, and types made of them.

    Raises TypeError, ValueError, KeyError or AttributeError for some, not for all data that does not fit; a text that
    is no pattern raises re.error when it is first used.
    """
    read = _reader(kind)
    return value if read is None else read(value)


@lru_cache
def _reader(kind: Any) -> Read | None:  # noqa: ANN401 - any type
    """What makes a type's value of data; None where the data is the value."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _record(kind)
    if kind is float:
        return float
    if origin is Annotated:
        return _reader(arguments[0])
    if origin in (Union, UnionType):
        return _reader(next(one for one in arguments if one is not NoneType))
    if origin is re.Pattern:
        return patterns.compile
    if origin in (tuple, frozenset):
        return _every(origin, _reader(arguments[0]))
    if origin is dict:
        return _values(_reader(arguments[1]))
    return None


def _every(many: Any, read: Read | None) -> Read:  # noqa: ANN401 - tuple or frozenset
    return many if read is None else lambda value: many(map(read, value))


def _values(read: Read | None) -> Read | None:
    return None if read is None else lambda value: {key: read(one) for key, one in value.items()}


def _record(kind: Any) -> Read:  # noqa: ANN401 - any dataclass
    kinds: dict[str, Any] = {one.name: one.type for one in fields(kind)}
    readers = {name: _reader(one) for name, one in kinds.items()}
    given = {name: read for name, read in readers.items() if read is not None}

    def read(value: dict[str, Any]) -> Any:  # noqa: ANN401 - an object of that dataclass
        return kind(**{name: given[name](one) if name in given else one for name, one in value.items()})

    return read
