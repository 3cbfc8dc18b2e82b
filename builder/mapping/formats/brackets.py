"""What stands in brackets, with places: JSON with comments, jsonnet, YAML's flow style, inline tables of TOML.

Tolerant: nothing is refused, what is missing or too much is passed over. One pass, in time with the text's length.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, MAX_ENTRIES, Entry, Place, Positions, below

# A string that is not closed ends with its line, so that no quote is looked for twice.
GRAMMAR = r"""
(?P<space>\s+)
|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|\#[^\n]*)
|(?P<string>"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.|'')*+'?)
|(?P<open>[\[{])
|(?P<close>[\]}])
|(?P<comma>[,;])
|(?P<separator>%s)
|(?P<bare>[^\s,;\[\]{}"'](?:[^\n,;\[\]{}%s\#]|%s(?=[^\s,\[\]{}"'])|(?<=\S)\#)*+)
"""


@lru_cache
def _tokens(separator: str) -> re.Pattern[str]:
    either = f"[{separator}]"
    return re.compile(GRAMMAR % (either, separator, either), re.VERBOSE | re.DOTALL)


@dataclass
class _Level:
    """An open bracket: `key` waits for its value, `last` for what tells whether it is a key or a value."""

    keys: tuple[str, ...]
    number: int
    named: bool
    key: str | None = None
    last: tuple[str, int] | None = None


def read_brackets(
    text: str,
    positions: Positions,
    start: int = 0,
    *,
    keys: tuple[str, ...] = (),
    numbers: Iterator[int] | None = None,
    parent: int | None = None,
    separator: str = ":",
    end: re.Pattern[str] | None = None,
) -> tuple[list[Entry], int]:
    """Scalars from `start` to the bracket that closes the first one, or to the text's end, and the offset behind it.

    `keys` lead to what is read, `numbers` gives the parents' numbers, `parent` is the first one; one of the characters
    of `separator` stands between key and value. White space that `end` matches ends it too.
    """
    numbers = numbers if numbers is not None else count()
    levels: list[_Level] = []
    found: list[Entry] = []
    outer = _Level(keys, next(numbers) if parent is None else parent, named=False)
    for token in _tokens(separator).finditer(text, start):
        level, kind = levels[-1] if levels else outer, token.lastgroup
        if kind == "space":
            if end is not None and end.match(text, token.start()):
                _settle(level, found, positions)
                return found, token.start()
        elif kind in {"string", "bare"}:
            _settle(level, found, positions)
            level.last = (token[0], token.start())
        elif kind == "separator" and level.last is not None:
            level.key, level.last = unquoted(level.last[0]), None
        elif kind == "comma":
            _settle(level, found, positions)
            level.key = None
        elif kind == "open":
            _settle(level, found, positions)
            number = next(numbers) if token[0] == "{" else level.number
            levels.append(_opened(level, token[0], bool(levels), number))
            level.key = None
        elif kind == "close":
            _settle(level, found, positions)
            if len(levels) <= 1:
                return found, token.end()
            levels.pop()
        if len(found) > MAX_ENTRIES:
            break
    return found, len(text)


def _opened(level: _Level, bracket: str, inner: bool, number: int) -> _Level:
    keys = level.keys
    if level.key is not None:
        keys = below(keys, level.key)
    elif inner:
        keys = below(keys, ELEMENT)
    return _Level(keys, number, named=bracket == "{")


def _settle(level: _Level, found: list[Entry], positions: Positions) -> None:
    """What waits in a level is a value: what follows is no separator."""
    if level.last is None:
        return
    (written, offset), level.last = level.last, None
    if level.key is None and level.named:
        return
    key = level.key if level.key is not None else ELEMENT
    quoted = written[0] in "\"'"
    place = positions.at(offset)
    value = unquoted(written)
    places = (Place(place.line, place.column + quoted),)
    found.append(Entry(below(level.keys, key), value, places, level.number))
    level.key = None


def unquoted(written: str) -> str:
    """A string's text without quotes and escapes; a bare word as it is."""
    written = written.rstrip()
    quote = written[:1]
    if quote not in {'"', "'"}:
        return written
    inner = written[1:-1] if len(written) > 1 and written[-1] == quote else written[1:]
    if quote == "'":
        return inner.replace("''", "'")
    if "\\" not in inner:
        return inner
    try:
        value = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        return inner
    return str(value)
