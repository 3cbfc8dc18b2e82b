"""Answers from a closed list: whatever a server says is one of the list or none, with a probability for each."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.llm.choices import WAYS, parameters, said

LIST = ("1", "2", "none")


def answer(content: Any, *tokens: dict[str, float]) -> dict[str, Any]:
    content_tokens = [{"top_logprobs": [{"token": t, "logprob": p} for t, p in one.items()]} for one in tokens]
    return {"message": {"content": content}, "logprobs": {"content": content_tokens} if tokens else None}


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(answer("3"), id="not of the list"),
        pytest.param(answer("The answer is 1"), id="prose"),
        pytest.param(answer(""), id="nothing"),
        pytest.param(answer(None), id="null"),
        pytest.param(answer('{"a": "1", "b": "2"}'), id="two answers"),
        pytest.param({}, id="no message"),
        pytest.param(None, id="no choice"),
    ],
)
def test_what_is_no_answer(choice) -> None:
    assert said(LIST, choice) is None


@pytest.mark.parametrize("content", ["1", '"1"', " 1.\n", '{"answer": "1"}', '{"answer": 1}'])
def test_the_word_of_an_answer(content) -> None:
    """Without log-probabilities it counts as fairly sure."""
    found = json.loads(said(LIST, answer(content)) or "")
    assert found["choice"] == "1"
    assert found["shares"] == {"1": 0.9, "2": 0.05, "none": 0.05}


def test_shares_by_the_first_token_that_tells_them_apart() -> None:
    likely = {"1": -0.105, " 2": -3.0, "no": -4.0, "none": -4.0, "<|im_end|>": -9999.0}
    found = json.loads(said(LIST, answer('"1"', {'"': 0.0}, likely)) or "")
    assert found["choice"] == "1"
    assert found["shares"]["1"] == pytest.approx(0.916, abs=0.01)
    assert sum(found["shares"].values()) == pytest.approx(1, abs=0.001)


def test_every_way_asks_for_log_probabilities_and_never_for_a_seed() -> None:
    for way in WAYS:
        asked = parameters(LIST, way)
        assert asked["logprobs"]
        assert asked["max_tokens"] <= 24
        assert "seed" not in asked


@given(st.text() | st.dictionaries(st.text(), st.integers()).map(json.dumps))
def test_any_text(content) -> None:
    found = said(LIST, answer(content))
    assert found is None or json.loads(found)["choice"] in LIST
