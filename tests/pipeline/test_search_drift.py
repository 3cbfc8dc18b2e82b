"""One request per endpoint against what is read of it: all well, one field gone, a refusal, nobody there."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import finding
import github_graphql
import pytest
from code_search import TOKEN, CodeSearch, File, Repository, refusing, serving
from finding import dependent
from hub_server import serve
from loopback import Reply

from builder.pipeline import search_drift
from builder.pipeline.search_drift import live
from builder.settings import build as settings


@pytest.fixture
def world(tmp_path: Path) -> Iterator["World"]:
    with ExitStack() as stack:
        yield World(tmp_path, stack)


class World:
    """Every peer, and the settings that ask them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        search = CodeSearch(
            [File("fen/a", "a.py", 5, "x.from_pretrained()")],
            [Repository("fen/a", ("transformers",), date(2020, 1, 1))],
        )
        self.github = stack.enter_context(serving(search))
        self.ecosystems = stack.enter_context(finding.ecosystems({"pypi/transformers": [dependent(1, "fen/a")]}))
        self.sourcegraph = stack.enter_context(
            finding.sourcegraph({"transformers select:repo count:1": ["github.com/fen/a"]})
        )
        self.graphql = stack.enter_context(github_graphql.serving())
        self.graphql.repositories["huggingface/transformers"] = github_graphql.repository("huggingface/transformers")
        self.hub = stack.enter_context(serve(folder))
        self.hub.list_page = 2
        self.hub.spaces = [{"_id": "1", "id": f"fen/a{n}", "models": [], "likes": n} for n in range(3)]
        self.settings = settings.parse(
            {
                "sources": [
                    {"kind": "github", "name": "g", "api": self.github.url},
                    {"kind": "ecosystems", "name": "e", "api": f"{self.ecosystems.url}/api/v1"},
                    {"kind": "sourcegraph", "name": "s", "endpoint": self.sourcegraph.url},
                    {"kind": "spaces", "name": "h", "endpoint": self.hub.url},
                    {"kind": "github_facts", "name": "f", "api": self.graphql.url},
                    {"kind": "list", "name": "l", "path": "a.txt", "taken_at": "2026-11-01"},
                ]
            },
            folder,
            "test",
        )

    def faults(self) -> dict[str, list[str]]:
        checks = list(live(self.settings.sources))
        assert len(checks) == 7
        return {check.what.split(" ", 1)[-1]: check.faults for check in checks if check.faults}


def test_all_is_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    assert world.faults() == {}


def test_no_token_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "")
    monkeypatch.setenv("PATH", "")
    missing = ["there is no token: set GITHUB_TOKEN or run `gh auth login`"]
    assert world.faults() == {"of code": missing, "GraphQL": missing}


def test_every_fault_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    world.github.faults = [refusing(422, "no such search"), refusing(401, "Bad credentials")]
    world.ecosystems.faults = [Reply(200, [b"{}"]), Reply(200, [b"[]"])]
    world.sourcegraph.faults = [Reply(200, [b"hello"])]
    world.hub.spaces = []
    world.graphql.repositories = {}
    found = world.faults()
    assert found["search of repositories"] == ["it is refused: 422 no such search"]
    assert "does not accept the token" in found["of code"][0]
    assert found["usage of a package"] == ["no 'dependents_count' any more"]
    assert found["dependents"] == ["no list of repositories"]
    assert found["stream"] == ["no event 'matches'", "no event 'progress'", "no event 'done'"]
    assert "Could not resolve to a Repository" in found["GraphQL"][0]
    assert found["list of Spaces"] == ["no list of Spaces"]


def test_a_server_that_does_not_answer_is_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "http://127.0.0.1:9"
    sources = [{"kind": kind, "name": kind, "api": nobody} for kind in ("github", "ecosystems", "github_facts")]
    alive = {"kind": "sourcegraph", "name": "s", "endpoint": world.sourcegraph.url}
    wanted = settings.parse({"sources": [*sources, alive]}, Path(), "test").sources
    monkeypatch.setattr(search_drift.reach.silent, "__defaults__", (1.0,))
    faulty, well = live(wanted)
    assert (faulty.what, well.faults) == (nobody, [])
    assert "cannot be reached" in faulty.faults[0]
