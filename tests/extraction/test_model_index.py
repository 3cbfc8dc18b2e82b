"""Results of a `model-index`, as YAML in and rows of `evaluation` out."""

import pytest

from builder.extraction.claims import settle
from builder.extraction.front_matter import read_front_matter
from builder.extraction.model_index import evaluation_claims, measured, task_claims

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
