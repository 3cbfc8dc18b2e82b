"""The one form in which labels and answers are compared, and the scores that come of it."""

import json

import pytest

from builder.errors import InputError
from builder.evaluation import labels
from builder.evaluation.labels import canonical
from builder.evaluation.scoring import Outcome, outcome, score


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        pytest.param("license", "apache-2.0", "Apache License 2.0", id="licence"),
        pytest.param("license", "CC BY 4.0", "cc-by-4.0", id="licence with spaces"),
        pytest.param("tasks", ["text-generation"], "text generation", id="task"),
        pytest.param("datasets", [{"name": "squad", "url": None}], ["https://huggingface.co/datasets/squad"], id="data"),
        pytest.param("datasets", ["https://peat.example/a/blog (wet_reviews)"], ["peat/wet-reviews"], id="name beside URL"),
        pytest.param("github_repo", "https://github.com/Peat/reed/tree/main/x", "github.com/peat/reed", id="repository"),
        pytest.param("papers", [{"title": None, "url": "https://arxiv.org/abs/2101.00001"}], "arxiv:2101.00001", id="paper"),
        pytest.param("base_model", "https://huggingface.co/peat/moss", "peat/moss", id="model"),
        pytest.param("parameter_count", 84_000_000, "84M", id="count"),
        pytest.param("carbon_emitted_g", 1500.0, "1.5 kg", id="grams"),
        pytest.param("evaluation", [{"value": 91.30, "value_text": "91.30"}], {"accuracy": "91.3 %"}, id="result"),
        pytest.param("hyperparameters", [{"name": "batch_size", "value": "8"}], {"batch size": 16, "epochs": ""}, id="setting"),
        pytest.param("demo", "https://peat.example", "a code snippet", id="a text that is there"),
    ],
)  # fmt: skip
def test_the_same_in_other_words(field, one, other) -> None:
    assert canonical(field, one) == canonical(field, other) is not None


@pytest.mark.parametrize("value", [None, "", [], [""], {}, {"url": ""}, [{"name": "", "url": None}]])
@pytest.mark.parametrize("field", ["datasets", "license", "parameter_count", "demo", "hyperparameters", "papers"])
def test_nothing(field, value) -> None:
    assert canonical(field, value) is None


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        (frozenset("ab"), frozenset("bc"), Outcome(1, 2, 2)),
        (None, frozenset("a"), Outcome(0, 0, 1)),
        (frozenset("a"), None, Outcome(0, 1, 0)),
        (100.0, 100.9, Outcome(1, 1, 1)),
        (100.0, 102.0, Outcome(0, 1, 1)),
        (None, 5.0, Outcome(0, 0, 1)),
        (5.0, None, Outcome(0, 1, 0)),
        (None, None, Outcome(0, 0, 0)),
    ],
)
def test_outcome(said, label, expected) -> None:
    assert outcome(said, label) == expected


def test_scores() -> None:
    true = {"a": {"license": frozenset(["MIT"])}, "b": {"license": None}, "c": {"license": None}, "d": {}}
    said = {"a": {"license": frozenset(["MIT"])}, "b": {"license": frozenset(["X"])}, "c": {}, "d": {}}
    (one,) = score(true, said, {"a": {"license": (1, 1)}, "b": {"license": (0, 1)}})
    assert (one.models, one.absent, one.precision, one.recall, one.f1) == (3, 2, 0.5, 1.0, 2 / 3)
    assert (one.false_fill, one.grounded) == (0.5, 0.5)
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.f1 <= one.high


def test_both_forms_are_read(tmp_path) -> None:
    ours = {"peat/reed": {"license": "mit", "datasets": None}}
    paper = {"peat/reed": {"upstream_model": "", "license": "mit", "datasets": [""]}, "peat/moss": "Rate limit reached"}
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(ours))
    assert labels.read(file) == {"peat/reed": {"license": frozenset(["MIT"]), "datasets": None}}
    file.write_text(json.dumps(paper))
    found = labels.read(file)
    assert found["peat/reed"] == {"base_model": None, "license": frozenset(["MIT"]), "datasets": None}
    assert found["peat/moss"] == {}


@pytest.mark.parametrize("text", ["[]", "{", '{"a": [1]}', "3"])
def test_what_is_neither(tmp_path, text) -> None:
    file = tmp_path / "labels.json"
    file.write_text(text)
    with pytest.raises(InputError, match=r"labels\.json is not a JSON object of models"):
        labels.read(file)
