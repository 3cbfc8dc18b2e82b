"""Rust: items and statements -> scopes with what their variables are set to, structs and enums with their defaults."""

from collections.abc import Iterable

from tree_sitter import Node as Syntax

from builder import patterns as re
from builder.mapping.scripts.lowering import lowered_by
from builder.mapping.scripts.rust_values import Values
from builder.mapping.scripts.tree import (
    Assigned,
    Call,
    Class,
    Each,
    File,
    Function,
    Imported,
    Name,
    Node,
    Scope,
    Text,
)

# Options of clap, structopt, serde, argh, and derive_builder or typed-builder.
DEFAULT = re.compile(r'\bdefault(?:_value)?(?:s)?(?:_t)?\s*=\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<value>[^,\n]+))')
TEXT_IN = re.compile(r'"((?:[^"\\]|\\.)*)"')
PATH = re.compile(r"\s*([A-Za-z_][\w:]*)\s*\)*\s*\]?\s*$")
RENAMED = re.compile(r'\b(?:name|rename|serialize|alias|to_string)\s*=\s*"([^"]*)"')
# What strum, derive_more, serde and clap write a variant as; the first of them says it.
SHOWN = tuple(
    re.compile(rf'\b{of}.*?"([^"\n]*/[^"\n]*)"', re.DOTALL)
    for of in ("to_string\\s*=", "serialize\\s*=", "display", "rename\\s*=", "name\\s*=", "props")
)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z])")
ITEMS = frozenset({"function_item", "function_signature_item", "impl_item", "struct_item", "enum_item",
                   "mod_item", "trait_item", "const_item", "static_item", "use_declaration",
                   "foreign_mod_item", "union_item"})  # fmt: skip


def lowered(path: str, data: bytes) -> File:
    """A file as the evaluation reads it; Unread where it is too much to be read."""
    return lowered_by(Items, path, data, "rust")


class Items(Values):
    """Lowers items and statements; Values has the expressions."""

    def block(self, children: Iterable[Syntax], scope: Scope) -> Node | None:
        """The items and statements of a block; gives its last expression."""
        last: Node | None = None
        attributes: list[str] = []
        for child in children:
            if child.type == "attribute_item":
                attributes.append(self.low.text(child))
                continue
            if child.type in {"line_comment", "block_comment"}:
                continue
            last = self.statement(child, scope, attributes)
            attributes = []
        return last

    def statement(self, syntax: Syntax, scope: Scope, attributes: list[str] | None = None) -> Node | None:
        """One item, statement or expression; gives the value of an expression that ends a block."""
        self.low.enter()
        try:
            if syntax.type in ITEMS:
                self.item(syntax, scope, attributes or [])
            elif syntax.type == "let_declaration":
                self.let(syntax, scope)
            elif syntax.type == "expression_statement":
                value = [self.expression(child, scope) for child in syntax.named_children]
                return value[-1] if value and not self.low.text(syntax).endswith(";") else None
            elif syntax.type not in {"empty_statement", "inner_attribute_item"}:
                return self.expression(syntax, scope)
            return None
        finally:
            self.low.depth -= 1

    def item(self, syntax: Syntax, scope: Scope, attributes: list[str]) -> None:
        """A function, constant, struct, enum, implementation, module or use."""
        match syntax.type:
            case "function_item":
                self.function(syntax, scope)
            case "const_item" | "static_item":
                self.constant(syntax, scope)
            case "use_declaration":
                argument = syntax.child_by_field_name("argument")
                if argument is not None:
                    self.use(argument, scope, "")
            case "impl_item" | "trait_item":
                self.implementation(syntax, scope)
            case "struct_item":
                self.struct(syntax, scope)
            case "enum_item":
                self.enum(syntax)
            case "mod_item":
                body = syntax.child_by_field_name("body")
                if any("cfg(test)" in one for one in attributes):
                    self.low.file.tests += ((syntax.start_byte, syntax.end_byte),)
                if body is not None:
                    self.block(body.named_children, self.low.scope(scope))

    def function(self, syntax: Syntax, scope: Scope, owner: Class | None = None) -> Function:
        """A function with its parameters; what its body ends in is returned."""
        name = self.low.text(syntax.child_by_field_name("name"))
        made = self.low.function(syntax, scope, name, owner)
        parameters, body = syntax.child_by_field_name("parameters"), syntax.child_by_field_name("body")
        listed = parameters.named_children if parameters is not None else []
        for position, one in enumerate(child for child in listed if child.type == "parameter"):
            pattern = one.child_by_field_name("pattern")
            if pattern is not None:
                self.bind(pattern, made.scope, None, parameter=(made, position), typed=self.typed(one))
        if body is not None:
            value = self.block(body.named_children, made.scope)
            made.results.extend([value] if value is not None else [])
        if owner is None:
            self.low.declare(scope, name, Assigned(-1, scope, made))
        return made

    def constant(self, syntax: Syntax, scope: Scope, owner: Class | None = None) -> None:
        """A constant or static."""
        name, value = self.low.text(syntax.child_by_field_name("name")), syntax.child_by_field_name("value")
        if value is None:
            return
        made = self.expression(value, scope)
        if owner is not None:
            owner.fields.setdefault(name, []).append(made)
        else:
            self.low.declare(scope, name, Assigned(-1, scope, made))

    def let(self, syntax: Syntax, scope: Scope) -> None:
        """`let pattern: Type = value else { .. }`."""
        pattern, value = syntax.child_by_field_name("pattern"), syntax.child_by_field_name("value")
        other = syntax.child_by_field_name("alternative")
        made = self.expression(value, scope) if value is not None else None
        if other is not None:
            self.expression(other, scope)
        if pattern is not None and made is not None:
            self.bind(pattern, scope, made, typed=self.typed(syntax))
        elif pattern is not None:
            scope.names.setdefault(self.low.text(pattern), [])

    def use(self, syntax: Syntax, scope: Scope, before: str) -> None:
        """What a `use` brings in, path by path."""
        match syntax.type:
            case "use_list":
                for child in syntax.named_children:
                    self.use(child, scope, before)
            case "scoped_use_list":
                path, inner = syntax.child_by_field_name("path"), syntax.child_by_field_name("list")
                if inner is not None:
                    self.use(inner, scope, _joined(before, self.low.text(path)))
            case "use_as_clause":
                path, alias = syntax.child_by_field_name("path"), syntax.child_by_field_name("alias")
                if path is not None and alias is not None:
                    self._used(syntax, scope, _joined(before, self.low.text(path)), self.low.text(alias))
            case "use_wildcard":
                self.low.file.passed_on.append(_joined(before, self.low.text(syntax).removesuffix("::*")))
            case "self":
                self._used(syntax, scope, before, before.rpartition("::")[2])
            case _:
                whole = _joined(before, self.low.text(syntax))
                self._used(syntax, scope, whole, whole.rpartition("::")[2])

    def _used(self, syntax: Syntax, scope: Scope, whole: str, alias: str) -> None:
        module, _, name = whole.rpartition("::")
        self.low.file.imported.add(whole.partition("::")[0])
        value = Imported(syntax.start_byte, syntax.end_byte, self.low.file, module, name)
        self.low.declare(scope, alias, Assigned(-1, scope, value))

    def implementation(self, syntax: Syntax, scope: Scope) -> None:
        """The functions and constants of a type or trait."""
        typed = syntax.child_by_field_name("type") or syntax.child_by_field_name("name")
        owner = self.low.class_of(syntax, _bare(self.low.text(typed)))
        inner, body = self.low.scope(scope, owner=owner), syntax.child_by_field_name("body")
        for child in body.named_children if body is not None else ():
            if child.type == "function_item":
                made = self.function(child, inner, owner)
                owner.methods.setdefault(made.name, made)
            elif child.type == "const_item":
                self.constant(child, inner, owner)

    def struct(self, syntax: Syntax, scope: Scope) -> None:
        """A struct: the defaults that its fields' attributes give."""
        made = self.low.class_of(syntax, self.low.text(syntax.child_by_field_name("name")))
        body = syntax.child_by_field_name("body")
        attributes: list[Syntax] = []
        for child in body.named_children if body is not None else ():
            if child.type == "attribute_item":
                attributes.append(child)
            elif child.type == "field_declaration":
                name = self.low.text(child.child_by_field_name("name"))
                for one in attributes:
                    value = self._default(one, scope)
                    if value is not None:
                        made.fields.setdefault(name, []).append(value)
                made.words.setdefault(f".{name}", self.typed(child))
                attributes = []

    def _default(self, attribute: Syntax, scope: Scope) -> Node | None:
        """What an attribute says that a field is if it is left out."""
        written = self.low.text(attribute)
        found = DEFAULT.search(written)
        if found is None:
            return None
        text, value = found["text"], found["value"] or ""
        start = attribute.start_byte + len(written[: found.start()].encode())
        place = start, attribute.end_byte, self.low.file
        if text is not None and written.lstrip("#[ ").startswith("serde"):
            return Call(*place, Name(*place, text, scope), [], scope)
        inner = TEXT_IN.search(value)
        if text is not None or inner is not None:
            return Text(*place, text if text is not None else inner[1] if inner is not None else "")
        path = PATH.match(value)
        return Name(*place, path[1], scope) if path is not None else None

    def enum(self, syntax: Syntax) -> None:
        """An enum: its default, and the words that stand for its variants on a command line."""
        made = self.low.class_of(syntax, self.low.text(syntax.child_by_field_name("name")))
        body = syntax.child_by_field_name("body")
        attributes: list[str] = []
        starts: list[Syntax] = []
        for child in body.named_children if body is not None else ():
            if child.type == "attribute_item":
                attributes.append(self.low.text(child))
                starts.append(child)
            elif child.type == "enum_variant":
                name = self.low.text(child.child_by_field_name("name"))
                made.words[CAMEL.sub("-", name).lower()] = name
                made.words[name.lower()] = name
                for one in attributes:
                    made.words.update(dict.fromkeys(RENAMED.findall(one), name))
                if any("default" in one for one in attributes):
                    made.chosen = name
                self._show(made, name, attributes, starts)
                attributes, starts = [], []

    def _show(self, made: Class, variant: str, attributes: list[str], starts: list[Syntax]) -> None:
        """The text that a variant is written as where its attributes say it, and that may be a model's name."""
        for form in SHOWN:
            for written, syntax in zip(attributes, starts, strict=True):
                found = form.search(written)
                if found is not None and variant not in made.shown:
                    made.shown[variant] = Text(syntax.start_byte, syntax.end_byte, self.low.file, found[1])

    def loop(self, syntax: Syntax, scope: Scope) -> None:
        """`for pattern in value { .. }`."""
        inner = self.low.scope(scope)
        pattern, value = syntax.child_by_field_name("pattern"), syntax.child_by_field_name("value")
        body = syntax.child_by_field_name("body")
        if pattern is not None and value is not None:
            owner = self.expression(value, scope)
            self.bind(pattern, inner, Each(owner.start, owner.end, self.low.file, owner))
        if body is not None:
            self.block(body.named_children, inner)

    def typed(self, syntax: Syntax) -> str:
        """The name of the type that is written for a variable, its reference and parameters aside."""
        return _bare(self.low.text(syntax.child_by_field_name("type")))


def _joined(before: str, path: str) -> str:
    return f"{before}::{path}" if before and path else before or path


def _bare(typed: str) -> str:
    """'&'a mut Option<Config>' -> 'Config'."""
    inner = re.sub(r"^(?:&\s*)?(?:'\w+\s+)?(?:mut\s+|dyn\s+|impl\s+)*", "", typed.strip())
    held = re.match(
        r"(?:\w+::)*(?:Option|Box|Arc|Rc|Result|State|Data|Extension|Vec|Mutex|RwLock|Cow)<(.*)>$", inner, re.DOTALL
    )
    if held is not None and inner != typed[:0]:
        return _bare(held[1].partition(",")[0])
    return re.sub(r"<.*", "", inner, flags=re.DOTALL).rpartition("::")[2].strip()
