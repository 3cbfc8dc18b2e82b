"""The words in which a pair of licences is judged: exposure, use, verdict, and a judgement with its rule and source."""

from collections.abc import Iterable
from enum import StrEnum

from builder.records import dataclass


class Exposure(StrEnum):
    """How a model's weights reach people through a repository."""

    REFERENCED = "referenced"  # fetched from their hub when the code runs
    BUNDLED = "bundled"  # copied into the repository
    HOSTED = "hosted"  # reached over a network
    DERIVED = "derived"  # fine-tuned or merged: what is passed on is made from them


class Use(StrEnum):
    """What the model is used for, where that is known.

    Research is work for the advancement of knowledge that is not for anybody's commercial advantage, whoever does it
    (as CC BY-NC 4.0, 1(i), and the Stability AI Community License, II, define theirs); it is non-commercial use.
    """

    COMMERCIAL = "commercial"
    NON_COMMERCIAL = "non-commercial"
    RESEARCH = "research"


class Verdict(StrEnum):
    """What a pair of licences comes to, the first that holds: a known conflict outranks a missing fact."""

    INCOMPATIBLE = "incompatible"
    MODEL_LICENSE_MISSING = "model_license_missing"
    REPOSITORY_LICENSE_MISSING = "repository_license_missing"
    NOT_COVERED = "not_covered"
    CONDITIONAL = "conditional"
    COMPATIBLE = "compatible"

    @property
    def rank(self) -> int:
        """Its place in that order, 0 first."""
        return RANKS[self]

    @property
    def passes(self) -> bool:
        """Whether the model may be used, perhaps under conditions."""
        return self in {Verdict.COMPATIBLE, Verdict.CONDITIONAL}


RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True)
class Finding:
    """What one rule says, and where the rule stands."""

    verdict: Verdict
    rule: str
    source: str


@dataclass(frozen=True)
class Judgement:
    """A verdict with the rule that decides it, what is to be done, and what the repository's licence leaves out.

    `dropped_terms` names restrictive terms of the model that count at this exposure and that the repository's licence
    does not carry on; None where that licence is not known well enough to say.
    """

    verdict: Verdict
    rule: str
    source: str
    obligations: tuple[str, ...] = ()
    dropped_terms: tuple[str, ...] | None = ()
    via: str | None = None  # the base model that the verdict comes through


def worst(findings: Iterable[Finding]) -> Finding:
    """The finding that decides: the first of those whose verdict ranks first."""
    return min(findings, key=lambda finding: finding.verdict.rank)
