"""`peatmoss evaluate` on the built sample."""

import json
from pathlib import Path

from command import Built, complaint, run


def test_the_sample_is_scored(sample: Built, tmp_path: Path) -> None:
    labels = {
        "openai/whisper-small": {"license": "apache-2.0", "carbon_emitted_g": None},
        "meta-llama/Llama-3.2-1B": {"license": "llama3.2", "carbon_emitted_g": 107_000_000, "grants": None},
        "not/there": {"license": "mit"},
    }
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(labels))
    done = run("evaluate", file, "--answers", sample.work, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line.split() for line in done.stdout.splitlines()}
    assert lines["license"][1:6] == ["2", "0", "1.00", "1.00", "1.00"]
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
    done = run("evaluate", file, "--answers", sample.work, cwd=tmp_path)
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
        done = run("evaluate", file, "--answers", sample.work, *sources, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        (line,) = [line for line in done.stdout.splitlines() if line.startswith("license")]
        assert line.split()[3:5] == ["1.00", recall]


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"licence": "mit", "kind": "good"}}))
    line = complaint(run("evaluate", file, "--answers", file, cwd=tmp_path))
    assert line == f"{file}: no field 'licence' (did you mean 'license'?)"


def test_other_answers_as_json(tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"license": "mit"}}))
    done = run("evaluate", file, "--answers", file, cwd=tmp_path)
    assert "1.00" in done.stdout


def test_nothing_in_common_is_one_line(sample: Built, tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"a/b": {"license": "mit"}}))
    assert "have no model in common" in complaint(run("evaluate", file, "--answers", sample.work, cwd=tmp_path))
    assert "nowhere: no such file or folder; give a workspace" in complaint(
        run("evaluate", file, "--answers", "nowhere", cwd=tmp_path)
    )
