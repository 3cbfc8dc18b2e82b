"""Methods of strings, dictionaries and parsers whose result is known."""

from __future__ import annotations

from itertools import chain

from builder.mapping.python.frameworks import config_nodes, parsed_records
from builder.mapping.python.frameworks.calls import METHODS
from builder.mapping.python.syntax.expressions import NONE
from builder.mapping.python.values import objects, strings, table_items
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, part_of, step
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
    Namespace,
    Pairs,
    Ref,
    Sequence,
    Site,
    Str,
    Structure,
    SymbolicParameter,
    Unknown,
    Value,
    Values,
)

GETTERS = frozenset({"get", "pop", "setdefault"})
PARSED = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
RECORDS_PARSED = frozenset(
    {
        "parse_args_into_dataclasses",
        "parse_json_file",
        "parse_yaml_file",
        "parse_dict",
        "parse_args_and_config",
        "parse",
    }
)


def known(ev: Evaluator, owner: Value, name: str, site: Site, calls: CallString) -> Values | None:
    """What a method gives; None if nothing is known of it."""
    match owner:
        case Str():
            return _of_string(ev, owner, name, site, calls)
        case Structure() | Sequence() | Pairs() | Keywords() | Namespace() | ExternalInput() | SymbolicParameter() if (
            name in GETTERS
        ):
            return _got(ev, owner, site, calls)
        case Ref(objects.ENVIRONMENT) if name in GETTERS:
            return step(_got(ev, owner, site, calls), "environment")
        case Structure() | Sequence() | Pairs():
            return _of_structure(ev, owner, name)
        case ExternalInput("key", path) if name in ("items", "values"):
            below: Values = (ExternalInput("key", f"{path}.*" if path else "*"),)
            return (Sequence(((Sequence(((UNKNOWN,), below)),),)),) if name == "items" else (Sequence((below,)),)
        case Namespace() if name in ("copy", "_asdict", "as_dict"):
            return (owner,)
        case Made(made) if made in config_nodes.NODES and name in config_nodes.COPYING:
            return (owner,)
        case Local() | SymbolicParameter() if isinstance(owner, Local) or name in strings.KNOWN:
            return (owner,)
        case Definition():
            return parsed_records.from_dictionary(ev, owner, name, site)
    if name in METHODS and isinstance(owner, Ref | Unknown | SymbolicParameter):
        return METHODS[name](ev, site, calls)
    if name in RECORDS_PARSED and isinstance(owner, Made) and owner.site is not None:
        return _records(ev, owner.site, calls, parsed_records.unpacked(site) if name == "parse_dict" else None)
    if name in PARSED and isinstance(owner, Made | Unknown | SymbolicParameter | Instance):
        namespace: Values = (Namespace(site.point.file.path),)
        return (Sequence((namespace, (UNKNOWN,))),) if name == "parse_known_args" else namespace
    return None


def _arguments(ev: Evaluator, site: Site, calls: CallString) -> list[Values]:
    shown = (argument for argument in site.call.arguments if argument.name is None)
    return [ev.evaluate(argument.value, site.within(calls)) for argument in shown]


def _of_string(ev: Evaluator, owner: Str, name: str, site: Site, calls: CallString) -> Values:
    pieces = _arguments(ev, site, calls)
    if name == "format":
        named = [argument for argument in site.call.arguments if argument.name not in (None, "*", "**")]
        names = {str(piece.name): ev.evaluate(piece.value, site.within(calls)) for piece in named}
        return strings.filled(owner, pieces, names, strings.FIELD)
    if name == "join" and pieces:
        lists = [objects.elements(ev, value) for value in pieces[0]]
        return distinct(chain.from_iterable(strings.joined(_between(owner, parts)) for parts in lists))
    if name in strings.SPLITS:
        separator, count = given(site, ("sep",), 0), given(site, ("maxsplit",), 1)
        none = (Flag(NONE.source),)
        shown = [ev.evaluate(one.value, site.within(calls)) if one is not None else none for one in (separator, count)]
        return strings.method(owner, name, shown if count is not None else shown[:1])
    return strings.method(owner, name, pieces)


def _between(separator: Str, parts: list[Values]) -> list[Values]:
    return [values for part in parts for values in ((separator,), part)][1:]


def _got(ev: Evaluator, owner: Value, site: Site, calls: CallString) -> Values:
    """`owner.get(key, default)`."""
    key, default = given(site, (), 0), given(site, ("default",), 1)
    keys = ev.evaluate(key.value, site.within(calls)) if key is not None else (UNKNOWN,)
    found = objects.item(ev, owner, keys, calls)
    other = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    return distinct((*(value for value in found if not other or not isinstance(value, Unknown)), *other))


def _of_structure(ev: Evaluator, owner: Structure | Sequence | Pairs, name: str) -> Values | None:
    if name in ("copy", "keys", "deepcopy"):
        return (owner,)
    if isinstance(owner, Pairs) and name in ("items", "values"):
        known = (((Sequence((keys, values)),) if name == "items" else values) for keys, values in owner.items)
        return (Sequence(tuple(known)),)
    if name not in ("items", "values") or not isinstance(owner, Structure):
        return None
    found: list[Values] = []
    for pair in table_items.pairs(ev, owner):
        values = part_of(ev.evaluate(pair.value, pair.point), pair.rows)
        found.append((Sequence((table_items.keys_of(pair) or (UNKNOWN,), values)),) if name == "items" else values)
    return (Sequence(tuple(found)),)


def _records(ev: Evaluator, parser: Site, calls: CallString, made_by: Site | None = None) -> Values:
    """Objects of the classes that a parser was made for; `made_by`: the call that gives their fields."""
    argument = given(parser, ("dataclass_types", "config_class"), 0)
    values = ev.evaluate(argument.value, parser.within(calls)) if argument is not None else ()
    kinds: list[Values] = []
    for value in values:
        kinds.extend([(value,)] if isinstance(value, Definition) else objects.elements(ev, value))
    made = tuple(
        tuple(Instance(kind, made_by) if isinstance(kind, Definition) else UNKNOWN for kind in alternatives)
        for alternatives in kinds
    )
    return (Sequence(made),) if made else (UNKNOWN,)
