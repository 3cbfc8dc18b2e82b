"""A web server on loopback that serves a folder, with or without parts of files, and fails on demand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def serving(folder: Path, ranges: bool = True, cut: int | None = None) -> Iterator[str]:
    """The address of the server; `cut`: every answer ends after so many bytes, whatever its length was said to be."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
            pass

        def do_HEAD(self) -> None:
            self.answer(body=False)

        def do_GET(self) -> None:
            self.answer(body=True)

        def answer(self, body: bool) -> None:
            path = folder / self.path.partition("?")[0].lstrip("/")
            if not path.is_file():
                self.send_error(404)
                return
            data, whole = path.read_bytes(), path.stat().st_size
            asked = self.headers.get("Range") if ranges else None
            if asked:
                first, _, last = asked.removeprefix("bytes=").partition("-")
                end = min(int(last or whole), whole - 1)
                data = data[int(first) : end + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{end}/{whole}")
            else:
                self.send_response(200)
            if ranges:
                self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if body:
                try:
                    self.wfile.write(data[:cut])
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
