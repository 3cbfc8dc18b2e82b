"""Releases on a loopback Hub: one commit each, tagged, whole, whatever happens on the wire."""

import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import stamina
from command import Built
from hub_server import READ_TOKEN, STRANGER_TOKEN, Hub
from hub_server.commits import OPERATIONS
from hub_server.objects import large_file
from publishing import (
    MANIFEST,
    NAME,
    contents,
    edited,
    read,
    release,
    replaced,
    somebody_commits,
    tags,
    titles,
    whole,
)

from builder.cli.app import explain
from builder.dataset.staging import scratch_beside
from builder.engine.durable import sha256
from builder.errors import HubError, OutputError, PublishError
from builder.hub import client
from builder.release import publish
from builder.release.publishable import Rules, publishable

COMMIT = r"POST /api/datasets/owner/moss/commit/main"
SHARD = "models/peatmoss-train-00000-of-00001.arrow"
MODEL = b"FacebookAI/roberta-base"
FIRST = ["initial commit", "v1"]


@pytest.fixture
def built(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def put(hub: Hub) -> list[str]:
    """Objects that were sent, by their sha256."""
    return [request.path.rpartition("/")[2] for request in hub.asked("^PUT ")]


def changes(hub: Hub) -> list[str]:
    """Requests that ask the Hub to change something."""
    return [str(request) for request in hub.asked("^(POST|PUT|DELETE) ")]


# Releases that follow one another


def test_a_first_release_makes_the_repository_one_commit_and_a_tag(hub: Hub, built: Path) -> None:
    published = release(built)
    assert titles(hub) == FIRST
    assert tags(hub) == {"v1": published.commit}
    manifest = whole(hub, "v1")
    assert (manifest["release"], manifest["previous"]) == ("v1", None)
    assert published.difference.send.keys() == manifest["files"].keys() | {MANIFEST}
    assert [path.name for path in built.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.usefixtures("v1")
def test_the_same_again_sends_nothing(hub: Hub, built: Path) -> None:
    again = release(built)
    assert (again.commit, bool(again.difference)) == (tags(hub)["v1"], False)
    assert changes(hub) == []
    assert titles(hub) == FIRST


@pytest.mark.usefixtures("v1")
def test_a_changed_dataset_sends_the_changed_files_alone(hub: Hub, built: Path) -> None:
    before = contents(hub)
    edited(built, "models", lambda rows: replaced(rows, "downloads", 0, 123_456))
    hub.requests.clear()
    release(built, "v2")
    assert titles(hub) == [*FIRST, "v2"]
    assert contents(hub, "v1") == before
    after = contents(hub)
    changed = {name for name in after if after[name] != before.get(name)}
    tables = {name.partition("/")[0] for name in changed if "/" in name}
    assert tables == {"models", "mappings", "models_history"}  # mappings say in which release they were last seen
    assert changed - set(before) == {"models_history/v2.parquet"}
    assert len(put(hub)) == 3
    manifest = whole(hub, "v2")
    assert (manifest["previous"], manifest["tables"]["models"]["rows"]) == ("v1", 66)
    assert "| models | 66 | 0 | 0 | 1 |" in after["CHANGELOG.md"].decode()


def test_shards_that_are_not_needed_any_more_go_in_the_same_commit(
    hub: Hub, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(built, "models", lambda rows: pa.concat_tables([_numbered(rows, n) for n in range(40)]))
    monkeypatch.setattr("builder.release.stage.GROUP_BYTES", 1)
    monkeypatch.setattr("builder.release.stage.SHARD_BYTES", {"parquet": 1, "arrow": 1})
    release(built)
    names = sorted(name for name in contents(hub) if name.startswith("models/"))
    assert names == [f"models/train-{n:05d}-of-00003.parquet" for n in range(3)]
    edited(built, "models", lambda rows: rows.slice(0, 66))
    published = release(built, "v2")
    assert published.difference.remove == names
    assert titles(hub) == [*FIRST, "v2"]
    assert whole(hub, "v2")["tables"]["models"]["rows"] == 66
    assert names == sorted(name for name in contents(hub, "v1") if name.startswith("models/"))


def _numbered(rows: pa.Table, number: int) -> pa.Table:
    ids = pc.binary_join_element_wise(rows["model_id"], f"-{number}", "")
    return rows.set_column(rows.schema.get_field_index("model_id"), "model_id", ids)


@pytest.mark.parametrize("forms", [("parquet", "arrow"), ("arrow", "parquet")], ids="-".join)
def test_another_form_leaves_nothing_of_the_old_one(
    hub: Hub, built: Path, forms: tuple[str, str], tmp_path: Path
) -> None:
    old, new = forms
    release(built, "v1", old)
    release(built, "v2", new)
    assert titles(hub) == [*FIRST, "v2"]
    assert [name for name in contents(hub) if name.endswith(f".{old}")] == []
    assert {f"models_history/v{n}.{new}" for n in (1, 2)} <= contents(hub).keys()
    whole(hub, "v2")
    found = read(
        hub,
        tmp_path / "home",
        f"""from datasets import load_dataset
rows = load_dataset("{NAME}", "models_history", split="train")
found = [sorted(set(rows["release"])), rows.num_rows, load_dataset("{NAME}", "models", split="train").num_rows]""",
    )
    assert found == [["v1", "v2"], 2 * (found[1] // 2), 66]


def test_history_grows_and_earlier_files_stay_as_they_are(hub: Hub, built: Path) -> None:
    for tag in ("v1", "v2", "v3"):
        release(built, tag)
    for tag in ("v2", "v3"):
        assert contents(hub, tag)["models_history/v1.parquet"] == contents(hub, "v1")["models_history/v1.parquet"]
    assert sorted(name for name in whole(hub, "v3")["files"] if name.startswith("models_history/")) == [
        f"models_history/v{n}.parquet" for n in (1, 2, 3)
    ]
    assert re.findall("^## (.*)", contents(hub)["CHANGELOG.md"].decode(), re.MULTILINE) == ["v3", "v2", "v1"]


STANDING = pytest.mark.parametrize("standing", [False, True], ids=["nothing-there", "a-release-there"])


@STANDING
def test_a_dry_run_only_reads(hub: Hub, built: Path, standing: bool, request: pytest.FixtureRequest) -> None:
    if standing:
        request.getfixturevalue("v1")
        edited(built, "models", lambda rows: replaced(rows, "likes", 0, 77))
    hub.requests.clear()
    dry = release(built, "v2", dry_run=True)
    assert changes(hub) == []
    assert dry.commit is None
    sent = release(built, "v2")
    assert sent.difference == dry.difference
    assert {
        name: len(data) for name, data in contents(hub).items() if name in dry.difference.send
    } == dry.difference.send


@pytest.mark.usefixtures("v1")
def test_a_tag_is_never_given_to_other_content(hub: Hub, built: Path) -> None:
    edited(built, "models", lambda rows: replaced(rows, "likes", 0, 77))
    for dry_run in (True, False):
        with pytest.raises(PublishError, match=r"v1 of owner/moss is published and never .* --tag v1-1"):
            release(built, dry_run=dry_run)
    release(built, "v2")
    with pytest.raises(PublishError, match="never changes"):
        release(built)
    assert titles(hub) == [*FIRST, "v2"]


@pytest.mark.usefixtures("v1")
def test_rows_are_read_back_from_every_release_for_ever(hub: Hub, built: Path, tmp_path: Path) -> None:
    edited(built, "models", lambda rows: replaced(rows, "downloads", 0, 123_456))
    release(built, "v2")
    found = read(
        hub,
        tmp_path / "home",
        f"""from datasets import load_dataset, get_dataset_config_names
import duckdb, fsspec, re, pandas as pd
duckdb.register_filesystem(fsspec.filesystem("hf"))
card = fsspec.filesystem("hf").cat("datasets/{NAME}/README.md").decode()
printed = []
for kind, code in re.findall("```(python|sql)\\n(.*?)```", card, re.DOTALL):
    if kind == "python":
        exec(code, {{"print": lambda *words: printed.append(f"{{words}}")}})
    else:
        printed.append(f"{{len(duckdb.sql(code).fetchall())}}")
POPULAR = [("downloads", ">", 10_000_000)]  # fewer rows than dataset_info tells: not to be checked against it
load = lambda table, **more: load_dataset("{NAME}", table, split="train", **more)
found = {{
    "tables": get_dataset_config_names("{NAME}"),
    "v1": load("models", revision="v1")["downloads"][0],
    "v2": load("models", revision="v2")["downloads"][0],
    "main": load("models")["downloads"][0],
    "rows": {{table: load(table).num_rows for table in get_dataset_config_names("{NAME}")}},
    "streamed": [row["model_id"] for row in load("models", streaming=True).take(3)],
    "first": load("models")["model_id"][:3],
    "seen": sorted(set(zip(load("mappings")["first_seen"], load("mappings")["last_seen"]))),
    "pandas": len(pd.read_parquet("hf://datasets/{NAME}/models/", columns=["model_id", "downloads", "license_spdx"])),
    "two": load("models", columns=["model_id", "likes"]).column_names,
    "popular": sorted(load("models", filters=POPULAR, verification_mode="no_checks")["model_id"]),
    "streamed popular": sorted(row["model_id"] for row in load("models", filters=POPULAR, streaming=True).take(99)),
    "all": sorted(row["model_id"] for row in load("models") if (row["downloads"] or 0) > 10_000_000),
    "card": printed,
    "duckdb": duckdb.sql("SELECT count(*) FROM 'hf://datasets/{NAME}/mappings/*.parquet'").fetchall()[0][0],
}}""",
    )
    manifest = whole(hub, "v2")
    rows = {table: facts["rows"] for table, facts in manifest["tables"].items() if facts["rows"]}
    assert set(found["tables"]) == {*rows, "models_history"}
    assert {table: found["rows"][table] for table in rows} == rows
    assert (found["v2"], found["main"]) == (123_456, 123_456)
    assert found["v1"] != 123_456
    assert found["streamed"] == found["first"]
    assert found["seen"] == [["v1", "v2"]]
    assert found["two"] == ["model_id", "likes"]
    assert found["popular"] == found["streamed popular"] == found["all"] != []
    assert found["pandas"] == 66
    assert found["duckdb"] == rows["mappings"]
    first, *streamed, questions = found["card"]  # what the examples of the page print
    assert (first, len(streamed), questions) == (streamed[0], 3, "10")


# A build with faults, by force


def forced(built: Path) -> publish.Published:
    allowed = publishable(built, Rules(tag="v1", allow_local=True, force=True))
    return publish.publish(built, NAME, allowed, dry_run=False, say=lambda text: None)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def flip_in_text(path: Path) -> None:
    """One byte of the first model's name."""
    data = path.read_bytes()
    at = data.index(MODEL)
    path.write_bytes(data[:at] + b"z" + data[at + 1 :])


def test_a_build_with_a_flipped_byte_is_published_and_the_card_names_it(hub: Hub, built: Path) -> None:
    flip_in_text(built / SHARD)
    forced(built)
    card = contents(hub)["README.md"].decode()
    assert f"**Published although the checks found:** {SHARD} has other bytes".replace("_", "\\_") in card
    whole(hub, "v1")


def test_a_build_without_its_page_gets_one_that_says_so(hub: Hub, built: Path) -> None:
    (built / "README.md").unlink()
    forced(built)
    assert "**Published although the checks found:**" in contents(hub)["README.md"].decode()
    whole(hub, "v1")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda built: (built / SHARD).unlink(), id="no-shard"),
        pytest.param(lambda built: cut_short(built / SHARD), id="half-a-shard"),
        pytest.param(lambda built: (built / SHARD).write_bytes(b"PAR1"), id="no-arrow"),
        pytest.param(lambda built: (built / "README.md").write_text("---\na: [\n---\n"), id="no-yaml"),
    ],
)
def test_a_build_that_cannot_even_be_read_is_one_line(hub: Hub, built: Path, damage: Callable[[Path], object]) -> None:
    damage(built)
    with pytest.raises((PublishError, OSError)) as caught:
        forced(built)
    line = explain(caught.value)
    assert line
    assert "\n" not in line
    assert changes(hub) == []


# Somebody else


FOREIGN = [
    pytest.param({"notes.txt": b"mine"}, (), "notes.txt is not ours", id="file-more"),
    pytest.param({"README.md": b"---\nlicense: mit\n---\n"}, (), "README.md was changed", id="edited-card"),
    pytest.param({"models/train-00000-of-00001.parquet": b"PAR1"}, (), "models/.*was changed", id="other-rows"),
    pytest.param({}, ("CHANGELOG.md",), "CHANGELOG.md was changed", id="file-less"),
    pytest.param({}, (MANIFEST,), "CHANGELOG.md is not ours.*and [0-9]+ more", id="no-manifest"),
    pytest.param({MANIFEST: b"{}"}, (), "MANIFEST.json.*was not written by this version", id="empty-manifest"),
    pytest.param({MANIFEST: b"{"}, (), "MANIFEST.json.*was not written by this version", id="no-json"),
    pytest.param(
        {MANIFEST: b'{"format": 1, "files": {"README.md": {"sha256": "0"}}}'}, (), "is not ours", id="no-release"
    ),
    pytest.param(
        {MANIFEST: b'{"format": 1, "release": "v0", "files": {"README.md": 1}}'},
        (),
        "was not written by",
        id="odd-manifest",
    ),
]


@pytest.mark.parametrize(("put", "gone", "said"), FOREIGN)
@pytest.mark.usefixtures("v1")
def test_what_somebody_else_changed_is_shown_and_stays(
    hub: Hub, built: Path, put: dict[str, bytes], gone: tuple[str, ...], said: str
) -> None:
    somebody_commits(hub, put, *gone)
    before = contents(hub)
    for dry_run in (True, False):
        with pytest.raises(PublishError, match=said) as caught:
            release(built, "v2", dry_run=dry_run)
        assert "\n" not in str(caught.value)
    assert contents(hub) == before
    assert tags(hub).keys() == {"v1"}


def test_a_repository_that_holds_something_else_is_not_taken_over(hub: Hub, built: Path) -> None:
    hub.store.create("datasets", NAME, "owner")
    somebody_commits(hub, {"README.md": b"another dataset"})
    with pytest.raises(PublishError, match=r"README\.md is not ours"):
        release(built)
    assert titles(hub) == ["initial commit", "mine"]


@pytest.mark.usefixtures("v1")
def test_a_race_that_is_lost_overwrites_nothing(hub: Hub, built: Path) -> None:
    race(hub, COMMIT, {"notes.txt": b"mine"})
    with pytest.raises(PublishError, match="main of owner/moss was changed meanwhile: run the same command again"):
        release(built, "v2")
    assert titles(hub) == [*FIRST, "mine"]
    assert tags(hub).keys() == {"v1"}
    assert [request.status for request in hub.asked(COMMIT)] == [412]


def race(hub: Hub, match: str, put: dict[str, bytes]) -> None:
    """Somebody commits at the very moment when such a request arrives, once."""
    done: list[str] = []

    def now(request: object) -> bool:
        if re.search(match, str(request)) and not done:
            done.append(match)
            somebody_commits(hub, put)
        return False

    hub.fail(now, 500)


@pytest.mark.usefixtures("v1")
def test_a_commit_under_a_later_one_of_somebody_else_is_still_the_release(hub: Hub, built: Path) -> None:
    looks: list[object] = []

    def second(request: object) -> bool:
        if re.search("GET .*/revision/main$", str(request)):
            looks.append(request)
            if len(looks) == 2:  # after the lost answer
                somebody_commits(hub, {"notes.txt": b"mine"})
        return False

    hub.fail(second, 500)
    hub.fail(COMMIT, after=True)
    published = release(built, "v2")
    assert titles(hub) == [*FIRST, "v2", "mine"]
    assert tags(hub)["v2"] == published.commit
    whole(hub, "v2")


@pytest.mark.usefixtures("v1")
def test_a_tag_that_somebody_else_gave_meanwhile_is_told(hub: Hub, built: Path) -> None:
    first = tags(hub)["v1"]

    def now(request: object) -> bool:
        if "POST" in str(request) and "/tag/" in str(request):
            repository = hub.store.find("datasets", NAME)
            references = repository.references
            references.tags["v2"] = first
            repository.refer(references)
        return False

    hub.fail(now, 500)
    with pytest.raises(PublishError, match="v2 of owner/moss was given to another commit meanwhile"):
        release(built, "v2")


# Faults on the wire

LOOKING = (
    *("GET /api/whoami-v2", "GET .*/revision/main", "GET .*/tree/", "HEAD .*/resolve/.*/MANIFEST.json"),
    *("GET .*/resolve/.*/MANIFEST.json", "GET .*/resolve/.*/mappings/", "GET .*/refs"),
)
SENDING = ("POST .*/preupload/", "POST .*/objects/batch", "PUT ", "POST /api/validate-yaml")
SENT = "POST .*/verify"  # asked only of what was just sent: after a fault the object is there, and nothing left to ask


@pytest.mark.usefixtures("v1")
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(LOOKING, id="looking"),
        *(pytest.param([step], id=step) for step in SENDING),
        pytest.param([SENT], id="sent"),
        pytest.param([COMMIT, "POST .*/tag/"], id="committing"),
    ],
)
def test_faults_that_pass_end_in_one_commit(hub: Hub, built: Path, steps: Sequence[str]) -> None:
    faults = {
        step: [
            hub.fail(step, 429),
            hub.fail(step, 429, retry_after=0),
            hub.fail(step, 500),
            hub.fail(step, 503),
            hub.fail(step),  # the connection is closed
        ]
        for step in steps
    }
    release(built, "v2")
    assert {step: [fault.hits for fault in each] for step, each in faults.items()} == dict.fromkeys(steps, [1] * 5)
    assert titles(hub) == [*FIRST, "v2"]
    assert tags(hub)["v2"] == hub.store.find("datasets", NAME).branch("main").id
    whole(hub, "v2")


@pytest.mark.usefixtures("v1")
def test_a_hub_that_keeps_failing_is_one_line_and_nothing_is_half(hub: Hub, built: Path) -> None:
    """At one step after the other; the same command gets further each time, and to the end once the Hub answers."""
    before = contents(hub)
    for step in (*LOOKING, *SENDING, COMMIT, "POST .*/tag/"):
        hub.fail(step, 503, times=1000)
        with pytest.raises(PublishError, match=r"^the Hub fails \(.*\): run the same command again") as caught:
            release(built, "v2")
        assert "\n" not in str(caught.value), step
        assert tags(hub).keys() == {"v1"}, step
        assert "/tag/" in step or contents(hub) == before, step
        hub.faults.clear()
    release(built, "v2")
    assert titles(hub) == [*FIRST, "v2"]
    assert tags(hub)["v2"] == hub.store.find("datasets", NAME).branch("main").id
    whole(hub, "v2")


@pytest.mark.parametrize("step", [COMMIT, "POST /api/repos/create", "POST .*/tag/"])
@pytest.mark.parametrize("status", [None, 500, 503, 504])
def test_work_whose_answer_is_lost_is_not_done_twice(hub: Hub, built: Path, step: str, status: int | None) -> None:
    fault = hub.fail(step, status, after=True)
    published = release(built)
    assert fault.hits == 1
    assert titles(hub) == FIRST
    assert tags(hub) == {"v1": published.commit}
    whole(hub, "v1")
    assert len([one for one in hub.asked(COMMIT) if one.status == 200 or not one.status]) <= 1


@pytest.mark.parametrize("how", ["cut", "reset"])
@pytest.mark.usefixtures("v1")
def test_a_download_that_breaks_off_is_taken_up(hub: Hub, built: Path, how: str) -> None:
    fault = hub.cut("GET .*/resolve/.*/snapshots/", at=1000, times=2, reset=how == "reset")
    release(built, "v2")
    assert fault.hits
    assert whole(hub, "v2")["previous"] == "v1"


@pytest.mark.usefixtures("v1")
@pytest.mark.parametrize(
    ("operation", "said"),
    [
        pytest.param("lfsFile", "mappings/train-00000-of-00001.parquet, models_history/v2.parquet", id="not-put"),
        pytest.param("deletedFile", "old.parquet", id="not-removed"),
    ],
)
def test_a_hub_that_keeps_something_else_is_found_out(
    hub: Hub, built: Path, monkeypatch: pytest.MonkeyPatch, operation: str, said: str
) -> None:
    first = tags(hub)
    known = json.loads(contents(hub)[MANIFEST])
    known["files"]["old.parquet"] = {"sha256": sha256(built / SHARD), "bytes": 1}  # stale from now on
    lfs = hub.store.find("datasets", NAME).large_path(known["files"]["old.parquet"]["sha256"])
    shutil.copy(built / SHARD, lfs)
    del known["checksum"]
    somebody_commits(hub, {MANIFEST: json.dumps(known).encode()})
    put_large(hub, "old.parquet", lfs)
    monkeypatch.setitem(OPERATIONS, operation, lambda *_: None)
    with pytest.raises(PublishError, match=rf"is not what was sent \({said}\): fix it there first"):
        release(built, "v2")
    assert tags(hub) == first


def put_large(hub: Hub, name: str, content: Path) -> None:
    """A large file more on main."""
    repository = hub.store.find("datasets", NAME)
    head, references = repository.branch("main"), repository.references
    files = {**head.files, name: large_file(content.name, content.stat().st_size)}
    references.branches["main"] = repository.record(head, "owner", "more", "", files).id
    repository.refer(references)


def test_nobody_answers(hub: Hub, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(HubError, match="cannot be reached"):
        release(built)


def test_what_a_stopped_upload_has_sent_is_not_sent_again(hub: Hub, built: Path) -> None:
    hub.fail(lambda request: request.method == "PUT" and len(put(hub)) > 3, 503, times=1000)
    with pytest.raises(PublishError, match="run the same command again"):
        release(built)
    there = {path.name for path in (hub.store.find("datasets", NAME).folder / "lfs").iterdir()}
    assert there
    hub.faults.clear()
    hub.requests.clear()
    release(built)
    assert put(hub)
    assert there.isdisjoint(put(hub))
    assert titles(hub) == FIRST
    whole(hub, "v1")


def test_the_hub_is_left_alone_for_as_long_as_it_asks(hub: Hub, built: Path) -> None:
    hub.fail("GET /api/whoami-v2", 429, retry_after=1)
    start = time.monotonic()
    with stamina.set_testing(False):
        release(built)
    assert time.monotonic() - start >= 1
    assert len(hub.asked("GET /api/whoami-v2")) == 2


# Who may


@pytest.mark.parametrize(
    ("token", "said"),
    [
        pytest.param("", "no token: run `hf auth login`, or set HF_TOKEN", id="none"),
        pytest.param("hf_" + "x" * 34, "the Hub does not know the token", id="unknown"),
        pytest.param(READ_TOKEN, "the token may not write to owner/moss", id="read-only"),
        pytest.param(STRANGER_TOKEN, "the token may not write to owner/moss", id="stranger"),
    ],
)
@STANDING
def test_a_token_that_may_not(
    hub: Hub,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    said: str,
    standing: bool,
    request: pytest.FixtureRequest,
) -> None:
    if standing:
        request.getfixturevalue("v1")
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(PublishError, match=said):
        release(built, "v2")
    assert not hub.asked(partial(_wrote, "v2"))


def _wrote(title: str, request: object) -> bool:
    return re.search(COMMIT, str(request)) is not None and getattr(request, "account", None) != "owner"


@pytest.mark.parametrize("name", ["moss", "a/b/c", "-x/y", "a--b/c", "owner/moss.git", "owner/mö", "owner/", ""])
def test_a_name_that_the_hub_refuses_is_told_before_anything_is_asked(
    hub: Hub, built: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("publishing.NAME", name)
    with pytest.raises(PublishError, match=f"'{name}' .*OWNER/NAME"):
        release(built)
    assert hub.requests == []


def test_two_publications_of_a_folder_do_not_take_each_others_files(hub: Hub, built: Path) -> None:
    with scratch_beside(built, "publish") as scratch:
        with pytest.raises(OutputError, match="is in use by another run"):
            release(built)
        assert scratch.is_dir()
    release(built)
    assert titles(hub) == FIRST


def test_the_folder_that_one_stands_in_can_be_published(hub: Hub, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built)
    release(Path())
    assert json.loads(contents(hub)[MANIFEST])["release"] == "v1"
    assert client.status(ValueError()) is None
