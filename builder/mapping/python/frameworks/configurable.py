"""gin: the names that its bindings have for functions and classes, `@gin.configurable("name", module="m")`."""

from __future__ import annotations

from builder.mapping.python.syntax.expressions import Call, Text
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.values import Definition

CONFIGURABLE = frozenset({"configurable", "register", "external_configurable"})
ROOT = b"gin"


def named(definition: Definition) -> str | None:
    """The name that a decorator of gin gives a function or class; None where it has its own."""
    facts = definition.file.facts
    for span in definition.scope.decorators if facts.holds(ROOT) else ():
        expression = facts.expression(span)
        if isinstance(expression, Call) and last_name(expression) in CONFIGURABLE and expression.arguments:
            first = expression.arguments[0]
            if first.name in (None, "name") and isinstance(first.value, Text):
                return first.value.value.rpartition(".")[2]
    return None
