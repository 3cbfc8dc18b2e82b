"""What is known of other libraries' functions: which pass a value on, which give a default, which make a path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from builder.mapping.python.flow import dictionaries, iterators, loads
from builder.mapping.python.frameworks import choices, handing_on, parsed_texts
from builder.mapping.python.frameworks.calls import CALLS
from builder.mapping.python.syntax.expressions import Attribute, Expression, Name, Table, Text
from builder.mapping.python.values import classes, objects
from builder.mapping.python.values.arguments import given, keyword
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, part_of, step
from builder.mapping.python.values.values import (
    LOCAL,
    MAX_VALUES,
    UNKNOWN,
    CallString,
    Definition,
    ExternalInput,
    Instance,
    Made,
    ModuleRef,
    Partial,
    Ref,
    Sequence,
    Site,
    Str,
    Value,
    Values,
)

# By the last name: the value of the first argument (or of the one at that place) is passed on.
PASSING = {
    **dict.fromkeys(("str", "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "asdict"), 0),
    **dict.fromkeys(("Path", "PurePath", "PosixPath", "fspath", "expanduser", "expandvars", "deepcopy", "copy"), 0),
    **dict.fromkeys(
        (
            "tqdm",
            "trange",
            "track",
            "to_container",
            "Variable",
            "islice",
            "cycle",
            "nullcontext",
            "enter_context",
            "SecretStr",
            "shuffle",
        ),
        0,
    ),
    **dict.fromkeys(("cast", "NewType"), 1),
}
CHOOSING = frozenset({"choice", "choices", "sample"})  # of `random`: one of the elements
# By the qualified name: paths of the machine.
LOCAL_ROOTS = ("os.path.", "os.getcwd", "tempfile.", "glob.", "os.listdir", "pathlib.Path.", "shutil.", "tarfile.")
# By the last name: the default of a field or option, by keyword or place.
FIELDS = {
    "field": None,
    "Field": 0,
    "FieldInfo": 0,
    "ib": 0,
    "attrib": None,
    "PrivateAttr": 0,
    "Option": 0,
    "Argument": 0,
    "Form": 0,
    "Query": 0,
    "Body": 0,
    "parameter": None,
    "HfArg": None,
    "Param": None,
    "mapped_column": None,
}
FIELD_ROOTS = ("dataclasses", "attr", "attrs", "pydantic", "builtins", "simple_parsing", "modal", "draccus", "pyrallis")
OPTION_ROOTS = ("typer", "click", "fastapi", "cyclopts", "cog")
FLAGS = frozenset({"DEFINE_string", "DEFINE_enum", "DEFINE_list", "DEFINE_multi_string", "DEFINE"})
ENVIRONMENTS = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault", "decouple.config", "environ.get"})
# By the last name, below one of these roots: what settings are read into.
READERS = frozenset(
    {"load", "safe_load", "loads", "full_load", "initialize_config", "compose", "fromfile", "parse", "read"}
)
READER_ROOTS = frozenset(
    {"yaml", "json", "toml", "tomllib", "tomli", "omegaconf", "hydra", "ruamel", "mmcv", "mmengine"}
)


def called(ev: Evaluator, name: str, site: Site, calls: CallString) -> Values:
    """What a call of a function of another library gives."""
    root, last = name.partition(".")[0], name.rpartition(".")[2]

    def argument(position: int | None, *names: str) -> Values:
        found = given(site, names, position)
        return ev.evaluate(found.value, site.within(calls)) if found is not None else ()

    if name in CALLS:
        return CALLS[name](ev, site, calls) or (UNKNOWN,)
    if name in ENVIRONMENTS or last in ("getenv", "env") or (root == "environs" and last in ("str", "__call__")):
        return _environment(argument(0, "key", "var"), argument(1, "default"))
    if name.startswith(LOCAL_ROOTS) and last not in PASSING:
        return (LOCAL,)
    if root in ("builtins", "importlib") or last in PASSING:
        known = _builtin(ev, last, site, calls)
        if known is not None:
            return known
    if last in FIELDS and last[:1].isupper() | (root in FIELD_ROOTS):
        return _field(ev, root, last, site, calls)
    if last in FLAGS:
        allowed = given(site, ("enum_values",), 2) if last == "DEFINE_enum" else None
        listed = choices.of(ev, allowed.value, site.within(calls)) if allowed is not None else ()
        return (*step(argument(1, "default"), "argument_parser"), *listed, *_options(argument(0, "name")))
    if last in dictionaries.MAKING:
        held = parsed_texts.read(root, last, argument(0)) if root == "omegaconf" else ()
        return held or dictionaries.made(ev, name, site, calls)
    if last in handing_on.SAME:
        return _changed(name, last, argument(0, "func"), site)
    if last in READERS and root in READER_ROOTS:
        return parsed_texts.read(root, last, argument(0)) or (ExternalInput("key", ""),)
    if last in ("product", "zip", "enumerate", "chain", "zip_longest"):
        return _combined(ev, last, site, calls)
    if root == "random" and last in CHOOSING:
        return distinct(value for owner in argument(0) for element in objects.elements(ev, owner) for value in element)
    downloaded = loads.downloaded(ev, name, site, calls)
    return downloaded if downloaded is not None else _made(ev, name, site, calls)


def _changed(name: str, last: str, functions: Values, site: Site) -> Values:
    """A function with some arguments given, or a cached or delayed one; what makes such, where none is given yet."""
    if last not in handing_on.WRAPPING:
        return (Partial(functions, site),)
    return tuple(one for one in functions if isinstance(one, Definition | Ref | Partial)) or (Ref(name),)


def _made(ev: Evaluator, name: str, site: Site, calls: CallString) -> Values:
    """An object of another library's class, by its capital letter or the signatures, or of a record that is given."""
    written = (argument.value for argument in site.call.arguments[:4] if _is_class_name(argument.value))
    arguments = (ev.evaluate(expression, site.within(calls)) for expression in written)
    kinds = [value for values in arguments for value in values if isinstance(value, Definition)]
    records = [kind for kind in kinds if kind.scope.kind == "class" and classes.is_record(ev, kind)]
    if name in ev.signatures.factories:
        return (Made(name, site),)
    parts = name.split(".")
    while len(parts) > 1 and not parts[-1][:1].isupper():
        parts.pop()
    if len(parts) > 1:
        return (
            Made(".".join(parts), site),
            *((Instance(kind) for kind in records) if "Parser" not in parts[-1] else ()),
        )
    return tuple(Instance(kind) for kind in records) or (UNKNOWN,)


def _is_class_name(expression: Expression) -> bool:
    return isinstance(expression, Name | Attribute) and expression.name[:1].isupper()


def _environment(names: Values, defaults: Values) -> Values:
    variables = (ExternalInput("environment", name.text) for name in names if isinstance(name, Str))
    return distinct((*step(defaults, "environment"), *variables)) or (UNKNOWN,)


def _options(names: Values) -> list[Value]:
    return [ExternalInput("option", f"--{name.text}") for name in names if isinstance(name, Str)]


def _builtin(ev: Evaluator, last: str, site: Site, calls: CallString) -> Values | None:
    shown = [argument for argument in site.call.arguments if argument.name is None]
    if last in PASSING:
        place = PASSING[last]
        if len(shown) > 1 and last == "Path":
            return (LOCAL,)
        values = ev.evaluate(shown[place].value, site.within(calls)) if place < len(shown) else (UNKNOWN,)
        return tuple(iterators.listed(ev, value) for value in values) if last in ("list", "tuple") else values
    if last in iterators.GIVEN and shown:
        return iterators.given(ev, last, [argument.value for argument in shown], site.within(calls))
    if last == "vars" and shown:
        owners = ev.evaluate(shown[0].value, site.within(calls))
        modules = [Ref(f"{owner.name}{objects.MEMBERS}") for owner in owners if isinstance(owner, Ref)]
        return (*modules, *(owner for owner in owners if not isinstance(owner, Ref)))
    if last == "getattr" and len(shown) > 1:
        owners, names, *other = (ev.evaluate(argument.value, site.within(calls)) for argument in shown[:3])
        return distinct(
            (*_attributes(ev, owners, names, site, calls), *(value for values in other for value in values))
        )
    if last == "super":
        return _above(ev, site)
    if last == "type" and len(shown) == 1:
        values = ev.evaluate(shown[0].value, site.within(calls))
        return tuple(value.kind for value in values if isinstance(value, Instance)) or (UNKNOWN,)
    if last in ("import_module", "__import__") and shown:
        return _module(ev, ev.evaluate(shown[0].value, site.within(calls)), site)
    return None


def _attributes(ev: Evaluator, owners: Values, names: Values, site: Site, calls: CallString) -> list[Value]:
    """`getattr(owner, name)`; of a module of another library any name will do."""
    found: list[Value] = []
    for owner in owners:
        for name in names:
            if isinstance(name, Str):
                members = ev.member(owner, name.text, site.within(calls))
                found.extend(replace(one, key=name) if isinstance(one, Ref) else one for one in members)
            elif isinstance(owner, Ref):
                found.append(objects.of_module(owner.name, name))
            else:
                found.append(UNKNOWN)
    return found


def _module(ev: Evaluator, names: Values, site: Site) -> Values:
    found = [(name.text, ev.modules.find(name.text, site.point.file.path)) for name in names if isinstance(name, Str)]
    return tuple(ModuleRef(path) if path is not None else Ref(name) for name, path in found) or (UNKNOWN,)


def _above(ev: Evaluator, site: Site) -> Values:
    """`super()`: the bases of the class that the call is written in, for an object of the class that it is of."""
    scope = next((scope for scope in site.point.scope.outer() if scope.around is not None), None)
    if scope is None or scope.around is None:
        return (UNKNOWN,)
    written = Definition(site.point.file, scope.around)
    kind = site.point.owner or written
    line = classes.mro(ev, kind)
    below = line[line.index(written) + 1 :] if written in line else classes.mro(ev, written)[1:]
    nearest = next(iter(below), None)
    made = [base for base in below if isinstance(base, Definition)][:1]
    if made:
        return (Instance(Definition(made[0].file, made[0].scope, kind)),)
    return tuple(Made(base.name) for base in below if isinstance(base, Ref)) if nearest is not None else (UNKNOWN,)


def _field(ev: Evaluator, root: str, last: str, site: Site, calls: CallString) -> Values:
    default = given(site, ("default",), FIELDS[last])
    factory = keyword(site, "default_factory") or keyword(site, "factory")
    how = "argument_parser" if root in OPTION_ROOTS else "dataclass"
    if default is not None:
        return distinct((*step(ev.evaluate(default.value, site.within(calls)), how), *_allowed(ev, site, calls)))
    if factory is not None:
        made = ev.evaluate(factory.value, site.within(calls))
        call = replace(site.call, arguments=())
        return step(ev.results(made, ev.site(call, site.point), calls), how)
    return (UNKNOWN,)


def _allowed(ev: Evaluator, site: Site, calls: CallString) -> Iterator[Value]:
    """`field(metadata={"choices": [...]})` of HfArgumentParser."""
    field = keyword(site, "metadata")
    for key, value in field.value.pairs if field is not None and isinstance(field.value, Table) else ():
        if isinstance(key, Text) and key.value == "choices":
            yield from choices.of(ev, value, site.within(calls))


def _combined(ev: Evaluator, last: str, site: Site, calls: CallString) -> Values:
    """Lists from lists: `zip`, `enumerate`, `itertools.product` and `chain`."""
    shown = [argument for argument in site.call.arguments if argument.name is None]
    lists: list[list[Values]] = []
    for argument in shown:
        values = ev.evaluate(argument.value, site.within(calls))
        lists.append([element for value in values for element in objects.elements(ev, value)])
    if last == "chain":
        return (Sequence(tuple(element for elements in lists for element in elements)),)
    if last == "enumerate":
        lists = [[(UNKNOWN,)] * len(lists[0]), lists[0]] if lists else []
    combined = list(zip(*lists, strict=False) if last != "product" else islice(product(*lists), MAX_VALUES + 1))
    if len(combined) > MAX_VALUES and all(lists):  # too many: each element at least once
        turns = max(map(len, lists))
        combined = [tuple(elements[turn % len(elements)] for elements in lists) for turn in range(turns)]
    if last == "zip" and len(combined) > 1:  # what stands beside each other belongs together, as in a list of pairs
        rows = [((id(site.call.arguments), number),) for number in range(len(combined))]
        combined = [tuple(part_of(one, row) for one in beside) for beside, row in zip(combined, rows, strict=True)]
    return (Sequence(tuple((Sequence(tuple(elements)),) for elements in combined)),)
