"""What a name means by the imports of its file: a call is edited only where it is the library's own."""

from collections.abc import Iterator

from tree_sitter import Node

from builder.mapping.python.syntax.grammar import text

DEFINITIONS = ("class_definition", "function_definition")
IMPORTS = ("import_statement", "import_from_statement")


class Imports:
    """The imports of one file, and the names that it gives a meaning of its own."""

    def __init__(self, root: Node) -> None:
        self._meant: dict[str, set[str]] = {}
        self._own: set[str] = set()
        for node in walk(root):
            if node.type in IMPORTS:
                self._import(node)
            elif node.type in DEFINITIONS:
                self._define(node.child_by_field_name("name"))
            elif node.type == "assignment":
                self._define(node.child_by_field_name("left"))

    def meant(self, written: str, library: str) -> set[str]:
        """The qualified names that a dotted name has; none unless all of them are of the library `library`."""
        first, dot, rest = written.partition(".")
        names = self._meant.get(first, set())
        if first in self._own or any(name.partition(".")[0] != library for name in names):
            return set()
        return {f"{name}{dot}{rest}" for name in names}

    def _define(self, name: Node | None) -> None:
        if name is not None and name.type == "identifier":
            self._own.add(text(name))

    def _import(self, node: Node) -> None:
        module = node.child_by_field_name("module_name")
        before = f"{text(module)}." if module is not None else ""
        for one in node.children_by_field_name("name"):
            alias = one.child_by_field_name("alias")
            inner = one.child_by_field_name("name") if alias is not None else one
            written = text(inner) if inner is not None else ""
            if alias is not None:
                self._meant.setdefault(text(alias), set()).add(before + written)
            else:
                first = written if module is not None else written.partition(".")[0]
                self._meant.setdefault(first, set()).add(before + first)


def walk(root: Node) -> Iterator[Node]:
    """A node and all named nodes below it."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        yield node
        nodes += node.named_children
