"""Every rule that can decide a verdict, held against a table of its own: what it comes to under MIT, and its section.

verdict_rules.csv was written beside configs/license_terms.toml. A term without a row, or a row without its term, fails.
"""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from builder.bundled import bundled
from builder.licences.interface import Exposure, Finding
from builder.licences.relations import relation
from builder.licences.rules import Case, finding
from builder.licences.terms import Term, Terms, listed, terms_of

TABLE = Path(__file__).with_name("verdict_rules.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
SECTION = re.compile(r"(?:\d+|[IVX]+)(?:\.[\da-z]+)*(?:\([a-zA-Z\d]+\))*")  # 2, 1.b.iv, 3(a)(1), IV(a)(ii)
# What has no numbered sections is cited by what stands there; the last two are all that a title tells.
NAMED = {
    *(
        "permission notice",
        "Attachment A",
        "Trustworthy AI terms",
        "acceptable use policy",
        "mention of paternity",
        "second paragraph",
        "distribution",
    ),
    *("Machine Learning Research Model License", "research licence"),
}
BY_TITLE = {"LicenseRef-apple-amlr", "LicenseRef-h-research", "LicenseRef-intel-research"}


def known(spdx: str) -> Terms:
    found = terms_of(spdx)
    assert found is not None, spdx
    return found


def term_of(row: dict[str, str]) -> Term:
    (found,) = (one for one in known(row["licence"]).terms if one.kind.name == row["term"])
    return found


def test_every_rule_has_its_row() -> None:
    deciding = {(spdx, one.kind.name) for spdx in listed() for one in known(spdx).terms if one.kind.force != "duty"}
    assert {(row["licence"], row["term"]) for row in ROWS} == deciding


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join([row["licence"], row["term"], row["exposure"]]))
def test_rule_comes_to_its_verdict_and_cites_its_section(row: dict[str, str]) -> None:
    model, term, exposure = known(row["licence"]), term_of(row), Exposure(row["exposure"])
    assert exposure in term.kind.counts
    source = model.source(term)
    assert source == f"{row['licence']}, {row['section']} ({model.url})"
    reciprocal = term.kind.force == "reciprocal"
    found: Finding = relation(model, "MIT") if reciprocal else finding(Case(model, known("MIT"), exposure), term)
    assert found.verdict == row["verdict"]
    assert reciprocal or found.source == source


def test_every_term_cites_a_section_of_a_text() -> None:
    cited = {
        (spdx, part)
        for spdx in listed()
        for term in known(spdx).terms
        for part in re.split(r", | to ", term.section.partition(": ")[0])
    }
    assert [one for one in sorted(cited) if not SECTION.match(one[1]) and one[1] not in NAMED] == []


def test_what_is_known_by_its_title_alone_says_so() -> None:
    told = tomllib.loads((bundled("configs") / "license_terms.toml").read_text(encoding="utf-8"))["licences"]
    assert {spdx for one in told if one.get("by_title") for spdx in one["spdx"]} == BY_TITLE
