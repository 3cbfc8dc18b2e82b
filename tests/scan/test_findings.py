"""Findings and what stays undecided: each kind with its neighbours, and ids that outlive a change of lines."""

from typing import Any

import pytest

from builder.licences.interface import Use
from builder.scan.entries import Base, Facts, entries
from builder.scan.findings import HARMLESS, Found, findings

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SOUND = Facts("reed/base", license="MIT", status="present", reused_name=False)
NON_COMMERCIAL = Facts("reed/base", license="CC-BY-NC-4.0", status="present", reused_name=False)


def row(name: str | None = "reed/base", **other: Any) -> dict[str, Any]:
    """A row of `mappings` with the columns that findings read."""
    given = {"model_id": None, "model_name": name, "hub": "huggingface", "library": "transformers", "usage": "use"}
    given |= {"context": "source", "resolution": "literal", "expression": "NAME", "path": "a.py", "line": 1}
    given |= {"cell": None, "revision": COMMIT, "call": "load", "identity": None, "trust_remote_code": None}
    given |= {"column": 1, "code": "load(NAME)", "mapping_id": f"{name}{other}"}
    return {**given, **other}


def found(
    *rows: dict[str, Any], facts: Facts | None = SOUND, licence: str | None = "MIT", use: Use | None = None, **more: Any
) -> Found:
    known = {facts.model_id: facts} if facts else {}
    return findings(entries(rows, known, licence, use, **more), rows, {})


def kinds(given: Found) -> list[str]:
    return [one.kind for one in given.findings]


def undecided(given: Found) -> list[str]:
    return [one.kind for one in given.undecided]


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        pytest.param(COMMIT, [], id="a commit"),
        pytest.param(COMMIT.upper(), [], id="a commit in capitals"),
        pytest.param(None, ["unpinned"], id="none"),
        pytest.param("", ["unpinned"], id="empty"),
        pytest.param("main", ["unpinned"], id="a branch"),
        pytest.param("v1.0", ["unpinned"], id="a tag"),
        pytest.param("refs/pr/1", ["unpinned"], id="a pull request"),
        pytest.param(COMMIT[:7], ["unpinned"], id="a short commit"),
        pytest.param(COMMIT[:39], ["unpinned"], id="39 digits"),
        pytest.param(f"{COMMIT}0", ["unpinned"], id="41 digits"),
        pytest.param("g" * 40, ["unpinned"], id="40 letters that are no digits"),
        pytest.param(f"{COMMIT}\n", ["unpinned"], id="a line end behind it"),
    ],
)
def test_a_commit_alone_pins(revision: str | None, expected: list[str]) -> None:
    assert kinds(found(row(revision=revision))) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param({"usage": "component"}, ["unpinned"], id="a tokenizer"),
        pytest.param({"usage": "selectable"}, ["unpinned"], id="a value of a choice"),
        pytest.param({"call": None}, ["unpinned"], id="a key of settings"),
        pytest.param({"hub": None}, ["unpinned"], id="a name without a hub"),
        pytest.param({"hub": "pytorch", "model_name": "a/b#c"}, ["unpinned"], id="PyTorch Hub"),
        pytest.param({"context": "test"}, ["unpinned"], id="a test"),
        pytest.param({"hub": "pytorch", "model_name": "resnet50"}, [], id="a builder with its weights' hash"),
        pytest.param({"hub": "ollama"}, [], id="another registry"),
        pytest.param({"usage": "hosted"}, [], id="hosted"),
        pytest.param({"usage": "mention"}, [], id="a mention"),
        pytest.param({"call": None, "identity": "file_hash"}, [], id="a copied file"),
    ],
)
def test_what_can_be_pinned_and_is_not(other: dict[str, Any], expected: list[str]) -> None:
    assert kinds(found(row(**{"revision": None, **other}), mentions=True)) == expected


@pytest.mark.parametrize(
    ("rows", "found_", "open_"),
    [
        pytest.param([row(trust_remote_code=True)], ["remote-code"], [], id="true"),
        pytest.param([row(trust_remote_code=False)], [], [], id="false"),
        pytest.param([row()], [], [], id="left out"),
        pytest.param([row(code="load(NAME, trust_remote_code=flag)")], [], ["remote-code"], id="a value of its own"),
        pytest.param([row(), row(trust_remote_code=True, path="b.py")], ["remote-code"], [], id="one of two calls"),
        pytest.param(
            [row(None, usage="unresolved", trust_remote_code=True)], ["remote-code"], ["unresolved"], id="any model's"
        ),
    ],
)
def test_remote_code(rows: list[dict[str, Any]], found_: list[str], open_: list[str]) -> None:
    given = found(*rows)
    assert (kinds(given), undecided(given)) == (found_, open_)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(SOUND, [], id="sound"),
        pytest.param(Facts("reed/base", license="MIT", status="gone", reused_name=False), ["gone"], id="gone"),
        pytest.param(
            Facts("reed/base", license="MIT", status="present", reused_name=True), ["reused-name"], id="reused"
        ),
        pytest.param(Facts("reed/base", license="MIT", status="replaced"), ["reused-name"], id="replaced"),
        pytest.param(Facts("reed/base", status="present", reused_name=False), ["unknown-license"], id="no licence"),
        pytest.param(
            Facts("reed/base", license="my-own-terms", status="present", reused_name=False),
            ["unknown-license"],
            id="a licence of its own",
        ),
        pytest.param(
            Facts("reed/base", license="MIT OR my-own-terms", status="present", reused_name=False),
            ["unknown-license"],
            id="no expression",
        ),
        pytest.param(NON_COMMERCIAL, ["conflict"], id="not for commerce"),
        pytest.param(
            Facts("reed/base", license="MIT", bases=(Base("reed/root", None, "CC-BY-NC-4.0"),), status="present"),
            ["conflict"],
            id="by its base model",
        ),
    ],
)
def test_facts_of_a_model(facts: Facts, expected: list[str]) -> None:
    assert kinds(found(row(), facts=facts, licence="MIT", use=Use.COMMERCIAL)) == expected


def test_what_depends_on_the_use_is_a_condition() -> None:
    assert kinds(found(row(), facts=NON_COMMERCIAL)) == ["condition"]


LICENCES = ["conflict", "condition"]
ALL = ["conflict", "gone", "reused-name", "unknown-license", "condition"]


@pytest.mark.parametrize(
    ("rows", "facts", "licence", "expected"),
    [
        pytest.param([row()], SOUND, "MIT", [], id="all is known"),
        pytest.param([row()], None, "MIT", ALL, id="nothing is known of it"),
        pytest.param([row()], Facts("reed/base", status="unknown"), "MIT", ALL, id="not shown to everybody"),
        pytest.param([row(hub="ollama")], SOUND, "MIT", ALL, id="of another registry"),
        pytest.param([row(hub="openai", usage="hosted")], SOUND, "MIT", ALL, id="of a service"),
        pytest.param([row()], Facts("reed/base", license="MIT", status="present"), "MIT", ["reused-name"], id="online"),
        pytest.param(
            [row()], Facts("reed/base", license="MIT", reused_name=False), "MIT", ["gone"], id="a table without status"
        ),
        pytest.param([row()], SOUND, None, LICENCES, id="no licence of the repository"),
        pytest.param(
            [row()],
            Facts("reed/base", license_known=False, status="present", reused_name=False),
            "MIT",
            [*LICENCES, "unknown-license"],
            id="a table without licences",
        ),
        pytest.param(
            [row()], Facts("reed/base", status="present", reused_name=False), "MIT", LICENCES, id="none of the model"
        ),
        pytest.param(
            [row()],
            Facts(
                "reed/base", license="MIT", status="present", reused_name=False, bases=(Base("reed/root", None, None),)
            ),
            "MIT",
            LICENCES,
            id="none of the base model",
        ),
        pytest.param([row(), row(None, usage="unresolved")], SOUND, "MIT", ["unresolved"], id="a call not resolved"),
        pytest.param([row(usage="mention")], None, "MIT", [], id="a mention"),
    ],
)
def test_nothing_passes_for_want_of_facts(
    rows: list[dict[str, Any]], facts: Facts | None, licence: str | None, expected: list[str]
) -> None:
    assert sorted(undecided(found(*rows, facts=facts, licence=licence))) == sorted(expected)


@pytest.mark.parametrize("use", [Use.COMMERCIAL, None])
def test_a_known_conflict_is_decided_whatever_else_is_missing(use: Use | None) -> None:
    facts = Facts(
        "reed/base", license="CC-BY-NC-4.0", status="present", reused_name=False, bases=(Base("reed/root", None, None),)
    )
    given = found(row(), facts=facts, use=use)
    assert (kinds(given), undecided(given)) == (["conflict"], []) if use else (["condition"], ["conflict"])


@pytest.mark.parametrize("reason", ["missing", "too large", "took too long", "RecursionError", *HARMLESS])
def test_a_file_that_was_not_read_may_hold_anything(reason: str) -> None:
    given = findings((), (), {reason: ["a.py", "b.py"]})
    expected = [] if reason in HARMLESS else [("unread", "a.py"), ("unread", "b.py")]
    assert [(one.kind, one.where) for one in given.undecided] == expected


def ids(*rows: dict[str, Any], **more: Any) -> set[str]:
    return {one.id for one in found(*rows, **more).findings}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param([row(line=1)], [row(line=90, column=7)], True, id="other lines"),
        pytest.param([row()], [row(mapping_id="x")], True, id="another repository"),
        pytest.param([row()], [row(model_id="reed/base")], True, id="looked up"),
        pytest.param([row()], [row(usage="selectable")], True, id="another usage"),
        pytest.param([row()], [row(path="b.py")], False, id="another file"),
        pytest.param([row()], [row("reed/other")], False, id="another model"),
        pytest.param([row()], [row(call="other")], False, id="another call"),
    ],
)
def test_ids_outlive_what_does_not_matter(before: list[Any], after: list[Any], same: bool) -> None:
    first, second = (ids(*({**one, "revision": None} for one in rows)) for rows in (before, after))
    assert (first == second) is same


def test_equal_calls_of_a_file_have_ids_of_their_own() -> None:
    three = [row(revision=None, line=line) for line in (3, 9, 27)]
    assert len(ids(*three)) == 3
    assert ids(*three[1:]) < ids(*three)  # one is gone, whichever


def test_the_id_of_a_licence_is_that_of_the_model() -> None:
    facts = Facts("reed/new", license="CC-BY-NC-4.0", status="gone", reused_name=False)
    before = ids(row(model_id="reed/new"), facts=facts, use=Use.COMMERCIAL)
    after = ids(row(model_id="reed/new", path="b.py", line=7), facts=facts, use=Use.COMMERCIAL)
    assert before == after
    assert len(before) == 2


def test_the_strongest_kinds_are_first() -> None:
    facts = Facts("reed/base", license="CC-BY-NC-4.0", status="gone", reused_name=True)
    given = found(row(revision=None, trust_remote_code=True), facts=facts, use=Use.COMMERCIAL)
    assert kinds(given) == ["conflict", "gone", "remote-code", "reused-name", "unpinned"]
