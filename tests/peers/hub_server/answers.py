"""What the server answers: a body or a part of a file, or a refusal in the Hub's form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Slice:
    """`length` bytes of a file, from `start`."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True)
class Answer:
    """Status, headers (Content-Length is added) and body."""

    status: int = 200
    body: bytes | Slice = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return self.body.length if isinstance(self.body, Slice) else len(self.body)


class Refusal(Exception):
    """A request that is answered with an error; `code` is the Hub's X-Error-Code, on which its client decides."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        **fields: object,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {}) | dict(headers or {})
        self.fields = {"error": message} | fields

    def answer(self) -> Answer:
        """The answer that carries it."""
        return as_json(self.fields, self.status, self.headers)


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer whose body is the value as JSON."""
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status, json.dumps(value).encode(), kind | dict(headers or {}))
