"""Calls that bind: what adds to a list or dictionary (`names.append(x)`), and `setattr(owner, "name", value)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.program.scopes import How
from builder.mapping.python.syntax.grammar import ATTRIBUTE, IDENTIFIER, kind, text
from builder.mapping.python.syntax.targets import parts

MAX_ADDED = 20  # arguments of one `update`
SUBSCRIPT, KEYWORD = map(kind, ("subscript", "keyword_argument"))
PLACES = {IDENTIFIER, ATTRIBUTE}
GROWING: dict[bytes, How] = {b"append": "append", b"add": "append", b"extend": "extend", b"update": "extend"}
GROWING[b"appendleft"] = "append"
PUTTING = frozenset({b"setdefault", b"insert"})
SETTING = b"setattr"
WRITTEN_NAME = re.compile(r"""["']([A-Za-z_]\w*)["']""")


class Grown(NamedTuple):
    """What a call binds: as of a binding, by nodes; `at` is the byte of the owner in the text that was parsed."""

    name: str
    how: How
    at: int
    value: Node
    key: Node | None = None
    target: str = ""


def written_name(node: Node) -> str | None:
    """The identifier that a plain string spells."""
    found = WRITTEN_NAME.fullmatch(text(node))
    return found[1] if found is not None else None


def grown(node: Node) -> Iterable[Grown]:
    """What a call binds; nothing for most calls."""
    function, given = node.named_children[0], node.named_children[-1]
    if function.kind_id == IDENTIFIER and function.text == SETTING:
        return _set(parts(given))
    if function.kind_id != ATTRIBUTE or not 0 < given.named_child_count <= MAX_ADDED:
        return ()
    owner, method = function.named_children[0], function.named_children[-1]
    word = method.text or b""
    return _added(owner, word, given.named_children) if word in GROWING or word in PUTTING else ()


def _added(owner: Node, word: bytes, added: list[Node]) -> Iterator[Grown]:
    """What a method of a list or dictionary adds to it."""
    how = GROWING.get(word)
    if owner.kind_id == SUBSCRIPT and how is not None and len(added) == 1 and added[0].kind_id != KEYWORD:
        table, key, *_ = parts(owner)
        yield Grown(text(table), "item", owner.start_byte, added[0], key=key)
    if owner.kind_id not in PLACES:
        return
    if how is not None and len(added) == 1 and added[0].kind_id != KEYWORD:
        yield Grown(text(owner), how, owner.start_byte, added[0])
    elif word == b"update":
        for argument in (one for one in added if one.kind_id == KEYWORD):
            name, value = argument.named_children[0], argument.named_children[-1]
            yield Grown(text(owner), "item", owner.start_byte, value, target=text(name))
    elif word == b"setdefault" and len(added) == 2:
        yield Grown(text(owner), "item", owner.start_byte, added[1], key=added[0])
    elif word == b"insert" and len(added) == 2:
        yield Grown(text(owner), "append", owner.start_byte, added[1])


def _set(given: list[Node]) -> Iterator[Grown]:
    """`setattr(owner, "name", value)`."""
    if len(given) == 3 and given[0].kind_id in PLACES:
        name = written_name(given[1])
        if name is not None:
            yield Grown(f"{text(given[0])}.{name}", "value", given[0].start_byte, given[2])
