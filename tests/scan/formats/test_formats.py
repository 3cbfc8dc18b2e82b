"""A report in every format for machines and pull requests: what stands where, and what must never stand there."""

import json
from collections import Counter
from email.message import Message
from typing import Any

import jsonschema
import pytest

from builder.bundled import bundled
from builder.scan.entries import Base, Facts, entries
from builder.scan.findings import KINDS, findings
from builder.scan.formats import cyclonedx, sarif
from builder.scan.formats.account import MOST, account
from builder.scan.formats.document import document, lines
from builder.scan.formats.markdown import MOST_CHARACTERS, markdown
from builder.scan.formats.table import show
from builder.scan.policy import Accepted
from builder.scan.report import Report
from builder.scan.review import review

COMMIT = "0123456789ABCDEF0123456789abcdef01234567"
FACTS = {
    "reed/base": Facts("reed/base", license="LicenseRef-llama3", bases=(Base("moss/root", "finetune", "MIT"),)),
    "reed/pinned": Facts("reed/pinned", license="CC-BY-NC-4.0", status="gone", task="fill-mask"),
}


def row(name: str, line: int = 1, **other: Any) -> dict[str, Any]:
    given = {"mapping_id": f"{name}{line}", "model_id": None, "model_name": name, "hub": "huggingface", "url": None}
    given |= {"library": "transformers", "usage": "use", "context": "source", "resolution": "literal", "cell": None}
    given |= {"expression": "x", "path": "a b.py", "line": line, "column": 3, "revision": None, "call": "load"}
    given |= {"code": "load(x)"}
    return {**given, "identity": None, "trust_remote_code": None, "confidence": None, **other}


def report(*rows: dict[str, Any], licence: str | None = "MIT", looked_up: bool = True, **asked: Any) -> Report:
    made = entries(rows, FACTS if looked_up else {}, licence)
    reviewed = review(findings(made, rows, {}), **asked)
    return Report("moss/lab", None, licence, looked_up, tuple(made), rows, 1, {}, reviewed)


ACCEPTED = Accepted.model_validate(
    {"finding": "unpinned", "model": "reed/tested", "reason": "a test", "date": "2026-01-01"}
)
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
    assert made["choices"] == []
    asked = report(*rows, looked_up=looked_up, asked=[*KINDS], accepted=[ACCEPTED], baseline={})
    made = json.loads(json.dumps(document(asked)))
    jsonschema.validate(made, schema)
    assert bool(made["accepted"]) is bool(made["undecided"]) is bool(rows)


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
    assert said[:3] == [("gone", "reed/pinned"), ("remote-code", "reed/base"), ("condition", "reed/base")]
    assert ("unpinned", "reed/pinned") not in said
    (first, *_) = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.py"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    prints = [one["partialFingerprints"]["peatmoss/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)
    assert {one["ruleId"]: one["level"] for one in run["results"]} == {
        **{"gone": "error", "remote-code": "warning", "condition": "note", "unpinned": "note", "model-used": "note"},
    }


def test_what_is_asked_for_is_an_error_of_code_scanning() -> None:
    (run,) = sarif.log(report(*ROWS, asked=["unpinned", "reused-name"], contexts=["source"], baseline={}))["runs"]
    said = {(one["ruleId"], one["message"]["text"].partition(":")[0]): one for one in run["results"]}
    levels = {key: (one["level"], one.get("baselineState")) for key, one in said.items() if key[0] != "gone"}
    assert levels["unpinned", "reed/base"] == ("error", "new")
    assert levels["unpinned", "reed/tested"] == ("note", "new")
    assert levels["remote-code", "reed/base"] == ("warning", "new")
    assert levels["model-used", "llama3"] == ("note", None)
    (ended,) = run["invocations"]
    assert ended["exitCode"] == 1
    texts = [one["message"]["text"] for one in ended["toolExecutionNotifications"]]
    assert "reused-name not decided: llama3: of ollama, which is not looked up" in texts


@pytest.mark.parametrize(
    ("addresses", "page"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(["Issues, https://a.example/issues"], None, id="no page"),
        pytest.param(["Source, https://b.example", "Homepage, https://a.example"], "https://a.example", id="several"),
    ],
)
def test_the_page_of_the_project(addresses: list[str] | None, page: str | None, monkeypatch: Any) -> None:
    message = Message()
    for address in addresses or ():
        message["Project-URL"] = address
    monkeypatch.setattr(sarif.metadata, "metadata", lambda name: message)
    (run,) = sarif.log(report(*ROWS))["runs"]
    assert run["tool"]["driver"].get("informationUri") == page


@pytest.mark.parametrize("asked", [(), ("gone", "unpinned")])
@pytest.mark.parametrize("new_only", [False, True])
def test_all_formats_have_the_same_findings(asked: tuple[str, ...], new_only: bool) -> None:
    known = {one.id: "" for one in report(*ROWS).review.findings if one.kind == "remote-code"}
    given = report(*ROWS, asked=asked, baseline=known, new_only=new_only, accepted=[ACCEPTED])
    expected = Counter((one.kind, one.model) for one in given.review.findings)
    assert expected == Counter(
        {
            **{("gone", "reed/pinned"): 1, ("condition", "reed/base"): 1, ("condition", "reed/pinned"): 1},
            **{("unpinned", "reed/base"): 2, ("remote-code", "reed/base"): int(not new_only)},
        }
    )
    made = document(given)
    assert Counter((one["kind"], one["model"]) for one in made["findings"]) == expected
    assert Counter(kind for one in lines(given) for kind in one["findings"]) == Counter(
        kind for kind, _ in expected.elements()
    )
    (run,) = sarif.log(given)["runs"]
    results = [one for one in run["results"] if one["ruleId"] != sarif.USED]
    assert Counter((one["ruleId"], one["message"]["text"].partition(":")[0]) for one in results) == expected
    properties = {
        (one["value"].partition(":")[0], component["name"])
        for component in cyclonedx.bill(given)["components"]
        for one in component["properties"]
        if one["name"] == "peatmoss:finding"
    }
    assert properties == set(expected - Counter())
    table = [line.split(" | ") for line in markdown(given).splitlines() if line.count(" | ") == 3][1:]
    assert {(kind.strip("|* "), name) for kind, name, *_ in table} == set(expected - Counter())
    said = list(account(given.review))
    shown = ("gone", "unpinned") if asked else tuple(KINDS)
    for kind, name in expected - Counter():
        assert any(kind in line and (name in line or not asked) for line in said) or kind not in shown


def test_the_account_of_many_findings_is_short() -> None:
    many = report(*(row(f"reed/{number}", number) for number in range(1, 99)), asked=["unpinned"])
    said = list(account(many.review))
    assert len(said) == MOST + 2
    assert said[-2:] == [
        "and 48 more lines: --format json has all",
        "failed: 98 unpinned (--fail-on unpinned)",
    ]


def test_what_is_undecided_is_told_once_for_each_reason() -> None:
    rows = [row(f"reed/{name}", line) for line, name in enumerate("abcdef", 1)]
    said = list(account(report(*rows, looked_up=False, asked=["gone", "conflict"]).review))
    assert said == [
        "undecided (conflict, gone): reed/a at a b.py:1, reed/b at a b.py:2, reed/c at a b.py:3 and 3 more: nothing is "
        "known about it: give --models TABLE or --online",
        "not decided for 6 models, so not passed (--fail-on gone, conflict): .peatmoss.toml can accept them",
    ]


CHOICE = tuple(row(f"reed/{name}", 7, usage="selectable", mapping_id=name) for name in ("a", "base", "c|d"))


def test_values_of_a_choice_are_together() -> None:
    given = report(*CHOICE, row("reed/used", 9))
    assert document(given)["choices"] == [
        {"place": "a b.py:7", "usage": "selectable", "models": ["reed/a", "reed/base", "reed/c|d"]}
    ]
    text = markdown(given)
    (line,) = [line for line in text.splitlines() if "one of 3" in line]
    assert "<summary>one of 3</summary>" in line
    assert "[reed/base](https://huggingface.co/reed/base): LicenseRef-llama3; " in line
    assert line.replace("\\|", "").count("|") == 7


def test_a_model_of_another_hub_has_it_beside_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    show(report(*ROWS, looked_up=False), everything=False)
    out, err = capsys.readouterr()
    assert [line.split("  ")[0] for line in out.splitlines()][1:3] == ["llama3 (ollama)", "reed/base"]
    assert "1 of other registries and services (1 ollama), whose terms are not judged here" in err
    assert "| llama3 (ollama) |" in markdown(report(*ROWS))


def test_what_is_said_of_several_values_of_a_choice_stands_once(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(f"reed/{name}", 7, usage="selectable", mapping_id=name, trust_remote_code=True) for name in "abcde"]
    show(report(*rows, row("reed/a", 7, usage="selectable", mapping_id="f", hub="modelscope"), looked_up=False), False)
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("one of 6")
    assert said[2:] == [
        "  of: reed/a, reed/a (modelscope), reed/b and 3 more",
        "  reed/a, reed/b, reed/c and 2 more: trust_remote_code: code from the model's repository runs",
    ]


def test_a_call_of_many_lines_stands_on_one(capsys: pytest.CaptureFixture[str]) -> None:
    nameless = row("", usage="unresolved", model_name=None, code="load(\n    name,\n    cache=True,\n)")
    show(report(nameless, looked_up=False), everything=True)
    assert "a b.py:1  load( name, cache=True, )" in capsys.readouterr().out


def test_no_more_results_than_are_shown() -> None:
    (run,) = sarif.log(report(*(row(f"reed/{number}", number) for number in range(1, 3_000))))["runs"]
    assert len(run["results"]) == sarif.MOST
    assert run["results"][0]["ruleId"] == "unpinned"


def test_markdown_of_a_pull_request() -> None:
    text = markdown(report(*ROWS))
    assert "| [reed/base](https://huggingface.co/reed/base)<br>trust\\_remote\\_code" in text
    assert "<summary>1 model in tests, examples, documents and vendored code only</summary>" in text
    assert "| a b.py:1 and 1 more |" in text
    assert "None in 1 file." in markdown(report())


@pytest.mark.parametrize("name", ["a|b", "<img src=x>", "[a](http://b)", "`a`", "a\nb", "a\x1b[31m"])
def test_a_name_is_no_markdown(name: str) -> None:
    lines = markdown(report(row(name), looked_up=False)).splitlines()
    counts = [line.count("|") - line.count("\\|") for line in lines if line.startswith("|")]
    assert counts == [5, 5, 5, 7, 7, 7]
    assert not any("<img" in line.replace("\\<", "") or "\x1b" in line for line in lines)


def test_a_comment_is_not_too_long() -> None:
    text = markdown(report(*(row(f"reed/{number:>060}", number, context="test") for number in range(1, 3_000))))
    assert len(text) < MOST_CHARACTERS + 200
    assert text.rstrip().endswith("lines are left out: `peatmoss scan` prints them all.")
    assert text.count("<details>") == text.count("</details>")
