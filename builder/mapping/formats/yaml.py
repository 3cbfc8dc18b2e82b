"""YAML, read line by line with places: mappings, lists, scalars of all styles, tags, several documents, templates.

Tolerant: nothing is refused, and what is no YAML (a line of a template language) is passed over. What a tag makes of a
mapping (`!new:module.Class`) stands in it as '_target_', hydra's word for it; the scalar of an anchor ('&name') stands
under the key '*name' a second time, so that aliases can be looked up.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets, unquoted
from builder.mapping.formats.entries import ELEMENT, MAX_DEPTH, MAX_ENTRIES, Entry, Place, Positions, below

TARGET = "_target_"
QUOTED = re.compile(r"""(?s)"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'""")
PLAIN_KEY = r"""[^\s"'#\[\]{},&*!|>%@`][^\s:]*+(?:[ :](?!\#)[^\s:]++)*+"""
KEY = re.compile(rf"""("(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|{PLAIN_KEY})[ \t]*+:(?=[ \t]|$)""")
WORD = re.compile(r"\S++[ \t]*")
BLOCK = re.compile(r"[|>][-+0-9]*+[ \t]*+(?:#.*)?$")
COMMENT = re.compile(r"(?:^|[ \t])#")
SPECIAL = re.compile(
    r"\{%|\{\{-?\s*(?:if|else|end|range|with|define|include|template|toYaml|/\*|\$)|---|\.\.\.(?=\s|$)|%[A-Z]"
)
KEPT_TAGS = ("!ref", "!copy")  # speechbrain's references are values
MAX_QUOTED = 20_000  # characters of one quoted scalar; a quote that opens none is given up behind them


@dataclass
class _Level:
    """An open mapping or list; `key` is the newest one, `waiting` tells that it has no value yet."""

    indent: int
    keys: tuple[str, ...]
    number: int
    key: str = ELEMENT
    waiting: bool = False
    inner: int | None = None  # number of the mapping below the newest key, if something stands in it already

    @property
    def is_list(self) -> bool:
        return self.key == ELEMENT


class _Reader:
    """A walk down the lines of a file: `row` is the next line, `levels` the mappings and lists around it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [line.removesuffix("\r") for line in text.split("\n")]
        self.offsets = Positions(text)
        self.numbers = count()
        self.levels: list[_Level] = []
        self.entries: list[Entry] = []
        self.row = 0

    def step(self) -> None:
        """Read the next line, and those that its scalar goes on in."""
        line = self.lines[self.row]
        content = line.lstrip(" \t")
        self.row += 1
        if not content or content[0] == "#":
            return
        if content[0] in "{-.%" and SPECIAL.match(content):
            if content.startswith(("---", "...")):
                self.levels.clear()
            return
        self._content(len(line) - len(content), content)

    def _content(self, indent: int, content: str) -> None:
        while self.levels and self.levels[-1].indent > indent:
            self.levels.pop()
        while (content == "-" or content.startswith(("- ", "-\t"))) and len(self.levels) < MAX_DEPTH:
            level = self._level(indent, ELEMENT)
            level.waiting, level.inner = True, None
            rest = content[1:].lstrip(" \t")
            indent += len(content) - len(rest)
            content = rest
        key = KEY.match(content)
        if key is not None:
            level = self._level(indent, unquoted(key[1]))
            level.waiting, level.inner = True, None
            rest = content[key.end() :].lstrip(" \t")
            self._value(level, indent + len(content) - len(rest), rest)
        elif content and self.levels and self.levels[-1].waiting:
            self._value(self.levels[-1], indent, content)
        elif content[:1] in {"[", "{"} and not self.levels:
            self._brackets(-1, (), indent)

    def _level(self, indent: int, key: str) -> _Level:
        """The level that a key, or an element, at this indentation stands in."""
        top = self.levels[-1] if self.levels else None
        if top is not None and top.indent == indent and top.is_list and key != ELEMENT:
            self.levels.pop()  # a list may stand as deep as the key that it belongs to
            top = self.levels[-1] if self.levels else None
        if top is None or top.indent < indent or top.is_list != (key == ELEMENT):
            top = self._opened(indent, key, top)
        top.key = key
        return top

    def _opened(self, indent: int, key: str, top: _Level | None) -> _Level:
        keys: tuple[str, ...] = ()
        number: int | None = None
        if top is not None:
            keys, top.waiting = below(top.keys, top.key), False
            number = top.number if key == ELEMENT and not top.is_list else top.inner
        level = _Level(indent, keys, next(self.numbers) if number is None else number, key)
        if len(self.levels) >= MAX_DEPTH:
            self.levels.pop()
        self.levels.append(level)
        return level

    def _value(self, level: _Level, column: int, content: str) -> None:
        """What stands behind a key or dash, or on a line of its own below it."""
        content, column, anchor = self._properties(level, column, content)
        if not content or content[0] == "#":
            return
        level.waiting = False
        if content[0] in "[{" and not content.startswith("{{"):
            self._brackets(level.indent, below(level.keys, level.key), column, level.number)
            return
        folded = content[0] != "|"
        if BLOCK.match(content):
            value, places = self._block(level.indent)
        elif content[0] in "\"'" and (quoted := self._quoted(column)) is not None:
            value, places = quoted
        else:
            value, places = self._plain(level.indent, column, content)
        self.entries.append(Entry(below(level.keys, level.key), value, places, level.number, folded))
        if anchor is not None:
            self.entries.append(Entry((f"*{anchor}",), value, places, -1))

    def _properties(self, level: _Level, column: int, content: str) -> tuple[str, int, str | None]:
        """The content behind anchors and tags, its column, and the anchor."""
        anchor = None
        while content[:1] in {"&", "!"} and not content.startswith(KEPT_TAGS):
            word = WORD.match(content)
            assert word is not None  # noqa: S101 - it begins with no white space
            name = word[0].strip()
            if name[0] == "&":
                anchor = name[1:]
            elif ":" in name:
                level.inner = next(self.numbers)
                place = Place(self.row, column + 1)
                keys = below(below(level.keys, level.key), TARGET)
                self.entries.append(Entry(keys, name.partition(":")[2], (place,), level.inner))
            content = content[word.end() :]
            column += word.end()
        return content, column, anchor

    def _brackets(self, indent: int, keys: tuple[str, ...], column: int, parent: int | None = None) -> None:
        start = self.offsets.offset(self.row) + column
        end = _outside(indent) if indent >= 0 else None
        found, stop = read_brackets(
            self.text, self.offsets, start, keys=keys, numbers=self.numbers, parent=parent, end=end
        )
        self.entries += found
        self.row = self.offsets.at(stop).line

    def _quoted(self, column: int) -> tuple[str, tuple[Place, ...]] | None:
        """A quoted scalar that begins on the line just read; None if no quote closes it."""
        start = self.offsets.offset(self.row) + column
        match = QUOTED.match(self.text, start, start + MAX_QUOTED)
        if match is None:
            return None
        first, last = self.row, self.offsets.at(match.end() - 1).line
        self.row = last
        return unquoted(match[0]), (Place(first, column + 2), *(Place(row, 1) for row in range(first + 1, last + 1)))

    def _block(self, indent: int) -> tuple[str, tuple[Place, ...]]:
        """A block scalar ('|', '>') below an indentation, line by line as written."""
        first, margin = self.row, None
        while self.row < len(self.lines):
            line = self.lines[self.row]
            depth = len(line) - len(line.lstrip(" \t"))
            if depth < len(line):
                if depth <= indent:
                    break
                margin = depth if margin is None else min(margin, depth)
            self.row += 1
        block = [line[margin:] if margin is not None else "" for line in self.lines[first : self.row]]
        places = tuple(Place(first + 1 + row, (margin or 0) + 1) for row in range(len(block)))
        return "\n".join(block), places or (Place(first, 1),)

    def _plain(self, indent: int, column: int, content: str) -> tuple[str, tuple[Place, ...]]:
        """A plain scalar and the deeper lines that it goes on in."""
        lines, places = [_uncommented(content)], [Place(self.row, column + 1)]
        while self.row < len(self.lines):
            line = self.lines[self.row]
            content = line.lstrip(" \t")
            depth = len(line) - len(content)
            if not content or depth <= indent or content[0] in "#{":
                break
            if KEY.match(content) or content.startswith("- "):
                break
            self.row += 1
            lines.append(_uncommented(content))
            places.append(Place(self.row, depth + 1))
        return "\n".join(lines), tuple(places)


@lru_cache
def _outside(indent: int) -> re.Pattern[str]:
    """White space before a line that is not deep enough to go on with brackets."""
    return re.compile(rf"\s*\n {{0,{indent}}}(?=[^\s\]}}])")


def _uncommented(content: str) -> str:
    comment = COMMENT.search(content)
    return (content[: comment.start()] if comment is not None else content).rstrip()


def read_yaml(text: str) -> list[Entry]:
    """The scalars of a YAML file in the order of their place, at most about MAX_ENTRIES."""
    reader = _Reader(text)
    while reader.row < len(reader.lines) and len(reader.entries) <= MAX_ENTRIES:
        reader.step()
    return reader.entries
