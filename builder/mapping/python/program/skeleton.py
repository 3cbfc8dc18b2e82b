"""Syntax trees -> scopes: one walk over the statements, which enters no expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from tree_sitter import Node

from builder.mapping.python.program import growing
from builder.mapping.python.program.scopes import Binding, Block, How, Scope, Skip, Statement
from builder.mapping.python.syntax.bodies import behind
from builder.mapping.python.syntax.definitions import ALL, imported, imported_from
from builder.mapping.python.syntax.expressions import Path
from builder.mapping.python.syntax.grammar import ATTRIBUTE, IDENTIFIER, kind, kinds, text
from builder.mapping.python.syntax.heads import Head, Span
from builder.mapping.python.syntax.reading import CALL
from builder.mapping.python.syntax.targets import parts, unpacked

MAX_TARGET = 200  # bytes of an assignment's target; longer ones are generated

CLASS, DECORATED, DECORATOR = map(kind, ("class_definition", "decorated_definition", "decorator"))
ASSIGNMENT, AUGMENTED, BLOCK = map(kind, ("assignment", "augmented_assignment", "block"))
SUBSCRIPT, YIELD, AS_PATTERN = map(kind, ("subscript", "yield", "as_pattern"))
NAMED, WITH_CLAUSE, CASE = map(kind, ("named_expression", "with_clause", "case_clause"))
TRY, WITH, MATCH = map(kind, ("try_statement", "with_statement", "match_statement"))
TYPE, IF, CONTINUE = map(kind, ("type", "if_statement", "continue_statement"))
CONDITIONAL = kinds("if_statement", "elif_clause")
STATED = {ASSIGNMENT, AUGMENTED, CALL, YIELD}
PLACES = {IDENTIFIER, ATTRIBUTE, SUBSCRIPT}
LOOPS = kinds("for_statement", "while_statement")
CLAUSES = kinds("elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause")

Todo = tuple[Node, Scope, int]


class Walker:
    """Fills scopes of a file from nodes of a text that begins at byte `start` of it.

    Functions whose bytes are not `wanted` stay unfilled. `walrus`: whether `:=` stands in the file. `bodies` are those
    of functions that the parser did not see. The walk keeps its own stack: no depth of nesting ends it.
    """

    def __init__(
        self, data: bytes, start: int, wanted: Callable[[int, int], bool], walrus: bool, bodies: Sequence[Span] = ()
    ) -> None:
        self._data, self._start, self._wanted, self._walrus, self._bodies = data, start, wanted, walrus, bodies
        self._waiting: list[Todo] = []
        self._met: list[Scope] = []

    def walk(self, body: Node, scope: Scope) -> None:
        """Everything below `body` into `scope`, in the order of the text."""
        self._met = []
        self._open(body, scope)
        while self._waiting:
            node, scope, block = self._waiting.pop()
            handler = HANDLERS.get(node.kind_id)
            if handler is None:
                self._statement(node, scope, block)
            else:
                handler(self, node, scope, block)
        for met in self._met:
            met.statements.sort()  # heads of later clauses were met before the suites above them
            met.children.sort(key=attrgetter("span"))

    def _later(self, todo: Iterable[Todo]) -> None:
        self._waiting.extend(reversed(list(todo)))

    def span(self, node: Node) -> Span:
        """The place of a node in its file."""
        return Span(self._start + node.start_byte, self._start + node.end_byte)

    def _statement(self, node: Node, scope: Scope, block: int) -> None:
        scope.statements.append(Statement(self._start + node.start_byte, self._start + node.end_byte, block))
        waiting = [node] if self._walrus else []
        while waiting:
            inner = waiting.pop()
            if inner.kind_id == NAMED and inner.named_child_count == 2:
                self._bind(inner.named_children[0], scope, block, "value", inner.named_children[1])
            waiting.extend(inner.named_children)

    def _bind(self, target: Node, scope: Scope, block: int, how: How, value: Node, path: Path = ()) -> None:
        number, at = target.kind_id, self._start + target.start_byte
        if target.end_byte - target.start_byte > MAX_TARGET:
            return
        if number in (IDENTIFIER, ATTRIBUTE):
            scope.bind(text(target), Binding(how, at, block, self.span(value), path))
        elif number == SUBSCRIPT and not path:
            owner, key, *_ = parts(target)
            name = growing.written_name(key) if text(owner) == "globals()" else None
            if name is not None and scope.kind == "module":
                scope.bind(name, Binding(how, at, block, self.span(value)))
            scope.bind(text(owner), Binding("item", at, block, self.span(value), key=self.span(key)))

    def _expression(self, node: Node, scope: Scope, block: int) -> None:
        """An expression that stands as a statement."""
        self._statement(node, scope, block)
        inner = node.named_child(0)
        number = inner.kind_id if inner is not None else 0
        if inner is None or number not in STATED:
            return
        if number == ASSIGNMENT:
            children = inner.named_children
            if len(children) == 2 and children[1].kind_id not in (TYPE, ASSIGNMENT) and children[0].kind_id in PLACES:
                self._bind(children[0], scope, block, "value", children[1])  # by far the most are of this form
            else:
                self._assignment(inner, scope, block)
        elif number == AUGMENTED:
            self._assignment(inner, scope, block)
        elif number == CALL:
            self._growing(inner, scope, block)
        elif inner.named_child_count:
            span = self.span(inner.named_children[0])
            scope.returns.append(span)
            scope.yields[span] = any(child.type == "from" for child in inner.children[:2])

    def _growing(self, node: Node, scope: Scope, block: int) -> None:
        """A call that binds: what is added to a list or dictionary, or set as an attribute."""
        for one in growing.grown(node):
            key = self.span(one.key) if one.key is not None else None
            made = Binding(one.how, self._start + one.at, block, self.span(one.value), key=key, target=one.target)
            if len(one.name) <= MAX_TARGET:
                scope.bind(one.name, made)

    def _assignment(self, node: Node, scope: Scope, block: int) -> None:
        targets: list[Node] = []
        value: Node | None = node
        while value is not None and value.kind_id in (ASSIGNMENT, AUGMENTED):
            targets.extend(value.named_children[:1])
            value = value.child_by_field_name("right")
        annotation = node.child_by_field_name("type")
        if annotation is not None and targets[0].kind_id == IDENTIFIER:
            how: How = "value" if value is not None else "declared"
            span = self.span(value) if value is not None else None
            made = Binding(how, self._start + node.start_byte, block, span, annotation=self.span(annotation))
            scope.bind(text(targets[0]), made)
        elif value is not None:
            for one, path in (found for target in targets for found in unpacked(target)):
                self._bind(one, scope, block, "extend" if node.kind_id == AUGMENTED else "value", value, path)

    def _return(self, node: Node, scope: Scope, block: int) -> None:
        self._statement(node, scope, block)
        if node.named_child_count:
            scope.returns.append(self.span(node.named_children[0]))

    def _suites(self, node: Node, scope: Scope, block: int) -> None:
        """A compound statement: of its suites those that may not run are blocks of their own."""
        always = node.kind_id in (TRY, WITH, MATCH)
        loop = node.kind_id in LOOPS
        todo: list[Todo] = []
        for child in node.named_children:
            if child.kind_id == BLOCK and always:
                todo.extend((inner, scope, block) for inner in child.named_children)
            elif child.kind_id == BLOCK or child.kind_id in CLAUSES:
                guard = self._guard(node if child.kind_id == BLOCK else child)
                inner = self._block(
                    scope, Block(block, self._start + node.start_byte, not (always or loop), loop, guard)
                )
                todo.extend(self._suite(child, scope, block, inner))
            elif child.kind_id == WITH_CLAUSE:
                self._with(child, scope, block)
            else:
                self._statement(child, scope, block)
        if loop:
            self._loop_targets(node, scope, block)
        elif node.kind_id == IF:
            self._skip(node, scope, block)
        self._later(todo)

    def _skip(self, node: Node, scope: Scope, block: int) -> None:
        """`if condition: continue`, without another branch."""
        suite, guard = node.child_by_field_name("consequence"), self._guard(node)
        last = suite.named_children[-1] if suite is not None and suite.named_child_count else None
        if last is not None and last.kind_id == CONTINUE and guard and not node.child_by_field_name("alternative"):
            scope.skips.append(Skip(self._start + node.end_byte, block, guard))

    def _guard(self, node: Node) -> Span | None:
        condition = node.child_by_field_name("condition") if node.kind_id in CONDITIONAL else None
        return self.span(condition) if condition is not None else None

    def _suite(self, node: Node, scope: Scope, block: int, inner: int) -> Iterator[Todo]:
        """A suite, or a clause with its head."""
        for child in node.named_children:
            if node.kind_id == BLOCK:
                yield child, scope, inner
            elif child.kind_id == BLOCK:
                yield from ((statement, scope, inner) for statement in child.named_children)
            else:
                self._statement(child, scope, block)

    def _case(self, node: Node, scope: Scope, block: int) -> None:
        """One `case`; the suites of a `match` stand below it alone."""
        match = node.parent.start_byte if node.parent is not None else 0
        inner = self._block(scope, Block(block, self._start + match, True, False))
        self._later(self._suite(node, scope, block, inner))

    def _block(self, scope: Scope, block: Block) -> int:
        scope.blocks.append(block)
        return len(scope.blocks) - 1

    def _loop_targets(self, node: Node, scope: Scope, block: int) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            for target, path in unpacked(left):
                self._bind(target, scope, block, "each", right, path)

    def _with(self, node: Node, scope: Scope, block: int) -> None:
        self._statement(node, scope, block)
        for item in node.named_children:
            inner = item.named_children[0] if item.named_child_count else item
            if inner.kind_id == AS_PATTERN and inner.named_child_count == 2:
                value, target = inner.named_children
                for name, path in (found for child in target.named_children for found in unpacked(child)):
                    self._bind(name, scope, block, "value", value, path)

    def _definition(self, node: Node, scope: Scope, block: int) -> None:
        inner = node
        decorators: tuple[Span, ...] = ()
        if node.kind_id == DECORATED:
            heads = [child for child in node.named_children if child.kind_id == DECORATOR and child.named_child_count]
            decorators = tuple(self.span(head.named_children[0]) for head in heads)
            inner = node.child_by_field_name("definition") or node
        name = inner.child_by_field_name("name")
        if name is None:
            return
        scope.statements.extend(Statement(span.start, span.end, block) for span in decorators)
        made = self._scope(inner, text(name), scope, decorators)
        scope.children.append(made)
        scope.bind(made.name, Binding("scope", made.span.start, block, scope=made))

    def _scope(self, node: Node, name: str, parent: Scope, decorators: tuple[Span, ...]) -> Scope:
        span = self.span(node)
        span = span._replace(end=behind(span.end, self._bodies))
        made = Scope("class" if node.kind_id == CLASS else "function", name, span, parent)
        made.decorators = decorators
        bases, given = node.child_by_field_name("superclasses"), node.child_by_field_name("parameters")
        if bases is not None:
            made.bases = tuple(map(self.span, parts(bases)))
            parent.statements.extend(Statement(*span, 0) for span in made.bases)
        if given is not None:
            start, end = self.span(given)
            made.head = Head(self._data[start:end], start)
            if made.head.source.count(b"(") > 1:  # a call among the defaults
                parent.statements.append(Statement(start, end, 0))
        body = node.child_by_field_name("body")
        if body is not None and (made.kind == "class" or self._wanted(made.span.start, made.span.end)):
            self._open(body, made)
        return made

    def _open(self, body: Node, scope: Scope) -> None:
        """Walk a body into its scope, whose parameters it binds first."""
        scope.filled = True
        self._met.append(scope)
        for parameter in scope.parameters:
            scope.bind(parameter.name, Binding("parameter", scope.span.start, 0, target=parameter.name))
        self._later((child, scope, 0) for child in body.named_children)

    def _import(self, node: Node, scope: Scope, block: int) -> None:
        for name, target in imported(node):
            scope.bind(name, Binding("import", self._start + node.start_byte, block, target=target))

    def _import_from(self, node: Node, scope: Scope, block: int) -> None:
        for name, target in imported_from(node):
            if name == ALL:
                scope.stars.append(target)
            else:
                scope.bind(name, Binding("import", self._start + node.start_byte, block, target=target))

    def _global(self, node: Node, scope: Scope, block: int) -> None:
        scope.globals.update(text(name) for name in node.named_children)

    def _broken(self, node: Node, scope: Scope, block: int) -> None:
        """What does not parse: whatever statements are whole within it."""
        self._statement(node, scope, block)
        self._later((child, scope, block) for child in node.named_children)


HANDLERS: dict[int, Callable[[Walker, Node, Scope, int], None]] = {
    kind("expression_statement"): Walker._expression,
    ASSIGNMENT: Walker._assignment,
    kind("return_statement"): Walker._return,
    kind("import_statement"): Walker._import,
    kind("import_from_statement"): Walker._import_from,
    kind("global_statement"): Walker._global,
    kind("comment"): lambda *_: None,
    CASE: Walker._case,
    kind("ERROR"): Walker._broken,
    BLOCK: Walker._broken,
    **dict.fromkeys(kinds("function_definition", "class_definition", "decorated_definition"), Walker._definition),
    **dict.fromkeys(
        LOOPS | kinds("if_statement", "try_statement", "with_statement", "match_statement"), Walker._suites
    ),
}
