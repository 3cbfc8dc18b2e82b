"""Results as programs print them: which blocks hold them, and which do not."""

import pytest

from builder.extraction.candidates.page import Page
from builder.extraction.candidates.results_code import results_in_code

REPORT = """
              precision    recall  f1-score   support

       B-BOG     0.9040    0.8828    0.8933       128
    fen mire       0.75      1.00      0.86         3

    accuracy                         0.9778       131
   macro avg     0.9151    0.9285    0.9202       131

"""

NONE = [
    pytest.param("## Training\n\n```\naccuracy: 0.9\nf1: 0.8\n```\n", id="of the training"),
    pytest.param("## Usage\n\n```\naccuracy: 0.9\nf1: 0.8\n```\n", id="an example"),
    pytest.param("## Results\n\n```\nlr: 0.1\nepochs: 3\n```\n", id="settings among results"),
    pytest.param("## Results\n\n```\neval_runtime = 3.5\neval_samples = 20\n```\n", id="a run's time"),
    pytest.param(
        "## Results\n\n```python\nimport bog\nx = bog()\ny = x(1)\nprint(y)\nf1 = 0.1\nacc = 0.2\n```\n", id="a program"
    ),
    pytest.param("## Results\n\n```\nf1: 0.8\n```\n", id="a line alone"),
    pytest.param(f"## Training set\n\n{REPORT}", id="a report on the training set"),
    pytest.param("We give precision recall f1-score support below.\n", id="words in a sentence"),
]


@pytest.mark.parametrize("card", NONE)
def test_no_result(card: str) -> None:
    assert list(results_in_code(Page(card))) == []


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        pytest.param(
            "## Results\n\n```yaml\nsi_sdr: 6.824750632456865\nsdr_imp: -1.5\n```\n",
            [("si_sdr", 6.824750632456865), ("sdr_imp", -1.5)],
            id="YAML",
        ),
        pytest.param(
            '**Eval-results:**\n\n```\n{\n "epoch": 3.0,\n "exact_match": 82.06,\n "f1": 89.1\n}\n```\n',
            [("exact_match", 82.06), ("f1", 89.1)],
            id="JSON",
        ),
        pytest.param(
            "## Bog\n\nEvaluated on the test set of Fen\n```\neval_accuracy = 0.91\neval_loss = 0.2\n```\n",
            [("eval_accuracy", 0.91), ("eval_loss", 0.2)],
            id="a log, by the line before",
        ),
        pytest.param(
            f"## Results\n\n```\n{REPORT}```\n",
            [
                *(("B-BOG precision", 0.904), ("B-BOG recall", 0.8828), ("B-BOG f1-score", 0.8933)),
                *(("fen mire precision", 0.75), ("fen mire recall", 1.0), ("fen mire f1-score", 0.86)),
                ("accuracy", 0.9778),
                *(("macro avg precision", 0.9151), ("macro avg recall", 0.9285), ("macro avg f1-score", 0.9202)),
            ],
            id="a classification report",
        ),
    ],
)
def test_results(card: str, expected: list[tuple[str, float]]) -> None:
    found = list(results_in_code(Page(card)))
    assert [(one.value["metric"], one.value["value"]) for one in found] == expected
    assert all(one.value["value_text"] in card[one.start : one.end] for one in found)
