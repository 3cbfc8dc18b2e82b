"""The conditions that a call runs under in its function: of `if`, `elif`, `else`, `match`, `a if c else b`, and of
branches above that leave the function.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

LEAVING = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
ENDING = frozenset({"function_definition", "class_definition", "lambda"})
CASE = "case_clause"  # stands for the condition that the subject of its `match` fits it


def around(call: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions that a call runs under in its function, each with what it must be."""
    node = call
    while node.parent is not None and node.type not in ENDING:
        inner, node = node, node.parent
        if node.type == "conditional_expression" and node.named_child_count == 3:
            condition = node.named_children[1]
            if inner != condition:
                yield condition, inner == node.named_children[0]
        elif node.type == "if_statement":
            yield from _branch(node, inner)
        elif node.type in ("block", "module"):
            yield from _cases(node, inner) if inner.type == CASE else _left(node, inner)


def _branch(statement: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    for part in (statement, *(child for child in statement.named_children if child.type == "elif_clause")):
        condition = part.child_by_field_name("condition")
        own = part == inner or (part == statement and inner == statement.child_by_field_name("consequence"))
        if condition is None or inner == condition or part.start_byte > inner.start_byte:
            return
        yield condition, own
        if own:
            return


def _cases(suite: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    for clause in suite.named_children:
        yield clause, clause == inner
        if clause == inner:
            return


def _left(suite: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions of earlier statements of a suite whose only branch leaves it."""
    for child in suite.named_children:
        if child == inner:
            return
        body = child.child_by_field_name("consequence") if child.type == "if_statement" else None
        condition = child.child_by_field_name("condition")
        if body is None or condition is None or child.child_by_field_name("alternative") is not None:
            continue
        if body.named_children and body.named_children[-1].type in LEAVING:
            yield condition, False
