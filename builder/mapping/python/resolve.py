"""The facts of a repository's Python files -> where they load which models, and what they take from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.faults import TOO_LONG, Faults
from builder.mapping.found import WEIGHTY, Demand, Found, Target
from builder.mapping.outside.commands import Script
from builder.mapping.python.detect import (
    addresses,
    architectures,
    archive_tables,
    argument_lists,
    bindings,
    environment,
    findings,
    given_objects,
    prefixed,
    processes,
    replaced,
    settings,
    target_tables,
)
from builder.mapping.python.detect.findings import Finding, Findings
from builder.mapping.python.flow import assigned_attributes, callables, loads, members
from builder.mapping.python.flow.call_sites import assigned_names
from builder.mapping.python.flow.evaluate import Program
from builder.mapping.python.frameworks import positions
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.modules import SUFFIXES
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.syntax.expressions import Argument, Name
from builder.mapping.python.values import classes
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, ExternalInput, File, Point, Site
from builder.reference.signatures import Match, Signatures

# Options and keys of what is written before it is loaded again.
WRITTEN = re.compile(r"(?i)-*(?:out|save|export|dump|results?|log|push|hub_model|ckpt_dir|checkpoint_dir)")
MAX_STEPS = 200  # expressions asked for to tell whose a call is
MAX_ALIASES = 2  # names that a function is passed on under, one from the other
ITSELF = (b"self.", b"cls.")
HOSTS = (
    b"huggingface.co",
    b"//hf.co/",
    b"hf-mirror.com",
    b"hf://",
)  # without one of them nothing fetches an address of the Hub
MAX_TEXTS = 100  # assignments of one name that are looked at
MAX_DERIVED = 100  # classes that one is read for, whose attributes they set


class Resolved(NamedTuple):
    """The places of each file in their order, what the code takes from outside, and the commands that it runs.

    `inner` is what Python that is no file of its own takes: by its path, as it says nothing of other files. `lost`: the
    files that a question was asked for which ended in a fault, with the fault's name, or
    whose parsing took too long; the rest of them was read.
    """

    found: dict[str, list[Found]]
    demand: Demand
    scripts: dict[str, Script]
    inner: dict[str, Demand]
    lost: dict[str, str]


def resolve(facts: Mapping[str, Facts], signatures: Signatures) -> Resolved:
    """Every call of the files that loads a model, with the models that it may be; paths are '/'-separated.

    Pure: nothing is run, and the same files give the same answer in the same order.
    """
    ev = Program(facts, signatures)
    try:
        return _resolve(ev)
    finally:
        ev.close()


def _resolve(ev: Evaluator) -> Resolved:
    signatures = ev.signatures
    demand = Demand()
    inner: dict[str, Demand] = {}
    places: list[Finding] = []
    faults, without = Faults(), replaced.Replaced(ev)
    for match, site in _sites(ev, faults):
        path = site.point.file.path
        answer = faults.guarded(path, partial(_answer, ev, match, site), Findings([], []))
        places.extend(answer.places)
        for outside, target in answer.outside:
            asked = demand if path.endswith(SUFFIXES) else inner.setdefault(path, Demand())
            if asked is demand and outside.kind == "option":
                without.take(site.point, outside.name, target)
            _demand(asked, outside, replace(target, without=()))
            if outside.kind == "option" and target.switch is not None:
                script = (path.rpartition("/")[2], outside.name)
                if script not in asked.scripts or asked.scripts[script].loads not in WEIGHTY:
                    asked.scripts[script] = target
    without.settle(demand)
    known = {(place.path, place.found.line, place.found.name) for place in places}
    for place in prefixed.places(ev, faults):
        if (place.path, place.found.line, place.found.name) not in known:
            places.append(place)
    places.extend(_given(ev, demand, faults))
    for path, file in ev.files.items():
        tables = target_tables.found(ev, file, demand.parameters)
        places.extend(faults.until(path, tables))
    places.extend(_in_archive_tables(ev, faults))
    named = {place.found.name for place in places if place.found.usage != "mention"}
    for path, file in ev.files.items() if any(file.facts.holds(HOSTS[0]) for file in ev.files.values()) else ():
        if any(map(file.facts.holds, addresses.HOSTS)):
            others = addresses.found(file, named, signatures)
            places.extend(Finding(path, one) for one in faults.until(path, others))
    found: dict[str, list[Found]] = {}
    places = given_objects.told_apart(ev, architectures.told_apart(places), faults)
    for finding in findings.strongest(places):
        found.setdefault(finding.path, []).append(finding.found)
    faults.also({path: TOO_LONG for path, file in ev.files.items() if file.facts.took_too_long})
    order = attrgetter("line", "column")
    made = {path: sorted(found[path], key=order) for path in sorted(found)}
    return Resolved(made, demand, processes.scripts(ev, faults), inner, faults.of)


def _in_archive_tables(ev: Evaluator, faults: Faults) -> Iterator[Finding]:
    """The models that tables of a copied library offer; a fault costs these alone."""
    path = archive_tables.first(ev)
    return faults.until(path, archive_tables.found(ev)) if path is not None else iter(())


def _given(ev: Evaluator, demand: Demand, faults: Faults) -> Iterator[Finding]:
    """The models that the repository's own Python gives the settings, variables and options that its code demands."""
    for path, file in ev.files.items():
        if demand.keys and settings.SETTINGS.search(path) is not None:
            written = settings.found(path, file.facts, demand.keys, ev.signatures)
            yield from (Finding(path, one) for one in faults.until(path, written))
        if demand.environment and file.facts.holds(environment.MARK):
            variables = environment.found(ev, file, demand.environment)
            yield from (Finding(path, one) for one in faults.until(path, variables))
        if demand.options and any(map(file.facts.holds, argument_lists.DASHES)):
            options = argument_lists.found(ev, file, demand.options)
            yield from (Finding(path, one) for one in faults.until(path, options))
        if any(map(file.facts.holds, bindings.MARKS)):
            bound = bindings.found(ev, file, demand.parameters, demand.keys)
            yield from (Finding(path, one) for one in faults.until(path, bound))


def _answer(ev: Evaluator, match: Match, site: Site) -> Findings:
    """What a call says of models, for each class that it can be a call of."""
    answer = findings.read(ev, match, site)
    for other in _owned(ev, match, site):
        more = findings.read(ev, match, other)
        answer = Findings(answer.places + more.places, answer.outside + more.outside)
    return answer


def _demand(demand: Demand, outside: ExternalInput, target: Target) -> None:
    if outside.kind == positions.KIND:
        path, _, place = outside.name.rpartition(":")
        folder, _, name = path.rpartition("/")
        script = f"{folder.rpartition('/')[2]}.py" if name == "__main__.py" else name
        demand.scripts.setdefault((script, f"#{place}"), target)
        return
    kinds = {
        "key": demand.keys,
        "option": demand.options,
        "environment": demand.environment,
        "parameter": demand.parameters,
    }
    name = outside.name
    known = kinds[outside.kind].get(name)
    less = (
        known is None
        or known.loads not in WEIGHTY
        or (known.switch is not None and target.switch is None and target.loads in WEIGHTY)
        or (known.offered and not target.offered and target.loads in WEIGHTY)
    )
    if name and WRITTEN.match(name.rpartition(".")[2] if outside.kind == "key" else name) is None and less:
        kinds[outside.kind][name] = target


def _sites(ev: Evaluator, faults: Faults) -> Iterator[tuple[Match, Site]]:
    """Every call that loads something, by file and place."""
    addresses = any(host in file.facts.data for file in ev.files.values() for host in HOSTS)
    for path, file in ev.files.items():
        places: list[int] = faults.guarded(path, partial(_call_places, ev, file, addresses=addresses), [])
        seen: set[int] = set()
        for place in places:
            yield from faults.until(path, _at(ev, file, place, seen, 0))


def _call_places(ev: Evaluator, file: File, *, addresses: bool) -> list[int]:
    """Where words stand in a file that calls which load something have; `addresses`: or which fetch an address."""
    words = sorted(ev.signatures.call_words(file.facts.data, addresses=addresses))
    names = dict.fromkeys(name for word in words for name in ev.renamed(word, file))
    places = sorted({place for name in names for place in file.facts.places(name)})
    if places:
        file.facts.expect(places)
    return places


def _at(ev: Evaluator, file: File, place: int, seen: set[int], depth: int) -> Iterator[tuple[Match, Site]]:
    """The call by the word at a place; or by a name that stands for it, or by a class that derives from it."""
    stands = file.facts.statement(place)
    if stands is None or place in seen:
        return
    seen.add(place)
    scope, statement = stands
    placed = [found for found in file.facts.calls(statement) if found.call.word == place]
    for call, sources in placed:  # several where a member is read by its name: `getattr(models, name)(...)`
        point = Point(file, scope, statement.start, statement.block, sources)
        ev.start(MAX_STEPS)
        yield from (found for found in loads.matches(ev, call, point) if not found[0].rule.assigned)
    if placed and not any(
        members.reads(ev, call, Point(file, scope, statement.start, statement.block, sources))
        for call, sources in placed
    ):
        return
    yield from assigned_attributes.matches(
        ev, Point(file, scope, statement.start, statement.block), statement.end, place
    )
    for around in file.facts.calls(statement):
        point = Point(file, scope, statement.start, statement.block, around.sources)
        yield from loads.begun(ev, around.call, point, place)
    yield from _handed_on(ev, file, scope, statement, place, seen) if depth < MAX_ALIASES else ()
    derived = classes.class_with_base(scope, place)
    if derived is not None:
        yield from _constructed(ev, Definition(file, derived), seen)
        handed_up = depth < MAX_ALIASES and not ev.modules.is_library(file.path)
        for other in file.facts.places(CONSTRUCTOR) if handed_up else ():
            if derived.span.start <= other < derived.span.end:
                yield from _at(ev, file, other, seen, MAX_ALIASES)
    for name in assigned_names(file, statement, place) if depth < MAX_ALIASES else ():
        for other in file.facts.places(name):
            if not statement.start <= other < statement.end:
                yield from _at(ev, file, other, seen, depth + 1)


def _handed_on(
    ev: Evaluator, file: File, scope: Scope, statement: Statement, place: int, seen: set[int]
) -> Iterator[tuple[Match, Site]]:
    """Calls of the parameters that a function is passed as: `build(resnet50)`, a case of `parametrize`."""
    ev.start(MAX_STEPS)
    for function, name in list(callables.receivers(ev, file, scope, statement, place)):
        for other in callables.places(function, name):
            if function.file is not file or other not in seen:
                yield from callables.called(ev, function.file, other)


def _constructed(ev: Evaluator, kind: Definition, seen: set[int]) -> Iterator[tuple[Match, Site]]:
    """The calls of a class of the repository that derives from a library's."""
    for path in ev.callers.seeing(kind):
        other = ev.files[path]
        for name in ev.callers.names_of(kind, other):
            for place in other.facts.places(name):
                yield from _at(ev, other, place, seen if other is kind.file else set(), MAX_ALIASES)


def _owned(ev: Evaluator, match: Match, site: Site) -> list[Site]:
    """The call for each class that derives from the one it is written in, where it speaks of itself."""
    point = site.point
    kind = next((scope.around for scope in point.scope.outer() if scope.around is not None), None)
    if kind is None or ev.modules.is_large_library(point.file.path):
        return []
    shown = loads.written(site, match.rule.model)
    if shown is None or not any(word in text for text in _texts(point, shown) for word in ITSELF):
        return []
    others = classes.derived(ev, Definition(point.file, kind))[:MAX_DERIVED]
    return [ev.site(site.call, point._replace(owner=other)) for other in others]


def _texts(point: Point, argument: Argument) -> Iterator[bytes]:
    """An argument as written, and what its name is assigned."""
    data = point.file.facts.data
    yield data[argument.start : argument.end]
    names = point.scope.names.get(argument.value.name, ()) if isinstance(argument.value, Name) else ()
    yield from (data[found.span.start : found.span.end] for found in names[:MAX_TEXTS] if found.span is not None)
