"""What stands within a value: an attribute, the item under a key, the elements of a list."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.syntax.expressions import Each, Expression, Items, Spread, Table
from builder.mapping.python.values import classes, table_items
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import came, distinct, offered, part_of
from builder.mapping.python.values.table_keys import is_open, text_of
from builder.mapping.python.values.values import (
    UNKNOWN,
    CallString,
    Definition,
    ExternalInput,
    Flag,
    Instance,
    Keywords,
    Local,
    Made,
    ModuleRef,
    Namespace,
    Pairs,
    Point,
    Positionals,
    Ref,
    Sequence,
    Str,
    Structure,
    SymbolicParameter,
    Value,
    Values,
)
from builder.reference.call_forms import ANY_MEMBER

ENVIRONMENT = "os.environ"
MEMBERS = ".__dict__"
FLAGS = ".FLAGS"  # of absl and TensorFlow: what the command line gave
# Attributes that hold the thing itself: of an enumeration's member, of a path, of a namespace.
SAME = frozenset({"value", "name", "__dict__"})
HUB_PREFIXES = ("hf-hub:", "hf_hub:", "hf://")


def member(ev: Evaluator, value: Value, name: str, point: Point) -> Values:
    """An attribute of a value."""
    found = _member(ev, value, name, point)
    if not getattr(value, "offered", False):
        return found
    given = ExternalInput if isinstance(value, Instance | Definition) else ()  # settings set them whichever is taken
    return tuple(one if isinstance(one, given) else offered((one,))[0] for one in found)


def _member(ev: Evaluator, value: Value, name: str, point: Point) -> Values:
    match value:
        case Ref(qualified) if qualified.endswith(FLAGS):
            return ev.options.of(Namespace(point.file.path), name)
        case Ref(qualified):
            return (replace(value, name=f"{qualified}.{name}"),)
        case Made(qualified):
            return (Ref(f"{qualified}.{name}"),)
        case ModuleRef(path):
            return ev.exported(path, name)
        case Definition() | Instance():
            return classes.attribute(ev, value, name, point.calls)
        case Namespace() if name != "__dict__":
            return ev.options.of(value, name)
        case Structure(Table()) | Pairs() | Keywords():
            return item(ev, value, (Str(name, point.file.path, 0),), point.calls)
        case Structure() | Sequence() | ExternalInput("key", "") if name == "value":
            return (value,)
        case Str() | Namespace() if name in SAME:
            return (value,)
        case SymbolicParameter():
            return ev.callers.members(value, name, point.calls)
        case ExternalInput("key", path):
            return (ExternalInput("key", f"{path}.{name}" if path else name),)
        case Local():
            return (value,)
    return (UNKNOWN,)


def of_module(module: str, key: Value) -> Ref:
    """What a module of another library calls by a name."""
    return Ref(f"{module}.{key.text if isinstance(key, Str) else ANY_MEMBER}", key)


def item(ev: Evaluator, value: Value, keys: Values | None, calls: CallString) -> Values:
    """What stands under one of the keys; without keys (a slice), a part of the value."""
    found = _item(ev, value, keys, calls)
    found = came(found, value.via) if isinstance(value, Structure) else found
    branched = any(isinstance(key, Str) and key.branched for key in keys or ())
    return offered(found) if branched or getattr(value, "offered", False) else found


def _item(ev: Evaluator, value: Value, keys: Values | None, calls: CallString) -> Values:
    match value:
        case Positionals(function) if keys and all(isinstance(key, Flag) and key.source.isdigit() for key in keys):
            numbers = (int(key.source) for key in keys if isinstance(key, Flag))
            return distinct(found for number in numbers for found in ev.callers.rest(function, number, calls))
        case Structure() | Sequence() | Pairs() | SymbolicParameter() if keys is None:
            return (value,)
        case SymbolicParameter() if all(isinstance(key, Flag) for key in keys or ()):
            return (value,)
        case Str(text) if keys is None:
            prefix = next((prefix for prefix in HUB_PREFIXES if text.startswith(prefix)), None)
            return (replace(value, text=text.removeprefix(prefix)),) if prefix else (UNKNOWN,)
        case Structure(Table()):
            return table_items.from_table(ev, value, keys or ())
        case Pairs(pairs_known):
            return table_items.from_pairs(pairs_known, keys or ())
        case Structure(Each(Table())):
            return table_items.from_comprehension(ev, value, keys or ())
        case Definition() if value.scope.kind == "class" and classes.is_enumeration(ev, value):
            return _from_enumeration(ev, value, keys or (), calls)
        case Instance() if keys and all(isinstance(key, Flag) and key.source.isdigit() for key in keys):
            return _from_record(ev, value, keys, calls)
        case Structure() | Sequence():
            return _from_items(ev, value, keys or ())
        case Ref(qualified) if qualified.endswith(MEMBERS):
            return distinct(of_module(qualified.removesuffix(MEMBERS), key) for key in keys or ())
    names = [key for key in keys or () if isinstance(key, Str)]
    if not names:
        return (value,) if isinstance(value, ExternalInput) and value.kind == "key" else (UNKNOWN,)
    return distinct(found for key in names for found in _named(ev, value, key.text, calls))


def _named(ev: Evaluator, value: Value, name: str, calls: CallString) -> Values:
    """What stands under a name in something that is no dictionary of the code."""
    match value:
        case Namespace():
            return ev.options.of(value, name)
        case Keywords(function):
            return ev.callers.keyword(function, name, calls)
        case Ref(qualified) if qualified == ENVIRONMENT:
            return (ExternalInput("environment", name),)
        case SymbolicParameter():
            given = ev.callers.values(value, calls)
            key = (Str(name, "", 0),)
            found = (inner for other in given if not isinstance(other, Str) for inner in item(ev, other, key, calls))
            texts = any(isinstance(other, Str) for other in given)  # it is a table's key: its callers say the rest
            return distinct((*found, value) if texts else found)
        case ExternalInput("key", path):
            return (ExternalInput("key", f"{path}.{name}" if path else name),)
        case Instance():
            return classes.attribute(ev, value, name, calls)
    return (UNKNOWN,)


def _from_enumeration(ev: Evaluator, kind: Definition, keys: Values, calls: CallString) -> Values:
    """`Kind["NAME"]`; every member where the name is not known."""
    names = [key.text for key in keys if isinstance(key, Str) and not is_open(key)]
    if 0 < len(names) == len(keys):
        return distinct(value for name in names for value in classes.attribute(ev, kind, name, calls))
    return offered(value for member in classes.members(ev, kind) for value in member)


def _from_record(ev: Evaluator, value: Instance, keys: Values, calls: CallString) -> Values:
    """What stands at a place of a NamedTuple."""
    places = {str(place): name for name, place in classes.fields(ev, value.kind).items()}
    names = [places[key.source] for key in keys if isinstance(key, Flag) and key.source in places]
    return distinct(found for name in names for found in classes.attribute(ev, value, name, calls)) or (UNKNOWN,)


def _from_items(ev: Evaluator, owner: Structure | Sequence, keys: Values) -> Values:
    """The elements at the places that the keys say; all where one of them is not known."""
    numbers = [int(key.source) for key in keys if isinstance(key, Flag) and key.source.lstrip("-").isdigit()]
    if not numbers or len(numbers) < len(keys):
        return distinct(offered(value for element in elements(ev, owner) for value in element))
    items = _written(ev, owner)
    return distinct(value for number in numbers if -len(items) <= number < len(items) for value in items[number])


def elements(ev: Evaluator, value: Value) -> list[Values]:
    """The elements of a list as such, the keys of a dictionary, the members of an enumeration."""
    found = _elements(ev, value)
    return [offered(element) for element in found] if getattr(value, "offered", False) else found


def _elements(ev: Evaluator, value: Value) -> list[Values]:
    match value:
        case Structure(Items(expressions)):
            found = _written(ev, value)
            return [part_of(item, table_items.row(expressions, number)) for number, item in enumerate(found)]
        case Sequence() | Structure(Each()):
            return _written(ev, value)
        case Structure(Table()):
            return [keys for pair in table_items.pairs(ev, value) if (keys := table_items.keys_of(pair))]
        case Pairs(items):
            return [keys for keys, _ in items if any(text_of(key) is not None for key in keys)]
        case Definition() if value.scope.kind == "class":
            return classes.members(ev, value)
        case SymbolicParameter():
            given = (one for one in ev.callers.values(value, ()) if isinstance(one, Structure | Sequence))
            return [*(element for one in given for element in elements(ev, one)), (value,)]
        case ExternalInput("key"):
            return [(value,)]
    return [(UNKNOWN,)]


def _written(ev: Evaluator, value: Structure | Sequence) -> list[Values]:
    """The elements of a list, at their places."""
    match value:
        case Sequence(items):
            return list(items)
        case Structure(Items(expressions), point, rows):
            made = (item for expression in expressions for item in _element(ev, expression, point))
            return [part_of(item, rows) for item in made]
        case Structure(Each(element, sources), point, rows):
            return [part_of(ev.evaluate(element, point._replace(sources=(*point.sources, *sources))), rows)]
    return [(UNKNOWN,)]


def _element(ev: Evaluator, expression: Expression, point: Point) -> list[Values]:
    if not isinstance(expression, Spread):
        return [ev.evaluate(expression, point)]
    spread = ev.evaluate(expression.value, point)
    return [element for value in spread for element in elements(ev, value)]
