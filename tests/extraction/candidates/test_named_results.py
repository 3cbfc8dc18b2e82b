"""Results whose metric is named beside the value."""

import pytest

from builder.extraction.candidates.named_results import named_results
from builder.extraction.candidates.page import Page

TITLE = "# Moss\n\n"
TABLE = "| Task | Dataset | Metric | Score |\n|---|---|---|---|\n"
SOME = [
    ("prose:metric", "It reaches a WER of 13.1% on our data.", [("WER", None, "13.1")]),
    ("prose:metric", "F1-Score: **96,22** (Bog)", [("F1-Score", None, "96,22")]),
    ("prose:metric", "Final perplexity on the test set is `13.6`.", [("perplexity", None, "13.6")]),
    ("prose:others' metric", "The baseline has an accuracy of 71.", [("accuracy", None, "71")]),
    (
        "list:results",
        "## Results\n\n- Rouge1: 51.79\n- WER = 33.9%\n- Colour: 3",
        [("Rouge1", None, "51.79"), ("WER", None, "33.9")],
    ),
    ("table:metric and score", TABLE + "| a | Bog | F1 | **0.693** |", [("F1", "Bog", "0.693")]),
    (
        "table:metric and score",
        TABLE + "| a | Bog | acc / F1 | 0.91 / 0.88 |",
        [("acc", "Bog", "0.91"), ("F1", "Bog", "0.88")],
    ),
    ("table:metric row", "| | Value |\n|---|---|\n| MRR@10 | 0.49 |\n| Height | 3 |", [("MRR@10", None, "0.49")]),
    (
        "table:metric row of several",
        "| | Base | Mine |\n|---|---|---|\n| nDCG@10 | 0.43 | 0.64 |",
        [("nDCG@10", None, "0.43"), ("nDCG@10", None, "0.64")],
    ),
]
NONE = [
    pytest.param("| Epoch | Value |\n|---|---|\n| WER | 0.5 |", id="training log"),
    pytest.param("## Training hyperparameters\n\n- accuracy: 3", id="settings"),
    pytest.param("It has 3 layers and a height of 7.", id="no metric"),
    pytest.param("```\nWER: 3.5\n```", id="code"),
    pytest.param("<!-- WER: 3.5 -->", id="hidden"),
    pytest.param(TABLE + "| a | b | acc / F1 | 0.9 |", id="two metrics, one value"),
    pytest.param(TABLE + "| a | b |", id="a short row"),
]


@pytest.mark.parametrize(("cue", "card", "results"), SOME, ids=[f"{cue} {at}" for at, (cue, *_) in enumerate(SOME)])
def test_results(cue: str, card: str, results: list[tuple[str, str | None, str]]) -> None:
    found = [one for one in named_results(Page(TITLE + card)) if one.cue == cue]
    assert [(one.value["metric"], one.value["dataset"], one.value["value_text"]) for one in found] == results
    for one in found:
        assert one.value["value_text"] in (TITLE + card)[one.start : one.end]


@pytest.mark.parametrize("card", NONE)
def test_no_result(card: str) -> None:
    assert [one.value for one in named_results(Page(TITLE + card))] == []
