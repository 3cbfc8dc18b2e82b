"""Dictionaries that calls make: from keywords, from another one, from pairs, from keys that share a value."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.frameworks import config_nodes
from builder.mapping.python.syntax.expressions import Each, Items, Table, Text
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given, splats
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import (
    UNKNOWN,
    CallString,
    Flag,
    Made,
    Pairs,
    Ref,
    Sequence,
    Site,
    Str,
    Structure,
    Value,
    Values,
)

FROM_KEYS = "fromkeys"
WITH_DEFAULT = "defaultdict"
# By the last name: dictionaries, some of which can be read by attribute too.
MAKING = frozenset(
    {"dict", "OrderedDict", WITH_DEFAULT, FROM_KEYS, "SimpleNamespace", "Namespace", "EasyDict", "edict", "AttrDict"}
    | {"Box", "ConfigDict", "create", "MappingProxyType", "namedtuple", "ChainMap", "DictConfig", "DotMap", "Dict"}
    | {"Munch", "munchify", "FrozenConfigDict", "AttributeDict", "frozendict", "CfgNode", "Addict", "ParameterDict"}
)
# Keywords of yacs' CfgNode, ml_collections' ConfigDict, OmegaConf and Box that are no keys.
OPTIONS = frozenset(
    {"new_allowed", "key_list", "type_safe", "convert_dict", "allow_dotted_keys", "sort_keys", "default_box"}
    | {
        "default_box_attr",
        "init_dict",
        "initial_dictionary",
        "frozen_box",
        "camel_killer_box",
        "conversion_box",
        "key_type",
        "element_type",
        "ref_type",
    }
)


def made(ev: Evaluator, name: str, site: Site, calls: CallString) -> Values:
    """A dictionary from keywords, and what it is made from; where attributes may be assigned to it, as such, too."""
    last = name.rpartition(".")[2]
    if last == FROM_KEYS:
        return _from_keys(ev, site, calls)
    named = [argument for argument in site.call.arguments if argument.name not in (None, "*", "**")]
    named = [
        argument for argument in named if argument.name not in OPTIONS and not str(argument.name).startswith("box_")
    ]
    pairs = tuple((Text(str(argument.name), argument.line), argument.value) for argument in named)
    found: list[Value] = [Structure(Table(pairs), site.within(calls))] if pairs else []
    shown = [argument for argument in site.call.arguments if argument.name in (None, "init_dict", "initial_dictionary")]
    if last == WITH_DEFAULT and shown:
        found.append(_default(ev, site, calls))
    for argument in (*splats(site), *shown):
        for value in ev.evaluate(argument.value, site.within(calls)):
            if not isinstance(value, Ref | Flag | Str):
                found.append(_of_pairs(ev, value))
    node = (Made(name, site),) if name in config_nodes.NODES else ()
    return distinct((*found, *node)) or (UNKNOWN,)


def _of_pairs(ev: Evaluator, value: Value) -> Value:
    """A list of pairs as the dictionary that it makes; anything else as it is."""
    if isinstance(value, Structure) and isinstance(value.expression, Each):
        if isinstance(value.expression.element, Table):
            return value
    elif not isinstance(value, Sequence) and not (isinstance(value, Structure) and isinstance(value.expression, Items)):
        return value
    pairs = []
    for element in objects.elements(ev, value):
        keys, values = (
            distinct(inner for one in element for inner in objects.item(ev, one, (Flag(place),), ()))
            for place in ("0", "1")
        )
        pairs.append((keys, values))
    return Pairs(tuple(pairs))


def _default(ev: Evaluator, site: Site, calls: CallString) -> Value:
    """What `defaultdict(factory)` gives for a key that it has not."""
    factory = given(site, (), 0)
    functions = ev.evaluate(factory.value, site.within(calls)) if factory is not None else ()
    empty = ev.site(replace(site.call, arguments=()), site.point)
    return Pairs((((UNKNOWN,), ev.results(functions, empty, calls)),))


def _from_keys(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`dict.fromkeys(keys, value)`."""
    keys, value = given(site, ("iterable",), 0), given(site, ("value",), 1)
    if keys is None:
        return (UNKNOWN,)
    shared = ev.evaluate(value.value, site.within(calls)) if value is not None else (Flag("None"),)
    owners = ev.evaluate(keys.value, site.within(calls))
    return (Pairs(tuple((element, shared) for owner in owners for element in objects.elements(ev, owner))),)
