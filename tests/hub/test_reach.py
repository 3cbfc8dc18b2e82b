"""A hub that does not answer is told of within seconds; any answer at all will do."""

import socket

import pytest
from hub_server import serve

from builder.errors import HubError
from builder.hub import reach


@pytest.fixture
def closed() -> str:
    """Address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_nobody_there_is_told_with_what_to_do(closed):
    with pytest.raises(HubError, match=rf"{closed} cannot be reached \(.+\): check the network, or HF_ENDPOINT"):
        reach.require(closed, patience_s=1)


def test_somebody_who_takes_the_question_and_says_nothing_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(HubError, match="cannot be reached"):
        reach.require(f"http://127.0.0.1:{silent.getsockname()[1]}", patience_s=1)


@pytest.mark.parametrize("address", ["http://", "no address", "http://nowhere.invalid"])
def test_what_is_no_address_is_told(address):
    with pytest.raises(HubError, match="cannot be reached"):
        reach.require(address, patience_s=1)


def test_people_wait_less_than_ten_seconds():
    assert reach.PATIENCE_S <= 5  # the rest is for what stands before and after it


def test_any_answer_is_one(tmp_path):
    with serve(tmp_path / "hub") as hub:
        reach.require(hub.url, patience_s=60)


def test_of_several_those_that_are_silent(closed, tmp_path):
    with serve(tmp_path / "hub") as hub:
        found = reach.silent([closed, hub.url, closed], patience_s=1)
    assert found.keys() == {closed}
    assert found[closed].startswith("it cannot be reached (")
    assert reach.silent([]) == {}
