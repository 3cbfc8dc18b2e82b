"""A build whose cards a server reads: a row for each card whatever the server does, and nothing asked twice."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import command
import duckdb
import psutil
import pyarrow.parquet as pq
import pytest
from command import Built, complaint, told
from llm_server import MODEL, Twin, busy, serving

from builder.extraction.answers import GROUPS
from builder.llm import answer_journal
from builder.llm.answer_journal import Outcome

CARDS = {
    "good": "# Good\n\nLicence: MIT\nParameters: 66M\nCO2: 1.5 kg\nData: the peat corpus\n\nIt fails on wet days.\n",
    "same": "# Good\n\nLicence: MIT\nParameters: 66M\nCO2: 1.5 kg\nData: the peat corpus\n\nIt fails on wet days.\n",
    "front": "---\nlicense: apache-2.0\n---\n# Front\n\nLicence: MIT\n",
    "bare": "---\nlicense: mit\n---\n",
    "empty": "",
    "odd": "# Odd one\n\nLicence: MIT\n",
    "long": "# Long\n\n" + "".join(f"## Part {n}\n\n{'word ' * 60}\nData: the corpus {n}\n\n" for n in range(40)),
}
SETTINGS = """
as_of = 2026-11-01T00:00:00Z
partitions = 3
[[sources]]
kind = "hub_dump"
name = "cards"
path = "models.jsonl"
cards = "cards"
taken_at = 2026-10-30T00:00:00Z
[extraction]
card_tokens = 1000
answer_tokens = 500
parts = 4
free_text = true
start_s = 20
"""


def write(folder: Path, cards: Mapping[str, str]) -> None:
    """Settings in a folder over these cards."""
    records = []
    for number, (name, card) in enumerate(cards.items()):
        file = folder / "cards" / "peat" / name / "README.md"
        file.parent.mkdir(parents=True)
        file.write_text(card)
        record = {"_id": f"{number:024x}", "id": f"peat/{name}", "sha": f"{number:040x}", "downloads": 100}
        records.append(record | {"private": False, "tags": [], "lastModified": "2026-10-01T00:00:00.000Z"})
    (folder / "models.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "mine.toml").write_text(SETTINGS)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with settings over the cards above."""
    write(tmp_path, CARDS)
    return tmp_path


def build(project: Path, twin: Twin, *more: Any) -> Built:
    return command.build_here(project, "--config", "mine.toml", "--endpoint", twin.url, *more)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Twin]:
    """A build of the cards above, and the server as it was left: for looking at only."""
    folder = tmp_path_factory.mktemp("answered")
    write(folder, CARDS)
    with serving() as twin:
        return build(folder, twin), twin


@pytest.fixture
def answered_copy(answered: tuple[Built, Twin], tmp_path: Path) -> Path:
    """The folder of such a build, to change at will."""
    return shutil.copytree(answered[0].work.parent, tmp_path / "answered")


def rows(built: Built) -> dict[str, dict[str, Any]]:
    (path,) = (built.work / "tables").glob("extracted_metadata-*.parquet")
    return {row["model_id"].removeprefix("peat/"): row for row in pq.read_table(path).to_pylist()}


def test_every_card_has_its_row(answered: tuple[Built, Twin]) -> None:
    built, twin = answered
    found = rows(built)
    asked = len(twin.requests) - 1  # one is about no card
    assert {name: row["status"] for name, row in found.items()} == {
        **dict.fromkeys(("good", "same", "front", "odd", "long"), "ok"),
        "bare": "front_matter_only",
        "empty": "empty_card",
    }
    assert told(built)["answers"] == f"{asked} done"
    good = found["good"]
    assert (good["license"], good["parameter_count"], good["carbon_emitted_g"]) == ("MIT", 66_000_000, 1500.0)
    assert good["datasets"] == [{"name": "the peat corpus", "url": None}]
    assert good["unread_fields"] == []
    for entry in good["evidence"]:
        source = "rule" if entry["field"] in ("parameter_count", "license") else "llm"
        assert (entry["source"], CARDS["good"][entry["start"] : entry["end"]]) == (source, entry["quote"])
    provenance = ("llm", "llm_revision", "prompt_version", "server")
    assert [good[name] for name in provenance] == [MODEL, None, "v2", "twin 1.0"]
    assert good["card_tokens"] > 0
    assert good["output_tokens"] > 0
    assert found["empty"]["llm"] is None


def test_what_rules_tell_is_not_asked_for(answered: tuple[Built, Twin]) -> None:
    built, twin = answered
    found = rows(built)["front"]
    asked = [r["messages"][1]["content"] for r in twin.requests if "# Front" in r["messages"][1]["content"]]
    assert found["license"] == "apache-2.0"
    assert len(asked) == len(GROUPS)
    assert not any("- license:" in text or "apache" in text for text in asked)


def test_the_same_card_is_asked_about_once(answered: tuple[Built, Twin]) -> None:
    built, twin = answered
    found = rows(built)
    assert twin.questions("# Good") == len(GROUPS)
    assert found["same"]["license"] == found["good"]["license"] == "MIT"


def test_a_long_card_is_read_in_parts(answered: tuple[Built, Twin]) -> None:
    built, twin = answered
    found = rows(built)["long"]
    parts = [r for r in twin.requests if "of the card.\n" in r["messages"][1]["content"]]
    assert len(parts) == 4 * len(GROUPS)
    assert found["card_truncated"]
    assert len(found["datasets"]) > 20
    assert "license" in found["unread_fields"]  # some of the card was left out
    assert [e["quote"] for e in found["evidence"]] == [CARDS["long"][e["start"] : e["end"]] for e in found["evidence"]]


def test_again_costs_nothing_and_needs_no_server(answered: tuple[Built, Twin], answered_copy: Path) -> None:
    with serving() as twin:
        again = build(answered_copy, twin)
        assert twin.requests == []
    assert told(again)["answers"] == told(again)["extraction"].split(",")[0] == "nothing new"
    assert rows(answered[0]) == rows(again)


def test_a_changed_card_is_asked_about_alone(answered_copy: Path) -> None:
    (answered_copy / "cards/peat/odd/README.md").write_text("# Odd one\n\nLicence: Apache-2.0\n")
    with serving() as twin:
        found = rows(build(answered_copy, twin))
        assert len(twin.requests) == 1 + len(GROUPS)
    assert found["odd"]["license"] == "Apache-2.0"


def test_rules_alone_again_and_back(answered: tuple[Built, Twin], answered_copy: Path) -> None:
    """A build without a reader gives what rules tell; the answers are still there for the next one."""
    ruled = rows(command.build_here(answered_copy, "--config", "mine.toml"))
    with serving() as twin:
        assert rows(build(answered_copy, twin)) == rows(answered[0])
        assert len(twin.requests) <= 1
    assert {row["status"] for row in ruled.values()} == {"front_matter_only", "empty_card"}
    assert (ruled["good"]["license"], ruled["good"]["datasets"]) == ("MIT", None)


def test_a_card_that_cannot_be_read_has_its_row(tmp_path: Path) -> None:
    befalls = {
        "broken": "schema_invalid",
        "length": "truncated_output",
        "refusal": "refused",
        "bad": "bad_request",
    }
    odd = {name: f"# Odd {name} one\n\nLicence: MIT\n" for name in befalls}
    write(tmp_path, {"good": CARDS["good"], **odd})
    with serving(script={f"Odd {name} one": [name] for name in befalls}) as twin:
        found = rows(build(tmp_path, twin))
    assert {name: row["status"] for name, row in found.items()} == {"good": "ok", **befalls}
    for name in befalls:
        assert found[name]["license"] == "MIT"  # by rules
        assert "datasets" in found[name]["unread_fields"]


def test_what_no_card_says_is_null(project: Path) -> None:
    with serving(script={"<card-": ["invented"]}) as twin:
        found = rows(build(project, twin))
        raw = "".join(path.read_text() for path in (project / "work/answers").glob("*.jsonl"))
    assert all(not any(entry["source"] == "llm" for entry in row["evidence"]) for row in found.values())
    assert (found["good"]["license"], found["good"]["datasets"]) == ("MIT", None)
    assert found["good"]["status"] == "ok"
    assert "words that no card has ever had" in raw


def test_failures_are_asked_again_on_request(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.llm.client.PAUSE_S", 0.01)
    with serving(script={"Odd one": ["fault"]}) as twin:
        found = rows(build(project, twin))
        assert found["odd"]["status"] == "server_error"
        twin.script = {}
        asked = len(twin.requests)
        assert rows(build(project, twin))["odd"]["status"] == "server_error"
        assert len(twin.requests) == asked
        found = rows(build(project, twin, "--retry-skipped", "server_error"))
        assert len(twin.requests) == asked + 1 + len(GROUPS)
    assert found["odd"]["status"] == "ok"


def test_several_servers_answer_one_build(answered: tuple[Built, Twin], project: Path) -> None:
    """As with one server for each GPU or node: each has its part, and rows are those that one of them gives."""
    with serving(thinks=0.02) as one, serving(thinks=0.02) as other:
        (project / "mine.toml").write_text(SETTINGS + "concurrency = 4\n")
        found = rows(build(project, one, "--endpoint", other.url))
        assert min(one.questions("<card-"), other.questions("<card-")) > 1
    assert rows(answered[0]) == found


def test_a_server_that_goes_leaves_its_part_to_the_other(project: Path) -> None:
    with serving() as stays, serving(script={"# Long": ["drop"], "# Front": ["drop"]}) as goes:
        found = rows(build(project, goes, "--endpoint", stays.url))
    assert {row["status"] for row in found.values()} == {"ok", "front_matter_only", "empty_card"}


# Bad input

ODD = {
    "large": "Licence: MIT\n\n" + "word " * 60_000,
    "rows": "Licence: MIT\n\n| metric | value |\n|---|---|\n" + "".join(f"| m{n} | {n}.5 |\n" for n in range(1500)),
    "scripts": "Licence: MIT\n\n"
    + " ".join("".join(chr(first + n) for n in range(20)) for first in range(0x370, 0xAC00, 0xAA0)),
    "bomb": "---\na: &a [x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
    + "---\nLicence: MIT\n",
}


def test_odd_cards_have_their_rows(project: Path) -> None:
    """A long line, a table of 1,500 rows, many scripts, aliases of aliases: each is read and answered."""
    for name, card in ODD.items():
        (project / "cards/peat" / name).mkdir()
        (project / "cards/peat" / name / "README.md").write_text(card)
        record = {"_id": name.ljust(24, "0"), "id": f"peat/{name}", "sha": name.ljust(40, "0"), "downloads": 100}
        with (project / "models.jsonl").open("a") as file:
            file.write(json.dumps(record | {"private": False, "tags": []}) + "\n")
    with serving(reader=busy) as twin:
        found = rows(build(project, twin))
    assert len(found) == len(CARDS) + len(ODD)
    assert {found[name]["status"] for name in ODD} == {"ok"}
    assert {found[name]["license"] for name in ODD} == {"MIT"}
    assert [name for name in ODD if found[name]["card_truncated"]] == ["large", "rows"]
    assert found["bomb"]["front_matter"] == "invalid"


def test_no_server_is_one_line(project: Path) -> None:
    done = command.here("build", "--config", "mine.toml", "--endpoint", "http://127.0.0.1:1/v1", cwd=project)
    assert complaint(done).startswith("no server answers at http://127.0.0.1:1/v1 (")


def test_a_wrong_model_name_is_one_line(project: Path) -> None:
    (project / "mine.toml").write_text(SETTINGS + 'model = "someone/else"\n')
    with serving() as twin:
        done = command.here("build", "--config", "mine.toml", "--endpoint", twin.url, cwd=project)
    assert f"serves no model 'someone/else': it has {MODEL}" in complaint(done)


def test_a_choice_of_models_is_one_line(project: Path) -> None:
    with serving(models=("b/model", "a/model")) as twin:
        done = command.here("build", "--config", "mine.toml", "--endpoint", twin.url, cwd=project)
    assert "serves a/model, b/model: name one with model in the settings" in complaint(done)


def test_no_vllm_is_one_line(project: Path) -> None:
    (project / "mine.toml").write_text(SETTINGS + 'command = ["no-such-vllm"]\n')
    done = command.here("build", "--config", "mine.toml", "--serve", "a/model", cwd=project)
    assert complaint(done).startswith("no-such-vllm is not there to serve a/model: pip install '.[llm]'")
    assert done.stderr.count("\n") == 1  # before any step
    assert not (project / "work").exists()


def test_a_server_that_dies_at_its_start_is_told_with_its_last_lines(project: Path) -> None:
    script = (
        "import sys; print('loading'); sys.exit('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 9 GiB')"
    )
    (project / "mine.toml").write_text(SETTINGS + f'command = ["python3", "-c", "{script}"]\n')
    done = command.here("build", "--config", "mine.toml", "--serve", "a/model", cwd=project)
    assert "the server of a/model ended (1): torch.OutOfMemoryError: CUDA out of memory. Tried" in complaint(done)


def test_two_readers_are_wrong_usage(project: Path) -> None:
    done = command.here("build", "--serve", "a/model", "--endpoint", "http://127.0.0.1:1/v1", cwd=project)
    assert "give either --serve" in complaint(done, code=2)


# A server of ours: the twin, started and ended as vLLM is


@pytest.fixture
def ours(project: Path) -> Callable[..., Built]:
    """Builds with a server that is started from the settings."""
    twin = str(Path(command.__file__).with_name("llm_server.py"))
    words = [sys.executable, twin, "--model", "{model}"]
    (project / "mine.toml").write_text(SETTINGS + f"command = {json.dumps(words)}\nconcurrency = 2\n")
    return lambda *more: command.build_here(project, "--config", "mine.toml", "--serve", MODEL, *more)


def test_a_server_of_ours_is_ended_with_the_build(project: Path, ours: Callable[..., Built]) -> None:
    found = rows(ours())
    assert found["good"]["license"] == "MIT"
    assert len(found) == len(CARDS)
    left = [process for process in psutil.process_iter(["cmdline"]) if str(project) in str(process.info["cmdline"])]
    assert left == []


# The journal


def test_a_journal_is_mended_and_read(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "a.jsonl"
    with answer_journal.opened(path) as journal:
        journal.add(Outcome("a", "ok", "é\u2028\n"))
        journal.add(Outcome("b", "timeout"))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"key": "c", "sta')
    with answer_journal.opened(path) as journal:
        journal.add(Outcome("c", "ok", "text"))
    assert path.read_bytes().startswith(whole)
    assert answer_journal.statuses(path) == {"ok": 2, "timeout": 1}
    answer_journal.forget(path, frozenset({"timeout"}))
    assert answer_journal.statuses(path) == {"ok": 2}
    found = duckdb.sql(f"SELECT key, text FROM {answer_journal.relation(path)} ORDER BY key").fetchall()
    assert found == [("a", "é\u2028\n"), ("c", "text")]


def test_a_full_disk_is_one_line_and_the_answers_before_it_are_kept(answered_copy: Path) -> None:
    """/dev/full in the journal's place takes nothing."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with serving() as twin:
        (journal,) = (answered_copy / "work/answers").glob("*.jsonl")
        journal.unlink()
        journal.symlink_to("/dev/full")
        done = command.here("build", "--config", "mine.toml", "--endpoint", twin.url, cwd=answered_copy)
        assert complaint(done).startswith("the disk is full")
        journal.unlink()
        assert len(rows(build(answered_copy, twin))) == len(CARDS)
