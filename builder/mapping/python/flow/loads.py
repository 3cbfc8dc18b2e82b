"""Calls that load a model: which they are, and what their arguments say, by the signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from builder.mapping.names import Name, addressed, hub_name, loads_of_file
from builder.mapping.python.flow import hints, members, parameters, switches
from builder.mapping.python.frameworks import handing_on
from builder.mapping.python.syntax.expressions import Argument as Written
from builder.mapping.python.syntax.expressions import Attribute, Call, Items
from builder.mapping.python.syntax.expressions import Name as Word
from builder.mapping.python.values import classes, objects, strings
from builder.mapping.python.values.arguments import given, splats
from builder.mapping.python.values.functions import CONSTRUCTOR, last_name, merged
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import (
    LOCAL,
    UNKNOWN,
    CallString,
    Definition,
    ExternalInput,
    Partial,
    Point,
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
from builder.mapping.services import Asked
from builder.reference.call_forms import ANY_MEMBER
from builder.reference.signatures import UNKNOWN as UNTOLD
from builder.reference.signatures import Argument, Loads, Match, Signatures

BETWEEN = "\0"  # stands between a model's name and its entry point


class Question(NamedTuple):
    """One argument of a call that names what is loaded; `pair` is the key within it, '' where it is the name itself."""

    match: Match
    loads: Loads
    argument: Argument
    pair: str = ""


def matches(ev: Evaluator, call: Call, point: Point, *, settled: bool = False) -> list[tuple[Match, Site]]:
    """What a call may load, each with the call as the library sees it: one for each kind of thing.

    `settled`: a parameter that is called stands for the functions that its callers pass.
    """
    found: dict[tuple[Loads, str | None, Argument], tuple[Match, Site]] = {}
    functions = ev.evaluate(call.function, point)
    functions = ev.callers.settled(functions, ()) if settled else functions
    for value, site in _functions(ev, functions, ev.site(call, point)):
        match = next((match for name in qualified(ev, value, call) if (match := _match(ev.signatures, name))), None)
        match = match or _by_own_name(ev, value)
        match = members.chosen(match, value)
        if match is not None and match.call.startswith(f"{UNTOLD}.") and match.rule.loads == "class":
            match = replace(match, loads=hints.loads(ev.signatures, call, point, value))
        if match is not None and not _given_before(match, call, site):
            found.setdefault((match.loads, match.named, match.rule.model), (match, site))
    return list(found.values())


def _by_own_name(ev: Evaluator, value: Value) -> Match | None:
    """A method of the repository whose name says that it loads: what it passes on may not be followed."""
    if not isinstance(value, Definition) or value.scope.around is None:
        return None
    match = ev.signatures.guess(f"{UNTOLD}.{value.scope.name}")
    return replace(match, certain=False) if match is not None else None


def fits(ev: Evaluator, match: Match, site: Site, calls: CallString) -> bool:
    """Whether the callers that pass the name pass what loads it, too: `load(Class, name)`."""
    values = ev.evaluate(site.call.function, site.point)
    if len(values) < 2 or match.named == ANY_MEMBER:
        return True
    functions = ev.evaluate(site.call.function, site.within(calls))
    names = {name for value in functions for name in qualified(ev, value, site.call)}
    if match.call in names or not names or any(isinstance(one, SymbolicParameter | Unknown) for one in functions):
        return True
    others = [other for name in names if (other := _match(ev.signatures, name)) is not None]
    return any((other.loads, other.rule.model) == (match.loads, match.rule.model) for other in others)


def _functions(ev: Evaluator, values: Values, site: Site) -> Iterator[tuple[Value, Site]]:
    """The functions that a call calls; behind a `partial` with the arguments that were given before."""
    for value in values:
        if isinstance(value, Partial):
            whole = ev.site(merged(value.site.call, site.call), site.point)
            yield from ((function, whole) for function in value.functions)
        elif isinstance(value, Ref) and value.name.endswith(f".{CONSTRUCTOR}") and _is_of_class(site.call):
            yield value, ev.site(site.call, site.point, -1)
        else:
            yield value, site


def _is_of_class(call: Call) -> bool:
    """Whether the call is `Base.__init__(self, ...)`, not `super().__init__(...)`."""
    return isinstance(call.function, Attribute) and not isinstance(call.function.value, Call)


def _given_before(match: Match, call: Call, site: Site) -> bool:
    """Whether the `partial` that the function comes from has the name already, where it is known."""
    shown = written(site, match.rule.model) if site.call is not call else None
    return shown is not None and not call.start <= shown.start < call.end


def begun(ev: Evaluator, call: Call, point: Point, place: int) -> list[tuple[Match, Site]]:
    """What `partial(function, name)` will load, where the function's name stands at a place."""
    handed = handing_on.inner(call, place)
    if handed is not None:
        return matches(ev, handed.call, point._replace(sources=(*point.sources, *handed.sources)))
    if last_name(call.function) != "partial" or not call.arguments:
        return []
    first = call.arguments[0]
    if not first.start <= place < first.end:
        return []
    inner = Call(first.value, (), call.start, call.end, call.line, place)
    site = ev.site(call, point, -1)
    return [(match, site) for match, _ in matches(ev, inner, point) if written(site, match.rule.model) is not None]


def _match(signatures: Signatures, name: str) -> Match | None:
    return signatures.find(name) or signatures.guess(name)


def qualified(ev: Evaluator, value: Value, call: Call) -> Iterator[str]:
    """The qualified names that a function may be known by; '?.name' where nothing tells whose it is."""
    match value:
        case Ref(name):
            yield name.removesuffix(f".{CONSTRUCTOR}")
        case Definition(scope=scope):
            yield from own_names(ev, value)
            if scope.kind == "class" and classes.method(ev, value, "__init__") is None:
                yield from (base.name for base in classes.mro(ev, value) if isinstance(base, Ref))
        case Unknown() | SymbolicParameter():
            if isinstance(call.function, Attribute | Word):
                yield f"{UNTOLD}.{_shown(call.function)}"


def _shown(function: Attribute | Word) -> str:
    """The names of a function and of what it is part of, as far as they are written: 'chat.completions.create'."""
    names = [function.name]
    owner = function.value if isinstance(function, Attribute) else None
    while isinstance(owner, Attribute):
        names.append(owner.name)
        owner = owner.value
    return ".".join(reversed(names))


def own_names(ev: Evaluator, function: Definition) -> list[str]:
    """Qualified name of what a library's own repository, or a copy of it, defines; a constructor's is its class's."""
    if not ev.modules.is_library(function.file.path):
        return []
    around = f"{function.scope.around.name}." if function.scope.around is not None else ""
    word = around[:-1] if function.scope.name == "__init__" else f"{around}{function.scope.name}"
    return [f"{ev.modules.name(function.file.path)}.{word}"]


def questions(match: Match) -> Iterator[Question]:
    """The arguments of a call that name what it loads."""
    rule = match.rule
    if match.named == ANY_MEMBER:
        yield Question(match, match.loads, rule.model)
    elif rule.pairs:
        yield from (Question(match, loads, rule.model, key) for key, loads in rule.pairs.items())
    elif rule.named_by == "argument":
        yield Question(match, match.loads, rule.model)
    for other in rule.also:
        for key, loads in (other.pairs or {"": other.loads}).items():
            yield Question(match, loads, other, key)


def written(site: Site, argument: Argument) -> Written | None:
    """The argument as the call shows it; what is unpacked into the call if that may hold it."""
    shown = given(site, argument.names, argument.position - site.skip if argument.position is not None else None)
    if shown is not None:
        return shown
    unpacked = [other for other in site.call.arguments if other.name == "*"]
    return next(iter((*unpacked, *splats(site))), None)


def shown(site: Site, question: Question) -> Written | None:
    """What the call shows of what names the model: the argument, or the function where its name is chosen."""
    return members.function(site) if question.match.named == ANY_MEMBER else written(site, question.argument)


def values_of(ev: Evaluator, site: Site, question: Question, calls: CallString) -> Values | None:
    """The values of an argument; None where the call leaves it out."""
    if question.match.named == ANY_MEMBER:
        return members.names(
            ev, question.match, site, _functions(ev, ev.evaluate(site.call.function, site.within(calls)), site)
        )
    entry = question.match.rule.entry
    if entry is not None and question.argument is question.match.rule.model:
        return _with_entry(ev, site, question.argument, entry, calls)
    found = parameters.argument(ev, site, question.argument, calls)
    if found is None or not question.pair:
        return found and distinct(part for value in found for part in _listed(ev, value))
    return distinct(part for value in found for part in _paired(ev, value, question.pair, calls))


def _listed(ev: Evaluator, value: Value) -> Values:
    """What a list of several models holds; any other value as it is."""
    if isinstance(value, Sequence) or (isinstance(value, Structure) and isinstance(value.expression, Items)):
        return distinct(part for element in objects.elements(ev, value) for part in element)
    return (value,)


def _with_entry(ev: Evaluator, site: Site, model: Argument, entry: Argument, calls: CallString) -> Values | None:
    """Names with the entry points that belong to them."""
    found, point = parameters.argument(ev, site, model, calls), parameters.argument(ev, site, entry, calls)
    if not found or not point:
        return found
    own = {value.name for value in found if isinstance(value, ExternalInput)}
    joined = strings.joined((found, (Str(BETWEEN, "", 0),), point))
    return tuple(value for value in joined if not isinstance(value, ExternalInput) or value.name in own)


def _paired(ev: Evaluator, value: Value, key: str, calls: CallString) -> Values:
    """What stands under a key in 'key=value,key=value' or a dictionary; 'a.b' is `b` within what stands under `a`.

    Of a list of dictionaries, what each of them has there.
    """
    if isinstance(value, Structure | Sequence):
        first, _, rest = key.partition(".")
        if isinstance(value, Sequence) or isinstance(value.expression, Items):
            inner = [found for element in objects.elements(ev, value) for found in element]
            return distinct(found for one in inner for found in _paired(ev, one, key, calls))
        inside = objects.item(ev, value, (Str(first, "", 0),), calls)
        return distinct(found for one in inside for found in _paired(ev, one, rest, calls)) if rest else inside
    if not isinstance(value, Str):
        return (value,)
    pairs = (part.partition("=") for part in value.text.split(","))
    return tuple(replace(value, text=text.strip()) for name, _, text in pairs if name.strip() == key)


def named(question: Question, text: str, signatures: Signatures, address: str | None = None) -> Name | None:
    """The model that a string means in a call that asks a server at an address; None where it can be no name."""
    name, _, entry = text.partition(BETWEEN)
    match = question.match
    if match.rule.reads == "url":
        found = addressed(text, signatures.names, pages=match.library.urls)
        return found[0] if found is not None else None
    asked = Asked(match.rule.hub, address, match.rule.routed)
    return hub_name(name, entry or None, match.library, signatures.names, match.rule.template, asked)


def of_member(question: Question, value: Str | None) -> Question:
    """The question with the qualified name of the member that a string chooses."""
    match = question.match
    if match.named != ANY_MEMBER or value is None:
        return question
    return question._replace(match=replace(match, call=match.call.replace(ANY_MEMBER, value.text)))


def of_text(question: Question, text: str, signatures: Signatures) -> Question:
    """The question with what a text says of the kind of thing: the file that an address fetches, the entry point."""
    rule, library = question.match.rule, question.match.library
    entry = text.partition(BETWEEN)[2] if rule.parts else ""
    part = next((loads for form, loads in rule.parts.items() if entry and fnmatchcase(entry, form)), None)
    if part is not None:
        return question._replace(loads=part)
    found = addressed(text, signatures.names, pages=library.urls) if rule.reads == "url" else None
    return question._replace(loads=found[1]) if found is not None else question


def of_file(ev: Evaluator, question: Question, site: Site, calls: CallString) -> Question:
    """The question with what the file is that a call fetches: a file of weights is asked for as its model is."""
    file = question.match.rule.file
    if question.match.rule.whole:
        return question._replace(loads="model")
    if file is None or question.loads != "file":
        return question
    names = parameters.argument(ev, site, file, calls) or ()
    weights = any(isinstance(name, Str) and loads_of_file(name.text) == "model" for name in names)
    return question._replace(loads="model") if weights else question


def downloaded(ev: Evaluator, name: str, site: Site, calls: CallString) -> Values | None:
    """The names of what a call fetches, so that what is loaded from there is known; None if it fetches nothing."""
    match = _match(ev.signatures, name)
    if match is None or match.loads != "file" or match.rule.reads == "url":
        return None
    if switches.excluded(ev, match, site, calls):
        return (LOCAL,)
    found: Iterable[Value] = values_of(ev, site, Question(match, "file", match.rule.model), calls) or (UNKNOWN,)
    return step(found)
