"""`peatmoss publish` and upload.py, against a Hub on loopback."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import command
import pyarrow as pa
import pytest
from command import PEATMOSS, Built, complaint
from hub_server import READ_TOKEN, STRANGER_TOKEN, WRITE_TOKEN, Hub
from publishing import MANIFEST, NAME, contents, edited, loopback, replaced, tags, titles, whole

from builder.engine.durable import write_json

ROOT = Path(__file__).parents[2]
MODELS = "models/peatmoss-train-00000-of-00001.arrow"
ALLOWED = ("--allow-local",)  # the sample's repositories are folders


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with loopback(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def built(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def environment(hub: Hub, cwd: Path, token: str = WRITE_TOKEN) -> dict[str, str]:
    known = hub.environment(cwd / "home", token)
    del known["HF_HUB_DISABLE_PROGRESS_BARS"]  # the command itself keeps them off what is no terminal
    return command.environment(**known)


def publish(hub: Hub, cwd: Path, *arguments: object, token: str = WRITE_TOKEN) -> subprocess.CompletedProcess[str]:
    return command.here("publish", *arguments, cwd=cwd, env=environment(hub, cwd, token))


def publish_by_process(hub: Hub, cwd: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return command.run("publish", *arguments, cwd=cwd, env=environment(hub, cwd))


def line(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """What a failed command says last; before it stands what it was doing, and nothing else."""
    *before, last = done.stderr.splitlines()
    assert done.returncode == code, done.stderr
    assert all(re.fullmatch("writing the release|sending [0-9]+ files, [0-9,]+ bytes", one) for one in before), before
    assert last.startswith("peatmoss: ")
    assert "please report it" not in last
    return last.removeprefix("peatmoss: ")


def started(hub: Hub, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PEATMOSS, "publish", NAME, *ALLOWED],
        cwd=cwd,
        env=environment(hub, cwd),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def put(hub: Hub, status: int = 200) -> list[str]:
    """Objects that were sent, by their sha256."""
    return [request.path.rpartition("/")[2] for request in hub.asked("^PUT ") if request.status == status]


def left_over(cwd: Path) -> list[str]:
    return [path.name for path in cwd.iterdir() if path.name.startswith(".")]


def test_dry_run_then_first_release_then_nothing(hub: Hub, built: Path) -> None:
    dry = publish(hub, built.parent, NAME, *ALLOWED, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "writing the release\n")
    *would, total = dry.stdout.splitlines()
    named = dict(re.fullmatch(r"would send (\S+) \(([0-9,]+) bytes\)", one).groups() for one in would)  # type: ignore[union-attr]
    size = sum(int(one.replace(",", "")) for one in named.values())
    assert total == f"{len(named)} files, {size:,} bytes; nothing was sent"
    assert hub.asked("^(POST|PUT|DELETE) ") == []

    done = publish_by_process(hub, built.parent, NAME, *ALLOWED)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"writing the release\nsending {len(named)} files, {size:,} bytes\n"
    assert done.stdout.splitlines()[: len(would)] == [one.replace("would send", "sent") for one in would]
    last = f"load_dataset('{NAME}', \"mappings\", revision='v2026.11')  # commit {tags(hub)['v2026.11']}"
    assert done.stdout.splitlines()[-1] == last
    assert {name: len(data) for name, data in contents(hub).items() if name in named} == {
        name: int(one.replace(",", "")) for name, one in named.items()
    }
    whole(hub, "v2026.11")

    again = publish(hub, built.parent, NAME, *ALLOWED)
    assert (again.returncode, again.stderr) == (0, "writing the release\nnothing has changed: no commit\n")
    assert again.stdout.splitlines()[-1] == last
    assert titles(hub) == ["initial commit", "v2026.11"]
    assert left_over(built.parent) == []


def test_the_page_goes_into_a_space(hub: Hub, built: Path) -> None:
    wrong = command.here("publish", NAME, "--space", "moss", cwd=built.parent)
    assert "'moss' is not a name such as OWNER/NAME" in complaint(wrong, 2)
    done = publish(hub, built.parent, NAME, *ALLOWED, "--space", "owner/page")
    assert done.returncode == 0, done.stderr
    *sent, _, page, _, last = done.stdout.splitlines()
    made = hub.store.find("spaces", "owner/page").branch("main")
    assert page == f"{hub.url}/spaces/owner/page  # commit {made.id}"
    assert last.startswith(f"load_dataset('{NAME}'")
    lines = [line for line in sent if " owner/page: " in line]
    assert [line.partition(" (")[0] for line in lines] == [
        f"sent owner/page: {name}" for name in ("MANIFEST.json", "README.md", "index.html")
    ]


def test_another_form_says_what_it_removes(hub: Hub, built: Path) -> None:
    publish(hub, built.parent, NAME, *ALLOWED)
    done = publish(hub, built.parent, NAME, *ALLOWED, "--format", "arrow", "--tag", "v2")
    assert done.returncode == 0, done.stderr
    removed = re.findall("^removed (.*)", done.stdout, re.MULTILINE)
    assert sorted(removed) == sorted(name for name in contents(hub, "v2026.11") if name.endswith(".parquet"))
    whole(hub, "v2")


def test_upload_from_the_checkout(hub: Hub, built: Path) -> None:
    words = [sys.executable, "upload.py", NAME, str(built), *ALLOWED, "--tag", "v7"]
    known = environment(hub, built.parent)
    done = subprocess.run(words, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert whole(hub, "v7")["release"] == "v7"


def test_a_stopped_upload_goes_on_where_it_was(hub: Hub, built: Path) -> None:
    """Files that are on their way at Ctrl-C are sent to their end."""
    hub.stall(lambda request: request.method == "PUT" and len(hub.asked("^PUT ")) > 3, 1, times=1000)
    process = started(hub, built.parent)
    command.wait_until(lambda: len(put(hub)) == 3, process)
    done = command.interrupt(process)
    assert done.returncode == 130
    assert done.stderr.endswith("peatmoss: stopped: run the same command again to continue\n")
    assert left_over(built.parent) == []
    there = set(put(hub))
    assert titles(hub) == ["initial commit"]
    hub.faults.clear()
    hub.requests.clear()
    again = publish(hub, built.parent, NAME, *ALLOWED)
    assert again.returncode == 0, again.stderr
    assert there.isdisjoint(put(hub))
    assert titles(hub) == ["initial commit", "v2026.11"]
    assert left_over(built.parent) == []
    whole(hub, "v2026.11")


def test_faults_of_the_hub_are_no_lines_of_their_own(hub: Hub, built: Path) -> None:
    faults = [hub.fail(step, 503) for step in ("whoami", "preupload", "^PUT ", "/commit/", "/tag/")]
    done = publish_by_process(hub, built.parent, NAME, *ALLOWED)
    assert done.returncode == 0, done.stderr
    assert [fault.hits for fault in faults] == [1] * len(faults)
    assert re.fullmatch("writing the release\nsending [0-9]+ files, [0-9,]+ bytes\n", done.stderr)
    assert titles(hub) == ["initial commit", "v2026.11"]


# Refused


@pytest.mark.parametrize(
    ("token", "said"),
    [
        pytest.param("", "no token: run `hf auth login`, or set HF_TOKEN to a token that may write", id="none"),
        pytest.param("hf_" + "x" * 34, f"the Hub does not know the token, or {NAME} is private: run", id="unknown"),
        pytest.param(READ_TOKEN, f"the token may not write to {NAME}: take one with write access", id="read-only"),
        pytest.param(STRANGER_TOKEN, f"the token may not write to {NAME}: take one with write access", id="stranger"),
    ],
)
def test_tokens_that_may_not(hub: Hub, built: Path, token: str, said: str) -> None:
    done = publish(hub, built.parent, NAME, *ALLOWED, token=token)
    assert line(done).startswith(said)
    assert token not in (done.stdout + done.stderr) or not token
    assert [str(one) for one in hub.asked("^(PUT|POST) ") if one.status < 400] == []


def test_without_a_token_nothing_is_done_before_it_is_told(hub: Hub, built: Path) -> None:
    """Neither is the dataset checked, which may take minutes."""
    (built / MODELS).unlink()
    assert line(publish(hub, built.parent, NAME, *ALLOWED, token="")).startswith("no token: run `hf auth login`")
    done = command.here("remove", "a/b", "--from", NAME, cwd=built.parent, env=environment(hub, built.parent, ""))
    assert line(done).startswith("no token: run `hf auth login`")
    assert hub.requests == []


def test_tables_without_rows_are_named_at_the_end(hub: Hub, built: Path) -> None:
    for table in ("mappings", "extracted_metadata"):
        edited(built, table, lambda rows: rows.slice(0, 0))
    assert command.here("card", cwd=built.parent).returncode == 0
    done = publish(hub, built.parent, NAME, *ALLOWED, "--force")  # statistics.json counts the rows that are gone
    assert done.returncode == 0, done.stderr
    empty, blank, last = done.stdout.splitlines()[-3:]
    assert re.fullmatch(r"left out of the page, as they have no rows: .*\bextracted_metadata, .*mappings\b.*", empty)
    assert blank == ""
    assert last.startswith(f"load_dataset('{NAME}', \"models\", revision=")
    page = contents(hub)["README.md"].decode()
    assert "config_name: mappings" not in page
    assert "config_name: models" in page


def test_names_that_another_model_took_are_told_by_the_page(hub: Hub, built: Path) -> None:
    def taken(rows: pa.Table) -> pa.Table:
        at = rows["model_id"].to_pylist().index("openai-community/gpt2")
        return replaced(replaced(rows, "model_id", at, f"openai-community/gpt2@{1:024x}"), "status", at, "replaced")

    edited(built, "models", taken)
    assert publish(hub, built.parent, NAME, *ALLOWED, "--force").returncode == 0
    told = "1 model with the status `replaced`: another model"
    assert told in contents(hub)["README.md"].decode()
    removed = command.here("remove", "nvidia", "--from", NAME, cwd=built.parent, env=environment(hub, built.parent))
    assert removed.returncode == 0, removed.stderr
    assert told in contents(hub)["README.md"].decode()  # a removal makes the page anew


REMOVED = "openai-community/gpt2"
NOBODY = (["a/none"], f"{NAME} does not hold it: nothing was changed")
DRY = ([REMOVED, "--dry-run"], "nothing was changed")
MAIN = ([REMOVED], "earlier releases still hold it: run it again with --everywhere to take it out of them")
EVERYWHERE = (
    [REMOVED, "--everywhere"],
    "no release holds it; old commits do, and can be read by their ids until"
    f' HfApi().super_squash_history("{NAME}", repo_type="dataset") of huggingface_hub',
)


@pytest.mark.parametrize("removals", [[NOBODY, DRY, MAIN], [EVERYWHERE]], ids=["main alone", "everywhere"])
def test_a_removal_ends_with_what_is_left_to_do(hub: Hub, built: Path, removals: list[tuple[list[str], str]]) -> None:
    assert publish(hub, built.parent, NAME, *ALLOWED, "--tag", "v1").returncode == 0
    for arguments, last in removals:
        done = command.here("remove", *arguments, "--from", NAME, cwd=built.parent, env=environment(hub, built.parent))
        assert done.returncode == 0, done.stderr
        *lines, end = done.stdout.splitlines()
        assert end == last
        taken = "would be taken" if "--dry-run" in arguments else "are taken"
        held = [
            rf"main: [0-9,]+ rows? {taken} out, in the release v1-1",
            rf"v1: [0-9,]+ rows? {f'{taken} out' if '--everywhere' in arguments else 'stay in this release'}",
        ]
        for pattern, text in zip(held if REMOVED in arguments else ["main does not hold it"], lines, strict=True):
            assert re.fullmatch(pattern, text)


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        pytest.param(["a/b/c", *ALLOWED], "'a/b/c' is not a name such as OWNER/NAME", 2, id="three-parts"),
        pytest.param(["--allow-local", "--", "-x/y"], "'-x/y' is not the name of a dataset", 1, id="hyphen"),
        pytest.param(["a--b/c", *ALLOWED], "'a--b/c' is not the name of a dataset", 1, id="two-hyphens"),
        pytest.param(["moss", *ALLOWED], "'moss' is not a name such as OWNER/NAME", 2, id="no-owner"),
        pytest.param([NAME, "nothing"], "nothing is not a folder", 1, id="no-folder"),
        pytest.param([NAME], "'repositories' is a folder of this machine: add --allow-local", 1, id="local"),
        pytest.param([NAME, *ALLOWED, "--format", "csv"], "there is no format 'csv'", 1, id="format"),
        pytest.param([NAME, *ALLOWED, "--tag", "v 1"], "'v 1' is not a name for a release", 1, id="tag"),
        pytest.param([], "Missing argument 'OWNER/NAME'", 2, id="no-name"),
        pytest.param([NAME, "--fast"], "No such option: --fast", 2, id="option"),
    ],
)
def test_what_cannot_be(hub: Hub, built: Path, arguments: list[str], said: str, code: int) -> None:
    assert re.search(said, line(publish(hub, built.parent, *arguments), code))
    assert [str(one) for one in hub.requests if str(one) != "HEAD /"] == []  # whether it answers at all
    assert left_over(built.parent) == []


def test_a_build_with_faults_needs_force(hub: Hub, built: Path) -> None:
    data = bytearray((built / MODELS).read_bytes())
    data[data.index(b"FacebookAI")] ^= 1
    (built / MODELS).write_bytes(data)
    said = line(publish(hub, built.parent, NAME, *ALLOWED))
    fault = f"{MODELS} has other bytes than {MANIFEST} says"
    assert said == f"peatmoss has faults ({fault}): build it again, or publish it with --force"
    assert [str(one) for one in hub.requests if str(one) != "HEAD /"] == []  # whether it answers at all
    done = publish(hub, built.parent, NAME, *ALLOWED, "--force")
    assert done.returncode == 0, done.stderr
    assert f"{MODELS} has other bytes" in contents(hub)["README.md"].decode()


def test_a_share_alike_source_needs_its_option(hub: Hub, built: Path) -> None:
    manifest = json.loads((built / MANIFEST).read_text())
    manifest["sources"][0]["license"] = "CC-BY-SA-4.0"
    write_json(built / MANIFEST, manifest)
    said = line(publish(hub, built.parent, NAME, *ALLOWED))
    assert said.startswith("the source 'hub-2024-07' is under CC-BY-SA-4.0")
    done = publish(hub, built.parent, NAME, *ALLOWED, "--allow-share-alike")
    assert done.returncode == 0, done.stderr
    assert "share-alike terms: `hub-2024-07` (CC-BY-SA-4.0)" in contents(hub)["README.md"].decode()


def test_a_full_disk(hub: Hub, sample: Built, tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    needed = sum(-(-path.stat().st_size // 4096) * 4 for path in sample.out.rglob("*") if path.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={needed + 100}k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        built = shutil.copytree(sample.out, disk / "peatmoss")
        said = line(publish(hub, tmp_path, NAME, built, *ALLOWED))
        assert said.startswith("the disk is full")
        assert left_over(disk) == []
        assert hub.asked("^(PUT|POST) ") == []
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert publish(hub, tmp_path, NAME, built, *ALLOWED).returncode == 0
        whole(hub, "v2026.11")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
