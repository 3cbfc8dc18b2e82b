"""Contract of this folder: what a model is asked (`Prompt`, `Question`), and which model is asked how (`Reader`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from builder.engine.durable import digest
from builder.llm import choices as lists

CHOICE_TOKENS = 2_600  # of the longest question with a closed list: nine passages of 600 code points, and the answer


class Prompt(Protocol):
    """One version of what a model is asked: the same for every question, but for the question's own text."""

    @property
    def version(self) -> str:
        """Name of the version."""

    @property
    def system(self) -> str:
        """The system message."""

    @property
    def judge(self) -> str:
        """The system message of questions with a closed list of answers."""

    @property
    def blank(self) -> str:
        """A question about nothing: its tokens are those that every question costs."""

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of an answer."""

    @property
    def schema_sha256(self) -> str:
        """SHA-256 of the schema as canonical JSON."""

    def sha256(self, chat_template: str | None) -> str:
        """SHA-256 of everything that steers an answer: templates, schema and the model's chat template, if known."""

    def shared_sha256(self, chat_template: str | None) -> str:
        """SHA-256 of what steers every answer: the system messages and the model's chat template, if known."""

    def schema_of(self, fields: tuple[str, ...]) -> dict[str, Any]:
        """JSON schema of an answer to a question for some fields."""

    def accepts(self, text: str, fields: tuple[str, ...] = ()) -> bool:
        """Whether an answer is what the schema asks for."""


@dataclass(frozen=True)
class Question:
    """One user message; `key` is the hash of its text and schema, `choices` the closed list of its answers, if any.

    `fields` are those that another question asks for, all where none is named.
    """

    key: str
    text: str
    choices: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """A language model as rows name it, the name that its server knows, and the parameters of its answers.

    Greedy, and without a seed: vLLM's CPU server died of requests with one. `question_tokens` is the estimated size
    of the longest question's own text. `chat_template` is the model's, if known. Without `free_text` the model only
    chooses from closed lists.
    """

    llm: str
    served_name: str
    revision: str | None
    answer_tokens: int
    question_tokens: int
    prompt: Prompt
    chat_template: str | None = None
    free_text: bool = False

    def window(self, idle_tokens: int) -> int:
        """Tokens that a question takes at most, its answer included, where a prompt without a card has so many."""
        if not self.free_text:
            return CHOICE_TOKENS
        return idle_tokens + self.question_tokens + 2 * self.answer_tokens

    @property
    def prompt_sha256(self) -> str:
        """SHA-256 of prompt, answer schema and chat template."""
        return self.prompt.sha256(self.chat_template)

    @property
    def digest(self) -> str:
        """Digest of all that an answer depends on beside its question: names the journal of such answers.

        What is asked of some fields alone, their descriptions and their schema, is in the key of their question: a
        change of it asks for those fields again, and for no others.
        """
        return digest(self.llm, self.revision, self.prompt.shared_sha256(self.chat_template), self.answer_tokens)

    def parameters(
        self, max_tokens: int, choices: Sequence[str] = (), way: str = lists.CHOICE, fields: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """A request's parameters beside model and messages; `way` is how a server keeps to a list of `choices`."""
        if choices:
            return lists.parameters(choices, way)
        answer = {"name": "answer", "strict": True, "schema": self.prompt.schema_of(fields)}
        return {
            "temperature": 0,
            "max_tokens": max_tokens,
            "response_format": {"type": "json_schema", "json_schema": answer},
        }

    def provenance(self) -> dict[str, Any]:
        """The columns that name model and prompt."""
        return {
            "llm": self.llm,
            "llm_revision": self.revision,
            "prompt_version": self.prompt.version,
            "prompt_sha256": self.prompt_sha256,
            "schema_sha256": self.prompt.schema_sha256,
        }
