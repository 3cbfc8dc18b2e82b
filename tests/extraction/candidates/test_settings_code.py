"""Settings of the training in code."""

import pytest

from builder.extraction.candidates.page import Page
from builder.extraction.candidates.settings_code import settings_in_code

TITLE = "# Moss\n\n"
TRAINING = "## Training\n\n"
ADAM = "{'name': 'Adam', 'learning_rate': {'class_name': 'PolynomialDecay', 'config': {'initial_learning_rate': 2e-05}}"
SOME = [
    ("known:code of training", "```yaml\nbatch_size: 20\nuse_amp: false\n```", ["batch_size 20", "use_amp false"]),
    (
        "known:code of training",
        "```yaml\nfilterbank:\n    n_filters: 512\n    stride: 8\n```",
        ["n_filters 512", "stride 8"],
    ),
    ("known:code of training", '```\nargs = {"num_train_epochs":3, "colour": 4}\n```', ["num_train_epochs 3"]),
    ("known:code of training", "```\nrun.py --learning_rate 3e-5 \\\n```", ["learning_rate 3e-5"]),
    (
        "known:code of training",
        "```python\ntrainer.train(x,\n  scheduler=OneCycleLR,\n  weight_decay=0.,\n  optimizer=torch.optim.AdamW)\n```",
        ["scheduler OneCycleLR", "weight_decay 0.", "optimizer AdamW"],
    ),
    (
        "known:code of training",
        '```\n{"optimizer_class": "<class \'transformers.optimization.AdamW\'>"}\n```',
        ["optimizer_class AdamW"],
    ),
    ("code:flag", "```\nrun.py --fp16 \\\n  --colour\n```", []),
    ("code:loss", "**Loss**:\n\n`sentence_transformers.losses.SoftmaxLoss.SoftmaxLoss`", ["loss SoftmaxLoss"]),
    (
        "code:architecture",
        "```\nSentenceTransformer(\n  (0): Transformer({'max_seq_length': 128, 'do_lower_case': False})\n)\n```",
        ["max_seq_length 128"],
    ),
    (
        "code:optimizer of Keras",
        f"- optimizer: {ADAM}, 'beta_1': 0.9, 'amsgrad': False}}",
        ["optimizer Adam", "lr_scheduler_type PolynomialDecay", "learning_rate 2e-05", "beta_1 0.9"],
    ),
]
NONE = [
    pytest.param("```\nmodel.generate(ids, max_length=4)\n```", id="code of use"),
    pytest.param("## Usage\n\n```\ntokenizer(x, max_length=512)\n```", id="tokenizer"),
    pytest.param("## Training data\n\n### How to use\n\n```\nf(max_length=512)\n```", id="use below training"),
    pytest.param("## Training\n\n```\nlearning_rate: null\n```", id="null"),
    pytest.param("<!--\n```\nlearning_rate: 1\n```\n-->", id="hidden"),
    pytest.param("learning_rate: 1", id="no code"),
]


@pytest.mark.parametrize(("cue", "card", "settings"), SOME, ids=[f"{cue} {at}" for at, (cue, *_) in enumerate(SOME)])
def test_settings(cue: str, card: str, settings: list[str]) -> None:
    found = list(settings_in_code(Page(TITLE + TRAINING + card)))
    assert [f"{one.value['name']} {one.value['value']}" for one in found] == settings
    assert {one.cue for one in found} <= {cue}


@pytest.mark.parametrize("card", NONE)
def test_no_setting(card: str) -> None:
    assert [one.value for one in settings_in_code(Page(TITLE + card))] == []


def test_flags_stand_beside_other_settings() -> None:
    card = "## Training\n\n```\nrun.py --learning_rate 3e-5 \\\n --fp16 \\\n --colour\n```"
    found = {one.cue: one.value for one in settings_in_code(Page(TITLE + card))}
    assert found["code:flag"] == {"name": "fp16", "value": "true"}


def test_code_under_any_heading_counts_by_how_many_settings_it_has() -> None:
    many = "```\nlearning_rate: 1e-4\nseed: 3\nnum_train_epochs: 2\n```"
    assert {one.cue for one in settings_in_code(Page(TITLE + many))} == {"known:code of several"}
    assert {one.cue for one in settings_in_code(Page(TITLE + "```\nseed: 3\n```"))} == {"known:code"}
