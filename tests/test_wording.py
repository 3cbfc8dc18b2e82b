"""Numbers with their noun, everywhere that a person reads one; and the known name that somebody may have meant."""

import re
from pathlib import Path

import pytest

import builder
from builder.wording import counted, similar

ROOT = Path(builder.__file__).parent
# a value before a plural in an f-string; a constant, in upper case, is no 1
BEFORE_PLURAL = re.compile(
    r"\{(?![A-Z_]+\})(?:[^{}]|\{[^{}]*\})*\} (?:other )?(?:model|place|row|file|item|card|page|table|request)s\b"
)


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        pytest.param(0, "row", "0 rows", id="none"),
        pytest.param(1, "row", "1 row", id="one"),
        pytest.param(2, "row", "2 rows", id="two"),
        pytest.param(45756, "item", "45,756 items", id="many"),
        pytest.param(1, "repository", "1 repository", id="one ending in y"),
        pytest.param(3, "repository", "3 repositories", id="three ending in y"),
    ],
)
def test_a_number_with_its_noun(number: int, noun: str, text: str) -> None:
    assert counted(number, noun) == text


def test_no_message_writes_a_plural_behind_any_number() -> None:
    lines = [line for path in sorted(ROOT.rglob("*.py")) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line.strip() for line in lines if BEFORE_PLURAL.search(line) and "FROM" not in line] == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("wrokers", "workers", id="letters changed places"),
        pytest.param("as-of", "as_of", id="hyphen"),
        pytest.param("Sources", "sources", id="case"),
        pytest.param("colour", None, id="nothing near"),
    ],
)
def test_the_name_that_was_meant(name: str, meant: str | None) -> None:
    assert similar(name, ["workers", "as_of", "sources"]) == meant
