"""The arguments of one call: which expression stands where, and what the ones that steer a load say."""

from dataclasses import dataclass

from tree_sitter import Node

from builder.mapping.syntax import CONSTANTS, kind, literal, text, unwrapped
from builder.signatures import Argument, CallRule, Weights

KEYWORD, COMMENT, ARGUMENTS = kind("keyword_argument"), kind("comment"), kind("argument_list")
ORDER: tuple[Weights, ...] = ("random", "requested", "unknown")
SPLATS = {kind("list_splat"), kind("dictionary_splat")}


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call; `splats` (`*args`, `**kwargs`) may hide others, and end the positions."""

    positional: tuple[Node, ...]
    keywords: dict[str, Node]
    splats: tuple[Node, ...]

    def get(self, argument: Argument) -> Node | None:
        """The expression given for an argument; None if the call shows none."""
        if argument.position is not None and argument.position < len(self.positional):
            return self.positional[argument.position]
        return next((self.keywords[name] for name in argument.names if name in self.keywords), None)


def read_arguments(call: Node) -> Arguments:
    """The arguments of a call node."""
    positional: list[Node] = []
    keywords: dict[str, Node] = {}
    splats: list[Node] = []
    given = call.child_by_field_name("arguments")
    for node in given.named_children if given is not None and given.kind_id == ARGUMENTS else ():
        if node.kind_id == KEYWORD:
            keywords[text(node.named_children[0])] = node.named_children[-1]
        elif node.kind_id in SPLATS:
            splats.append(node)
        elif node.kind_id != COMMENT and not splats:
            positional.append(node)
    return Arguments(tuple(positional), keywords, tuple(splats))


def excluded(rule: CallRule, arguments: Arguments) -> bool:
    """Whether a keyword says that nothing comes from a hub (`source="local"`)."""
    given = ((arguments.keywords[name], values) for name, values in rule.unless.items() if name in arguments.keywords)
    return any("*" in values or literal(node) in values for node, values in given)


def weights(rule: CallRule, arguments: Arguments) -> Weights:
    """Whether the call asks for trained weights: one argument that says no decides, then one that says yes.

    A switch that may hide in `**kwargs` counts as left out: it is written down where it matters.
    """
    said: set[Weights] = set()
    for argument in rule.weights:
        node = arguments.get(argument)
        if node is not None and text(node) in argument.random:
            said.add("random")
        elif node is not None:
            said.add("requested" if unwrapped(node).kind_id in CONSTANTS else "unknown")
    return next((answer for answer in ORDER if answer in said), rule.absent)


def pinned(keywords: tuple[str, ...], arguments: Arguments) -> str | None:
    """The revision that one of the keywords gives as a literal."""
    given = (literal(arguments.keywords[name]) for name in keywords if name in arguments.keywords)
    return next((revision for revision in given if revision), None)


def switch(name: str, arguments: Arguments) -> bool | None:
    """Value of a keyword that is True or False in the call; None if it is left out or an expression."""
    node = arguments.keywords.get(name)
    return {"True": True, "False": False}.get(text(node)) if node is not None else None
