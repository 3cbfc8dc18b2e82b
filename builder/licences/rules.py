"""One rule per force of a term: what it means for a repository under a licence, at an exposure, for a use."""

from dataclasses import dataclass

from builder.licences.interface import Exposure, Finding, Use, Verdict
from builder.licences.terms import Term, Terms


@dataclass(frozen=True)
class Case:
    """What is judged: one licence of a model and one of a repository (`outbound` None: its terms are not known).

    `covers`: whether the repository says that its licence is that of the bundled weights as well. Where it does not,
    the weights keep their own licence beside it (GPL-3.0, 5, last paragraph: an aggregate; CC BY-SA 4.0, 1(a)).
    """

    model: Terms
    outbound: Terms | None
    exposure: Exposure
    use: Use | None = None
    covers: bool = False

    @property
    def relicensed(self) -> bool:
        """Whether the repository's licence is given to what the model's licence governs."""
        return self.exposure is Exposure.DERIVED or (self.exposure is Exposure.BUNDLED and self.covers)

    def carried(self, term: Term) -> bool:
        """Whether the repository's licence carries a term on."""
        return self.outbound is not None and self.outbound.carries(term.kind)


def finding(case: Case, term: Term) -> Finding:
    """What one term comes to."""
    verdict = Verdict.COMPATIBLE if _always_fine(case, term) else _verdict(case, term)
    return Finding(verdict, f"{case.model.spdx}: {term.obligation}", case.model.source(term))


def _always_fine(case: Case, term: Term) -> bool:
    """Duties stand in no one's way; what both licences ask is agreed on, but for a use that both forbid."""
    forbidden = term.kind.force == "commercial" and case.use is Use.COMMERCIAL
    return term.kind.force == "duty" or (case.carried(term) and not forbidden)


def _verdict(case: Case, term: Term) -> Verdict:
    match term.kind.force:
        case "commercial":
            return _commercial(case, term)
        case "derivatives":
            return Verdict.INCOMPATIBLE if case.exposure is Exposure.DERIVED else Verdict.COMPATIBLE
        case "reciprocal":
            return Verdict.COMPATIBLE  # what it asks of the whole's licence, relations.py tells
        case "passed_on" if case.relicensed and case.outbound:
            return Verdict.INCOMPATIBLE
        case _:
            return Verdict.CONDITIONAL


def _commercial(case: Case, term: Term) -> Verdict:
    """A licence that forbids commercial use: what the use is decides, else what the repository's licence grants."""
    if case.use is Use.COMMERCIAL:
        return Verdict.INCOMPATIBLE
    if case.use is Use.RESEARCH or (case.use is Use.NON_COMMERCIAL and term.kind.name == "non_commercial"):
        return Verdict.COMPATIBLE
    if case.relicensed and case.outbound:
        return Verdict.INCOMPATIBLE  # the repository would grant what the model's licence does not
    return Verdict.CONDITIONAL
