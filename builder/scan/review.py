"""What findings come to: those that are accepted or known before set apart, and the exit code for those asked for."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from builder.records import dataclass
from builder.scan.entries import floats
from builder.scan.findings import COUNTING, Finding, Found

if TYPE_CHECKING:
    from builder.scan.policy import Accepted

CLEAN, FOUND, UNDECIDED = 0, 1, 3
OF_ITS_OWN = ("remote-code", "unpinned")  # what a call says by itself, whatever its model is


@dataclass(frozen=True)
class Review:
    """Findings as every format shows them.

    `findings` are neither accepted nor, where new ones alone are asked for, known; `known` are those of the baseline
    (None without one). `undecided` are those that the kinds asked for leave open. `notes`: what is to be told of the
    settings and the baseline, a line each.
    """

    findings: tuple[Finding, ...] = ()
    undecided: tuple[Finding, ...] = ()
    accepted: tuple[tuple[Finding, str], ...] = ()
    known: frozenset[str] | None = None
    left_out: tuple[Finding, ...] = ()
    asked: tuple[str, ...] = ()
    contexts: tuple[str, ...] = COUNTING
    new_only: bool = False
    notes: tuple[str, ...] = ()

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is of a kind and a place that were asked for."""
        return finding.kind in self.asked and finding.context in self.contexts

    @property
    def failing(self) -> list[Finding]:
        """The findings that were asked for."""
        return [one for one in self.findings if self.fails(one)]

    @property
    def elsewhere(self) -> list[Finding]:
        """Findings of kinds that were asked for, where they do not count."""
        return [one for one in self.findings if one.kind in self.asked and one.context not in self.contexts]

    @property
    def code(self) -> int:
        """0 for nothing that was asked for, 1 for findings, 3 where what was asked for cannot be decided."""
        return FOUND if self.failing else UNDECIDED if self.undecided else CLEAN


def review(
    found: Found,
    *,
    asked: Iterable[str] = (),
    contexts: Sequence[str] = COUNTING,
    accepted: "Sequence[Accepted]" = (),
    baseline: dict[str, str] | None = None,
    new_only: bool = False,
    today: date | None = None,
    complete: bool = True,
    notes: Iterable[str] = (),
) -> Review:
    """The findings, each where it belongs. An acceptance whose day is over counts no more, and is told.

    Unless the scan is `complete`, what a part of the repository lacks is no news of acceptances and known findings.
    """
    asked = tuple(dict.fromkeys(asked))
    valid = [one for one in accepted if one.expires is None or today is None or today <= one.expires]
    said = [*notes, *(f"no longer accepted since {one.expires}: {one.subject}" for one in accepted if one not in valid)]
    reasons = {id(one): next((how.reason for how in valid if how.matches(one)), None) for one in (*found[0], *found[1])}
    used = [how for how in valid if any(how.matches(one) for one in (*found.findings, *found.undecided))]
    said += [f"accepted, but not found: {one.subject}; remove it" for one in valid if complete and one not in used]
    left = [one for one in found.findings if reasons[id(one)] is None]
    if baseline is not None and complete:
        gone = len(baseline.keys() - {one.id for one in found.findings})
        said += [f"no longer found: {gone:,} of the baseline's findings; write it anew"] if gone else []
    hidden = frozenset(baseline or ()) if new_only else frozenset[str]()
    open_ = [one for one in found.undecided if reasons[id(one)] is None and one.context in contexts]
    return Review(
        findings=tuple(one for one in left if one.id not in hidden),
        undecided=tuple(one for one in open_ if _concerns(one, asked)),
        accepted=tuple((one, reason) for one in found.findings if (reason := reasons[id(one)]) is not None),
        known=None if baseline is None else frozenset(baseline),
        left_out=tuple(one for one in left if one.id in hidden),
        asked=asked,
        contexts=tuple(contexts),
        new_only=new_only,
        notes=tuple(said),
    )


def _concerns(undecided: Finding, asked: Sequence[str]) -> bool:
    """Whether what is not decided may be of a kind that was asked for."""
    match undecided.kind:
        case "unread":
            return bool(asked)
        case "unresolved":
            row = undecided.row  # a copied file of weights is what it is
            loose = row is not None and row["call"] is not None and floats({**row, "usage": "use"})
            return bool(set(asked) - set(OF_ITS_OWN)) or ("unpinned" in asked and loose)
        case kind:
            return kind in asked
