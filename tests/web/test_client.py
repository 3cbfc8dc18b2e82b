"""A web API on loopback: what is waited out, what stays, where a token goes; and what GitHub itself once answered."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pyarrow as pa
import pytest
from loopback import Loopback, Reply, answering

from builder.errors import ApiError
from builder.web.client import Api, Refused, _reset

DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data")) / "github_api"
TOKEN = "Bearer of-mine"
SPENT = {"x-ratelimit-remaining": "0"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with answering(lambda asked: Reply(200, [json.dumps({"path": asked.path}).encode()])) as running:
        yield running


def api(server: Loopback, patience_s: float = 20, wait_s: float = 0.05) -> Api:
    return Api(server.url, TOKEN, patience_s, 10, "renew it", wait_s)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422, 451])
def test_refusal_stays(server: Loopback, status: int) -> None:
    server.faults = [Reply(status, [b'{"message": "no\\nsuch thing"}'], {"Content-Type": "application/json"})]
    with pytest.raises(Refused, match=f"{status} no such thing") as refused:
        api(server).json("/a")
    assert (refused.value.status, len(server.asked)) == (status, 1)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(403, [b'{"message": "You have exceeded a secondary rate limit."}']), id="secondary limit"),
        pytest.param(Reply(403, [b'{"message": "You have triggered an abuse detection mechanism."}']), id="abuse"),
        pytest.param(Reply(403, [b"{}"], {"Retry-After": "0"}), id="403 with a wait"),
        pytest.param(Reply(403, [b"{}"], SPENT), id="nothing left"),
        pytest.param(Reply(429, [b"slow down"]), id="429"),
        pytest.param(Reply(502, [b"<html>bad gateway</html>"]), id="502"),
        pytest.param(Reply(200, [b"{"]), id="cut JSON"),
        pytest.param(Reply(200, [b"{", None]), id="broken off"),
        pytest.param(Reply(200, [b"[" * 100_000]), id="too deep"),
    ],
)
def test_passing_fault_is_waited_out(server: Loopback, reply: Reply) -> None:
    server.faults = [reply, reply]
    assert api(server).json("/a").value == {"path": "/a"}
    assert len(server.asked) == 3


def test_limit_that_is_spent_is_waited_for_before_the_next_request(server: Loopback) -> None:
    headers = {**SPENT, "x-ratelimit-reset": str(int(time.time()) + 1)}
    server.faults = [Reply(200, [b"{}"], headers)]
    asking = api(server)
    asking.json("/search/code")
    begun = time.monotonic()
    asking.json("/other")  # another limit
    assert time.monotonic() - begun < 1
    asking.json("/search/code")
    assert time.monotonic() - begun >= 0.9


def test_time_of_a_reset_is_by_the_servers_clock() -> None:
    headers = {"x-ratelimit-reset": "1700000060", "Date": "Tue, 14 Nov 2023 22:13:20 GMT"}
    assert _reset(httpx2.Response(403, headers=headers)) == 61.0


def test_server_that_stays_broken_or_away_is_one_line(server: Loopback) -> None:
    server.faults = [Reply(500, [b"oh"], {"Retry-After": "0"})] * 9
    with pytest.raises(ApiError, match=r"gives no answer of use \(status 500\)"):
        api(server).json("/a")
    with pytest.raises(ApiError, match="gives no answer of use"):
        Api("http://127.0.0.1:9", None, 0.3).json("/a")


def test_token_that_is_not_accepted_is_named_and_not_shown(server: Loopback) -> None:
    server.faults = [Reply(401, [b'{"message": "Bad credentials"}'])]
    with pytest.raises(ApiError, match=r"does not accept the token.*renew it") as error:
        api(server).json("/a")
    assert "of-mine" not in str(error.value)


def test_redirects_stay_with_the_api(server: Loopback) -> None:
    with answering(lambda asked: Reply(200, [b"{}"])) as other:
        server.faults = [Reply(301, headers={"Location": "/b"}), Reply(302, headers={"Location": f"{other.url}/c"})]
        with pytest.raises(Refused, match=r"302 it has moved to 127\.0\.0\.1"):
            api(server).json("/a")
        assert other.asked == []
    server.faults = [Reply(307, headers={"Location": "/b"})]
    assert api(server).json("/a").value == {"path": "/b"}
    server.faults = [Reply(301, headers={"Location": "/a"})] * 9
    with pytest.raises(Refused, match="round and round"):
        api(server).json("/a")


def test_nothing_is_none(server: Loopback) -> None:
    server.faults = [Reply(204)]
    assert api(server).json("/a").value is None


def test_lines_come_as_they_are(server: Loopback) -> None:
    server.faults = [Reply(200, [b"a\n\nb", b"c\n"])]
    assert list(api(server).lines("/a", [("q", "x y&z")], {"Accept": "text/event-stream"})) == ["a", "", "bc"]
    (asked,) = server.asked
    assert (asked.query, asked.headers["Accept"]) == ({"q": "x y&z"}, "text/event-stream")


def recorded() -> list[dict[str, Any]]:
    with pa.CompressedInputStream(pa.OSFile(str(DATA / "pygithub_replay.jsonl.zst")), "zstd") as stream:
        return [json.loads(line) for line in stream.read().splitlines()]


@pytest.mark.skipif(not DATA.is_dir(), reason="no recorded answers here (PEATMOSS_DATA)")
def test_recorded_answers_of_github_are_read() -> None:
    kept = ("location", "retry-after", "x-ratelimit", "content-type", "date")
    with answering(lambda asked: Reply(200, [b'"after"'])) as server:
        asking = Api(server.url, None, 20, 10, "", 0.05)
        for exchange in (one for one in recorded() if one["method"] == "GET"):
            headers = {name: text for name, text in exchange["headers"].items() if name.lower().startswith(kept)}
            headers = {name: "0" if name.lower() == "retry-after" else text for name, text in headers.items()}
            reply = Reply(exchange["status"], [json.dumps(exchange["body"]).encode()], headers)
            server.faults = [Reply(204) if reply.status == 204 else reply]
            value = outcome(asking)
            match exchange["status"]:
                case 403:
                    assert value == "after"  # the abuse detection is waited out
                case 301 | 302:
                    assert value == f"{exchange['status']} elsewhere"
                case 404:
                    assert value == "404 Not Found"
                case 204:
                    assert value is None
                case _:
                    assert value == exchange["body"]


def outcome(asking: Api) -> object:
    try:
        return asking.json("/recorded").value
    except Refused as refused:
        return f"{refused.status} elsewhere" if refused.message.startswith("it has moved to") else str(refused)
