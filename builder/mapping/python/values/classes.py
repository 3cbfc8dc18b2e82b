"""Classes of the repository: their bases, what derives from them, and what their attributes are."""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.program.scopes import ADDING, Binding, Scope
from builder.mapping.python.syntax.expressions import Item, Text
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.syntax.regions import word_places
from builder.mapping.python.values.arguments import given, splats
from builder.mapping.python.values.functions import CONSTRUCTOR, decorators, is_property
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.record_defaults import is_always_given
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import (
    ENDLESS,
    UNKNOWN,
    CallString,
    Definition,
    ExternalInput,
    File,
    Instance,
    Point,
    Ref,
    Str,
    SymbolicParameter,
    Unknown,
    Value,
    Values,
)

MAX_BASES = 30  # classes above one
RECORD_DECORATORS = re.compile(r"dataclass|define|frozen|mutable|attrs?|s$")
RECORD_BASES = re.compile(r"(Base)?(Model|Settings|Config)$|NamedTuple|TypedDict|Struct|SQLModel|Schema")
ATTRIBUTE = re.compile(rb"(?:attrs?\.)?(?:ib|attrib|field)\(")
ENUMERATIONS = re.compile(r"(?:^|\.)(?:\w*Enum|(?:Text)?Choices)$")
SETTINGS = ".BaseSettings"
PREFIX = re.compile(rb"""\benv_prefix\s*=\s*["'](\w+)["']""")
CONSTRUCTORS = frozenset({CONSTRUCTOR, "__new__", "setUp", "setUpClass", "setup", "setup_method", "build"})
HEAD = re.compile(rb"\bclass\s+\w+\s*\([^()]*+$")
MAX_HEAD = 300  # bytes from a class's name to one of its bases


def mro(ev: Evaluator, kind: Definition) -> list[Definition | Ref]:
    """Method resolution order: a class and all above it, nearest first; other libraries' by their qualified name."""
    return ev.mro(Definition(kind.file, kind.scope))


def linearized(ev: Evaluator, kind: Definition) -> list[Definition | Ref]:
    """`mro`, looked up: depth first, in the order of the bases."""
    found: dict[Definition | Ref, None] = {}
    waiting: list[Definition | Ref] = [Definition(kind.file, kind.scope)]
    while waiting and len(found) < MAX_BASES:
        current = waiting.pop(0)
        if current in found:
            continue
        found[current] = None
        if isinstance(current, Definition):
            waiting[:0] = [base for span in current.scope.bases for base in _base(ev, current, span)]
    return list(found)


def _base(ev: Evaluator, kind: Definition, span: Span) -> Iterator[Definition | Ref]:
    point = Point(kind.file, kind.scope.parent or kind.file.facts.module, kind.scope.span.start)
    for value in ev.evaluate(kind.file.facts.expression(span), point):
        if isinstance(value, Definition) and value.scope.kind == "class":
            yield Definition(value.file, value.scope)
        elif isinstance(value, Ref):
            yield value


def attribute(ev: Evaluator, value: Definition | Instance, name: str, calls: CallString) -> Values:
    """An attribute of a class or object: its own, else the nearest base's; of another library's base by name."""
    kind = value.kind if isinstance(value, Instance) else value
    if kind.scope.kind != "class":
        return (UNKNOWN,)
    if name == "__class__":
        return (Definition(kind.file, kind.scope),)
    line = mro(ev, kind)
    made: Values = ()
    if isinstance(value, Instance):
        if value.site is not None:
            made = _field(ev, value, name, calls) or ()
            if made and not any(isinstance(one, SymbolicParameter) for one in made):
                return made
        calls = _made_by(ev, value, calls)
    for above in line:
        if isinstance(above, Definition):
            found = _own(ev, above, name, value, Definition(kind.file, kind.scope), calls)
            if found:
                return distinct((*made, *found)) if made else found
    inherited = [Ref(f"{above.name}.{name}") for above in line if isinstance(above, Ref)]
    return tuple(inherited) or (UNKNOWN,)


def _made_by(ev: Evaluator, value: Instance, calls: CallString) -> CallString:
    """The call string, and the call that made the object as the call of its constructor."""
    constructor = method(ev, value.kind, CONSTRUCTOR)
    if value.site is None or constructor is None or any(key == constructor.key for key, _ in calls):
        return calls
    skip = max(value.site.skip, 1)  # the object itself
    return (*calls, (constructor.key, ev.site(value.site.call, value.site.point, skip)))


def method(ev: Evaluator, kind: Definition, name: str) -> Definition | None:
    """The function of that name of a class of the repository or its nearest base."""
    for above in mro(ev, kind):
        if isinstance(above, Definition):
            for binding in reversed(above.scope.names.get(name, [])):
                if binding.scope is not None:
                    return Definition(above.file, binding.scope, kind)
    return None


def _own(
    ev: Evaluator, above: Definition, name: str, value: Definition | Instance, kind: Definition, calls: CallString
) -> Values:
    """What one class itself says of an attribute: what its methods assign to it, else what stands in its body."""
    found: list[Value] = []
    begun = False  # whether a constructor sets it, so that what stands in the body is never seen
    for scope, binding in _assigned(above, name):
        point = Point(above.file, scope, binding.at, binding.block, owner=kind, calls=calls)
        found.extend(ev.added(binding, point) if binding.how in ADDING else ev.bound(binding, point))
        begun = begun or scope.name in CONSTRUCTORS
    if found and (begun or name not in above.scope.names):
        return distinct(found)
    scope = above.scope
    for binding in scope.reaching(name, ENDLESS, None):
        if binding.scope is not None and binding.scope.kind == "function":
            found.extend(_method(ev, above, binding.scope, value, calls))
        else:
            point = Point(above.file, scope, binding.at, binding.block, owner=kind, calls=calls)
            values = ev.bound(binding, point)
            found.extend(_defaulted(ev, above, name, values) if is_record(ev, above) else values)
    if not found and any(binding.how == "declared" for binding in scope.names.get(name, ())) and is_record(ev, above):
        found.extend(_record((), name))
    if name in scope.names:
        found.extend(step(ev.validated(above, name), "dataclass"))
    return distinct(found)


def _defaulted(ev: Evaluator, above: Definition, name: str, values: Values) -> Values:
    """What a record's field is where nobody is seen to give it; its default only where somebody may leave it out."""
    strings = any(isinstance(value, Str) for value in values)
    given = strings and ev.apart(
        ("given", above.file.path, above.scope.name, name), lambda: is_always_given(ev, above, name), False
    )
    return (*_record(() if given else values, name), *_variables(ev, above, name))


def _record(values: Values, name: str) -> Values:
    """The default of a record's field, and the ways in which a command line or settings file can give it."""
    dashes = name.replace("_", "-")
    return (
        *step(values, "dataclass"),
        ExternalInput("key", name),
        ExternalInput("option", f"--{name}"),
        ExternalInput("option", f"--{dashes}"),
    )


def _variables(ev: Evaluator, kind: Definition, name: str) -> Iterator[ExternalInput]:
    """The environment variable that gives a field of pydantic-settings its value."""
    bases = mro(ev, kind)[1:]
    if not any(isinstance(base, Ref) and base.name.endswith(SETTINGS) for base in bases):
        return
    spans = [
        kind.scope.span,
        *(base.scope.span for base in bases if isinstance(base, Definition) and base.file is kind.file),
    ]
    prefixes = (PREFIX.search(kind.file.facts.data, *span) for span in spans)
    prefix = next((found[1].decode() for found in prefixes if found is not None), "")
    yield ExternalInput("environment", f"{prefix}{name}".upper())


def _method(ev: Evaluator, above: Definition, scope: Scope, value: Definition | Instance, calls: CallString) -> Values:
    made = Definition(above.file, scope, value)
    return ev.returned(made, calls) if is_property(made) else (made,)


def _assigned(above: Definition, name: str) -> Iterator[tuple[Scope, Binding]]:
    """Assignments to `self.name` in the methods of a class."""
    facts = above.file.facts
    for scope in facts.methods_with(above.scope, name):
        facts.filled(scope)
        for owner in (scope.parameters[0].name, above.scope.name):
            for binding in scope.names.get(f"{owner}.{name}", ()):
                yield scope, binding


def _field(ev: Evaluator, value: Instance, name: str, calls: CallString) -> Values | None:
    """What the call that made a record gives for a field; None if it is no record, or the call leaves it out."""
    if value.site is None or method(ev, value.kind, CONSTRUCTOR) is not None:
        return None
    argument = given(value.site, (name,), fields(ev, value.kind).get(name))
    if argument is not None:
        return step(ev.evaluate(argument.value, value.site.within(calls)), "literal")
    items = (Item(splat.value, Text(name, splat.line)) for splat in splats(value.site))
    held = (one for item in items for one in ev.evaluate(item, value.site.within(calls)))
    return step(distinct(one for one in held if not isinstance(one, Unknown))) or None


def fields(ev: Evaluator, kind: Definition) -> dict[str, int]:
    """The fields of a record in the order of its constructor, bases first."""
    line = [above for above in reversed(mro(ev, kind)) if isinstance(above, Definition)]
    names = (name for above in line for name, found in above.scope.names.items() if _is_field(above, found[0]))
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def _is_field(kind: Definition, binding: Binding) -> bool:
    """Whether a name of a class's body is a field: it is annotated, or `attr.ib` says so."""
    data = kind.file.facts.data
    return binding.annotation is not None or (
        binding.span is not None and ATTRIBUTE.match(data, binding.span.start) is not None
    )


def is_record(ev: Evaluator, kind: Definition) -> bool:
    """Whether a class's fields are its constructor's parameters: a dataclass, a pydantic model, attrs."""
    if any(map(RECORD_DECORATORS.match, decorators(kind))):
        return True
    return any(_makes_records(base) for base in mro(ev, kind)[1:])


def _makes_records(base: Definition | Ref) -> bool:
    if isinstance(base, Ref):
        return RECORD_BASES.search(base.name.rpartition(".")[2]) is not None
    return any(map(RECORD_DECORATORS.match, decorators(base)))


def is_enumeration(ev: Evaluator, kind: Definition) -> bool:
    """Whether a class is an enumeration."""
    return any(isinstance(base, Ref) and ENUMERATIONS.search(base.name) is not None for base in mro(ev, kind)[1:])


def members(ev: Evaluator, kind: Definition) -> list[Values]:
    """The values of a class's attributes: the members of an enumeration."""
    names = [name for name, found in kind.scope.names.items() if found[0].how == "value" and not name.startswith("_")]
    return [attribute(ev, kind, name, ()) for name in names]


def derived(ev: Evaluator, kind: Definition) -> list[Definition]:
    """The classes of the repository that derive from a class, in the order of their files."""
    found: dict[Definition, None] = {}
    waiting = [Definition(kind.file, kind.scope)]
    while waiting and len(found) < MAX_BASES * 10:
        current = waiting.pop(0)
        for other in _directly_derived(ev, current):
            if other not in found and other != kind:
                found[other] = None
                waiting.append(other)
    return list(found)


def _directly_derived(ev: Evaluator, kind: Definition) -> Iterator[Definition]:
    for path in ev.callers.seeing(kind):
        file = ev.files[path]
        for name in ev.renamed(kind.scope.name, file) if kind.scope.name.encode() in file.facts.data else ():
            for place in word_places(file.facts.data, name.encode()):
                if HEAD.search(file.facts.data, max(place - MAX_HEAD, 0), place) is not None:
                    yield from _class_at(ev, kind, file, place)


def _class_at(ev: Evaluator, kind: Definition, file: File, place: int) -> Iterator[Definition]:
    found = file.facts.statement(place)
    scope = class_with_base(found[0], place) if found is not None else None
    if scope is not None and scope is not kind.scope:
        other = Definition(file, scope)
        if Definition(kind.file, kind.scope) in (base for span in scope.bases for base in _base(ev, other, span)):
            yield other


def class_with_base(scope: Scope, place: int) -> Scope | None:
    """The class below a scope whose list of bases holds a place."""
    for child in scope.children:
        if child.kind == "class" and any(span.start <= place < span.end for span in child.bases):
            return child
    return None
