"""What an expression of a repository's code can stand for: a set of values, followed through names, calls and files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property

from builder import patterns as re
from builder.mapping.python.flow import fallbacks, lookups, parameters, registered
from builder.mapping.python.flow.callers import Callers
from builder.mapping.python.flow.calls import called, result, returned
from builder.mapping.python.flow.options import Options
from builder.mapping.python.frameworks import positions, validators
from builder.mapping.python.frameworks.calls import MEMBERS
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.importers import Importers
from builder.mapping.python.program.modules import Modules
from builder.mapping.python.program.scopes import Binding
from builder.mapping.python.syntax.expressions import (
    Attribute,
    Both,
    Call,
    Constant,
    Each,
    Either,
    Expression,
    Item,
    Items,
    Join,
    Lambda,
    Name,
    Slice,
    Table,
    Template,
    Text,
    dotted,
)
from builder.mapping.python.values import classes, lists, objects, slices, strings
from builder.mapping.python.values.interface import MAX_STEPS, Evaluator
from builder.mapping.python.values.sets import distinct, through
from builder.mapping.python.values.tables import CUT, TOO_COSTLY, TOO_DEEP, Answer, Tables
from builder.mapping.python.values.values import (
    LOCAL,
    UNKNOWN,
    CallString,
    Definition,
    File,
    Flag,
    Function,
    Instance,
    Made,
    Point,
    Ref,
    Site,
    Str,
    Structure,
    Value,
    Values,
)
from builder.reference.signatures import Signatures

RENAMING = b" as "
RENAMED = re.compile(rb"\s+as\s+([A-Za-z_]\w*)")
MAX_DEPTH = 40  # steps from one expression to the next


class Program(Evaluator):
    """The files of a repository as one program, of which nothing is run. One object per repository."""

    def __init__(self, facts: Mapping[str, Facts], signatures: Signatures) -> None:
        self.files = {path: File(path, facts[path]) for path in sorted(facts)}
        self.modules = Modules(self.files, signatures.packages)
        self.signatures = signatures
        self._depth = self._steps = self.spent = 0
        self._adding: int | None = None  # the place of the question of what fills a table
        self._tables = Tables()
        self._sites: dict[Hashable, Site] = {}
        self._sums: dict[int, tuple[Items, tuple[Expression, ...]]] = {}  # one object for each sum of lists

    def close(self) -> None:
        """Part what refers to itself in a circle: else a repository's values wait for the collector, which is slow."""
        for file in self.files.values():
            file.facts.forget()
        vars(self).clear()

    @cached_property
    def importers(self) -> Importers:
        """Which files see what a file defines."""
        return Importers(self.modules, {path: file.facts.data for path, file in self.files.items()})

    def validated(self, kind: Definition, name: str) -> Values:
        """What a class's own validators give one of its fields."""
        nothing: Values = ()
        return self.apart(("validated", kind.key, name), lambda: validators.given(self, kind, name), nothing)

    def mro(self, kind: Definition) -> list[Definition | Ref]:
        """Method resolution order: a class and all above it."""
        return self.apart(("mro", kind.key), lambda: classes.linearized(self, kind), [kind])

    @cached_property
    def callers(self) -> Callers:
        """The calls of the repository's own functions."""
        return Callers(self)

    @cached_property
    def options(self) -> Options:
        """The options of the repository's command lines."""
        return Options(self)

    def start(self, steps: int = MAX_STEPS) -> None:
        """A new question, that may cost so many steps; what the last one cost is forgotten."""
        self._steps = MAX_STEPS - steps

    @property
    def cost(self) -> int:
        """How many expressions this question asked for."""
        return self._steps

    def evaluate(self, expression: Expression, point: Point) -> Values:
        """The values of an expression; UNKNOWN is among them where there may be others."""
        self._steps += 1
        self.spent += 1
        if self._depth >= MAX_DEPTH or self._steps > MAX_STEPS:
            self._tables.cut(TOO_COSTLY if self._steps > MAX_STEPS else TOO_DEEP)
            return (UNKNOWN,)
        self._depth += 1
        try:
            return self._evaluate(expression, point)
        finally:
            self._depth -= 1

    def _evaluate(self, expression: Expression, point: Point) -> Values:
        match expression:
            case Text(value, line):
                return (Str(value, point.file.path, line),)
            case Constant(source):
                return (Flag(source),)
            case Name(name):
                return lookups.look_up(self, name, point)
            case Attribute():
                return self._attribute(expression, point)
            case Item(value, key):
                return self._item(value, key, point)
            case Call():
                return called(self, expression, point)
            case Join(parts):
                return self._join(parts, point)
            case Template(template, values):
                return self._template(template, values, point)
            case Either():
                return fallbacks.of(self, expression, point)
            case Both(parts):
                return distinct((*self.evaluate(parts[-1], point), Flag("None")))
            case Table() | Items() | Each() | Lambda():
                return (Structure(expression, point),)
        return (UNKNOWN,)

    def _attribute(self, expression: Attribute, point: Point) -> Values:
        name = dotted(expression)
        if name is not None:
            assigned = lookups.assigned(self, name, point)
            if assigned is not None:
                return assigned
        values = self.evaluate(expression.value, point)
        found = (self.member(value, expression.name, point) for value in values)
        members = distinct(value for members in found for value in members)
        return self.options.guessed(expression, members, point)

    def member(self, owner: Value, name: str, point: Point) -> Values:
        """An attribute of a value, or what stands under a key of an object that a framework makes."""
        known = MEMBERS.get(owner.name) if isinstance(owner, Ref | Made) else None
        if known is not None and isinstance(owner, Ref | Made):
            return known(self, owner, name, point) or objects.member(self, owner, name, point)
        return objects.member(self, owner, name, point)

    def _item(self, value: Expression, key: Expression | None, point: Point) -> Values:
        plain = key is not None and not isinstance(key, Items | Slice)
        keys = self.evaluate(key, point) if key is not None and plain else None
        owners = self.evaluate(value, point)
        if owners == (positions.ARGUMENTS,):
            if keys is None:
                return owners
            if keys and all(isinstance(one, Flag) and one.source.isdigit() for one in keys):
                return tuple(positions.of(point.file.path, int(one.source)) for one in keys if isinstance(one, Flag))
        elif isinstance(key, Slice):
            return slices.cut(self, owners, key, point)
        known = [owner for owner in owners if isinstance(owner, Ref | Made) and owner.name in MEMBERS]
        names = [one.text for one in keys or () if isinstance(one, Str)] if known else []
        held = [inner for owner in known for name in names for inner in self.member(owner, name, point)]
        rest = [owner for owner in owners if owner not in known]
        found = [inner for owner in rest for inner in objects.item(self, owner, keys, point.calls)]
        return distinct((*held, *found, *lists.beside(self, rest, keys)))

    def _join(self, parts: tuple[Expression, ...], point: Point) -> Values:
        values = [self.evaluate(part, point) for part in parts]
        if values and all(isinstance(value, Structure) for part in values for value in part):
            if not lists.are_written(values):
                return tuple(value for part in values for value in part)
            if id(parts) not in self._sums:
                self._sums[id(parts)] = (lists.added(parts), parts)
            return (Structure(self._sums[id(parts)][0], point),)
        if any(value == LOCAL for part in values for value in part):
            return (LOCAL,)
        return strings.joined(values)

    def _template(self, template: Expression, values: Expression, point: Point) -> Values:
        given = values.items if isinstance(values, Items) else (values,)
        pieces = [self.evaluate(piece, point) for piece in given]
        found = self.evaluate(template, point)
        texts = [value for value in found if isinstance(value, Str)]
        made = [part for text in texts for part in strings.filled(text, pieces, {}, strings.PERCENT)]
        return distinct((*made, *(value for value in found if not isinstance(value, Str))))

    def bound(self, binding: Binding, point: Point) -> Values:
        """What a binding gives; `point` is where it stands. While it is asked for, it gives nothing."""
        owner = point.owner.key if point.owner is not None else None
        key = (point.file.path, binding.how, binding.at, binding.target, binding.path, owner)
        path = point.file.path
        return self.once(key, point.calls, lambda: through(lookups.binding(self, binding, point), path, binding.at))

    def once(self, key: Hashable, calls: CallString, answer: Callable[[], Values]) -> Values:
        """An answer that is kept with those of the calls that it came to depend on."""
        return self._tables.ask((key, self.callers.weighing), calls, answer, (), self._depth)

    def apart(self, key: Hashable, answer: Callable[[], Answer], meanwhile: Answer) -> Answer:
        """An answer that depends on no calls; its question has steps of its own, whoever asks."""
        steps, self._steps = self._steps, 0
        try:
            return self._tables.ask_apart((key, self.callers.weighing), answer, meanwhile, self._depth)
        finally:
            self._steps = steps

    def call_of(self, function: Function, calls: CallString) -> Site | None:
        """The call of a function in a call string."""
        return self._tables.call_of(function, calls)

    def outside(self, function: Function, calls: CallString, answer: Callable[[CallString], Answer]) -> Answer:
        """An answer of whoever calls a function, where a call string leads into it."""
        return self._tables.ask_outside(function, calls, answer)

    @property
    def place(self) -> int:
        """The place of the question that is being asked last."""
        return self._tables.place

    def cut(self, place: int = CUT) -> None:
        """Note that an answer is cut short: for its cost, or because the question at a place is being asked."""
        self._tables.cut(place)

    def added(self, binding: Binding, point: Point) -> Values:
        """What a function adds to a list or dictionary, for all of its calls; once, where it has none."""
        if not registered.registers(point.scope):
            return self.bound(binding, point)
        if self._adding is not None:  # what fills a table is not asked for while another one's is
            self.cut(self._adding)
            return self.bound(binding, point)
        owner = point.owner.key if point.owner is not None else None
        key = ("added", point.file.path, binding.at, binding.target, owner)
        nothing: Values = ()
        self._adding = self.place + 1
        try:
            found = self.apart(key, lambda: distinct(registered.added(self, point, binding)), nothing)
        finally:
            self._adding = None
        return found or self.bound(binding, point)

    def parameter(self, point: Point, name: str) -> Values:
        """The values of a parameter of the function that a point stands in."""
        return parameters.parameter(self, point, name)

    def exported(self, path: str, name: str) -> Values:
        """What a module of the repository calls by a name."""
        return lookups.exported(self, path, name)

    def returned(self, function: Definition, calls: CallString) -> Values:
        """What a function of the repository returns."""
        owner = function.owner.kind if isinstance(function.owner, Instance) else function.owner
        key = ("returned", function.key, owner.key if owner is not None else None)
        return self.once(key, calls, lambda: returned(self, function, calls))

    def results(self, functions: Values, site: Site, calls: CallString) -> Values:
        """What a call of one of several functions gives."""
        return distinct(value for function in functions for value in result(self, function, site, calls))

    def renamed(self, word: str, file: File) -> list[str]:
        """A word and what the imports of a file make of it."""
        if not file.facts.holds(RENAMING):
            return [word]
        ends = (place + len(word) for place in file.facts.places(word))
        aliases = (match[1].decode() for end in ends if (match := RENAMED.match(file.facts.data, end)))
        return list(dict.fromkeys((word, *aliases)))

    def site(self, call: Call, point: Point, skip: int = 0) -> Site:
        """The call as a site; the same object for the same call in the same place."""
        owner = point.owner.key if point.owner is not None else None
        made = (call.start, call.end, call.word, len(call.arguments), skip)
        key = (point.file.path, *made, point.at, point.block, len(point.sources), owner)
        if key not in self._sites:
            self._sites[key] = Site(call, point.within(()), skip)
        return self._sites[key]
