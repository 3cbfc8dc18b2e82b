"""Choices: which of several a branch, a fallback or an index gives, and texts put together of such."""

from itertools import product
from math import prod

from builder.mapping.scripts.tree import (
    Choice,
    Fallback,
    Imported,
    Index,
    Joined,
    Name,
)
from builder.mapping.scripts.values import Evaluation, Frame, Value, distinct, farther, opened

ENVIRONMENT = "environment"
PROCESS = frozenset({"process.env", "import.meta.env", "Bun.env"})  # whose members are environment variables
READING = (*PROCESS, "Deno.env", "env::var", "env!")
MAX_JOINED = 16


def index(ask: Evaluation, node: Index, frame: Frame | None) -> list[Value]:
    """An element of a sequence or record; all of them where nobody knows which."""
    """All that one of several options can be; the one that the subject tells is a sure one."""
    keys = ask.evaluate(node.index, frame) if node.index is not None else []
    known = keys[0] if len(keys) == 1 and keys[0].text is not None and not keys[0].open else None
    made: list[Value] = []
    for owner in ask.evaluate(node.owner, frame):
        every = farther(ask.elements(owner))
        picked = ask.step(owner, known.text) if known is not None and known.text is not None else []
        rest = [one for one in every if one.node not in [pick.node for pick in picked]]
        made += [*picked, *(opened(rest) if picked or distinct(rest) > 1 else rest)]
    return made


def choice(ask: Evaluation, node: Choice, frame: Frame | None) -> list[Value]:
    """All that a branch can give: what its subject's known value leads to, and the rest as what is on offer."""
    subject = ask.evaluate(node.subject, frame) if node.subject is not None else []
    known = {word for one in subject if not one.open and (word := _word(one))}
    labels = node.labels or [None] * len(node.options)
    fits = [label is not None and any(_is_same(label, word) for word in known) for label in labels]
    if len(known) == 1 and not any(fits):
        fits = [label in {None, "_"} for label in labels]
    given = [(fit, ask.evaluate(one, frame)) for fit, one in zip(fits, node.options, strict=True)]
    picked = [value for fit, values in given if fit for value in values]
    others = [value for fit, values in given if not fit for value in values]
    if len(known) == 1 and distinct(picked) == 1:
        return [*picked, *opened(others)]
    values = [*picked, *others]
    return opened(values) if distinct(values) > 1 else values


def _word(value: Value) -> str:
    if isinstance(value.node, Name):  # a variant of an enum, whatever it is written as
        return value.node.name
    return value.text or ""


def fallback(ask: Evaluation, node: Fallback, frame: Frame | None) -> list[Value]:
    """What is given where the first gives nothing."""
    first = [one for one in ask.evaluate(node.first, frame) if not isinstance(one.node, Imported)]
    written = node.first.file.text(node.first)
    how = ENVIRONMENT if any(mark in written for mark in READING) else "default"
    if first and all(one.how == ENVIRONMENT for one in first):  # what an example of a file sets need not be set
        return [*first, *farther(ask.evaluate(node.second, frame), how)]
    if first:
        return first
    return farther(ask.evaluate(node.second, frame), how)


def joined(ask: Evaluation, node: Joined, frame: Frame | None) -> list[Value]:
    """Texts put together; nothing where a part is not known."""
    parts = [[one for one in ask.evaluate(part, frame) if one.text is not None] for part in node.parts]
    if not 0 < prod(map(len, parts)) <= MAX_JOINED:
        return []
    made = []
    for chosen in product(*parts):
        text = "".join(one.text or "" for one in chosen)
        caller = next((one.caller for one in chosen if one.caller is not None), None)
        is_open = any(one.open for one in chosen)
        made.append(Value(node, text, is_open, "constant", max(one.hops for one in chosen), caller))
    return made


# Other files


def _is_same(label: str, word: str) -> bool:
    """Whether a case is for a value: `Which::Small` and `Small`, `Kind.Small`, 'small'."""
    return any(_last(one) == _last(word) for one in label.split("|"))


def _last(word: str) -> str:
    return word.strip().strip("\"'").replace("::", ".").rpartition(".")[2]
