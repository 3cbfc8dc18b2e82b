"""Whether a default meets the branch of its call: `if args.kind == "gpt2": GPT2.from_pretrained(args.name)`.

Where the own default of an option that says which of several kinds is taken chooses another branch, the default of the
name reaches the call only when whoever runs the program sets that option, too. A name written in a branch that no
caller chooses is never loaded as it stands. Conditions that are not understood hold, and so do switches
(`if args.diarize:`): they say whether a part runs, not which of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import prod
from typing import Any, NamedTuple, TypeAlias

from tree_sitter import Node

from builder.mapping.python.detect import conditions
from builder.mapping.python.detect.chains import Reached
from builder.mapping.python.detect.pretended import node_of
from builder.mapping.python.syntax.grammar import text
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.strings import UNKNOWN_PART
from builder.mapping.python.values.values import (
    OVERRIDDEN,
    ExternalInput,
    Flag,
    Point,
    Site,
    Str,
    SymbolicParameter,
    Value,
    Values,
)

DEFAULTS = OVERRIDDEN | {"default"}
FREE = (ExternalInput, SymbolicParameter)  # what whoever runs or calls the code may give
WORDS = (b"if ", b"case ")
MAX_STEPS = 1000  # expressions that the conditions around one call may ask for
MAX_PAIRS = 64  # of values that are compared
Plain: TypeAlias = object  # a value as Python's own
UNSAID = object()
CONSTANTS: dict[str, Plain] = {"True": True, "False": False, "None": None}
OPPOSITE = {"!=": "==", "is not": "is", "not in": "in"}
SAYING: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "is": lambda left, right: left == right,
    "in": lambda left, right: (isinstance(right, tuple) or isinstance(left, str)) and left in right,
}
ASKING: dict[str, Callable[[Any, Any], bool]] = {
    "startswith": lambda owner, given: isinstance(owner, str) and owner.startswith(given),
    "endswith": lambda owner, given: isinstance(owner, str) and owner.endswith(given),
}


def meets(ev: Evaluator, way: Reached) -> bool:
    """False where a condition around a call on the way is false for the defaults that a default comes with.

    Of a name that is written out: for all that the callers of the function around it pass.
    """
    value, core = way.value, way.core or way.site
    if not isinstance(value, Str) or value.choice:
        return True
    conditioned = Conditions(ev, by_user=value.how in DEFAULTS)
    places = [core.within(way.calls)]
    places += [site.within(way.calls[number + 1 :]) for number, (_, site) in enumerate(way.calls)]
    sites = [core, *(site for _, site in way.calls)]
    ev.start(MAX_STEPS)
    return all(conditioned.hold(site, point) for site, point in zip(sites, places, strict=True))


class Side(NamedTuple):
    """What one side of a condition is where nothing is set, and who may set it: whoever runs the program, a caller."""

    values: list[Plain]
    by_user: bool
    by_caller: bool


class Conditions:
    """Conditions by what is known of their sides; with `by_user` they may rest on what whoever runs the program sets.

    Else on what callers pass alone.
    """

    def __init__(self, ev: Evaluator, *, by_user: bool) -> None:
        self._ev, self._by_user = ev, by_user

    def hold(self, site: Site, point: Point) -> bool:
        """Whether a call may run, as far as is known."""
        if not any(map(point.file.facts.holds, WORDS)) or (not self._by_user and point.scope.kind != "function"):
            return True
        call = node_of(site)
        for node, wanted in conditions.around(call) if call is not None else ():
            here = point._replace(at=node.start_byte, sources=())
            if self._truth(here, node) is (not wanted):
                return False
        return True

    def _truth(self, point: Point, node: Node) -> bool | None:
        """What a condition is where nothing is set; None where that is not known, or no option has a part in it."""
        inner = [child for child in node.named_children if child.type != "comment"]
        match node.type:
            case "parenthesized_expression" if len(inner) == 1:
                return self._truth(point, inner[0])
            case "not_operator":
                found = self._truth(point, inner[0])
                return None if found is None else not found
            case "boolean_operator":
                sides = [self._truth(point, part) for part in inner]
                decisive = any(child.type == "or" for child in node.children)
                return decisive if decisive in sides else (None if None in sides else not decisive)
            case "comparison_operator" if len(inner) == 2:
                return self._compared(point, node, inner[0], inner[1])
            case conditions.CASE:
                return self._fits(point, node)
            case "call":
                return self._asked(point, node)
        return None

    def _side(self, point: Point, node: Node, *, within: bool = False) -> Side | None:
        """One side of a condition, with `within` its elements; None where not all of it is known."""
        values = self._ev.evaluate(point.file.facts.expression(Span(node.start_byte, node.end_byte)), point)
        if within and not any(isinstance(value, Str) for value in values):
            values = distinct(
                part for value in values for element in objects.elements(self._ev, value) for part in element
            )
            plain = [_plain(value) for value in values]
            return Side([tuple(plain)], by_user=False, by_caller=False) if values and UNSAID not in plain else None
        known = list(self._settled(values, point))
        plain = [_plain(value) for value in known if not isinstance(value, FREE)]
        called = [one for one in values if isinstance(one, SymbolicParameter) and self._ev.callers.of(one.function)]
        free = any(isinstance(value, FREE) or _is_set(value) for value in known)
        return Side(plain, free, bool(called)) if plain and UNSAID not in plain else None

    def _settled(self, values: Values, point: Point) -> Iterator[Value]:
        """The values without what is only on offer, and with what callers pass."""
        for value in values:
            if isinstance(value, SymbolicParameter) and self._ev.callers.of(value.function):
                yield from self._ev.callers.settled((value,), point.calls)
            elif not isinstance(value, Str) or not (value.choice or value.idle):
                yield value

    def _decided(self, sides: list[Side], says: Callable[..., bool]) -> bool | None:
        """What all values of the sides say alike; None where they differ, or where nobody chooses between texts."""
        chosen = [side for side in sides if all(isinstance(value, str) and value for value in side.values)]
        user, caller = any(side.by_user for side in chosen), any(side.by_caller for side in chosen)
        told = user or caller if self._by_user else caller and not user
        if not told or prod(len(side.values) for side in sides) > MAX_PAIRS:
            return None
        said = {says(*values) for values in product(*(side.values for side in sides))}
        return said.pop() if len(said) == 1 else None

    def _compared(self, point: Point, node: Node, left: Node, right: Node) -> bool | None:
        operator = "".join(child.type for child in node.children if not child.is_named or "in" in child.type.split())
        plain = OPPOSITE.get(operator, operator)
        if plain not in SAYING:
            return None
        sides = [self._side(point, left), self._side(point, right, within=plain == "in")]
        known = [side for side in sides if side is not None]
        said = self._decided(known, SAYING[plain]) if len(known) == len(sides) else None
        return said if said is None or plain == operator else not said

    def _fits(self, point: Point, clause: Node) -> bool | None:
        """Whether the subject of a `match` fits a case that names texts."""
        statement = clause.parent.parent if clause.parent is not None else None
        subject = statement.child_by_field_name("subject") if statement is not None else None
        patterns = [child for child in clause.named_children if child.type == "case_pattern"]
        guarded = clause.child_by_field_name("guard") is not None
        written = [self._side(point, one) for pattern in patterns for one in _alternatives(pattern)]
        side = self._side(point, subject) if subject is not None else None
        if side is None or None in written or not written:
            return None
        texts = [value for one in written if one is not None for value in one.values]
        said = self._decided([side], lambda value: value in texts)
        return None if said and guarded else said

    def _asked(self, point: Point, node: Node) -> bool | None:
        """`kind.startswith("gpt")`, `kind.endswith(("a", "b"))`."""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        method = function.child_by_field_name("attribute") if function is not None else None
        owner = function.child_by_field_name("object") if function is not None else None
        given = arguments.named_children if arguments is not None else []
        if owner is None or method is None or text(method) not in ASKING or len(given) != 1:
            return None
        ask = ASKING[text(method)]
        sides = [self._side(point, owner), self._side(point, given[0], within=given[0].type == "tuple")]
        known = [side for side in sides if side is not None]
        return self._decided(known, ask) if len(known) == len(sides) else None


def _plain(value: Value) -> Plain:
    match value:
        case Str(text) if UNKNOWN_PART not in text and not value.offered and not value.choice:
            return text
        case Flag(source) if source in CONSTANTS:
            return CONSTANTS[source]
        case Flag(source) if source.lstrip("-").isdigit():
            return int(source)
    return UNSAID


def _alternatives(pattern: Node) -> list[Node]:
    """What a pattern names; for one that fits anything itself, which is no expression."""
    inner = pattern.named_children
    return inner[0].named_children if len(inner) == 1 and inner[0].type == "union_pattern" else inner or [pattern]


def _is_set(value: Value) -> bool:
    """Whether a text is the default of what whoever runs the program may set."""
    return isinstance(value, Str) and value.how in OVERRIDDEN
