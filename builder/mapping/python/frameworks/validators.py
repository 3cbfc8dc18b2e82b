"""What validators, converters and default methods give a record's field: of pydantic, attrs and traitlets.

Only the texts that they return are asked for: `return "owner/name"` where a short name was given.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Attribute, Call, Expression, Item, Items, Name
from builder.mapping.python.values import objects
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Definition, Point, Str, Values

OF_FIELDS = frozenset({"validator", "field_validator", "default", "validate"})  # name the fields
OF_ALL = frozenset({"root_validator", "model_validator"})  # return all fields by their names
OF_FIELD = frozenset({"default"})  # `@field.default` of attrs
ANNOTATED = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"})
CONVERTERS = frozenset({"converter", "convert"})  # keywords of a field of attrs
WORDS = (b"validat", b"default(", b".default", b"Validator", b"convert")
ANY = "*"


def given(ev: Evaluator, kind: Definition, name: str) -> Values:
    """The texts that a class's own methods and annotations give one of its fields, in no call's context."""
    if not any(map(kind.file.facts.holds, WORDS)):
        return ()
    found = (*_by_methods(ev, kind, name), *_by_field(ev, kind, name))
    return distinct(value for value in found if isinstance(value, Str))


def _by_methods(ev: Evaluator, kind: Definition, name: str) -> Iterator[object]:
    for child in kind.scope.children:
        for span in child.decorators if child.kind == "function" else ():
            expression = kind.file.facts.expression(span)
            function = Definition(kind.file, child, Definition(kind.file, kind.scope))
            if _is_for(ev, kind, child, expression, name):
                yield from ev.returned(function, ())
            elif last_name(expression) in OF_ALL:
                key = (Str(name, "", 0),)
                for value in ev.returned(function, ()):
                    yield from objects.item(ev, value, key, ())


def _is_for(ev: Evaluator, kind: Definition, scope: Scope, expression: Expression, name: str) -> bool:
    """Whether a decorator makes a method one that gives the field its value."""
    match expression:
        case Attribute(Name(owner), word) if word in OF_FIELD:
            return owner == name
        case Call(function) if last_name(function) in OF_FIELDS:
            point = Point(kind.file, kind.scope.parent or kind.file.facts.module, scope.span.start)
            shown = (argument.value for argument in expression.arguments if argument.name is None)
            values = (value for argument in shown for value in ev.evaluate(argument, point))
            return any(isinstance(value, Str) and value.text in (name, ANY) for value in values)
    return False


def _by_field(ev: Evaluator, kind: Definition, name: str) -> Iterator[object]:
    """`Annotated[str, AfterValidator(function)]` and `field(converter=function)`."""
    facts = kind.file.facts
    for binding in kind.scope.names.get(name, ()):
        point = Point(kind.file, kind.scope, binding.at, binding.block)
        functions: list[Expression] = []
        annotation = facts.expression(binding.annotation) if binding.annotation is not None else None
        if isinstance(annotation, Item) and isinstance(annotation.key, Items):
            made = (part for part in annotation.key.items if isinstance(part, Call) and part.arguments)
            functions += [part.arguments[0].value for part in made if last_name(part) in ANNOTATED]
        value = facts.expression(binding.span) if binding.span is not None else None
        if isinstance(value, Call):
            functions += [argument.value for argument in value.arguments if argument.name in CONVERTERS]
        for function in functions:
            for target in ev.evaluate(function, point):
                if isinstance(target, Definition) and target.scope.kind == "function":
                    yield from ev.returned(target, ())
