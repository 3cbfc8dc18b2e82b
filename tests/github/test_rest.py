"""GitHub's own description of its REST API, served by Prism: our requests are ones, and its answers are read."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx2
import pytest
from loopback import Asked, Loopback, Reply, answering

from builder.engine.crawl import Round
from builder.pipeline.search_drift import _search
from builder.reference.discovery import load_discovery
from builder.reference.signatures import load_signatures
from builder.sources.github import ACCEPT, GitHub, Query, code_query
from builder.sources.searches import searches
from builder.web.client import Api, Refused

NODE = os.environ.get("PEATMOSS_NODE")
START_S = 1200  # on a machine that does much else; ten seconds otherwise
AT = datetime(2026, 11, 1)
CODE = Query("code", '"import transformers" language:python')
TOPIC = Query("repositories", "topic:bert")

pytestmark = pytest.mark.skipif(NODE is None, reason="PEATMOSS_NODE names no folder with Prism: make test-github")


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    modules = Path(NODE or "") / "node_modules"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("prism") / "log"
    command = [modules / ".bin/prism", "mock", "--errors", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out:
        running = subprocess.Popen(
            [*command, modules / "@octokit/openapi/generated/api.github.com.json"], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + START_S
        while b"listening" not in log.read_bytes():
            assert running.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def through(prism: str, asked: Asked) -> Reply:
    """Prism's answer; it knows GitHub's media type by its plain name alone, and answers to others with 406."""
    assert asked.headers["Accept"] == ACCEPT["Accept"]
    plain = {"Accept": "application/json", "X-GitHub-Api-Version": asked.headers["X-GitHub-Api-Version"]}
    answer = httpx2.get(prism + asked.path, params=asked.query, headers=plain, timeout=120)
    return Reply(answer.status_code, [answer.content], {"Content-Type": answer.headers["Content-Type"]})


@pytest.fixture
def github(prism: str) -> Iterator[Loopback]:
    with answering(partial(through, prism)) as running:
        yield running


def api(github: Loopback) -> Api:
    return Api(github.url, "Bearer loopback", patience_s=5, timeout_s=120)


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        pytest.param("/search/code", [("per_page", "100")], 422, id="no query"),
        pytest.param("/search/code", [("q", "a"), ("per_page", "many")], 422, id="no number"),
        pytest.param("/search/moss", [("q", "a")], 404, id="no such search"),
    ],
)
def test_what_is_no_request_is_refused(github: Loopback, path: str, params: list[tuple[str, str]], status: int) -> None:
    with pytest.raises(Refused) as refused:
        api(github).json(path, params, ACCEPT)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("query", "name"),
    [
        pytest.param(CODE, "jquery/jquery", id="code"),
        pytest.param(TOPIC, "dtrupenn/Tetris", id="repositories"),
    ],
)
def test_a_search_is_one_of_github(github: Loopback, query: Query, name: str) -> None:
    source = GitHub("github", api(github), "https://github.com", (query,), (), True)
    (page,) = source.pages(Round(AT, 0, None), None, list)
    rows = page.rows.to_pylist()
    assert page.skipped.to_pylist() == []
    assert [row["repository_id"] for row in rows if row["event"] == "repository"] == [name]
    assert [(row["query"], row["complete"]) for row in rows if row["event"] == "query"] == [(query.text, False)]
    assert github.asked[0].query["per_page"] == "100"


@pytest.mark.parametrize("kind", ["code", "repositories"])
def test_what_doctor_asks(github: Loopback, kind: str) -> None:
    assert _search(api(github), kind, "transformers") == []


def test_queries_of_every_language(github: Loopback) -> None:
    every = {search.language: code_query(search) for search in searches(load_signatures(), load_discovery())}
    for query in every.values():
        asked = [("q", f"{query.text} size:0..2047"), ("per_page", "100"), ("page", "1")]
        value = api(github).json("/search/code", asked, ACCEPT).value
        assert value["items"], query
    assert len(every) == 7
    assert all(re.search(r" language:\S+", asked.query["q"]) for asked in github.asked)
