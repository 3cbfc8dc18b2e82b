"""The YAML front matter of a card as a tree of scalars that know where they stand.

The tree is made from the parser's events, without recursion and without resolving types: 'no' stays the code of
Norwegian, no tag makes an object, and a hostile card costs no more than the limits below.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST = 1_000_000  # code points of front matter
MOST_NODES = 300_000  # with aliases expanded; more than a model-index has in as many code points, some 18 a result
NODE = 100  # code points; a longer scalar counts as several nodes, so that aliases cannot multiply a long one
DEEPEST = 100
# huggingface_hub.repocard.REGEX_YAML_BLOCK, "exact same regex as in the Hub server", in two parts; the byte order
# mark because JavaScript counts it as white space.
OPENING = re.compile(r"[\s\ufeff]*---(?:\r\n|\r|\n)\ufeff?")
CLOSING = re.compile(r"(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as written; `start` and `end` are its code points in the card, quotation marks and anchor included."""

    text: str
    start: int
    end: int


Node: TypeAlias = Scalar | list["Node"] | dict[str, "Node"]


@dataclass(frozen=True)
class FrontMatter:
    """What a card begins with: 'ok', 'absent', 'invalid' (see `error`) or 'not_a_mapping'.

    `values` is empty unless ok; the card's prose begins at `end`, which is 0 unless ok.
    """

    state: str
    values: dict[str, Node] = field(default_factory=dict)
    end: int = 0
    error: str | None = None


def read_front_matter(card: str) -> FrontMatter:
    """The front matter of a card, found and judged as huggingface_hub does; raises nothing.

    So '---' right after '---' opens none (absent), nothing but blank lines or comments between them is an empty
    mapping (ok), and of a key that stands twice the last value counts.
    """
    opening = OPENING.match(card)
    closing = CLOSING.search(card, opening.end()) if opening else None
    if opening is None or closing is None:
        return FrontMatter("absent")
    try:
        root = _tree(card[opening.end() : closing.start()], opening.end())
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # ValueError: lone surrogates, impossible escapes
        return FrontMatter("invalid", error=" ".join(str(error).split())[:300])
    match root:
        case dict():
            return FrontMatter("ok", root, closing.end())
        case Scalar(text="" | "~" | "null" | "Null" | "NULL") | None:
            return FrontMatter("ok", {}, closing.end())
        case _:
            return FrontMatter("not_a_mapping", error="the front matter is no mapping of keys to values")


def read_yaml(text: str) -> Node | None:
    """The root of a YAML document of a file beside the card; YAMLError, ValueError, OverflowError for none."""
    return _tree(text, 0)


def scalars(node: Node | None) -> Iterator[Scalar]:
    """A scalar itself, or the scalars of a list; nothing of a mapping."""
    match node:
        case Scalar():
            yield node
        case list():
            yield from (item for item in node if isinstance(item, Scalar))


def mappings(node: Node | None) -> Iterator[dict[str, Node]]:
    """A mapping itself, or the mappings of a list."""
    match node:
        case dict():
            yield node
        case list():
            yield from (item for item in node if isinstance(item, dict))


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    node: list[Node] | dict[str, Node]
    anchor: str | None
    key: str | None = None
    weight: int = 1  # nodes in it, aliases expanded

    def add(self, node: Node) -> None:
        """Puts an element into a list; into a mapping a key, and then its value."""
        if isinstance(self.node, list):
            self.node.append(node)
        elif self.key is not None:
            self.node[self.key], self.key = node, None
        elif isinstance(node, Scalar):
            self.key = node.text
        else:
            raise yaml.YAMLError("a key that is no scalar")


def _tree(block: str, offset: int) -> Node | None:
    """The root node of a YAML document, None if there is none; YAMLError and ValueError for what cannot be read."""
    if len(block) > LONGEST:
        raise yaml.YAMLError(f"front matter of {len(block)} characters, the limit is {LONGEST}")
    if re.search(r"^%TAG", block, re.MULTILINE):
        raise yaml.YAMLError("%TAG directives are not read")  # libyaml's time grows with the square of their number
    builder = _Builder(offset)
    for event in yaml.parse(block, Loader=LOADER):
        builder.take(event)
    return builder.root


class _Builder:
    """Puts nodes together from a parser's events."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.root: Node | None = None
        self.documents = 0
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}  # None while the collection is open

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                scalar = Scalar(event.value, self.at(event.start_mark), self.at(event.end_mark))
                self.place(scalar, 1 + len(event.value) // NODE, event.anchor)
            case yaml.MappingStartEvent():
                self.open({}, event.anchor)
            case yaml.SequenceStartEvent():
                self.open([], event.anchor)
            case yaml.CollectionEndEvent():
                done = self.stack.pop()
                self.place(done.node, done.weight, done.anchor)
            case yaml.AliasEvent():
                found = self.anchors.get(event.anchor or "")
                if found is None:
                    raise yaml.YAMLError(f"alias {event.anchor!r} has no anchor before it or stands within its own")
                self.place(*found, None)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise yaml.YAMLError("more than one document")

    def at(self, mark: Any) -> int:  # noqa: ANN401 (typeshed has it None where a parser's event never has)
        return self.offset + int(mark.index)

    def open(self, node: list[Node] | dict[str, Node], anchor: str | None) -> None:
        if len(self.stack) >= DEEPEST:
            raise yaml.YAMLError(f"nested deeper than {DEEPEST}")
        if anchor is not None:
            self.anchors[anchor] = None
        self.stack.append(_Open(node, anchor))

    def place(self, node: Node, weight: int, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = (node, weight)
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.weight += weight
        if parent.weight > MOST_NODES:
            raise yaml.YAMLError(f"more than {MOST_NODES} values, aliases expanded")
        parent.add(node)
