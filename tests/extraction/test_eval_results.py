"""Results of `.eval_results/*.yaml` and of the record, as rows of `evaluation`."""

from typing import Any

import pytest

from builder.extraction.eval_results import eval_result_claims
from builder.hub.eval_results import eval_results

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
