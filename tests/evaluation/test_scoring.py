"""What counts as right, found and invented, and how sure the figures are."""

import pytest

from builder.evaluation.labels import Labelled
from builder.evaluation.scoring import Share, calibration, calibration_error, outcome, pooled, score
from builder.evaluation.values import Value


def values(*texts: str, **more) -> list[Value]:
    return [Value(text, **more) for text in texts]


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        pytest.param(values("a", "b"), values("b", "c"), (Share(1, 2), Share(1, 2), Share(0, 0)), id="one of each wrong"),
        pytest.param([], values("a"), (Share(0, 0), Share(0, 1), Share(0, 0)), id="not found"),
        pytest.param(values("a"), [], (Share(0, 1), Share(0, 0), Share(1, 1)), id="invented"),
        pytest.param([], [], (Share(0, 0), Share(0, 0), Share(0, 1)), id="rightly absent"),
        pytest.param(values("a"), values("a", doubtful=True), (Share(0, 0), Share(0, 0), Share(0, 0)), id="doubtful and found"),
        pytest.param([], values("a", doubtful=True), (Share(0, 0), Share(0, 0), Share(0, 0)), id="doubtful and not found"),
        pytest.param(values("b"), values("a", doubtful=True), (Share(0, 1), Share(0, 0), Share(0, 0)), id="another than the doubtful"),
        pytest.param(values("a", "A"), values("a"), (Share(1, 1), Share(1, 1), Share(0, 0)), id="the same twice"),
    ],
)  # fmt: skip
def test_outcome(said, label, expected) -> None:
    found = outcome("libraries", said, label)
    assert (found.precision, found.recall, found.false_fill) == expected


def test_labels_of_a_part_measure_recall_alone() -> None:
    found = outcome("libraries", values("a", "b"), values("a", "c"), partial=True)
    assert (found.precision, found.recall, found.false_fill) == (Share(0, 0), Share(1, 2), Share(0, 0))


def test_a_column_of_one_value_has_room_for_one() -> None:
    found = outcome("license", values("mit"), values("mit", "apache-2.0"))
    assert (found.precision, found.recall) == (Share(1, 1), Share(1, 1))


def test_each_label_takes_one_value() -> None:
    """The general value takes the label that the special one leaves, in whichever order they come."""
    general, special = Value({"name": "a100"}), Value({"name": "a100", "count": 8})
    labels = [Value({"name": "A100", "count": 8}), Value({"name": "A100", "count": 4})]
    for said in ([general, special], [special, general]):
        assert outcome("hardware", said, labels).recall == Share(2, 2)


@pytest.mark.parametrize(
    ("share", "bounds"),
    [(Share(0, 0), None), (Share(10, 10), (0.722, 1.0)), (Share(0, 10), (0.0, 0.278)), (Share(5, 10), (0.237, 0.763))],
)
def test_intervals(share, bounds) -> None:
    """Beside published values of Wilson's interval."""
    assert share.bounds == (bounds if bounds is None else pytest.approx(bounds, abs=0.001))


def test_scores() -> None:
    true = {"a": values("mit"), "b": [], "c": []}
    said = {"a": values("mit", source="rule"), "b": values("x", source=""), "c": []}
    labels = {model: Labelled({"license": found}) for model, found in true.items()} | {"d": Labelled({})}
    (one,) = score(labels, {model: Labelled({"license": found}) for model, found in said.items()})
    assert (one.models, one.precision, one.recall, one.false_fill) == (3, Share(1, 2), Share(1, 1), Share(1, 2))
    assert one.grounded == Share(1, 2)
    assert pooled("all", [one, one]).precision == Share(2, 4)


def test_calibration() -> None:
    bins = calibration([(0.9, True), (1.0, True), (0.1, True), (0.15, False)])
    assert [(one.low, one.right) for one in bins] == [(0.0, Share(1, 2)), (0.8, Share(2, 2))]
    assert calibration_error(bins) == pytest.approx((0.375 * 2 + 0.05 * 2) / 4)
    assert calibration_error(calibration([])) is None


def test_a_result_that_is_labelled_twice_is_one() -> None:
    exact = {"metric": "f1", "dataset": "peat", "value_text": "0.9301181"}
    labels = [Value(exact), Value(exact | {"value_text": "0.9301"}), Value(exact | {"metric": "recall"})]
    assert outcome("evaluation", [Value(exact)], labels).recall == Share(1, 2)
