"""What the parts of mapping/python ask of the evaluator, so that none of them imports it: the folder's contract.

flow/evaluate.py answers; every other module is given an `Evaluator` and knows no more of it than this.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Protocol

from builder.mapping.python.program.importers import Importers
from builder.mapping.python.program.modules import Modules
from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import Attribute, Call, Expression
from builder.mapping.python.values.tables import CUT, Answer
from builder.mapping.python.values.values import (
    CallString,
    Definition,
    File,
    Function,
    Namespace,
    Point,
    Ref,
    Site,
    SymbolicParameter,
    Value,
    Values,
)
from builder.reference.signatures import Signatures

MAX_STEPS = 4000  # expressions that one question may ask for


class CallGraph(Protocol):
    """Who calls the functions and classes of the repository, and what is passed for their parameters."""

    def of(self, function: Function) -> list[Site]:
        """The calls of a function, by file and place; of a constructor those of its class and what derives from it."""

    def definition(self, function: Function) -> Definition | None:
        """The function of a key."""

    def seeing(self, kind: Definition) -> list[str]:
        """The files that can name a function or class."""

    def names_of(self, kind: Definition, file: File) -> list[str]:
        """The names that a file may have for a function or class."""

    def values(self, parameter: SymbolicParameter, calls: CallString) -> Values:
        """What all callers pass for a parameter: the objects that it can be."""

    def members(self, parameter: SymbolicParameter, name: str, calls: CallString) -> Values:
        """An attribute of what all callers pass for a parameter."""

    def settled(self, values: Values, calls: CallString) -> Values:
        """The values, with what all callers pass in place of the parameters among them."""

    def keyword(self, function: Function, name: str, calls: CallString) -> Values:
        """What a function's `**keywords` hold under a name."""

    def rest(self, function: Function, number: int, calls: CallString) -> Values:
        """What stands at a place of a function's `*args`."""

    def is_only(self, target: Definition) -> bool:
        """Whether a method's name tells it: no other function of the repository, and no call that is known, has it."""

    def override(self, function: Function, scope: Scope, name: str) -> bool:
        """Whether every call passes a parameter, so that its default is never used."""

    def reached(self, calls: CallString, *points: Point) -> bool:
        """Whether the calls of a call string, and places in the functions that they lead to, are reached together."""


class CommandLine(Protocol):
    """The options of the repository's command lines."""

    def of(self, namespace: Namespace, name: str) -> Values:
        """The values of an option, declared in the file that asks its parser, or in the nearest one that has it."""

    def guessed(self, expression: Attribute, values: Values, point: Point) -> Values:
        """The values of an attribute, by the nearest option or field of that name where nothing else is known."""


class Evaluator(Protocol):
    """What an expression can stand for. UNKNOWN is among an answer's values where there may be others."""

    files: Mapping[str, File]
    modules: Modules
    signatures: Signatures
    spent: int  # how many expressions all questions so far asked for, those too that have steps of their own

    @property
    def importers(self) -> Importers:
        """Which files see what a file defines."""

    @property
    def callers(self) -> CallGraph:
        """The calls of the repository's own functions."""

    @property
    def options(self) -> CommandLine:
        """The options of the repository's command lines."""

    @property
    def cost(self) -> int:
        """How many expressions the question at hand asked for."""

    def start(self, steps: int = MAX_STEPS) -> None:
        """A new question, that may cost so many steps; what the last one cost is forgotten."""

    @property
    def place(self) -> int:
        """The place of the question that is being asked last."""

    def cut(self, place: int = CUT) -> None:
        """Note that an answer is cut short: for its cost, or because the question at a place is being asked."""

    def once(self, key: Hashable, calls: CallString, answer: Callable[[], Values]) -> Values:
        """An answer that is kept with those of the calls that it came to depend on."""

    def apart(self, key: Hashable, answer: Callable[[], Answer], meanwhile: Answer) -> Answer:
        """An answer that depends on no calls and is kept; `meanwhile` where it comes to depend on itself."""

    def call_of(self, function: Function, calls: CallString) -> Site | None:
        """The call of a function in a call string."""

    def outside(self, function: Function, calls: CallString, answer: Callable[[CallString], Answer]) -> Answer:
        """An answer of whoever calls a function, where a call string leads into it."""

    def evaluate(self, expression: Expression, point: Point) -> Values:
        """The values of an expression."""

    def member(self, owner: Value, name: str, point: Point) -> Values:
        """An attribute of a value, or what stands under a key of an object that a framework makes."""

    def bound(self, binding: Binding, point: Point) -> Values:
        """What a binding gives; `point` is where it stands."""

    def added(self, binding: Binding, point: Point) -> Values:
        """What the function that a point stands in adds to a list or dictionary by a binding, for all of its calls."""

    def parameter(self, point: Point, name: str) -> Values:
        """The values of a parameter of the function that a point stands in."""

    def exported(self, path: str, name: str) -> Values:
        """What a module of the repository calls by a name."""

    def returned(self, function: Definition, calls: CallString) -> Values:
        """What a function of the repository returns."""

    def results(self, functions: Values, site: Site, calls: CallString) -> Values:
        """What a call of one of several functions gives."""

    def validated(self, kind: Definition, name: str) -> Values:
        """What a class's own validators give one of its fields."""

    def mro(self, kind: Definition) -> list[Definition | Ref]:
        """Method resolution order: a class and all above it."""

    def renamed(self, word: str, file: File) -> list[str]:
        """A word and what the imports of a file make of it."""

    def site(self, call: Call, point: Point, skip: int = 0) -> Site:
        """The call as a site; the same object for the same call in the same place."""
