"""What the language model reads: the templates of one prompt version, and the hash of all that steers an answer.

The same for every card first (servers keep that part), the card last, between marks with a code made from the card's
own hash: no card can hold the mark that ends it, and the same card makes the same prompt.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from builder.bundled import bundled
from builder.extraction import judging
from builder.extraction.answers import Answer, parse, schema, schema_sha256
from builder.extraction.vocabulary import FRAMEWORKS
from builder.reference.domains import DOMAINS

VERSION = "v1"  # folder of prompts/


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
        return user("", [])

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

    def accepts(self, text: str) -> bool:
        """Whether an answer is what the schema asks for."""
        return parse(text) is not None


@dataclass(frozen=True)
class _Field:
    """A field of the answer as the prompt tells it; `shape` names the keys of its claims beside 'quote' and 'value'."""

    description: str
    shape: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(bundled("prompts") / VERSION),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - no page: a prompt
    )


@cache
def system() -> str:
    """The part that is the same for every card."""
    return (
        _environment()
        .get_template("system.jinja")
        .render(
            fields={
                name: _Field(field.description or "", _shape(field)) for name, field in Answer.model_fields.items()
            },
            tasks=sorted(DOMAINS),
            frameworks=sorted(set(FRAMEWORKS.values())),
        )
    )


def user(card: str, known: Iterable[str], part: int = 0, parts: int = 1) -> str:
    """The question about a card, or one of its parts; `known` are the fields that need not be looked for."""
    template = _environment().get_template("user.jinja")
    return template.render(card=card, known=list(known), part=part, parts=parts, nonce=nonce(card))


def nonce(card: str) -> str:
    """The code in the marks around a card."""
    return hashlib.sha256(card.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def prompt_sha256(chat_template: str | None = None) -> str:
    """SHA-256 of both templates, the answer's schema and, where it is known, the model's chat template."""
    loader = FileSystemLoader(bundled("prompts") / VERSION)
    templates = [loader.get_source(_environment(), name)[0] for name in ("system.jinja", "user.jinja")]
    whole = [VERSION, *templates, system(), schema(), judging.VERSION, *judging.sources(), chat_template]
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
