"""Which faults of the Hub are tried again, and how long it is left alone."""

import time

import httpx2
import pytest
import stamina
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from builder import hub


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
