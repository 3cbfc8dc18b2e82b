"""The page of a release in a Space on a loopback Hub: one commit each, beside what is there, whatever happens."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import Built
from hub_server import READ_TOKEN, STRANGER_TOKEN, Hub
from publishing import MANIFEST, NAME, tags, whole

from builder.dataset import manifest
from builder.engine.durable import write_json
from builder.errors import PublishError
from builder.release import publish, space
from builder.release.publishable import Allowed
from builder.release.space import PAGE, Placed, Space

SPACE = "owner/moss-page"
COMMIT = rf"POST /api/spaces/{SPACE}/commit/main"
FIRST = ["initial commit", "v1"]
OURS = {MANIFEST, PAGE, "README.md", ".gitattributes"}


@pytest.fixture(scope="module")
def page(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a Space holds of the sample's release v1, written once."""
    release = tmp_path_factory.mktemp("v1") / "peatmoss"
    shutil.copytree(sample.out, release)
    write_json(release / MANIFEST, {**(manifest.read(release) or {}), "release": "v1"})
    space.write(release, NAME, release.parent / "space")
    return release.parent / "space"


@pytest.fixture
def next_page(page: Path, tmp_path: Path) -> Path:
    """The same of v2, of which the page differs."""
    shutil.copytree(page, tmp_path / "v2")
    known = made(page)
    (tmp_path / "v2" / PAGE).write_text("another")
    files = {**known["files"], PAGE: manifest.facts(tmp_path / "v2" / PAGE)}
    write_json(tmp_path / "v2" / MANIFEST, {**known, "release": "v2", "files": files})
    return tmp_path / "v2"


def made(folder: Path) -> dict[str, Any]:
    known = manifest.read(folder)
    assert known is not None
    return known


def put(folder: Path, scratch: Path, dry_run: bool = False) -> Placed:
    shutil.rmtree(scratch / "before", ignore_errors=True)
    return Space.look(SPACE, scratch / "before").put(folder, made(folder), lambda text: None, dry_run=dry_run)


def titles(hub: Hub) -> list[str]:
    repository = hub.store.find("spaces", SPACE)
    return [commit.title for commit in repository.history(repository.branch("main"))][::-1]


def contents(hub: Hub) -> dict[str, bytes]:
    repository = hub.store.find("spaces", SPACE)
    return {path: repository.content(file).read_bytes() for path, file in repository.branch("main").files.items()}


def commits(hub: Hub, put: Mapping[str, bytes], *gone: str) -> None:
    """Somebody's own commit."""
    repository = hub.store.find("spaces", SPACE)
    with repository.lock:
        head, known = repository.branch("main"), repository.references
        files = {path: file for path, file in head.files.items() if path not in gone}
        files |= {path: repository.add(data) for path, data in put.items()}
        known.branches["main"] = repository.record(head, "somebody", "mine", "", files).id
        repository.refer(known)


def changes(hub: Hub) -> list[str]:
    return [str(request) for request in hub.asked("^(POST|PUT|DELETE) ")]


def test_a_first_page_makes_a_static_space_of_it(hub: Hub, page: Path, tmp_path: Path) -> None:
    placed = put(page, tmp_path)
    assert titles(hub) == FIRST
    there = contents(hub)
    assert there.keys() == OURS
    assert there[PAGE] == (page / PAGE).read_bytes()
    _, head, text = there["README.md"].decode().split("---\n", 2)
    assert yaml.safe_load(head) | {"title": None} == {
        **{"title": None, "emoji": "🌱", "colorFrom": "green", "colorTo": "gray"},
        **{"sdk": "static", "pinned": False, "datasets": [NAME]},
    }
    assert f"https://huggingface.co/datasets/{NAME}), release v1:" in text
    assert placed.difference.send.keys() == OURS - {".gitattributes"}
    assert placed.commit == hub.store.find("spaces", SPACE).branch("main").id


def test_the_same_again_sends_nothing_and_another_page_alone(
    hub: Hub, page: Path, next_page: Path, tmp_path: Path
) -> None:
    first = put(page, tmp_path)
    hub.requests.clear()
    again = put(page, tmp_path)
    assert (again.commit, bool(again.difference), changes(hub)) == (first.commit, False, [])
    dry = put(next_page, tmp_path, dry_run=True)
    assert (dry.commit, dry.difference.send.keys(), changes(hub)) == (None, {PAGE, MANIFEST}, [])
    assert put(next_page, tmp_path).difference == dry.difference
    assert titles(hub) == [*FIRST, "v2"]
    assert contents(hub)[PAGE] == b"another"


def test_a_dry_run_makes_no_space(hub: Hub, page: Path, tmp_path: Path) -> None:
    assert put(page, tmp_path, dry_run=True).difference.send.keys() == OURS - {".gitattributes"}
    assert changes(hub) == []


def test_a_space_that_nobody_has_changed_yet_is_taken(hub: Hub, page: Path, tmp_path: Path) -> None:
    template = {"README.md": b"---\nsdk: static\n---\n", PAGE: b"<h1>Hello</h1>", "style.css": b"h1 {}"}
    hub.store.create("spaces", SPACE, "owner", template)
    assert put(page, tmp_path).difference.remove == ["style.css"]
    assert titles(hub) == FIRST
    assert contents(hub).keys() == OURS


@pytest.mark.parametrize(
    ("before", "put_there", "gone", "said"),
    [
        pytest.param(False, {"app.py": b"mine"}, (), "README.md is not ours, app.py is not ours", id="another-space"),
        pytest.param(False, {"README.md": b"mine"}, (), "README.md is not ours", id="the-template-with-a-change"),
        pytest.param(True, {"notes.txt": b"mine"}, (), "notes.txt is not ours", id="a-file-more"),
        pytest.param(True, {PAGE: b"mine"}, (), "index.html was changed", id="an-edited-page"),
        pytest.param(True, {}, (PAGE,), "index.html was changed", id="no-page"),
        pytest.param(True, {}, (MANIFEST,), "README.md is not ours", id="no-manifest"),
        pytest.param(True, {MANIFEST: b"{"}, (), "was not written by this version", id="no-json"),
    ],
)
def test_what_somebody_else_put_there_is_shown_and_stays(
    hub: Hub, page: Path, tmp_path: Path, before: bool, put_there: dict[str, bytes], gone: tuple[str, ...], said: str
) -> None:
    if before:
        put(page, tmp_path)
    else:
        hub.store.create("spaces", SPACE, "owner", {"README.md": b"---\nsdk: gradio\n---\n"})
    commits(hub, put_there, *gone)
    there = contents(hub)
    for dry_run in (True, False):
        with pytest.raises(PublishError, match=f"{SPACE}.*{said}|{said}.*{SPACE}") as caught:
            put(page, tmp_path, dry_run=dry_run)
        assert "\n" not in str(caught.value)
    assert contents(hub) == there


STEPS = [
    pytest.param("GET .*/revision/main", id="head"),
    pytest.param("GET .*/tree/", id="tree"),
    pytest.param("GET .*/commits/", id="history"),
    pytest.param("GET .*/resolve/.*/MANIFEST.json", id="manifest"),
    pytest.param("POST .*/preupload/", id="preupload"),
    pytest.param("POST /api/validate-yaml", id="validate-readme"),
    pytest.param(COMMIT, id="commit"),
]


@pytest.mark.parametrize("step", STEPS)
def test_faults_that_pass_end_in_one_commit(hub: Hub, page: Path, next_page: Path, tmp_path: Path, step: str) -> None:
    put(page, tmp_path)
    known = made(next_page)
    (next_page / "README.md").write_text("---\nsdk: static\n---\nother\n")  # so that it is sent, and validated
    files = {**known["files"], "README.md": manifest.facts(next_page / "README.md")}
    write_json(next_page / MANIFEST, {**known, "files": files})
    faults = [hub.fail(step, 429, retry_after=0), hub.fail(step, 503), hub.fail(step)]
    put(next_page, tmp_path)
    assert [fault.hits for fault in faults] == [1] * len(faults)
    assert titles(hub) == [*FIRST, "v2"]


@pytest.mark.parametrize("step", ["POST /api/repos/create", *STEPS[:3], STEPS[4], STEPS[6]])
def test_a_hub_that_keeps_failing_is_one_line_and_nothing_is_half(
    hub: Hub, page: Path, tmp_path: Path, step: str
) -> None:
    hub.fail(step, 503, times=1000)
    with pytest.raises(PublishError, match=r"^the Hub fails \(.*\): run the same command again") as caught:
        put(page, tmp_path)
    assert "\n" not in str(caught.value)
    hub.faults.clear()
    put(page, tmp_path)
    assert titles(hub) == FIRST
    assert contents(hub).keys() == OURS


@pytest.mark.parametrize("step", [COMMIT, "POST /api/repos/create"])
@pytest.mark.parametrize("status", [None, 503])
def test_work_whose_answer_is_lost_is_not_done_twice(
    hub: Hub, page: Path, tmp_path: Path, step: str, status: int | None
) -> None:
    fault = hub.fail(step, status, after=True)
    put(page, tmp_path)
    assert fault.hits == 1
    assert titles(hub) == FIRST
    assert contents(hub).keys() == OURS


def test_a_race_that_is_lost_overwrites_nothing(hub: Hub, page: Path, next_page: Path, tmp_path: Path) -> None:
    put(page, tmp_path)
    done: list[object] = []

    def now(request: object) -> bool:
        if re.search(COMMIT, str(request)) and not done:
            done.append(request)
            commits(hub, {"notes.txt": b"mine"})
        return False

    hub.fail(now, 500)
    with pytest.raises(PublishError, match=f"main of {SPACE} was changed meanwhile: run the same command again"):
        put(next_page, tmp_path)
    assert titles(hub) == [*FIRST, "mine"]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        pytest.param("hf_" + "x" * 34, "the Hub does not know the token", id="unknown"),
        pytest.param(READ_TOKEN, f"the token may not write to {SPACE}", id="read-only"),
        pytest.param(STRANGER_TOKEN, f"the token may not write to {SPACE}", id="stranger"),
    ],
)
def test_a_token_that_may_not(
    hub: Hub, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str, said: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(PublishError, match=said):
        put(page, tmp_path)


def released(built: Path, place: str, said: list[str]) -> publish.Published:
    return publish.publish(built, NAME, Allowed("parquet", "v1", []), dry_run=False, say=said.append, space=place)


def test_a_release_whose_page_fails_stays_and_the_same_command_goes_on(hub: Hub, sample: Built, tmp_path: Path) -> None:
    said: list[str] = []
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    fault = hub.fail(COMMIT, 503, times=1000)
    with pytest.raises(PublishError, match="run the same command again"):
        released(built, SPACE, said)
    assert fault.hits
    there = tags(hub)
    hub.faults.clear()
    said.clear()
    done = released(built, SPACE, said)
    assert said[1] == "nothing has changed: no commit"
    assert tags(hub) == there == {"v1": done.commit}
    whole(hub, "v1")
    assert done.page is not None
    assert done.page.commit == hub.store.find("spaces", SPACE).branch("main").id
    assert "release v1" in contents(hub)[PAGE].decode()


@pytest.mark.parametrize("place", ["moss", "a/b/c", "-x/y", "owner/"])
def test_a_name_that_the_hub_refuses_is_told_before_anything_is_asked(hub: Hub, sample: Built, place: str) -> None:
    with pytest.raises(PublishError, match=f"'{place}' .*OWNER/NAME"):
        released(sample.out, place, [])
    assert hub.requests == []


def test_a_space_that_is_somebody_elses_stops_the_release_too(hub: Hub, sample: Built, tmp_path: Path) -> None:
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    hub.store.create("spaces", SPACE, "owner", {"README.md": b"---\nsdk: gradio\n---\n"})
    commits(hub, {"app.py": b"mine"})
    with pytest.raises(PublishError, match=r"app\.py is not ours"):
        released(built, SPACE, [])
    assert changes(hub) == []
