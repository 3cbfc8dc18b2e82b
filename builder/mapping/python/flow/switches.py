"""What the other arguments of a call that loads say: whether weights are asked for, which revision, whose code runs."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from builder.mapping.python.flow import parameters
from builder.mapping.python.syntax.expressions import NONE
from builder.mapping.python.values import strings
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import (
    CallString,
    ExternalInput,
    Flag,
    Ref,
    Site,
    Str,
    SymbolicParameter,
    Unknown,
    Value,
    Values,
)
from builder.reference.signatures import Argument, CallRule, Match, Weights, WeightsArgument

ORDER: tuple[Weights, ...] = ("random", "requested", "unknown")
TRUST = Argument(names=("trust_remote_code",))


def excluded(ev: Evaluator, match: Match, site: Site, calls: CallString) -> bool:
    """Whether an argument says that nothing comes from a hub (`source="local"`), or not in this call (the task)."""
    if match.rule.tasks and not set(match.rule.tasks) & set(_tasks(ev, match.rule, site, calls)):
        return True
    for name, values in match.rule.unless.items():
        argument = given(site, (name,), None)
        if argument is not None:
            texts = map(as_source, ev.evaluate(argument.value, site.within(calls)))
            named = any(text in values or text.rpartition(".")[2] in values for text in texts)
            if ("*" in values and argument.value != NONE) or named:
                return True
    return False


def chosen(ev: Evaluator, match: Match, site: Site) -> Match:
    """The match with the library whose names an argument says that the call takes (`hub="hf"`)."""
    for name, libraries in match.rule.instead.items():
        argument = given(site, (name,), None)
        said = map(as_source, ev.evaluate(argument.value, site.point)) if argument is not None else ()
        other = next((libraries[text] for text in said if text in libraries), None)
        if other is not None:
            return replace(match, library=replace(ev.signatures.by_name[other], name=match.library.name))
    return match


def _tasks(ev: Evaluator, rule: CallRule, site: Site, calls: CallString) -> list[str]:
    values = (parameters.argument(ev, site, rule.task, calls) or ()) if rule.task is not None else ()
    return [value.text for value in values if isinstance(value, Str)]


def defaults(ev: Evaluator, rule: CallRule, site: Site) -> tuple[str, ...]:
    """The names that a call loads which leaves the model to its task; none where the task is not known."""
    found = [rule.defaults.get(task, rule.defaults.get("*")) for task in _tasks(ev, rule, site, ())]
    return tuple(dict.fromkeys(name for name in found if name is not None))


def as_source(value: Value) -> str:
    """A string's text or a constant as written; '' for anything else."""
    match value:
        case Str(text) | Flag(text) | Ref(text):
            return text
    return ""


def weights(ev: Evaluator, match: Match, site: Site, calls: CallString) -> Weights:
    """Whether the call asks for trained weights: one argument that says no decides, then one that says yes."""
    said = {answer for spec in match.rule.weights if (answer := _said(ev, spec, site, calls)) is not None}
    return next((answer for answer in ORDER if answer in said), match.rule.absent)


def options(ev: Evaluator, match: Match, site: Site, calls: CallString) -> tuple[str, ...]:
    """The options that ask a call for weights which it does not ask for by itself."""
    found = [parameters.argument(ev, site, spec, calls) or () for spec in match.rule.weights]
    outside = [
        value for values in found for value in ev.callers.settled(values, calls) if isinstance(value, ExternalInput)
    ]
    return tuple(dict.fromkeys(value.name for value in outside))


def backbone(ev: Evaluator, match: Match, site: Site, calls: CallString) -> str | None:
    """The model whose weights a call loads though its own are not requested."""
    rule = match.rule.backbone
    if rule is None or match.named not in rule.models or _said(ev, rule, site, calls) == "random":
        return None
    return rule.models[match.named]


def _said(ev: Evaluator, spec: WeightsArgument, site: Site, calls: CallString) -> Weights | None:
    """What an argument says of weights; None where the call leaves it out."""
    shown = given(site, spec.names, spec.position)
    values = parameters.argument(ev, site, spec, calls)
    if values is None or (shown is None and all(isinstance(value, Unknown) for value in values)):
        return None
    source = site.point.file.facts.excerpt(shown.start, shown.end) if shown is not None else ""
    left = len(values) > 1  # a default beside what callers give
    settled = [end for value in values for end in _ends(ev, value, calls, left=left)]
    known = [value for value in settled if not isinstance(value, ExternalInput)]  # who gives nothing has the default
    answers = {_answer(spec, value, source) for value in known or settled}
    if "requested" in answers:
        return "requested"
    return "random" if answers <= {"random"} else "unknown"


def _ends(ev: Evaluator, value: Value, calls: CallString, *, left: bool) -> Values:
    """What the callers pass; nothing for a parameter that no caller gives, as it has its default."""
    found = ev.callers.settled((value,), calls)
    unknown = (
        left
        and isinstance(value, SymbolicParameter)
        and all(isinstance(end, SymbolicParameter | Unknown) for end in found)
    )
    return () if unknown and isinstance(value, SymbolicParameter) and not ev.callers.of(value.function) else found


def _answer(spec: WeightsArgument, value: Value, source: str) -> Weights:
    text = "''" if isinstance(value, Str) and not value.text else as_source(value) or source
    if any(fnmatchcase(text, pattern) for pattern in spec.random):
        return "random"
    said = isinstance(value, Str | Flag) or any(fnmatchcase(text, pattern) for pattern in spec.requested)
    return "requested" if said else "unknown"


def revision(ev: Evaluator, match: Match, site: Site, calls: CallString) -> str | None:
    """The revision that a keyword of the call pins."""
    for name in match.library.revision:
        values = parameters.argument(ev, site, Argument(names=(name,)), calls) or ()
        texts = [value.text for value in values if isinstance(value, Str) and value.text]
        if len(texts) == 1 and strings.UNKNOWN_PART not in texts[0]:
            return texts[0]
    return None


def trusts(ev: Evaluator, site: Site, calls: CallString) -> bool | None:
    """Whether the call runs a model's own code; None if it leaves that out, or may do either."""
    values = parameters.argument(ev, site, TRUST, calls) or ()
    said = {value.source for value in values if isinstance(value, Flag)}
    return {"True": True, "False": False}.get(said.pop()) if len(said) == 1 and len(values) == 1 else None
