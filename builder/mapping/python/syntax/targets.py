"""What an assignment or loop binds: its targets, each with its place in what is unpacked; the bounds of a slice."""

from __future__ import annotations

from tree_sitter import Node

from builder.mapping.python.syntax.expressions import Path, Rest
from builder.mapping.python.syntax.grammar import kind, kinds

COMMENT, STARRED = map(kind, ("comment", "list_splat_pattern"))
PATTERNS = kinds("pattern_list", "tuple_pattern", "list_pattern", "tuple")  # the last behind `as`


def parts(node: Node) -> list[Node]:
    """The named children of a node, comments aside."""
    return [child for child in node.named_children if child.kind_id != COMMENT]


def unpacked(target: Node, path: Path = ()) -> list[tuple[Node, Path]]:
    """The targets of an assignment or loop, each with its place in what is unpacked: from behind after a `*rest`."""
    if target.kind_id not in PATTERNS:
        return [(target, path)]
    children = parts(target)
    star = next((place for place, child in enumerate(children) if child.kind_id == STARRED), len(children))
    found: list[tuple[Node, Path]] = []
    for place, child in enumerate(children):
        if place == star:
            rest = Rest(place, len(children) - place - 1)
            found.extend((inner, (*path, rest)) for inner in child.named_children[:1])
        else:
            found.extend(unpacked(child, (*path, place if place < star else place - len(children))))
    return found


def bounds(node: Node) -> list[Node | None]:
    """What stands before, between and behind the colons of a slice."""
    found: list[Node | None] = [None]
    for child in node.children:
        if child.type == ":":
            found.append(None)
        elif child.is_named and child.kind_id != COMMENT:
            found[-1] = child
    return found
