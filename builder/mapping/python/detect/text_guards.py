"""Whether conditions on a name's text let it reach the call that loads it: `if name.startswith("owner/"):`.

Conditions of `if`, `elif`, `else`, `a if c else b`, and of branches above that leave the function; own functions that
return such a condition are followed. What is not understood lets every name pass.
"""

from __future__ import annotations

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.detect import conditions, pretended
from builder.mapping.python.detect.chains import Reached
from builder.mapping.python.syntax.expressions import Argument
from builder.mapping.python.syntax.grammar import text
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.syntax.regions import word_places
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, Point, Site

MAX_DEPTH = 3  # functions that one condition is followed through
SUBJECT = re.compile(r"[A-Za-z_][\w.]*")
# What stands around a name in a condition that says something of its text.
BEHIND = re.compile(
    rb"[\s\\]*(?:==|!=|(?:not\s+)?in\b|\.\s*(?:startswith|endswith|lower|casefold|upper|strip)\b|,?\s*\))"
)
BEFORE = re.compile(rb"(?:==|!=|\bin)[\s\\]*\Z")
MAX_SPACE = 100  # bytes before a name that are looked at


def admits(ev: Evaluator, way: Reached, argument: Argument | None, name: str) -> bool:
    """Whether the conditions around the call that loads, and around the one that gives the name, let it pass."""
    core = way.core or way.site
    places = {(core, argument), (way.site, way.argument)}
    return all(_passes(ev, site, shown, name) for site, shown in places if shown is not None)


def _passes(ev: Evaluator, site: Site, argument: Argument, name: str) -> bool:
    facts = site.point.file.facts
    subject = facts.excerpt(argument.start, argument.end)
    if SUBJECT.fullmatch(subject) is None or not facts.holds(b"if ") or not _may_ask(site, subject.encode()):
        return True
    call = pretended.node_of(site)
    assigned = re.compile(rf"(?<![\w.]){re.escape(subject)}\s*(?:=(?!=)|:=)")
    for condition, wanted in conditions.around(call) if call is not None else ():
        if assigned.search(facts.excerpt(condition.end_byte, site.call.start)) is not None:
            continue
        if _truth(ev, site.point, condition, subject, name, MAX_DEPTH) is (not wanted):
            return False
    return True


def _may_ask(site: Site, subject: bytes) -> bool:
    """Whether a subject stands, around the call, as it does in a condition on its text."""
    data, call = site.point.file.facts.data, site.call
    start, end = site.point.scope.span
    for place in word_places(data, subject, start, end):
        if call.start <= place < call.end:
            continue
        behind = place + len(subject)
        if BEHIND.match(data, behind) or BEFORE.search(data[max(place - MAX_SPACE, 0) : place]):
            return True
    return False


def _truth(ev: Evaluator, point: Point, node: Node, subject: str, name: str, depth: int) -> bool | None:
    """What a condition on a subject is where it is a name; None where it is about something else."""
    inner = node.named_children
    if node.type == "parenthesized_expression" and len(inner) == 1:
        return _truth(ev, point, inner[0], subject, name, depth)
    if node.type == "not_operator":
        found = _truth(ev, point, inner[0], subject, name, depth)
        return None if found is None else not found
    if node.type == "boolean_operator":
        sides = [_truth(ev, point, part, subject, name, depth) for part in inner]
        decisive = any(child.type == "or" for child in node.children)
        return decisive if decisive in sides else (None if None in sides else not decisive)
    if node.type == "comparison_operator" and len(inner) == 2:
        return _compared(node, subject, name)
    return _called(ev, point, node, subject, name, depth) if node.type == "call" else None


def _compared(node: Node, subject: str, name: str) -> bool | None:
    left, right = node.named_children
    operator = "".join(child.type for child in node.children if not child.is_named or "in" in child.type.split())
    shown, other = _said(left, subject, name), _said(right, subject, name)
    if operator in ("==", "!="):
        pair = (shown, _literal(right)) if shown is not None else (other, _literal(left))
        return None if None in pair else (pair[0] == pair[1]) == (operator == "==")
    if operator not in ("in", "not in"):
        return None
    if other is not None:
        found = _literal(left)
        return None if found is None else (found in other) == (operator == "in")
    listed = _literals(right) if right.type in ("tuple", "list", "set") else _literal(right)
    return None if shown is None or listed is None else (shown in listed) == (operator == "in")


def _called(ev: Evaluator, point: Point, node: Node, subject: str, name: str, depth: int) -> bool | None:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or len(arguments.named_children) != 1:
        return None
    given = arguments.named_children[0]
    if function.type == "attribute":
        owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        shown = _said(owner, subject, name) if owner is not None else None
        beginnings = _literals(given)
        if shown is not None and beginnings is not None and method is not None:
            return {"startswith": shown.startswith, "endswith": shown.endswith}.get(text(method), _unknown)(beginnings)
    passed = _said(given, subject, name)
    return _returned(ev, point, function, passed, depth - 1) if passed is not None and depth else None


def _unknown(_: tuple[str, ...]) -> bool | None:
    return None


def _returned(ev: Evaluator, point: Point, function: Node, passed: str, depth: int) -> bool | None:
    """What an own function of one parameter, that only returns a condition on it, says of a text."""
    shown = point.file.facts.expression(Span(function.start_byte, function.end_byte))
    for value in ev.evaluate(shown, point):
        if not isinstance(value, Definition) or value.scope.kind != "function":
            return None
        parameters = [one.name for one in value.scope.parameters if one.name not in ("self", "cls")]
        returned = pretended.returned(value)
        if len(parameters) != 1 or returned is None:
            return None
        return _truth(ev, Point(value.file, value.scope), returned, parameters[0], passed, depth)
    return None


def _said(node: Node, subject: str, name: str) -> str | None:
    """The text of the subject, be it in other letters; None for anything else."""
    if text(node) == subject:
        return name
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or function.type != "attribute" or arguments is None or arguments.named_children:
        return None
    owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    shown = _said(owner, subject, name) if owner is not None else None
    if shown is None or method is None:
        return None
    made = {"lower": shown.lower, "casefold": shown.casefold, "upper": shown.upper, "strip": shown.strip}
    return made[text(method)]() if text(method) in made else None


def _literal(node: Node) -> str | None:
    parts = [child for child in node.named_children if child.type != "comment"]
    if node.type != "string" or any(part.type == "interpolation" for part in parts):
        return None
    return "".join(text(part) for part in parts if part.type == "string_content")


def _literals(node: Node) -> tuple[str, ...] | None:
    """The texts of one string, or of a tuple, list or set of strings."""
    if node.type not in ("tuple", "list", "set", "parenthesized_expression"):
        one = _literal(node)
        return (one,) if one is not None else None
    found = [_literal(child) for child in node.named_children if child.type != "comment"]
    return tuple(one for one in found if one is not None) if None not in found else None
