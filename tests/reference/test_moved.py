"""The table of the Hub's own renames against lists of the Hub from before and after them."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.reference.hub_ids import HUB_ID
from builder.reference.signatures import load_signatures

DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data"))
OLD = DATA / "model_cards/hf_models_and_cards_2022-02-21.parquet"
OLD_IDS = DATA / "hub_api/hftorrent_model_ids_2022-08-15.txt.zst"
NEW = DATA / "hub_api/hf_models_list_2024-07-11.parquet"
real = pytest.mark.skipif(not DATA.is_dir(), reason="no lists of the Hub here (PEATMOSS_DATA)")
MOVED = load_signatures().names.moved
# Less downloaded than another model of that name when the newer list was taken: its owner is known from the redirect.
NOT_THE_FIRST = {"bert-base-german-dbmdz-cased"}


def ownerless(ids: set[str]) -> set[str]:
    return {one for one in ids if "/" not in one}


@pytest.fixture(scope="module")
def before() -> set[str]:
    """Ids of two lists of 2022."""
    with pa.CompressedInputStream(str(OLD_IDS), "zstd") as stream:
        listed = set(stream.read().decode().split())
    return listed | set(pq.read_table(OLD, columns=["modelId"])["modelId"].to_pylist())


@pytest.fixture(scope="module")
def after() -> pa.Table:
    """Ids of 2024 with their downloads, the most downloaded first."""
    return pq.read_table(NEW, columns=["id", "downloads"]).sort_by([("downloads", "descending")])


def test_names_without_an_owner_moved_to_names_with_one() -> None:
    assert len(MOVED) > 80
    for old, new in MOVED.items():
        assert "/" not in old
        assert new.count("/") == 1
        assert HUB_ID.fullmatch(new)
        assert new not in MOVED


@real
def test_every_model_without_an_owner_has_its_line(before: set[str]) -> None:
    assert sorted(ownerless(before) - MOVED.keys()) == []


@real
def test_every_line_leads_to_a_model_and_from_none(after: pa.Table) -> None:
    ids = set(after["id"].to_pylist())
    assert sorted(new for new in MOVED.values() if new not in ids) == []
    assert sorted(old for old in MOVED if old in ids) == []


@real
def test_a_model_moved_to_the_most_downloaded_one_of_its_name(before: set[str], after: pa.Table) -> None:
    first: dict[str, str] = {}
    for model_id in after["id"].to_pylist():
        first.setdefault(model_id.rpartition("/")[2].lower(), model_id)
    listed = {old: new for old, new in MOVED.items() if old in before and old not in NOT_THE_FIRST}
    assert {old: first[new.rpartition("/")[2].lower()] for old, new in listed.items()} == listed
