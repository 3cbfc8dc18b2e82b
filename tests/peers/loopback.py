"""A server on loopback that answers as a function says: status, headers and the pieces of a body."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request: its path without escapes, its query, its headers."""

    path: str
    query: dict[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer; a piece that is None breaks the connection off."""

    status: int = 200
    pieces: Iterable[bytes | None] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Loopback:
    """A running server: its address, and what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Reply | None] = field(default_factory=list)  # in place of the next answers; None: as usual


@contextmanager
def answering(respond: Callable[[Asked], Reply]) -> Iterator[Loopback]:
    """The server, which answers one request at a time per connection and closes each."""
    running = Loopback()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(unquote(parts.path), dict(parse_qsl(parts.query)), dict(self.headers))
            running.asked.append(asked)
            fault = running.faults.pop(0) if running.faults else None
            reply = fault or respond(asked)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if None in (pieces := list(reply.pieces)):
                self.send_header("Content-Length", "1000000000")
            self.end_headers()
            for piece in pieces:
                if piece is None:
                    return
                self.wfile.write(piece)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
