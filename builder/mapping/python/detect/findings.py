"""What was resolved -> places that name a model, and what the code takes from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from builder.column_values import USAGES
from builder.mapping.found import WEIGHTY, Found, Target, Usage, usage_of
from builder.mapping.names import Name
from builder.mapping.python.detect import default_branches, deferred, pretended, replaced, retries, text_guards
from builder.mapping.python.detect.chains import Reached, reached
from builder.mapping.python.flow import loads, servers, switches
from builder.mapping.python.flow.loads import Question
from builder.mapping.python.frameworks import configurable, skipped
from builder.mapping.python.syntax.expressions import NONE, Argument, Text
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import stronger
from builder.mapping.python.values.strings import UNKNOWN_PART
from builder.mapping.python.values.values import (
    CallString,
    Definition,
    ExternalInput,
    Ref,
    Site,
    Str,
    SymbolicParameter,
    Unknown,
    Value,
)
from builder.reference.call_forms import ANY_MEMBER
from builder.reference.signatures import Hub, Match, Weights

SPLATS = ("*", "**")


class Finding(NamedTuple):
    """A place that names a model, in a file."""

    path: str
    found: Found


class Findings(NamedTuple):
    """The places that one call accounts for, and what it takes from outside."""

    places: list[Finding]
    outside: list[tuple[ExternalInput, Target]]


def read(ev: Evaluator, match: Match, site: Site) -> Findings:
    """What a call that loads something says of models, wherever in the repository it is said."""
    if switches.excluded(ev, match, site, ()):
        return Findings([], [])
    match = switches.chosen(ev, match, site)
    places: list[Finding] = []
    outside: list[tuple[ExternalInput, Target]] = []
    if match.named is not None and match.named != ANY_MEMBER:
        places.extend(_named_by_itself(ev, match, site))
    for question in loads.questions(match):
        found = answers(ev, question, site)
        places.extend(found.places)
        outside.extend(found.outside)
    return Findings(places, outside)


def _named_by_itself(ev: Evaluator, match: Match, site: Site) -> Iterator[Finding]:
    """A builder, or a package that is a model: the call's own name says it."""
    asked = Question(match, match.loads, match.rule.model)
    name = loads.named(asked, match.named or "", ev.signatures)
    said = switches.weights(ev, match, site, ())
    if name is not None:
        yield _finding(ev, asked, Reached(Str(match.named or "", site.point.file.path, 0), site, None, ()), name, said)
    if said == "random":
        yield from _backbone(ev, asked, Reached(Str(match.named or "", site.point.file.path, 0), site, None, ()))


def _backbone(ev: Evaluator, question: Question, way: Reached) -> Iterator[Finding]:
    """The model within the one that a call names, whose weights it loads where its own are not requested."""
    name = way.value.text if isinstance(way.value, Str) else ""
    behind = switches.backbone(ev, replace(question.match, named=name), way.core or way.site, way.calls)
    inner = loads.named(question, behind, ev.signatures) if behind is not None else None
    if inner is not None and behind is not None and isinstance(way.value, Str):
        asked = loads.of_member(question, way.value)
        yield _finding(ev, asked, way._replace(value=replace(way.value, text=behind)), inner, "requested")


def answers(ev: Evaluator, question: Question, site: Site) -> Findings:
    """The names that one argument has."""
    shown = loads.shown(site, question)
    main = question.argument is question.match.rule.model
    if shown is None or (shown.value == NONE and question.match.rule.task is not None):
        return Findings(
            _left_out(ev, question, site) if main and question.match.certain and not question.pair else [], []
        )
    places: list[Finding] = []
    outside: list[tuple[ExternalInput, Target]] = []
    others: list[Value] = []
    refused = False
    ways = list(reached(ev, site, shown, lambda calls: loads.values_of(ev, site, question, calls) or ()))
    followed = any(way.calls and isinstance(way.value, Str) for way in ways)
    addresses: dict[CallString, str | None] = {}
    for way in ways:
        if followed and not way.calls and isinstance(way.value, Str) and way.value.offered:
            continue  # which one of a table, the callers say
        fetched = loads.of_file(ev, question, site, way.calls)
        if isinstance(way.value, ExternalInput):
            outside.append((way.value, _asked(ev, fetched, site, way)))
        if isinstance(way.value, SymbolicParameter):
            outside.append((ExternalInput("parameter", _parameter(ev, way.value)), _asked(ev, fetched, site, way)))
        if not isinstance(way.value, Str) or UNKNOWN_PART in way.value.text:
            others.append(way.value)
            continue
        if way.calls not in addresses:
            addresses[way.calls] = servers.address(ev, question.match, site, way.calls)
        name = loads.named(question, way.value.text, ev.signatures, addresses[way.calls])
        if name is None:
            refused = True
        elif not text_guards.admits(ev, way, shown, way.value.text):
            continue
        elif not way.calls or loads.fits(ev, question.match, site, way.calls):
            said = switches.weights(ev, question.match, site, way.calls)
            asked = loads.of_text(fetched, way.value.text, ev.signatures)
            places.append(_finding(ev, asked, way, name, said))
            places.extend(_backbone(ev, asked, way) if said == "random" else ())
    named = Unknown | SymbolicParameter | ExternalInput | Ref | Str
    dynamic = not places and others and all(isinstance(value, named) for value in others)
    certain = question.match.certain and _is_listed(ev, question)
    if dynamic and main and certain and not question.pair and not (refused and not _is_open(others)):
        places.append(_finding(ev, question, Reached(Unknown(), site, shown, ()), None, None))
    return Findings(places, outside if _is_listed(ev, question) and not question.match.rule.hosted else [])


def _is_listed(ev: Evaluator, question: Question) -> bool:
    """Whether a call's models are in `models`: elsewhere a call without a name, or a key of settings, says little."""
    match, hubs = question.match, ev.signatures.names.hub
    beside = match.hub == match.library.name and hubs[match.library.hub].listed  # its own store, beside the Hub
    return not match.rule.routed and match.rule.reads == "name" and (hubs[match.hub].listed or beside)


def _asked(ev: Evaluator, question: Question, site: Site, way: Reached) -> Target:
    """Whose call it is that loads what comes from outside, and what must be given before it asks for weights.

    One part alone of a name that has two asks for none.
    """
    said = switches.weights(ev, question.match, site, way.calls) if question.loads in WEIGHTY else None
    options = switches.options(ev, question.match, site, way.calls) if said == "random" else None
    offered = isinstance(way.value, ExternalInput) and way.value.offered
    asked = replace(target(question), switch=options if question.match.rule.entry is None else (), offered=offered)
    return replace(asked, without=replaced.unset(ev, way)) if question.loads in WEIGHTY else asked


def _parameter(ev: Evaluator, value: SymbolicParameter) -> str:
    """'Class.parameter' or 'function.parameter'; '' where it is not found again."""
    owner = ev.callers.definition(value.function)
    if owner is None:
        return ""
    kind = owner.scope.around if owner.scope.name == CONSTRUCTOR else None
    scope = kind or owner.scope
    return f"{configurable.named(Definition(owner.file, scope)) or scope.name}.{value.name}"


def _is_open(values: Iterable[Value]) -> bool:
    return any(isinstance(value, Unknown | SymbolicParameter | ExternalInput | Ref | Str) for value in values)


def _left_out(ev: Evaluator, question: Question, site: Site) -> list[Finding]:
    """A call without the argument: the library's default, which is known or not."""
    rule = question.match.rule
    defaults = switches.defaults(ev, rule, site) or ((rule.default,) if rule.default is not None else ())
    if not defaults:
        if rule.optional or not _is_listed(ev, question):
            return []
        return [_finding(ev, question, Reached(Unknown(), site, None, ()), None, None)]
    said = switches.weights(ev, question.match, site, ())
    found = []
    for default in defaults:
        plain, _, revision = default.partition("@")
        name = loads.named(question, plain, ev.signatures) or Name(plain)
        way = Reached(Str(plain, site.point.file.path, 0, "default"), site, None, ())
        found.append(_finding(ev, question, way, name._replace(revision=revision or name.revision), said))
    return found


def target(question: Question) -> Target:
    """Whose call it is."""
    match = question.match
    return Target(match.library.name, match.call, question.loads, match.hub)


def _usage(question: Question, said: Weights | None, value: Str | None, name: Name, hosted: bool) -> Usage:
    """'use' where weights are loaded, 'component' where something else is; less where that is one possibility."""
    if (question.loads in WEIGHTY and said == "random") or (value is not None and value.idle):
        return "mention"
    hosted = hosted or name.asked
    if value is not None and (value.choice or value.offered):
        return "selectable"
    return "hosted" if hosted else usage_of(question.loads)


def _called(ev: Evaluator, question: Question, way: Reached, usage: Usage) -> Usage:
    """The usage; less where no call is made in earnest, or only when something else is chosen or has failed."""
    sites = {way.site, way.core or way.site}
    if usage == "use" and (
        deferred.on_offer(ev, way.site)
        or any(deferred.is_off(ev, site) or skipped.is_skipped(ev, site) or retries.is_retry(site) for site in sites)
        or not default_branches.meets(ev, way)
    ):
        usage = "selectable"
    return "mention" if usage != "mention" and pretended.pretended(ev, question.match, way) else usage


def _is_hosted(ev: Evaluator, question: Question, hub: Hub) -> bool:
    """Whether a call asks a service, be it for models of the Hub."""
    asks = question.match.rule.hosted or ev.signatures.names.hub[question.match.hub].hosted
    return hub.hosted or (asks and hub.listed)


def _finding(ev: Evaluator, question: Question, way: Reached, name: Name | None, said: Weights | None) -> Finding:
    """The row of a name, or of a call whose name is not known: which model it loads is chosen when it runs."""
    value = way.value if isinstance(way.value, Str) else None
    question = loads.of_member(question, value)
    if name is not None and name.trained and said != "requested":
        said = "requested"
    call, facts = way.site.call, way.site.point.file.facts
    hub = ev.signatures.names.hub[(name.hub if name is not None else None) or question.match.hub]
    hosted = _is_hosted(ev, question, hub) or (name is not None and name.hosted)
    pin = switches.revision(ev, question.match, way.core or way.site, way.calls) if value is not None else None
    found = Found(
        target=replace(target(question), hub=hub.name),
        line=call.line,
        column=facts.column(call.start),
        argument_line=way.argument.line if way.argument is not None else call.line,
        code=facts.excerpt(call.start, call.end),
        expression=_expression(question, way),
        name=name.name if name is not None else None,
        resolution=_resolution(value, way) if value is not None else "dynamic",
        usage=_called(ev, question, way, _usage(question, said, value, name, hosted))
        if name is not None
        else "unresolved",
        hops=value.hops if value is not None else None,
        defined_at=f"{value.path}:{value.line}" if value is not None and not _is_shown(value, way) else None,
        revision=pin or (name.revision if name is not None else None),
        weights=said if question.loads in WEIGHTY and not hosted else None,
        trust_remote_code=switches.trusts(ev, way.core or way.site, way.calls),
        trail=_trail(ev, value) if value is not None else (),
    )
    return Finding(way.site.point.file.path, found)


def _trail(ev: Evaluator, value: Str) -> tuple[str, ...]:
    """Where a string came through, as 'path:line', from where it is written on."""
    lines = ((path, ev.files[path].facts.row(at) + 1) for path, at in value.trail)
    return tuple(dict.fromkeys(f"{path}:{line}" for path, line in lines))


def _expression(question: Question, way: Reached) -> str | None:
    """The argument as written, with the entry point where the call has both."""
    entry = question.match.rule.entry
    point = loads.written(way.site, entry) if entry is not None and not way.calls else None
    shown = [argument for argument in (way.argument, point) if argument is not None]
    return ", ".join(_source(way, argument) for argument in shown) or None


def _source(way: Reached, argument: Argument) -> str:
    stars = argument.name if argument.name in SPLATS else ""
    text = way.site.point.file.facts.excerpt(argument.start, argument.end)
    return text if text.startswith(stars or "") else f"{stars}{text}"


def _is_shown(value: Str, way: Reached) -> bool:
    """Whether the string stands in the call itself."""
    call, own = way.site.call, way.site.point.file
    last = call.line + own.facts.data.count(b"\n", call.start, call.end)
    return not value.line or (value.path == own.path and call.line <= value.line <= last)


def _resolution(value: Str, way: Reached) -> str:
    """'literal' only where the call shows the whole of it."""
    shown = way.argument.value if way.argument is not None else None
    if isinstance(shown, Text) and value.text in shown.value:
        return "literal"
    return value.how if not way.calls else stronger(value.how, "constant")


def strongest(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each place, name and kind of thing: the one that says most."""
    best: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        found = finding.found
        key = (finding.path, found.line, found.column, found.target.loads, found.name)
        known = best.get(key)
        if known is None or USAGES.index(found.usage) < USAGES.index(known.found.usage):
            best[key] = finding
    named = {key[:4] for key in best if key[4] is not None}
    return [finding for key, finding in best.items() if key[4] is not None or key[:4] not in named]
