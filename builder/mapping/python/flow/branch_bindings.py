"""What branches that compare with a text leave of a name's bindings and of its values.

`if kind == "a": load(name)` sees no `name` of a branch that binds `kind` to another text. `if name == "a": name = "b"`
leaves no "a" behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import Both, Equal, Expression, Name
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import offered
from builder.mapping.python.values.strings import UNKNOWN_PART
from builder.mapping.python.values.table_keys import is_open
from builder.mapping.python.values.values import File, Point, Str, Values


def left(ev: Evaluator, scope: Scope, name: str, bindings: list[Binding], point: Point) -> list[Binding]:
    """The bindings without those of branches that bind what is compared around a place of use to something else."""
    if len(bindings) < 2 or not any(_is_branch(scope, one.block) for one in bindings):
        return bindings
    for other, texts in _compared(ev, scope, point):
        if other != name:
            bindings = [one for one in bindings if not _binds_another(ev, scope, one, other, texts, point.file)]
    return bindings


def instead(
    ev: Evaluator, scope: Scope, name: str, found: Binding, values: Values, given: Values, file: File
) -> tuple[Values, Values]:
    """The values that were bound before, without the texts that a binding stands in the place of; what it gives.

    What stands in the place of a text that is on offer is on offer, too.
    """
    guard = scope.blocks[found.block].guard if 0 < found.block < len(scope.blocks) and found.how == "value" else None
    if guard is None or not any(isinstance(value, Str) for value in values):
        return values, given
    condition = file.facts.expression(guard)
    if not isinstance(condition, Equal) or condition.left != Name(name):
        return values, given
    texts = _texts(ev, condition, Point(file, scope, guard.start, scope.blocks[found.block].parent))
    taken = [value for value in values if isinstance(value, Str) and value.text in texts]
    rest = tuple(value for value in values if value not in taken)
    return rest, offered(given) if taken and all(map(is_open, taken)) else given


def _compared(ev: Evaluator, scope: Scope, point: Point) -> Iterator[tuple[str, frozenset[str]]]:
    """The names of a scope that are compared with known texts around a place in it, or in a function within it."""
    block = point.block
    for inner in point.scope.outer():
        for guard in inner.guards(block):
            here = Point(point.file, inner, guard.start, block)
            for condition in _parts(point.file.facts.expression(guard)):
                if isinstance(condition, Equal) and isinstance(condition.left, Name):
                    name = condition.left.name
                    texts = _texts(ev, condition, here) if name in scope.names else frozenset()
                    if texts and (inner is scope or name not in inner.names):
                        yield name, texts
        if inner is scope:
            return
        block = None


def _parts(condition: Expression) -> tuple[Expression, ...]:
    return condition.parts if isinstance(condition, Both) else (condition,)


def _binds_another(
    ev: Evaluator, scope: Scope, binding: Binding, other: str, texts: frozenset[str], file: File
) -> bool:
    """Whether a branch that a binding stands in binds another name to known texts, all of them others."""
    branches = [block for block in scope.above(binding.block) if _is_branch(scope, block)]
    beside = [one for one in scope.names[other] if one.block in branches]
    if not beside or any(one.how != "value" or one.span is None or one.path for one in beside):
        return False
    found: Values = ()
    for one in beside:
        point = Point(file, scope, one.at, one.block)
        found += ev.evaluate(file.facts.expression(one.span), point) if one.span is not None else ()
    known = [value.text for value in found if isinstance(value, Str) and UNKNOWN_PART not in value.text]
    return len(known) == len(found) and texts.isdisjoint(known)


def _is_branch(scope: Scope, block: int) -> bool:
    return 0 < block < len(scope.blocks) and scope.blocks[block].exclusive


def _texts(ev: Evaluator, condition: Equal, point: Point) -> frozenset[str]:
    """The texts that a condition compares with; none where one of them is not known."""
    wanted = ev.evaluate(condition.right, point)
    if condition.within:
        wanted = tuple(value for owner in wanted for part in objects.elements(ev, owner) for value in part)
    texts = frozenset(value.text for value in wanted if isinstance(value, Str) and UNKNOWN_PART not in value.text)
    return texts if all(isinstance(value, Str) for value in wanted) else frozenset()
