"""What is found and what is here become one item per repository, a row of `repositories`, and a row of `queries`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import git_server
import github_graphql
import pyarrow as pa
import pytest

from builder.engine import crawl, journal, plan, workspace
from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.engine.run import run_step
from builder.engine.step import SKIPPED_SCHEMA
from builder.pipeline import discussions, mappings, repositories
from builder.pipeline.context import Context
from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import load_signatures
from builder.settings import build as settings
from builder.sources.finds import Asked, Finder, Hit
from builder.sources.github_facts import FACTS
from builder.sources.hub_records import RECORDS
from builder.sources.local import Local, find
from builder.tables.merge import Merge

ONE, TWO = datetime(2026, 10, 1), datetime(2026, 11, 1)
CHOSEN = {"sources": [{"kind": "local", "name": "unused", "path": "."}], "repositories": {"fetch": False}}
SETTINGS = settings.parse(CHOSEN, Path(), "test")
FETCHING = settings.parse(CHOSEN | {"repositories": {"fetch_s": 60}}, Path(), "test")
SIGNATURES = load_signatures()


@dataclass(frozen=True)
class Found:
    """A source that finds: per slice of one query its hits and total; what has no total is never asked to its end."""

    name: str
    slices: dict[str, tuple[list[Hit], int | None]]

    def digest(self) -> str:
        return self.name

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        finder, at = Finder(self.name, look.taken_at, Exclusions()), 10 * look.first
        for part, (hits, total) in self.slices.items():
            ended = [] if total is None else [Asked("q", part, total, total == len(hits))]
            page = finder.page(at, "q", part, hits, ended, str(at))
            yield page
            at += page.records


@dataclass(frozen=True)
class Paged:
    """A source that gives these pages."""

    name: str
    made: tuple[Page, ...]

    def digest(self) -> str:
        return self.name

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        yield from self.made


def hit(name: str, host: str = "github.com", models: tuple[str, ...] | None = None) -> Hit:
    return Hit(name, host, f"https://{host}/{name}", models)


class World:
    """A workspace with repositories that are here and finds, and what the steps and the merge make of them."""

    def __init__(self, root: Path) -> None:
        self.root, self.place, self.settings = root, workspace.create(root / "work", 2), SETTINGS
        self.held: list[str] = []
        self.finds: list[str] = []
        self.known: tuple[str, ...] = ()
        self.talks: tuple[str, ...] = ()

    def folder(self, name: str) -> None:
        folder = self.root / "held" / name
        folder.mkdir(parents=True)
        (folder / "a.py").write_text('from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n')
        label = name.replace("/", "-")
        find_it = partial(find, str(folder), False, name, None)
        journal.collect(self.place, Local(label, find_it, Exclusions()), lambda records: None)
        self.held.append(label)

    def found(self, name: str, moment: datetime = ONE, **slices: tuple[list[Hit], int | None]) -> None:
        crawl.collect(self.place, Found(name, slices), moment, lambda records: None)
        self.finds = [*dict.fromkeys([*self.finds, name])]

    def facts(self, known: list[dict[str, Any]], moment: datetime = ONE) -> None:
        """What a source says of repositories on github.com."""
        first = 10 * (moment - ONE).days
        fixed = {"host": "github.com", "asked_at": moment}
        asked = [{**fixed, "position": at, **row} for at, row in enumerate(known, first)]
        page = Page(pa.Table.from_pylist(asked, FACTS), pa.Table.from_pylist([], SKIPPED_SCHEMA), "0")
        crawl.collect(self.place, Paged("facts", (page,)), moment, lambda records: None)
        self.known = ("facts",)

    def context(self) -> Context:
        known = (self.place, self.settings, [], self.held, SIGNATURES, TWO, 1)
        return Context(*known, finds=tuple(self.finds), facts=self.known)

    def discussed(self, moment: datetime) -> None:
        """Looks at what the repositories' issues say."""
        (source,) = discussions.sources(self.context(), Exclusions())
        crawl.collect(self.place, source, moment, lambda records: None)
        self.talks = (source.name,)

    def items(self) -> dict[str, dict[str, Any]]:
        with workspace.connect(self.place) as connection:
            rows = connection.sql(repositories.repository_items(self.context())).to_arrow_table().to_pylist()
        return {row["item"]: row for row in rows}

    def run(self) -> list[tuple[int, int]]:
        """Runs both steps: how many items of each ran, and how many there are."""
        ran = []
        for planner in (repositories.plan, mappings.plan):
            planned = planner(self.context())
            with workspace.connect(self.place) as connection:
                made = plan.make(self.place, connection, planned.step, planned.query, planned.inputs)
            ran.append(run_step(self.place, planned.step, made, lambda items: None))
        return ran

    def table(self, name: str) -> list[dict[str, Any]]:
        merge = Merge(self.place, [], RECORDS, Exclusions(), SIGNATURES, {}, tuple(self.finds), self.talks)
        with workspace.connect(self.place) as connection:
            merge.run(connection, lambda rows: None)
            query = f"SELECT * FROM read_parquet('{self.place.tables}/{name}-*.parquet')"
            return list(connection.sql(query).to_arrow_table().to_pylist())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def sources(item: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["source"], one["slice"]) for one in json.loads(item["found_by"])]


def test_without_any_source_there_is_nothing(world: World) -> None:
    assert world.items() == {}


@pytest.mark.parametrize(
    ("found", "items"),
    [
        pytest.param([hit("fen/a"), hit("fen/b")], {"fen/a", "fen/b"}, id="two names"),
        pytest.param([hit("fen/a"), hit("fen/a", "gitlab.com")], {"fen/a", "gitlab.com/fen/a"}, id="two hosts"),
        pytest.param([hit("fen/a", "gitlab.com")], {"fen/a"}, id="another host alone"),
        pytest.param(
            [hit("fen/a", "gitlab.com"), hit("FEN/A"), hit("fen/a", "codeberg.org")],
            {"FEN/A", "gitlab.com/fen/a", "codeberg.org/fen/a"},
            id="three hosts",
        ),
    ],
)
def test_items_of_hits(world: World, found: list[Hit], items: set[str]) -> None:
    world.found("search", a=(found, 1))
    assert set(world.items()) == items


def test_hits_of_one_repository_are_one_item_whatever_its_case(world: World) -> None:
    world.found("search", a=([hit("Fen/Tool")], 1), b=([hit("fen/tool")], 1))
    world.found("list", c=([hit("fen/TOOL")], 1))
    ((name, item),) = world.items().items()
    assert name == item["repository_id"] == "Fen/Tool"
    assert sources(item) == [("list", "c"), ("search", "a"), ("search", "b")]


def test_repository_that_is_here_keeps_its_files_and_says_who_found_it_too(world: World) -> None:
    world.folder("Fen/Tool")
    world.found("search", a=([hit("fen/tool"), hit("fen/tool", "gitlab.com")], 2))
    items = world.items()
    assert set(items) == {"Fen/Tool", "gitlab.com/fen/tool"}
    assert sources(items["Fen/Tool"]) == [("Fen-Tool", None), ("search", "a")]
    assert items["Fen/Tool"]["location"] is not None
    assert items["gitlab.com/fen/tool"]["location"] is None


def test_slices_tell_their_totals_and_whether_they_were_exhausted(world: World) -> None:
    world.found("search", a=([hit("fen/a")], 1), b=([hit("fen/b")], 2000), c=([hit("fen/c")], None))
    told = {name: json.loads(item["found_by"])[0] for name, item in world.items().items()}
    assert [(told[name]["total"], told[name]["complete"]) for name in ("fen/a", "fen/b", "fen/c")] == [
        (1, True),
        (2000, False),
        (None, False),
    ]


def test_newest_round_of_a_query_counts(world: World) -> None:
    world.found("search", ONE, a=([hit("fen/a", models=("gpt2",)), hit("fen/gone")], 2))
    world.found("search", TWO, b=([hit("fen/a", models=("bert",))], 1))
    items = world.items()
    assert sources(items["fen/a"]) == [("search", "b")]
    assert sources(items["fen/gone"]) == [("search", "a")]  # a repository that was found once stays
    assert json.loads(items["fen/a"]["models_declared"]) == ["bert"]
    assert [(row["slice"], row["asked_at"]) for row in world.table("queries")] == [("b", TWO)]


def test_what_is_not_here_is_a_row_without_mappings(world: World) -> None:
    world.folder("fen/here")
    world.found("search", a=([hit("fen/there", models=("gpt2",))], 1))
    assert world.run() == [(2, 2), (1, 1)]
    here, there = world.table("repositories")
    assert (here["repository_id"], here["scan_status"]) == ("fen/here", "scanned")
    assert {name: value for name, value in there.items() if value is not None} == {
        "repository_id": "fen/there",
        "host": "github.com",
        "url": "https://github.com/fen/there",
        "found_by": [{"source": "search", "query": "q", "slice": "a", "total": 1, "complete": True}],
        "models_declared": ["gpt2"],
        "scan_status": "not_fetched",
    }
    assert {row["repository_id"] for row in world.table("mappings")} == {"fen/here"}


def test_another_total_scans_nothing_again(world: World) -> None:
    world.folder("fen/tool")
    world.found("search", ONE, a=([hit("fen/tool")], 1))
    world.run()
    world.found("search", TWO, a=([hit("fen/tool")], 7))
    assert world.run() == [(1, 1), (0, 1)]


@pytest.fixture
def served(tmp_path: Path, commit_files: Callable[[Path, dict[str, str]], str]) -> Iterator[str]:
    """A host with one repository, fen/tool."""
    code = 'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'
    commit_files(tmp_path / "served/fen/tool", {"a.py": code, "requirements.txt": "transformers==4.1\n"})
    with git_server.serving(tmp_path / "served") as address:
        yield address


def test_what_was_found_is_fetched_and_scanned(world: World, served: str) -> None:
    world.settings = FETCHING
    found = [Hit(name, "127.0.0.1", f"{served}/{name}") for name in ("fen/tool", "fen/gone")]
    world.found("search", a=(found, 2))
    assert world.run() == [(2, 2), (2, 2)]
    gone, tool = world.table("repositories")
    assert (gone["repository_id"], gone["scan_status"], gone["commit"]) == ("fen/gone", "not_fetched", None)
    assert (tool["scan_status"], tool["status"], tool["files_scanned"]) == ("scanned", "present", 2)
    assert tool["dependencies"] == [{"name": "transformers", "specifier": "==4.1", "path": "requirements.txt"}]
    assert tool["languages"] == ["Python"]
    assert tool["captured_at"] == TWO
    (use,) = (row for row in world.table("mappings") if row["usage"] == "use")
    assert (use["repository_id"], use["commit"], use["model_name"]) == ("fen/tool", tool["commit"], "gpt2")


def test_copies_have_one_fingerprint_whatever_else_they_hold(world: World) -> None:
    for name in ("fen/tool", "moor/copy", "moor/other"):
        world.folder(name)
    (world.root / "held/moor/copy/README.md").write_text("a copy")
    (world.root / "held/moor/other/b.py").write_text("more = 1\n")
    for label, name in (("copy", "moor/copy"), ("other", "moor/other")):
        again = partial(find, str(world.root / "held" / name), False, name, None)
        journal.collect(world.place, Local(f"moor-{label}", again, Exclusions()), lambda records: None)
    world.run()
    prints = {row["repository_id"]: row["fingerprint"] for row in world.table("repositories")}
    assert prints["fen/tool"] == prints["moor/copy"] != prints["moor/other"]


def test_what_the_host_says_of_them(world: World) -> None:
    world.found("search", a=([hit("fen/old"), hit("fen/gone"), hit("fen/tool")], 3), b=([hit("moor/new")], 1))
    known = [
        {"asked": "fen/old", "repository_id": "moor/new", "url": "https://github.com/moor/new", "stars": 4},
        {"asked": "moor/new", "repository_id": "moor/new", "url": "https://github.com/moor/new", "stars": 5},
        {"asked": "fen/gone", "repository_id": "fen/gone", "url": "https://github.com/fen/gone", "status": "gone"},
    ]
    world.facts(known)
    world.run()
    gone, tool, new = world.table("repositories")
    assert (gone["repository_id"], gone["status"], gone["scan_status"]) == ("fen/gone", "gone", "not_fetched")
    assert (tool["repository_id"], tool["stars"], tool["former_ids"]) == ("fen/tool", None, None)
    assert (new["repository_id"], new["stars"], new["former_ids"]) == ("moor/new", 5, ["fen/old"])
    assert [one["slice"] for one in new["found_by"]] == ["a", "b"]


def test_a_clone_that_is_here_has_its_facts_too(world: World) -> None:
    world.folder("fen/tool")
    world.found("search", a=([hit("fen/tool")], 1))
    world.facts([{"asked": "fen/tool", "repository_id": "fen/tool", "url": "https://github.com/fen/tool", "stars": 4}])
    world.run()
    (tool,) = world.table("repositories")
    assert (tool["stars"], tool["scan_status"]) == (4, "scanned")


def test_what_was_pushed_to_is_fetched_again(
    world: World, served: str, tmp_path: Path, commit_files: Callable[[Path, dict[str, str]], str]
) -> None:
    world.settings = FETCHING
    page = f"{served}/fen/tool"
    world.found("search", a=([Hit("fen/tool", "127.0.0.1", page)], 1))
    known = {"asked": "fen/tool", "repository_id": "fen/tool", "host": "127.0.0.1", "url": page, "status": "present"}

    def models() -> set[str]:
        return {row["model_name"] for row in world.table("mappings") if row["usage"] == "use"}

    world.facts([known | {"pushed_at": ONE}])
    assert world.run()[1] == (1, 1)
    newer = commit_files(
        tmp_path / "served/fen/tool", {"a.py": "import timm\ntimm.create_model('resnet18', pretrained=True)\n"}
    )
    world.facts([known | {"pushed_at": ONE, "stars": 9}], datetime(2026, 10, 2))  # GitHub knows nothing of it yet
    assert (world.run()[1], models()) == ((0, 1), {"gpt2"})
    world.facts([known | {"pushed_at": TWO}], TWO)
    assert (world.run()[1], models()) == ((1, 1), {"resnet18"})
    (tool,) = world.table("repositories")
    assert (tool["commit"], tool["pushed_at"]) == (newer, TWO)


def test_what_its_issues_say_of_its_models(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", github_graphql.TOKEN)
    for name in ("fen/tool", "fen/unlisted"):
        world.folder(name)
    world.found("search", a=([hit("fen/tool"), hit("fen/other")], 2))
    with github_graphql.serving() as github:
        asking = {"kind": "github_facts", "name": "facts", "api": github.url, "discussions": True}
        world.settings = settings.parse(CHOSEN | {"sources": [asking]}, Path(), "test")
        world.run()
        talks = [
            github_graphql.talk(3, "GPT2 is slow"),
            github_graphql.talk(2, "Typo"),
            github_graphql.talk(1, "gpt2?"),
        ]
        none = github_graphql.Talks([])
        known = {"issues": github_graphql.Talks(talks), "pullRequests": none}
        github.repositories["fen/tool"] = github_graphql.repository("fen/tool", **known)
        world.discussed(ONE)
        tool, unlisted = (world.table("repositories")[at] for at in (1, 2))
        assert (tool["model_issue_count"], tool["model_pull_request_count"]) == (2, 0)
        assert unlisted["model_issue_count"] is None
        del talks[2]
        world.discussed(TWO)  # one was deleted since
    (row,) = world.table("discussions")
    assert (row["subject"], row["subject_id"], row["num"]) == ("repository", "fen/tool", 3)
    assert (row["models"], row["libraries"]) == (["gpt2"], [])
