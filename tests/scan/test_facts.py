"""Facts about models out of a table: column by column, with the licences of base models."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.errors import InputError
from builder.scan.entries import Base, Facts
from builder.scan.facts import facts
from builder.scan.models import relation

TYPES: dict[str, Any] = dict.fromkeys(("model_id", "license", "license_name", "license_spdx", "status"), pa.string())
TYPES["base_models"] = pa.list_(pa.struct([("model_id", pa.string()), ("relation", pa.string())]))
TYPES["collected_at"] = pa.timestamp("us")


def table(path: Path, *rows: dict[str, Any], without: tuple[str, ...] = ()) -> Path:
    schema = pa.schema([(name, kind) for name, kind in TYPES.items() if name not in without])
    pq.write_table(pa.Table.from_pylist(list(rows), schema), path / "models.parquet")
    return path / "models.parquet"


def base(name: str) -> list[dict[str, str]]:
    return [{"model_id": name, "relation": "finetune"}]


def test_a_model_with_its_base_models_nearest_first(tmp_path: Path) -> None:
    at = table(
        tmp_path,
        {"model_id": "a/tuned", "license": "mit", "license_spdx": "MIT", "base_models": base("b/large")},
        {"model_id": "b/large", "license": "other", "license_name": "b-terms", "base_models": base("c/root")},
        {"model_id": "c/root", "base_models": base("d/unknown"), "collected_at": datetime(2026, 1, 2, 3)},
    )
    found = facts(relation(str(at)), ["a/tuned", "c/root", "e/none"])
    assert found == {
        "a/tuned": Facts(
            "a/tuned",
            license="MIT",
            license_spdx="MIT",
            bases=(
                Base("b/large", "finetune", "b-terms"),
                Base("c/root", "finetune", None),
                Base("d/unknown", "finetune", None),
            ),
        ),
        "c/root": Facts("c/root", bases=(Base("d/unknown", "finetune", None),), as_of="2026-01-02"),
    }


def test_a_circle_ends(tmp_path: Path) -> None:
    at = table(
        tmp_path, {"model_id": "a/a", "base_models": base("b/b")}, {"model_id": "b/b", "base_models": base("a/a")}
    )
    assert facts(relation(str(at)), ["a/a"])["a/a"].bases == (Base("b/b", "finetune", None),)


def test_columns_that_an_older_table_lacks_are_not_known(tmp_path: Path) -> None:
    at = table(tmp_path, {"model_id": "a/a", "license": "mit"}, without=("status", "license_spdx", "collected_at"))
    assert facts(relation(str(at)), ["a/a"]) == {"a/a": Facts("a/a", license="mit")}


def test_a_table_without_licences_does_not_say_that_there_are_none(tmp_path: Path) -> None:
    at = table(tmp_path, {"model_id": "a/a", "status": "present"}, without=("license", "license_spdx"))
    (found,) = facts(relation(str(at)), ["a/a"]).values()
    assert (found.license, found.license_known, found.shown_license) == (None, False, None)


def test_a_table_of_something_else(tmp_path: Path) -> None:
    at = table(tmp_path, {"license": "mit"}, without=("model_id",))
    with pytest.raises(InputError, match="has no column model_id; give a table of models"):
        facts(relation(str(at)), ["a/a"])
