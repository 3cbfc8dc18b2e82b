"""A live hub whose answers are faulty in a fifth of all cases, also after a kill: the tables of a day without."""

import command
import crawls
import listed
import pytest


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    with listed.listing(folder / "hub", *listed.sample(), page=7) as hub:
        crawls.write(folder, hub)
        crawls.build(folder, hub)
    return crawls.tables(folder)


@pytest.mark.parametrize("seed", range(1, 21))
def test_the_tables_of_a_day_without_faults(whole, tmp_path, seed):
    with listed.listing(tmp_path / "hub", *listed.sample(), page=7) as hub:
        crawls.write(tmp_path, hub)
        chaos = hub.chaos(seed, 0.2)
        crawls.build(tmp_path, hub)
    assert chaos.hits > 20
    assert crawls.tables(tmp_path) == whole


def test_a_killed_build_goes_on(whole, tmp_path):
    with listed.listing(tmp_path / "hub", *listed.sample(), page=7) as hub:
        crawls.write(tmp_path, hub)
        chaos = hub.chaos(3, 0.2)
        env = command.environment(**hub.environment(tmp_path / "home"))
        for sign in ("/api/models$", "/resolve/"):
            seen = len(hub.asked(sign))
            process = command.start("build", "--config", "live.toml", cwd=tmp_path, env=env)
            command.wait_until(lambda sign=sign, seen=seen: len(hub.asked(sign)) > seen + 1, process)
            command.kill(process)
        crawls.build(tmp_path, hub)
    assert chaos.hits > 10
    assert crawls.tables(tmp_path) == whole
