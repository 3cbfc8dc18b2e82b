"""The heads of functions: their parameters, read when they are asked for."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.syntax.grammar import IDENTIFIER, Budget, kind, kinds, parse, text
from builder.mapping.python.syntax.targets import parts

DEFAULTS = kinds("default_parameter", "typed_default_parameter")
STARRED = {kind("list_splat_pattern"): "*", kind("dictionary_splat_pattern"): "**"}
PLAIN = re.compile(rb"\((?:\s*[A-Za-z_]\w*+\s*,)*+(?:\s*[A-Za-z_]\w*+)?\s*\)")  # names alone: most heads are such
NAME = re.compile(rb"[A-Za-z_]\w*")
KEYWORD_ONLY = kind("keyword_separator")
HEAD_SECONDS = 0.1  # processor time for the parameters of one function


class Span(NamedTuple):
    """Bytes of a file."""

    start: int
    end: int


class Parameter(NamedTuple):
    """A parameter; `stars` is '', '*' or '**'."""

    name: str
    stars: str
    default: Span | None
    annotation: Span | None
    keyword_only: bool


class Head(NamedTuple):
    """The text of a function's parameters, with their parentheses, and the byte that it begins at."""

    source: bytes
    start: int


def parameters(head: Head) -> tuple[Parameter, ...]:
    """The parameters of a function in their order."""
    if PLAIN.fullmatch(head.source) is not None:
        return tuple(Parameter(name.decode(), "", None, None, False) for name in NAME.findall(head.source))
    definition = parse(b"def f%b: pass" % head.source, Budget(len(head.source), HEAD_SECONDS)).named_children
    given = definition[0].child_by_field_name("parameters") if definition else None
    return tuple(_parameters(given, head.start - len("def f"))) if given is not None else ()


def _parameters(given: Node, start: int) -> list[Parameter]:
    found: list[Parameter] = []
    keyword_only = False
    for child in parts(given):
        name, stars = _name(child)
        keyword_only = keyword_only or child.kind_id == KEYWORD_ONLY
        if name is not None:
            default = child.child_by_field_name("value") if child.kind_id in DEFAULTS else None
            annotation = child.child_by_field_name("type")
            found.append(Parameter(text(name), stars, _span(default, start), _span(annotation, start), keyword_only))
        keyword_only = keyword_only or stars == "*"
    return found


def _span(node: Node | None, start: int) -> Span | None:
    return Span(start + node.start_byte, start + node.end_byte) if node is not None else None


def _name(node: Node) -> tuple[Node | None, str]:
    """The identifier of a parameter, and its stars."""
    stars = ""
    while node.kind_id != IDENTIFIER:
        stars = stars or STARRED.get(node.kind_id, "")
        if not node.named_child_count:
            return None, stars
        node = node.named_children[0]
    return node, stars
