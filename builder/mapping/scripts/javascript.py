"""JavaScript and TypeScript, JSX with them: statements -> scopes with what their variables are set to."""

from collections.abc import Iterable
from itertools import pairwise

from tree_sitter import Node as Syntax

from builder.mapping.scripts.grammar import script_text
from builder.mapping.scripts.javascript_values import Values
from builder.mapping.scripts.lowering import lowered_by
from builder.mapping.scripts.tree import (
    Assigned,
    Choice,
    Class,
    Each,
    File,
    Function,
    Imported,
    Name,
    Node,
    Record,
    Scope,
    Sequenced,
)

FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration", "function_signature"})
CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})


def lowered(path: str, data: bytes) -> File:
    """A file as the evaluation reads it; Unread where it is too much to be read."""
    return lowered_by(Statements, path, script_text(data, path), "javascript")


class Statements(Values):
    """Lowers statements; Values has the expressions."""

    def block(self, children: Iterable[Syntax], scope: Scope) -> None:
        """The statements of a block."""
        for child in children:
            self.statement(child, scope)

    def statement(self, syntax: Syntax, scope: Scope) -> None:  # noqa: PLR0912 - one branch per kind
        """One statement, and all that stands in it."""
        self.low.enter()
        kind = syntax.type
        if kind in {"lexical_declaration", "variable_declaration"}:
            for declarator in syntax.named_children:
                if declarator.type == "variable_declarator":
                    self.declarator(declarator, scope if kind[0] == "l" else _outermost(scope))
        elif kind in FUNCTIONS:
            self.function(syntax, scope)
        elif kind in CLASSES:
            made = self.class_(syntax, scope)
            self.low.declare(scope, made.name, Assigned(-1, scope, made))
        elif kind == "import_statement":
            self.imports(syntax, scope)
        elif kind == "export_statement":
            self.export(syntax, scope)
        elif kind == "return_statement":
            values = [self.expression(child, scope) for child in syntax.named_children if child.type != "comment"]
            if scope.function is not None:
                scope.function.results.extend(values)
        elif kind == "if_statement":
            self.if_(syntax, scope)
        elif kind == "switch_statement":
            self.switch(syntax, scope)
        elif kind == "for_in_statement":
            self.loop(syntax, scope)
        elif kind == "enum_declaration":
            self.enum(syntax, scope)
        elif kind in {"statement_block", "class_static_block"}:
            self.block(syntax.named_children, self.low.scope(scope))
        elif kind == "expression_statement":
            for child in syntax.named_children:
                self.expression(child, scope)
        else:
            self.others(syntax, scope)
        self.low.depth -= 1

    def others(self, syntax: Syntax, scope: Scope) -> None:
        """What is neither known as a statement nor as an expression: all that stands in it."""
        inner = self.low.scope(scope) if syntax.type.endswith("statement") else scope
        for child in syntax.named_children:
            if child.type.endswith(("statement", "declaration", "_clause", "module", "statement_block", "_body")):
                self.statement(child, inner)
            else:
                self.expression(child, inner)

    def declarator(self, syntax: Syntax, scope: Scope) -> None:
        """`name = value` of a declaration."""
        pattern, value = syntax.child_by_field_name("name"), syntax.child_by_field_name("value")
        if pattern is None or value is None:
            if pattern is not None and pattern.type == "identifier":
                scope.names.setdefault(self.low.text(pattern), [])
            return
        named = self.low.text(pattern) if pattern.type == "identifier" else ""
        self.bind(pattern, scope, self.expression(value, scope, named))

    def function(self, syntax: Syntax, scope: Scope, owner: Class | None = None) -> Function:
        """A declared function or method."""
        name = self.key(syntax.child_by_field_name("name"))
        made = self.low.function(syntax, scope, name, owner)
        self.body(syntax, made)
        if owner is None:
            self.low.declare(scope, name, Assigned(-1, scope, made))
        return made

    def body(self, syntax: Syntax, function: Function) -> None:
        """The parameters of a function and its statements, or the expression that it gives."""
        parameters, body = syntax.child_by_field_name("parameters"), syntax.child_by_field_name("body")
        single = syntax.child_by_field_name("parameter")
        listed = [single] if single is not None else parameters.named_children if parameters is not None else []
        for position, parameter in enumerate(one for one in listed if one.type != "comment"):
            self.parameter(parameter, function, position)
        if body is not None and body.type == "statement_block":
            self.block(body.named_children, function.scope)
        elif body is not None:
            function.results.append(self.expression(body, function.scope))

    def parameter(self, syntax: Syntax, function: Function, position: int) -> None:
        """A parameter with its default; one of TypeScript's constructors may be a field, too."""
        pattern, default, scope = syntax, None, function.scope
        if syntax.type in {"required_parameter", "optional_parameter"}:
            pattern = syntax.child_by_field_name("pattern") or syntax
            default = syntax.child_by_field_name("value")
        given = self.expression(default, scope) if default is not None else None
        self.bind(pattern, scope, None, default=given, parameter=(function, position))
        if function.owner is not None and any(child.type == "accessibility_modifier" for child in syntax.children):
            name = self.low.text(pattern)
            held = Name(pattern.start_byte, pattern.end_byte, self.low.file, name, scope)
            function.owner.fields.setdefault(name, []).append(held)

    def class_(self, syntax: Syntax, scope: Scope) -> Class:
        """A class with its fields and methods."""
        name = self.low.text(syntax.child_by_field_name("name"))
        made = Class(syntax.start_byte, syntax.end_byte, self.low.file, name)
        self.low.file.classes.setdefault(name, []).append(made)
        heritage = next((child for child in syntax.named_children if child.type == "class_heritage"), None)
        if heritage is not None and heritage.named_children:
            base = heritage.named_children[0]
            value = base.child_by_field_name("value") if base.type == "extends_clause" else base
            made.base = self.expression(value, scope) if value is not None else None
        inner = self.low.scope(scope, owner=made)
        body = syntax.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            self.member(member, inner, made)
        return made

    def member(self, syntax: Syntax, scope: Scope, owner: Class) -> None:
        """A field or method of a class."""
        if syntax.type == "method_definition":
            made = self.function(syntax, scope, owner)
            if any(child.type == "get" for child in syntax.children):
                value: Node = self.low.call(syntax, made, [], scope)
                owner.fields.setdefault(made.name, []).append(value)
            owner.methods[made.name] = made
        elif syntax.type in {"field_definition", "public_field_definition"}:
            name = self.key(syntax.child_by_field_name("property") or syntax.child_by_field_name("name"))
            value_syntax = syntax.child_by_field_name("value")
            if value_syntax is not None:
                value = self.expression(value_syntax, scope, name)
                if isinstance(value, Function):
                    value.owner = owner
                    owner.methods[name] = value
                owner.fields.setdefault(name, []).append(value)
                self.low.file.named.append((name, value))
        elif syntax.type == "class_static_block":
            self.statement(syntax, scope)

    def enum(self, syntax: Syntax, scope: Scope) -> None:
        """TypeScript's enum, as a record."""
        name, body = syntax.child_by_field_name("name"), syntax.child_by_field_name("body")
        entries: list[tuple[str | None, Node]] = []
        for one in body.named_children if body is not None else ():
            key, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if value is not None:
                entries.append((self.key(key), self.expression(value, scope)))
        record = Record(syntax.start_byte, syntax.end_byte, self.low.file, entries)
        self.low.declare(scope, self.low.text(name), Assigned(-1, scope, record))
        values = [value for _, value in entries]
        self.low.file.named.append((self.low.text(name), Sequenced(record.start, record.end, record.file, values)))

    def loop(self, syntax: Syntax, scope: Scope) -> None:
        """`for (const x of xs)`."""
        inner = self.low.scope(scope)
        left, right = syntax.child_by_field_name("left"), syntax.child_by_field_name("right")
        body = syntax.child_by_field_name("body")
        if left is not None and right is not None:
            owner = self.expression(right, scope)
            self.bind(left, inner, Each(owner.start, owner.end, self.low.file, owner))
        if body is not None:
            self.statement(body, inner)

    def if_(self, syntax: Syntax, scope: Scope) -> None:
        """A branch; what it returns for one value of something stands for that value alone."""
        condition = syntax.child_by_field_name("condition")
        subject, label = self.compared(condition, scope)
        results = scope.function.results if scope.function is not None else []
        before = len(results)
        consequence, otherwise = syntax.child_by_field_name("consequence"), syntax.child_by_field_name("alternative")
        if consequence is not None:
            self.statement(consequence, self.low.scope(scope))
        if subject is not None and len(results) > before:
            options, results[before:] = results[before:], []
            labels = [label] * len(options)
            results.append(Choice(syntax.start_byte, syntax.end_byte, self.low.file, options, subject, labels))
        for child in otherwise.named_children if otherwise is not None else ():
            self.statement(child, self.low.scope(scope))

    def switch(self, syntax: Syntax, scope: Scope) -> None:
        """A switch: what its cases return is a choice by its value."""
        value, body = syntax.child_by_field_name("value"), syntax.child_by_field_name("body")
        subject = self.expression(value, scope) if value is not None else self.low.node(syntax)
        results = scope.function.results if scope.function is not None else []
        before, labels, waiting = len(results), list[str | None](), list[str | None]()
        inner = self.low.scope(scope)
        for case in body.named_children if body is not None else ():
            start, tested = len(results), case.child_by_field_name("value")
            waiting.append(self.label(tested))
            if tested is not None:
                self.expression(tested, inner)
            own = self.low.scope(inner)
            for child in case.named_children:
                if tested is None or child != tested:
                    self.statement(child, own)
            if len(results) > start:  # a choice of its own for each case that falls into it
                given = results[start:]
                results[start:] = given * len(waiting)
                labels += [label for label in waiting for _ in given]
            waiting = waiting if len(case.named_children) == (tested is not None) else []
        if len(results) > before:
            options, results[before:] = results[before:], []
            results.append(Choice(syntax.start_byte, syntax.end_byte, self.low.file, options, subject, labels))

    def imports(self, syntax: Syntax, scope: Scope) -> None:
        """`import a, { b as c } from 'm'`, `import * as n from 'm'`."""
        module = self.module(syntax.child_by_field_name("source"))
        for clause in syntax.named_children:
            for one in clause.named_children if clause.type == "import_clause" else ():
                if one.type == "identifier":
                    self.imported(one, scope, module, "default")
                elif one.type == "namespace_import":
                    self.imported(one.named_children[-1], scope, module, "*")
                for specifier in one.named_children if one.type == "named_imports" else ():
                    name = specifier.child_by_field_name("name")
                    alias = specifier.child_by_field_name("alias") or name
                    if name is not None and alias is not None:
                        self.imported(alias, scope, module, self.key(name))

    def imported(self, alias: Syntax, scope: Scope, module: str, name: str) -> None:
        """A variable for a name of another module."""
        value = Imported(alias.start_byte, alias.end_byte, self.low.file, module, name)
        self.low.declare(scope, self.low.text(alias), Assigned(-1, scope, value))

    def export(self, syntax: Syntax, scope: Scope) -> None:
        """`export const x`, `export default y`, `export { a as b } from 'm'`, `export * from 'm'`."""
        exports, file = self.low.file.exports, self.low.file
        source, declaration = syntax.child_by_field_name("source"), syntax.child_by_field_name("declaration")
        module = self.module(source) if source is not None else None
        value = syntax.child_by_field_name("value")
        is_default = any(child.type == "default" for child in syntax.children)
        if value is not None:
            exports["default"] = self.expression(value, scope)
        elif declaration is not None:
            before = {name: len(values) for name, values in scope.names.items()}
            self.statement(declaration, scope)
            for name, values in scope.names.items():
                if len(values) > before.get(name, 0):
                    made = Name(declaration.start_byte, declaration.end_byte, file, name, scope)
                    exports["default" if is_default else name] = made
        for child in syntax.named_children:
            if child.type == "export_clause":
                for one in child.named_children:
                    name = self.key(one.child_by_field_name("name"))
                    alias = self.key(one.child_by_field_name("alias")) or name
                    place = one.start_byte, one.end_byte, file
                    exports[alias] = Imported(*place, module, name) if module else Name(*place, name, scope)
            elif child.type == "namespace_export" and module:
                name = self.key(child.named_children[0])
                exports[name] = Imported(child.start_byte, child.end_byte, file, module, "*")
        if module and any(one.type == "export" and two.type == "*" for one, two in pairwise(syntax.children)):
            file.passed_on.append(module)


def _outermost(scope: Scope) -> Scope:
    """Where `var` declares: the outermost scope of the function."""
    while scope.parent is not None and scope.parent.function is scope.function:
        scope = scope.parent
    return scope
