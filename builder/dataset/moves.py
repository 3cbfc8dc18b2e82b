"""What two datasets say differently: statistics that moved, and licences that no longer go together, or do again."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import schemas
from builder.analysis.statistics import Question, answer, prepare, questions, shown
from builder.dataset.opened import opened
from builder.reference.licenses import license_spdx
from builder.wording import counted

LISTS = {  # questions that name only the first labels: one that is missing in a list is not zero
    *("top_models", "licence_conflicts", "growth_by_creation", "growth_by_commits", "growth_by_domain"),
    *("commits_by_domain", "parameters", "parameters_by_domain"),
}
NAMING = frozenset({"top_models", "licence_conflicts"})  # questions whose answers hold names that people gave
THRESHOLD = 0.05
READ = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
CONFLICTS = """
    SELECT repository_id, model_id, concat_ws(' to ', model_license, repository_license), rule, rule_source
    FROM pairs WHERE verdict = 'incompatible' ORDER BY repository_id, model_id"""


@dataclass(frozen=True)
class Conflict:
    """A pair whose licences do not go together, with the rule that says so and its source."""

    repository_id: str
    model_id: str
    licences: str
    rule: str
    source: str


@dataclass(frozen=True)
class Moves:
    """Sentences about statistics that moved; pairs that came into conflict, and those that no longer are."""

    statistics: list[str]
    new: list[Conflict]
    gone: list[Conflict]


def moves(
    old: Path,
    new: Path,
    threshold: float = THRESHOLD,
    without: Collection[str] = (),
    said: dict[str, Any] | None = None,
) -> Moves:
    """What moved by more than `threshold`: of a count as a share of the old one, of a share in points (0.05: five).

    Both are counted anew by today's questions. A question is left out where a dataset lacks a table that it reads, or
    where `without` names it. `said` is what statistics.json says of the new one, where that was counted just now.
    """
    before, after = _told(old), _told(new, said)
    both = before.answers.keys() & after.answers.keys() - set(without)
    asked = [one for one in questions() if one.name in both]
    sentences = [line for one in asked for line in _moved(one, before, after, threshold)]
    came = [one for key, one in after.conflicts.items() if key not in before.conflicts]
    went = [one for key, one in before.conflicts.items() if key not in after.conflicts]
    return Moves(sentences, came, went)


def anonymous(old: Path, new: Path, said: dict[str, Any] | None = None) -> list[str]:
    """What moved, and licences that came into conflict or no longer are, in sentences that name no model or repository.

    They stay in a release's list of changes, from which nobody can be taken out later.
    """
    found = moves(old, new, without=NAMING, said=said)
    conflicts = (("new licence conflicts", found.new), ("licence conflicts gone", found.gone))
    return [f"{what}: {_kinds(pairs)}" for what, pairs in conflicts if pairs] + found.statistics


def _kinds(conflicts: list[Conflict]) -> str:
    """How many pairs, by their licences, the most frequent first."""
    counts = Counter(_known(one.licences) for one in conflicts)
    named = ", ".join(
        f"{licences} {pairs:,}" for licences, pairs in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    return f"{counted(len(conflicts), 'pair')} ({named})"


def _known(licences: str) -> str:
    """'MIT to GPL-3.0-only', where both are licences and not what somebody calls one."""
    return licences if all(map(license_spdx, licences.split(" to "))) else "other licences"


@dataclass(frozen=True)
class _Told:
    answers: dict[str, dict[str, float | None]]
    conflicts: dict[tuple[str, str], Conflict]


def _told(folder: Path, said: dict[str, Any] | None = None) -> _Told:
    with opened(folder) as (connection, known):
        prepare(connection)
        counted_already = {one["name"]: one["lines"] for one in said["questions"]} if said else {}
        found = {
            one.name: {line["label"]: line["here"] for line in counted_already[one.name]}
            if one.name in counted_already
            else {line.label: line.here for line in answer(connection, one).lines}
            for one in questions()
            if _tables(one) <= _held(known)
        }
        rows = [Conflict(*row) for row in connection.execute(CONFLICTS).fetchall()]
    return _Told(found, {(one.repository_id, one.model_id): one for one in rows})


def _held(known: dict[str, Any]) -> set[str]:
    """The tables that a dataset has files of."""
    return {file.partition("/")[0] for file in known["files"]}


def _tables(question: Question) -> set[str]:
    """The dataset's tables that a question reads."""
    return set(READ.findall(question.sql)) & schemas.BY_NAME.keys()


def _moved(question: Question, before: _Told, after: _Told, threshold: float) -> Iterator[str]:
    old, new = before.answers[question.name], after.answers[question.name]
    if question.unit != "count" and not all(any(one is not None for one in side.values()) for side in (old, new)):
        return  # a share of nothing, or a sum of what no source tells, is no number
    for label in dict.fromkeys([*new, *old]):
        if question.name in LISTS and (old.get(label) is None or new.get(label) is None):
            continue
        was, now = old.get(label) or 0, new.get(label) or 0
        least = threshold if question.unit == "share" else threshold * was
        if abs(now - was) > least:
            yield f"{question.title}, {label}: {shown(was, question.unit)} before, {shown(now, question.unit)} now"
