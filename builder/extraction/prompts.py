"""What the language model reads: the templates of one prompt version, and the hash of all that steers an answer.

The same for every card first (servers keep that part), the card last, between marks with a code made from the card's
own hash: no card can hold the mark that ends it, and the same card makes the same prompt.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel

from builder.extraction import judging
from builder.extraction.answers import GROUPS, Answer, parse, schema, schema_sha256
from builder.extraction.templates import sources, templates
from builder.extraction.vocabulary import FRAMEWORKS
from builder.reference.domains import DOMAINS

VERSION = "v2"  # folder of prompts/


# One field of each group with a card that says it, and what is said.
EXAMPLES: dict[str, tuple[str, Any]] = {
    "license": ("# Bog. Free under MIT.", {"quote": "under MIT", "value": "MIT"}),
    "languages": ("# Bog speaks Dutch.", [{"quote": "speaks Dutch", "value": "Dutch"}]),
    "datasets": ("# Bog was trained on BogQA.", [{"quote": "trained on BogQA", "value": "BogQA"}]),
    "demo": ("# Bog. Try https://bog.example", {"quote": "Try https://bog.example", "value": "https://bog.example"}),
    "hyperparameters": ("# Bog. epochs: 3", [{"quote": "epochs: 3", "name": "epochs", "value": "3"}]),
    "grants": ("# Bog. Funded by grant K-1.", [{"quote": "grant K-1", "value": "K-1"}]),
    "evaluation": (
        "# Bog has an F1 of 81.2 on BogQA.",
        [{"quote": "F1 of 81.2 on BogQA", "task": None, "dataset": "BogQA", "metric": "F1", "value": "81.2"}],
    ),
    "limitations_and_biases": ("# Bog. It fails on sarcasm.", {"quote": "It fails on sarcasm."}),
    "input_format": ("# Bog. It takes a photo of reeds.", {"quote": "takes a photo of reeds"}),
    "output_format": ("# Bog. It gives the species' name.", {"quote": "gives the species' name"}),
}


@dataclass(frozen=True)
class CardPrompt:
    """What a language model is asked about a card: a `Prompt` of builder.llm."""

    version: str = VERSION

    @property
    def system(self) -> str:
        """The part that is the same for every card."""
        return system()

    @property
    def judge(self) -> str:
        """The part that is the same for every question with a closed list of answers."""
        return judging.system()

    @property
    def blank(self) -> str:
        """The question about a card without text."""
        return user("", GROUPS[-1])

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of an answer."""
        return schema()

    @property
    def schema_sha256(self) -> str:
        """SHA-256 of the schema as canonical JSON."""
        return schema_sha256()

    def sha256(self, chat_template: str | None) -> str:
        """SHA-256 of both templates, the answer's schema and, where it is known, the model's chat template."""
        return prompt_sha256(chat_template)

    def shared_sha256(self, chat_template: str | None) -> str:
        """SHA-256 of what steers every answer: both system messages and, where it is known, the chat template."""
        shared = [VERSION, system(), judging.VERSION, judging.system(), chat_template]
        return hashlib.sha256(json.dumps(shared, separators=(",", ":")).encode()).hexdigest()

    def schema_of(self, fields: tuple[str, ...]) -> dict[str, Any]:
        """JSON schema of an answer to a question for some fields."""
        return schema(fields)

    def accepts(self, text: str, fields: tuple[str, ...] = ()) -> bool:
        """Whether an answer is what the schema asks for."""
        return parse(text, fields) is not None


@dataclass(frozen=True)
class _Field:
    """A field of the answer as the prompt tells it; `shape` names the keys of its claims beside 'quote' and 'value'."""

    description: str
    shape: str


@cache
def system() -> str:
    """The part that is the same for every card."""
    template = templates(VERSION).get_template("system.jinja")
    return template.render(tasks=sorted(DOMAINS), frameworks=sorted(set(FRAMEWORKS.values())))


def user(card: str, fields: tuple[str, ...] = (), part: int = 0, parts: int = 1) -> str:
    """The question for some fields of a card, or of one of its parts; for all where none is named.

    The card comes first, so that servers keep its beginning over the questions about it.
    """
    template = templates(VERSION).get_template("user.jinja")
    return template.render(card=card, part=part, parts=parts, nonce=nonce(card), **_asked(fields))


@cache
def _asked(fields: tuple[str, ...]) -> dict[str, Any]:
    """What stands below a card: the fields, and an example that shows the answer's shape."""
    names = fields or tuple(Answer.model_fields)
    known = Answer.model_fields
    shown = next((name for name in names if name in EXAMPLES), names[0])
    card, said = EXAMPLES.get(shown, ("", None))
    answer = json.dumps(dict.fromkeys(names) | {shown: said}, separators=(",", ":"))
    return {
        "fields": {name: _Field(known[name].description or "", _shape(known[name])) for name in names},
        "example": {"card": card, "answer": answer},
    }


def nonce(card: str) -> str:
    """The code in the marks around a card."""
    return hashlib.sha256(card.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def prompt_sha256(chat_template: str | None = None) -> str:
    """SHA-256 of both templates, the answer's schema and, where it is known, the model's chat template."""
    judge = (judging.VERSION, *sources(judging.VERSION))
    whole = [VERSION, *sources(VERSION), system(), user(""), schema(), *judge, chat_template]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _shape(field: Any) -> str:  # noqa: ANN401 - pydantic's FieldInfo
    """The keys of a field's claims in words, where they are other than quote and value."""
    models: list[type[BaseModel]] = []

    def walk(kind: Any) -> None:  # noqa: ANN401 - any annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            models.append(kind)
        for inner in get_args(kind):
            if inner is not NoneType:
                walk(inner)

    walk(field.annotation)
    keys = [name for name in models[0].model_fields if name != "quote"]
    return "" if keys == ["value"] else ", ".join(keys) or "quote only"
