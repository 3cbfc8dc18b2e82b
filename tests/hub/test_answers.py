"""Where a link to the next page may lead."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest
from hub_server import WRITE_TOKEN

from builder.errors import HubError
from builder.hub import client as hub
from builder.hub.answers import next_path

HUB = "https://hub.example"


def answer(link: str | None, at: str = f"{HUB}/api/models") -> httpx2.Response:
    headers = {} if link is None else {"Link": f'<{link}>; rel="next"'}
    return httpx2.Response(200, headers=headers, request=httpx2.Request("GET", at))


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("https://evil.example/api/models?cursor=1", id="another host"),
        pytest.param(f"{HUB}@evil.example/api/models", id="the Hub as a user name"),
        pytest.param("https://hub.example:x@evil.example/", id="the Hub as a user name with a password"),
        pytest.param("https://me@hub.example/api/models", id="a login at the Hub itself"),
        pytest.param(f"{HUB}.evil.example/api/models", id="the Hub's name in a longer one"),
        pytest.param(f"{HUB}:8443/api/models", id="another port"),
        pytest.param("http://hub.example/api/models", id="without encryption"),
        pytest.param("//evil.example/api/models", id="host without a scheme"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("javascript:alert(1)", id="no address"),
        pytest.param("https://hub.example\\@evil.example/x", id="backslash"),
        pytest.param("https://[::1/x", id="broken"),
    ],
)
def test_a_link_that_leads_away(link):
    with pytest.raises(HubError, match="is another address and is not asked"):
        next_path(answer(link), HUB)


@pytest.mark.parametrize(
    ("endpoint", "link", "path"),
    [
        pytest.param(HUB, None, None, id="no link"),
        pytest.param(HUB, f"{HUB}/api/models?cursor=a%3D%3D&limit=3", "/api/models?cursor=a%3D%3D&limit=3", id="whole"),
        pytest.param(HUB, "/api/models?cursor=2", "/api/models?cursor=2", id="path"),
        pytest.param(HUB, "?cursor=2", "/api/models?cursor=2", id="query"),
        pytest.param(HUB, f"{HUB}:443/api/models", "/api/models", id="the port that is meant anyway"),
        pytest.param(HUB, "HTTPS://HUB.example/api/models", "/api/models", id="capitals"),
        pytest.param(f"{HUB}/mirror", f"{HUB}/mirror/api/models", "/api/models", id="endpoint with a path"),
        pytest.param(HUB, f"{HUB}/@evil.example/x", "/@evil.example/x", id="an @ in the path"),
    ],
)
def test_a_link_that_stays(endpoint, link, path):
    assert next_path(answer(link), endpoint) == path


def test_a_path_beside_the_endpoints_own():
    with pytest.raises(HubError, match="another address"):
        next_path(answer(f"{HUB}/other/api"), f"{HUB}/mirror")


@contextmanager
def answering(body: bytes, link: str = "") -> Iterator[tuple[str, list[str | None]]]:
    """The address of a server that always answers so, and the tokens that it was sent."""
    tokens: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
            pass

        def do_GET(self) -> None:
            tokens.append(self.headers.get("Authorization"))
            self.send_response(200)
            if link:
                self.send_header("Link", f'<{link.format(self.server.server_port)}>; rel="next"')
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", tokens
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_token_goes_to_its_own_hub_only(monkeypatch):
    monkeypatch.setattr(hub, "get_token", lambda: WRITE_TOKEN)
    with answering(b"[]") as (elsewhere, stolen):
        port = elsewhere.rpartition(":")[2]
        for link in (f"{elsewhere}/x", f"http://127.0.0.1:{{}}@127.0.0.1:{port}/x"):
            with answering(b"[]", link) as (url, sent), pytest.raises(HubError, match="another address"):
                hub.Hub(url, authorized=True).page("/api/models")
            assert sent == [f"Bearer {WRITE_TOKEN}"]
    assert stolen == []


def test_an_answer_without_end_is_an_item_without_an_answer(monkeypatch):
    monkeypatch.setattr(hub, "MOST_JSON", 1000)
    with answering(b"[" + b"1," * 2000) as (url, sent), pytest.raises(hub.Refused, match="more than 1,000") as refused:
        hub.Hub(url).json("/api/models/a/b")
    assert (refused.value.reason, len(sent)) == ("answer_too_large", 1)
