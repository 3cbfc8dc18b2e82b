"""Questions against a server that does all that servers do: each ends as one outcome and costs what it must."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import llm_server
import pytest
import web
from llm_server import MODEL, serving

from builder.errors import ServerError
from builder.extraction.answers import GROUPS
from builder.extraction.prompts import CardPrompt, user
from builder.llm import client
from builder.llm.answer_journal import Outcome
from builder.llm.client import Client
from builder.llm.endpoints import Endpoint
from builder.llm.reader import Question, Reader

READER = Reader("reader", MODEL, None, 500, 4000, CardPrompt(), free_text=True)


def question(card: str) -> Question:
    return Question(card, user(card, GROUPS[-1]), fields=GROUPS[-1])


def ask(*urls: str, cards: list[str], reader: Reader = READER, patience: float = 5, **more: Any) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    endpoints = [Endpoint(url, None, patience) for url in urls]
    more = {"concurrency": 8, "answer_s": 5, **more}
    made = Client(reader, endpoints, take=lambda kept: found.update({kept.key: kept}), **more)
    asyncio.run(made.run(iter([question(card) for card in cards])))
    return found


@pytest.fixture
def twin() -> Iterator[llm_server.Twin]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE_S", 0.01)


@pytest.mark.parametrize(
    ("befalls", "status", "requests"),
    [
        pytest.param(["right"], "ok", 1, id="right"),
        pytest.param(["broken", "right"], "ok", 2, id="broken once"),
        pytest.param(["broken"], "schema_invalid", 2, id="broken"),
        pytest.param(["more"], "schema_invalid", 2, id="a field outside the schema"),
        pytest.param(["fenced"], "schema_invalid", 2, id="in a code fence"),
        pytest.param(["no json"], "schema_invalid", 2, id="no answer at all"),
        pytest.param(["length", "right"], "ok", 2, id="too long once"),
        pytest.param(["length"], "truncated_output", 2, id="too long"),
        pytest.param(["refusal"], "refused", 1, id="refused"),
        pytest.param(["bad"], "bad_request", 1, id="bad request"),
        pytest.param(["busy", "busy", "busy", "right"], "ok", 4, id="busy"),
        pytest.param(["fault", "fault", "right"], "ok", 3, id="broken server, back again"),
        pytest.param(["fault"], "server_error", 8, id="broken server: once more alone"),
        pytest.param(["drop", "right"], "ok", 2, id="dropped"),
        pytest.param(["drop"], "server_error", 4, id="drops each time: once more alone"),
        pytest.param(["invented"], "ok", 1, id="invented, which grounding sees"),
    ],
)
def test_each_ends_as_one_outcome(twin, befalls, status, requests) -> None:
    twin.script["odd one"] = befalls
    found = ask(twin.url, cards=["the odd one", "a plain one", "another plain one"])
    assert {key: kept.status for key, kept in found.items()} == {
        "the odd one": status,
        "a plain one": "ok",
        "another plain one": "ok",
    }
    assert twin.questions("odd one") == requests
    assert twin.questions("plain one") == 2


def test_a_stall_is_a_timeout_and_holds_up_nobody(twin) -> None:
    twin.script["odd one"] = ["stall"]
    found = ask(twin.url, cards=["the odd one", *(f"plain {n}" for n in range(20))], answer_s=0.3, concurrency=2)
    assert found.pop("the odd one").status == "timeout"
    assert {kept.status for kept in found.values()} == {"ok"}
    assert len(found) == 20


def test_twice_the_tokens_where_they_were_too_few(twin) -> None:
    twin.script["odd one"] = ["length"]
    kept = ask(twin.url, cards=["the odd one"])["the odd one"]
    assert [request["max_tokens"] for request in twin.requests[1:]] == [500, 1000]
    assert kept.text


def test_a_request_says_what_vllm_needs_and_no_more(twin) -> None:
    ask(twin.url, cards=["a card"])
    *_, request = twin.requests
    assert request["temperature"] == 0
    assert "seed" not in request
    assert request["response_format"]["json_schema"]["strict"] is True
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


def test_no_more_at_once_than_asked_for(twin) -> None:
    twin.thinks = 0.005
    ask(twin.url, cards=[f"note {n}" for n in range(100)], concurrency=5)
    assert 1 < twin.most_at_once <= 5


def test_tokens_of_the_card_alone(twin) -> None:
    kept = ask(twin.url, cards=["a card of some words"])["a card of some words"]
    assert kept.card_tokens is not None
    assert 0 < kept.card_tokens < 20
    assert kept.server == "twin 1.0"


def test_several_servers_share_the_work_and_one_may_go() -> None:
    with serving() as stays, serving() as goes:
        goes.script["note"] = ["drop"]
        found = ask(stays.url, goes.url, cards=[f"note {n}" for n in range(50)])
        assert len(found) == 50
        assert {kept.status for kept in found.values()} <= {"ok", "server_error"}
    with serving() as one, serving() as other:
        assert len(ask(one.url, other.url, cards=[f"note {n}" for n in range(50)])) == 50
        assert one.questions("note") > 5
        assert other.questions("note") > 5


def test_a_server_that_goes_and_comes_back() -> None:
    with serving() as first:
        port = int(first.url.split(":")[2].removesuffix("/v1"))
        first.script["note"] = ["stall"]
        found: dict[str, Outcome] = {}
        asking = threading.Thread(target=lambda: found.update(ask(first.url, cards=["note 1", "note 2"], patience=30)))
        asking.start()
        while first.questions("note") < 2:
            threading.Event().wait(0.01)
    with serving(port):
        asking.join(300)
    assert {kept.status for kept in found.values()} == {"ok"}


@pytest.mark.parametrize(
    ("facts", "reader", "told"),
    [
        pytest.param({"models": ("other/model",)}, READER, "serves no model 'twin/reader': it has other", id="model"),
        pytest.param({"key": "secret"}, READER, "wants another key than PEATMOSS_ENDPOINT_KEY", id="key"),
        pytest.param({"window": 2000}, READER, "a window of 2,000 tokens and the settings ask for", id="window"),
        pytest.param(
            {"window": 2000}, replace(READER, free_text=False), "the settings ask for 2,600", id="window of a judge"
        ),
    ],
)
def test_a_server_that_will_not_do(facts, reader, told) -> None:
    with serving(**facts) as running, pytest.raises(ServerError, match=told):
        ask(running.url, cards=["a card"], reader=reader)


def test_a_judge_needs_less_of_a_window() -> None:
    with serving(window=3000) as running:
        found = ask(running.url, cards=["a card"], reader=replace(READER, free_text=False))
        assert found["a card"].status == "ok"
        with pytest.raises(ServerError, match="a window of 3,000 tokens"):
            ask(running.url, cards=["a card"], reader=READER)


def test_the_key_is_of_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("PEATMOSS_ENDPOINT_KEY", "secret")
    with serving(key="secret") as running:
        assert ask(running.url, cards=["a card"])["a card"].status == "ok"


def test_no_server() -> None:
    with pytest.raises(ServerError, match=r"no server answers at http://127\.0\.0\.1:1/v1 .*: start it"):
        ask("http://127.0.0.1:1/v1", cards=["a card"])


def test_a_server_that_only_lists_its_models(twin) -> None:
    twin.script["<card-"] = ["drop"]
    with pytest.raises(ServerError, match="does not answer a question"):
        ask(twin.url, cards=["a card"])


def test_no_openai_server(tmp_path) -> None:
    with web.serving(tmp_path) as url, pytest.raises(ServerError, match="is not an OpenAI-compatible server"):
        ask(f"{url}/v1", cards=["a card"])


def test_an_error_of_the_taker_ends_it(twin) -> None:
    def full(kept: Outcome) -> None:
        raise OSError(28, "No space left on device")

    made = Client(READER, [Endpoint(twin.url, None, 5)], 4, 5, full)
    with pytest.raises(OSError, match="No space left"):
        asyncio.run(made.run(iter([question(f"note {n}") for n in range(10)])))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ('{"license": {"quote": "MIT", "value": "MIT"}, "datasets": [', False),
        ("word " * 3, False),
        ('{"quote": "' + "very " * 40, True),
        ("[" + '{"quote": "F1", "value": "90.1"}, ' * 5, True),
        (" " * 200, True),
    ],
)
def test_a_text_that_repeats_itself(text, expected) -> None:
    assert client.repeats(text) is expected


def test_an_answer_that_was_none_is_asked_for_otherwise(twin) -> None:
    twin.script["odd one"] = ["broken"]
    ask(twin.url, cards=["the odd one"])
    assert [request["temperature"] for request in twin.requests[1:]] == [0, client.WARMER]
