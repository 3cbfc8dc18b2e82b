"""Hyperparameters by their names, wherever cards write them."""

import pytest

from builder.extraction.candidates.known_settings import known_settings
from builder.extraction.candidates.page import Page

TITLE = "# Moss\n\n"
SOME = [
    (
        "known:list",
        "- learning_rate: 2e-4\n- `num_train_epochs`: 10",
        [("learning_rate", "2e-4"), ("num_train_epochs", "10")],
    ),
    ("known:list", "- mask_time_prob 0.1\n* **Batch size:** 32", [("mask_time_prob", "0.1"), ("Batch size", "32")]),
    ("known:list", "1. Optimizer: AdamW", [("Optimizer", "AdamW")]),
    ("known:list", "## Training\n\n- steps: 100", [("steps", "100")]),
    (
        "known:table",
        "| Setting | Value |\n|---|---|\n| Learning rate | 1e-4 |\n| Colour | red |",
        [("Learning rate", "1e-4")],
    ),
    ("known:table", "| Parameter | Value | Why |\n|---|---|---|\n| Seed | 1 | - |", [("Seed", "1")]),
    (
        "known:in a cell",
        "## Training\n\n| Step | Value |\n|---|---|\n| a | 1 (gradient accumulation = 4, depth = 2) |",
        [("gradient accumulation", "4")],
    ),
    (
        "known:list of several",
        "- LoRA rank/alpha/dropout: 16 / 32 / 0.05",
        [("LoRA rank", "16"), ("LoRA alpha", "32"), ("LoRA dropout", "0.05")],
    ),
    ("known:prose", "The sequence length was limited to 128 tokens.", [("sequence length", "128")]),
    (
        "known:prose",
        "It was trained with a learning rate of 1e-4 and batch size 64.",
        [("learning rate", "1e-4"), ("batch size", "64")],
    ),
    ("known:prose", "We use weight decay = 0.01, seed 42.", [("weight decay", "0.01"), ("seed", "42")]),
    ("known:number before", "It was fine-tuned for 3 epochs.", [("epochs", "3")]),
    ("known:number before", "The model was trained for 500k steps in total.", [("steps", "500k")]),
]
NONE = [
    pytest.param("- Loss: 2.1\n- Precision: 0.9\n- Colour: red", id="results"),
    pytest.param("- steps: 100", id="a name of anything, without training"),
    pytest.param("Speed was measured for inference with a batch size of 64.", id="inference"),
    pytest.param("Warmup for 10,000 steps of the training.", id="a part of the training"),
    pytest.param("- rank/alpha: 16", id="several names, one value"),
    pytest.param("| Metric | Value |\n|---|---|\n| total_steps | 693 |", id="a table of metrics"),
    pytest.param("- optimizer: {'name': 'Adam', 'amsgrad': False}", id="a dictionary"),
    pytest.param("The learning rate was chosen well.", id="no value"),
    pytest.param("| Model | Seed | F1 |\n|---|---|---|\n| a | 1 | 0.5 |", id="a wide table"),
    pytest.param("- learning_rate: [More Information Needed]", id="template"),
    pytest.param("<!-- - learning_rate: 1e-4 -->", id="hidden"),
]


@pytest.mark.parametrize(("cue", "card", "settings"), SOME, ids=[f"{cue} {at}" for at, (cue, *_) in enumerate(SOME)])
def test_settings(cue: str, card: str, settings: list[tuple[str, str]]) -> None:
    found = list(known_settings(Page(TITLE + card)))
    assert [(one.value["name"], one.value["value"]) for one in found] == settings
    assert {one.cue for one in found} == {cue}


@pytest.mark.parametrize("card", NONE)
def test_no_setting(card: str) -> None:
    assert [one.value for one in known_settings(Page(TITLE + card))] == []


def test_letters_whose_lower_case_is_two_move_nothing() -> None:
    card = "İ" * 300 + "\n\nIt was trained with a learning rate of 1e-4.\n"
    (one,) = known_settings(Page(card))
    assert card[one.start : one.end] == "learning rate of 1e-4"
