"""Rust: `format!`, `vec!` and the like, whose tokens the grammar leaves as they are."""

from abc import abstractmethod

from tree_sitter import Node as Syntax

from builder import patterns as re
from builder.mapping.scripts.grammar import parsed_part
from builder.mapping.scripts.rust_patterns import Patterns
from builder.mapping.scripts.tree import (
    Call,
    Joined,
    Name,
    Node,
    Scope,
    Sequenced,
    Text,
)

HOLE = re.compile(r"\{\{|\}\}|\{(\w*)(?::[^{}]*)?\}")
PATHS = frozenset(
    {"identifier", "scoped_identifier", "self", "type_identifier", "scoped_type_identifier", "crate", "metavariable"}
)
TOKENS = frozenset({"format", "concat", "include_str", "env", "option_env"})  # read token by token
DECLARING = frozenset({"lazy_static", "thread_local"})  # statics, of the scope around the macro
REF = re.compile(rb"\bstatic\s+(ref)\b")
# Messages to people, and what ends the program.
SAYING = frozenset(
    {"println", "print", "eprintln", "eprint", "info", "debug", "warn", "error", "trace", "write", "writeln", "panic",
     "bail", "anyhow", "todo", "unimplemented", "unreachable", "log", "span", "instrument", "dbg", "matches"}
)  # fmt: skip


class Macros(Patterns):
    """Lowers macros."""

    _here: Scope | None = None  # where the macro stands

    @abstractmethod
    def statement(self, syntax: Syntax, scope: Scope, attributes: list[str] | None = None) -> Node | None:
        """Lowers a statement."""

    def macro(self, syntax: Syntax, scope: Scope) -> Node:
        """`format!`, `vec!`, and the calls in what other macros are given."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        name = self.low.text(syntax.child_by_field_name("macro")).rpartition("::")[2]
        tree = next((one for one in syntax.named_children if one.type == "token_tree"), None)
        if tree is None or name in SAYING:
            written = self._parts(tree, scope)[1:] if tree is not None and name == "write" else []
            return Joined(*place, self._formatted(written)) if written else self.low.node(syntax)
        if name in DECLARING:
            return self._declared(tree, scope)
        if name not in TOKENS:
            return self._reparsed(tree, scope)
        parts = self._parts(tree, scope)
        if name in {"format", "concat"} and parts:
            return Joined(*place, self._formatted(parts) if name == "format" else parts)
        if name in {"include_str", "env", "option_env"} and parts:
            return Call(*place, Name(*place, name, scope), parts, scope)
        return self.low.node(syntax)

    def _reparsed(self, tree: Syntax, scope: Scope) -> Node:
        """The tokens of a macro read as the expression that they look like: `vec![..]` as an array."""
        made = self.low.node(tree)
        if b'"' in self.low.file.data[tree.start_byte : tree.end_byte] and self.low.allows_part(tree):
            for child in parsed_part(self.low.file.data, tree).named_children:
                inner = (
                    child.named_children[0] if child.type == "expression_statement" and child.named_children else child
                )
                made = self.expression(inner, scope)
        return made

    def _declared(self, tree: Syntax, scope: Scope) -> Node:
        """The statics that a macro declares: `static ref NAME: Type = value;`."""
        if self.low.allows_part(tree):
            refs = [found.span(1) for found in REF.finditer(self.low.file.data, tree.start_byte, tree.end_byte)]
            for block in parsed_part(self.low.file.data, tree, refs).named_children:
                inner = block.named_children[0] if block.type == "expression_statement" else block
                for child in inner.named_children:
                    self.statement(child, scope)
        return self.low.node(tree)

    def _formatted(self, parts: list[Node]) -> list[Node]:
        """The text of `format!` with what is put into it."""
        first, rest = parts[0], list(parts[1:])
        if not isinstance(first, Text):
            return [Node(first.start, first.end, first.file)]
        made: list[Node] = []
        at = 0
        scope = next((one.scope for one in rest if isinstance(one, Name)), self.low.file.scope)
        for hole in HOLE.finditer(first.value):
            made.append(Text(first.start, first.end, first.file, first.value[at : hole.start()]))
            at = hole.end()
            if hole[0] in {"{{", "}}"}:
                made.append(Text(first.start, first.end, first.file, hole[0][0]))
            elif hole[1] and not hole[1].isdigit():
                made.append(Name(first.start, first.end, first.file, hole[1], self._here or scope))
            else:
                made.append(rest.pop(0) if rest else Node(first.start, first.end, first.file))
        return [*made, Text(first.start, first.end, first.file, first.value[at:])]

    def _parts(self, tree: Syntax, scope: Scope) -> list[Node]:
        """What stands between the commas of a macro's tokens: strings, names, paths, pairs."""
        self._here = scope
        parts: list[list[Syntax]] = [[]]
        for child in tree.children[1:-1]:
            if self.low.text(child) in {",", ";"}:
                parts.append([])
            elif "comment" not in child.type:
                parts[-1].append(child)
        return [self._part(part, scope) for part in parts if part]

    def _part(self, part: list[Syntax], scope: Scope) -> Node:
        texts = [one for one in part if one.type in {"string_literal", "raw_string_literal"}]
        place = part[0].start_byte, part[-1].end_byte, self.low.file
        if texts and part[0] is texts[0]:
            return self.expression(texts[0], scope)
        if len(texts) == 1 and part[0].type in PATHS:  # `String::from("x")`, `NAME = "x"`
            return self.expression(texts[0], scope)
        written = "".join(self.low.text(one) for one in part if one.type != "&")
        inner = [one for one in part if one.type == "token_tree"]
        for one in inner:
            within = self._parts(one, scope)
            if len(inner) == len(part) == 1:
                return Sequenced(*place, within)
            if len(within) == 1 and isinstance(within[0], Text):
                return within[0]
        return (
            Name(*place, written.removeprefix("&"), scope)
            if re.fullmatch(r"&?[\w:]+", written)
            else self.low.node(part[0])
        )
