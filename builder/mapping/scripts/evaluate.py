"""Evaluation: expressions followed through variables, members, calls, parameters and other files.

Bounded: a question takes at most MAX_STEPS evaluations, and what runs in a circle gives nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.mapping.scripts.built_in import built_in
from builder.mapping.scripts.callers import Callers
from builder.mapping.scripts.choices import ENVIRONMENT, PROCESS, choice, fallback, index, joined
from builder.mapping.scripts.modules import Modules
from builder.mapping.scripts.options import Option, camel, declared, destructured, option
from builder.mapping.scripts.rust_paths import path_values, variant
from builder.mapping.scripts.tree import (
    Call,
    Choice,
    Class,
    Each,
    Fallback,
    File,
    Function,
    Imported,
    Index,
    Joined,
    Member,
    Name,
    Node,
    Record,
    Sequenced,
    Step,
    Text,
)
from builder.mapping.scripts.values import Frame, Value, distinct, farther, opened, through
from builder.mapping.scripts.variables import variable

MAX_STEPS = 4000
MAX_DEPTH = 60
MAX_VALUES = 200
MAX_FRAMES = 8


class Evaluator:
    """Evaluates the expressions of one repository."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.callers = Callers(self)
        self._active: set[tuple[int, int]] = set()
        self._steps = 0
        self._options: dict[str, dict[str, list[Option]]] = {}

    def question(self, node: Node) -> list[Value]:
        """All that an expression can be, asked from outside."""
        self._steps, self._active = MAX_STEPS, set()
        return self.evaluate(node)

    def evaluate(self, node: Node, frame: Frame | None = None) -> list[Value]:
        """All that an expression can be, given the calls that led to it."""
        if isinstance(node, Text):
            return [Value(node, node.value, how="config_file" if node.file.language == "json" else "literal")]
        key = (id(node), id(frame))
        if key in self._active or self._steps <= 0 or len(self._active) >= MAX_DEPTH:
            return []
        self._steps -= 1
        self._active.add(key)
        try:
            values = through(self._evaluate(node, frame), node)
        finally:
            self._active.discard(key)
        return _unique(values)

    def _evaluate(self, node: Node, frame: Frame | None) -> list[Value]:
        match node:
            case Name():
                values = variable(self, node, frame)
                return (self._taken_out(node, frame) or values) if _is_foreign(values) else values
            case Member():
                return self._member(node, frame)
            case Call():
                return self._call(node, frame)
            case Imported():
                return self.imported(node)
            case Choice():
                return choice(self, node, frame)
            case Fallback():
                return fallback(self, node, frame)
            case Index():
                return index(self, node, frame)
            case Each():
                return [one for value in self.evaluate(node.owner, frame) for one in self.elements(value)]
            case Joined():
                return joined(self, node, frame)
            case Record() | Sequenced() | Function() | Class():
                return [Value(node, frame=frame)]
        return []

    def walk(self, values: Sequence[Value], path: Sequence[Step]) -> list[Value]:
        """The parts of values that steps lead to."""
        for step in path:
            values = [inner for value in values for inner in self.step(value, step)]
        return list(values)

    def step(self, value: Value, key: Step) -> list[Value]:
        """A member of a value."""
        node = value.node
        made: list[Value] = []
        match node:
            case Record():
                made = self._entry(node, key, value.frame)
            case Sequenced() if not isinstance(key, str) or key.isdigit():
                made = self.evaluate(node.items[int(key)], value.frame) if int(key) < len(node.items) else []
            case Class():
                made = self.class_member(node, str(key), value.frame)
            case Imported():
                made = self._imported_member(node, str(key))
        caller, is_open = value.caller, value.open
        if caller is None and not is_open:
            return farther(made)
        return [one._replace(caller=one.caller or caller, open=one.open or is_open) for one in farther(made)]

    def _entry(self, node: Record, key: Step, frame: Frame | None) -> list[Value]:
        for name, inner in reversed(node.entries):
            if name == str(key):
                return self.evaluate(inner, frame)
            if name is None:
                spread = [one for value in self.evaluate(inner, frame) for one in self.step(value, key)]
                if spread:
                    return spread
        return []

    def class_member(self, node: Class, key: str, frame: Frame | None) -> list[Value]:
        """What a field of a class is set to, anywhere; or its method."""
        if key in node.methods and key not in node.fields:
            return [Value(node.methods[key], frame=frame)]
        fields = [*node.fields.get(key, ()), *self.callers.struct_fields(node, key)]
        values = [value for one in fields for value in self.evaluate(one, frame)]
        values = self._variants(node, key, values)
        if len(fields) > 1 and distinct(values) > 1:
            values = opened(values)
        if not values and node.base is not None:
            values = [one for base in self.evaluate(node.base, frame) for one in self.step(base, key)]
        return values

    def _variants(self, node: Class, key: str, values: list[Value]) -> list[Value]:
        """The variants of an enum that words on a command line stand for, where a field has such a type."""
        typed = node.words.get(f".{key}")
        enums = [one for one in self.callers.classes(typed, node.file) if one.words] if typed else []
        made = []
        for value in values:
            known = next((one for one in enums if (value.text or "").lower() in one.words), None)
            if known is not None and value.text is not None:
                named = variant(self, known, known.words[value.text.lower()], value.node)
                made.append(value._replace(node=named.node, text=named.text))
            else:
                made.append(value)
        return made

    def _member(self, node: Member, frame: Frame | None) -> list[Value]:
        owners = self.evaluate(node.owner, frame)
        values = [one for owner in owners for one in self.step(owner, node.key)]
        if not _is_foreign(values):
            return values
        if node.file.text(node.owner) in PROCESS:
            return [Value(one, one.value, how=ENVIRONMENT, hops=1) for one in self.modules.variables(node.key)]
        hidden = self._option(node.key, node.file, frame) or farther(self.callers.only_field(node, frame))
        return hidden or values or farther(self.callers.members(node, frame))

    def _taken_out(self, node: Name, frame: Frame | None) -> list[Value]:
        """What an option is that a variable was taken out of the parsed ones."""
        key = destructured(node) if node.file.language == "javascript" else None
        return self._option(key, node.file, frame) if key is not None else []

    def _option(self, name: str, file: File, frame: Frame | None) -> list[Value]:
        if file.language != "javascript":
            return []
        if file.path not in self._options:
            self._options[file.path] = declared(file)
        return option(self, self._options[file.path].get(camel(name), ()), frame)

    def elements(self, value: Value) -> list[Value]:
        """Every element of a sequence, value of a record, field of a class."""
        node = value.node
        inner: list[Node] = []
        match node:
            case Record():
                inner = [
                    one if name is not None else Each(one.start, one.end, one.file, one) for name, one in node.entries
                ]
            case Sequenced():
                inner = list(node.items)
            case Class():
                inner = [one for held in node.fields.values() for one in held]
        return [one for part in inner for one in self.evaluate(part, value.frame)]

    # Calls

    def _call(self, node: Call, frame: Frame | None) -> list[Value]:
        callee = node.callee
        called = [Value(callee)] if isinstance(callee, Function) else self.evaluate(callee, frame)
        if not called or all(isinstance(one.node, Imported) for one in called):
            made = built_in(self, node, frame)
            if made is not None:
                return made
        if not called and isinstance(callee, Member):
            called = [Value(one) for one in self.callers.methods(callee)]
        values: list[Value] = []
        for one in called:
            match one.node:
                case Function() as function:
                    values += self.returned(function, node, frame)
                case Name() if one.how == "default":  # `Which::default()`
                    values.append(one)
                case Class() as made_class:
                    values.append(Value(made_class, frame=self._constructed(made_class, node, frame)))
                case Imported(start=start, end=end, file=file, module=module, name=name):
                    values.append(Value(Imported(start, end, file, module, f"{name}()")))
        return values

    def _constructed(self, cls: Class, call: Call, frame: Frame | None) -> Frame | None:
        made = cls.methods.get("constructor")
        return _deeper(made, call, frame) if made is not None else frame

    def returned(self, function: Function, call: Call, frame: Frame | None) -> list[Value]:
        """What a function gives to a call."""
        inner = _deeper(function, call, frame)
        if inner is None:
            return []
        given = [values for one in function.results if (values := self.evaluate(one, inner))]
        values = [value for one in given for value in one]
        return farther(opened(values) if len(given) > 1 and distinct(values) > 1 else values)

    def imported(self, node: Imported) -> list[Value]:
        """A name of another file of the repository; a package's name as it is."""
        path = self.modules.resolve(node.module, node.file.path) if node.file.language == "javascript" else None
        if node.file.language == "rust":
            return self.path(
                Name(node.start, node.end, node.file, f"{node.module}::{node.name}", node.file.scope), None
            )
        if path is None:
            return [Value(node)]
        if path.endswith(".json"):
            return self.json_of(path)
        file = self.modules.file(path)
        if file is None or node.name == "*":
            return [Value(node)] if file is not None else []
        return self.exported(file, node.name)

    def json_of(self, path: str) -> list[Value]:
        """What a JSON file holds."""
        made = self.modules.json(path)
        return [Value(made)] if made is not None else []

    def exported(self, file: File, name: str) -> list[Value]:
        """What a file exports under a name."""
        if name in file.exports:
            return farther(self.evaluate(file.exports[name]))
        for module in file.passed_on:
            path = self.modules.resolve(module, file.path)
            other = self.modules.file(path) if path is not None else None
            found = self.exported(other, name) if other is not None and other is not file else []
            if path is None:
                found = [Value(Imported(0, 0, file, module, name))]
            if found:
                return found
        whole = self.evaluate(file.exports["default"]) if "default" in file.exports and name != "default" else []
        return [one for value in whole for one in self.step(value, name)]

    def _imported_member(self, node: Imported, key: str) -> list[Value]:
        path = self.modules.resolve(node.module, node.file.path) if node.file.language == "javascript" else None
        if node.name == "*" and path is not None:
            file = self.modules.file(path)
            return self.exported(file, key) if file is not None else []
        name = key if node.name in {"*", "default"} else f"{node.name}.{key}"
        return [Value(Imported(node.start, node.end, node.file, node.module, name))]

    def path(self, node: Name, frame: Frame | None) -> list[Value]:
        """A path of Rust that no variable is."""
        return path_values(self, node, frame)


def _deeper(function: Function, call: Call, frame: Frame | None) -> Frame | None:
    depth = frame.depth + 1 if frame is not None else 0
    return Frame(function, call, frame, depth) if depth < MAX_FRAMES else None


def _is_foreign(values: list[Value]) -> bool:
    """Whether nothing of the repository says what something is."""
    return all(isinstance(one.node, Imported) for one in values)


def _unique(values: Sequence[Value]) -> list[Value]:
    seen: dict[tuple[object, ...], Value] = {}
    for value in values[: MAX_VALUES * 4]:
        key = (value.text, id(value.node), id(value.caller), id(value.frame))
        known = seen.get(key)
        if known is None or (known.open and not value.open):
            seen[key] = value
    return list(seen.values())[:MAX_VALUES]
