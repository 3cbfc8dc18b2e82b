"""Hardware: names that are nearly one, and two ways to write one name."""

import pytest

from builder.evaluation.same_machines import same_machine
from builder.evaluation.values import Value


def both_ways(one: str, other: str) -> set[bool]:
    mine, theirs = (Value({"name": name, "count": None, "hours": None}) for name in (one, other))
    return {same_machine(mine, theirs), same_machine(theirs, mine)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GTX 980", "GTX 970"), ("GTX 980", "GTX 1080 Ti"), ("Titan X", "Titan V"), ("Titan X", "Titan Xp"),
        ("RTX 3090", "RTX 3080"), ("RTX 3090", "RTX 3090 Ti"), ("RTX 2080", "RTX 2080 Super"), ("A100", "A10"), ("A10", "A10G"),
        ("A100 40GB", "A100 80GB"), ("TPU v3-8", "TPU v3-128"), ("Ryzen 5", "Ryzen 7"), ("M1", "M1 Max"), ("GPU", "A100"),
        ("RTX", "RTX 3090"),
    ],
)  # fmt: skip
def test_another(one, other) -> None:
    assert both_ways(one, other) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NVIDIA A100-SXM4-80GB", "A100"), ("A100s", "NVIDIA A100 GPU"), ("A100 80 GB", "A100-80GB"), ("Tesla V100", "V100 GPUs"),
        ("RTX3090", "RTX 3090"), ("GTX1080Ti", "GTX 1080 Ti"), ("TPUv3-8", "v3-8 TPU"), ("Cloud TPU v3", "TPUv3"), ("3090", "RTX 3090"),
        ("8 x A100", "A100"), ("8x A100", "A100 GPUs"), ("NVIDIA GTX 980", "gtx980"), ("Cloud TPUs", "TPU v3-8"),
    ],
)  # fmt: skip
def test_the_same(one, other) -> None:
    assert both_ways(one, other) == {True}
