"""The answer that a language model is asked for: one pydantic model, from which schema, prompt and parser follow.

Every key is there, null where the card says nothing. A claim is a value with its quotation; the quotation comes first,
so that the value is written after it. No length of a string is bounded: guided decoding with such bounds broke JSON.
"""

import json
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import from_json

from builder.extraction.vocabulary import FRAMEWORKS
from builder.reference.domains import DOMAINS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Passage(_Strict):
    """A quotation that is itself the value."""

    quote: str


class Claim(_Strict):
    """A value as the card writes it."""

    quote: str
    value: str


class TaskClaim(_Strict):
    """A task in the Hub's words."""

    quote: str
    value: Literal[tuple(sorted(DOMAINS))]  # type: ignore[valid-type]


class FrameworkClaim(_Strict):
    """A framework in our words."""

    quote: str
    value: Literal[tuple(sorted(set(FRAMEWORKS.values())))]  # type: ignore[valid-type]


class Hardware(_Strict):
    """A machine of the training, each part as the card writes it."""

    quote: str
    name: str
    count: str | None
    hours: str | None
    provider: str | None
    region: str | None


class Hyperparameter(_Strict):
    """A setting of the training."""

    quote: str
    name: str
    value: str


class Measurement(_Strict):
    """One result."""

    quote: str
    task: str | None
    dataset: str | None
    metric: str | None
    value: str


class Answer(_Strict):
    """What a card says; each field's description is what the model reads of it."""

    tasks: Annotated[
        Annotated[list[TaskClaim], Field(max_length=5)] | None, Field(description="what this model is for")
    ]
    frameworks: Annotated[
        Annotated[list[FrameworkClaim], Field(max_length=8)] | None, Field(description="what runs its weights")
    ]
    libraries: Annotated[
        Annotated[list[Claim], Field(max_length=8)] | None, Field(description="libraries that load it")
    ]
    languages: Annotated[
        Annotated[list[Claim], Field(max_length=30)] | None, Field(description="natural languages that it works in")
    ]
    datasets: Annotated[
        Annotated[list[Claim], Field(max_length=30)] | None,
        Field(description="data sets that it was trained on; not those of tests"),
    ]
    license: Annotated[Claim | None, Field(description="licence of its weights")]
    github_repo: Annotated[Claim | None, Field(description="GitHub URL of its own code")]
    papers: Annotated[
        Annotated[list[Claim], Field(max_length=10)] | None,
        Field(description="papers about it: URL or arXiv id, else title"),
    ]
    base_model: Annotated[Claim | None, Field(description="model that it was made from: owner/name")]
    parameter_count: Annotated[Claim | None, Field(description="number of parameters, with its unit")]
    hardware: Annotated[
        Annotated[list[Hardware], Field(max_length=5)] | None, Field(description="machines that trained it")
    ]
    carbon_emitted: Annotated[Claim | None, Field(description="CO2 of its training, with its unit")]
    hyperparameters: Annotated[
        Annotated[list[Hyperparameter], Field(max_length=40)] | None, Field(description="settings of its training")
    ]
    evaluation: Annotated[
        Annotated[list[Measurement], Field(max_length=60)] | None, Field(description="its own results: one number each")
    ]
    limitations_and_biases: Annotated[Passage | None, Field(description="what it cannot do, where it is biased")]
    demo: Annotated[Claim | None, Field(description="URL where it can be tried")]
    grants: Annotated[Annotated[list[Claim], Field(max_length=10)] | None, Field(description="grants and funders")]
    input_format: Annotated[Passage | None, Field(description="what it takes")]
    output_format: Annotated[Passage | None, Field(description="what it gives")]


COLUMNS = {"carbon_emitted": "carbon_emitted_g", "base_model": "base_models"}  # fields whose column has another name


# Fields that are asked for together.
GROUPS = (
    ("tasks", "frameworks", "libraries", "languages", "license"),
    ("datasets", "base_model", "papers", "github_repo", "demo"),
    ("parameter_count", "hardware", "carbon_emitted", "hyperparameters", "grants"),
    ("evaluation",),
    ("limitations_and_biases", "input_format", "output_format"),
)


@cache
def model_of(fields: tuple[str, ...] = ()) -> type[BaseModel]:
    """The answer to a question for some fields; all fields where none is named."""
    if not fields:
        return Answer
    known: dict[str, Any] = {name: (field.annotation, field) for name, field in Answer.model_fields.items()}
    return create_model("Part", __base__=_Strict, **{name: known[name] for name in fields})


@cache
def schema(fields: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON schema of an answer, without the texts that only people read."""
    return dict(_bare(model_of(fields).model_json_schema()))


@cache
def schema_sha256() -> str:
    """SHA-256 of the schema as canonical JSON."""
    return sha256(json.dumps(schema(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def parse(text: str, fields: tuple[str, ...] = ()) -> Answer | None:
    """The JSON of an answer to a question for some fields, strictly; None for whatever is not what was asked for."""
    try:
        said = model_of(fields).model_validate_json(text)
    except ValidationError:
        return None
    return Answer.model_construct(
        **(dict.fromkeys(Answer.model_fields) | {name: getattr(said, name) for name in type(said).model_fields})
    )


def whole_claims(text: str) -> Answer | None:
    """The claims that stand whole in an answer, which may be cut; None where it is no beginning of one."""
    try:
        said = from_json(text, allow_partial=True)
    except ValueError:
        return None
    if not isinstance(said, dict) or not said.keys() <= Answer.model_fields.keys():
        return None
    found = dict.fromkeys(Answer.model_fields) | said
    last = next(reversed(said), "")
    value = said.get(last)
    # only what was written last can be in parts
    tries = [value, value[:-1] or None, None] if isinstance(value, list) else [value, None]
    for kept in tries:
        try:
            return Answer.model_validate(found | {last: kept} if last else found)
        except ValidationError:
            continue
    return None


def _bare(node: Any) -> Any:  # noqa: ANN401 - any JSON
    match node:
        case dict():
            return {key: _bare(value) for key, value in node.items() if key not in {"title", "description"}}
        case list():
            return [_bare(value) for value in node]
    return node
