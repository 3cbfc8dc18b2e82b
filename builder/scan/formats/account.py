"""What the findings come to, in lines for people: on standard error, whatever the format is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from builder.redaction.controls import visible
from builder.scan.entries import CONTEXTS
from builder.scan.findings import KINDS, Finding
from builder.scan.review import Review
from builder.wording import counted

MOST = 50  # lines of findings; every format for machines has them all
NAMED = 3  # places of one line
PLACES = {"source": "source", "example": "examples", "test": "tests", "docs": "documents", "vendored": "vendored code"}


def account(review: Review) -> Iterator[str]:
    """The notes, the findings that were asked for or their counts, what is undecided, and what that comes to."""
    yield from map(visible, review.notes)
    if review.accepted:
        yield f"accepted: {tally(one for one, _ in review.accepted)}"
    if review.new_only:
        yield f"known before, not shown: {tally(review.left_out) or 'none'}"
    if not review.asked:
        if review.findings:
            yield f"findings: {tally(review.findings)}; with --fail-on KIND, the exit code is 1 for them"
        return
    lines = [*grouped(review.failing), *_undecided(review.undecided)]
    yield from map(visible, lines[:MOST])
    if len(lines) > MOST:
        yield f"and {len(lines) - MOST:,} more lines: --format json has all"
    if review.elsewhere:
        yield _not_counted(review.elsewhere)
    yield _outcome(review)


def _not_counted(elsewhere: Sequence[Finding]) -> str:
    places = ", ".join(PLACES[one] for one in CONTEXTS if any(found.context == one for found in elsewhere))
    return f"not counted: {tally(elsewhere)} in {places} ('contexts' in .peatmoss.toml)"


def tally(findings: Iterable[Finding]) -> str:
    """'1 conflict, 3 unpinned'; nothing for none."""
    kinds = Counter(one.kind for one in findings)
    return ", ".join(
        f"{kinds[kind]:,} {kind}" for kind in [*KINDS, *sorted(kinds.keys() - KINDS.keys())] if kinds[kind]
    )


def groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of one kind that say the same of one model together, in their order."""
    made: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        made.setdefault((one.kind, one.model, one.text), []).append(one)
    return list(made.values())


def grouped(findings: Iterable[Finding]) -> Iterator[str]:
    """'unpinned: owner/name at a.py:3 and 2 more: loaded without a fixed commit'."""
    for first, *others in groups(findings):
        more = f" and {len(others):,} more" if others else ""
        context = "" if first.context == "source" else f" ({first.context})"
        yield f"{first.kind}: {first.model or '?'} at {first.where}{context}{more}: {first.text}"


def _undecided(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each reason, with the kinds that it leaves open and the models or places that it is about."""
    made: dict[str, list[Finding]] = {}
    for one in findings:
        made.setdefault(one.text, []).append(one)
    for text, found in made.items():
        kinds = ", ".join(dict.fromkeys(one.kind for one in found))
        about = list(dict.fromkeys(f"{one.model} at {one.where}" if one.model else one.where for one in found))
        more = f" and {len(about) - NAMED:,} more" if len(about) > NAMED else ""
        yield f"undecided ({kinds}): {', '.join(about[:NAMED])}{more}: {text}"


def _outcome(review: Review) -> str:
    asked = ", ".join(review.asked)
    if review.failing:
        new = "new " if review.new_only else ""
        return f"failed: {new}{tally(review.failing)} (--fail-on {asked})"
    if review.undecided:
        models = _subjects(review.undecided)
        return f"not decided for {models}, so not passed (--fail-on {asked}): .peatmoss.toml can accept them"
    return f"passed: nothing {'new ' if review.new_only else ''}of {asked}"


def _subjects(undecided: Sequence[Finding]) -> str:
    models = {one.model for one in undecided if one.model}
    places = {one.where for one in undecided if not one.model}
    parts = [counted(len(models), "model")] if models else []
    return " and ".join(parts + ([counted(len(places), "place")] if places else []))
