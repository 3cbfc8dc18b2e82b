"""Whether what a call hands on by `**name` can hold a keyword: one that is given twice is an error when it runs."""

from tree_sitter import Node

from builder.mapping.pinning.imports import walk
from builder.mapping.python.syntax.grammar import text


def holds_none(splat: Node, keyword: str, root: Node) -> bool:
    """Whether it is certain that the dictionary of a splat, as the file shows it, has no such key."""
    inner = splat.named_children[-1] if splat.named_children else None
    if splat.type != "dictionary_splat" or inner is None:
        return False
    if inner.type != "identifier":
        return _is_free(inner, keyword)
    name, given = text(inner), False
    for node in walk(root):
        if node.type != "identifier" or text(node) != name:
            continue
        parent = node.parent
        if parent is None or not _is_harmless(node, parent, keyword):
            return False
        given = given or parent.type == "assignment"
    return given


def _is_harmless(node: Node, parent: Node, keyword: str) -> bool:
    """Whether an occurrence of the dictionary's name gives it no such key."""
    if parent.type == "dictionary_splat":
        return True
    if parent.type == "assignment":
        right = parent.child_by_field_name("right")
        return parent.child_by_field_name("left") == node and right is not None and _is_free(right, keyword)
    if parent.type != "subscript" or parent.child_by_field_name("value") != node:
        return False
    keys = parent.children_by_field_name("subscript")
    return len(keys) == 1 and _is_other(keys[0], keyword)


def _is_free(value: Node, keyword: str) -> bool:
    """Whether a value is a dictionary all of whose keys are there to see, and others."""
    if value.type == "dictionary":
        pairs = [one for one in value.named_children if one.type != "comment"]
        keys = [one.child_by_field_name("key") for one in pairs]
        return all(key is not None and _is_other(key, keyword) for key in keys)
    function = value.child_by_field_name("function") if value.type == "call" else None
    arguments = value.child_by_field_name("arguments") if function is not None else None
    if function is None or arguments is None or text(function) != "dict":
        return False
    return all(
        one.type == "comment" or (one.type == "keyword_argument" and text(one).partition("=")[0].strip() != keyword)
        for one in arguments.named_children
    )


def _is_other(key: Node, keyword: str) -> bool:
    written = text(key)
    return key.type == "string" and "\\" not in written and written[-1:] in "\"'" and written.strip("\"'") != keyword
