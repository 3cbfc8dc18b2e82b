"""Which faults of the Hub are tried again, and how long it is left alone."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import listed
import pytest
import stamina
from hub_server import WRITE_TOKEN, Hub
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
from web import serving

from builder.errors import HubError
from builder.hub import client as hub


def answer(status: int, **headers: str) -> HfHubHTTPError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = httpx2.Request("GET", "http://127.0.0.1/")
    return HfHubHTTPError("no", response=httpx2.Response(status, headers=named, request=request))


def wrapped(cause: Exception, error: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 413, 416, 422, 501])
def test_an_answer_that_will_stay_is_not_asked_for_again(status: int) -> None:
    assert hub.passing(answer(status)) is False
    assert hub.passing(wrapped(answer(status), RuntimeError("upload"))) is False


@pytest.mark.parametrize("error", [ValueError("x"), OSError(28, "full"), KeyError("x"), FileNotFoundError("x")])
def test_errors_of_our_own_are_not_tried_again(error: Exception) -> None:
    assert hub.passing(error) is False
    assert (hub.fault(error), hub.status(error)) == (None, None)


@pytest.mark.parametrize("status", sorted(hub.PASSING))
def test_an_answer_that_may_pass(status: int) -> None:
    assert hub.passing(answer(status)) is True
    # as the client wraps it while it downloads and while it uploads
    assert hub.passing(wrapped(answer(status), LocalEntryNotFoundError("cache"))) is True
    assert hub.passing(wrapped(answer(status), RuntimeError("upload"))) is True
    assert hub.status(wrapped(answer(status), RuntimeError("upload"))) == status


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("closed"),
        ConnectionResetError(),
        TimeoutError(),
        wrapped(httpx2.ReadError("reset"), RuntimeError("upload")),
    ],
)
def test_a_connection_that_breaks_may_pass(error: Exception) -> None:
    assert hub.passing(error) is True
    assert hub.status(error) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry_After": "7"}, 7.0, id="seconds"),
        pytest.param({"Retry_After": "0"}, 0.0, id="at-once"),
        pytest.param({"Retry_After": "86400"}, hub.LONGEST_WAIT_S, id="a-day"),
        pytest.param({"Retry_After": "soon"}, True, id="no-number"),
        pytest.param({"Retry_After": "-1"}, True, id="negative"),
        pytest.param({"RateLimit": '"api";r=0;t=55'}, 56.0, id="hugging-face"),
        pytest.param({"RateLimit": '"api";r=0;t=9999'}, hub.LONGEST_WAIT_S, id="hugging-face-long"),
        pytest.param({"RateLimit": '"api";r=3;t=55'}, True, id="some-left"),
        pytest.param({"RateLimit": "odd"}, True, id="odd"),
    ],
)
def test_the_hub_says_how_long(headers: dict[str, str], seconds: float | bool) -> None:
    found = hub.passing(answer(429, **headers))
    assert (found, type(found)) == (seconds, type(seconds))


def test_patience_ends_with_the_last_error() -> None:
    tries: list[int] = []

    def call(number: int, *, word: str) -> str:
        tries.append(number)
        raise answer(503)

    with stamina.set_testing(True, attempts=hub.ATTEMPTS), pytest.raises(HfHubHTTPError):
        hub.patiently(call, 1, word="x")
    assert tries == [1] * hub.ATTEMPTS


def test_patience_gives_the_answer_when_it_comes() -> None:
    left = [answer(500), httpx2.ReadError("reset"), answer(429, Retry_After="0")]

    def call() -> str:
        if left:
            raise left.pop()
        return "here"

    with stamina.set_testing(True, attempts=hub.ATTEMPTS):
        assert hub.patiently(call) == "here"


def test_the_waits_are_those_that_the_hub_asks_for() -> None:
    left: list[Exception] = [answer(429, Retry_After="1")]

    def call() -> float:
        if left:
            raise left.pop()
        return time.monotonic()

    start = time.monotonic()
    assert 1 <= hub.patiently(call) - start < 5


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Hub]:
    with listed.listing(tmp_path / "hub", *(listed.model(f"moss/m{n}", n) for n in range(1, 8)), page=3) as running:
        yield running


LIST = [("limit", "3"), ("sort", "createdAt"), ("direction", "-1"), ("expand[]", "sha"), ("expand[]", "likes")]


def names(client: hub.Hub) -> list[str]:
    found, path, params = [], "/api/models", LIST
    while path:
        page, path, _ = client.page(path, params)
        found += [one["id"] for one in page]
        params = []
    return found


def test_pages_are_followed_by_their_links(there):
    assert names(hub.Hub(there.url)) == [f"moss/m{n}" for n in range(7, 0, -1)]
    assert [request.status for request in there.requests] == [200] * 3


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lambda there: there.fail("/api/models$", status=429), id="429"),
        pytest.param(lambda there: there.fail("/api/models$", status=429, retry_after=1), id="429-retry-after"),
        *(
            pytest.param(lambda there, s=s: there.fail("/api/models$", status=s), id=str(s))
            for s in (500, 502, 503, 504)
        ),
        pytest.param(lambda there: there.fail("/api/models$"), id="no-answer"),
        pytest.param(lambda there: there.cut("/api/models$", 40), id="cut"),
        pytest.param(lambda there: there.cut("/api/models$", 40, reset=True), id="reset"),
        pytest.param(lambda there: there.garble("/api/models$", 40), id="cut-page"),
        pytest.param(lambda there: there.stall("/api/models$", 3), id="stalled"),
    ],
)
def test_a_page_is_asked_for_until_it_is_whole(there, fault):
    made = fault(there)
    assert names(hub.Hub(there.url, timeout_s=0.5)) == [f"moss/m{n}" for n in range(7, 0, -1)]
    assert (made.hits, len(there.requests)) == (1, 4)


def test_it_waits_before_it_is_refused(there):
    there.limits["api"] = (4, 2)
    client = hub.Hub(there.url)
    for _ in range(2):
        names(client)
    assert [request.status for request in there.requests] == [200] * 6


def test_refused_it_waits_as_the_header_says(there):
    there.limits["api"] = (1, 1)
    hub.Hub(there.url).page("/api/models", LIST)
    hub.Hub(there.url).page("/api/models", LIST)  # another process knows nothing of the first one
    assert [request.status for request in there.requests] == [200, 429, 200]


def test_a_hub_that_is_down_is_told_after_a_while(there):
    there.fail("/api/models$", status=503, times=100)
    with pytest.raises(HubError, match=r"has given no answer for 1 s \(status 503\): .* goes on where it was"):
        hub.Hub(there.url, patience_s=1).page("/api/models")
    with pytest.raises(HubError, match="has given no answer"):
        hub.Hub("http://127.0.0.1:9", patience_s=0.5).page("/api/models")


def test_what_the_hub_cannot_answer_holds_nobody_up(there):
    fault = there.fail("/m1/refs$", status=500, times=100)
    with stamina.set_testing(True, attempts=100), pytest.raises(hub.Refused) as refused:
        hub.Hub(there.url).json(hub.model_path("moss/m1", "refs"))
    assert (refused.value.reason, fault.hits) == ("status_500", hub.ATTEMPTS)


def test_a_page_for_people_is_no_answer(tmp_path):
    (tmp_path / "api").mkdir()
    (tmp_path / "api/models").write_text("<html>sign in</html>")
    with serving(tmp_path) as url, pytest.raises(HubError, match=r"answers with .* where JSON is expected"):
        hub.Hub(url).page("/api/models")


def test_a_token_is_sent_only_where_it_is_wanted(there, monkeypatch):
    monkeypatch.setattr(hub, "get_token", lambda: WRITE_TOKEN)
    for authorized in (False, True):
        client = hub.Hub(there.url, authorized)
        client.page("/api/models", LIST)
        client.content(hub.file_path("moss/m1", "main", "config.json"), 100)
    assert [request.account for request in there.requests] == [None, None, "owner", None]


def test_tokens_that_are_none(there, monkeypatch):
    monkeypatch.setattr(hub, "get_token", lambda: None)
    with pytest.raises(HubError, match="there is no token: set HF_TOKEN"):
        hub.Hub(there.url, authorized=True)
    monkeypatch.setattr(hub, "get_token", lambda: "hf_" + "n" * 34)
    with pytest.raises(HubError, match="does not accept the token"):
        hub.Hub(there.url, authorized=True).page("/api/models")


def test_what_the_hub_refuses_is_told_by_its_word(there):
    there.catalog.rename("moss/m1", "moss/new")
    client = hub.Hub(there.url)
    with pytest.raises(hub.Refused) as moved:
        client.json(hub.model_path("moss/m1"))
    assert (moved.value.status, moved.value.location) == (307, "/api/models/moss/new")
    with pytest.raises(hub.Refused) as lost:
        client.json(hub.model_path("moss/no ne#?"))
    assert lost.value.reason == "not_found"


def test_a_part_of_a_file_and_no_more_than_wanted(there):
    client, path = hub.Hub(there.url), hub.file_path("moss/m1", "main", "config.json")
    assert client.content(path, 100, (2, 5)) == b"mode"
    assert client.content(path, 5) is None


def test_a_large_file_goes_on_where_it_broke(there):
    data = bytes(range(256)) * 2000
    there.catalog.put(listed.model("moss/large", 9, {"all.bin": data}))
    there.cut("/resolve/", 300_000)
    assert b"".join(hub.Hub(there.url).stream(hub.file_path("moss/large", "main", "all.bin"), len(data))) == data
    assert [request.range for request in there.requests] == ["bytes=0-511999", "bytes=262144-511999"]
