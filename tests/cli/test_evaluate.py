"""`peatmoss evaluate` on the built sample."""

import json
import re
from hashlib import sha256
from pathlib import Path

from command import Built, complaint, here
from llm_server import serving


def test_the_sample_is_scored(sample: Built, tmp_path: Path) -> None:
    labels = {
        "openai/whisper-small": {"license": "apache-2.0", "carbon_emitted_g": None},
        "meta-llama/Llama-3.2-1B": {"license": "llama3.2", "carbon_emitted_g": 107_000_000, "grants": None},
        "not/there": {"license": "mit"},
    }
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(labels))
    done = here("evaluate", file, "--answers", sample.work, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line.split() for line in done.stdout.splitlines()}
    assert lines["license"][1:7] == ["2", "0", "1.00", "0.34-1.00", "1.00", "0.34-1.00"]
    assert lines["carbon_emitted_g"][1:4] == ["2", "1", "1.00"]
    assert "2 of 3 labelled models have an answer" in done.stdout


def test_labels_with_their_quotations(sample: Built, tmp_path: Path) -> None:
    """How many right values have the words that the label quotes: both evidences stand in the front matter."""
    same = {"value": "apache-2.0", "quote": "license: apache-2.0"}
    far = {"value": "llama3.2", "quote": "Llama 3.2 Community License"}
    file = tmp_path / "labels.json"
    file.write_text(
        json.dumps({"openai/whisper-small": {"license": same}, "meta-llama/Llama-3.2-1B": {"license": far}})
    )
    done = here("evaluate", file, "--answers", sample.work, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("license")]
    assert line.split()[-2:] == ["1.00", "0.50"]


def test_values_of_one_source(sample: Built, tmp_path: Path) -> None:
    """A licence that only tags tell goes when front matter alone is asked for; a list keeps its other values."""
    labels = {"google/flan-t5-small": {"license": "apache-2.0", "tasks": ["text2text-generation"]}}
    labels["openai/whisper-small"] = {"license": "apache-2.0", "tasks": ["automatic-speech-recognition"]}
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(labels))
    for sources, recall in (((), "1.00"), (("--source", "front_matter"), "0.50")):
        done = here("evaluate", file, "--answers", sample.work, *sources, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        (line,) = [line for line in done.stdout.splitlines() if line.startswith("license")]
        assert line.split()[3:6:2] == ["1.00", recall]


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"licence": "mit", "kind": "good"}}))
    line = complaint(here("evaluate", file, "--answers", file, cwd=tmp_path))
    assert line == f"{file}: no field 'licence' (did you mean 'license'?)"


def test_other_answers_as_json(tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"license": "mit"}}))
    done = here("evaluate", file, "--answers", file, cwd=tmp_path)
    assert "1.00" in done.stdout


def test_nothing_in_common_is_one_line(sample: Built, tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"license": "mit"}}))
    assert "have no model in common" in complaint(here("evaluate", file, "--answers", sample.work, cwd=tmp_path))
    assert "nowhere: no such file or folder; give a workspace" in complaint(
        here("evaluate", file, "--answers", "nowhere", cwd=tmp_path)
    )


def test_labelled_cards_are_read_by_their_digest(tmp_path: Path) -> None:
    """Labels with places, cards found by their SHA-256; one command prints the rows for a page."""
    cards = Path(__file__).parents[1] / "cards" / "good"
    text = (cards / "heron-vit.md").read_bytes()
    start = text.decode().index("apache-2.0")
    said = [{"value": "apache-2.0", "start": start, "end": start + 10, "alternatives": []}]
    row = {"model_id": "a/b", "card_sha256": sha256(text).hexdigest(), "fields": {"license": said, "grants": []}}
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(row) + "\n" + json.dumps(row | {"model_id": "c/d", "card_sha256": "0"}) + "\n")
    done = here("evaluate", file, "--cards", cards, cwd=tmp_path)
    assert "1 of 2 labelled models have an answer" in done.stdout
    done = here("evaluate", file, "--cards", cards, "--markdown", "rules", cwd=tmp_path)
    assert "| `license` | 1.00 (0.21-1.00; 1 of 1) | 1.00 (0.21-1.00; 1 of 1) | no value |" in done.stdout
    with serving() as twin:
        done = here("evaluate", file, "--cards", cards, "--endpoint", twin.url, "--free-text", cwd=tmp_path)
    assert "1 of 2 labelled models have an answer" in done.stdout
    assert re.search(r"twin/reader: \d+\.\d questions and \d+\.\d output tokens a card, [\d,]+ an hour", done.stderr)
    assert "name their folder with --cards" in complaint(here("evaluate", file, "--serve", "x", cwd=tmp_path))
    assert "no such folder" in complaint(here("evaluate", file, "--cards", "nowhere", cwd=tmp_path))
    assert "holds no cards" in complaint(here("evaluate", file, "--cards", tmp_path, cwd=tmp_path))
