"""The calls of the repository's own functions and classes, in every file that can see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product

from builder import patterns as re
from builder.mapping.python.flow import call_sites, callables, given_back, guards, lookups, overrides, parameters
from builder.mapping.python.frameworks import handing_on, pytest
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import dotted
from builder.mapping.python.values import classes
from builder.mapping.python.values.arguments import given, position, rest
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.tables import CUT
from builder.mapping.python.values.values import (
    UNKNOWN,
    CallString,
    Definition,
    File,
    Function,
    Point,
    Site,
    SymbolicParameter,
    Value,
    Values,
)

MAX_CALLERS = 200  # of one function
MAX_PLACES = 40  # that hold the name of a function of a large library; more take long and say little of models
MAX_ALIASES = 3  # names that a function is passed on under, one from the other
MAX_DEPTH = 4  # callers of callers asked for an object
MAX_FILES = 1000  # of a repository in which a method's name alone may tell it
MAX_OBJECTS = 16  # callers asked for what object they pass

CALLED = re.compile(rb"\s*[\[(]")
PASSED_ON = re.compile(rb"\s*(?:[,)\]}\n#]|if\b|else\b|$)")
REMOTE = re.compile(rb"\s*\.(?:%s)\s*\(" % b"|".join(sorted(word.encode() for word in handing_on.METHODS)))


Seen = set[tuple[str, int, bool]]  # places that were looked at, and whether under another name


class Callers:
    """Who calls a function of the repository, and what is passed for its parameters."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._asked: dict[tuple[Function, str, str], int] = {}  # what is being asked -> its place
        self.weighing = False  # whether conditions are being looked at, which depend on no further ones

    def of(self, function: Function) -> list[Site]:
        """The calls of a function, by file and place; of a constructor those of its class and what derives from it."""
        return self._ev.apart(("calls", function), lambda: self._look_up(function), [])

    def _look_up(self, function: Function) -> list[Site]:
        target = self.definition(function)
        if target is None or (self._ev.modules.is_large_library(function.path) and not self._is_rare(target)):
            return []
        return list(islice(self._find(target), MAX_CALLERS))

    def _is_rare(self, target: Definition) -> bool:
        """Whether few places may call a function, by its name, or by its class's where it makes objects."""
        around = target.scope.around
        if around is not None and target.scope.name != CONSTRUCTOR:
            return False
        kind = target if around is None else Definition(target.file, around)
        word, left = kind.scope.name.encode(), MAX_PLACES
        for path in self.seeing(kind):
            left -= self._ev.files[path].facts.data.count(word)
            if left < 0:
                return False
        return True

    def definition(self, function: Function) -> Definition | None:
        """The function of a key."""
        file = self._ev.files[function.path]
        stands: Scope | None = file.facts.module
        while (stands is not None and stands.span.start != function.start) or stands is file.facts.module:
            inner = [child for child in stands.children if child.span.start <= function.start < child.span.end]
            stands = file.facts.filled(inner[0]) if inner else None
            if stands is None:
                return None
        return Definition(file, stands) if stands is not None else None

    def _find(self, target: Definition) -> Iterator[Site]:
        seen: Seen = set()
        plain = target.scope.around is None or target.scope.name == "__init__"
        for file, name in self._names(target):
            for place in file.facts.uses(name):
                called = CALLED.match(file.facts.data, place + len(name)) is not None
                called = called or REMOTE.match(file.facts.data, place + len(name)) is not None
                passed_on = plain or file.facts.data[place - 1 : place] == b"."
                if called or (passed_on and PASSED_ON.match(file.facts.data, place + len(name)) is not None):
                    yield from self._at(target, file, place, 0, seen)

    def _names(self, target: Definition) -> Iterator[tuple[File, str]]:
        """Each file that can see a function with each name that it may have there."""
        kinds = [target]
        if target.scope.name == "__init__" and target.scope.around is not None:
            kind = Definition(target.file, target.scope.around)
            kinds = [kind, *(other for other in classes.derived(self._ev, kind))]
            for other in kinds:
                yield other.file, "__init__"
                yield other.file, "cls"
        for kind in kinds:
            for path in self._seeing_any(kind):
                for name in self.names_of(kind, self._ev.files[path]):
                    yield self._ev.files[path], name
        if self.is_only(target):
            known, called = set(self._seeing_any(target)), f".{target.scope.name}(".encode()
            others = (file for path, file in self._ev.files.items() if path not in known)
            yield from ((file, target.scope.name) for file in others if called in file.facts.data)

    def is_only(self, target: Definition) -> bool:
        """Whether a method's name tells it: no other function of the repository, and no call that is known, has it."""
        name = target.scope.name
        if target.scope.around is None or "_" not in name or name.startswith(("_", "test_")):
            return False
        return self._ev.apart(("only", name), lambda: self._is_only(name), False)

    def _is_only(self, name: str) -> bool:
        """Whether one line of all files defines a name, which no library's call has."""
        if len(self._ev.files) > MAX_FILES or self._ev.signatures.guess(f"?.{name}") is not None:
            return False
        word = f"def {name}(".encode()
        return sum(file.facts.data.count(word) for file in self._ev.files.values()) == 1

    def _seeing_any(self, kind: Definition) -> list[str]:
        """The files that can name a function, or what it overrides."""
        found = dict.fromkeys(self.seeing(kind))
        around = kind.scope.around
        for base in classes.mro(self._ev, Definition(kind.file, around))[1:] if around is not None else ():
            if isinstance(base, Definition) and kind.scope.name in base.scope.names:
                found.update(dict.fromkeys(self.seeing(base)))
        return list(found)

    def seeing(self, kind: Definition) -> list[str]:
        """The files that can name a function or class: those that import it, or the module or class that it is in."""
        outermost = kind.scope
        while outermost.parent is not None and outermost.parent.kind != "module":
            outermost = outermost.parent
        return self._ev.importers.of_name(kind.file.path, outermost.name)

    def names_of(self, kind: Definition, file: File) -> list[str]:
        """The names that a file may have for a function or class: its own, and what imports make of it."""
        word = kind.scope.name.encode()
        if word not in file.facts.data:
            return []
        return self._ev.renamed(kind.scope.name, file)

    def _at(self, target: Definition, file: File, place: int, depth: int, seen: Seen) -> Iterator[Site]:
        """The call of a function by the word at a place, or by the names that it is passed on under there."""
        stands = file.facts.statement(place) if (file.path, place, depth > 0) not in seen else None
        seen.add((file.path, place, depth > 0))
        if stands is None:
            return
        scope, statement = stands
        placed = [found for found in file.facts.calls(statement) if call_sites.calls(found.call, place)]
        for found, owner in product(placed, call_sites.owners(self._ev, target, file, scope) if placed else ()):
            point = Point(file, scope, statement.start, statement.block, found.sources, owner)
            call = call_sites.completed(self._ev, target, found.call, point)
            skip = call_sites.skipped(self._ev, target, call, point, settled=depth > 0)
            if skip is not None:
                yield self._ev.site(call, point, skip)
                return
        if placed:
            return
        yield from call_sites.partials(self._ev, target, file, place, scope, statement)
        yield from call_sites.handed_on(self._ev, target, file, place, scope, statement)
        if depth >= MAX_ALIASES:
            return
        for name in call_sites.assigned_names(file, statement, place):
            for other in file.facts.places(name):
                if not statement.start <= other < statement.end:
                    yield from self._at(target, file, other, depth + 1, seen)
        for receiver, name in callables.receivers(self._ev, file, scope, statement, place):
            for other in callables.places(receiver, name):
                yield from self._at(target, receiver.file, other, depth + 1, seen)
        for elsewhere, other in given_back.places(self._ev, file, place, scope, statement):
            yield from self._at(target, elsewhere, other, depth + 1, seen)

    def values(self, parameter: SymbolicParameter, calls: CallString) -> Values:
        """What all callers pass for a parameter: the objects that it can be."""

        def passed(site: Site, scope: Scope, inside: CallString) -> Values:
            return parameters.passed(self._ev, site, scope, parameter.name, inside) or ()

        return self._asked_once(parameter, "", calls, passed)

    def members(self, parameter: SymbolicParameter, name: str, calls: CallString) -> Values:
        """An attribute of what all callers pass for a parameter; of what they assign to it, if they do."""
        if (parameter.name, name) == (pytest.REQUEST, "param"):
            target = self.definition(parameter.function)
            return pytest.cases(self._ev, Point(target.file, target.scope)) if target is not None else ()

        def passed(site: Site, scope: Scope, inside: CallString) -> Values:
            shown = given(site, (parameter.name,), position(scope.parameters, parameter.name, site.skip))
            owner = dotted(shown.value) if shown is not None else None
            assigned = lookups.assigned(self._ev, f"{owner}.{name}", site.within(inside)) if owner is not None else None
            if assigned is not None:
                return assigned
            owners = self.settled(parameters.passed(self._ev, site, scope, parameter.name, inside) or (), inside)
            return distinct(found for value in owners for found in self._ev.member(value, name, site.within(inside)))

        return self._asked_once(parameter, name, calls, passed)

    def _asked_once(
        self,
        parameter: SymbolicParameter,
        name: str,
        calls: CallString,
        answer: Callable[[Site, Scope, CallString], Values],
    ) -> Values:
        key = ("asked", parameter.function, parameter.name, name)
        return self._ev.once(key, calls, lambda: self._asked_of_all(parameter, name, calls, answer))

    def _asked_of_all(
        self,
        parameter: SymbolicParameter,
        name: str,
        calls: CallString,
        answer: Callable[[Site, Scope, CallString], Values],
    ) -> Values:
        """The answers of all calls of a function, as far as they are reached."""
        asked = (parameter.function, parameter.name, name)
        target = self.definition(parameter.function)
        if asked in self._asked or target is None or len(calls) >= MAX_DEPTH:
            self._ev.cut(self._asked.get(asked, CUT))
            return (UNKNOWN,) if target is None else ()
        self._asked[asked] = self._ev.place
        found: list[Value] = []
        try:
            sites = self.of(parameter.function)[:MAX_OBJECTS]
            for site in sites:
                inside = (*calls, (parameter.function, site))
                if self.weighing or self.reached(inside):
                    found.extend(self.settled(answer(site, target.scope, inside), inside))
        finally:
            del self._asked[asked]
        return distinct(found) or (() if sites and not self.weighing else (UNKNOWN,))

    def reached(self, calls: CallString, *points: Point) -> bool:
        """Whether the calls of a call string, and places in the functions that they lead to, are reached together."""
        if self.weighing:
            return True
        self.weighing = True
        places = (*points, *(site.point for _, site in calls))
        try:
            return all(guards.reachable(self._ev, point.within(calls)) for point in places)
        finally:
            self.weighing = False

    def settled(self, values: Values, calls: CallString) -> Values:
        """The values, with what all callers pass in place of what they tell."""
        found: list[Value] = []
        for value in values:
            found.extend(self.values(value, calls) if isinstance(value, SymbolicParameter) else (value,))
        return distinct(found)

    def keyword(self, function: Function, name: str, calls: CallString) -> Values:
        """What a function's `**keywords` hold under a name; those of a function that hands them on to itself, once."""
        key = ("keyword", function, name)
        return self._ev.once(key, calls, lambda: self._keyword(function, name, calls))

    def _keyword(self, function: Function, name: str, calls: CallString) -> Values:
        site = self._ev.call_of(function, calls)
        if site is None:
            return (SymbolicParameter(function, name),)
        values = self._ev.outside(function, calls, lambda calls: parameters.named(self._ev, site, name, calls))
        return parameters.passed_through(values, function, site)

    def rest(self, function: Function, number: int, calls: CallString) -> Values:
        """What stands at a place of a function's `*args`."""
        site, target = self._ev.call_of(function, calls), self.definition(function)
        if site is None or target is None:
            return (SymbolicParameter(function, rest(number)),)
        values = self._ev.outside(
            function, calls, lambda calls: parameters.passed(self._ev, site, target.scope, rest(number), calls)
        )
        return parameters.passed_through(values or (), function, site)

    def override(self, function: Function, scope: Scope, name: str) -> bool:
        """Whether every call passes a parameter, so that its default is never used."""
        key = ("override", function, name)
        return self._ev.apart(key, lambda: overrides.overridden(self._ev, function, scope, name), False)
