"""One Python file -> the calls in it that load a model, as they stand there: no repository, no hub, no table."""

from dataclasses import dataclass

from tree_sitter import Node

from builder.mapping.arguments import Arguments, excluded, pinned, read_arguments, switch, weights
from builder.mapping.names import hub_name
from builder.mapping.scopes import Scope, resolve
from builder.mapping.syntax import literal
from builder.mapping.walk import sites
from builder.signatures import Match, NameRules, Signatures, Weights

MAX_EXCERPT = 4000  # bytes of source that are kept: far more than is published, so that masking sees secrets whole


@dataclass(frozen=True)
class Call:
    """A call that loads something: where it stands (counted from 1, columns in characters) and what it says.

    `name` is the model's name if literals give it, `expression` the argument as written; both are None where the
    call leaves the argument out.
    """

    match: Match
    line: int
    column: int
    argument_line: int
    code: str
    expression: str | None
    name: str | None
    revision: str | None
    weights: Weights
    trust_remote_code: bool | None


@dataclass(frozen=True)
class Named:
    """What a call says about its model: the expressions of its arguments, and the name if they are literals."""

    nodes: tuple[Node, ...]
    name: str | None = None
    revision: str | None = None


class Source:
    """A file's bytes as places in order and excerpts; no byte of a long line is decoded for two columns."""

    def __init__(self, data: bytes) -> None:
        self._data, self._line, self._byte, self._column = data, 0, 0, 1

    def column(self, node: Node) -> int:
        """Column of a node's first character, counted from 1; nodes must come in the order of their place."""
        line, offset = node.start_point
        if line != self._line:
            self._line, self._byte, self._column = line, node.start_byte - offset, 1
        self._column += len(self._data[self._byte : node.start_byte].decode("utf-8", "replace"))
        self._byte = node.start_byte
        return self._column

    def excerpt(self, node: Node) -> str:
        """The first MAX_EXCERPT bytes of a node's text; bytes that are no UTF-8 stand as \\xNN."""
        end = min(node.end_byte, node.start_byte + MAX_EXCERPT)
        return self._data[node.start_byte : end].decode("utf-8", "backslashreplace")


def read_calls(data: bytes, signatures: Signatures) -> list[Call]:
    """The calls of one file in the order of their place; literals that can be no model's name are left out."""
    words = signatures.call_words(data)
    if not words:
        return []
    source, calls = Source(data), []
    for node, scope in list(sites(data, words)):  # the walk to its end first: names may be bound below their use
        found = (signatures.find(value.name) for value in resolve(node.named_children[0], scope))
        match = next((match for match in found if match is not None), None)
        if match is None:
            continue
        arguments = read_arguments(node)
        named = _named(arguments, scope, match, signatures.names)
        if named is not None:
            calls.append(_call(source, node, match, arguments, named))
    return calls


def _named(arguments: Arguments, scope: Scope, match: Match, rules: NameRules) -> Named | None:
    """The model that a call names; None where it names none: a local path, or a model that is loaded already."""
    rule = match.rule
    if excluded(rule, arguments):
        return None
    model = arguments.get(rule.model)
    if model is None:
        return Named(arguments.splats[:1])
    if any(value.made for value in resolve(model, scope)):
        return None
    entry = arguments.get(rule.entry) if rule.entry is not None else None
    nodes = (model,) if entry is None else (model, entry)
    written, point = literal(model), literal(entry) if entry is not None else None
    if written is None or (rule.entry is not None and point is None):
        return Named(nodes)
    name = hub_name(written, point, match.library, rules)
    return Named(nodes, *name) if name is not None else None


def _call(source: Source, node: Node, match: Match, arguments: Arguments, named: Named) -> Call:
    return Call(
        match=match,
        line=node.start_point.row + 1,
        column=source.column(node),
        argument_line=(named.nodes or (node,))[0].start_point.row + 1,
        code=source.excerpt(node),
        expression=", ".join(map(source.excerpt, named.nodes)) or None,
        name=named.name,
        revision=pinned(match.library.revision, arguments) or named.revision,
        weights=weights(match.rule, arguments),
        trust_remote_code=switch("trust_remote_code", arguments),
    )
