"""Results whose metric is named beside the value."""

import pytest

from builder.extraction.candidates.named_results import named_results
from builder.extraction.candidates.page import Page

TITLE = "# Moss\n\n"
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
    ("list:results, more than a metric", "## Metrics\n\n- Gen Len: 15.3", [("Gen Len", None, "15.3")]),
    ("prose:metric", "WER for our test set (2% of it) is **3.95%**.", [("WER", None, "3.95")]),
    ("prose:metric", "Moss shows an F-measure of ~87%.", [("F-measure", None, "87")]),
    ("prose:metric", "eval_rouge1 = 62.0922", [("eval_rouge1", None, "62.0922")]),
    ("prose:metric", "eval_loss = 0.5907255411148071", [("eval_loss", None, "0.5907255411148071")]),
    ("list:results", "## Metrics\n\n- Macro F1: 0.46250803661544765", [("Macro F1", None, "0.46250803661544765")]),
    ("prose:value before metric", "It reaches 92.1 F1 on our data.", [("F1", None, "92.1")]),
    ("prose:value before metric", "It was able to achieve 84% accuracy.", [("accuracy", None, "84")]),
    ("prose:others' metric", "This is a reduction of the WER by 30, to a WER of 7.", [("WER", None, "7")]),
]
NONE = [
    pytest.param("## Training hyperparameters\n\n- accuracy: 3", id="settings"),
    pytest.param("## Results\n\n- Train loss: 0.1\n- improvement: 4", id="of the training"),
    pytest.param("It has 3 layers and a height of 7.", id="no metric"),
    pytest.param("The option no_cer = 3 is given.", id="the end of another name"),
    pytest.param("```\nWER: 3.5\n```", id="code"),
    pytest.param("<!-- WER: 3.5 -->", id="hidden"),
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
