"""Broken code that the parser takes too long for costs its own file, and the account says so."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.mapping.python.syntax.grammar import PARSER, Budget
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

LOAD = b"from transformers import AutoModel\nAutoModel.from_pretrained('acme/%b')\n"
SLOW = LOAD % b"slow" + b"x=" + b"a\\\n" * 40_000
HELPER = b"from slow import name\nfrom transformers import AutoModel\nAutoModel.from_pretrained(name)\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"x = f(1)\n" * 10_000, id="plain"),
        pytest.param(b"x = (\n" * 100, id="broken"),
    ],
)
def test_what_is_quick_is_parsed_whole(data: bytes) -> None:
    budget = Budget(len(data))
    assert budget.parsed(PARSER, data).end_byte == len(data)
    assert not budget.spent


def test_a_spent_budget_reads_as_empty() -> None:
    budget = Budget(len(SLOW), seconds=-1.0)
    root = budget.parsed(PARSER, b"x = 1\n")
    assert (budget.spent, root.end_byte, root.child_count) == (True, 0, 0)


def test_a_parse_that_was_ended_leaves_nothing_for_the_next_one() -> None:
    budget = Budget(0, seconds=0.05)
    assert budget.parsed(PARSER, SLOW).end_byte == 0
    assert budget.spent
    assert Budget(10).parsed(PARSER, b"y = 1\n").end_byte == 6


def test_a_file_that_takes_too_long_costs_that_file() -> None:
    facts = {"good.py": Facts(LOAD % b"good"), "slow.py": Facts(SLOW), "user.py": Facts(HELPER)}
    resolved = resolve(facts, load_signatures())
    names = {path: [one.name for one in places] for path, places in resolved.found.items()}
    assert names == {"good.py": ["acme/good"], "user.py": [None]}
    assert resolved.lost == {"slow.py": "took too long"}


def test_the_account_names_it() -> None:
    files = {"good.py": LOAD % b"good", "slow.py": SLOW}
    sources = [SourceFile(path, "0" * 40, data) for path, data in files.items()]
    scan = map_repository("owner/repo", None, None, list(files), sources, load_signatures())
    assert [row["model_name"] for row in scan.rows] == ["acme/good"]
    assert (scan.files_scanned, scan.unread) == (2, {"partly read (took too long)": 1})


# The parser puts what it could not read together at the end of a text, and asks nobody while it does.
PILED = b"AutoModel.from_pretrained(" + b".. code::\n" * 8_000


@pytest.mark.parametrize(
    ("data", "grows"),
    [
        pytest.param(b"x = f(1)\n" * 10_000, False, id="plain"),
        pytest.param(b"f(\n" + b"x = f(1)\n" * 10_000, False, id="a bracket that never ends"),
        pytest.param(b"a=" * 40_000, False, id="many errors that are not put together"),
        pytest.param(PILED, True, id="errors put together"),
        pytest.param(b"x = f(1)\n" * 10_000 + PILED, True, id="errors behind code"),
    ],
)
def test_errors_that_the_parser_puts_together_are_told_beforehand(data: bytes, grows: bool) -> None:
    # A sixth of the time that a quick machine takes for errors put together; far more than a busy one takes for others.
    budget = Budget(0, seconds=0.3 if grows else 20.0)
    root = budget.parsed(PARSER, data)
    assert (budget.spent, root.end_byte) == ((True, 0) if grows else (False, len(data)))
