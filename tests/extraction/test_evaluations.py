"""Results of a `model-index`, as YAML in and rows of `evaluation` out."""

from typing import Any

import pytest

from builder.extraction.claims import settle
from builder.extraction.evaluations import eval_result_claims, evaluation_claims, measured, task_claims
from builder.extraction.front_matter import read_front_matter
from builder.hub.eval_results import eval_results

Row = tuple[str | None, str | None, str | None, float | None, str]


def results(block: str) -> list[Row]:
    card = f"---\n{block}\n---\n"
    claims = list(evaluation_claims(read_front_matter(card).values, card))
    assert [c.quote for c in claims] == [card[c.start : c.end] for c in claims]
    assert {(c.field, c.source) for c in claims} <= {("evaluation", "model_index")}
    return [tuple(list(c.value.values())[:5]) for c in claims if isinstance(c.value, dict)]  # type: ignore[misc]


NONE = [
    pytest.param("model-index:", id="key left open"),
    pytest.param("model-index: my-model", id="a text"),
    pytest.param("model-index: {name: x}", id="no results"),
    pytest.param("model-index: [{name: x, results: }]", id="results left open"),
    pytest.param("model-index: [{results: [{task: {type: t}, dataset: {type: d}}]}]", id="no metric"),
    pytest.param("model-index: [{results: [{metrics: [{type: wer}]}]}]", id="no value"),
    pytest.param("model-index: [{results: [{metrics: [{type: wer, value: NA}]}]}]", id="value not told"),
    pytest.param("model-index: [{results: [{metrics: [{type: f1, value: {ner: 1}}]}]}]", id="value of many parts"),
]
WHOLE = """model-index:
- name: x
  results:
  - task: {type: text-classification, name: Text Classification}
    dataset: {type: glue, name: GLUE, config: cola}
    metrics:
    - {type: accuracy, name: Accuracy, value: 0.5}
    - {name: F1, value: '61%'}
  - task: {name: Speech}
    dataset: {name: my recordings}
    metrics: {type: wer, value: 1e1}
"""
WHOLE_ROWS = [
    ("text-classification", "glue (cola)", "accuracy", 0.5, "0.5"),
    ("text-classification", "glue (cola)", "F1", None, "61%"),
    ("Speech", "my recordings", "wer", 10.0, "1e1"),
]
SOME = [
    pytest.param(WHOLE, WHOLE_ROWS, id="as the Hub wants it"),
    pytest.param(
        "model_index: [{results: [{dataset: {type: d, args: en}, metric: {type: bleu, value: 30}}]}]",
        [(None, "d (en)", "bleu", 30.0, "30")],
        id="as older trainers wrote it",
    ),
    pytest.param(
        "model-index: [{results: [{dataset: {type: None, name: Counterfactual (en), config: en}, metrics: [{value: 3}]}]}]",
        [(None, "Counterfactual (en)", None, 3.0, "3")],
        id="the name tells the part already",
    ),
    pytest.param(
        "model-index: [{results: [{dataset: {type: openai, config: en}, metrics: [{value: 3}]}]}]",
        [(None, "openai (en)", None, 3.0, "3")],
        id="letters of the name are not the part",
    ),
    pytest.param(
        "model-index: [{results: [{metrics: [{value: 250.50 +/- 20.25}, {value: 1.5±0.5}, {value: 1 +/- x}]}]}]",
        [
            (None, None, None, 250.5, "250.50 +/- 20.25"),
            (None, None, None, 1.5, "1.5±0.5"),
            (None, None, None, None, "1 +/- x"),
        ],
        id="means with their deviation",
    ),
    pytest.param(
        "model-index: [{results: [{dataset: {type: d, args: {split: x}}, metrics: [{value: .inf}]}]}]",
        [(None, "d", None, None, ".inf")],
        id="arguments that are no name, a value that is no number",
    ),
    pytest.param(
        "model-index: [{results: [{metrics: ["
        "{type: rouge, name: Rouge1, value: 1}, {type: rouge, name: ROUGE-L, value: 2}, {type: f1, name: Macro F1, value: 3},"
        "{type: accuracy, name: Top-5 accuracy, value: 4}, {type: a/b, name: win rate, value: 5}]}]}]",
        [
            (None, None, name, float(at), str(at))
            for at, name in enumerate(("Rouge1", "ROUGE-L", "Macro F1", "Top-5 accuracy", "win rate"), 1)
        ],
        id="names that tell which of several",
    ),
    pytest.param(
        "model-index: [{results: [{metrics: ["
        "{type: wer, name: Test WER, value: 1}, {type: rouge, name: '1', value: 2}, {type: accuracy, name: Score, value: 3}]}]}]",
        [(None, None, name, float(at), str(at)) for at, name in enumerate(("wer", "rouge", "accuracy"), 1)],
        id="names that tell no more",
    ),
]


@pytest.mark.parametrize("block", NONE)
def test_no_result(block: str) -> None:
    assert results(block) == []


@pytest.mark.parametrize(("block", "rows"), SOME)
def test_results(block: str, rows: list[Row]) -> None:
    assert results(block) == rows


def test_quotation_holds_metric_and_value() -> None:
    card = f"---\n{WHOLE}---\n"
    claims = list(evaluation_claims(read_front_matter(card).values, card))
    assert [c.quote for c in claims] == [
        "accuracy, name: Accuracy, value: 0.5",
        "F1, value: '61%'",
        "wer, value: 1e1",
    ]


def test_far_alias_is_not_quoted_with_all_that_stands_between() -> None:
    card = (
        f"---\nx: &x wer\ny: {'y' * 2000}\nmodel-index: [{{results: [{{metrics: [{{type: *x, value: 2}}]}}]}}]\n---\n"
    )
    claims = list(evaluation_claims(read_front_matter(card).values, card))
    assert [c.quote for c in claims] == ["2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("NA", (None, None), id="nothing"),
        pytest.param("250.50 +/- 20.25", (250.5, 20.25), id="as reinforcement learning writes it"),
        pytest.param("-3.0 ± .5", (-3.0, 0.5), id="a sign"),
        pytest.param("1e3+-2", (1000.0, 2.0), id="no blanks"),
        pytest.param("0.91 (+/- 0.04)", (0.91, 0.04), id="in brackets"),
        pytest.param("−0.9 +/− 0.1", (-0.9, 0.1), id="signs of typesetting"),
        pytest.param(r"$0.9 \pm 0.1$", (0.9, 0.1), id="formula"),
        pytest.param("1e-3", (0.001, None), id="an exponent is no deviation"),
        pytest.param("10 - 20", (None, None), id="from and to"),
    ],
)
def test_value_and_deviation(text: str, expected: tuple[float | None, float | None]) -> None:
    assert measured(text) == expected


def test_results_of_two_splits_are_two() -> None:
    one = "{dataset: {type: d, split: dev}, metrics: [{value: 1}]}"
    parts = f"{one}, {one.replace('dev', 'test')}"
    block = f"model-index: [{{results: [{parts}]}}]"
    card = f"---\n{block}\n---\n"
    values, _ = settle(evaluation_claims(read_front_matter(card).values, card))
    assert [row["split"] for row in values["evaluation"]] == ["dev", "test"]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        pytest.param("{type: text-generation}", ["text-generation"], id="the Hub's word"),
        pytest.param("{type: Summarization}", [], id="a benchmark's word"),
        pytest.param("{name: text-generation}", ["text-generation"], id="its name"),
    ],
)
def test_tasks_of_results(task: str, expected: list[str]) -> None:
    card = f"---\nmodel-index: [{{results: [{{task: {task}}}]}}]\n---\n"
    assert [claim.value for claim in task_claims(read_front_matter(card).values, card)] == expected


FILE = """
- dataset: {id: owner/exam, task_id: hard, revision: abc}
  value: 20.90
  date: "2025-01-15"
  source: {url: https://log.example, name: Log, user: somebody}
  notes: no tools
  verifyToken: secret
- dataset: {id: owner/quiz, task_id: default}
  value: 3 ± 1
"""


def rows(recorded: Any = None, *texts: str) -> list[tuple[Any, ...]]:
    claims = list(eval_result_claims(recorded, [{"path": ".eval_results/a.yaml", "text": text} for text in texts]))
    assert {(c.field, c.source, c.start) for c in claims} <= {("evaluation", "eval_results", None)}
    found = [c.value for c in claims if isinstance(c.value, dict)]
    names = ("dataset", "task", "value", "deviation", "date", "source", "notes")
    return [tuple(row[name] for name in names) for row in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a: [", id="no YAML"),
        pytest.param("- 7", id="no mapping"),
        pytest.param("- {dataset: {id: o/d}}", id="no value"),
        pytest.param("- {value: 1}", id="no data set"),
        pytest.param("- {dataset: o/d, value: 1}", id="a data set that is a text"),
        pytest.param("- {dataset: {id: o/d}, value: N/A}", id="a value not told"),
    ],
)
def test_a_file_without_results(text: str) -> None:
    assert rows(None, text) == []


def test_results_of_a_file() -> None:
    assert rows(None, FILE) == [
        ("owner/exam", "hard", 20.9, None, "2025-01-15", "https://log.example", "no tools"),
        ("owner/quiz", "default", 3.0, 1.0, None, None, None),
    ]


def test_the_record_is_heard_where_there_are_no_files() -> None:
    recorded = eval_results([{"dataset": {"id": "owner/exam", "task_id": "hard"}, "value": 0.5}])
    assert rows(recorded) == [("owner/exam", "hard", 0.5, None, None, None, None)]
    assert [row[0] for row in rows(recorded, FILE)] == ["owner/exam", "owner/quiz"]
    assert rows(recorded, FILE)[0][2] == 20.9


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(None, [], id="null"),
        pytest.param("text", [], id="a text"),
        pytest.param([{"filename": "a.yaml", "error": "no"}], [], id="a file that the Hub refused"),
        pytest.param([{"dataset": {"id": "o/d"}, "value": {"a": 1}}], [], id="a value of many parts"),
        pytest.param([{"data": {"dataset": {"id": "o/d"}, "value": 1}}], ["1"], id="as the Hub wraps it"),
        pytest.param([{"dataset_id": "o/d", "value": 0.25}], ["0.25"], id="as Python's records have it"),
    ],
)
def test_forms_of_the_record(data: Any, expected: list[str]) -> None:
    found = eval_results(data)
    assert [entry["value"] for entry in found] == expected
    assert "secret" not in str(found)
