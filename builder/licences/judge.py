"""A model's licence and a repository's licence to a judgement. docs/licences.md tells the order of precedence.

Missing and unknown licences are verdicts of their own: nothing is ever compatible by default.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from builder.licences.expressions import Declared, alternatives, named
from builder.licences.interface import Exposure, Finding, Judgement, Use, Verdict, worst
from builder.licences.relations import relation
from builder.licences.rules import Case, finding
from builder.licences.terms import Terms, terms_of

OURS = "peatmoss, docs/licences.md"
PROPRIETARY = "LicenseRef-proprietary"  # of a repository: all rights reserved, no term of anybody else is carried on
UNREAD = "unread"  # of a repository whose files nobody has looked into, and whose host says nothing
LONGEST = 80  # characters of an unknown licence's name in a rule
MIXED = "it depends on which of several licences applies"


def judge(
    model: Declared,
    repository: Declared,
    exposure: Exposure = Exposure.REFERENCED,
    *,
    use: Use | None = None,
    covers: bool = False,
) -> Judgement:
    """The judgement of a model in a repository; each licence is a name, a SPDX expression or a list of these.

    Of a model's OR the alternative that suits best counts, of its AND all. A list of names does not say whether it is a
    choice or a stack, and a repository's licences may be those of parts of it: where they disagree, it is conditional.
    `covers`: the repository says that its licence is that of bundled weights too (by default it is not).
    """
    return _judge(_frozen(model), _frozen(repository), exposure, use, covers)


def inherited(
    own: Judgement,
    bases: Iterable[tuple[str, Declared]],
    repository: Declared,
    exposure: Exposure,
    *,
    use: Use | None = None,
) -> Judgement:
    """The judgement of a model together with its base models (id, licence), nearest first: their terms hold as well.

    A base model whose licence is not known adds nothing; `via` names the one that decides, None if it is the model.
    """
    judged = [own]
    for name, licence in bases:
        found = judge(licence, repository, exposure, use=use)
        if found.verdict not in {Verdict.MODEL_LICENSE_MISSING, Verdict.REPOSITORY_LICENSE_MISSING}:
            judged.append(replace(found, via=name))
    return _together(judged)


@lru_cache(maxsize=65536)
def _judge(
    model: tuple[str, ...], repository: tuple[str, ...], exposure: Exposure, use: Use | None, covers: bool
) -> Judgement:
    expressions, unknown = named(model)
    if not expressions and not unknown:
        return Judgement(Verdict.MODEL_LICENSE_MISSING, "the model declares no licence", OURS, (), None)
    outbound, strange = named(repository)
    unread = UNREAD in strange
    strange = tuple(one for one in strange if one != UNREAD)
    if "proprietary" in map(str.lower, strange):
        outbound, strange = (*outbound, PROPRIETARY), tuple(one for one in strange if one.lower() != "proprietary")
    targets: list[str | None] = [*_each(outbound), *([None] if strange or not outbound else [])]

    def against(spdx: str, target: str | None) -> Judgement:
        return _best([_alternative(way, target, exposure, use, covers) for way in alternatives(spdx)])

    judged = [_mixed([against(spdx, target) for target in targets]) for spdx in expressions]
    judged += [
        Judgement(Verdict.NOT_COVERED, f"no rule knows the licence '{_short(name)}'", OURS, (), None)
        for name in unknown
    ]
    found = _mixed(judged)
    if outbound or strange or found.verdict is Verdict.INCOMPATIBLE:
        return found
    rule = "the repository's licence was not read" if unread else "the repository has no licence: nobody may use it"
    return Judgement(Verdict.REPOSITORY_LICENSE_MISSING, rule, OURS, found.obligations, None)


def _alternative(
    licences: tuple[str, ...], outbound: str | None, exposure: Exposure, use: Use | None, covers: bool
) -> Judgement:
    """Licences of a model that hold together, against one licence of the repository."""
    return _together([_single(spdx, outbound, exposure, use, covers) for spdx in licences])


def _together(judged: Sequence[Judgement]) -> Judgement:
    """Judgements that all hold: the first that ranks first decides, what each asks and drops is added up."""
    first = min(judged, key=lambda one: one.verdict.rank)
    dropped = [one.dropped_terms for one in judged]
    return replace(
        first,
        obligations=_once(text for one in judged for text in one.obligations),
        dropped_terms=None if None in dropped else _once(term for terms in dropped for term in terms or ()),
    )


def _single(spdx: str, outbound: str | None, exposure: Exposure, use: Use | None, covers: bool) -> Judgement:
    model = terms_of(spdx)
    if model is None:
        return Judgement(Verdict.NOT_COVERED, f"no rule knows the terms of {spdx}", OURS, (), None)
    target = Terms(PROPRIETARY, OURS, ()) if outbound == PROPRIETARY else terms_of(outbound) if outbound else None
    case = Case(model, target, exposure, use, covers)
    counting = model.at(exposure)
    findings = [finding(case, term) for term in counting]
    if case.relicensed:
        findings.append(_relation(model, outbound))
    decides = worst([*findings, _nothing_against(model, exposure)])
    if decides.verdict is Verdict.COMPATIBLE:
        decides = findings[-1] if case.relicensed else _nothing_against(model, exposure)
    dropped = [term.kind.name for term in counting if term.kind.restrictive and not case.carried(term)]
    return Judgement(
        decides.verdict,
        decides.rule,
        decides.source,
        _once(term.obligation for term in counting),
        tuple(dropped) if target or not dropped else None,
    )


def _relation(model: Terms, outbound: str | None) -> Finding:
    if outbound is None:
        return Finding(Verdict.NOT_COVERED, "no rule knows the repository's licence", OURS)
    return relation(model, outbound)


def _nothing_against(model: Terms, exposure: Exposure) -> Finding:
    return Finding(Verdict.COMPATIBLE, f"no term of {model.spdx} forbids this use ({exposure})", model.url)


def _best(judged: Sequence[Judgement]) -> Judgement:
    """Of a choice the one that suits best; between equals the one that asks for least."""
    return max(judged, key=lambda one: (one.verdict.rank, -len(one.obligations)))


def _mixed(judged: Sequence[Judgement]) -> Judgement:
    """Several licences of which nobody said how they hold together: they agree, or it is conditional."""
    first = min(judged, key=lambda one: one.verdict.rank)
    if len(judged) == 1 or first.verdict.passes or not any(one.verdict.passes for one in judged):
        return first
    passing = next(one for one in judged if one.verdict.passes)
    dropped = None if first.dropped_terms is None else _once([*first.dropped_terms, *(passing.dropped_terms or ())])
    rule = f"{MIXED}: {first.verdict} ({first.rule}), {passing.verdict} ({passing.rule})"
    obligations = _once([*first.obligations, *passing.obligations])
    return Judgement(Verdict.CONDITIONAL, rule, first.source, obligations, dropped)


def _each(expressions: Iterable[str]) -> list[str]:
    """Every licence that a repository's expressions name, each once."""
    return list(dict.fromkeys(spdx for one in expressions for way in alternatives(one) for spdx in way))


def _short(name: str) -> str:
    """What somebody calls a licence, on one line of a rule."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _frozen(declared: Declared) -> tuple[str, ...]:
    return (declared,) if isinstance(declared, str) else tuple(dict.fromkeys(declared or ()))
