"""What imports and the heads of functions bind, from the parser's nodes."""

from collections.abc import Callable, Iterator

from tree_sitter import Node

from builder.mapping.python.reading import IDENTIFIER, parts
from builder.mapping.python.scopes import Parameter, Span
from builder.mapping.python.syntax import kind, kinds, text

ALIASED, DOTTED, STAR = map(kind, ("aliased_import", "dotted_name", "wildcard_import"))
DEFAULTS = kinds("default_parameter", "typed_default_parameter")
STARRED = {kind("list_splat_pattern"): "*", kind("dictionary_splat_pattern"): "**"}
KEYWORD_ONLY = kind("keyword_separator")
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


def parameters(node: Node, span: Callable[[Node], Span]) -> tuple[Parameter, ...]:
    """The parameters of a function in their order."""
    found: list[Parameter] = []
    keyword_only = False
    for child in parts(node):
        name, stars = _parameter_name(child)
        keyword_only = keyword_only or child.kind_id == KEYWORD_ONLY
        if name is not None:
            default = child.child_by_field_name("value") if child.kind_id in DEFAULTS else None
            annotation = child.child_by_field_name("type")
            places = (span(part) if part is not None else None for part in (default, annotation))
            found.append(Parameter(text(name), stars, *places, keyword_only, span(name).row))
        keyword_only = keyword_only or stars == "*"
    return tuple(found)


def _parameter_name(node: Node) -> tuple[Node | None, str]:
    """The identifier of a parameter, and its stars."""
    stars = ""
    while node.kind_id != IDENTIFIER:
        stars = stars or STARRED.get(node.kind_id, "")
        if not node.named_child_count:
            return None, stars
        node = node.named_children[0]
    return node, stars
