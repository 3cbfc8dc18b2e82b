"""A build that finds its repositories, by the command against every peer: what comes out, and what keeps it back."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import command
import pytest
from code_search import TOKEN, refusing
from searches import QUERY, World

from builder.errors import PublishError
from builder.release.publishable import Rules, publishable


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, stack)


def test_repositories_of_every_source(world: World) -> None:
    world.build()
    found = {str(row["repository_id"]): row for row in world.table("repositories")}
    assert len(found) == 1100 + 2
    assert {row["scan_status"] for row in found.values()} == {"not_fetched"}
    by = {one["source"]: one for one in found["A1/R1"]["found_by"]}  # type: ignore[attr-defined]
    assert by.keys() == {"github", "ecosystems", "mine"}
    assert (by["ecosystems"]["query"], by["ecosystems"]["total"], by["ecosystems"]["complete"]) == (
        "pypi/timm",
        29,
        True,
    )
    assert found["spaces/fen/app"]["models_declared"] == ["gpt2"]
    asked = world.table("queries")
    assert all(row["complete"] for row in asked)
    assert {row["source"] for row in asked} == {"github", "ecosystems", "sourcegraph", "spaces", "mine"}
    assert sum(int(str(row["total"])) for row in asked if row["query"] == QUERY) == 1050
    held = [path.read_bytes() for path in (world.folder / "work").rglob("*") if path.is_file()]
    assert not any(TOKEN.encode() in data for data in held)


def test_again_at_the_same_moment_asks_nobody(world: World) -> None:
    world.build()
    for asked in (world.github.asked, world.ecosystems.asked, world.sourcegraph.asked):
        asked.clear()
    built = world.build()
    assert world.github.asked == world.ecosystems.asked == world.sourcegraph.asked == []
    assert command.told(built)["collect github"] == "nothing new"


def test_token_that_expires_is_one_line_and_the_rest_goes_on(world: World) -> None:
    world.github.faults = [lambda handler: False] * 3 + [refusing(401, "Bad credentials")]
    arguments = ("build", "--config", "mine.toml", "--only", "collect", "--workers", 1)
    done = command.here(*arguments, cwd=world.folder, env=command.environment(GITHUB_TOKEN=TOKEN))
    assert "does not accept the token" in command.complaint(done)
    assert TOKEN not in done.stderr
    world.build()
    assert len(world.table("repositories")) == 1102


def test_without_a_token_the_others_find_and_it_is_told_and_share_alike_data_is_not_published(world: World) -> None:
    environment = command.environment(GITHUB_TOKEN="", PATH="")
    built = command.build_here(world.folder, "--config", "mine.toml", env=environment)
    assert "no code was searched: set GITHUB_TOKEN" in command.told(built)["collect github"]
    assert "collect github: 1 of" in built.done.stdout
    manifest = json.loads((built.out / "MANIFEST.json").read_text())
    assert manifest["tables"]["repositories"]["rows"] == 29 + 100 + 2
    assert {one["license"] for one in manifest["sources"] if one["kind"] == "ecosystems"} == {"CC-BY-SA-4.0"}
    with pytest.raises(PublishError, match="share-alike"):
        publishable(built.out, Rules())
