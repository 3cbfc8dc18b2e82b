"""A build that finds its repositories, by the real command against every peer: what comes out, killed and resumed."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import command
import finding
import pyarrow.parquet as pq
import pytest
from code_search import TOKEN, CodeSearch, File, Repository, refusing, serving
from finding import dependent
from hub_server import serve
from loopback import Loopback

from builder.errors import PublishError
from builder.release.publishable import Rules, publishable

QUERY = '"import transformers" language:python'
STREAM = 'content:"import transformers" select:repo count:all'
LIST = "a1/r1\nfen/listed\n"


class World:
    """Every peer, settings that ask them all, and the command."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        files = [File(f"a{n}/r{n}", "src/f.py", 100 + n) for n in range(1050)]
        self.github: CodeSearch = stack.enter_context(
            serving(CodeSearch(files, [Repository("a1/r1", ("bert",), date(2020, 1, 1))]))
        )
        usage = {"pypi/timm": [dependent(n, f"A{n}/R{n}") for n in range(1, 30)]}
        self.ecosystems: Loopback = stack.enter_context(finding.ecosystems(usage))
        self.sourcegraph: Loopback = stack.enter_context(
            finding.sourcegraph({STREAM: [f"github.com/a{n}/r{n}" for n in range(1000, 1100)]})
        )
        self.hub = stack.enter_context(serve(folder / "hub"))
        self.hub.spaces = [{"_id": "1", "id": "fen/app", "models": ["gpt2"], "likes": 3, "sdk": "gradio"}]
        (folder / "mine.txt").write_text(LIST)
        (folder / "mine.toml").write_text(f"""
as_of = 2026-11-01
partitions = 4
[[sources]]
kind = "github"
name = "github"
api = "{self.github.url}"
queries = ['{QUERY}']
topics = ["bert"]
[[sources]]
kind = "ecosystems"
name = "ecosystems"
api = "{self.ecosystems.url}/api/v1"
packages = ["pypi/timm"]
[[sources]]
kind = "sourcegraph"
name = "sourcegraph"
endpoint = "{self.sourcegraph.url}"
queries = ['{STREAM}']
[[sources]]
kind = "spaces"
name = "spaces"
endpoint = "{self.hub.url}"
[[sources]]
kind = "list"
name = "mine"
path = "mine.txt"
taken_at = 2026-10-01
""")

    def build(self, work: str = "work", only: tuple[str, ...] = ("collect", "repositories", "merge")) -> command.Built:
        steps = [part for step in only for part in ("--only", step)]
        environment = command.environment(GITHUB_TOKEN=TOKEN)
        return command.build(self.folder, "--config", "mine.toml", "--work", work, *steps, env=environment)

    def table(self, name: str, work: str = "work") -> list[dict[str, object]]:
        (path,) = (self.folder / work / "tables").glob(f"{name}-*.parquet")
        return list(pq.read_table(path).to_pylist())


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


def test_killed_and_resumed_it_is_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_token_that_expires_is_one_line_and_the_rest_goes_on(world: World) -> None:
    world.github.faults = [lambda handler: False] * 3 + [refusing(401, "Bad credentials")]
    arguments = ("build", "--config", "mine.toml", "--only", "collect", "--workers", 1)
    done = command.run(*arguments, cwd=world.folder, env=command.environment(GITHUB_TOKEN=TOKEN))
    assert "does not accept the token" in command.complaint(done)
    assert TOKEN not in done.stderr
    world.build()
    assert len(world.table("repositories")) == 1102


def test_without_a_token_the_others_find_and_it_is_told_and_share_alike_data_is_not_published(world: World) -> None:
    environment = command.environment(GITHUB_TOKEN="", PATH="")
    built = command.build(world.folder, "--config", "mine.toml", env=environment)
    assert "no code was searched: set GITHUB_TOKEN" in command.told(built)["collect github"]
    assert "collect github: 1 of" in built.done.stdout
    manifest = json.loads((built.out / "MANIFEST.json").read_text())
    assert manifest["tables"]["repositories"]["rows"] == 29 + 100 + 2
    assert {one["license"] for one in manifest["sources"] if one["kind"] == "ecosystems"} == {"CC-BY-SA-4.0"}
    with pytest.raises(PublishError, match="share-alike"):
        publishable(built.out, Rules())
