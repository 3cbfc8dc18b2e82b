"""Which language model reads the cards, how it is asked, and what names all of that."""

from dataclasses import dataclass
from typing import Any

from builder.engine.durable import digest
from builder.extraction.answers import schema, schema_sha256
from builder.extraction.prompts import VERSION, prompt_sha256
from builder.extraction.questions import Budget


@dataclass(frozen=True)
class Reader:
    """A language model as rows name it, the name that its server knows, and the parameters of its answers.

    Greedy, and without a seed: vLLM's CPU server died of requests with one. `chat_template` is the model's, if known.
    """

    llm: str
    served_name: str
    revision: str | None
    answer_tokens: int
    budget: Budget
    chat_template: str | None = None

    @property
    def prompt_sha256(self) -> str:
        """SHA-256 of prompt, answer schema and chat template."""
        return prompt_sha256(self.chat_template)

    @property
    def digest(self) -> str:
        """Digest of all that an answer depends on beside the question: names the journal of such answers."""
        return digest(self.llm, self.revision, self.prompt_sha256, self.parameters(self.answer_tokens))

    def parameters(self, max_tokens: int) -> dict[str, Any]:
        """A request's parameters beside model and messages."""
        answer = {"name": "answer", "strict": True, "schema": schema()}
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
            "prompt_version": VERSION,
            "prompt_sha256": self.prompt_sha256,
            "schema_sha256": schema_sha256(),
        }
