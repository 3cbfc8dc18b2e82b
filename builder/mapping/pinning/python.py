"""A call of Python -> the edits with which it loads a model at a commit.

Only a call that is the library's own, by the imports of its file, is edited: a function of the repository that hands
the name on takes no revision.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from builder.mapping.files import nested
from builder.mapping.pinning import commands
from builder.mapping.pinning.argument_lists import appended
from builder.mapping.pinning.commands import branches
from builder.mapping.pinning.imports import Imports, walk
from builder.mapping.pinning.interface import HEADS, Edit, Spot, Unpinnable, offset
from builder.mapping.pinning.splats import holds_none
from builder.mapping.python.syntax.grammar import Budget, parse, text
from builder.reference.pin_rules import CallPin

LITERAL = re.compile(r"""(?s)([rRuU]?)('''|\"""|'|")([^\\]*)\2""")
COMMIT = re.compile(r"[0-9a-f]{40}")
STATEMENTS = ("expression_statement", "assignment", "argument_list", "return_statement", "keyword_argument")
TIPS = ("", "main", "master")  # what a mark within a name stands before where it means the newest


class PythonText:
    """The calls of one text of Python; Unpinnable where it cannot be parsed. `defined`: functions of the repository."""

    def __init__(self, source: str, defined: frozenset[str] = frozenset()) -> None:
        self.source, self.defined = source, defined
        self.data = source.encode("utf-8", "surrogatepass")
        if nested(self.data):
            raise Unpinnable("the file nests too deep")
        budget = Budget(len(self.data))
        self.root = parse(self.data, budget)
        if budget.spent:
            raise Unpinnable("the file takes too long to parse")
        self.imports = Imports(self.root)

    def edits(self, spot: Spot, rule: CallPin) -> list[Edit]:
        """The edits of one call; Unpinnable says why there are none."""
        node = self._call(spot)
        if not (self._is_method(node, spot) if rule.methods else self._is_own(node, spot)):
            raise Unpinnable("the call is not the library's own by the imports of its file")
        arguments = node.child_by_field_name("arguments")
        if arguments is None or arguments.type != "argument_list" or node.has_error:
            raise Unpinnable("the call does not parse")
        call = _Call(self, spot, rule, arguments)
        return call.marked(rule.mark) if rule.mark is not None else call.keyword()

    def strings(self, spot: Spot) -> Iterator[tuple[int, int]]:
        """The places of the texts within the strings of the call at a spot, the outermost that begins there."""
        start = len(self.source[: offset(self.source, spot.line, spot.column)].encode("utf-8", "surrogatepass"))
        node = self.root.named_descendant_for_byte_range(start, start)
        while node is not None and node.parent is not None and node.parent.start_byte == start:
            if node.type == "call" and node.parent.type in STATEMENTS:
                break
            node = node.parent
        for one in walk(node) if node is not None else ():
            if one.type == "string_content":
                yield self.span(one)

    def addresses(self, spot: Spot) -> list[Edit]:
        """The edits of the addresses of a model's branch among the strings of a call."""
        return [edit for start, end in self.strings(spot) for edit in branches(self.source, spot, start, end)]

    def command(self, spot: Spot, option: str) -> list[Edit]:
        """The edits of a command that a call runs; Unpinnable where its strings do not name the model once."""
        name = re.compile(rf"(?<![\w./-]){re.escape(spot.name)}(?![\w./-])")
        found = [match.start() for start, end in self.strings(spot) for match in name.finditer(self.source, start, end)]
        if len(found) != 1:
            raise Unpinnable("the name does not stand in the command itself")
        return commands.edits_at(self.source, found[0], spot, option)

    def span(self, node: Node) -> tuple[int, int]:
        """A node's place in characters."""
        start = len(self.data[: node.start_byte].decode("utf-8", "surrogatepass"))
        return start, start + len(self.data[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass"))

    def _call(self, spot: Spot) -> Node:
        """The call that begins at a spot and is called as its row says."""
        start = len(self.source[: offset(self.source, spot.line, spot.column)].encode("utf-8", "surrogatepass"))
        found = self.root.named_descendant_for_byte_range(start, start)
        wanted = spot.call.rpartition(".")[2]
        while found is not None and found.start_byte == start:
            if found.type == "call" and _name(found).rpartition(".")[2] == wanted:
                return found
            found = found.parent
        raise Unpinnable("a function of the repository takes the name, not the library's call")

    def _is_method(self, call: Node, spot: Spot) -> bool:
        """Whether a method is called that nothing in the repository defines."""
        function = call.child_by_field_name("function")
        return (
            function is not None and function.type == "attribute" and spot.call.rpartition(".")[2] not in self.defined
        )

    def _is_own(self, call: Node, spot: Spot) -> bool:
        """Whether a call is that of its row's library, of the same class."""
        library, *_, wanted = spot.call.split(".")
        shown = spot.call.split(".")
        for full in self.imports.meant(_name(call), library):
            parts = full.split(".")
            if parts[-1] == wanted and (len(shown) < 3 or len(parts) < 3 or parts[-2] in (shown[-2], library)):
                return True
        return False


class _Call:
    """One call: its arguments, and what they become."""

    def __init__(self, file: PythonText, spot: Spot, rule: CallPin, arguments: Node) -> None:
        self.file, self.spot, self.rule, self.arguments = file, spot, rule, arguments
        self.given = [one for one in arguments.named_children if one.type != "comment"]

    def keyword(self) -> list[Edit]:
        """The commit as a keyword: in place of a branch, or behind the last argument."""
        keyword = self.rule.keyword or "revision"
        for one in self.given:
            if one.type == "keyword_argument" and _key(one) == keyword:
                return self._replaced(one)
        if not self.given or sum(one.type != "keyword_argument" for one in self.given) > self.rule.positional:
            raise Unpinnable("the call may be given a revision by its position")
        if self.spot.revision not in HEADS:
            raise Unpinnable("the revision is given elsewhere")
        return self._added([f'{keyword}="{self.spot.commit}"'])

    def _replaced(self, argument: Node) -> list[Edit]:
        value = argument.child_by_field_name("value")
        if value is None or self.spot.revision not in HEADS:
            raise Unpinnable(f"it loads the revision {self.spot.revision}, whose commit is not known")
        start, end = self.file.span(value)
        if text(value) == "None":
            return [Edit(start, end, self._quoted(f'"{self.spot.commit}"'))]
        literal = LITERAL.fullmatch(text(value))
        if literal is None or literal[3] not in HEADS:
            raise Unpinnable("the revision is given by a variable")
        return [Edit(start + literal.start(3), start + literal.end(3), self.spot.commit)]

    def marked(self, mark: str) -> list[Edit]:
        """The commit behind a mark within the string that names the model."""
        name = self.spot.name.partition("#")[0]
        starts = tuple(f"{prefix}{name}" for prefix in self.rule.prefixes) or (name,)
        for one in self.given:
            value = one.child_by_field_name("value") if one.type == "keyword_argument" else one
            literal = LITERAL.fullmatch(text(value)) if value is not None and value.type == "string" else None
            if literal is None or value is None:
                continue
            bare, _, revision = literal[3].partition(mark)
            if bare in starts and COMMIT.fullmatch(revision) is None:
                if revision not in TIPS:
                    raise Unpinnable(f"it loads the revision {revision}, whose commit is not known")
                start, _ = self.file.span(value)
                edit = Edit(start + literal.start(3), start + literal.end(3), f"{bare}{mark}{self.spot.commit}")
                return [edit, *self._needed()]
        raise Unpinnable("the string that names it does not stand in the call")

    def _needed(self) -> list[Edit]:
        """The further keywords without which the library refuses a commit."""
        given = {_key(one) for one in self.given if one.type == "keyword_argument"}
        lacking = [f"{name}={value}" for name, value in self.rule.with_.items() if name not in given]
        return self._added(lacking) if lacking else []

    def _added(self, entries: list[str]) -> list[Edit]:
        for one in self.given:
            keys = [entry.partition("=")[0] for entry in entries]
            if one.type == "list_splat" or (
                one.type == "dictionary_splat" and not all(holds_none(one, key, self.file.root) for key in keys)
            ):
                raise Unpinnable("the call hands on arguments that are not written in it")
        start, end = self.file.span(self.given[-1])
        entry = self._quoted(", ".join(entries))
        return appended(self.file.source, start, end, self.file.span(self.arguments)[1] - 1, entry, "#")

    def _quoted(self, value: str) -> str:
        """A string with the quotes that the call's own strings have."""
        own = [LITERAL.search(text(one)) for one in self.given]
        quotes = [found[2][0] for found in own if found is not None]
        single = quotes[0] == "'" if quotes else self.file.source.count("'") > 2 * self.file.source.count('"')
        return value.replace('"', "'") if single else value


def _name(call: Node) -> str:
    """The dotted name of what is called; of a method on any other expression its own name."""
    function = call.child_by_field_name("function")
    written = "".join(text(function).split()) if function is not None else ""
    return written if re.fullmatch(r"[\w.]+", written) else f".{written.rpartition('.')[2]}"


def _key(argument: Node) -> str:
    return text(argument).partition("=")[0].strip()
