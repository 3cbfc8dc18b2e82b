"""Small tables in, the answers to the questions out: the real SQL."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pyarrow as pa
import pytest

import builder.analysis
from builder import schemas
from builder.analysis.statistics import answer, answers, as_json, prepare, questions, shown
from builder.bundled import bundled
from builder.errors import InputError
from builder.licences.interface import Exposure
from builder.licences.judge import judge

Row = dict[str, Any]
ROWS: dict[str, list[Row]] = {
    "models": [
        {"model_id": "pine/a", "hub": "huggingface", "domain": "nlp", "task": "fill-mask", "status": "present"},
        {"model_id": "pine/b", "hub": "huggingface", "domain": "multimodal", "task": "fill-mask", "status": "gone"},
        {"model_id": "pine/c@1", "hub": "huggingface", "status": "replaced"},
        {"model_id": "elm/v#net", "hub": "pytorch", "domain": "cv", "status": "present"},
        {"model_id": "elm/w#net", "hub": "pytorch", "domain": "audio", "status": "present"},
    ],
    "snapshots": [
        {"model_id": "pine/a", "hub": "huggingface", "revision": "1", "total_bytes": 5},
        {"model_id": "pine/a", "hub": "huggingface", "revision": "2"},
    ],
    "repositories": [{"repository_id": name} for name in ("oak/r", "oak/s", "oak/t")],
    "mappings": [
        {"mapping_id": "1", "resolution": "literal", "context": "source", "usage": "use"},
        {"mapping_id": "2", "resolution": "literal", "context": "test", "usage": "use"},
        {"mapping_id": "3", "resolution": "dynamic", "context": "source", "usage": "unresolved"},
        {"mapping_id": "4", "resolution": "constant", "context": "source", "usage": "mention"},
    ],
    "pairs": [
        {"repository_id": "oak/r", "model_id": "pine/a", "usage": "use", "contexts": ["source"], "pinned": True}
        | {"verdict": "conditional", "model_license": "CC-BY-NC-4.0", "repository_license": "MIT"}
        | {"dropped_terms": ["non_commercial"], "conflict_via": "pine/b"},
        {"repository_id": "oak/s", "model_id": "pine/a", "usage": "use", "contexts": ["vendored"], "pinned": False}
        | {"verdict": "compatible", "trust_remote_code": True},
        {"repository_id": "oak/s", "model_id": "elm/v#net", "usage": "use", "verdict": "model_license_missing"},
        {"repository_id": "oak/t", "model_id": "pine/a", "usage": "mention"},
    ],
    "extracted_metadata": [
        {"model_id": "pine/a", "revision": "1", "license": "mit", "tasks": ["fill-mask"]}
        | {"evidence": [{"field": "license", "source": "front_matter", "quote": "mit", "start": 3, "end": 6}]},
        {"model_id": "pine/b", "revision": "1", "license": "mit", "tasks": []}
        | {"evidence": [{"field": "license", "source": "tags", "quote": "license:mit", "start": None, "end": None}]},
    ],
    "discussions": [{"subject": "model", "subject_id": "pine/a", "num": 1}],
}
EXPECTED = {
    "models": {"Hugging Face": 2, "PyTorch Hub": 2, "all": 4},
    "snapshots": {"Hugging Face": 1},
    "not_covered": {},
    "licences_by_the_paper": {
        **{"judged": 1, "left out: several licences": 0, "compatible": 0, "incompatible": 0, "unknown": 1},
        "incompatible by the second table": 0,
    },
    "library_copies": {
        "five in docstrings of transformers": 0,
        "two in dead code for DPT": 0,
    },
    "licensed_pairs": {"pairs": 1, "repositories": 1, "models": 1, "repositories with one model": 1},
    "sizes": {
        "cards": 2,
        "models with a domain, Hugging Face": 2,
        "models with a domain, PyTorch Hub": 2,
        "repositories by domain, Hugging Face": 2,
        "repositories by domain, PyTorch Hub": 1,
    },
    "licences_alike": {"the same licence": 0},
    "restrictive_to_permissive": {"CC-BY-NC": 1, "RAIL": 0},
    "repositories": {"repositories": 3, "that use a model": 2, "models that are used": 2},
    "pairs": {"Hugging Face": 2, "PyTorch Hub": 1, "all": 3, "places (rows of mappings)": 4, "only mentioned": 1},
    "discussions": {"of models": 1},
    "top_models": {"pine/a": 2, "elm/v#net": 1},
    "concentration": {"top 10": 1.0, "top 100": 1.0},
    "models_per_repository": {"one": 0.5, "two to five": 0.5, "more": 0.0},
    "domains_huggingface": {"nlp": 0.5, "multimodal": 0.5},
    "domains_by_task": {"nlp": 1.0},
    "domains_pytorch": {"cv": 0.5, "audio": 0.5},
    "repositories_per_domain_huggingface": {"nlp": 1.0},
    "repositories_per_domain_pytorch": {"cv": 1.0},
    "places_by_resolution": {"literal": 0.5, "dynamic": 0.25, "constant": 0.25},
    "places_by_context": {"source": 0.75, "test": 0.25},
    "places_by_usage": {"use": 0.5, "unresolved": 0.25, "mention": 0.25},
    "vendored": {"vendored": 0.3333},
    "pins": {"pinned": 0.3333, "trust_remote_code": 0.3333},
    "licences": {"conditional": 1, "compatible": 1, "model_license_missing": 1},
    "licence_conflicts": {"CC-BY-NC-4.0 to MIT": 1},
    "dropped_terms": {"non_commercial": 1},
    "conflicts_inherited": {"through a base model": 1},
}


def tables(connection: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]]) -> None:
    for table in schemas.TABLES:
        connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
    prepare(connection)


def ask(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, float]:
    (question,) = [one for one in questions() if one.name == name]
    return {line.label: line.here for line in answer(connection, question).lines if line.here is not None}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def test_pairs_of_a_release_whose_usage_nobody_knows_are_uses(connection: duckdb.DuckDBPyConnection) -> None:
    tables(connection, {"pairs": [{"repository_id": "oak/r", "model_id": "pine/a"}]})
    assert ask(connection, "pairs")["all"] == ask(connection, "repositories")["that use a model"] == 1
    assert ask(connection, "top_models") == {"pine/a": 1}


@pytest.mark.parametrize("name", EXPECTED)
def test_question(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    tables(connection, ROWS)
    assert ask(connection, name) == EXPECTED[name]


def test_documentation_and_what_is_quoted(connection: duckdb.DuckDBPyConnection) -> None:
    tables(connection, ROWS)
    has, quoted = ask(connection, "documentation"), ask(connection, "grounded")
    assert (has["license"], has["task"], has["hardware"]) == (1.0, 0.5, 0.0)
    assert (quoted["license"], quoted["task"]) == (0.5, 0.0)
    assert set(has) == set(quoted)
    (question,) = [one for one in questions() if one.name == "documentation"]
    assert set(has) == set(question.paper)


def test_bytes_of_files_and_of_what_the_tables_say(connection: duckdb.DuckDBPyConnection) -> None:
    tables(connection, ROWS)
    short = ask(connection, "bytes")
    assert short["captured models"] == 5
    card = "x" * 1000
    tables(
        connection, ROWS | {"snapshots": [*ROWS["snapshots"], {"model_id": "pine/b", "revision": "1", "card": card}]}
    )
    longer = ask(connection, "bytes")
    grown = {label: value - short[label] for label, value in longer.items()}
    assert 1000 < grown["metadata of models and repositories"] < 2000
    assert grown["metadata read from cards"] == 0


def licensed(model: str | None, repository: str | None, exposure: Exposure = Exposure.REFERENCED) -> Row:
    """A pair with its licences and our verdict on them."""
    found = judge(model, repository, exposure)
    row = {"repository_id": "oak/r", "usage": "use", "model_license": model, "repository_license": repository}
    return row | {"verdict": str(found.verdict), "rule": found.rule}


def test_pairs_that_no_rule_covers(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = [
        licensed("my own words", "MIT"),
        licensed("LicenseRef-scancode-zipeg", "MIT"),
        licensed("other", "MIT"),
        licensed("MIT", "no such licence", Exposure.DERIVED),
        licensed("MIT", "MIT"),
    ]
    tables(connection, {"pairs": [one | {"model_id": f"pine/{at}"} for at, one in enumerate(pairs)]})
    assert ask(connection, "licences") == {"not_covered": 4, "compatible": 1}
    assert ask(connection, "not_covered") == {"the model's": 2, "the repository's": 1, "another reason": 1}


def test_licences_by_the_papers_rule(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = [
        licensed("MIT", "MIT"),  # compatible
        licensed("Apache-2.0", "MIT"),  # compatible
        licensed("GPL-3.0-only", "MIT"),  # incompatible in both tables; fetched weights are not, by our rules
        licensed("LicenseRef-bigscience-bloom-rail-1.0", "Apache-2.0"),  # unknown, and forbidden by the second
        licensed("GPL-3.0-only", None),  # unknown, and forbidden by the second
        licensed("MIT", "MIT AND Apache-2.0"),  # in several parts: left out
        licensed(None, "MIT"),  # no licence of the model: none of the paper's pairs
    ]
    tables(connection, {"pairs": [one | {"model_id": f"pine/{at}"} for at, one in enumerate(pairs)]})
    found = ask(connection, "licences_by_the_paper")
    assert (found["judged"], found["left out: several licences"]) == (5, 1)
    assert (found["compatible"], found["incompatible"], found["unknown"]) == (2, 1, 2)
    assert found["incompatible by the second table"] == 3


def test_repositories_with_copies_of_a_library(connection: duckdb.DuckDBPyConnection) -> None:
    owners = {"distilbert-base-uncased": "distilbert", "xlnet-base-cased": "xlnet", "roberta-base": "FacebookAI"}
    five = [*owners, "roberta-large-mnli", "xlm-mlm-en-2048"]
    pairs = [{"repository_id": "oak/r", "usage": "use", "model_id": f"{owners.get(one, 'x')}/{one}"} for one in five]
    pairs += [{"repository_id": "oak/s", "usage": "use", "model_id": one} for one in five[:4]]
    tables(connection, {"pairs": pairs})
    assert ask(connection, "library_copies")["five in docstrings of transformers"] == 1
    tables(connection, {"pairs": [one | {"usage": "mention"} for one in pairs]})
    assert ask(connection, "library_copies")["five in docstrings of transformers"] == 0


def test_growth_by_creation_and_by_commits(connection: duckdb.DuckDBPyConnection) -> None:
    made = [datetime(2022, 3, 2), datetime(2023, 4, 5), datetime(2023, 4, 6), datetime(2023, 8, 1)]
    models = [
        {"model_id": f"pine/{number}", "domain": "nlp", "created_at": at, "parameters": 10**9 * number}
        for number, at in enumerate(made)
    ]
    commits = [{"sha": str(number), "date": at, "title": ""} for number, at in enumerate(made)]
    tables(connection, {"models": models, "snapshots": [{"model_id": "pine/1", "revision": "1", "commits": commits}]})
    assert ask(connection, "growth_by_creation") == {"2023-08": 1, "2023-04": 2}  # the floor date tells nothing
    assert ask(connection, "growth_by_commits") == {"2023-08": 1, "2023-04": 2, "2022-03": 1}
    assert ask(connection, "growth_by_domain") == {"2023-08 nlp": 1, "2023-04 nlp": 2}
    assert ask(connection, "commits_by_domain") == {"2023-08 nlp": 1, "2023-04 nlp": 2, "2022-03 nlp": 1}
    assert ask(connection, "parameters") == {"2023-H2": 3e9, "2023-H1": 1.5e9}
    assert ask(connection, "parameters_by_domain") == {}
    tables(connection, {"models": [one | {"domain": "cv"} for one in models]})
    assert ask(connection, "parameters_by_domain") == {"2023-H2 cv": 3e9, "2023-H1 cv": 1.5e9}


def test_every_question_is_answered_by_empty_tables(connection: duckdb.DuckDBPyConnection) -> None:
    tables(connection, {})
    found = answers(connection)
    assert [one.question.name for one in found] == [one.name for one in questions()]
    assert all(not line.here for one in found for line in one.lines)


def test_every_file_of_sql_is_a_question_that_begins_with_it() -> None:
    (package,) = builder.analysis.__path__
    files = {path.stem: path.read_text() for path in (Path(package) / "questions").glob("*.sql")}
    assert set(files) == {one.name for one in questions()}
    assert [name for name, text in files.items() if not text.startswith("-- ") or "?" not in text.splitlines()[0]] == []


def test_a_question_that_there_is_not() -> None:
    with duckdb.connect() as connection, pytest.raises(InputError, match="no statistic is called x"):
        answers(connection, ["x"])


def test_json_keeps_its_schema(connection: duckdb.DuckDBPyConnection) -> None:
    tables(connection, ROWS)
    facts = {"as_of": "2024-01-01T00:00:00", "peatmoss": "0.1.0", "skipped": {"mappings": {"timeout": 1}}}
    text = as_json(answers(connection), facts)
    schema = json.loads((bundled("configs") / "statistics.schema.json").read_text())
    jsonschema.validate(json.loads(text), schema)
    assert text == as_json(answers(connection), facts)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        pytest.param(None, "count", "", id="nothing"),
        pytest.param(1234.0, "count", "1,234", id="a count"),
        pytest.param(0.1234, "share", "12.34 %", id="a share"),
        pytest.param(2.7e9, "parameters", "2.7 B", id="billions"),
        pytest.param(22.7e6, "parameters", "22.7 M", id="millions"),
        pytest.param(12.0, "parameters", "12", id="a few"),
        pytest.param(48.2e12, "bytes", "48.2 TB", id="terabytes"),
        pytest.param(5.0, "bytes", "5 bytes", id="some bytes"),
    ],
)
def test_numbers_as_people_read_them(value: float | None, unit: Any, text: str) -> None:
    assert shown(value, unit) == text
