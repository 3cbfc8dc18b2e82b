"""Passages of a card's prose and the candidates that they make."""

from typing import Any

import pytest
from endless import not_endless

from builder.extraction.candidates.certain import certain_claims
from builder.extraction.candidates.find import candidates


def found(card: str) -> list[tuple[str, Any, str]]:
    return [(one.field, one.value, one.cue) for one in candidates(card, 0, "owner/mine")]


SILENT = [
    pytest.param("", id="nothing"),
    pytest.param("# License: mit\n\nhello", id="heading"),
    pytest.param(
        "- **License:** [More Information Needed]\n- **Repository:** [More Information Needed]", id="template"
    ),
    pytest.param("<!-- - **License:** MIT\nfine-tuned version of t5-small https://github.com/a/b -->", id="comment"),
    pytest.param("fine-tuned version of [mine](https://huggingface.co/owner/mine)", id="the model itself"),
    pytest.param("```\nhttps://github.com/a/b\n```", id="address in code"),
    pytest.param("see [the calculator](https://arxiv.org/abs/1910.09700)", id="paper of the template"),
    pytest.param("نموذج لغوي عربي", id="right to left"),
]
SPOKEN = [
    pytest.param(
        "a fine-tuned version of [t5-small](https://huggingface.co/t5-small) on x",
        [("base_models", "t5-small", "tuned version of")],
        id="base model",
    ),
    pytest.param(
        "first released in\n[this repository](https://github.com/a/b).",
        [("github_repo", "https://github.com/a/b", "cue:released in")],
        id="code",
    ),
    pytest.param(
        "It has 147.43 million parameters.", [("parameter_count", 147_430_000, "unit:parameters")], id="parameters"
    ),
    pytest.param("- **License:** Apache-2.0", [("license", "Apache-2.0", "label:license")], id="licence"),
    pytest.param(
        "The following hyperparameters were used during training:\n- seed: 42\n",
        [("hyperparameters", {"name": "seed", "value": "42"}, "known:list")],
        id="setting",
    ),
    pytest.param(
        "trained on 8 V100 GPUs",
        [
            (
                "hardware",
                {"name": "V100", "count": 8, "hours": None, "provider": None, "region": None},
                "cue:trained on",
            )
        ],
        id="hardware",
    ),
    pytest.param(
        "Paper: [A Title](https://arxiv.org/pdf/2104.08247.pdf)",
        [("papers", {"title": "A Title", "url": "https://arxiv.org/abs/2104.08247"}, "url:only paper")],
        id="paper",
    ),
]


@pytest.mark.parametrize("card", SILENT)
def test_no_candidate(card: str) -> None:
    assert found(card) == []


@pytest.mark.parametrize(("card", "expected"), SPOKEN)
def test_candidates(card: str, expected: list[tuple[str, Any, str]]) -> None:
    assert found(card) == expected


def test_results_of_a_trainer_and_of_a_table() -> None:
    card = "It achieves the following results on the evaluation set:\n- Loss: 0.5\n- Train Loss: 0.1\n- Wer: 0.33\n"
    card += "\n| Model | BLEU |\n|---|---|\n| mine | 44.5 |\n| theirs | 40 |\n"
    assert [(v["metric"], v["value"], cue) for _, v, cue in found(card)] == [
        ("Loss", 0.5, "list:trainer"),
        ("Wer", 0.33, "list:trainer"),
        ("BLEU", 44.5, "table:own row"),
    ]


def test_place_headings_and_table_head() -> None:
    card = "# A\n\n## B\n\n| Model | BLEU |\n|---|---|\n| mine | 44.5 |\n"
    (one,) = candidates(card, 0, "owner/mine")
    assert card[one.start : one.end] == "44.5"
    assert (one.heading, one.table_head, one.sentence) == (("A", "B"), ("Model", "BLEU"), "| mine | 44.5 |")


def test_certain_claims_leave_what_is_known_and_what_is_unclear() -> None:
    card = "It has 66 million parameters. See https://github.com/a/b and https://github.com/c/d."
    (claim,) = certain_claims(card, candidates(card, 0, "owner/mine"), [])
    assert (claim.field, claim.value, claim.source, claim.quote) == (
        "parameter_count",
        66_000_000,
        "rule",
        "66 million parameters",
    )
    assert list(certain_claims(card, candidates(card, 0, "owner/mine"), [claim])) == []
    two = card + " The big one has 110 million parameters."
    assert list(certain_claims(two, candidates(two), [])) == []


def test_long_cards_are_read_to_the_end() -> None:
    table = "| Model | BLEU |\n|---|---|\n" + "| other | 40.1 |\n" * 6000
    assert len(candidates(table + "x " * 200_000, 0, None)) == 6000


REPOSITORIES = [
    ("url:own owner", "More at https://github.com/Ow-ner/x", "https://github.com/Ow-ner/x"),
    ("url:only repository", "Made with [x](https://github.com/a/x).", None),
    ("url:tool", "Made with [x](https://github.com/huggingface/transformers).", None),
    ("url:tool", "See the [licence](https://github.com/a/x/blob/main/LICENSE).", None),
    ("url:github", "Trained on [x](https://github.com/a/x).", None),
    ("url:github", "By [x](https://github.com/a/x) or [y](https://github.com/b/y).", None),
    ("label:repository", "- **Source code:** [x](https://github.com/a/x)", "https://github.com/a/x"),
    ("label:repository", "GitHub: https://github.com/a/x", "https://github.com/a/x"),
    ("url:tool", "Training code:\n[x](https://github.com/huggingface/trl)", None),
    ("cue:training code", "Training code:\n[x](https://github.com/a/x)", "https://github.com/a/x"),
]


@pytest.mark.parametrize(("cue", "card", "sure"), REPOSITORIES)
def test_repositories(cue: str, card: str, sure: str | None) -> None:
    proposed = [one for one in candidates(card, 0, "owner/mine") if one.field == "github_repo"]
    assert {one.cue for one in proposed} == {cue}
    assert [claim.value for claim in certain_claims(card, proposed, [])] == ([sure] if sure else [])


@pytest.mark.parametrize(
    ("card", "cue", "name", "count"),
    [
        ("It was trained on 8 NVIDIA A100 GPUs.", "cue:trained on", "NVIDIA A100", 8),
        ("Training took a day on a single cloud TPU (`v3-8`).", "cue:trained on", "cloud TPU (`v3-8`)", 1),
        ("It was trained on 16 Cloud TPU v2 chips.", "cue:trained on", "Cloud TPU v2", 16),
        ("Fine-tuned on 2x RTX 4090.", "cue:trained on", "RTX 4090", 2),
        ("Trained with 4xTesla V100 GPUs.", "cue:trained on", "Tesla V100", 4),
        ("| Hardware | NVIDIA L4 24 GB VRAM |", "cue:trained on", "NVIDIA L4 24 GB VRAM", None),
        ("Thanks for Cloud TPUs.", "name:machine", "Cloud TPUs", None),
        ("Better than B,\nwhich took 1,024 A100 GPUs;", "name:others' machine", "A100", 1024),
        ("The teacher was trained on 256 TPU v4.", "name:others' machine", "TPU v4", 256),
        ("Latency on a V100: 3 ms.", "name:others' machine", "V100", 1),
        ("Trained in fp16 with mAP50 of 0.5 and PCB-P40-A8.", None, None, None),
        ("Trained on INT4 weights, see p16 and L286.", None, None, None),
    ],
)
def test_machines(card: str, cue: str | None, name: str | None, count: int | None) -> None:
    proposed = [one for one in candidates(card) if one.field == "hardware"]
    assert [(one.cue, one.value["name"], one.value["count"]) for one in proposed] == (
        [(cue, name, count)] if cue else []
    )


@pytest.mark.parametrize(
    "piece",
    [
        *("seed=1,", "- learning_rate 1 ", "trained on ", "WER: 1 ", "https://github.com/a/b ", "[a](https://a.b/c) "),
        *(
            "fine-tuned version of ",
            "trained on A, B and ",
            "datasets (a, ",
            "| a | 1 |\n",
            "8 x A100 ",
            "- [a](https://a.b)\n",
            "T5-base fine-tuned on ",
            "1 million ",
            "7B parameters, ",
            "| Params |\n|---|\n| 1M |\n\n",
            "[a](b/c) ",
            "number of parameters is ",
        ),
    ],
)
def test_time_grows_with_the_card_only(piece: str) -> None:
    with not_endless(10):  # less than a second for most; ten, if it grew with the square
        candidates("# T\n\n## Training data\n\n" + (piece * 60_000)[:60_000])


@pytest.mark.parametrize(
    ("card", "cue", "title"),
    [
        ("It was introduced in [Peat](https://aclanthology.org/2021.a-1.1/).", "cue:introduced in", "Peat"),
        ("See our ACL 2020 paper: [Peat](https://doi.org/10.1/2).", "cue:introduced in", "Peat"),
        ("See [the paper](https://openreview.net/pdf?id=x).", "url:published", None),
        ("See [XLS-R paper](https://openreview.net/pdf?id=x).", "url:published", None),
        ("It was tuned on [Bog](https://aclanthology.org/W03-1.pdf) data.", "url:published", "Bog"),
    ],
)
def test_papers_of_other_hosts(card: str, cue: str, title: str | None) -> None:
    (one,) = (one for one in candidates(card) if one.field == "papers")
    assert (one.cue, one.value["title"]) == (cue, title)
    assert one.value["url"].startswith("https://")
