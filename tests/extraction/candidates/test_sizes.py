"""Passages of a card and the numbers of parameters that they say."""

import pytest

from builder.extraction.candidates.find import candidates

NONE = [
    pytest.param("It has 7B tokens.", id="tokens"),
    pytest.param("It has 30% fewer parameters.", id="share"),
    pytest.param("```\nprint('parameters: 191.0M')\n```", id="code"),
    pytest.param("- **Model size:** 392 MB", id="bytes"),
    pytest.param("| Model | Params |\n|---|---|\n| a | 7M |\n| b | 8M |", id="table of other models"),
    pytest.param("| Params |\n|---|\n| learning rate |", id="no number"),
]
SIZES = [
    ("label:parameters", "- **Params:** ~30M", 30_000_000),
    ("label:parameters", "| Parameters | 903,466 |", 903_466),
    ("label:parameters", r"| \\(n_{parameters}\\) | 6,166,502,400 |", 6_166_502_400),
    ("label:parameters", "* Num Parameters: `427 M`", 427_000_000),
    ("label:parameters", "Model size: 2.6B", 2_600_000_000),
    ("label:size in millions", "- **Model size:** 392M", 392_000_000),
    ("cue:sized model", "Notus is a 7B chat model.", 7_000_000_000),
    ("cue:sized model", "We tuned Notus, a 7B model, on it.", 7_000_000_000),
    ("unit:parameters", "## 124 Million Parameters", 124_000_000),
    ("unit:parameters", "A small model (125M paramters).", 125_000_000),
    ("unit:parameters", "It totals 82M parameters (on par with others)", 82_000_000),
    ("unit:parameters", "Es hat 110 Millionen Parameter.", 110_000_000),
    ("unit:parameters", "Il a 1,5 milliards de paramètres.", 1_500_000_000),
    ("unit:parameters", "У модели 350 млн параметров.", 350_000_000),
    ("unit:parameters", "它有1亿参数", 100_000_000),
    ("unit:parameters", "Sie hat 66.000.000 Parameter.", 66_000_000),
    ("unit:others' parameters", "On par (compared to 125M parameters)", 125_000_000),
    ("unit:others' parameters", "The original model has 300M parameters.", 300_000_000),
    ("cue:number of parameters", "The total number\nof parameters in this model is 253M.", 253_000_000),
    ("cue:number of parameters", "The total training parameters :68124416", 68_124_416),
    ("cue:number of parameters", "Total parameters 1.5B.", 1_500_000_000),
    ("cue:number of parameters", "2.7B represents the number of parameters", 2_700_000_000),
    ("cue:number of parameters", "日本語T5（パラメータ数は222M）", 222_000_000),
    ("table:only row", "| MACs | Parameters |\n|---|---|\n| 1.1G | 903,466 |", 903_466),
    ("table:only row", "| Layers | Params (M) |\n|---|---|\n| 12 | 82.1 |", 82_100_000),
    ("table:own row", "| Model | #params |\n|---|---|\n| `mine` | 135M |\n| b | 8M |", 135_000_000),
]


@pytest.mark.parametrize("card", NONE)
def test_no_size(card: str) -> None:
    assert [one for one in candidates(card, 0, "owner/mine") if one.field == "parameter_count"] == []


@pytest.mark.parametrize(("cue", "card", "count"), SIZES)
def test_sizes(cue: str, card: str, count: int) -> None:
    proposed = [one for one in candidates(card, 0, "owner/mine") if one.field == "parameter_count"]
    assert {(one.cue, one.value) for one in proposed} == {(cue, count)}
