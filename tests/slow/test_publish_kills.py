"""kill -9 at 20 moments of a publication: in the end one commit more, whole and tagged, and main is never half."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import command
from command import PEATMOSS, Built
from hub_server import WRITE_TOKEN, Hub, serve
from publishing import NAME, tags, titles, whole

SEED = 20261101
KILLS = 20
LATE_S = 0.03  # a kill comes so long after a request at most: between the request and its answer, or after it


def test_a_publication_that_is_killed_is_never_half_and_never_twice(sample: Built, tmp_path: Path) -> None:
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    dice = random.Random(SEED)
    with serve(tmp_path / "hub") as hub:
        environment = command.environment(**hub.environment(tmp_path / "home", WRITE_TOKEN))
        assert published(built, "v0", environment) == 0
        hub.requests.clear()
        assert published(built, "v1", environment) == 0
        requests = len(hub.requests)
        cut_off = 0
        for number in range(2, KILLS + 2):
            tag, before = f"v{number}", titles(hub)
            at, late = dice.randint(1, requests), dice.uniform(0, LATE_S)
            cut_off += killed(hub, built, tag, environment, at, late)
            assert titles(hub) in (before, [*before, tag]), (at, late)
            assert published(built, tag, environment) == 0
            assert titles(hub) == [*before, tag], (at, late)
            assert tags(hub)[tag] == hub.store.find("datasets", NAME).branch("main").id
            assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        assert cut_off >= KILLS // 2  # else the kills came too late to say anything
        repository = hub.store.find("datasets", NAME)
        *releases, _ = repository.history(repository.branch("main"))
        assert [whole(hub, commit.id)["release"] for commit in releases] == [commit.title for commit in releases]


def publish(built: Path, tag: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [PEATMOSS, "publish", NAME, "--allow-local", "--tag", tag],
        cwd=built.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def published(built: Path, tag: str, environment: dict[str, str]) -> int:
    return publish(built, tag, environment).wait(1200)


def killed(hub: Hub, built: Path, tag: str, environment: dict[str, str], at: int, late: float) -> bool:
    """Kills the command a moment after its request number `at`; whether it had not ended before."""
    hub.requests.clear()
    process = publish(built, tag, environment)
    while len(hub.requests) < at and process.poll() is None:
        time.sleep(0.001)
    time.sleep(late)
    open_still = process.poll() is None
    if open_still:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return open_still


def test_what_was_sent_before_a_kill_is_not_sent_again(sample: Built, tmp_path: Path) -> None:
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    with serve(tmp_path / "hub") as hub:
        environment = command.environment(**hub.environment(tmp_path / "home", WRITE_TOKEN))
        hub.stall(lambda request: request.method == "PUT" and len(hub.asked("^PUT ")) > 3, 60, times=1000)
        process = publish(built, "v1", environment)
        limit = time.monotonic() + command.HANGS_S
        while len(sent(hub)) < 3:
            assert process.poll() is None
            assert time.monotonic() < limit
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == [".peatmoss-publish"]
        there = sent(hub)
        assert titles(hub) == ["initial commit"]
        hub.faults.clear()
        hub.requests.clear()
        assert published(built, "v1", environment) == 0
        assert sent(hub)
        assert there.isdisjoint(sent(hub))
        assert titles(hub) == ["initial commit", "v1"]
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        whole(hub, "v1")


def sent(hub: Hub) -> set[str]:
    """Objects that arrived, by their sha256."""
    return {request.path.rpartition("/")[2] for request in hub.asked("^PUT ") if request.status == 200}
