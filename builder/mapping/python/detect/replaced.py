"""Options that a program's weights come from where they are given: `if not args.load_dir: load(args.model)`.

With such an option a command asks for no more than the tokenizer and the config of the model that it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from builder.mapping.found import WEIGHTY, Demand, Target
from builder.mapping.python.detect import conditions
from builder.mapping.python.detect.chains import Reached
from builder.mapping.python.detect.pretended import node_of
from builder.mapping.python.syntax.grammar import text
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import ExternalInput, File, Function, Point, Site

SCRIPT = b"__main__"  # in a file that is run itself
NOTHING = frozenset({"None", "''", '""'})
SAME, OTHER = frozenset({"==", "is"}), frozenset({"!=", "is not"})
MAX_STEPS = 500  # expressions that the conditions around one call may ask for


def unset(ev: Evaluator, way: Reached) -> tuple[str, ...]:
    """The options of which none is given where the call that loads what an option names runs, in their order."""
    core, value = way.core or way.site, way.value
    if not isinstance(value, ExternalInput) or value.kind != "option" or not _is_conditional(core):
        return ()
    call = node_of(core)
    ev.start(MAX_STEPS)
    found: list[str] = []
    for node, wanted in conditions.around(call) if call is not None else ():
        point = core.within(way.calls)._replace(at=node.start_byte, sources=())
        for part in _absent(node, wanted):
            values = ev.evaluate(core.point.file.facts.expression(Span(part.start_byte, part.end_byte)), point)
            settled = ev.callers.settled(values, way.calls)
            found += (one.name for one in settled if isinstance(one, ExternalInput) and one.kind == "option")
    return tuple(dict.fromkeys(found))


def _is_conditional(core: Site) -> bool:
    """Whether a call stands in a branch, or behind what may leave its function."""
    point, scope = core.point, core.point.scope
    blocks = scope.above(point.block) if point.block is not None else ()
    left = point.file.facts.data.find(b"return", scope.span.start, core.call.start) >= 0
    return left or any(scope.blocks[number].exclusive for number in blocks)


def _absent(node: Node, wanted: bool) -> Iterator[Node]:
    """What has no value where a condition is as wanted."""
    inner = [child for child in node.named_children if child.type != "comment"]
    if node.type in ("parenthesized_expression", "not_operator") and len(inner) == 1:
        yield from _absent(inner[0], wanted is (node.type == "parenthesized_expression"))
    elif node.type == "boolean_operator":
        if wanted is any(child.type == "and" for child in node.children):
            for part in inner:
                yield from _absent(part, wanted)
    elif node.type == "comparison_operator" and len(inner) == 2 and text(inner[1]) in NOTHING:
        operator = "".join(child.type for child in node.children if not child.is_named)
        if operator in (SAME if wanted else OTHER):
            yield inner[0]
    elif node.type in ("identifier", "attribute") and not wanted:
        yield node


class Replaced:
    """The options that name models, with those that every load of the model's weights must do without.

    A load without such a condition that stands in a script, or in a function that scripts alone call, concerns the
    commands of these scripts alone.
    """

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._without: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, dict[str, Target]] = {}

    def take(self, point: Point, option: str, target: Target) -> None:
        """Note a load of what an option names, by its place."""
        if target.loads not in WEIGHTY or target.switch is not None:
            return
        scripts = self._scripts(point) if not target.without else []
        if scripts:
            self._own.setdefault(option, {}).update((file.path.rpartition("/")[2], target) for file in scripts)
            return
        known = self._without.get(option, target.without)
        self._without[option] = tuple(one for one in known if one in target.without)

    def _scripts(self, point: Point) -> list[File]:
        """The scripts that alone reach a place; none where others may."""
        sites = self._ev.callers.of(Function(point.file.path, point.scope.span.start))
        files = [point.file] if point.file.facts.holds(SCRIPT) else [site.point.file for site in sites]
        return files if all(file.facts.holds(SCRIPT) for file in files) else []

    def settle(self, demand: Demand) -> None:
        """Write what was noted into what the code takes from outside."""
        for option, without in self._without.items():
            if without and option in demand.options:
                demand.options[option] = replace(demand.options[option], without=without)
                for script, target in self._own.get(option, {}).items():
                    demand.scripts.setdefault((script, option), target)
