"""The server itself: one thread a connection, every answer by the routes, faults on the way in and out."""

import json
import socket
import ssl
import struct
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hub_server.accounts import ACCOUNTS, Account, account_of
from hub_server.answers import Answer, Refusal
from hub_server.call import Call
from hub_server.faults import Fault
from hub_server.hub import Hub
from hub_server.rates import limited
from hub_server.routes import find
from hub_server.store import Store
from hub_server.traffic import CHUNK, Body, Request


def respond(call: Call) -> Answer:
    """The answer of a route; a mistake of the server is 500 and a traceback on stderr."""
    try:
        authorization = call.headers.get("Authorization", "")
        account = account_of(authorization, call.hub.accounts)
        if authorization and account is None:
            raise Refusal(401, "Invalid credentials in Authorization header")
        with limited(call.hub, call.request, account) as left:
            handle, parts = find(call.request.method, call.request.path)
            answer = handle(replace(call, account=account, parts=parts))
        return replace(answer, headers={**answer.headers, **left})
    except Refusal as refusal:
        return refusal.answer()
    except (KeyError, json.JSONDecodeError, UnicodeDecodeError) as error:
        traceback.print_exc(file=sys.stderr)
        return Refusal(400, f"Malformed request: {error!r}").answer()
    except ConnectionError:
        raise
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        return Refusal(500, f"Internal Error - {error!r}").answer()


class Handler(BaseHTTPRequestHandler):
    """One connection, many requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: the hub keeps its own log."""

    def answer(self) -> None:
        """Serve one request of any method."""
        hub = self.server.hub
        target, _, query = self.path.partition("?")
        account = account_of(self.headers.get("Authorization", ""), hub.accounts)
        request = Request(self.command, target, query, self.headers.get("Range"), account.name if account else None)
        hub.requests.append(request)
        fault = hub.faults.take(request)
        try:
            self._exchange(hub, request, fault)
        except OSError:
            self._hang_up()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

    def _exchange(self, hub: Hub, request: Request, fault: Fault | None) -> None:
        body = Body(self.rfile, self.headers, request)  # type: ignore[arg-type]
        if fault and not fault.after:
            _disturb(hub, fault)
        early = fault.instead if fault and not fault.after else None
        answer = early or respond(Call(hub, request, self.headers, body))
        body.drain()
        if fault and fault.garble is not None and isinstance(answer.body, bytes) and "json" in _kind(answer):
            answer = replace(answer, body=answer.body[: min(fault.garble, len(answer.body) - 1)])
        elif fault and fault.again:
            answer = self.server.before.get(request.path, answer)
        if answer.status == 200 and isinstance(answer.body, bytes):
            self.server.before[request.path] = answer
        if fault and fault.after:
            _disturb(hub, fault)
            answer = fault.instead or answer
        self._send(request, answer, fault)

    def _send(self, request: Request, answer: Answer, fault: Fault | None) -> None:
        request.status = answer.status
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.length))
        self.end_headers()
        if request.method == "HEAD":
            return
        left = answer.length if fault is None or fault.cut is None else min(fault.cut, answer.length)
        for chunk in _chunks(answer, left):
            request.sent += len(chunk)
            self.wfile.write(chunk)
        if fault and fault.cut is not None:
            self._hang_up(fault.reset)

    def _hang_up(self, reset: bool = False) -> None:
        self.close_connection = True
        with suppress(OSError):
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            else:
                self.connection.shutdown(socket.SHUT_RDWR)


def _kind(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "")


def _disturb(hub: Hub, fault: Fault) -> None:
    if hub.closed.wait(fault.stall) or fault.lost:
        raise ConnectionError("no answer, as a rule says")


def _chunks(answer: Answer, length: int) -> Iterator[bytes]:
    if isinstance(answer.body, bytes):
        yield answer.body[:length]
        return
    with answer.body.path.open("rb") as file:
        file.seek(answer.body.start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk


class Server(ThreadingHTTPServer):
    """Knows its open connections, so that closing it closes them."""

    daemon_threads = True
    request_queue_size = 128
    hub: Hub
    before: dict[str, Answer]

    def __init__(self, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self._tls = tls
        self._connections: set[socket.socket] = set()
        self.before = {}

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        if self._tls:  # the handshake comes with the first read, in the connection's own thread
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in the middle are what tests are about; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def close(self) -> None:
        """No connection is open any more, and none can be made."""
        self.shutdown()
        self.server_close()
        self.hub.closed.set()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serve(
    folder: Path, accounts: Mapping[str, Account] = ACCOUNTS, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Hub]:
    """A running hub whose repositories lie in the folder, where a later one finds them; `port` 0 takes a free one.

    With `tls` it speaks https.
    """
    server = Server(port, tls)
    server.hub = Hub(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}", Store(folder), accounts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.hub
    finally:
        server.close()
        thread.join()
