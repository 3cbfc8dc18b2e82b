"""Which argument of a call names the model, and all that it can be: the rules of [[scripts]] say where it stands."""

from collections.abc import Callable, Iterator

from builder import patterns as re
from builder.mapping.scripts.evaluate import Evaluator
from builder.mapping.scripts.tree import Call, Imported, Joined, Member, Name, Node, Nothing, Record, Text, last_word
from builder.mapping.scripts.values import Value
from builder.mapping.scripts.variables import reaching
from builder.reference.outside_rules import ScriptRule
from builder.reference.signature_rules import Loads

WORDS = re.compile(r"\w+")
MAX_CHAIN = 30  # calls of a builder


def named(ask: Evaluator, call: Call, rule: ScriptRule) -> tuple[Node | None, list[Value]]:
    """The argument that names the model, and all that it can be; None where it is left out."""
    if rule.keys:
        return _below_keys(ask, call, rule)
    if rule.setters:
        setter = next((one for one in chain(call) if last_word(one.callee) in rule.setters and one.arguments), None)
        return (setter.arguments[0], ask.question(setter.arguments[0])) if setter is not None else (None, [])
    position = rule.argument or 0
    if position >= len(call.arguments):
        return None, []
    argument = call.arguments[position]
    if rule.name is not None and rule.name < len(call.arguments):
        return _with_owner(ask, argument, call.arguments[rule.name])
    values = ask.question(argument)
    if not values and rule.names and isinstance(argument, Name) and "::" in argument.name:
        values = [Value(argument)]  # of a type that `use crate::*` brings in
    left_out = is_left_out(argument) and not isinstance(argument, Record) and all(one.text is None for one in values)
    return (None, []) if left_out else (argument, values)


def is_left_out(node: Node) -> bool:
    """Whether an argument says nothing: `null`, `Default::default()`, an object all of whose keys are there to see."""
    if isinstance(node, Record):
        return all(key is not None for key, _ in node.entries)
    return isinstance(node, Nothing) or (isinstance(node, Call) and last_word(node.callee) == "default")


def chain(call: Call) -> Iterator[Call]:
    """The calls before one in a chain, the nearest first; through a variable that holds what it was begun with."""
    node: Node | None = call.callee
    for _ in range(MAX_CHAIN):
        if isinstance(node, Member):
            node = node.owner
        if isinstance(node, Name):
            home = node.scope.home(node.name)
            live = reaching(home.names[node.name], node) if home is not None else []
            node = live[-1].value if live and live[-1].value is not None and live[-1].value.start < node.start else None
        if not isinstance(node, Call):
            return
        yield node
        node = node.callee


def _below_keys(ask: Evaluator, call: Call, rule: ScriptRule) -> tuple[Node | None, list[Value]]:
    every = (value for one in call.arguments for value in ask.question(one))
    given = [value for value in every if not isinstance(value.node, Imported)]
    values = [inner for key in rule.keys for value in given for inner in _keyed(ask, value, key, rule.keys)]
    node = next(
        (one for one in call.arguments if isinstance(one, Record)), call.arguments[0] if call.arguments else None
    )
    own = [inner for key, inner in node.entries if key in rule.keys] if isinstance(node, Record) else []
    is_whole = node is None or is_left_out(node)
    return (own[0] if own else None if is_whole and not values else node), values


def _keyed(ask: Evaluator, value: Value, key: str, keys: tuple[str, ...]) -> Iterator[Value]:
    for inner in ask.step(value, key):
        if isinstance(inner.node, Record):
            yield from (one for other in keys for one in ask.step(inner, other))
        else:
            yield inner


def _with_owner(ask: Evaluator, owner: Node, name: Node) -> tuple[Node, list[Value]]:
    """An owner and a name given apart; where both were taken from one text, the name is the whole of it."""
    if any(one.text == "" for one in ask.question(owner)):
        return name, ask.question(name)
    whole = Joined(owner.start, name.end, owner.file, [owner, Text(owner.end, owner.end, owner.file, "/"), name])
    return whole, ask.question(whole)


def part_of(caller: Call | None, loads_of_class: Callable[[str], Loads]) -> Loads | None:
    """What `Processor::from_pretrained` of an own type loads; None where the type's name tells no part of a model."""
    words = WORDS.findall(caller.file.text(caller.callee)) if caller is not None else []
    part = loads_of_class(words[-2]) if len(words) > 1 and words[-1] == "from_pretrained" else "model"
    return part if part != "model" else None
