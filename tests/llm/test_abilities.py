"""What a server can do, by its own answers to one odd question."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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


class Plain(BaseHTTPRequestHandler):
    """A server that keeps to no list: it may keep to JSON, as llama-cpp-python's does, or to nothing."""

    objects = True
    word = "yes"

    def do_GET(self) -> None:
        self.answer({"data": [{"id": MODEL, "max_model_len": 4096}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = asked["messages"][-1]["content"]
        said = self.word if "Is it MIT?" in text else "Hello!"
        if self.objects and asked.get("response_format") == {"type": "json_object"}:
            said = json.dumps({"answer": said})
        choice = {"message": {"content": said}, "finish_reason": "stop", "index": 0}
        self.answer({"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 2}})

    def answer(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize("objects", [True, False], ids=["JSON objects", "text alone"])
@pytest.mark.parametrize(
    ("word", "status"),
    [("yes", "ok"), ("No.", "ok"), ("MIT", "schema_invalid"), ("yes, MIT", "schema_invalid")],
)
def test_a_server_that_keeps_to_no_list(objects, word, status) -> None:
    """It is asked all the same; only an answer of the list is taken."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Server", (Plain,), {"objects": objects, "word": word}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found: list[Outcome] = []
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        assert ask(url).best == ("json_object" if objects else "prompt")
        reader = Reader("reader", MODEL, None, 500, 4000, CardPrompt())
        made = Client(reader, [Endpoint(url, None, 5)], 2, 5, found.append)
        asyncio.run(made.run(iter([Question("k", "Is it MIT?", ("yes", "no"))])))
    finally:
        server.shutdown()
        server.server_close()
    assert [one.status for one in found] == [status]
    if status == "ok":
        assert json.loads(found[0].text or "")["choice"] == word.strip(".").casefold()
