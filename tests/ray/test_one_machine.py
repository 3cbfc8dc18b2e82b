"""A cluster that is started for one build and ends with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="pip install 'peatmoss[ray]'")

GOOD = {f"item-{number:03d}": "good" for number in range(200)}
ODD = {what: what for what in ("skip", "raise", "misfit", "exit", "kill", "segv", "hang", "grow", "once")}
REASONS = ["ArrowInvalid", "ValueError", "crash:-11", "crash:-9", "crash:7", "memory", "timeout", "unwanted"]
AGENTS = {"ray::DashboardAgent", "ray::RuntimeEnvAgent"}  # Ray's own: they wait a minute for a head that was killed
LOOPBACK = {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


def test_without_ray_one_line_tells_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['ray'] = None\nfrom builder.engine.cluster import cluster\nwith cluster(): pass"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith(
        "PeatmossError: Ray is not installed: pip install '.[ray]' in a checkout"
    )


def test_odd_items_are_skipped_as_on_the_local_engine_and_the_terminal_is_quiet(builds):
    assert builds.run("local", "local", GOOD | ODD) == (0, "209 209\n", "")
    assert builds.run("ray", "ray", GOOD | ODD) == (0, "209 209\n", "")
    assert builds.commits("ray") == builds.commits("local")
    assert sorted(reason for commit in builds.commits("ray") for reason in commit.skipped) == REASONS
    assert all(build.gone() for build in builds.started)


def test_it_listens_on_this_machine_only_and_obeys_only_who_has_the_token(builds, long, until):
    build = builds.start("ray", "ray", long[0])
    assert until(build.working, 60)
    opened = [place for process in build.processes() for place in process.net_connections("inet")]
    assert {place.laddr.ip for place in opened if place.status == "LISTEN"} <= LOOPBACK
    (head,) = (process.environ() for process in build.processes() if process.name() == "gcs_server")
    assert (head["RAY_AUTH_MODE"], len(head["RAY_AUTH_TOKEN"]), head["RAY_USAGE_STATS_ENABLED"]) == ("token", 64, "0")


def test_a_build_that_is_stopped_leaves_nothing_at_work_and_goes_on_later(builds, long, until):
    items, expected = long
    for number, sent in enumerate((signal.SIGINT, signal.SIGKILL), 1):
        build = builds.start("ray", "ray", items)
        assert until(lambda build=build, number=number: build.working() and len(builds.commits("ray")) >= number, 60)
        if sent == signal.SIGINT:
            os.killpg(build.leader.pid, sent)  # Ctrl-C goes to every process of the terminal
        else:
            build.leader.send_signal(sent)
        assert build.leader.wait(60) == -sent
        assert until(lambda build=build: set(build.living()) <= AGENTS, 10), build.living()
    code, out, err = builds.run("ray", "ray", items)
    assert (code, err) == (0, "")
    assert int(out.split()[0]) < 400  # what was committed before was not run again
    assert builds.commits("ray") == expected
