"""A call of JavaScript or TypeScript -> the edits with which it loads a model at a commit."""

import re

from tree_sitter import Node

from builder.mapping.pinning.argument_lists import appended
from builder.mapping.pinning.imports import walk
from builder.mapping.pinning.interface import HEADS, Edit, Spot, Unpinnable, offset
from builder.mapping.scripts.grammar import Unread, parsed, script_text
from builder.reference.pin_rules import ScriptPin

DECLARATIONS = ("function_declaration", "class_declaration", "generator_function_declaration")
LIBRARY = b"transformers"
STRING = re.compile(r"""(['"`])([^'"`\\$]*)\1""")


def edits(source: str, path: str, spot: Spot, rule: ScriptPin) -> list[Edit]:
    """The edits of one call; Unpinnable says why there are none."""
    data = source.encode("utf-8", "surrogatepass")
    try:
        root = parsed(script_text(data, path), path, "javascript")
    except Unread as error:
        raise Unpinnable(f"the file is {error}") from error
    start = len(source[: offset(source, spot.line, spot.column)].encode("utf-8", "surrogatepass"))
    node = _call(root, start, spot.call.rpartition(" ")[2])
    if _is_own(root, node):
        raise Unpinnable("the call is the repository's own, by the imports of its file")
    arguments = node.child_by_field_name("arguments")
    if arguments is None or node.has_error:
        raise Unpinnable("the call does not parse")
    given = [one for one in arguments.named_children if one.type != "comment"]
    if any(one.type == "spread_element" for one in given) or len(given) <= rule.position:
        raise Unpinnable("the call hands on arguments that are not written in it")
    entry = f"{rule.keyword}: {_quote(given)}{spot.commit}{_quote(given)}"
    if len(given) == rule.position + 1:
        return _appended(source, data, given[-1], arguments, f"{{ {entry} }}", spot)
    options = given[rule.position + 1]
    if options.type != "object":
        raise Unpinnable("the call's options are not written in it")
    return _in_options(source, data, options, rule.keyword, entry, spot)


def _call(root: Node, start: int, wanted: str) -> Node:
    """The call at an offset whose last word is the library's."""
    found = root.named_descendant_for_byte_range(start, start)
    while found is not None and found.start_byte == start:
        function = found.child_by_field_name("function") if found.type == "call_expression" else None
        if function is not None and (function.text or b"").decode("utf-8", "replace").rpartition(".")[2] == wanted:
            return found
        found = found.parent
    raise Unpinnable("a function of the repository takes the name, not the library's call")


def _is_own(root: Node, call: Node) -> bool:
    """Whether what is called is declared in the file, or imported from elsewhere than the library."""
    function = call.child_by_field_name("function")
    first = re.match(r"[\w$]*", (function.text or b"").decode("utf-8", "replace") if function is not None else "")
    name = first[0].encode() if first is not None else b""
    for node in walk(root):
        if node.type in DECLARATIONS and (own := node.child_by_field_name("name")) is not None and own.text == name:
            return True
        source = node.child_by_field_name("source") if node.type == "import_statement" else None
        if source is not None and any(one.type == "identifier" and one.text == name for one in walk(node)):
            return LIBRARY not in (source.text or b"")
    return False


def _in_options(source: str, data: bytes, options: Node, keyword: str, entry: str, spot: Spot) -> list[Edit]:
    entries = [one for one in options.named_children if one.type != "comment"]
    for one in entries:
        if one.type == "spread_element" or (one.text or b"") == keyword.encode():
            raise Unpinnable("the call's options are not all written in it")
        key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
        if key is None or value is None or (key.text or b"").strip(b"\"'") != keyword.encode():
            continue
        start, end = _span(data, value)
        written = STRING.fullmatch(source[start:end])
        if written is None or written[2] not in HEADS:
            raise Unpinnable("the revision is given by a variable, or its commit is not known")
        return [Edit(start + 1, end - 1, spot.commit)]
    if entries:
        return _appended(source, data, entries[-1], options, entry, spot)
    start, end = _span(data, options)
    return [Edit(start, end, f"{{ {entry} }}")]


def _appended(source: str, data: bytes, last: Node, around: Node, entry: str, spot: Spot) -> list[Edit]:
    if spot.revision not in HEADS:
        raise Unpinnable("the revision is given elsewhere")
    start, end = _span(data, last)
    return appended(source, start, end, _span(data, around)[1] - 1, entry, "//")


def _quote(given: list[Node]) -> str:
    texts = [(one.text or b"").decode("utf-8", "replace") for one in given]
    return next((text[0] for text in texts if text[:1] in ("'", '"')), '"')


def _span(data: bytes, node: Node) -> tuple[int, int]:
    start = len(data[: node.start_byte].decode("utf-8", "surrogatepass"))
    return start, start + len(data[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass"))
