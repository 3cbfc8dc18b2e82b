"""kill -9 of a build that finds its repositories: the tables of one that nobody disturbed, and no page asked twice."""

from contextlib import ExitStack
from pathlib import Path

import command
import pytest
from code_search import TOKEN
from searches import World


def test_killed_and_resumed_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        killed_and_resumed(World(tmp_path, stack), monkeypatch)


def killed_and_resumed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = world.build("whole")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    world.github.each_s = 0.05
    needed = len(world.github.asked)
    for stop in (4, 6):
        world.github.asked.clear()
        arguments = ("build", "--config", "mine.toml", "--work", "cut", "--workers", 1)
        process = command.start(*arguments, cwd=world.folder)
        command.wait_until(lambda stop=stop: len(world.github.asked) >= stop, process)
        command.kill(process)
    world.github.asked.clear()
    world.build("cut")
    assert len(world.github.asked) <= needed - 6  # pages that were committed are not asked for again
    assert whole.work.name == "whole"
    for name in ("repositories", "queries"):
        assert world.table(name, "cut") == world.table(name, "whole")
