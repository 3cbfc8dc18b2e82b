"""Questions whose answer is one of a closed list: how servers are asked for one, and how sure the model was of it."""

import json
from collections.abc import Sequence
from math import exp
from typing import Any

# How a list is asked for: vLLM's guided choice, a JSON schema, any JSON object, or the prompt alone (checked by us).
CHOICE, SCHEMA, OBJECT, PROMPT = "choice", "json_schema", "json_object", "prompt"
WAYS = (CHOICE, SCHEMA, OBJECT, PROMPT)
TOKENS = {CHOICE: 8, SCHEMA: 12, OBJECT: 24, PROMPT: 8}  # that an answer may have
LIKELIEST = 20  # tokens whose probability is asked for: the most that OpenAI's API gives
UNMEASURED = 0.9  # probability of an answer of a server that tells none


def parameters(choices: Sequence[str], way: str) -> dict[str, Any]:
    """A request's parameters beside model and messages."""
    asked: dict[str, Any] = {"temperature": 0, "max_tokens": TOKENS[way], "logprobs": True, "top_logprobs": LIKELIEST}
    match way:
        case "choice":
            return asked | {"structured_outputs": {"choice": list(choices)}}
        case "json_schema":
            answer = {"name": "answer", "strict": True, "schema": {"type": "string", "enum": list(choices)}}
            return asked | {"response_format": {"type": "json_schema", "json_schema": answer}}
        case "json_object":
            return asked | {"response_format": {"type": "json_object"}}
    return asked


def said(choices: Sequence[str], choice: Any) -> str | None:  # noqa: ANN401 - any JSON
    """An answer's choice with the probability of each, as JSON text; None where it is none of the list."""
    try:
        content = choice["message"]["content"]
        word = _word(content)
    except (KeyError, TypeError, AttributeError):
        return None
    found = next((one for one in choices if one.casefold() == word.casefold()), None)
    if found is None:
        return None
    shares = _shares(choices, choice.get("logprobs"))
    if found not in shares:
        shares = {one: (1 - UNMEASURED) / max(len(choices) - 1, 1) for one in choices} | {found: UNMEASURED}
    return json.dumps({"choice": found, "shares": {one: round(share, 5) for one, share in shares.items()}})


def _word(content: str) -> str:
    """The answer's word: a JSON string, the only value of a JSON object, or the text itself."""
    try:
        data = json.loads(content)
    except ValueError:
        data = content
    if isinstance(data, dict) and len(data) == 1:
        data = next(iter(data.values()))
    return str(data).strip().strip("\"'.")


def _shares(choices: Sequence[str], logprobs: Any) -> dict[str, float]:  # noqa: ANN401 - any JSON
    """The probability of each choice by the first token that tells them apart; nothing where none is told."""
    try:
        for token in logprobs["content"]:
            shares = dict.fromkeys(choices, 0.0)
            for likely in token["top_logprobs"]:
                start = str(likely["token"]).strip("\"' \u0120{:").casefold()
                meant = [one for one in choices if start and one.casefold().startswith(start)]
                if len(meant) == 1:
                    shares[meant[0]] += exp(float(likely["logprob"]))
            whole = sum(shares.values())
            if whole > 0.01:
                return {one: share / whole for one, share in shares.items()}
    except (KeyError, TypeError, ValueError, OverflowError):
        return {}
    return {}
