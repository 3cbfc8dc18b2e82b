"""Which argument of a call stands for which parameter."""

from __future__ import annotations

from collections.abc import Sequence

from builder.mapping.python.syntax.expressions import Argument
from builder.mapping.python.syntax.heads import Parameter
from builder.mapping.python.values.values import Site


def given(site: Site, names: Sequence[str], position: int | None) -> Argument | None:
    """The argument at a position, counted without those that the call does not show, or of one of the keywords."""
    for argument in site.call.arguments:
        if argument.name in names and argument.name not in (None, "*", "**"):
            return argument
    if position is None or position < 0:
        return None
    shown: list[Argument] = []
    for argument in site.call.arguments:
        if argument.name == "*":
            break
        if argument.name is None:
            shown.append(argument)
    return shown[position] if position < len(shown) else None


def keyword(site: Site, name: str) -> Argument | None:
    """The argument of a keyword."""
    return given(site, (name,), None)


def splats(site: Site) -> list[Argument]:
    """What is unpacked into the call's keywords."""
    return [argument for argument in site.call.arguments if argument.name == "**"]


def unpacks(site: Site) -> bool:
    """Whether the call has arguments that it does not show."""
    return any(argument.name in ("*", "**") for argument in site.call.arguments)


def rest(number: int) -> str:
    """The name of the element at a place of a function's `*args`, which no code can write."""
    return f"*{number}"


def position(parameters: Sequence[Parameter], name: str, skip: int) -> int | None:
    """Place of a parameter among the positions that a call shows; None for keywords and for what it does not show."""
    for place, parameter in enumerate(parameters):
        if parameter.stars == "*" and name[:1] == "*":
            return place + int(name[1:]) - skip
        if parameter.stars or parameter.keyword_only:
            return None
        if parameter.name == name:
            return place - skip if place >= skip else None
    return None
