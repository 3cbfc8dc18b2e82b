"""Where licences and the bands between them lie."""

from typing import Any

import pytest

from builder.analysis.figures.figure import Data
from builder.analysis.figures.licence_flows import MOST, NONE, REST, VERDICTS, apart, flows, side
from builder.analysis.figures.resolutions import USAGES as COLOURED
from builder.column_values import USAGES
from builder.schemas.pairs import VERDICTS as ALL


def row(model: str, repository: str, pairs: int, verdict: str = "compatible") -> dict[str, Any]:
    return {"model_license": model, "repository_license": repository, "verdict": verdict, "here": pairs}


MANY = [row(f"L{number}", NONE, 100 - number) for number in range(MOST + 3)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([0.1, 0.5], [0.1, 0.5], id="far enough"),
        pytest.param([0.1, 0.1, 0.1], [0.1, 0.2, 0.3], id="pushed down"),
        pytest.param([0.95, 0.99], [0.9, 1.0], id="pushed up from the end"),
    ],
)
def test_names_do_not_lie_on_one_another(wanted: list[float], expected: list[float]) -> None:
    assert apart(wanted, 0.1) == pytest.approx(expected)


def test_licences_beyond_the_most_frequent_are_one() -> None:
    left = side(MANY, "model_license")
    assert list(left.counts) == [*(f"L{number}" for number in range(MOST)), REST]
    assert left.counts[REST] == sum(one["here"] for one in MANY[MOST:])
    assert side(MANY, "repository_license").counts == {NONE: sum(one["here"] for one in MANY)}


def test_bands_fill_both_sides() -> None:
    data = Data(("here",), (row("MIT", "GPL", 3), row("MIT", NONE, 1, "repository_license_missing"), *MANY))
    left, right = side(data.rows, "model_license"), side(data.rows, "repository_license")
    found = list(flows(data, left, right))
    assert sum(pairs for *_, pairs in found) == sum(one["here"] for one in data.rows)
    for ours, theirs, _, pairs in found:
        left.take(ours, pairs)
        right.take(theirs, pairs)
    assert (left.taken, right.taken) == (left.counts, right.counts)
    ends = [start + height for start, height in map(left.place, left.counts)]
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(1)


def test_every_verdict_and_usage_has_its_colour() -> None:
    assert set(VERDICTS) == {*ALL, "not_judged"}
    assert set(COLOURED) == set(USAGES)
