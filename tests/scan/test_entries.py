"""Rows of a scan as entries, one per model: what belongs together, what is a choice, pinned, judged."""

from typing import Any

import pytest

from builder.licences.interface import Exposure, Use, Verdict
from builder.scan.entries import Base, Facts, entries, pinned

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def row(name: str | None = "reed/base", **other: Any) -> dict[str, Any]:
    """A row of `mappings` with the columns that entries read."""
    given = {"model_id": None, "model_name": name, "hub": "huggingface", "library": "transformers", "usage": "use"}
    given |= {"context": "source", "resolution": "literal", "expression": "'reed/base'", "path": "a.py", "line": 1}
    given |= {"cell": None, "revision": None, "call": "from_pretrained", "identity": None, "trust_remote_code": None}
    return {**given, "loads": "model", **other}


def names(*rows: dict[str, Any], **options: Any) -> list[str]:
    return [entry.name for entry in entries(rows, **options)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row(usage="mention")], [], id="a mention"),
        pytest.param([row(None, usage="unresolved")], [], id="not resolved"),
        pytest.param([row(), row(usage="component", loads="tokenizer")], ["reed/base"], id="its tokenizer"),
        pytest.param([row(), row("Reed/Base")], ["reed/base"], id="letter case"),
        pytest.param([row(), row(hub="ollama")], ["reed/base"] * 2, id="another hub"),
        pytest.param([row("base", library="whisper"), row("base", library="flair")], ["base"] * 2, id="short names"),
        pytest.param([row("gpt2", model_id="o/gpt2"), row("o/gpt2", model_id="o/gpt2")], ["o/gpt2"], id="one id"),
        pytest.param([row("a/test", context="test"), row("b/source")], ["b/source", "a/test"], id="source first"),
        pytest.param([row("a/chosen", usage="selectable"), row("b/used")], ["b/used", "a/chosen"], id="use first"),
    ],
)
def test_one_entry_per_model(rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert names(*rows) == expected


def test_mentions_are_entries_on_request() -> None:
    (entry,) = entries([row(usage="mention")], mentions=True)
    assert (entry.usage, entry.exposure, entry.pin) == ("mention", None, None)


def test_the_strongest_place_is_first() -> None:
    (entry,) = entries([row(path="tests/a.py", context="test"), row(usage="component", path="b.py"), row(path="c.py")])
    assert [place["path"] for place in entry.places] == ["c.py", "b.py", "tests/a.py"]


def test_values_of_one_choice_share_its_place() -> None:
    choice = [row(f"reed/{name}", usage="selectable", line=7) for name in "abc"]
    made = entries([*choice, row("reed/a", line=9), row("reed/alone", usage="selectable", line=20)])
    assert {entry.name: entry.choice for entry in made} == {
        **{"reed/a": None, "reed/alone": None},
        **{"reed/b": "a.py:7", "reed/c": "a.py:7"},
    }


def test_components_of_one_place_are_a_choice_apart_from_its_models() -> None:
    choice = [row(f"reed/{name}", usage="component", line=7) for name in "ab"]
    made = entries([*choice, row("reed/c", usage="selectable", line=7), row("reed/d", usage="component", line=8)])
    assert {entry.name: entry.choice for entry in made} == {
        **{"reed/a": "a.py:7", "reed/b": "a.py:7"},
        **{"reed/c": None, "reed/d": None},
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row()], "floating", id="none"),
        pytest.param([row(revision="main")], "floating", id="a branch"),
        pytest.param([row(revision="v1.0")], "floating", id="a tag"),
        pytest.param([row(revision=COMMIT[:7])], "floating", id="a short commit"),
        pytest.param([row(revision=COMMIT)], "pinned", id="a commit"),
        pytest.param([row(revision=COMMIT.upper())], "pinned", id="in capitals"),
        pytest.param([row(revision=COMMIT), row(usage="component")], "mixed", id="not the tokenizer"),
        pytest.param([row(revision=COMMIT), row(usage="mention")], "pinned", id="a mention loads nothing"),
        pytest.param([row(call=None, identity="file_hash")], "pinned", id="a file with its hash"),
        pytest.param([row(call=None)], "floating", id="a key of settings"),
        pytest.param([row(call=None, revision=COMMIT)], "pinned", id="a key of settings beside its commit"),
        pytest.param([row(usage="hosted")], None, id="hosted"),
        pytest.param([row("llama3", hub="ollama")], None, id="another registry"),
        pytest.param([row("resnet50", hub="pytorch")], None, id="a builder"),
        pytest.param([row("a/b#c", hub="pytorch")], "floating", id="PyTorch Hub"),
    ],
)
def test_a_commit_alone_pins(rows: list[dict[str, Any]], expected: str | None) -> None:
    assert pinned(rows) == expected


@pytest.mark.parametrize("said", [True, False, None])
def test_remote_code(said: bool | None) -> None:
    (entry,) = entries([row(), row(trust_remote_code=said)])
    assert entry.remote_code is (said is True)


NON_COMMERCIAL = Facts("reed/base", license="CC-BY-NC-4.0")
DERIVED = Facts("reed/base", license="MIT", bases=(Base("reed/root", "finetune", "CC-BY-NC-4.0"),))


@pytest.mark.parametrize(
    ("facts", "licence", "use", "verdict", "via"),
    [
        pytest.param(Facts("reed/base"), "MIT", None, "model_license_missing", None, id="no licence"),
        pytest.param(Facts("reed/base", license="MIT"), None, None, "repository_license_missing", None, id="no file"),
        pytest.param(Facts("reed/base", license="MIT"), "MIT", None, "compatible", None, id="compatible"),
        pytest.param(NON_COMMERCIAL, "proprietary", Use.COMMERCIAL, "incompatible", None, id="commercial"),
        pytest.param(NON_COMMERCIAL, "proprietary", Use.RESEARCH, "compatible", None, id="research"),
        pytest.param(DERIVED, "MIT", Use.COMMERCIAL, "incompatible", "reed/root", id="the base model's"),
        pytest.param(DERIVED, "MIT", Use.RESEARCH, "compatible", None, id="the base model's, for research"),
    ],
)
def test_judged_with_its_base_models(
    facts: Facts, licence: str | None, use: Use | None, verdict: str, via: str | None
) -> None:
    (entry,) = entries([row()], {"reed/base": facts}, licence, use)
    assert entry.judgement is not None
    assert (entry.judgement.verdict, entry.judgement.via) == (Verdict(verdict), via)


def test_other_registries_and_unknown_models_are_not_judged() -> None:
    made = entries([row(hub="ollama"), row("reed/other")], {"reed/base": NON_COMMERCIAL}, "MIT")
    assert [(entry.facts, entry.judgement) for entry in made] == [(None, None)] * 2


def test_a_copied_file_is_bundled() -> None:
    (entry,) = entries([row(call=None, identity="file_hash")])
    assert entry.exposure is Exposure.BUNDLED
