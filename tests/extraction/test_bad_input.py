"""Cards that are hard to read: each is a row, in time that grows with the card alone, and what is hidden says nothing."""

from typing import Any

import pytest
from endless import not_endless

from builder.extraction.card import extract

HIDDEN = (
    "**License:** MIT, trained on the BogQA dataset, 7B parameters, Demo: https://bog.org/try, based on `peat/moss-7b`."
)
TEMPLATE = """# Model Card for Model ID
- **License:** [More Information Needed]
- **Finetuned from model [optional]:** [More Information Needed]
- **Demo [optional]:** [More Information Needed]
## Bias, Risks, and Limitations
[More Information Needed]
### Training Data
[More Information Needed]
- **Carbon Emitted:** [More Information Needed]
"""
FIVE = """It was trained on the BogQA dataset. Il a 110 millions de paramètres. Es basiert auf `peat/moss`.
## Ограничения
Модель часто ошибается.
## 训练数据
它有1亿参数。
"""


def row(card: str) -> dict[str, Any]:
    item = {"model_id": "owner/mine", "revision": "a", "card": card, "card_sha256": "b"}
    with not_endless(30):
        found = extract(item | dict.fromkeys(("tags", "task", "library", "config")))
    assert found["status"] == "front_matter_only"
    for one in found["evidence"]:
        assert one["start"] is None or card[one["start"] : one["end"]] == one["quote"]
    return found


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(f"<!-- {HIDDEN} -->\nText", id="in a comment"),
        pytest.param(f"<p hidden>{HIDDEN}</p>\nText", id="in a hidden element"),
        pytest.param(f'<span style="display:none">{HIDDEN}</span> Text', id="not displayed"),
        pytest.param(f"<template>{HIDDEN}</template>\nText", id="in a template element"),
        pytest.param(TEMPLATE, id="a template left empty"),
        pytest.param("نموذج لغوي عربي مدرب على نصوص كثيرة، وهو جيد.", id="right to left"),
    ],
)
def test_what_says_nothing_proposes_nothing(card: str) -> None:
    assert row(card)["evidence"] == []


def test_a_card_of_600_kb() -> None:
    found = row("# A\n\n" + "It reads bogs and fens. " * 25_000 + "\n\n- **Training data:** BogQA\n")
    assert [one["name"] for one in found["datasets"]] == ["BogQA"]


def test_6000_results() -> None:
    lines = "".join(f"| bog-{number} | {number / 100:.2f} |\n" for number in range(6000))
    assert row(f"# A\n\n## Results\n\n| Dataset | BLEU |\n|---|---|\n{lines}")["status"] == "front_matter_only"


def test_tables_of_html_and_no_headings() -> None:
    html = "<table><tr><th>Params</th><td>7M</td></tr></table>\n"
    found = row(html * 50 + "Fine-tuned from [moss](https://huggingface.co/peat/moss). It has 66M parameters.\n")
    assert (found["base_model"], found["parameter_count"]) == ("peat/moss", 66_000_000)


def test_five_languages() -> None:
    found = row(FIVE)
    assert (found["base_model"], found["limitations_and_biases"]) == ("peat/moss", "Модель часто ошибается.")
    assert found["parameter_count"] is None  # two sizes, as often


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("The code is at https://github.com/peat/code here. ", id="links with a cue, in one line"),
        pytest.param("Code: [code](https://github.com/peat/code)\n\n", id="links with a cue"),
        pytest.param("It is fine-tuned from `peat/moss`. ", id="base models"),
        pytest.param("It was trained on the BogQA dataset. ", id="data sets"),
        pytest.param("It has 66M parameters. ", id="sizes"),
        pytest.param("| bog | 12.5 |\n", id="rows of no table"),
        pytest.param("| Dataset | BLEU |\n|---|---|\n| bog | 12.5 |\n\n", id="tables"),
        pytest.param("<table><tr><td>BLEU</td><td>12.5</td></tr>", id="tables in tables"),
        pytest.param("<tr><td>BLEU</td><td>12.5</td></tr>\n", id="rows of HTML"),
        pytest.param("<!-- License: MIT ", id="comments without an end"),
        pytest.param("<div hidden>License: MIT ", id="hidden elements without an end"),
        pytest.param("a", id="one word"),
    ],
)
def test_the_same_a_hundred_thousand_times(unit: str) -> None:
    assert row("# A\n\n" + unit * (600_000 // len(unit)))["front_matter"] == "absent"
