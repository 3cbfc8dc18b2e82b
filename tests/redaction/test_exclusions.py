"""Exclusions: what a list covers, and what is left of a row that names a listed id."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from builder import schemas
from builder.errors import SettingsError
from builder.redaction.exclusions import Exclusions, fingerprint

HEX = "0" * 64
LISTED = Exclusions(frozenset(map(fingerprint, ("jane", "Joe/Model", "gpt2"))))


def test_exclusions(tmp_path: Path) -> None:
    listed = tmp_path / "exclude.txt"
    lines = ["# people who asked", "", fingerprint("Jane"), f"  {fingerprint('Joe/Model').upper()}  # 2026"]
    listed.write_text("\n".join(lines))
    exclusions = Exclusions.load(listed)
    assert exclusions.hashes == {fingerprint("jane"), fingerprint("joe/model")}
    assert exclusions.covers("jane/anything")
    assert exclusions.covers("JANE")
    assert exclusions.covers(None, "joe/model")
    assert exclusions.covers("Joe/model#entry")
    assert exclusions.covers("spaces/jane/app")
    assert exclusions.covers("spaces/joe/model")
    assert not exclusions.covers("joe/other", "owner/jane", None, "spaces/joe/app", "spaces/a/jane")
    assert not Exclusions().covers("jane")


def test_exclusions_name_every_wrong_line(tmp_path: Path) -> None:
    listed = tmp_path / "exclude.txt"
    listed.write_text(f"jane\n{HEX}\n{HEX}0\n")
    with pytest.raises(SettingsError, match=r"exclude\.txt: line 1, 3: not the SHA-256"):
        Exclusions.load(listed)
    with pytest.raises(SettingsError, match=r"none\.txt: no such file"):
        Exclusions.load(tmp_path / "none.txt")
    listed.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"exclude\.txt: cannot read"):
        Exclusions.load(listed)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        pytest.param("by jane, and/or joe", None, id="an owner's name alone is a word"),
        pytest.param("joe/other and ann/model", None, id="other ids"),
        pytest.param("gpt2 is a model", None, id="a name without an owner is a word"),
        pytest.param("like Jane/Thing.", "like ••••••••••.", id="an id of a listed owner"),
        pytest.param("(joe/model)", "(•••••••••)", id="a listed id"),
        pytest.param("hub.example/JOE/MODEL/tree/main", "hub.example/•••••••••/tree/main", id="within an address"),
        pytest.param("base_model:quantized:gpt2", "•" * 25, id="a tag of a base model"),
        pytest.param("joe/model#entry", "•" * 15, id="an entry point"),
    ],
)
def test_running_text_keeps_its_length(text: str, redacted: str | None) -> None:
    assert LISTED.redact(text) == (text if redacted is None else redacted)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        pytest.param({"tags": ["a", None], "likes": 3}, None, id="nothing named"),
        pytest.param({"tags": ["a", "base_model:joe/model"]}, {"tags": ["a"]}, id="tags go"),
        pytest.param({"former_ids": ["joe/model", "x/y"]}, {"former_ids": ["x/y"]}, id="former ids go"),
        pytest.param(
            {"base_models": [{"model_id": "gpt2", "relation": "finetune"}, {"model_id": "x/y", "relation": None}]},
            {"base_models": [{"model_id": "x/y", "relation": None}]},
            id="base models go",
        ),
        pytest.param(
            {"evaluation": [{"task": "jane/set", "value": 1.0}], "libraries": ["jane/lib", "b"]},
            {"evaluation": [{"task": "••••••••", "value": 1.0}], "libraries": ["••••••••", "b"]},
            id="elements that evidence counts stay",
        ),
        pytest.param(
            {
                "base_model": "joe/model",
                "evidence": [
                    {"field": "base_model", "quote": "joe/model"},
                    {"field": "demo", "quote": "see joe/model"},
                ],
            },
            {"base_model": None, "evidence": [{"field": "demo", "quote": "see •••••••••"}]},
            id="a value goes with its evidence",
        ),
    ],
)
def test_what_is_left_of_a_row(row: dict[str, Any], kept: dict[str, Any] | None) -> None:
    assert LISTED.without(row) == (row if kept is None else kept)


def test_a_table_keeps_its_order_and_its_cards_their_hashes() -> None:
    schema = schemas.SNAPSHOTS.schema
    cards = ["none", "based on jane/base", None, "joe/model"]
    rows = [{"model_id": f"x/{n}", "card": card, "card_sha256": f"old{n}"} for n, card in enumerate(cards)]
    table, changed = LISTED.leave_out(pa.Table.from_pylist(rows, schema=schema))
    assert changed == 2
    assert table["model_id"].to_pylist() == ["x/0", "x/1", "x/2", "x/3"]
    assert table["card"].to_pylist() == ["none", "based on •••••••••", None, "•••••••••"]
    assert [sha[:3] for sha in table["card_sha256"].to_pylist()] != ["old"] * 4
    assert table["card_sha256"].to_pylist()[::2] == ["old0", "old2"]
    assert Exclusions().leave_out(table) == (table, 0)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{0}  -", id="sha256sum of its standard input, as the README has it"),
        pytest.param("{0} *owner.txt", id="sha256sum of a file, read as binary"),
        pytest.param("\\{0}  a\\\\b", id="sha256sum of a file whose name is escaped"),
        pytest.param("  {0}\t# why", id="with a comment"),
    ],
)
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_line_may_be_what_sha256sum_prints(tmp_path, line, case):
    (tmp_path / "out").write_text(f"# asked for\n\n{line.format(case(fingerprint('Heath/Wren')))}\n")
    assert Exclusions.load(tmp_path / "out").covers("heath/wren")


@pytest.mark.parametrize("line", ["{0}-", "{0}0", "x {0}", "{0}, -"])
def test_a_line_that_is_something_else_is_told(tmp_path, line):
    (tmp_path / "out").write_text(line.format(fingerprint("heath/wren")))
    with pytest.raises(SettingsError, match="line 1: not the SHA-256"):
        Exclusions.load(tmp_path / "out")
