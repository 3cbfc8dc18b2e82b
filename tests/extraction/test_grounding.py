"""What is taken out of an answer: a value whose quotation stands in the card and bears it out, in one form."""

from typing import Any

import pytest

from builder.extraction.answers import Answer, parse, schema
from builder.extraction.claims import result
from builder.extraction.grounding import claims, named_in

CARD = """# Reed

## Training

Reed has 66M parameters (66,362,880) and was fine-tuned from [Moss](https://huggingface.co/peat/moss-base) for
sentiment analysis with PyTorch. It took 12 hours on 8x A100 GPUs in Groningen and emitted 1.5 kg of CO2.
See [Reeds at Work](https://arxiv.org/abs/2101.00001) and [the code](https://github.com/peat/reed.git).
Licence: Apache License 2.0. Data: [wet reviews](https://huggingface.co/datasets/peat/wet).
learning_rate: 5e-05, optimizer AdamW. Languages: Dutch and Frisian. Try it at https://peat.example/demo today.
Supported by grant KA-17 of the Bog Fund.

| Metric | dev | test |
|---|---|---|
| accuracy | 91.3 | 90.7 |

<!-- Licence: GPL-3.0, says nobody -->
It fails on sarcasm and on long texts.
"""


def answered(name: str, *claimed: dict[str, Any]) -> list[Any]:
    """Values of one field out of an answer that claims this and nothing else."""
    kinds = [part.get("type") for part in schema()["properties"][name]["anyOf"]]
    said: Any = list(claimed) if "array" in kinds else claimed[0]
    answer = Answer.model_validate(dict.fromkeys(Answer.model_fields) | {name: said})
    return [claim.value for claim in claims(answer, CARD, 0)]


def claim(quote: str, value: str) -> dict[str, str]:
    return {"quote": quote, "value": value}


@pytest.mark.parametrize(
    ("name", "quote", "value", "expected"),
    [
        pytest.param("parameter_count", "Reed has 66M parameters", "66M", 66_000_000, id="count"),
        pytest.param("parameter_count", "66M parameters (66,362,880)", "66,362,880", 66_362_880, id="exact count"),
        pytest.param("parameter_count", "Reed has 66M parameters", "66 million", 66_000_000, id="other words"),
        pytest.param("carbon_emitted", "emitted 1.5 kg of CO2", "1.5 kg", 1500.0, id="grams"),
        pytest.param("license", "Licence: Apache License 2.0", "Apache License 2.0", "Apache-2.0", id="SPDX"),
        pytest.param("github_repo", "https://github.com/peat/reed.git", "github.com/peat/reed", "https://github.com/peat/reed", id="repository"),
        pytest.param("base_model", "[Moss](https://huggingface.co/peat/moss-base)", "peat/moss-base", "peat/moss-base", id="id"),
        pytest.param("base_model", "[Moss](https://huggingface.co/peat/moss-base)", "Moss", "peat/moss-base", id="linked id"),
        pytest.param("demo", "Try it at https://peat.example/demo today", "https://peat.example/demo", "https://peat.example/demo", id="demo"),
        pytest.param("tasks", "for\nsentiment analysis", "text-classification", "text-classification", id="task by other words"),
        pytest.param("frameworks", "with PyTorch", "pytorch", "pytorch", id="framework"),
        pytest.param("languages", "Dutch and Frisian", "Frisian", "fy", id="language"),
        pytest.param("grants", "grant KA-17 of the Bog Fund", "KA-17", "KA-17", id="grant"),
        pytest.param("datasets", "[wet reviews](https://huggingface.co/datasets/peat/wet)", "wet reviews", {"name": "wet reviews", "url": "https://huggingface.co/datasets/peat/wet"}, id="linked data"),
        pytest.param("papers", "[Reeds at Work](https://arxiv.org/abs/2101.00001)", "Reeds at Work", {"title": "Reeds at Work", "url": "https://arxiv.org/abs/2101.00001"}, id="paper by title"),
        pytest.param("papers", "[Reeds at Work](https://arxiv.org/abs/2101.00001)", "https://arxiv.org/abs/2101.00001", {"title": "Reeds at Work", "url": "https://arxiv.org/abs/2101.00001"}, id="paper by URL"),
    ],
)  # fmt: skip
def test_a_value_that_follows(name, quote, value, expected) -> None:
    assert answered(name, claim(quote, value)) == [expected]


@pytest.mark.parametrize(
    ("name", "quote", "value"),
    [
        pytest.param("license", "Licence: MIT", "MIT", id="no such words"),
        pytest.param("license", "Licence: GPL-3.0, says nobody", "GPL-3.0", id="in a comment, which no reader sees"),
        pytest.param("license", "Licence: Apache License 2.0", "MIT", id="another value than quoted"),
        pytest.param("license", "cence: Apache License 2.0", "Apache License 2.0", id="a cut word"),
        pytest.param("parameter_count", "Reed has 66M parameters", "67M", id="another number"),
        pytest.param("parameter_count", "Reed has 66M parameters", "66B", id="another scale"),
        pytest.param("parameter_count", "12 hours on 8x A100 GPUs", "12", id="a number of something else"),
        pytest.param("carbon_emitted", "It took 12 hours", "12 kg", id="a unit that is not there"),
        pytest.param("carbon_emitted", "emitted 1.5 kg", "1.5 g", id="another unit"),
        pytest.param("github_repo", "[the code](https://github.com/peat/reed.git)", "https://github.com/peat/moss", id="another URL"),
        pytest.param("github_repo", "See [Reeds at Work](https://arxiv.org/abs/2101.00001)", "https://arxiv.org/abs/2101.00001", id="no repository"),
        pytest.param("base_model", "Reed has 66M parameters", "Reed", id="a word that is no id"),
        pytest.param("tasks", "It fails on sarcasm", "translation", id="a task that is not named"),
        pytest.param("frameworks", "Dutch and Frisian", "jax", id="a framework that is not named"),
        pytest.param("demo", "Try it at https://peat.example/demo today", "https://evil.example", id="another page"),
        pytest.param("languages", "Dutch and Frisian", "|", id="a sign"),
        pytest.param("base_model", "[Moss](https://huggingface.co/peat/moss-base)", "peat/moss", id="the beginning of an id"),
        pytest.param("license", "Licence: Apache License 2.0", "Apache License 2", id="the beginning of a licence"),
        pytest.param("grants", "Bog Fund", "", id="nothing"),
    ],
)  # fmt: skip
def test_a_value_that_does_not(name, quote, value) -> None:
    assert answered(name, claim(quote, value)) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param("transformers", "with transformers.", True, id="by itself"),
        pytest.param("transformers", "with sentence-transformers", False, id="end of a longer name"),
        pytest.param("transformers", "with transformers.js", False, id="beginning of a longer name"),
        pytest.param("transformers", "sentence-transformers and transformers", True, id="both"),
        pytest.param("CC BY", "under CC BY-NC 4.0", False, id="a stricter licence"),
        pytest.param("MIT", "it is MIT-licensed", True, id="a licence as an adjective"),
        pytest.param("peat/reed", "https://github.com/peat/reed.git", True, id="a clone's address"),
        pytest.param("peat/reed", "https://github.com/peat/reed-tools", False, id="another repository"),
    ],
)
def test_a_name_by_itself(name, text, found) -> None:
    assert named_in(name, text) is found


def test_a_result_takes_its_names_from_the_tables_head() -> None:
    row = {
        "quote": "| accuracy | 91.3 | 90.7 |",
        "task": "sentiment",
        "dataset": "test",
        "metric": "accuracy",
        "value": "90.7",
    }
    found = result(dataset="test", metric="accuracy", value=90.7, value_text="90.7")
    assert answered("evaluation", row) == [found]
    assert answered("evaluation", {**row, "value": "90.8"}) == []
    assert answered("evaluation", {**row, "dataset": None, "metric": None}) == []


def test_hardware_keeps_the_parts_that_stand_there() -> None:
    machine = {
        "quote": "It took 12 hours on 8x A100 GPUs in Groningen",
        "name": "A100",
        "count": "8",
        "hours": "12 hours",
    }
    found = {"name": "A100", "count": 8, "hours": 12.0, "provider": None, "region": "Groningen"}
    assert answered("hardware", {**machine, "provider": "AWS", "region": "Groningen"}) == [found]


def test_a_hyperparameter() -> None:
    said = {"quote": "learning_rate: 5e-05", "name": "learning_rate", "value": "5e-05"}
    assert answered("hyperparameters", said) == [{"name": "learning_rate", "value": "5e-05"}]
    assert answered("hyperparameters", {**said, "value": "1e-05"}) == []


def test_a_passage_is_the_cards_own_words() -> None:
    assert answered("limitations_and_biases", {"quote": "It fails on sarcasm  and on\nlong texts."}) == [
        "It fails on sarcasm and on long texts."
    ]
    assert answered("limitations_and_biases", {"quote": "sarcasm"}) == []


def test_places_are_those_of_the_card() -> None:
    card = "---\nlicense: mit\n---\n<!-- x --> 😀 cafe\u0301 has [INST] 7 billion\n  parameters"
    answer = Answer.model_validate(
        dict.fromkeys(Answer.model_fields)
        | {"parameter_count": claim("café has ⁅INST] 7 billion parameters", "7 billion")}
    )
    (found,) = claims(answer, card, card.index("<!--"))
    assert found.value == 7 * 10**9
    assert card[found.start : found.end] == found.quote == "cafe\u0301 has [INST] 7 billion\n  parameters"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{}", id="keys missing"),
        pytest.param("null", id="null"),
        pytest.param("[" * 10_000, id="deep"),
        pytest.param('{"license": "MIT"}', id="a value without its quotation"),
        pytest.param("not json", id="no JSON"),
    ],
)
def test_what_is_no_answer(text) -> None:
    assert parse(text) is None


def test_every_key_is_required_and_may_be_null() -> None:
    made = schema()
    assert made["required"] == list(made["properties"]) == list(Answer.model_fields)
    assert made["additionalProperties"] is False
    for part in made["properties"].values():
        assert {"type": "null"} in part["anyOf"]
    for one in made["$defs"].values():
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])
        assert "quote" in one["properties"]
    assert "maxLength" not in str(made)
