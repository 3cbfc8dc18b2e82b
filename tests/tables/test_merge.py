"""Dumps and repositories go through the real journal, steps and queries; what is looked at is the merged tables."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import dumps
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder import schemas
from builder.engine import commits, plan, workspace
from builder.engine.durable import sha256
from builder.engine.journal import collect
from builder.engine.run import run_step
from builder.errors import WorkspaceError
from builder.pipeline import extraction, mappings, repositories, snapshots
from builder.pipeline.context import Context, Planned
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.reference.signatures import load_signatures
from builder.settings import build as settings
from builder.sources.hub_dump import HubDump
from builder.sources.hub_records import RECORDS
from builder.sources.local import Local, find
from builder.tables.checks import violations
from builder.tables.merge import Merge
from builder.tables.records import Listing

NONE = Exclusions()
AS_OF = datetime(2024, 12, 31)
STEPS = (snapshots.plan, repositories.plan, mappings.plan, extraction.plan)
SETTINGS = settings.parse(
    {"sources": [{"kind": "local", "name": "unused", "path": "."}], "snapshots": {"min_downloads": 50}}, Path(), "test"
)


def excluding(*identifiers: str) -> Exclusions:
    return Exclusions(frozenset(map(fingerprint, identifiers)))


def model(name: str, number: int, **more: Any) -> dict[str, Any]:
    """A record of the Hub whose immutable id is `number`; without downloads it makes no snapshot."""
    return {"id": name, "_id": f"{number:024x}", "sha": f"{number:040x}", "createdAt": "2023-01-01T00:00:00Z"} | more


class World:
    """A workspace to which dumps (of days of 2024) and repositories are added, and what the merge makes of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = workspace.create(root / "work", 2)
        self.listings: list[Listing] = []
        self.repositories: list[str] = []

    def dump(
        self, name: str, day: int, *records: dict[str, Any], complete: bool = True, exclusions: Exclusions = NONE
    ) -> "World":
        path = dumps.store(self.root / f"{name}.jsonl", records)
        source = HubDump(name, path, datetime(2024, 1, day), None, exclusions)
        collect(self.place, source, lambda records: None)
        self.listings = [listing for listing in self.listings if listing.name != name]
        self.listings.append(Listing(name, source.taken_at, complete))
        return self

    def repository(self, repository_id: str, files: Mapping[str, str]) -> "World":
        folder = self.root / "repositories" / repository_id
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        collect(
            self.place,
            Local(repository_id.replace("/", "-"), partial(find, str(folder), False, repository_id, None), NONE),
            id,
        )
        self.repositories.append(repository_id.replace("/", "-"))
        return self

    def steps(self, *planners: Callable[[Context], Planned]) -> "World":
        context = Context(self.place, SETTINGS, self.listings, self.repositories, load_signatures(), AS_OF, workers=1)
        for planner in planners:
            planned = planner(context)
            with workspace.connect(self.place) as connection:
                made = plan.make(self.place, connection, planned.step, planned.query, planned.inputs)
            run_step(self.place, planned.step, made, lambda items: None)
        return self

    def merge(self, exclusions: Exclusions = NONE) -> bool:
        """Whether there was anything to do; the tables must keep their own rules whatever went in."""
        merge = Merge(self.place, self.listings, RECORDS, exclusions, load_signatures())
        with workspace.connect(self.place) as connection:
            new = merge.run(connection, lambda rows: None)
            if new:
                assert violations(connection, merge.shapes()) == []
        return new

    def table(self, name: str) -> pa.Table:
        commit = commits.read(self.place.tables, name)
        assert commit is not None
        return pq.read_table(commits.verify(self.place.tables, [commit], "rows")[0])

    def rows(self, name: str) -> list[dict[str, Any]]:
        return self.table(name).to_pylist()

    def statuses(self, exclusions: Exclusions = NONE) -> dict[str, str]:
        self.merge(exclusions)
        return {row["model_id"]: row["status"] for row in self.rows("models")}

    def model(self, model_id: str) -> dict[str, Any]:
        (row,) = [row for row in self.rows("models") if row["model_id"] == model_id]
        return row

    def bytes(self) -> dict[str, str]:
        return {path.name: sha256(path) for path in sorted(self.place.tables.iterdir())}


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


# nothing at all


@pytest.mark.parametrize("listed", [False, True], ids=["no source", "a source of nothing"])
def test_a_build_of_nothing_has_empty_tables_of_the_right_columns(world, listed):
    if listed:
        world.dump("empty", 1).steps(*STEPS)
    assert world.merge()
    for table in schemas.TABLES:
        assert world.table(table.name).schema == table.schema
        assert world.rows(table.name) == []
    assert not world.merge()


# one row per model: which record counts


def test_of_two_dumps_the_later_one_counts(world):
    world.dump("new", 2, model("pine/birch", 1, likes=2))
    world.dump("old", 1, model("pine/birch", 1, likes=1))
    assert world.statuses() == {"pine/birch": "present"}
    row = world.model("pine/birch")
    assert (row["likes"], row["source"], row["collected_at"]) == (2, "new", datetime(2024, 1, 2))


def test_of_two_dumps_of_one_day_the_later_of_the_settings_counts(world):
    world.dump("one", 1, model("pine/birch", 1, likes=1)).dump("two", 1, model("pine/birch", 1, likes=2))
    world.merge()
    assert world.model("pine/birch")["source"] == "two"


def test_within_a_dump_the_later_record_counts(world):
    world.dump("dump", 1, *(model("pine/birch", 1, likes=likes) for likes in (1, 3, 2)))
    world.merge()
    assert world.model("pine/birch")["likes"] == 2


def test_the_newest_record_counts_as_a_whole(world):
    """What it does not tell is null: an older record's likes beside a newer record's downloads would be neither."""
    world.dump("old", 1, model("pine/birch", 1, likes=1)).dump("new", 2, {"id": "pine/birch", "downloads": 5})
    world.merge()
    assert (world.model("pine/birch")["likes"], world.model("pine/birch")["downloads"]) == (None, 5)


def test_every_record_is_accounted_for(world):
    world.dump("old", 1, model("pine/a", 1), model("pine/b", 2)).dump("new", 2, model("pine/a", 1))
    world.merge()
    commit = commits.read(world.place.tables, "models")
    assert (commit.items, commit.rows, commit.skipped) == (3, 2, {"older_record": 1})


# what is gone, and what has another name


def test_what_the_newest_complete_dump_lacks_is_gone(world):
    world.dump("old", 1, model("pine/a", 1), model("pine/b", 2)).dump("new", 2, model("pine/a", 1))
    assert world.statuses() == {"pine/a": "present", "pine/b": "gone"}


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        pytest.param(["1 all ab", "2 some a"], "present", id="an incomplete dump lacks it"),
        pytest.param(["1 some ab", "2 all a"], "gone", id="only an incomplete one had it"),
        pytest.param(["2 all a", "1 all ab"], "gone", id="by date, not by place"),
        pytest.param(["1 all ab", "2 all a", "3 some b"], "present", id="back again"),
        pytest.param(["1 all a", "2 all ab", "3 all a"], "gone", id="come and gone"),
        pytest.param(["1 some ab", "2 some a"], "present", id="no complete dump at all"),
    ],
)
def test_gone_is_what_a_complete_dump_could_know(world, listings, expected):
    for listing in listings:
        day, extent, letters = listing.split()
        records = [model(f"pine/{letter}", ord(letter)) for letter in letters]
        world.dump(f"day-{day}", int(day), *records, complete=extent == "all")
    assert world.statuses()["pine/b"] == expected


def test_of_a_model_that_is_gone_only_its_facts_are_kept(world):
    full = dumps.RECORDS[0]
    world.dump("old", 1, full).dump("new", 2, model("pine/other", 9)).steps(snapshots.plan, extraction.plan)
    world.merge()
    row = world.model("pine/birch-small")
    assert row["status"] == "gone"
    told = {name for name, value in row.items() if value is not None}
    kept = {column.name for column in schemas.MODELS.columns if column.kept}
    assert told <= kept
    assert {"hub_id", "revision", "author", "downloads", "likes", "license", "license_spdx", "has_snapshot"} <= told
    assert {"tags", "task", "library", "languages", "datasets", "base_models", "has_card"} & told == set()
    (snapshot,) = world.rows("snapshots")
    assert (snapshot["status"], snapshot["files"], snapshot["card"], snapshot["config"]) == ("gone", None, None, None)
    assert (snapshot["file_count"], len(snapshot["card_sha256"])) == (2, 64)
    (read,) = world.rows("extracted_metadata")
    assert (read["license"], read["tasks"], read["evidence"], read["front_matter"]) == ("mit", None, None, "absent")


def test_the_same_model_that_is_there_keeps_everything(world):
    world.dump("old", 1, dumps.RECORDS[0]).steps(snapshots.plan)
    world.merge()
    row = world.model("pine/birch-small")
    assert {"tags", "task", "library", "languages", "datasets", "base_models"} <= {n for n, v in row.items() if v}
    (snapshot,) = world.rows("snapshots")
    assert (snapshot["status"], snapshot["card"], snapshot["downloads"]) == ("captured", "# Birch\n", 120)


def test_a_renamed_model_is_two_rows_that_know_of_each_other(world):
    world.dump("old", 1, model("pine/old", 1), model("pine/kept", 2))
    world.dump("new", 2, model("oak/new", 1), model("pine/kept", 2))
    assert world.statuses() == {"pine/old": "renamed", "oak/new": "present", "pine/kept": "present"}
    assert world.model("oak/new")["former_ids"] == ["pine/old"]
    assert world.model("pine/kept")["former_ids"] == []
    assert world.model("pine/old")["tags"] is None


def test_a_model_renamed_twice_knows_both_of_its_names(world):
    for day, name in enumerate(("pine/b", "pine/a", "oak/c"), 1):
        world.dump(name.replace("/", "-"), day, model(name, 1))
    assert world.statuses() == {"pine/a": "renamed", "pine/b": "renamed", "oak/c": "present"}
    assert world.model("oak/c")["former_ids"] == ["pine/a", "pine/b"]


@pytest.mark.parametrize(
    ("old", "new", "complete"),
    [
        pytest.param(model("pine/old", 1), model("oak/new", 2), True, id="another model came"),
        pytest.param(model("pine/old", 1), {"id": "oak/new"}, True, id="the new one has no immutable id"),
        pytest.param({"id": "pine/old"}, {"id": "oak/new"}, True, id="neither has"),
    ],
)
def test_gone_is_not_renamed(world, old, new, complete):
    world.dump("old", 1, old).dump("new", 2, new, complete=complete)
    assert world.statuses() == {"pine/old": "gone", "oak/new": "present"}


def test_without_a_complete_dump_nothing_is_renamed(world):
    world.dump("old", 1, model("pine/old", 1)).dump("new", 2, model("oak/new", 1), complete=False)
    assert world.statuses() == {"pine/old": "present", "oak/new": "present"}


def test_a_name_that_another_model_took_over_after_a_rename_is_that_models(world):
    """The old one went on under a new name: 'pine/name' is not its former name alone, it is present."""
    world.dump("old", 1, model("pine/name", 1)).dump("new", 2, model("pine/name", 2), model("oak/new", 1))
    old = f"pine/name@{1:024x}"
    assert world.statuses() == {"pine/name": "present", "oak/new": "present", old: "renamed"}
    assert (world.model("pine/name")["hub_id"], world.model("pine/name")["reused_name"]) == (f"{2:024x}", True)
    assert world.model("oak/new")["former_ids"] == ["pine/name"]


@pytest.mark.parametrize(
    ("new", "complete"),
    [
        pytest.param(model("pine/name", 1), True, id="the same model"),
        pytest.param({"id": "pine/name", "downloads": 60}, True, id="a list without the hub's ids"),
        pytest.param(model("pine/Name", 2), False, id="other letters"),
    ],
)
def test_what_is_no_other_model_keeps_its_name(world, new, complete):
    world.dump("old", 1, model("pine/name", 1)).dump("new", 2, new, complete=complete)
    assert set(world.statuses()) == {"pine/name", new["id"]}
    assert not any(row["reused_name"] for row in world.rows("models"))


@pytest.mark.parametrize("complete", [True, False], ids=["of complete lists", "of single records"])
def test_a_name_taken_over_is_two_models(world, complete):
    old, new = model("pine/name", 1, downloads=51, card="old"), model("pine/name", 2, downloads=52, card="new")
    world.dump("old", 1, old, complete=complete).dump("new", 2, new, complete=complete)
    world.steps(snapshots.plan, extraction.plan)
    known = f"pine/name@{1:024x}"
    assert world.statuses() == {known: "replaced", "pine/name": "present"}
    assert [world.model(name)["reused_name"] for name in (known, "pine/name")] == [False, True]
    assert (world.model(known)["hub_id"], world.model(known)["tags"]) == (f"{1:024x}", None)
    for table in ("snapshots", "extracted_metadata"):
        assert {(row["model_id"], row["revision"]) for row in world.rows(table)} == {
            (known, f"{1:040x}"),
            ("pine/name", f"{2:040x}"),
        }
    assert {row["model_id"]: row["card"] for row in world.rows("snapshots")} == {known: None, "pine/name": "new"}


@pytest.mark.parametrize(
    ("made", "code", "expected"),
    [
        pytest.param("2024-06-01T00:00:00Z", "'pine/name'", "old", id="a commit from before the newer one"),
        pytest.param("2024-04-01T00:00:00Z", "'pine/name'", "new", id="a later commit"),
        pytest.param("2022-03-02T23:29:04Z", "'pine/name'", "new", id="the Hub's floor date"),
        pytest.param("2024-04-01T00:00:00Z", f"'pine/name', revision='{1:040x}'", "old", id="a revision of the older"),
    ],
)
def test_mappings_of_a_name_taken_over(world, commit_files, made, code, expected):
    """The commit is of 2024-05-06."""
    folder = world.root / "repositories/beech/user"
    folder.mkdir(parents=True)
    commit_files(folder, {"a.py": f"from transformers import AutoModel\nAutoModel.from_pretrained({code})\n"})
    world.dump("old", 1, model("pine/name", 1)).dump("new", 2, model("pine/name", 2, createdAt=made))
    world.repository("beech/user", {}).steps(*STEPS).merge()
    (row,) = world.rows("mappings")
    assert row["model_id"] == (f"pine/name@{1:024x}" if expected == "old" else "pine/name")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param({"id": "gpt2"}, model("openai-community/gpt2", 2), "renamed", id="by the Hub's own renames"),
        pytest.param(model("gpt2", 1), model("openai-community/gpt2", 2), "gone", id="the hub's ids say no"),
        pytest.param({"id": "gpt2"}, model("pine/gpt2", 2), "gone", id="the same name of another owner"),
        pytest.param({"id": "no-such"}, model("pine/no-such", 2), "gone", id="a name that no table has"),
    ],
)
def test_models_without_an_owner_moved_as_the_hub_moved_them(world, old, new, expected):
    world.dump("old", 1, old).dump("new", 2, new)
    assert world.statuses() == {old["id"]: expected, new["id"]: "present"}
    assert world.model(new["id"])["former_ids"] == ([old["id"]] if expected == "renamed" else [])


@pytest.mark.parametrize(
    ("newer", "kept"),
    [
        pytest.param({}, True, id="no revision told"),
        pytest.param({"sha": "1" * 40}, True, id="the same revision"),
        pytest.param({"sha": "2" * 40}, False, id="another revision"),
    ],
)
def test_a_newer_record_erases_nothing_of_the_same_revision(world, newer, kept):
    older = {
        "id": "pine/a",
        "sha": "1" * 40,
        "config": {"model_type": "birch"},
        "safetensors": {"total": 7},
        "likes": 3,
    }
    world.dump("old", 1, older).dump("new", 2, {"id": "pine/a", "likes": 4, **newer})
    world.merge()
    row = world.model("pine/a")
    assert (row["model_type"], row["parameters"]) == (("birch", 7) if kept else (None, None))
    assert (row["source"], row["likes"], row["revision"]) == ("new", 4, newer.get("sha", "1" * 40))
    carried = {one["field"]: (one["source"], one["collected_at"]) for one in row["carried_over"]}
    expected = {"model_type", "parameters", "parameters_source"} | (set() if newer else {"revision"})
    assert carried == (dict.fromkeys(expected, ("old", datetime(2024, 1, 1))) if kept else {})


@pytest.mark.parametrize(
    ("newer", "bases"),
    [
        pytest.param({"sha": "1" * 40, "tags": ["x"]}, ["oak/b"], id="the same revision"),
        pytest.param({"sha": "1" * 40, "tags": ["base_model:oak/c"]}, ["oak/c"], id="it tells others"),
        pytest.param({"sha": "2" * 40, "tags": ["x"]}, [], id="another revision"),
        pytest.param({"tags": ["x"]}, [], id="no revision told"),
    ],
)
def test_a_list_without_entries_erases_none_of_the_same_revision(world, newer, bases):
    world.dump("old", 1, {"id": "pine/a", "sha": "1" * 40, "cardData": {"base_model": "oak/b"}})
    world.dump("new", 2, {"id": "pine/a", **newer})
    world.merge()
    row = world.model("pine/a")
    assert [base["model_id"] for base in row["base_models"]] == bases
    assert ("base_models" in {one["field"] for one in row["carried_over"]}) == (bases == ["oak/b"])


def test_what_is_gone_tells_nothing_of_older_records(world):
    world.dump("old", 1, {"id": "pine/a", "config": {"model_type": "birch"}}).dump("mid", 2, {"id": "pine/a"})
    world.dump("new", 3, model("pine/b", 2))
    world.merge()
    assert (world.model("pine/a")["model_type"], world.model("pine/a")["carried_over"]) == (None, None)


def test_the_licence_terms_of_a_card_fill_what_a_list_lacks(world):
    card = "---\nlicense: other\nlicense_name: birch-terms\nlicense_link: https://birch.example\n---\n"
    world.dump("dump", 1, model("pine/a", 1, downloads=51, card=card, tags=["license:other"]))
    world.dump("more", 2, model("pine/b", 2, downloads=51, card=card, tags=["license:mit"]), complete=False)
    world.steps(snapshots.plan, extraction.plan)
    world.merge()
    assert [world.model("pine/a")[name] for name in ("license_name", "license_link")] == [
        "birch-terms",
        "https://birch.example",
    ]
    assert {one["source"] for one in world.model("pine/a")["carried_over"]} == {"extracted_metadata"}
    assert world.model("pine/b")["license_name"] is None


@pytest.mark.parametrize(
    ("record", "bases"),
    [
        pytest.param({"tags": []}, ["oak/a", "oak/b"], id="the card alone"),
        pytest.param(
            {"tags": ["base_model:Oak/A", "base_model:oak/c"]}, ["Oak/A", "oak/b", "oak/c"], id="tags as well"
        ),
        pytest.param({"config": {"peft": {"base_model_name_or_path": "oak/b"}}}, ["oak/a", "oak/b"], id="an adapter"),
    ],
)
def test_base_models_of_the_card_are_those_of_the_model(world, record, bases):
    card = "---\nbase_model: [oak/a, oak/b, /data/me/base]\n---\n# Of oak/d\n"
    world.dump("dump", 1, model("pine/a", 1, downloads=51, card=card, **record))
    world.dump("more", 2, model("pine/b", 2), complete=False)
    world.steps(snapshots.plan, extraction.plan).merge()
    assert sorted(base["model_id"] for base in world.model("pine/a")["base_models"]) == bases
    assert "extracted_metadata" in {one["source"] for one in world.model("pine/a")["carried_over"]}
    assert world.model("pine/b")["base_models"] is None


# snapshots


def carded(name: str, number: int, **more: Any) -> dict[str, Any]:
    return model(name, number, **{"downloads": 51, "card": "# Card\n"} | more)


def test_snapshots_say_whether_there_is_a_card(world):
    others = [model("pine/bare", 2, downloads=51), model("pine/rare", 3, downloads=50), model("pine/untold", 4)]
    world.dump("dump", 1, carded("pine/card", 1), *others).steps(snapshots.plan)
    world.merge()
    said = {row["model_id"]: (row["has_snapshot"], row["has_card"]) for row in world.rows("models")}
    none = (False, False)
    assert said == {"pine/card": (True, True), "pine/bare": (True, False), "pine/rare": none, "pine/untold": none}


def test_every_revision_is_a_snapshot(world):
    world.dump("old", 1, carded("pine/a", 1)).dump("new", 2, carded("pine/a", 1, sha="f" * 40))
    world.steps(snapshots.plan)
    world.merge()
    assert [row["revision"] for row in world.rows("snapshots")] == [f"{1:040x}", "f" * 40]


def test_the_same_revision_in_two_dumps_is_one_snapshot_the_one_with_the_card(world):
    world.dump("old", 1, carded("pine/a", 1)).dump("new", 2, model("pine/a", 1, downloads=60)).steps(snapshots.plan)
    world.merge()
    (row,) = world.rows("snapshots")
    assert (row["card"], row["captured_at"]) == ("# Card\n", datetime(2024, 1, 1))


def test_snapshots_of_a_renamed_model_go_over_to_its_new_name(world):
    world.dump("old", 1, carded("pine/old", 1)).dump("new", 2, carded("oak/new", 1, sha="f" * 40))
    world.steps(snapshots.plan, extraction.plan)
    world.merge()
    for table in ("snapshots", "extracted_metadata"):
        keys = [(row["model_id"], row["revision"]) for row in world.rows(table)]
        assert keys == [("oak/new", f"{1:040x}"), ("oak/new", "f" * 40)]
    assert [row["status"] for row in world.rows("snapshots")] == ["captured", "captured"]


def test_a_revision_known_under_both_names_is_one_snapshot_that_of_the_new_name(world):
    world.dump("old", 1, carded("pine/old", 1, card="old")).dump("new", 2, carded("oak/new", 1)).steps(snapshots.plan)
    world.merge()
    (row,) = world.rows("snapshots")
    assert (row["model_id"], row["card"]) == ("oak/new", "# Card\n")


# mappings


def calls(*names: str) -> str:
    lines = [f'AutoModel.from_pretrained("{name}")' for name in names]
    return "\n".join(["from transformers import AutoModel", *lines, ""])


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> World:
    """Three repositories that use models present, gone, renamed and unknown."""
    world = World(tmp_path_factory.mktemp("used"))
    old = [model("pine/old", 1), model("pine/gone", 2), model("spacy/en_made_up", 4)]
    world.dump("old", 1, *old)
    world.dump("new", 2, model("oak/new", 1), model("pine/here", 3, downloads=99), model("spacy/en_made_up", 4))
    world.repository("beech/many", {"b.py": calls("pine/here", "pine/gone"), "a.py": calls("pine/here", "no/such")})
    world.repository("beech/old", {"main.py": calls("pine/old", "oak/new", "Pine/Here")})
    world.repository("ash/spacy", {"main.py": 'import spacy\nspacy.load("en_made_up")\n'})
    world.repository("ash/none", {"README.md": "nothing here"})
    world.steps(*STEPS)
    return world


def names(world: World) -> dict[str, tuple[str | None, str | None]]:
    return {row["model_name"]: (row["model_id"], row["identity"]) for row in world.rows("mappings")}


def test_a_name_becomes_the_model_that_it_means(used):
    used.merge()
    assert names(used) == {
        "pine/here": ("pine/here", "exact"),
        "pine/gone": ("pine/gone", "exact"),
        "no/such": (None, None),
        "pine/old": ("oak/new", "former_name"),
        "oak/new": ("oak/new", "exact"),
        "Pine/Here": ("pine/here", "exact"),
        "en_made_up": ("spacy/en_made_up", "alias"),
    }


def lfs(sha256: str) -> str:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 9\n"


def weights(name: str, sha256: str | None) -> dict[str, Any]:
    return {"rfilename": name, "size": 9, "lfs": {"sha256": sha256} if sha256 else None}


def test_a_file_of_weights_is_the_model_whose_snapshot_has_it(world):
    one, shared, other = "1" * 64, "2" * 64, "3" * 64
    world.dump(
        "dump",
        1,
        model("pine/net", 1, downloads=60, siblings=[weights("config.json", None), weights("a.safetensors", one)]),
        model("ash/copy", 2, downloads=70, siblings=[weights("b.gguf", shared)]),
        model("pine/first", 3, downloads=900, siblings=[weights("x.gguf", shared)]),
        model("pine/small", 4, downloads=1, siblings=[weights("y.gguf", other)]),  # too few for a snapshot
    )
    world.repository("beech/copies", {"m/a.safetensors": lfs(one), "b.gguf": lfs(shared), "c.gguf": lfs(other)})
    world.steps(*STEPS).merge()
    said = {row["path"]: row for row in world.rows("mappings")}
    columns = ("model_id", "identity", "usage", "hub", "weights", "revision")
    assert {path: tuple(row[column] for column in columns) for path, row in said.items()} == {
        "b.gguf": ("pine/first", "file_hash", "use", "huggingface", "requested", f"{3:040x}"),
        "c.gguf": (None, None, "unresolved", None, None, None),
        "m/a.safetensors": ("pine/net", "file_hash", "use", "huggingface", "requested", f"{1:040x}"),
    }
    assert {row["code"] for row in said.values()} == {f"sha256:{sha256}" for sha256 in (one, shared, other)}


def test_an_excluded_model_is_that_of_no_file(world):
    world.dump("dump", 1, model("pine/net", 1, downloads=60, siblings=[weights("a.gguf", "1" * 64)]))
    world.repository("beech/copies", {"a.gguf": lfs("1" * 64)})
    world.steps(*STEPS).merge(excluding("pine/net"))
    assert [(row["model_id"], row["usage"]) for row in world.rows("mappings")] == [(None, "unresolved")]


def test_a_repository_without_uses_is_told_from_one_that_was_not_read(used):
    used.merge()
    said = {row["repository_id"]: (row["scan_status"], row["scanned_at"]) for row in used.rows("repositories")}
    assert said == dict.fromkeys(("ash/none", "ash/spacy", "beech/many", "beech/old"), ("scanned", AS_OF))


def test_rows_stand_in_the_order_of_their_table(used):
    used.merge()
    for table in schemas.TABLES:
        keys = [tuple((row[name] is None, row[name]) for name in table.order) for row in used.rows(table.name)]
        assert keys == sorted(keys)
    places = [(row["repository_id"], row["path"], row["line"]) for row in used.rows("mappings")]
    assert places[:3] == [("ash/spacy", "main.py", 2), ("beech/many", "a.py", 2), ("beech/many", "a.py", 3)]


def test_merging_again_changes_nothing_and_merging_anew_not_a_byte(used):
    used.merge()
    before = used.bytes()
    assert not used.merge()
    assert used.merge(excluding("nobody"))
    assert used.merge()
    assert used.bytes() == before


@pytest.mark.parametrize(
    ("excluded", "models", "mapped"),
    [
        pytest.param("nobody", set(), set(), id="nobody"),
        pytest.param("pine/here", {"pine/here"}, {"pine/here", "Pine/Here"}, id="a model, in whatever letters"),
        pytest.param(
            "PINE",
            {"pine/here", "pine/gone", "pine/old"},
            {"pine/here", "pine/gone", "pine/old", "Pine/Here"},
            id="an owner",
        ),
        pytest.param("oak/new", {"oak/new"}, {"oak/new", "pine/old"}, id="a model, used by an older name"),
    ],
)
def test_excluded_models_appear_nowhere(used, excluded, models, mapped):
    used.merge()
    rows, mappings = {row["model_id"] for row in used.rows("models")}, set(names(used))
    used.merge(excluding(excluded))
    assert rows - {row["model_id"] for row in used.rows("models")} == models
    assert mappings - set(names(used)) == mapped
    assert not {row["model_id"] for row in used.rows("snapshots")} & models


@pytest.mark.parametrize("excluded", ["pine/old", "oak/new"], ids=["by its former name", "by its name"])
def test_an_excluded_model_comes_back_under_no_other_name(tmp_path, excluded):
    world = World(tmp_path)
    code = "import transformers\ntransformers.AutoModel.from_pretrained('pine/old')\n"
    world.repository("ash/one", {"a.py": code})
    for name, day, model_id in (("then", 1, "pine/old"), ("now", 2, "oak/new")):
        records = model(model_id, 7, downloads=100), model("ash/other", 8)
        world.dump(name, day, *records, exclusions=excluding(excluded))
    world.steps(*STEPS).merge(excluding(excluded))
    assert [row["model_id"] for row in world.rows("models")] == ["ash/other"]
    assert world.rows("snapshots") == world.rows("mappings") == []


@pytest.mark.parametrize(("excluded", "left"), [("beech/old", 3), ("Beech", 2)], ids=["a repository", "an owner"])
def test_excluded_repositories_appear_nowhere(used, excluded, left):
    used.merge(excluding(excluded))
    found = {row["repository_id"] for row in used.rows("repositories")}
    assert len(found) == left
    assert {row["repository_id"] for row in used.rows("mappings")} <= found


# many rows, and what a kill or a fault leaves


def test_models_stand_in_the_order_of_their_making_and_undated_ones_last(world):
    dates = {
        "e": "2024-01-01T00:00:00Z",
        "d": None,
        "c": "2022-03-02T23:29:04Z",
        "b": "2022-03-02T23:29:04Z",
        "a": None,
    }
    records = [model(f"pine/{letter}", ord(letter), createdAt=date) for letter, date in dates.items()]
    world.dump("dump", 1, *records)
    world.merge()
    assert [row["model_id"] for row in world.rows("models")] == ["pine/b", "pine/c", "pine/e", "pine/a", "pine/d"]


def test_a_page_changed_after_its_commit_is_never_merged(world):
    world.dump("dump", 1, model("pine/a", 1))
    path = next(world.place.collect("dump").rglob("*-rows-*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WorkspaceError, match="was changed after its commit"):
        world.merge()
    assert not list(world.place.tables.glob("*.commit.json"))


def test_a_table_that_was_lost_is_made_again(world):
    world.dump("dump", 1, model("pine/a", 1))
    world.merge()
    before = world.bytes()
    next(world.place.tables.glob("models-*.parquet")).unlink()
    assert world.merge()
    assert world.bytes() == before


def test_a_merge_that_was_killed_leaves_nothing_behind_the_next_one(world):
    world.dump("dump", 1, model("pine/a", 1))
    world.merge()
    before = world.bytes()
    (world.place.tables / ".tmp-1-models.parquet").write_bytes(b"PAR1")
    (world.place.tables / "snapshots.parquet").write_bytes(b"PAR1")
    (world.place.tables / "mappings.commit.json").unlink()
    assert world.merge()
    assert world.bytes() == before


def test_a_workspace_can_have_any_name(tmp_path):
    world = World(tmp_path / "o'neil [1] 50%").dump("dump", 1, model("pine/a", 1, downloads=51)).steps(snapshots.plan)
    assert world.statuses() == {"pine/a": "present"}
    assert len(world.rows("snapshots")) == 1
