import errno
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import schemas
from builder.dataset import manifest
from builder.dataset.manifest import NAME
from builder.dataset.staging import MARK, claimed, lock_of, put_in_place, scratch_beside, staging_for
from builder.engine.durable import write_json
from builder.errors import OutputError

TABLE = "models/peatmoss-train-00000-of-00001.arrow"


def fill(folder: Path, text: str) -> None:
    """A built dataset of one shard."""
    (folder / TABLE).parent.mkdir(parents=True)
    (folder / TABLE).write_text(text)
    write_json(folder / NAME, {"format": manifest.FORMAT, "files": {TABLE: manifest.facts(folder / TABLE)}})


def claim(out: Path) -> None:
    """What a build does first, and no more."""
    with claimed(out, "work"):
        pass


def build(out: Path, text: str) -> None:
    with claimed(out, "work"), staging_for(out) as staging:
        fill(staging, text)
        put_in_place(staging, out)


def text(out: Path) -> str:
    """What the dataset at `out` holds, and that it is whole and nothing else is there."""
    known = manifest.read(out)
    assert known is not None
    assert manifest.damages(out, known) == []
    return (out / TABLE).read_text()


def tree(folder: Path) -> dict[str, str | None]:
    """Every file with its text, every folder and link with None."""
    return {
        str(path.relative_to(folder)): path.read_text() if path.is_file() and not path.is_symlink() else None
        for path in sorted(folder.rglob("*"))
    }


def beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}-{what}")


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "place" / "peatmoss"


# what is not ours


def file_in_the_place(out: Path) -> None:
    out.parent.mkdir()
    out.write_text("mine")


def foreign_folder(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "thesis.tex").write_text("mine")


def foreign_manifest(out: Path) -> None:
    out.mkdir(parents=True)
    (out / NAME).write_text('{"name": "a web app", "icons": []}')


def manifest_that_is_no_json(out: Path) -> None:
    out.mkdir(parents=True)
    (out / NAME).write_text("Manifest-Version: 1.0")


def manifest_of_another_version(out: Path) -> None:
    fill(out, "old")
    write_json(out / NAME, {"format": 99, "files": {}})


def manifest_whose_files_are_no_files(out: Path) -> None:
    out.mkdir(parents=True)
    (out / NAME).write_text('{"format": 1, "files": 7}')


def file_of_mine(out: Path) -> None:
    fill(out, "old")
    (out / "models" / "notes.txt").write_text("mine")


def hidden_file_of_mine(out: Path) -> None:
    fill(out, "old")
    (out / ".env").write_text("mine")


def empty_folder_of_mine(out: Path) -> None:
    fill(out, "old")
    (out / "plots").mkdir()


def link_to_a_file_of_mine(out: Path) -> None:
    fill(out, "old")
    (out.parent / "notes.txt").write_text("mine")
    (out / "link").symlink_to(out.parent / "notes.txt")


def link_to_a_folder_of_mine(out: Path) -> None:
    fill(out, "old")
    (out.parent / "notes").mkdir()
    (out / "link").symlink_to(out.parent / "notes")


def dead_link(out: Path) -> None:
    fill(out, "old")
    (out / "link").symlink_to(out.parent / "nothing")


def foreign_staging(out: Path) -> None:
    beside(out, "staging").mkdir(parents=True)
    (beside(out, "staging") / "notes.txt").write_text("mine")


def foreign_old(out: Path) -> None:
    beside(out, "old").mkdir(parents=True)
    (beside(out, "old") / "notes.txt").write_text("mine")


def foreign_old_beside_a_dataset(out: Path) -> None:
    fill(out, "old")
    foreign_old(out)


def staging_that_is_a_file(out: Path) -> None:
    out.parent.mkdir()
    beside(out, "staging").write_text("mine")


def staging_that_is_a_link(out: Path) -> None:
    (out.parent / "notes").mkdir(parents=True)
    (out.parent / "notes" / MARK).touch()
    beside(out, "staging").symlink_to(out.parent / "notes")


FOREIGN = [
    file_in_the_place,
    foreign_folder,
    foreign_manifest,
    manifest_that_is_no_json,
    manifest_of_another_version,
    manifest_whose_files_are_no_files,
    file_of_mine,
    hidden_file_of_mine,
    empty_folder_of_mine,
    link_to_a_file_of_mine,
    link_to_a_folder_of_mine,
    dead_link,
    foreign_staging,
    foreign_old,
    foreign_old_beside_a_dataset,
    staging_that_is_a_file,
    staging_that_is_a_link,
]


@pytest.mark.parametrize("make", FOREIGN, ids=lambda make: make.__name__)
def test_what_is_not_ours_is_refused_and_not_touched(out, make):
    make(out)
    before = tree(out.parent)
    with pytest.raises(OutputError) as caught:
        claim(out)
    assert tree(out.parent) == before
    assert str(out.parent) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert any(remedy in str(caught.value) for remedy in ("with --out", "another --out", "move it away"))


@pytest.mark.parametrize("make", FOREIGN[:12], ids=lambda make: make.__name__)
def test_what_is_not_ours_and_came_while_we_worked_is_refused_too(out, make):
    claim(out)
    shutil.rmtree(out.parent)
    make(out)
    before = tree(out.parent)
    with pytest.raises(OutputError), staging_for(out) as staging:
        fill(staging, "new")
        put_in_place(staging, out)
    assert tree(out.parent) == before


@pytest.mark.parametrize("place", ["/", "."], ids=["the root", "the current folder"])
def test_a_place_that_cannot_be_renamed_is_refused_at_once(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="give a folder in it with --out"):
        claim(Path(place))
    assert tree(tmp_path) == {}


def test_a_place_below_a_file_is_refused_at_once(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        claim(tmp_path / "file" / "peatmoss")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused_at_once(out):
    out.parent.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        claim(out)


# the dataset takes its place whole


@pytest.mark.parametrize("before", [None, "", "old"], ids=["nothing there", "an empty folder", "an older dataset"])
def test_the_new_takes_the_place_of_the_old(out, before):
    if before is not None:
        out.mkdir(parents=True)
    if before:
        shutil.rmtree(out)
        fill(out, before)
    build(out, "new")
    assert text(out) == "new"
    assert [path.name for path in out.parent.iterdir()] == ["peatmoss"]


@pytest.mark.parametrize("before", [None, "old"])
def test_an_error_leaves_what_was_there(out, before):
    if before:
        fill(out, before)
    claim(out)
    with pytest.raises(KeyboardInterrupt), staging_for(out) as staging:
        fill(staging, "half")
        raise KeyboardInterrupt
    assert not before or text(out) == before
    assert out.exists() is bool(before)
    assert not beside(out, "staging").exists()


def test_a_link_to_a_folder_elsewhere_stays_a_link(out, tmp_path):
    """The dataset on a larger disk: what is replaced is the folder there."""
    out.parent.mkdir()
    out.symlink_to(tmp_path / "disk" / "data")
    for new in ("one", "two"):
        build(out, new)
        assert out.is_symlink()
        assert text(tmp_path / "disk" / "data") == new
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["data"]


# a build that was killed: what each step of `put_in_place` leaves, and what the next build makes of it


def killed_while_staging(out: Path) -> None:
    fill(beside(out, "staging"), "half")
    (beside(out, "staging") / MARK).touch()
    (beside(out, "staging") / NAME).unlink()


def killed_before_the_mark_of_staging(out: Path) -> None:
    beside(out, "staging").mkdir()


def killed_after_the_mark_of_the_old(out: Path) -> None:
    killed_while_staging(out)
    (out / MARK).touch()


def killed_between_the_renames(out: Path) -> None:
    killed_after_the_mark_of_the_old(out)
    out.rename(beside(out, "old"))


def killed_after_the_renames(out: Path) -> None:
    killed_between_the_renames(out)
    fill(out, "new")
    (out / MARK).touch()
    shutil.rmtree(beside(out, "staging"))


def killed_before_the_old_goes(out: Path) -> None:
    killed_after_the_renames(out)
    (out / MARK).unlink()


def killed_while_the_old_goes(out: Path) -> None:
    killed_before_the_old_goes(out)
    (beside(out, "old") / TABLE).unlink()


def killed_when_only_its_mark_is_left(out: Path) -> None:
    killed_before_the_old_goes(out)
    shutil.rmtree(beside(out, "old"))
    beside(out, "old").mkdir()
    (beside(out, "old") / MARK).touch()


def killed_when_not_even_that_is_left(out: Path) -> None:
    killed_before_the_old_goes(out)
    shutil.rmtree(beside(out, "old"))
    beside(out, "old").mkdir()


KILLED = [
    (killed_while_staging, "old"),
    (killed_before_the_mark_of_staging, "old"),
    (killed_after_the_mark_of_the_old, "old"),
    (killed_between_the_renames, "old"),
    (killed_after_the_renames, "new"),
    (killed_before_the_old_goes, "new"),
    (killed_while_the_old_goes, "new"),
    (killed_when_only_its_mark_is_left, "new"),
    (killed_when_not_even_that_is_left, "new"),
]


@pytest.mark.parametrize(("kill", "expected"), KILLED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_killed_build_leaves_the_old_or_the_new(out, kill, expected):
    fill(out, "old")
    kill(out)
    claim(out)
    assert text(out) == expected
    assert [path.name for path in out.parent.iterdir()] == ["peatmoss"]
    build(out, "newer")
    assert text(out) == "newer"


def test_a_first_build_that_was_killed_leaves_nothing(out):
    out.parent.mkdir()
    killed_while_staging(out)
    claim(out)
    assert tree(out.parent) == {}


class Killed(BaseException):
    """A kill: nothing after it runs."""


@pytest.mark.parametrize("point", range(40))
def test_a_kill_at_any_call_of_the_system_leaves_the_old_or_the_new(out, monkeypatch, point):
    """The states above are those that really arise: the system's calls are let through one by one, then no more."""
    fill(out, "old")
    claim(out)
    staging = beside(out, "staging")
    fill(staging, "new")
    (staging / MARK).touch()
    calls = 0

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def through(*arguments: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls > point:
                raise Killed
            return call(*arguments, **more)

        return through

    for name in ("rename", "unlink", "rmdir", "mkdir", "open"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    ended = False
    try:
        put_in_place(staging, out)
        ended = True
    except Killed:
        pass
    finally:
        monkeypatch.undo()
    claim(out)
    assert text(out) in ({"new"} if ended else {"old", "new"})
    assert [path.name for path in out.parent.iterdir()] == ["peatmoss"]


def test_the_kills_above_go_through_to_the_end(out, monkeypatch):
    fill(out, "old")
    claim(out)
    fill(beside(out, "staging"), "new")
    (beside(out, "staging") / MARK).touch()
    calls: list[str] = []
    for name in ("rename", "unlink", "rmdir", "mkdir", "open"):
        call = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, _call=call, _name=name, **k: (calls.append(_name), _call(*a, **k))[1])
    put_in_place(beside(out, "staging"), out)
    assert calls.count("rename") == 2
    assert len(calls) < 40


# two builds, one place

HOLD = """
import sys, time
from pathlib import Path
from builder.dataset.staging import claimed, staging_for
with claimed(Path(sys.argv[1]), "/their/work"), staging_for(Path(sys.argv[1])) as staging:
    (staging / "half").write_text("x")
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_build_is_told_who_holds_the_place_and_touches_nothing(out):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout and first.stdout.readline() == "held\n"
        before = tree(out.parent)
        told = rf"peatmoss is held by process {first.pid} on .* \(--work /their/work\): wait for it to end"
        for _ in range(2):
            with pytest.raises(OutputError, match=told):
                claim(out)
        assert tree(out.parent) == before
        first.kill()
    build(out, "new")  # the kernel ended the lock with its holder
    assert [path.name for path in out.parent.iterdir()] == ["peatmoss"]


def test_a_lock_that_is_removed_while_one_waits_for_it_is_taken_anew(out, monkeypatch):
    """Between opening the file and locking it, its holder ends and removes it."""
    out.parent.mkdir()
    lock_of(out).touch()
    real, calls = fcntl.flock, []

    def flock(file: object, how: int) -> None:
        calls.append(how)
        if len(calls) == 1:
            lock_of(out).unlink()
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with claimed(out, "work"):
        assert len(calls) == 2
        with pytest.raises(OutputError, match="is held by process"), claimed(out, "another"):
            pass


def test_a_file_system_without_locks_keeps_nobody_out(out, monkeypatch):
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refused)
    build(out, "new")
    assert text(out) == "new"


# a manifest that was changed


@pytest.mark.parametrize("data", [b"{", b'{"format": 1}x', b"\xff"], ids=["half", "more", "no UTF-8"])
def test_a_dataset_of_ours_whose_manifest_is_damaged_is_made_anew(out, data):
    for table in schemas.TABLES:
        (out / table.name).mkdir(parents=True)
        (out / table.name / "peatmoss-train-00000-of-00001.arrow").touch()
    (out / "README.md").touch()
    (out / NAME).write_bytes(data)
    claim(out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=f"{NAME} is"):
        claim(out)


def test_a_page_that_was_half_rewritten_when_it_was_killed_is_nobodys(out):
    fill(out, "old")
    (out / ".tmp-0a1b2c3d-README.md").write_text("ha")
    claim(out)
    assert text(out) == "old"


# scratch folders


def test_a_scratch_folder_is_fresh_and_gone_at_the_end(out):
    out.parent.mkdir()
    for _ in range(2):
        with pytest.raises(KeyError), scratch_beside(out, "sorting") as scratch:
            assert [path.name for path in scratch.iterdir()] == [MARK]
            (scratch / "large").write_text("x")
            raise KeyError
        assert tree(out.parent) == {}


def test_a_scratch_folder_of_a_killed_build_is_ours_to_remove_and_no_other(out):
    out.parent.mkdir()
    scratch = beside(out, "sorting")
    scratch.mkdir()
    (scratch / MARK).touch()
    (scratch / "large").write_text("x")
    with scratch_beside(out, "sorting"):
        assert not (scratch / "large").exists()
    scratch.mkdir()
    (scratch / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="move it away"), scratch_beside(out, "sorting"):
        pass
    assert (scratch / "notes.txt").read_text() == "mine"
