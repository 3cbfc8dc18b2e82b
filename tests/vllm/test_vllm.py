"""The real vLLM on this machine's CPU, through the whole pipeline, with a model of random weights and a real one.

PEATMOSS_VLLM names the Python of its environment, PEATMOSS_SMALL_MODEL the folder of the latter (make test-llm).
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import command
import jsonschema
import psutil
import pyarrow.parquet as pq
import pytest

from builder.bundled import bundled
from builder.evaluation import labels
from builder.evaluation.answers import from_sources, labelled_cards
from builder.evaluation.scoring import pooled, score
from builder.extraction.answers import parse, schema
from builder.extraction.card import extract
from builder.llm.server import Server
from builder.pipeline import answering
from builder.settings.build import extraction_settings

PYTHON = os.environ.get("PEATMOSS_VLLM", "")
SMALL = Path(os.environ.get("PEATMOSS_SMALL_MODEL", "none"))
STEADY = {"VLLM_CPU_KVCACHE_SPACE": "1", "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1"}
CPU = Path("/proc/cpuinfo")
# Without instructions for bfloat16, the models' own type, floats of 32 bits are about six times as fast.
QUICK = re.compile(r"\b(?:avx512_bf16|amx_bf16|bf16)\b")
TYPE = () if CPU.is_file() and QUICK.search(CPU.read_text()) else ("--dtype", "float32")
COMMAND = (PYTHON, "-m", "vllm.entrypoints.openai.api_server", "--model", "{model}", *TYPE)
START_S = 400
WINDOW = 4096
LABELS = Path(__file__).parents[1] / "cards" / "real" / "2026-11-29-open.jsonl"
DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data")) / "model_cards"
LEAST_RIGHT = 0.85  # share of the values that the small model judged; wanted of what is published are 0.95 and 0.90
ODD = "# Odd\n\n" + "".join(chr(0x10000 + number) for number in range(900))  # four tokens a letter, not one and a third

pytestmark = pytest.mark.skipif(not PYTHON, reason="no environment with vLLM: make test-llm")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "tiny"
    texts = sorted(map(str, bundled("sample").glob("cards/*/*/README.md")))
    script = Path(__file__).with_name("tiny_model.py")
    subprocess.run([PYTHON, str(script), str(folder), *texts], check=True, capture_output=True, env=os.environ | STEADY)
    return folder


@pytest.fixture(scope="session")
def running(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several tests ask; with a small window."""
    with served(model, tmp_path_factory.mktemp("server") / "server.log", WINDOW) as server:
        yield server


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a small model that has learned."""
    if not (SMALL / "config.json").is_file():
        pytest.skip("no small model that has learned: tests/vllm/install_model could not get its package")
    with served(SMALL, tmp_path_factory.mktemp("learned") / "server.log", 2 * WINDOW) as server:
        yield server


@contextlib.contextmanager
def served(model: Path, log: Path, window: int) -> Iterator[Server]:
    """A server of a model, once it answers."""
    server = Server(str(model), COMMAND, ("--max-model-len", str(window)), None, log)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in STEADY.items():
            patch.setenv(name, value)
        server.start()
    try:
        end = time.monotonic() + START_S
        while not _answers(f"{server.url.removesuffix('/v1')}/health"):
            server.check()
            assert time.monotonic() < end, server.last_lines()
            time.sleep(1)
        yield server
    finally:
        server.stop()


def _answers(url: str) -> str | None:
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read(), "utf-8") or " "
    return None


def _serving(model: Path) -> set[int]:
    """Processes that have this model."""
    return {one.pid for one in psutil.process_iter(["cmdline"]) if str(model) in str(one.info["cmdline"])}


def settings(folder: Path, cards: dict[str, str], **extraction: Any) -> Path:
    """Settings over some cards."""
    records = []
    for number, (name, card) in enumerate(cards.items()):
        file = folder / "cards" / "peat" / name / "README.md"
        file.parent.mkdir(parents=True)
        file.write_text(card)
        record = {"_id": f"{number:024x}", "id": f"peat/{name}", "sha": f"{number:040x}", "downloads": 100}
        records.append(json.dumps(record | {"private": False, "tags": []}))
    (folder / "models.jsonl").write_text("\n".join(records) + "\n")
    lines = ["partitions = 2", "[[sources]]", 'kind = "hub_dump"', 'name = "cards"', 'path = "models.jsonl"']
    lines += ['cards = "cards"', "taken_at = 2026-10-30T00:00:00Z", "[extraction]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in extraction.items()]
    file = folder / "mine.toml"
    file.write_text("\n".join(lines) + "\n")
    return file


def prose(count: int) -> dict[str, str]:
    """Cards of the sample, and as many as are asked for made of their lines."""
    found = {}
    for path in sorted(bundled("sample").glob("cards/*/*/README.md")):
        text = path.read_text("utf-8", "replace")
        if 200 < len(text) < 4000:
            found[path.parent.name] = text
    names = list(found)
    for number in range(count - len(found)):
        one, other = found[names[number % len(names)]], found[names[(number * 7 + 3) % len(names)]]
        found[f"mixed-{number}"] = f"# Mixed {number}\n\n" + one[len(one) // 2 :] + other[len(other) // 2 :]
    return dict(list(found.items())[:count])


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    (path,) = (folder / "work/tables").glob("extracted_metadata-*.parquet")
    return {row["model_id"].removeprefix("peat/"): row for row in pq.read_table(path).to_pylist()}


def published(folder: Path) -> dict[str, str]:
    (path,) = (folder / "work/tables").glob("snapshots-*.parquet")
    return {row["model_id"].removeprefix("peat/"): row["card"] for row in pq.read_table(path).to_pylist()}


def kept(folder: Path) -> list[dict[str, Any]]:
    (path,) = (folder / "work/answers").glob("*.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def written(folder: Path) -> list[dict[str, Any]]:
    """The answers of which the model wrote the text itself; the others are choices from lists of candidates."""
    return [answer for answer in kept(folder) if not (answer["text"] or "").startswith('{"choice"')]


def check(folder: Path, cards: dict[str, str]) -> dict[str, dict[str, Any]]:
    """One row for each card; finished answers are valid; the model made nothing up, its choices stand in the card."""
    found = rows(folder)
    assert found.keys() == cards.keys()
    answers = written(folder)
    finished = [answer["text"] for answer in answers if answer["status"] == "ok"]
    assert finished
    for text in finished:
        fields = tuple(json.loads(text))
        assert parse(text, fields)
        jsonschema.validate(json.loads(text), schema(fields))
    assert "schema_invalid" not in {answer["status"] for answer in answers}
    entries = [(name, one) for name, row in found.items() for one in row["evidence"] if one["source"] == "llm"]
    assert not [one for _, one in entries if one["score"] is None]
    shown = published(folder)  # without addresses of people, so that its places are others
    assert not [one for name, one in entries if shown[name][one["start"] : one["end"]] != one["quote"]]
    return found


def build(folder: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = command.environment(**STEADY, **environment)
    words = [command.PEATMOSS, "build", "--config", "mine.toml", "--workers", "1", *more]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=known, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return done


def test_a_server_that_runs(running: Server, tmp_path: Path) -> None:
    """Answers valid, too long or refused as too long a question; and the part that all prompts share is kept."""
    cards = {**prose(12), "odd": ODD}
    settings(tmp_path, cards, card_tokens=1200, answer_tokens=400, concurrency=8, free_text=True)
    build(tmp_path, "--endpoint", running.url, PEATMOSS_ENDPOINT_KEY=running.key)
    found = check(tmp_path, cards)
    statuses = Counter(row["status"] for row in found.values())
    assert found["odd"]["status"] == "bad_request"
    assert statuses["ok"] + statuses["truncated_output"] == len(cards) - 1
    assert {row["server"] for row in found.values()} == {"vllm 0.32.0"}
    metrics = _answers(f"{running.url.removesuffix('/v1')}/metrics") or ""
    hits = [line for line in metrics.splitlines() if line.startswith("vllm:prefix_cache_hits_total")]
    assert hits
    assert float(hits[0].split()[-1]) > 0


def test_a_model_that_has_learned(learned: Server, tmp_path: Path) -> None:
    """A row for each card, whatever became of its questions; whatever is kept of its answers stands in the card."""
    cards = prose(3)
    settings(tmp_path, cards, card_tokens=1200, answer_tokens=400, concurrency=4, free_text=True)
    build(tmp_path, "--endpoint", learned.url, PEATMOSS_ENDPOINT_KEY=learned.key)
    found = rows(tmp_path)
    assert found.keys() == cards.keys()
    assert {row["status"] for row in found.values()} <= {"ok", "truncated_output", "front_matter_only"}
    entries = [
        (cards[name], entry) for name, row in found.items() for entry in row["evidence"] if entry["start"] is not None
    ]
    assert [entry for text, entry in entries if text[entry["start"] : entry["end"]] != entry["quote"]] == []


@pytest.fixture
def open_cards(tmp_path: Path) -> Path:
    """The labelled cards whose texts are at hand, as files; they are other people's, and not part of this project."""
    wanted = {label.card_sha256 for label in labels.read(LABELS).values()}
    folder = tmp_path / "labelled"
    folder.mkdir()
    for path in sorted(DATA.glob("*.parquet")):
        for card in pq.read_table(path, columns=["card"]).column("card").to_pylist():
            text = card.encode() if isinstance(card, str) else card or b""
            if (name := sha256(text).hexdigest()) in wanted:
                (folder / f"{name}.md").write_bytes(text)
    if not any(folder.iterdir()):
        pytest.skip("the texts of the labelled cards are not here: PEATMOSS_DATA names a folder that has them")
    return folder


def test_judged_values_are_right(
    learned: Server,
    open_cards: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Precision and recall of what the small model judged on labelled cards, printed; its quotations stand in them."""
    monkeypatch.setenv("PEATMOSS_ENDPOINT_KEY", learned.key)
    true = labels.read(LABELS)
    items = list(labelled_cards(true, open_cards))
    chosen = extraction_settings({"endpoint": (learned.url,), "model": str(SMALL)})
    reader = answering.reader_of(chosen)
    assert reader is not None
    said = answering.answers_to(items, reader, chosen, tmp_path / "judge.log")
    found = [extract(item, answers) for item, answers in zip(items, said, strict=True)]
    texts = {item["model_id"]: item["card"] for item in items}
    judged = [(row["model_id"], one) for row in found for one in row["evidence"] if one["source"] == "llm"]
    assert judged
    assert [one for name, one in judged if texts[name][one["start"] : one["end"]] != one["quote"]] == []
    assert [one for _, one in judged if not 0 < one["score"] <= 1] == []
    assert sum(row["output_tokens"] or 0 for row in found) <= 100 * len(found)
    lines = []
    for name, sources in (("judged", {"llm"}), ("all", None)):
        rows = [from_sources(row, frozenset(sources)) if sources else row for row in found]
        scores = score(true, {row["model_id"]: labels.of_row(row) for row in rows})
        whole = pooled("all fields", scores)
        for one in (*scores, whole):
            if one.precision.whole:
                lines.append(
                    f"{name:7} {one.name:24} precision {one.precision.part}/{one.precision.whole},"
                    f" recall {one.recall.part}/{one.recall.whole}"
                )
        assert (whole.precision.value or 0) >= LEAST_RIGHT, "\n".join(lines)
    with capsys.disabled():
        print(f"\n{len(items)} labelled cards, values by SmolLM2-135M and all values", *lines, sep="\n")


def test_an_answer_that_is_too_long(running: Server, tmp_path: Path) -> None:
    cards = prose(2)
    settings(tmp_path, cards, card_tokens=1200, answer_tokens=16, free_text=True)
    build(tmp_path, "--endpoint", running.url, PEATMOSS_ENDPOINT_KEY=running.key)
    found = rows(tmp_path)
    assert {row["status"] for row in found.values()} == {"truncated_output"}
    cut = [answer for answer in written(tmp_path) if answer["status"] == "truncated_output"]
    assert {answer["output_tokens"] for answer in cut} == {
        32
    }  # others have the few tokens of a question about one field
    assert all("papers" in row["unread_fields"] or row["papers"] for row in found.values())


def test_a_server_of_ours_that_is_killed(model: Path, tmp_path: Path) -> None:
    """It is started again, and every card has its row; nothing of it is left at the end."""
    cards, others = prose(40), _serving(model)
    words = list(COMMAND)
    sizes = {"card_tokens": 1200, "answer_tokens": 400}
    settings(tmp_path, cards, command=words, concurrency=2, start_s=START_S, free_text=True, **sizes)
    words = [command.PEATMOSS, "build", "--config", "mine.toml", "--workers", "1", "--serve", str(model)]
    process = subprocess.Popen(
        words,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env=command.environment(**STEADY),
        start_new_session=True,
    )
    folder = tmp_path / "work/answers"

    def answered() -> int:
        return sum(path.read_bytes().count(b"\n") for path in folder.glob("*.jsonl"))

    command.wait_until(lambda: answered() >= 3, process, START_S)
    (server,) = [
        child
        for child in psutil.Process(process.pid).children()
        if "vllm.entrypoints.openai.api_server" in " ".join(child.cmdline())
    ]
    family = [server, *server.children(recursive=True)]
    os.killpg(server.pid, signal.SIGKILL)
    before = answered()
    _, said = process.communicate(timeout=900)
    assert process.returncode == 0, said
    assert before < answered(), "every question had its answer before the server was killed"
    found = check(tmp_path, cards)
    assert {row["status"] for row in found.values()} <= {"ok", "truncated_output"}
    assert {row["llm"] for row in found.values()} == {"tiny"}
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert _serving(model) <= others
