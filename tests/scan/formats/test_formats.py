"""A report in every format for machines and pull requests: what stands where, and what must never stand there."""

import json
from typing import Any

import jsonschema
import pytest

from builder.bundled import bundled
from builder.scan.entries import Base, Facts, entries
from builder.scan.formats import cyclonedx, sarif
from builder.scan.formats.document import document
from builder.scan.formats.markdown import MOST_CHARACTERS, markdown
from builder.scan.report import Report

COMMIT = "0123456789ABCDEF0123456789abcdef01234567"
FACTS = {
    "reed/base": Facts("reed/base", license="LicenseRef-llama3", bases=(Base("moss/root", "finetune", "MIT"),)),
    "reed/pinned": Facts("reed/pinned", license="CC-BY-NC-4.0", status="gone", task="fill-mask"),
}


def row(name: str, line: int = 1, **other: Any) -> dict[str, Any]:
    given = {"mapping_id": f"{name}{line}", "model_id": None, "model_name": name, "hub": "huggingface", "url": None}
    given |= {"library": "transformers", "usage": "use", "context": "source", "resolution": "literal", "cell": None}
    given |= {"expression": "x", "path": "a b.py", "line": line, "column": 3, "revision": None, "call": "load"}
    return {**given, "identity": None, "trust_remote_code": None, "confidence": None, **other}


def report(*rows: dict[str, Any], licence: str | None = "MIT", looked_up: bool = True) -> Report:
    made = entries(rows, FACTS if looked_up else {}, licence)
    return Report("moss/lab", None, licence, looked_up, tuple(made), rows, 1, {})


ROWS = (
    row("reed/base", trust_remote_code=True),
    row("reed/base", 9, usage="component", revision="main"),
    row("reed/pinned", 2, revision=COMMIT),
    row("llama3", 3, hub="ollama", library="ollama"),
    row("reed/tested", 4, context="test", path="tests/a.py"),
)


@pytest.mark.parametrize("looked_up", [True, False])
@pytest.mark.parametrize("rows", [pytest.param((), id="nothing"), pytest.param(ROWS, id="models")])
def test_the_document_is_what_its_schema_says(rows: tuple[dict[str, Any], ...], looked_up: bool) -> None:
    schema = json.loads((bundled("configs") / "scan.schema.json").read_text())
    made = json.loads(json.dumps(document(report(*rows, looked_up=looked_up))))
    jsonschema.validate(made, schema)
    assert {place for model in made["models"] for place in model["places"]} == {one["mapping_id"] for one in rows}


def test_a_bill_of_materials() -> None:
    made = cyclonedx.bill(report(*ROWS))
    found = {component["name"]: component for component in made["components"]}
    assert found["reed/base"]["purl"] == "pkg:huggingface/reed/base"
    assert "version" not in found["reed/base"]
    assert found["reed/pinned"]["purl"] == f"pkg:huggingface/reed/pinned@{COMMIT.lower()}"
    assert "purl" not in found["llama3"]
    assert found["reed/base"]["licenses"] == [{"license": {"name": "LicenseRef-llama3"}}]
    assert found["reed/pinned"]["licenses"] == [{"license": {"id": "CC-BY-NC-4.0"}}]
    assert found["reed/base"]["pedigree"]["ancestors"][0]["purl"] == "pkg:huggingface/moss/root"
    assert found["reed/base"]["evidence"]["occurrences"][0] == {"location": "a b.py", "line": 1}
    assert found["reed/pinned"]["modelCard"] == {"modelParameters": {"task": "fill-mask"}}
    assert made == cyclonedx.bill(report(*ROWS))
    refs = [component["bom-ref"] for component in made["components"]]
    assert len(set(refs)) == len(refs)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param(None, [], id="none"),
        pytest.param("other", [{"license": {"name": "other"}}], id="no name"),
        pytest.param("mit, apache-2.0", [{"license": {"name": "mit, apache-2.0"}}], id="two names"),
        pytest.param("llama3.1", [{"license": {"name": "LicenseRef-llama3.1"}}], id="a model's licence"),
        pytest.param("mit", [{"license": {"id": "MIT"}}], id="an identifier"),
        pytest.param("MIT OR Apache-2.0", [{"expression": "MIT OR Apache-2.0"}], id="an expression"),
    ],
)
def test_only_an_identifier_of_spdx_is_an_id(declared: str | None, expected: list[dict[str, Any]]) -> None:
    assert cyclonedx.licenses(declared) == expected


def test_results_of_code_scanning_have_the_strongest_first() -> None:
    (run,) = sarif.log(report(*ROWS))["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [names[one["ruleIndex"]] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    said = [(one["ruleId"], one["message"]["text"].partition(" ")[0].rstrip(":")) for one in run["results"]]
    assert said[:3] == [
        ("model-gone", "reed/pinned"),
        ("remote-code", "reed/base"),
        ("licence-condition", "reed/base"),
    ]
    assert ("not-pinned", "reed/pinned") not in said
    (first, *_) = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.py"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    prints = [one["partialFingerprints"]["peatmoss/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)


def test_no_more_results_than_are_shown() -> None:
    (run,) = sarif.log(report(*(row(f"reed/{number}", number) for number in range(1, 3_000))))["runs"]
    assert len(run["results"]) == sarif.MOST
    assert run["results"][0]["ruleId"] == "not-pinned"


def test_markdown_of_a_pull_request() -> None:
    text = markdown(report(*ROWS))
    assert "| [reed/base](https://huggingface.co/reed/base)<br>trust\\_remote\\_code" in text
    assert "<summary>1 model in tests, examples, documents and vendored code alone</summary>" in text
    assert "| a b.py:1 and 1 more |" in text
    assert "None in 1 file." in markdown(report())


@pytest.mark.parametrize("name", ["a|b", "<img src=x>", "[a](http://b)", "`a`", "a\nb", "a\x1b[31m"])
def test_a_name_is_no_markdown(name: str) -> None:
    lines = markdown(report(row(name), looked_up=False)).splitlines()
    assert [line.count("|") - line.count("\\|") for line in lines if line.startswith("|")] == [7, 7, 7]
    assert not any("<img" in line.replace("\\<", "") or "\x1b" in line for line in lines)


def test_a_comment_is_not_too_long() -> None:
    text = markdown(report(*(row(f"reed/{number:>060}", number, context="test") for number in range(1, 3_000))))
    assert len(text) < MOST_CHARACTERS + 200
    assert text.rstrip().endswith("lines are left out: `peatmoss scan` prints them all.")
    assert text.count("<details>") == text.count("</details>")
