"""Whether a call is one of a function of the repository, and of whose code it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder import patterns as re
from builder.mapping.python.frameworks import handing_on
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.syntax.expressions import Attribute, Call, PlacedCall
from builder.mapping.python.values import classes
from builder.mapping.python.values.functions import CONSTRUCTOR, decorators, hidden, last_name, merged
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, File, Partial, Point, Ref, Site, Unknown, Value

TAKING = frozenset({"get", "pop", "__getitem__"})  # methods that give what stands under a key
GIVING_FUNCTIONS = handing_on.SAME | {"getattr", "vars"}  # their call gives what they are given, or a part of it
ASSIGNED = re.compile(rb"^\s*(?:self\.)?([A-Za-z_]\w*)")


def owners(ev: Evaluator, target: Definition, file: File, scope: Scope) -> list[Definition | None]:
    """Whose code this is: nobody's in particular; or, in a base of the method's class, that class's, too."""
    kind = target.scope.around
    written = next((outer.around for outer in scope.outer() if outer.around is not None), None)
    if kind is None or written is None or kind is written:
        return [None]
    owner = Definition(target.file, kind)
    return [None, owner] if Definition(file, written) in classes.mro(ev, owner) else [None]


def completed(ev: Evaluator, target: Definition, call: Call, point: Point) -> Call:
    """A call of what a `partial` of the function made, with all arguments; others as they are."""
    for value in ev.evaluate(call.function, point):
        if isinstance(value, Partial) and any(_is(ev, function, target) for function in value.functions):
            begun = merged(value.site.call, call)
            return replace(begun, function=value.site.call.arguments[0].value)
    return call


def _is(ev: Evaluator, value: Value, target: Definition) -> bool:
    """Whether a value is a function, or the class that it constructs."""
    made = classes.method(ev, value, CONSTRUCTOR) if isinstance(value, Definition) and _is_class(value) else value
    return isinstance(made, Definition) and made.key == target.key


def _is_class(value: Definition) -> bool:
    return value.scope.kind == "class"


def skipped(ev: Evaluator, target: Definition, call: Call, point: Point, *, settled: bool = False) -> int | None:
    """How many parameters the call does not show if it is one of the function; None if it is not.

    `settled`: a parameter that is called stands for the functions that its callers pass.
    """
    values = ev.evaluate(call.function, point)
    for value in ev.callers.settled(values, ()) if settled else values:
        match value:
            case Definition(_, scope) if scope.kind == "class":
                made = classes.method(ev, value, "__init__")
                if made is not None and made.key == target.key:
                    return 1
            case Definition() if value.key == target.key:
                return 0 if _shows_object(value, call) else hidden(value)
            case Ref(name) if _is_own(ev, name, target):
                return 1 if target.scope.around is not None else 0
            case Unknown() if isinstance(call.function, Attribute) and ev.callers.is_only(target):
                return 1 if "staticmethod" not in decorators(target) else 0
    return None


def _shows_object(value: Definition, call: Call) -> bool:
    """Whether the call is `Base.__init__(self, ...)`."""
    constructs = value.scope.name == CONSTRUCTOR and isinstance(value.owner, Definition)
    return constructs and isinstance(call.function, Attribute)


def _is_own(ev: Evaluator, name: str, target: Definition) -> bool:
    """Whether a library's function is known by a qualified name, wherever the library passes it on."""
    modules, word = ev.modules, target.scope.name
    around = target.scope.around
    if around is not None:
        word = around.name if word == "__init__" else f"{around.name}.{word}"
    own = modules.name(target.file.path).partition(".")[0]
    return modules.is_known(name) and name.partition(".")[0] == own and f".{name}".endswith(f".{word}")


def partials(
    ev: Evaluator, target: Definition, file: File, place: int, scope: Scope, statement: Statement
) -> Iterator[Site]:
    """`partial(function, argument)`: a call of the function that shows the function itself."""
    for found in file.facts.calls(statement):
        if last_name(found.call.function) == "partial" and _holds(found, place):
            point = Point(file, scope, statement.start, statement.block, found.sources)
            for value in ev.evaluate(found.call.arguments[0].value, point):
                if isinstance(value, Definition) and _is(ev, value, target):
                    yield ev.site(found.call, point, (1 if _is_class(value) else hidden(value)) - 1)


def handed_on(
    ev: Evaluator, target: Definition, file: File, place: int, scope: Scope, statement: Statement
) -> Iterator[Site]:
    """Calls of the function that threads, pools and actors make: `submit(function, name)`, `function.remote(name)`."""
    made = bool(decorators(target) or (target.scope.around is not None and target.scope.around.decorators))
    for found in file.facts.calls(statement):
        inner = handing_on.inner(found.call, place)
        call = inner.call if inner is not None else handing_on.remote(found.call, place) if made else None
        if call is not None:
            sources = (*found.sources, *(inner.sources if inner is not None else ()))
            point = Point(file, scope, statement.start, statement.block, sources)
            skip = skipped(ev, target, call, point)
            if skip is not None:
                yield ev.site(call, point, skip)
                return


def _holds(found: PlacedCall, place: int) -> bool:
    first = found.call.arguments[0] if found.call.arguments else None
    return first is not None and first.start <= place < first.end


def calls(call: Call, place: int) -> bool:
    """Whether a call is one of what stands at a place: `name(...)`, or `TABLE.get(key)(...)` of what a table holds."""
    taken = call.function
    return call.word == place or (isinstance(taken, Call) and is_taken(taken, place))


def is_taken(call: Call, place: int) -> bool:
    """Whether a call takes something out of a table whose name stands at a place."""
    return last_name(call.function) in TAKING and call.start <= place < call.word


def assigned_names(file: File, statement: Statement, place: int) -> list[str]:
    """The names that a statement assigns what stands at a place, alone or in a list or dictionary."""
    text = file.facts.data[statement.start : statement.end]
    target, equals, _ = text.partition(b"=")
    if not equals or place - statement.start < len(target):
        return []
    around = (found.call for found in file.facts.calls(statement) if found.call.start <= place < found.call.end)
    if any(last_name(call.function) not in GIVING_FUNCTIONS and not is_taken(call, place) for call in around):
        return []
    return [word.decode() for word in ASSIGNED.findall(target)]
