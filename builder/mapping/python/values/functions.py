"""What the heads of functions and calls say, without any value: names of decorators, parameters that are not shown."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.syntax.expressions import Argument, Attribute, Call, Expression, Name
from builder.mapping.python.values.values import Definition, Instance

PROPERTIES = frozenset({"property", "cached_property", "computed_field", "lazyproperty"})
CONSTRUCTOR = "__init__"


def last_name(expression: Expression) -> str:
    """'c' of `a.b.c` and of `a.b.c(...)`."""
    while isinstance(expression, Call):
        expression = expression.function
    match expression:
        case Attribute(_, name) | Name(name):
            return name
    return ""


def decorators(definition: Definition) -> frozenset[str]:
    """The last names of the decorators of a function or class."""
    facts = definition.file.facts
    return frozenset(last_name(facts.expression(span)) for span in definition.scope.decorators)


def is_property(definition: Definition) -> bool:
    """Whether a method is read like an attribute."""
    return not PROPERTIES.isdisjoint(decorators(definition))


def hidden(function: Definition) -> int:
    """How many parameters of a function a call of it does not show: 1 for `self` and `cls`."""
    names = decorators(function)
    if function.scope.around is None or "staticmethod" in names:
        return 0
    return int(isinstance(function.owner, Instance) or "classmethod" in names or function.scope.name == CONSTRUCTOR)


def merged(first: Call, second: Call) -> Call:
    """A call with the arguments of `partial(function, ...)` before its own."""
    given: list[Argument] = [argument for argument in first.arguments[1:] if argument.name is None]
    own = {argument.name for argument in second.arguments}
    rest = [argument for argument in first.arguments[1:] if argument.name is not None and argument.name not in own]
    return replace(second, arguments=(*given, *second.arguments, *rest))
