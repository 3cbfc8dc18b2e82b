"""Which label of a table means the card's own model."""

import pytest

from builder.extraction.candidates.whose import own_label, rest_label

MODEL = "owner/moss-base-msa-eighth"
OWN = [
    pytest.param(["bert", "roberta"], None, id="others"),
    pytest.param(["moss", "moss"], None, id="the same twice"),
    pytest.param(["ours", "our model, large"], None, id="two of ours"),
    pytest.param(["", "1"], None, id="nothing said"),
    pytest.param(["bert", "Moss Base MSA Eighth"], (1, "name"), id="its name"),
    pytest.param(["bert", "owner/moss-base-msa-eighth"], (1, "name"), id="its id"),
    pytest.param(["bert", "X (ours)"], (1, "this"), id="ours"),
    pytest.param(["baseline", "fine-tuned"], (1, "role"), id="fine-tuned beside a baseline"),
    pytest.param(["MSA", "MSA-1/4", "MSA-1/8"], (2, "part"), id="a share in words"),
    pytest.param(["moss", "moss-base-msa"], (1, "part"), id="the longer part"),
    pytest.param(["bert", "moss-base-msa-eighth-v2"], (1, "more"), id="its name and more"),
]


@pytest.mark.parametrize(("labels", "expected"), OWN)
def test_own_label(labels: list[str], expected: tuple[int, str] | None) -> None:
    assert own_label(MODEL, labels) == expected


def test_a_size_is_a_part_of_a_name() -> None:
    assert own_label("owner/moss-3.2-1B", ["1B", "3B"]) == (0, "part")


def test_no_model_has_no_own_label() -> None:
    assert own_label(None, ["", "a"]) is None


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(["a", "b"], None), (["retrained"], None), (["base e5", "BERT"], None), (["base e5", "retrained"], 1)],
)
def test_rest_label(labels: list[str], expected: int | None) -> None:
    assert rest_label(labels) == expected
