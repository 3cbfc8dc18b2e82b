"""What findings come to: exit codes, acceptances, known findings."""

from datetime import date
from typing import Any

import pytest

from builder.scan.findings import Finding, Found
from builder.scan.policy import Accepted
from builder.scan.review import review

ROW = {"path": "a.py", "line": 1, "cell": None, "call": "load", "usage": "unresolved", "hub": None, "identity": None}
ROW |= {"revision": None, "model_name": None}


def finding(kind: str, model: str = "reed/base", context: str = "source", path: str = "a.py", **row: Any) -> Finding:
    made = {**ROW, **row} if kind == "unresolved" else None
    return Finding(kind, f"{kind}{model}{path}", model, "why", path, context, made)


def accepted(**given: Any) -> Accepted:
    return Accepted.model_validate(
        {"finding": "unpinned", "model": "*", "reason": "why not", "date": date(2026, 1, 1)} | given
    )


CONFLICT, UNPINNED, OPEN = finding("conflict"), finding("unpinned"), finding("conflict", "reed/unknown")
LOST, UNREAD = finding("unresolved", ""), finding("unread", "")


@pytest.mark.parametrize(
    ("asked", "found", "undecided", "code"),
    [
        pytest.param([], [CONFLICT], [OPEN, UNREAD, LOST], 0, id="nothing asked for"),
        pytest.param(["conflict"], [], [], 0, id="nothing there"),
        pytest.param(["conflict"], [UNPINNED], [], 0, id="another kind"),
        pytest.param(["conflict"], [CONFLICT], [], 1, id="a finding"),
        pytest.param(["unpinned", "conflict"], [CONFLICT], [], 1, id="one of several"),
        pytest.param(["conflict"], [CONFLICT], [OPEN], 1, id="a finding goes first"),
        pytest.param(["conflict"], [UNPINNED], [OPEN], 3, id="undecided"),
        pytest.param(["unpinned"], [], [OPEN], 0, id="another kind undecided"),
        pytest.param(["remote-code"], [], [UNREAD], 3, id="a file not read"),
        pytest.param(["conflict"], [], [LOST], 3, id="whose licence is it"),
        pytest.param(["unpinned"], [], [LOST], 3, id="whose commit is it"),
        pytest.param(["unpinned"], [], [finding("unresolved", "", revision="a" * 40)], 0, id="a commit of any model"),
        pytest.param(["unpinned"], [], [finding("unresolved", "", call=None)], 0, id="a file of weights"),
        pytest.param(["conflict"], [], [finding("unresolved", "", call=None)], 3, id="a licence of weights"),
        pytest.param(["remote-code"], [], [LOST], 0, id="a call says itself whether code runs"),
    ],
)
def test_exit_codes(asked: list[str], found: list[Finding], undecided: list[Finding], code: int) -> None:
    assert review(Found(found, undecided), asked=asked).code == code


@pytest.mark.parametrize(
    ("context", "code"), [("source", 1), ("example", 1), ("test", 1), ("vendored", 1), ("docs", 0)]
)
def test_documents_alone_do_not_count_by_themselves(context: str, code: int) -> None:
    made = review(Found([finding("unpinned", context=context)], []), asked=["unpinned", "gone"])
    assert (made.code, len(made.elsewhere), len(made.findings)) == (code, 1 - code, 1)
    assert review(Found([], [finding("gone", context=context)]), asked=["gone"]).code == 3 * code


@pytest.mark.parametrize(("contexts", "code"), [(["source"], 0), (["source", "docs"], 1), (["docs"], 1)])
def test_some_contexts_can_be_asked_for_alone(contexts: list[str], code: int) -> None:
    given = Found([finding("unpinned", context="docs")], [finding("conflict", context="test")])
    assert review(given, asked=["unpinned", "conflict"], contexts=contexts).code == code


@pytest.mark.parametrize(
    ("acceptance", "left"),
    [
        pytest.param(accepted(model="reed/base"), 0, id="its name"),
        pytest.param(accepted(model="Reed/BASE"), 0, id="letter case"),
        pytest.param(accepted(model="reed/*"), 0, id="a pattern"),
        pytest.param(accepted(path="a.py", model=None), 0, id="its file"),
        pytest.param(accepted(path="*.py", model="reed/base"), 0, id="both"),
        pytest.param(accepted(path="b.py"), 1, id="another file"),
        pytest.param(accepted(model="reed/bas"), 1, id="another name"),
        pytest.param(accepted(finding="conflict"), 1, id="another kind"),
        pytest.param(accepted(expires=date(2026, 3, 1)), 0, id="on its last day"),
        pytest.param(accepted(expires=date(2026, 2, 28)), 1, id="the day after"),
    ],
)
def test_acceptances(acceptance: Accepted, left: int) -> None:
    made = review(Found([UNPINNED], []), asked=["unpinned"], accepted=[acceptance], today=date(2026, 3, 1))
    assert (len(made.findings), len(made.accepted), made.code) == (left, 1 - left, left)
    assert len(made.notes) == left  # an acceptance that is of no use is told


@pytest.mark.parametrize("kind", ["conflict", "unresolved", "unread"])
def test_what_is_undecided_can_be_accepted(kind: str) -> None:
    open_ = finding(kind, "" if kind != "conflict" else "reed/base")
    assert review(Found([], [open_]), asked=["conflict"]).code == 3
    model = None if kind != "conflict" else "reed/base"
    made = review(Found([], [open_]), asked=["conflict"], accepted=[accepted(finding=kind, model=model)])
    assert (made.code, made.undecided, made.notes) == (0, (), ())


@pytest.mark.parametrize(("new_only", "code", "shown"), [(True, 0, 0), (False, 1, 1)])
def test_known_findings(new_only: bool, code: int, shown: int) -> None:
    made = review(Found([UNPINNED], []), asked=["unpinned"], baseline={UNPINNED.id: "", "x": ""}, new_only=new_only)
    assert (made.code, len(made.findings), len(made.left_out)) == (code, shown, 1 - shown)
    assert made.notes == ("no longer found: 1 of the baseline's findings; write it anew",)


def test_a_baseline_decides_nothing() -> None:
    made = review(Found([], [OPEN]), asked=["conflict"], baseline={OPEN.id: ""}, new_only=True)
    assert made.code == 3
