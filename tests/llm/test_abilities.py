"""What a server can do, by its own answers to one odd question."""

import asyncio
import json

import aiohttp
import pytest
from llm_server import MODEL, serving

from builder.errors import ServerError
from builder.extraction.prompts import CardPrompt
from builder.llm.abilities import Abilities, abilities
from builder.llm.answer_journal import Outcome
from builder.llm.client import Client
from builder.llm.endpoints import Endpoint
from builder.llm.reader import Question, Reader


def ask(url: str) -> Abilities:
    async def asked() -> Abilities:
        async with aiohttp.ClientSession() as session:
            return await abilities(session, Endpoint(url, None, 5), MODEL)

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("ways", "best", "logprobs"),
    [
        pytest.param({"choice", "json_schema", "json_object"}, "choice", True, id="all, as vLLM"),
        pytest.param({"json_schema", "json_object"}, "json_schema", True, id="schemas alone"),
        pytest.param({"json_object"}, "json_object", False, id="objects alone, as llama.cpp's Python server"),
    ],
)
def test_the_strictest_way_is_taken(ways, best, logprobs) -> None:
    with serving(ways=frozenset(ways)) as twin:
        found = ask(twin.url)
    assert (found.best, found.logprobs) == (best, logprobs)


def test_a_server_that_answers_nothing() -> None:
    with serving() as twin:
        twin.script["Say hello"] = ["bad"]
        with pytest.raises(ServerError, match="no answer to a plain question"):
            ask(twin.url)


@pytest.mark.parametrize(("ways", "status"), [({"choice"}, "ok"), ({"json_schema"}, "ok"), (set(), "schema_invalid")])
def test_a_question_with_a_list_of_answers(ways, status) -> None:
    """Asked as the server can; an answer that is not of the list is asked for twice, then kept as what it is."""
    found: list[Outcome] = []
    with serving(ways=frozenset(ways)) as twin:
        reader = Reader("reader", MODEL, None, 500, 4000, CardPrompt())
        made = Client(reader, [Endpoint(twin.url, None, 5)], 2, 5, found.append)
        asyncio.run(made.run(iter([Question("k", "Is it MIT?", ("yes", "no"))])))
        systems = {request["messages"][0]["content"] for request in twin.requests if "MIT" in str(request)}
    (one,) = found
    assert one.status == status
    assert systems == {CardPrompt().judge}
    if status == "ok":
        assert json.loads(one.text or "")["shares"] == {"yes": 0.96, "no": 0.04}
