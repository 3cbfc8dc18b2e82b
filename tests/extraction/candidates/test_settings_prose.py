"""Settings of the training in sentences."""

import pytest

from builder.extraction.candidates.page import Page
from builder.extraction.candidates.settings_prose import settings_in_prose

TITLE = "# Moss\n\n"
SOME = [
    ("The optimizer used is AdaFactor.", ["optimizer AdaFactor"]),
    ("It was trained with AdamW and SGD.", ["optimizer AdamW", "optimizer SGD"]),
    ("Trained with an inverse square root learning rate schedule.", ["lr_scheduler_type inverse square root"]),
    ("Trained with linear decay of the learning rate.", ["lr_scheduler_type linear decay"]),
    (
        "## Training\n\ncosine LR, learning rate warmup for 10,000 steps",
        ["lr_scheduler_type cosine", "warmup_steps 10,000"],
    ),
    ("Trained with 500 warmup steps.", ["warmup_steps 500"]),
    (
        r"Trained with Adam, \\(\beta_{1} = 0.9\\), \\(\beta_{2} = 0.999\\) and \\(\epsilon = 1e-6\\).",
        ["optimizer Adam", "beta_1 0.9", "beta_2 0.999", "epsilon 1e-6"],
    ),
    ("Adam (betas=(0.9, 0.98)) was used for training.", ["optimizer Adam", "beta_1 0.9", "beta_2 0.98"]),
    ("It was trained for one million steps.", ["steps one million"]),
    ("It was fine-tuned for three epochs.", ["epochs three"]),
    (
        "## Training\n\n- rank 32 / alpha 64 · lr 1e-4, batch 256, patience 20 (bf16, trained on CUDA)",
        ["rank 32", "alpha 64", "lr 1e-4", "batch 256", "patience 20", "precision bf16"],
    ),
    ("A rank-16 LoRA adapter.", ["rank 16"]),
]
NONE = [
    pytest.param("Adam Smith trained it.", id="a person"),
    pytest.param("Fine-tuned with our method, against the default Adam baseline.", id="a rival"),
    pytest.param("- optimizer: Adam with betas=(0.9,0.999) and epsilon=1e-08", id="a list's item, read elsewhere"),
    pytest.param("## Usage\n\nSet the batch 4 and AdamW.", id="use"),
    pytest.param("The first one million steps of the training were short.", id="a part of the training"),
    pytest.param("The weights are trained; load them in fp16.", id="precision of the weights"),
    pytest.param("The score is alpha 3.", id="no training"),
    pytest.param("Trained with tokens per batch: 1024.", id="a longer name"),
    pytest.param("```\nTrained with AdamW\n```", id="code"),
    pytest.param("<!-- Trained with AdamW -->", id="hidden"),
]


@pytest.mark.parametrize(("card", "settings"), SOME, ids=[str(at) for at in range(len(SOME))])
def test_settings(card: str, settings: list[str]) -> None:
    found = list(settings_in_prose(Page(TITLE + card)))
    assert sorted(f"{one.value['name']} {one.value['value']}" for one in found) == sorted(settings)
    for one in found:
        assert one.value["value"] in (TITLE + card)[one.start : one.end]


@pytest.mark.parametrize("card", NONE)
def test_no_setting(card: str) -> None:
    assert [one.value for one in settings_in_prose(Page(TITLE + card))] == []
