"""The tags of pages and of JSX, with their attributes and what is around them, for what a page offers to its script."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from builder import patterns as re
from builder.records import dataclass

COMMENTS = re.compile(rb"<!--.*?(?:-->|\Z)|/\*.*?(?:\*/|\Z)|(?<![:\w\"'`/])//[^\n]*", re.DOTALL)
VISIBLE = re.compile(rb"[^\n]")
TAG = re.compile(rb"<(/?)([A-Za-z][\w.:-]*)")
ATTRIBUTE = re.compile(
    rb"""\s*(?:([\w.:@#$*()\[\]-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{((?:[^{}]|\{[^{}]*\})*)\}|([^\s"'`=<>{}]+)))?|\{[^{}]*\})"""
)
GROUP = re.compile(r"(?i)select|datalist|radio-?group|combobox|dropdown|menu|listbox|autocomplete|toggle-?group")
ITEM = re.compile(r"(?i)option|item$|radio$|radio-?button$|label|trigger|content")
CLOSED = re.compile(rb"\s*/")
QUOTED = re.compile(rb"""\s*(["'`])([^"'`]*)\1\s*\Z""")
MAX_ATTRIBUTES = 60
MAX_OPEN = 30  # tags within one another
MAX_TEXT = 300  # characters of an option's text


@dataclass(frozen=True)
class Attribute:
    """An attribute's value as written without its quotes, and the byte that it begins at."""

    value: str
    start: int


@dataclass(frozen=True)
class Tag:
    """An opening tag: its place in bytes, its attributes by name, the groups of choices around it, the text behind."""

    name: str
    start: int
    end: int
    attributes: Mapping[str, Attribute]
    around: tuple["Tag", ...] = field(default=())
    text: Attribute = field(default=Attribute("", 0))


def tags(data: bytes) -> Iterator[Tag]:
    """The opening tags of a page or script, in their order; none of those within comments."""
    data = COMMENTS.sub(lambda found: VISIBLE.sub(b" ", found[0]), data)
    groups: list[Tag] = []
    behind = 0
    for match in TAG.finditer(data):
        name = match[2].decode()
        if match.start() < behind:
            continue
        if match[1]:
            if groups and groups[-1].name == name:
                groups.pop()
            continue
        attributes, behind = _attributes(data, match.end())
        tag = Tag(name, match.start(), behind, attributes, tuple(groups), _text(data, behind))
        yield tag
        if _is_group(name) and len(groups) < MAX_OPEN and CLOSED.match(data, behind) is None:
            groups.append(tag)


def unquoted(written: bytes) -> tuple[bytes, int]:
    """What stands between the quotes of a bound value (`{"a"}`, `:value="'a'"`), and how far in it begins."""
    found = QUOTED.match(written)
    return (found[2], found.start(2)) if found is not None else (written, 0)


def _is_group(name: str) -> bool:
    return GROUP.search(name) is not None and ITEM.search(name) is None


def _attributes(data: bytes, at: int) -> tuple[dict[str, Attribute], int]:
    """A tag's attributes, and the byte behind the last of them."""
    found: dict[str, Attribute] = {}
    for _ in range(MAX_ATTRIBUTES):
        match = ATTRIBUTE.match(data, at)
        if match is None or match.end() == at:
            break
        at = match.end()
        if match[1] is None:
            continue
        part = next((number for number in (2, 3, 4, 5) if match[number] is not None), None)
        if part is None:
            found[match[1].decode("utf-8", "replace")] = Attribute("", at)
            continue
        value, inner = unquoted(match[part])
        found[match[1].decode("utf-8", "replace")] = Attribute(
            value.decode("utf-8", "replace"), match.start(part) + inner
        )
    return found, at


def _text(data: bytes, end: int) -> Attribute:
    """The text between a tag and the next."""
    close = data.find(b">", end, end + MAX_TEXT)
    if close < 0 or data[end:close].strip(b" \n\r\t/"):
        return Attribute("", end)
    until = data.find(b"<", close, close + MAX_TEXT)
    written = data[close + 1 : until if until >= 0 else close + 1]
    text = written.strip()
    return Attribute(text.decode("utf-8", "replace"), close + 1 + len(written) - len(written.lstrip()))
