"""A server that answers as OpenAI's and vLLM's do, from rules in place of a model: right, wrong, broken, late or not.

`python tests/peers/llm_server.py --port PORT` runs it by itself.
"""

import argparse
import asyncio
import itertools
import json
import math
import os
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

MODEL = "twin/reader"
CARD = re.compile(r"<card-([0-9a-f]{16})>\n(.*)\n</card-\1>", re.DOTALL)
LABELS = {  # a line 'Label: value' of a card -> the field that it fills
    "Licence": "license",
    "Base model": "base_model",
    "Parameters": "parameter_count",
    "CO2": "carbon_emitted",
    "Code": "github_repo",
    "Demo": "demo",
    "Data": "datasets",
    "Language": "languages",
    "Paper": "papers",
}
LISTS = {"datasets", "languages", "papers"}
FIELDS = (
    *("tasks", "frameworks", "libraries", "languages", "datasets", "license", "github_repo", "papers", "base_model"),
    *("parameter_count", "hardware", "carbon_emitted", "hyperparameters", "evaluation", "limitations_and_biases"),
    *("demo", "grants", "input_format", "output_format"),
)


def nothing() -> dict[str, Any]:
    """An answer that finds nothing."""
    return dict.fromkeys(FIELDS)


def right(card: str) -> dict[str, Any]:
    """What the lines 'Label: value' of a card say, and its first long line as limitations."""
    found = nothing()
    for line in card.splitlines():
        label, _, value = line.partition(": ")
        name = LABELS.get(label)
        if name and value:
            claim = {"quote": line, "value": value}
            found[name] = [*(found[name] or []), claim][:10] if name in LISTS else claim
    return found


def busy(card: str) -> dict[str, Any]:
    """Quotations from all over a card, so that whoever checks them has work to do."""
    found = right(card)
    lines = [line.strip() for line in card.splitlines() if len(line.split()) > 4][:200]
    for name, line in zip(("limitations_and_biases", "input_format", "output_format"), lines[::-1], strict=False):
        found[name] = {"quote": line}
    numbers = [line for line in lines if re.search(r"\d", line)][:10]
    found["evaluation"] = [
        {"quote": line, "task": None, "dataset": line.split()[0], "metric": None, "value": value[0]}
        for line in numbers
        if (value := re.search(r"\d+\.\d+", line))
    ] or None
    return found


def first(_: str, choices: list[str]) -> dict[str, float]:
    """Sure of the first answer that is offered."""
    rest = 0.04 / max(len(choices) - 1, 1)
    return dict.fromkeys(choices, rest) | {choices[0]: 0.96}


def offered(body: dict[str, Any]) -> tuple[str, list[str]] | None:
    """The way in which a request keeps to a list of answers, and the list; None for a request that has none."""
    if choices := body.get("structured_outputs", {}).get("choice"):
        return "choice", choices
    asked = body.get("response_format", {})
    choices = asked.get("json_schema", {}).get("schema", {}).get("enum")
    return ("json_schema", choices) if choices else None


@dataclass
class Twin:
    """A running server. `script` maps a mark in a card to what befalls its questions one after the other."""

    url: str = ""
    reader: Callable[[str], dict[str, Any]] = right
    ways: frozenset[str] = frozenset(("choice", "json_schema", "json_object"))  # of keeping to a list of answers
    judge: Callable[[str, list[str]], dict[str, float]] = first  # probabilities of a list's answers
    script: dict[str, list[str]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    most_at_once: int = 0
    window: int | None = 32_768
    models: tuple[str, ...] = (MODEL,)
    key: str | None = None
    keep: bool = True  # the requests
    thinks: float = 0.0  # seconds
    closing: bool = False
    _at_once: int = 0
    _turns: dict[str, Iterator[str]] = field(default_factory=dict)
    _counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def questions(self, mark: str) -> int:
        """How often a card with this mark was asked about."""
        return sum(mark in request["messages"][-1]["content"] for request in self.requests)

    def turn(self, text: str) -> str:
        """What befalls this question now; the last of a script stays."""
        for mark, turns in self.script.items():
            if mark in text:
                rest = self._turns.setdefault(mark, itertools.chain(turns, itertools.repeat(turns[-1])))
                return next(rest)
        return "right"

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/chat/completions."""
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _error(401, "wrong key")
        body = await request.json()
        if self.keep:
            self.requests.append(body)
        if body["model"] not in self.models:
            return _error(404, f"The model `{body['model']}` does not exist.")
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.thinks)
            return await self._answer(request, body, body["messages"][-1]["content"])
        finally:
            self._at_once -= 1

    async def _answer(self, request: web.Request, body: dict[str, Any], text: str) -> web.StreamResponse:
        card = CARD.search(text)
        kind = self.turn(text)
        if kind == "right" and (listed := offered(body)) and listed[0] in self.ways:
            return self._chosen(*listed, text)
        fields = body.get("response_format", {}).get("json_schema", {}).get("schema", {}).get("properties", FIELDS)
        answer = {name: said for name, said in (self.reader(card[2]) if card else nothing()).items() if name in fields}
        match kind:
            case "stall":
                while not self.closing:
                    await asyncio.sleep(0.02)
            case "drop":
                assert request.transport is not None
                request.transport.abort()
            case "busy":
                return _error(429, "too many requests", {"Retry-After": "0.02"})
            case "fault":
                return _error(500, "EngineCore encountered an issue.")
            case "bad":
                return _error(400, "this is no request that can be answered")
            case "no json":
                return web.Response(text="<html>a proxy's page</html>")
            case "refusal":
                return _reply(None, text, refusal="I cannot help with that.")
            case "broken":
                return _reply(json.dumps(answer)[:-9], text)
            case "more":
                return _reply(json.dumps({**answer, "owner": {"quote": "x", "value": "y"}}), text)
            case "fenced":
                return _reply(f"```json\n{json.dumps(answer)}\n```", text)
            case "length":
                return _reply(json.dumps(answer)[:20], text, finish="length")
            case "invented":
                invented = {"quote": "words that no card has ever had", "value": "invented"}
                told = {**nothing(), "license": invented, "datasets": [invented]}
                return _reply(json.dumps({name: told[name] for name in fields}), text)
        return _reply(json.dumps(answer), text)

    def _chosen(self, way: str, choices: list[str], text: str) -> web.Response:
        shares = self.judge(text, choices)
        best = max(shares, key=lambda choice: shares[choice])
        likely = [{"token": choice, "logprob": math.log(share)} for choice, share in shares.items() if share]
        content = best if way == "choice" else json.dumps(best)
        return _reply(content, text, logprobs={"content": [{"token": best, "top_logprobs": likely}]})

    async def list(self, request: web.Request) -> web.Response:
        """GET /v1/models."""
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _error(401, "wrong key")
        rows = [
            {"id": name, "object": "model", "owned_by": "twin", "max_model_len": self.window} for name in self.models
        ]
        return web.json_response({"object": "list", "data": rows})

    async def version(self, request: web.Request) -> web.Response:
        """GET /version."""
        return web.json_response({"version": "1.0"})

    def app(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=2**26)
        app.router.add_post("/v1/chat/completions", self.chat)
        app.router.add_get("/v1/models", self.list)
        app.router.add_get("/version", self.version)
        return app


def _reply(
    content: str | None, text: str, finish: str = "stop", refusal: str | None = None, **more: Any
) -> web.Response:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    usage = {"prompt_tokens": 100 + len(text) // 4, "completion_tokens": len(content or "") // 4}
    choice = {"index": 0, "message": message, "finish_reason": finish, **more}
    return web.json_response({"object": "chat.completion", "model": MODEL, "choices": [choice], "usage": usage})


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"message": message, "code": status}}, status=status, headers=headers)


@contextmanager
def serving(port: int = 0, **facts: Any) -> Iterator[Twin]:
    """A twin on a thread of its own, on loopback."""
    twin = Twin(**facts)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(twin.app(), shutdown_timeout=0.1, access_log=None)

    async def up() -> None:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        found = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        twin.url = f"http://127.0.0.1:{found}/v1"

    loop.run_until_complete(up())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield twin
    finally:
        twin.closing = True
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=300)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def main() -> None:
    """Takes vLLM's options: those that steer a model are passed over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--served-model-name", default=MODEL)
    parser.add_argument("--busy", action="store_true")
    known, _ = parser.parse_known_args()
    facts = {"reader": busy if known.busy else right, "models": (known.served_model_name,), "keep": False}
    with serving(known.port, **facts, key=os.environ.get("VLLM_API_KEY")) as running:
        print(running.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
