"""What imports bind, from the parser's nodes."""

from collections.abc import Iterator

from tree_sitter import Node

from builder.mapping.python.syntax.grammar import kind, text

ALIASED, DOTTED, STAR = map(kind, ("aliased_import", "dotted_name", "wildcard_import"))
ALL = "*"


def imported(node: Node) -> Iterator[tuple[str, str]]:
    """(name, what it stands for) of an `import`: `import a.b` binds 'a', `import a.b as c` binds 'c' to 'a.b'."""
    for name in node.named_children:
        if name.kind_id == ALIASED:
            yield text(name.named_children[-1]), text(name.named_children[0])
        else:
            root = text(name).partition(".")[0]
            yield root, root


def imported_from(node: Node) -> Iterator[tuple[str, str]]:
    """(name, what it stands for) of a `from module import`; the name is ALL for all that the module has."""
    source = node.child_by_field_name("module_name")
    if source is None:
        return
    module = text(source)
    below = module if module.endswith(".") else f"{module}."
    for name in node.named_children[1:]:
        if name.kind_id == STAR:
            yield ALL, module
        elif name.kind_id == ALIASED:
            yield text(name.named_children[-1]), below + text(name.named_children[0])
        elif name.kind_id == DOTTED:
            yield text(name), below + text(name)
