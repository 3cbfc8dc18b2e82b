"""Two nodes on one machine: the head of a cluster and the build in one network namespace, a worker node in another."""

import dataclasses
import shutil
from pathlib import Path

import pytest

import builder

pytest.importorskip("ray", reason="pip install 'peatmoss[ray]'")


@pytest.mark.parametrize("part", [pytest.param("", id="the whole node"), pytest.param("raylet", id="only its raylet")])
def test_a_node_that_is_killed_in_mid_run_costs_nothing(builds, network, long, until, part):
    items, expected = long
    with network.node() as node:
        build = builds.start("ray", "ray", items, network)
        assert until(lambda: node.working() and len(builds.commits("ray")) > 1, 60)
        node.kill(part)
        assert node.gone()
        assert build.leader.poll() is None
        code, out, err = build.finished()
    assert (code, out.split()[1], err) == (0, "400", "")
    assert builds.commits("ray") == expected
    assert build.gone()


def test_the_dataset_is_the_same_whatever_becomes_of_a_node(builds, network, until, tmp_path):
    local = builds.sample("local").finished()
    with network.node() as node:
        build = builds.sample("ray", "--engine", "ray", "--address", network.address, network=network)
        assert until(lambda: node.working() or build.leader.poll() is not None, 60)
        assert build.leader.poll() is None
        node.kill()
        ended = build.finished()
    assert (local[0], ended[0]) == (0, 0), ended
    made, lost = ((tmp_path / name / "peatmoss" / "MANIFEST.json").read_bytes() for name in ("local", "ray"))
    assert made == lost


def of_another_version(folder: Path) -> Path:
    """A folder with a peatmoss that is this one but for the number of its version."""
    package = shutil.copytree(Path(builder.__file__).parent, folder / "builder")
    (package / "__init__.py").write_text('__version__ = "0.0.0"\n')
    return folder


def of_no_version(folder: Path) -> Path:
    """A folder that stands before the place where peatmoss is, and makes it as good as not there."""
    (folder / "builder").mkdir(parents=True)
    (folder / "builder" / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'builder'\")\n")
    return folder


@pytest.mark.parametrize(
    ("made", "told"),
    [
        pytest.param(of_another_version, "has peatmoss 0.0.0, ", id="another peatmoss"),
        pytest.param(of_no_version, ".2 cannot import peatmoss ", id="no peatmoss"),
        pytest.param(lambda folder: folder, "cannot import the step: No module named 'odd_items'", id="no such step"),
    ],
)
def test_a_node_that_cannot_do_the_work_ends_the_run_with_one_line(builds, network, long, until, tmp_path, made, told):
    with network.node(PYTHONPATH=str(made(tmp_path / "path"))) as node:
        code, out, err = builds.run("ray", "ray", long[0], network)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert err.startswith("peatmoss: node ")
        assert told in err
        assert until(lambda: not node.working(), 10)


def test_a_node_that_does_not_see_the_workspace_ends_the_run_with_one_line(builds, network, long, tmp_path):
    hidden = ("sh", "-c", f'mount -t tmpfs none {tmp_path} && exec "$@"', "sh")  # in the node's own mount namespace
    with network.node(*hidden):
        code, out, err = builds.run("ray", "ray", long[0], network)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"does not see in {tmp_path / 'ray'} what another node wrote: give a --work on a file system" in err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"subnet": "10.255.255"}, "no Ray cluster at 10.255.255.1:6379: ", id="nobody there"),
        pytest.param({"environment": {"RAY_AUTH_TOKEN": "0" * 64}}, "Authentication token is missing", id="token"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_told_in_one_line(builds, network, long, change, told):
    short = network.environment | {"RAY_gcs_server_port_wait_time_s": "2"}
    changed = change | {"environment": short | change.get("environment", {})}
    code, out, err = builds.run("ray", "ray", long[0], dataclasses.replace(network, **changed))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err
