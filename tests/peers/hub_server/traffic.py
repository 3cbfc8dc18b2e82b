"""What came in: the record of a request, and its body however it was sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import IO

CHUNK = 256 * 1024


@dataclass
class Request:
    """One line of the log; `path` as it was sent, `status` 0 when no answer was sent, bytes are of bodies."""

    method: str
    path: str
    query: str
    range: str | None
    account: str | None
    status: int = 0
    sent: int = 0
    received: int = 0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Body:
    """A request's body, read from the connection once; ConnectionError when the client stopped in the middle."""

    def __init__(self, stream: IO[bytes], headers: Message, request: Request) -> None:
        self._stream, self._request = stream, request
        self._chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        self._left = int(headers.get("Content-Length") or 0)
        self._done = not self._chunked and not self._left

    def chunks(self) -> Iterator[bytes]:
        """The bytes not read yet."""
        while not self._done:
            if self._chunked and not self._left and not self._next_chunk():
                return
            data = self._stream.read(min(CHUNK, self._left))
            if not data:
                raise ConnectionError("the body ended before its length")
            self._left -= len(data)
            self._request.received += len(data)
            if self._chunked and not self._left:
                self._stream.readline()
            self._done = not self._chunked and not self._left
            yield data

    def _next_chunk(self) -> bool:
        self._left = int(self._stream.readline().partition(b";")[0] or b"0", 16)
        if not self._left:
            while self._stream.readline().strip():
                pass
            self._done = True
        return not self._done

    def read(self) -> bytes:
        """All that is left."""
        return b"".join(self.chunks())

    def drain(self) -> None:
        """Read it to its end, so that the connection can be used again."""
        for _ in self.chunks():
            pass
