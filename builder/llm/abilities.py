"""What a server can do: which way it keeps to a closed list, and whether it tells how sure it is."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from builder.errors import ServerError
from builder.llm.choices import CHOICE, OBJECT, PROMPT, SCHEMA, WAYS, parameters
from builder.llm.endpoints import LOST, Endpoint

ODD = ("17", "42")  # words that no model answers the question below with by itself
QUESTION = "Say hello."
PROBE_S = 120.0


@dataclass(frozen=True)
class Abilities:
    """Of one server with one model."""

    ways: frozenset[str]
    logprobs: bool

    @property
    def best(self) -> str:
        """The strictest way to ask for one of a list."""
        return next((way for way in WAYS if way in self.ways), PROMPT)

    def __str__(self) -> str:
        names = ((CHOICE, "guided choice"), (SCHEMA, "json_schema"), (OBJECT, "json_object"))
        told = [f"{name} {'yes' if way in self.ways else 'no'}" for way, name in names]
        return ", ".join([*told, f"log-probabilities {'yes' if self.logprobs else 'no'}"])


async def abilities(session: aiohttp.ClientSession, endpoint: Endpoint, model: str) -> Abilities:
    """Asks for each way once; ServerError where the server gives no answer to any."""
    ways, logprobs, last = set(), False, "nothing"
    for way in WAYS:
        body = {"model": model, "messages": [{"role": "user", "content": QUESTION}], **parameters(ODD, way)}
        try:
            async with session.post(
                f"{endpoint.url}/chat/completions",
                json=body,
                headers=endpoint.headers,
                timeout=aiohttp.ClientTimeout(total=PROBE_S),
            ) as answer:
                last = f"HTTP {answer.status}"
                found = await answer.json(content_type=None) if answer.status == 200 else None
        except (*LOST, TimeoutError, ValueError) as error:
            last = str(error) or type(error).__name__
            continue
        text = _content(found)
        if text is None:
            continue
        keeps = {CHOICE: text in ODD, SCHEMA: text.strip('"') in ODD and text.startswith('"')}
        if keeps.get(way, True) and (way != OBJECT or text.lstrip().startswith("{")):
            ways.add(way)
            logprobs = logprobs or _told(found)
    if not ways:
        raise ServerError(f"{endpoint.url} gives {model} no answer to a plain question ({last})")
    return Abilities(frozenset(ways), logprobs)


def _content(found: Any) -> str | None:  # noqa: ANN401 - any JSON
    try:
        content = found["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return None
    return content if isinstance(content, str) else None


def _told(found: Any) -> bool:  # noqa: ANN401 - any JSON
    try:
        return bool(found["choices"][0]["logprobs"]["content"][0]["top_logprobs"])
    except (KeyError, IndexError, TypeError):
        return False
