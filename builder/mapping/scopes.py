"""What the names of a Python file stand for: imports and simple assignments, scope by scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node

from builder.mapping.syntax import ATTRIBUTE, CALL, IDENTIFIER, text, unwrapped

MAX_HOPS = 8  # assignments followed from a name to its import
MAX_STEPS = 40  # attributes and calls in one expression; longer ones are generated


class Value(NamedTuple):
    """What an expression stands for: a qualified name, or (`made`) an object of the class of that name."""

    name: str
    made: bool = False


@dataclass
class Scope:
    """Names bound in a module, class or function; a name may be bound several times, each binding counts.

    A binding is a Value, an expression with the scope it is evaluated in, or None for what is not followed.
    """

    parent: Scope | None = None
    is_class: bool = False
    names: dict[str, list[Value | tuple[Node, Scope] | None]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    resolved: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def bind(self, name: str, binding: Value | tuple[Node, Scope] | None) -> None:
        """Bind a name here, or in the module where this scope declares it global."""
        scope = self
        if name in self.globals:
            while scope.parent is not None:
                scope = scope.parent
        scope.names.setdefault(name, []).append(binding)

    def bind_member(self, member: str, binding: tuple[Node, Scope]) -> None:
        """Bind 'self.x' in the class around this scope; without one it is bound nowhere."""
        scope = self.around()
        if scope is not None:
            scope.names.setdefault(member, []).append(binding)

    def around(self) -> Scope | None:
        """The class around this scope."""
        scope: Scope | None = self
        while scope is not None and not scope.is_class:
            scope = scope.parent
        return scope


def resolve(expression: Node, scope: Scope, hops: int = 0) -> tuple[Value, ...]:
    """What an expression of names, attributes and calls may stand for; nothing for any other expression.

    A name that no scope binds may come from any `from x import *`.
    """
    names: list[str | None] = []  # outermost first; None is a call
    node = unwrapped(expression)
    while node.kind_id != IDENTIFIER:
        if len(names) > MAX_STEPS or node.kind_id not in {ATTRIBUTE, CALL}:
            return ()
        child = node.named_children[0]
        names.append(text(node.named_children[-1]) if node.kind_id == ATTRIBUTE else None)
        node = unwrapped(child)
    name = text(node)
    if name == "self" and names and names[-1] is not None:
        name = f"self.{names.pop()}"
    values = _look_up(name, scope, hops)
    while names and values:
        values = tuple(after for value in values if (after := _step(value, names[-1])) is not None)
        names.pop()
    return values


def _step(value: Value, name: str | None) -> Value | None:
    """The value's attribute of that name, or (None) what calling it gives.

    Calling a class, or a method of it (`from_pretrained`, `to`), is taken to give an object of the class. Classes are
    told by their capital letter; what a function gives is not known.
    """
    if name is not None:
        return Value(f"{value.name}.{name}")
    parts = value.name.split(".")
    while len(parts) > 1 and not parts[-1][:1].isupper():
        parts.pop()
    return Value(".".join(parts), made=True) if len(parts) > 1 else None


def _look_up(name: str, scope: Scope, hops: int) -> tuple[Value, ...]:
    member = name.startswith("self.")
    place = scope.around() if member else _binder(name, scope)
    if place is None:
        return () if member else tuple(Value(f"{module}.{name}") for module in _stars(scope))
    if name not in place.resolved:
        place.resolved[name] = ()  # while it is looked for: `x = x.to(device)`
        found: list[Value] = []
        for binding in place.names.get(name, ()):
            if isinstance(binding, Value):
                found.append(binding)
            elif binding is not None and hops < MAX_HOPS:
                found.extend(resolve(*binding, hops + 1))
        place.resolved[name] = tuple(dict.fromkeys(found))
    return place.resolved[name]


def _binder(name: str, scope: Scope) -> Scope | None:
    """The innermost scope that binds a name; a class binds none for the functions within it."""
    place: Scope | None = scope
    while place is not None and (name not in place.names or (place.is_class and place is not scope)):
        place = place.parent
    return place


def _stars(scope: Scope) -> list[str]:
    found: list[str] = []
    place: Scope | None = scope
    while place is not None:
        found += place.stars
        place = place.parent
    return found
