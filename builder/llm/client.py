"""Asks many questions at once and keeps what comes of each: an answer, or the reason why there will be none.

HTTP by aiohttp: the openai client took 14 times its work for a request, more than all else that a card needs.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from builder.errors import ServerError
from builder.llm import choices as lists
from builder.llm.abilities import abilities
from builder.llm.answer_journal import BROKEN, TIMEOUT, Outcome
from builder.llm.endpoints import LOST, Endpoint, usable
from builder.llm.reader import Question, Reader

HERE = "the question's text"  # stands in no prompt
AS_OBJECT = '\nWrite it as a JSON object: {"answer": "..."}'
WARMER = 0.3  # temperature of each further try of an answer that was none
BUSY_S = 1800.0  # how long a server may say that it has too much to do
LONGEST_UNIT, REPEATED, LEAST_REPEATED = 400, 3, 60  # characters of what is repeated, how often, and in all
FAULTS = 4  # answers of 5xx to one question
PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
OK, CUT, INVALID, REFUSED, BAD = "ok", "truncated_output", "schema_invalid", "refused", "bad_request"


class _Suspect(Exception):
    """A question that was asked when servers broke: it is asked once more, alone."""


@dataclass
class Tries:
    """What has befallen one question."""

    max_tokens: int
    doubled: bool = False
    invalid: int = 0
    faults: int = 0
    lost: int = 0
    timeouts: int = 0
    busy_since: float | None = None
    said: str = ""


@dataclass
class Client:
    """Asks questions of one reader at one or more endpoints; `take` gets each outcome as it comes."""

    reader: Reader
    endpoints: list[Endpoint]
    concurrency: int  # questions in flight, over all endpoints
    answer_s: float
    take: Callable[[Outcome], None]
    asked: int = 0  # requests that got an answer
    _idle_tokens: int = 0  # of a question without a card
    _server: str = ""
    _way: str = ""  # how closed lists are asked for
    _learning: asyncio.Lock = field(default_factory=asyncio.Lock)
    _frames: dict[tuple[int, tuple[str, ...], tuple[str, ...], int], tuple[str, str]] = field(default_factory=dict)
    _suspects: list[Question] = field(default_factory=list)

    async def run(self, questions: Iterator[Question]) -> None:
        """Asks all questions; ServerError where no server is left that could answer."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            await self._introduce(session)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self.concurrency):
                        group.create_task(self._work(session, questions))
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None  # the first ends all
            for question in self._suspects:
                self.take(await self._ask(session, question, alone=True))

    async def _introduce(self, session: aiohttp.ClientSession) -> None:
        """Meets the server: does it have the model, is its window large enough, how long is a prompt without card?"""
        one = await usable(self.endpoints, session)
        models = await one.models(session)
        name = self.reader.served_name
        if name not in models:
            raise ServerError(f"{one.url} serves no model '{name}': it has {', '.join(sorted(models)) or 'none'}")
        self._server = await one.version(session, models[name])
        try:
            status, answer = await self._post(session, one, Question("", self.reader.prompt.blank), 1)
        except (*LOST, TimeoutError) as error:
            raise ServerError(f"{one.url} does not answer a question ({str(error) or 'it is silent'})") from error
        try:
            self._idle_tokens = int(answer["usage"]["prompt_tokens"])
        except (KeyError, TypeError, ValueError) as error:
            said = _message(answer)
            raise ServerError(f"{one.url} does not answer as OpenAI's servers do (HTTP {status}): {said}") from error
        window = models[name].get("max_model_len")
        needed = self.reader.window(self._idle_tokens)
        if isinstance(window, int) and window < needed:
            raise ServerError(
                f"{name} has a window of {window:,} tokens and the settings ask for {needed:,}: give less with"
                " card_tokens or answer_tokens"
            )

    async def _work(self, session: aiohttp.ClientSession, questions: Iterator[Question]) -> None:
        for question in questions:
            try:
                self.take(await self._ask(session, question))
            except _Suspect:
                self._suspects.append(question)

    async def _ask(self, session: aiohttp.ClientSession, question: Question, alone: bool = False) -> Outcome:
        tries = Tries(self.reader.answer_tokens)
        while True:
            endpoint = await usable(self.endpoints, session)
            if question.choices:
                await self._learn(session, endpoint)
            endpoint.in_flight += 1
            try:
                status, answer = await self._post(session, endpoint, question, tries.max_tokens, tries.invalid)
            except LOST as error:
                tries.lost += 1
                tries.said = str(error) or type(error).__name__
                self._blame(question, tries.lost, alone)
                endpoint.up = False
                if alone and tries.lost > 1:
                    return Outcome(question.key, BROKEN, detail=tries.said)
                continue
            except TimeoutError:
                endpoint.up = False  # unless it says that it is
                tries.timeouts += 1
                if tries.timeouts > 1:
                    return Outcome(question.key, TIMEOUT, detail=f"no answer within {self.answer_s:.0f} s, twice")
                continue
            finally:
                endpoint.in_flight -= 1
            outcome = self._judged(question, status, answer, tries)
            if outcome:
                self.asked += 1
                endpoint.gave_answer()
                return outcome
            if tries.faults >= FAULTS:
                self._blame(question, tries.faults, alone)
                return Outcome(question.key, BROKEN, detail=tries.said)
            if status != 200:
                await asyncio.sleep(_pause(tries, answer))

    def _blame(self, question: Question, times: int, alone: bool) -> None:
        """Puts a question aside that may be what the servers die of."""
        if not alone and times > 1:
            raise _Suspect(question.key)

    async def _learn(self, session: aiohttp.ClientSession, endpoint: Endpoint) -> None:
        """Finds out once how the server keeps to a closed list."""
        async with self._learning:
            if not self._way:
                self._way = (await abilities(session, endpoint, self.reader.served_name)).best

    async def _post(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, question: Question, max_tokens: int, again: int = 0
    ) -> tuple[int, Any]:
        """A request's status and the JSON that came back (None where it is none)."""
        head, tail = self._frame(max_tokens, question, again)
        text = question.text + (AS_OBJECT if question.choices and self._way == lists.OBJECT else "")
        data = f"{head}{json.dumps(text, ensure_ascii=False)}{tail}".encode("utf-8", "replace")
        async with session.post(
            f"{endpoint.url}/chat/completions",
            data=data,
            headers={"Content-Type": "application/json", **endpoint.headers},
            timeout=aiohttp.ClientTimeout(total=self.answer_s),
        ) as answer:
            raw = await answer.read()
            retry = answer.headers.get("Retry-After")
        try:
            found = json.loads(raw)
        except ValueError:
            found = None
        if retry and isinstance(found, dict):
            found["retry_after"] = retry
        return answer.status, found

    def _frame(self, max_tokens: int, question: Question, again: int) -> tuple[str, str]:
        """What stands before and after the question's text in a request: written once, not for each."""
        kind = (max_tokens, question.choices, question.fields, again)
        if kind not in self._frames:
            prompt = self.reader.prompt
            system = prompt.judge if question.choices else prompt.system
            messages = [{"role": "system", "content": system}, {"role": "user", "content": HERE}]
            parameters = self.reader.parameters(max_tokens, question.choices, self._way, question.fields)
            parameters["temperature"] = again * WARMER  # else the same answer would come again
            body = {"model": self.reader.served_name, "messages": messages, **parameters}
            head, tail = json.dumps(body, ensure_ascii=False).split(json.dumps(HERE))
            self._frames[kind] = head, tail
        return self._frames[kind]

    def _judged(self, question: Question, status: int, answer: Any, tries: Tries) -> Outcome | None:  # noqa: ANN401
        """What an answer comes to, None where it is asked for again; ServerError where asking is of no use."""
        match status:
            case 200:
                return self._read(question, answer, tries)
            case 400 | 413 | 422:
                return Outcome(question.key, BAD, detail=_message(answer), server=self._server)
            case 429 | 503:
                tries.busy_since = tries.busy_since or time.monotonic()
                if time.monotonic() - tries.busy_since < BUSY_S:
                    return None
                return Outcome(question.key, BROKEN, detail=f"too busy for {BUSY_S:.0f} s")
            case _ if status >= 500:
                tries.faults += 1
                tries.said = f"HTTP {status}: {_message(answer)}"
                return None
        raise ServerError(f"the server answers HTTP {status}: {_message(answer)}")

    def _read(self, question: Question, answer: Any, tries: Tries) -> Outcome | None:  # noqa: ANN401
        text, finish, refusal = _choice(answer)
        card, output = _usage(answer)
        facts: dict[str, Any] = {
            "text": text,
            "card_tokens": None if card is None else max(card - self._idle_tokens, 0),
            "output_tokens": output,
            "server": self._server,
        }
        if refusal or finish == "content_filter":
            return Outcome(question.key, REFUSED, detail=refusal, **facts)
        if question.choices:
            facts["text"] = lists.said(question.choices, answer["choices"][0]) if text is not None else None
            tries.invalid += 1
            if facts["text"] is not None:
                return Outcome(question.key, OK, **facts)
            return Outcome(question.key, INVALID, **facts) if tries.invalid > 1 else None
        if finish == "length":
            if tries.doubled or (text and repeats(text)):
                return Outcome(question.key, CUT, **facts)
            tries.doubled, tries.max_tokens = True, 2 * tries.max_tokens
            return None
        if text is not None and self.reader.prompt.accepts(text, question.fields):
            return Outcome(question.key, OK, **facts)
        tries.invalid += 1
        return Outcome(question.key, INVALID, **facts) if tries.invalid > 1 else None


def repeats(text: str) -> bool:
    """Whether a text ends in the same words again and again, so that more room would only hold more of them."""
    tail = text[-LONGEST_UNIT * REPEATED :]
    units = range(1, len(tail) // REPEATED + 1)
    return any(tail.endswith(tail[-unit:] * max(REPEATED, LEAST_REPEATED // unit)) for unit in units)


def _choice(answer: Any) -> tuple[str | None, str | None, str | None]:  # noqa: ANN401 - any JSON
    """Text, reason of the end and refusal of an answer; nothing of what is none."""
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        found = (message.get("content"), choice.get("finish_reason"), message.get("refusal"))
    except (KeyError, IndexError, TypeError, AttributeError):
        return None, None, None
    text, finish, refusal = (value if isinstance(value, str) else None for value in found)
    return text, finish, refusal


def _usage(answer: Any) -> tuple[int | None, int | None]:  # noqa: ANN401 - any JSON
    usage = answer.get("usage") if isinstance(answer, dict) else None
    found = [usage.get(name) if isinstance(usage, dict) else None for name in ("prompt_tokens", "completion_tokens")]
    prompt, output = (value if isinstance(value, int) else None for value in found)
    return prompt, output


def _message(answer: Any) -> str:  # noqa: ANN401 - any JSON
    """What a server said of an error, in one line."""
    error = answer.get("error") if isinstance(answer, dict) else None
    said = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(said or answer or "nothing").split())[:300]


def _pause(tries: Tries, answer: Any) -> float:  # noqa: ANN401 - any JSON
    """Seconds until the next try: what the server asks for, else longer each time, never all at once."""
    try:
        return min(float(answer["retry_after"]), LONGEST_PAUSE_S)
    except (KeyError, TypeError, ValueError):
        return min(PAUSE_S * float(2**tries.faults), LONGEST_PAUSE_S) * random.uniform(0.5, 1.5)  # noqa: S311
