"""What branches that compare with a text leave of a name's bindings and of its values.

`if kind == "a": load(name)` sees no `name` of a branch that binds `kind` to another text, nor of one that runs for
another `kind`. `if name == "a": name = "b"` leaves no "a" behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import Attribute, Both, Equal, Name, Unequal, dotted
from builder.mapping.python.syntax.heads import Span
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
    for other, texts, equal in _compared(ev, scope, point):
        if other != name:
            known = [(one, _beside(ev, scope, one, other, point.file)) for one in bindings]
            bindings = [one for one, bound in known if not bound or (bound & texts if equal else bound - texts)]
    if point.scope is not scope or point.block is None:
        return bindings
    here = list(_told(ev, scope, point.block, point.file))
    kept = [one for one in bindings if not (here and _contradicts(ev, scope, one, here, point))]
    return kept or bindings


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


def _compared(ev: Evaluator, scope: Scope, point: Point) -> Iterator[tuple[str, frozenset[str], bool]]:
    """The names of a scope that are compared with known texts around a place in it, or in a function within it.

    Each with whether it is one of them, or is none.
    """
    block = point.block
    for inner in point.scope.outer():
        for guard, holds in _guards(inner, block):
            here = Point(point.file, inner, guard.start, block)
            condition = point.file.facts.expression(guard)
            for part in condition.parts if isinstance(condition, Both) and holds else (condition,):
                if not isinstance(part, Equal | Unequal) or not isinstance(part.left, Name):
                    continue
                name = part.left.name
                texts = _texts(ev, part, here) if name in scope.names else frozenset()
                if texts and (inner is scope or name not in inner.names):
                    yield name, texts, isinstance(part, Equal) is holds
        if inner is scope:
            return
        block = None


class Told(NamedTuple):
    """What a condition around a place tells of a name or attribute: that it is one of some texts, or that it is true.

    Without `holds` that it is not.
    """

    subject: Name | Attribute
    texts: frozenset[str] | None
    holds: bool

    def excludes(self, other: Told) -> bool:
        """Whether the two never hold together."""
        if self.subject != other.subject or (self.texts is None) is not (other.texts is None):
            return False
        if self.texts is None or other.texts is None:
            return self.holds is not other.holds
        if self.holds and other.holds:
            return not self.texts & other.texts
        inner, outer = (self, other) if self.holds else (other, self)
        return inner.holds and (inner.texts or frozenset()) <= (outer.texts or frozenset())


def _told(ev: Evaluator, scope: Scope, block: int, file: File) -> Iterator[Told]:
    """What the conditions around a block of a scope tell."""
    for guard, holds in _guards(scope, block):
        condition = file.facts.expression(guard)
        for part in condition.parts if isinstance(condition, Both) and holds else (condition,):
            if isinstance(part, Name | Attribute) and dotted(part) is not None:
                yield Told(part, None, holds)
            elif isinstance(part, Equal | Unequal) and isinstance(part.left, Name | Attribute) and dotted(part.left):
                texts = _texts(ev, part, Point(file, scope, guard.start, block))
                if texts:
                    yield Told(part.left, texts, isinstance(part, Equal) is holds)


def _contradicts(ev: Evaluator, scope: Scope, binding: Binding, here: list[Told], point: Point) -> bool:
    """Whether a binding is made in a branch that never runs where a place of use does."""
    if binding.at >= point.at or not _is_branch(scope, binding.block):
        return False
    between = point.file.facts.data[binding.at : point.at]
    return any(
        one.excludes(other)
        and re.search(rb"(?<![\w.])%b\s*(?:=(?!=)|:=)" % re.escape(str(dotted(one.subject)).encode()), between) is None
        for one in _told(ev, scope, binding.block, point.file)
        for other in here
    )


def _guards(scope: Scope, block: int | None) -> Iterator[tuple[Span, bool]]:
    """The conditions around a block, each with whether it holds there: those of the branches before it do not."""
    for number in scope.above(block) if block is not None else ():
        one = scope.blocks[number]
        if one.guard is not None:
            yield one.guard, True
        for before in scope.blocks[:number] if one.exclusive else ():
            if before.statement == one.statement and before.exclusive and before.guard is not None:
                yield before.guard, False


def _beside(ev: Evaluator, scope: Scope, binding: Binding, other: str, file: File) -> frozenset[str]:
    """The texts that a branch which a binding stands in binds another name to; none where they are not all known."""
    branches = [block for block in scope.above(binding.block) if _is_branch(scope, block)]
    beside = [one for one in scope.names[other] if one.block in branches]
    statements = {scope.blocks[block].statement for block in branches}
    later = (one for one in scope.names[other] if one.at > binding.at and one not in beside)
    if any(statements.isdisjoint(scope.blocks[block].statement for block in scope.above(one.block)) for one in later):
        return frozenset()  # it may be bound anew behind the branch
    found: Values = ()
    for one in beside:
        if one.how != "value" or one.span is None or one.path:
            return frozenset()
        found += ev.evaluate(file.facts.expression(one.span), Point(file, scope, one.at, one.block))
    known = [value.text for value in found if isinstance(value, Str) and UNKNOWN_PART not in value.text]
    return frozenset(known) if len(known) == len(found) else frozenset()


def _is_branch(scope: Scope, block: int) -> bool:
    return 0 < block < len(scope.blocks) and scope.blocks[block].exclusive


def _texts(ev: Evaluator, condition: Equal | Unequal, point: Point) -> frozenset[str]:
    """The texts that a condition compares with; none where one of them is not known."""
    wanted = ev.evaluate(condition.right, point)
    if condition.within:
        wanted = tuple(value for owner in wanted for part in objects.elements(ev, owner) for value in part)
    texts = frozenset(value.text for value in wanted if isinstance(value, Str) and UNKNOWN_PART not in value.text)
    return texts if all(isinstance(value, Str) for value in wanted) else frozenset()
