"""One walk through a Python file's syntax tree: binds its names, and finds the calls whose last word is known."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from tree_sitter import Node

from builder.mapping.scopes import Scope, Value
from builder.mapping.syntax import ATTRIBUTE, CALL, IDENTIFIER, kind, parse, text

FUNCTIONS = {kind("function_definition"), kind("lambda")}
CLASS = kind("class_definition")
PATTERNS = {kind(name) for name in ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern")}
ALIASED, DOTTED, STAR = kind("aliased_import"), kind("dotted_name"), kind("wildcard_import")
RENAMING = re.compile(rb"\s+as\s+([A-Za-z_]\w*)")

# Statements are entered always: they bind names. Everything else only where one of the words stands in it.
BLOCKS = ("module", "block", "if_statement", "elif_clause", "else_clause", "for_statement", "while_statement", "ERROR")
GUARDS = ("try_statement", "except_clause", "finally_clause", "with_statement", "match_statement", "case_clause")
STATEMENTS = {kind(name) for name in (*BLOCKS, *GUARDS, "expression_statement", "decorated_definition")}


def sites(data: bytes, words: frozenset[str]) -> Iterator[tuple[Node, Scope]]:
    """Calls of one of `words`, or of what an import renames from it, with their scope; bindings are whole at the end.

    The walk keeps its own stack, so that no depth of nesting ends it.
    """
    words = words | _renamed(data, words)
    places = sorted(place for word in words for place in _places(data, word))
    cursor = parse(data).walk()
    scope, outer = Scope(), list[Scope]()
    while True:
        node = cursor.node
        assert node is not None  # noqa: S101 - a cursor always stands on a node
        number = node.kind_id
        if number in BINDERS:
            BINDERS[number](node, scope)
        elif number == CALL and _last_word(node) in words:
            yield node, scope
        if (number in STATEMENTS or _holds(node, places)) and cursor.goto_first_child():
            outer.append(scope)
            if number in FUNCTIONS or number == CLASS:
                scope = Scope(scope, is_class=number == CLASS)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            scope = outer.pop()


def _places(data: bytes, word: str) -> Iterator[int]:
    """Every offset of a word; `find` runs at the speed of memory, an alternation of `re` far below it."""
    place = data.find(word.encode())
    while place >= 0:
        yield place
        place = data.find(word.encode(), place + 1)


def _renamed(data: bytes, words: frozenset[str]) -> frozenset[str]:
    """The names that `import word as name` gives to one of the words."""
    ends = (place + len(word) for word in words for place in _places(data, word))
    return frozenset(match[1].decode() for end in ends if (match := RENAMING.match(data, end)))


def _holds(node: Node, places: list[int]) -> bool:
    first = bisect_left(places, node.start_byte)
    return first < len(places) and places[first] < node.end_byte


def _last_word(call: Node) -> str:
    function = call.child(0)
    if function is None or function.kind_id not in {IDENTIFIER, ATTRIBUTE}:
        return ""
    return text(function if function.kind_id == IDENTIFIER else function.named_children[-1])


def _bind_import(node: Node, scope: Scope) -> None:
    for name in node.named_children:
        if name.kind_id == ALIASED:
            scope.bind(text(name.named_children[-1]), Value(text(name.named_children[0])))
        else:
            root = text(name).partition(".")[0]
            scope.bind(root, Value(root))


def _bind_import_from(node: Node, scope: Scope) -> None:
    source = node.child_by_field_name("module_name")
    if source is None:
        return
    module = text(source)
    for name in node.named_children[1:]:
        if name.kind_id == STAR:
            scope.stars.append(module)
        elif name.kind_id == ALIASED:
            scope.bind(text(name.named_children[-1]), Value(f"{module}.{text(name.named_children[0])}"))
        elif name.kind_id == DOTTED:
            scope.bind(text(name), Value(f"{module}.{text(name)}"))


def _bind_assignment(node: Node, scope: Scope) -> None:
    target, value = node.child(0), node.child_by_field_name("right") or node.child_by_field_name("value")
    if target is None or value is None:  # `x: int` declares and binds nothing
        return
    if target.kind_id == IDENTIFIER:
        scope.bind(text(target), (value, scope))
    elif target.kind_id == ATTRIBUTE and text(target).startswith("self."):
        scope.bind_member(text(target), (value, scope))
    else:
        _bind_opaque(target, scope)


def _bind_opaque(target: Node, scope: Scope) -> None:
    """Names that something binds which is not followed: a loop, a parameter, an unpacked tuple."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node.kind_id == IDENTIFIER:
            scope.bind(text(node), None)
        elif node.kind_id in PATTERNS:
            waiting += node.named_children


def _bind_loop(node: Node, scope: Scope) -> None:
    target = node.child_by_field_name("left")
    if target is not None:
        _bind_opaque(target, scope)


def _bind_parameters(node: Node, scope: Scope) -> None:
    for parameter in node.named_children:
        name = parameter
        while name.kind_id != IDENTIFIER and name.named_child_count:
            name = name.named_children[0]
        scope.bind(text(name), None)


def _bind_definition(node: Node, scope: Scope) -> None:
    name = node.child_by_field_name("name")
    if name is not None:
        scope.bind(text(name), None)


def _bind_as(node: Node, scope: Scope) -> None:
    for target in node.named_children:
        _bind_opaque(target, scope)


def _declare_global(node: Node, scope: Scope) -> None:
    scope.globals.update(text(name) for name in node.named_children)


BINDERS: dict[int, Callable[[Node, Scope], None]] = {
    kind("import_statement"): _bind_import,
    kind("import_from_statement"): _bind_import_from,
    kind("assignment"): _bind_assignment,
    kind("named_expression"): _bind_assignment,
    kind("for_statement"): _bind_loop,
    kind("parameters"): _bind_parameters,
    kind("lambda_parameters"): _bind_parameters,
    kind("function_definition"): _bind_definition,
    kind("class_definition"): _bind_definition,
    kind("as_pattern_target"): _bind_as,
    kind("global_statement"): _declare_global,
}
