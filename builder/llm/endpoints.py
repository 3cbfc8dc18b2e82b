"""The servers that answer: which are up, how one comes back, and what one says of itself."""

import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from builder.errors import ServerError
from builder.llm.server import Server

KEY = "PEATMOSS_ENDPOINT_KEY"  # environment variable with the key of an endpoint that wants one
POLL_S = 0.5
LOOK_S = 10.0  # for an answer about the models
SILENT = 2  # looks in a row without an answer until a server of ours is started anew
REST_S = 10.0  # between two calls for one that did not come
STARTS = 3  # of a server of ours without an answer between them
LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError)


@dataclass
class Endpoint:
    """One server: an address, or one of ours that is started when it is first needed."""

    address: str
    server: Server | None
    patience_s: float  # how long to wait for it to come (back)
    up: bool = False
    in_flight: int = 0
    starts: int = 0  # since its last answer
    answered: bool = False  # ever
    rests_until: float = 0.0
    coming: asyncio.Task[None] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens, '.../v1'."""
        return self.server.url if self.server else self.address

    def gave_answer(self) -> None:
        """Notes that it does what it is for."""
        self.starts, self.answered = 0, True

    def come(self, session: aiohttp.ClientSession) -> asyncio.Task[None]:
        """The task at whose end it is up; ServerError where it does not come. One that failed rests for a while."""
        if self.coming is None or (self.coming.done() and time.monotonic() > self.rests_until):
            self.rests_until = 0.0
            self.coming = asyncio.create_task(self._come(session))
            self.coming.add_done_callback(self._came)
        return self.coming

    def _came(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.rests_until = time.monotonic() + REST_S

    async def _come(self, session: aiohttp.ClientSession) -> None:
        key = self.server.key if self.server else os.environ.get(KEY)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        end = time.monotonic() + self.patience_s
        last, silent = "", 0
        while time.monotonic() < end:
            if self.server and not self.server.alive:
                if self.starts >= STARTS:
                    self.server.check()
                self.starts += 1
                self.server.start()
            try:
                await self.models(session)
            except (*LOST, TimeoutError) as error:
                last = str(error) or type(error).__name__
                silent += isinstance(error, TimeoutError)
                if self.server and self.answered and silent > SILENT:
                    self.server.stop()  # it hangs
                    silent = 0
            else:
                self.up = True
                return
            if not self.answered:  # one that never did would end, or be silent, in the same way again
                if self.server is None:
                    break
                self.server.check()
            await asyncio.sleep(POLL_S)
        if self.server:
            raise ServerError(f"no answer within {self.patience_s:.0f} s (start_s): {self.server.last_lines()}")
        raise ServerError(
            f"no server answers at {self.address} ({last}): start it and run the same command again; what was answered"
            " is kept"
        )

    async def models(self, session: aiohttp.ClientSession) -> dict[str, dict[str, Any]]:
        """The models that it serves, by name; ServerError where it is no such server."""
        timeout = aiohttp.ClientTimeout(total=LOOK_S)
        async with session.get(f"{self.url}/models", headers=self.headers, timeout=timeout) as answer:
            if answer.status in {401, 403}:
                raise ServerError(f"{self.address} wants another key than {KEY} holds (HTTP {answer.status})")
            if answer.status >= 500:
                raise aiohttp.ClientConnectionError(f"HTTP {answer.status}")
            try:
                listed = json.loads(await answer.read())["data"]
                return {str(model["id"]): model for model in listed}
            except (ValueError, KeyError, TypeError) as error:
                raise ServerError(
                    f"{self.url} is not an OpenAI-compatible server: /models gave HTTP {answer.status} and no list of"
                    " models (the address ends in /v1)"
                ) from error

    async def version(self, session: aiohttp.ClientSession, model: dict[str, Any]) -> str:
        """What runs the model, for the column `server`: 'vllm 0.32.0' where it tells."""
        owner = str(model.get("owned_by") or "unknown")
        timeout = aiohttp.ClientTimeout(total=LOOK_S)
        try:
            async with session.get(
                f"{self.url.removesuffix('/v1')}/version", headers=self.headers, timeout=timeout
            ) as answer:
                return f"{owner} {json.loads(await answer.read())['version']}"
        except (*LOST, TimeoutError, ValueError, KeyError, TypeError):
            return owner


async def usable(endpoints: list[Endpoint], session: aiohttp.ClientSession) -> Endpoint:
    """The endpoint with the least to do of those that are up, waiting for one; ServerError where none comes.

    The others are called meanwhile.
    """
    while True:
        coming = [one.come(session) for one in endpoints if not one.up]
        if up := [one for one in endpoints if one.up]:
            return min(up, key=lambda one: one.in_flight)
        failed: ServerError | None = None
        for task in asyncio.as_completed(coming):
            try:
                await task
            except ServerError as error:
                failed = error
            else:
                break
        else:
            raise failed or ServerError("no endpoint is given")
