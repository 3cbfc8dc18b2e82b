"""The numbers of statistics.json that a dataset's page shows beside the paper's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from builder.analysis.statistics import shown

HEADLINES = (  # (question, label) -> what the page calls it
    (("models", "all"), "models"),
    (("snapshots", "Hugging Face"), "models captured at a revision (Hugging Face)"),
    (("repositories", "repositories"), "repositories"),
    (("repositories", "that use a model"), "repositories that use a model"),
    (("repositories", "models that are used"), "models that are used"),
    (("pairs", "all"), "pairs of a repository and a model that it uses"),
    (("licences", "incompatible"), "pairs with incompatible licences"),
)


@dataclass(frozen=True)
class Headline:
    """A number here and in the paper, as people read them; '' where there is none."""

    title: str
    here: str
    paper: str


def headlines(told: dict[str, Any] | None) -> list[Headline]:
    """The first numbers of a dataset; [] where it has no statistics."""
    by_label = {(name, label): (unit, line) for name, _, unit, label, line in _lines(told)}
    found = []
    for key, title in HEADLINES:
        if key in by_label:
            unit, line = by_label[key]
            found.append(Headline(title, shown(line["here"] or 0, unit), shown(line["paper"], unit)))
    return found


def detail(told: dict[str, Any] | None) -> list[Headline]:
    """Every number that the paper has, or that stands in one list with such a number."""
    compared = {name for name, _, _, _, line in _lines(told) if line["paper"] is not None}
    return [
        Headline(f"{title}: {label}", shown(line["here"], unit), shown(line["paper"], unit))
        for name, title, unit, label, line in _lines(told)
        if name in compared
    ]


def _lines(told: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, str, dict[str, Any]]]:
    for one in told["questions"] if told else []:
        for line in one["lines"]:
            yield one["name"], one["title"], one["unit"], line["label"], line
