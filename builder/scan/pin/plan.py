"""What a scan found and the facts about it -> the places that load a model at no fixed commit."""

from collections.abc import Iterable
from dataclasses import dataclass

from builder.mapping.pinning.interface import Spot
from builder.scan.entries import COMMIT, Entry, Facts, Row, has_commits

LOADING = ("use", "component", "selectable")
LEFT = ("docs", "vendored")  # contexts that are not the repository's to pin
WRITTEN = ("literal", "constant", "command", "config_file")  # resolutions that tie a place to one model
TIPS = (None, "main", "master")  # the branches whose newest commit the facts tell
OPEN = "the name can be a different one at run time"
SEVERAL = "one of several models is loaded here"


@dataclass(frozen=True)
class Floating:
    """A place that loads a model at no fixed commit; `spot` is None where only `why` is known."""

    row: Row
    facts: Facts
    spot: Spot | None
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Places to be pinned; names of models whose commit is not known, with the revision at which they are loaded.

    `left`: how many places in documents and vendored code are left as they are.
    """

    places: tuple[Floating, ...]
    unknown: tuple[str, ...]
    left: int


def plan(models: Iterable[Entry], rows: Iterable[Row]) -> Plan:
    """What is to be pinned: every place that loads a model of the Hub, or of PyTorch Hub, by a branch.

    `rows` are all of the scan, those without a model's name among them.
    """
    alone = _alone(rows)
    places: list[Floating] = []
    unknown: set[str] = set()
    left = 0
    for model in models:
        floating = [row for row in model.places if _floats(row)]
        left += sum(row["context"] in LEFT for row in floating)
        own = [row for row in floating if row["context"] not in LEFT]
        unknown |= {f"{model.name} at {row['revision']}" for row in own if row["revision"] not in TIPS}
        own = [row for row in own if row["revision"] in TIPS]
        commit = model.facts.revision if model.facts is not None else None
        if own and (model.facts is None or commit is None or COMMIT.fullmatch(commit) is None):
            unknown.add(model.name)
        elif model.facts is not None and commit is not None:
            places += (_floating(row, model.facts, commit.lower(), alone) for row in own)
    return Plan(tuple(places), tuple(sorted(unknown)), left)


def _floats(row: Row) -> bool:
    """Whether a place loads a model from a repository with commits, at none of them."""
    named = row["call"] is not None and row["model_name"] is not None and has_commits(row)
    return named and row["usage"] in LOADING and COMMIT.fullmatch(row["revision"] or "") is None


def _floating(row: Row, facts: Facts, commit: str, alone: set[tuple[object, ...]]) -> Floating:
    if row["resolution"] not in WRITTEN:
        return Floating(row, facts, None, OPEN)
    if at(row) not in alone:
        return Floating(row, facts, None, SEVERAL)
    name, revision = row["model_name"], row["revision"]
    return Floating(row, facts, Spot(row["line"], row["column"], row["cell"], row["call"], name, revision, commit))


def _alone(rows: Iterable[Row]) -> set[tuple[object, ...]]:
    """The places that name one model only."""
    names: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        names.setdefault(at(row), set()).add(row["model_name"] or "")
    return {place for place, found in names.items() if len(found) == 1}


def at(row: Row) -> tuple[object, ...]:
    """A place, whatever stands there."""
    return row["path"], row["cell"], row["line"], row["column"]
