"""Hyperparameters: values that are nearly one, and two ways to write one value."""

import pytest

from builder.evaluation.same_settings import same_setting
from builder.evaluation.values import Value


def both_ways(one: tuple[str, str], other: tuple[str, str]) -> set[bool]:
    mine, theirs = (Value({"name": name, "value": value}) for name, value in (one, other))
    return {same_setting(mine, theirs), same_setting(theirs, mine)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("epochs", "40"), ("epochs", "7")),
        (("epochs", "40"), ("epochs", "4")),
        (("max_steps", "1234567"), ("max_steps", "1234568")),
        (("version", "1.2.3"), ("version", "123")),
        (("betas", "(0.9,0.98)"), ("betas", "(0.9, 0.999)")),
        (("betas", "(0.9, 0.98)"), ("betas", "(0.99, 0.8)")),
        (("lr", "1e-4 to 1e-5"), ("lr", "1e4 to 1e5")),
        (("lr", "-1"), ("lr", "1")),
        (("resolution", "256 x 256"), ("resolution", "25 6256")),
        (("warmup_steps", "500"), ("steps", "500")),
        (("steps", "10k"), ("steps", "10")),
        (("optimizer", "Adam"), ("optimizer", "adamw_torch")),
    ],
)
def test_another(one, other) -> None:
    assert both_ways(one, other) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("lr", "1e-4"), ("learning rate", "0.0001")),
        (("LR", "1e-4"), ("learningRate", "1x10^-4")),
        (("lr", "1e-4"), ("peak learning rate", "10^-4")),
        (("lr", "1e-4"), ("learning_rate", "1 × 10⁻⁴")),
        (("lr", "5e-5"), ("learning-rate", "$5 \\times 10^{-5}$")),
        (("steps", "10k"), ("training steps", "10,000")),
        (("steps", "1.2 million"), ("max_steps", "1200000")),
        (("vocab_size", "~50k"), ("vocab size", "50,000")),
        (("epochs", "3"), ("num_train_epochs", "3.0")),
        (("epochs", "3"), ("epochs", "3 epochs")),
        (("epochs", "three"), ("epochs", "3")),
        (("max_seq_length", "512 tokens"), ("maximum sequence length", "512")),
        (("dropout", "10%"), ("dropout rate", "0.1")),
        (("betas", "(0.9, 0.98)"), ("betas", "0.9,0.98")),
        (("optimizer", "AdamW"), ("optim", "adamw_torch")),
        (("optimizer", "Adam with betas=(0.9,0.999)"), ("optimizer", "Adam")),
        (("lr_scheduler_type", "linear"), ("learning rate schedule", "linear decay")),
        (("batch size", "2^16"), ("train_batch_size", "65536")),
        (("fp16", "True"), ("FP16", "true")),
    ],
)
def test_the_same(one, other) -> None:
    assert both_ways(one, other) == {True}
