import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest
from dumps import RECORDS, encoded, packed, store, stored
from web import serving

from builder.errors import InputError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.sources import hub_dump
from builder.sources.dump_files import BATCH_WITH_CARDS
from builder.sources.hub_dump import HubDump
from builder.sources.hub_records import RECORDS as SCHEMA

DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[3] / "shared" / "data"))
TAKEN_AT = datetime(2024, 7, 11)
FORMS = [f"models{form}{packing}" for form in (".parquet", ".jsonl", ".json") for packing in ("", ".gz", ".zst")]
PAGES = (
    "models_page1_07-11-2024",
    "models_page2_07-11-2024",
    "models_page100_07-11-2024",
    "models_page760_07-11-2024",
)
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not here")


def dump(path: Any, **more: Any) -> HubDump:
    return HubDump(
        **{"name": "hub", "path": str(path), "taken_at": TAKEN_AT, "cards": None, "exclusions": Exclusions()} | more
    )


def rows(source: HubDump) -> list[dict[str, Any]]:
    return [row for page in source.pages(0) for row in page.rows.to_pylist()]


def counts(source: HubDump) -> tuple[int, int]:
    pages = list(source.pages(0))
    return sum(page.rows.num_rows for page in pages), sum(page.skipped.num_rows for page in pages)


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> list[dict[str, Any]]:
    found = rows(dump(store(tmp_path_factory.mktemp("plain") / "models.jsonl", RECORDS)))
    assert [row["model_id"] for row in found] == [record["id"] for record in RECORDS]
    return found


@pytest.mark.parametrize("name", FORMS)
def test_the_same_records_give_the_same_rows_in_every_form(tmp_path, expected, name):
    assert rows(dump(store(tmp_path / name, RECORDS))) == expected


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_parquet_with_structs_and_dates_gives_the_same_rows(tmp_path, expected, packing):
    """The form of the public daily dump: structs where the Hub nests, dates as such, gated as text."""
    columns = pa.Table.from_pylist(
        [
            {
                **record,
                "cardData": json.dumps(record["cardData"]) if "cardData" in record else None,
                "gated": None if "gated" not in record else str(record["gated"]),
                "safetensors": record.get("safetensors"),
                "siblings": record.get("siblings"),
                "config": json.dumps(record["config"]) if "config" in record else None,
            }
            for record in RECORDS
        ]
    )
    for name in ("createdAt", "lastModified"):
        index = columns.schema.get_field_index(name)
        columns = columns.set_column(index, name, columns[name].cast(pa.timestamp("ms", "UTC")))
    assert pa.types.is_struct(columns.schema.field("safetensors").type)
    assert pa.types.is_struct(columns.schema.field("siblings").type.value_type)
    name = f"models.parquet{packing}"
    (tmp_path / name).write_bytes(packed(stored(columns), name))
    assert rows(dump(tmp_path / name)) == expected


def test_dates_without_a_zone_are_utc(tmp_path):
    moment = datetime(2023, 2, 13, 16, 1, 41)
    table = pa.table({"id": ["a/b"], "createdAt": pa.array([moment], pa.timestamp("ns"))})
    (tmp_path / "models.parquet").write_bytes(stored(table))
    assert rows(dump(tmp_path / "models.parquet"))[0]["created_at"] == moment


def test_a_mapping_in_a_struct_is_the_mapping_in_json(tmp_path):
    table = pa.table({"id": ["a/b"], "cardData": [{"license": "mit", "language": ["sw"]}]})
    (tmp_path / "models.parquet").write_bytes(stored(table))
    (row,) = rows(dump(tmp_path / "models.parquet"))
    assert (row["license"], row["languages"]) == ("mit", ["sw"])


def test_a_dump_in_memory_and_on_the_web_gives_the_same_rows(tmp_path, expected):
    assert rows(dump(store("memory://dump/models.jsonl.gz", RECORDS))) == expected
    store(tmp_path / "models.jsonl.gz", RECORDS)
    with serving(tmp_path) as address:
        assert rows(dump(f"{address}/models.jsonl.gz")) == expected


def test_positions_count_through_all_files(tmp_path):
    for name, records in (("a", ["no record", *RECORDS[:2]]), ("b", []), ("c", RECORDS[2:]), ("d", ["no record"])):
        store(tmp_path / f"{name}.jsonl", records)
    found = rows(dump(tmp_path / "*.jsonl"))
    assert [row["model_id"] for row in found] == [record["id"] for record in RECORDS]
    positions = [row["position"] for row in found]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("form", [".jsonl", ".parquet"])
def test_pages_go_on_from_any_number(tmp_path, form):
    many = [{"id": f"o/{number}", "card": ""} for number in range(2 * BATCH_WITH_CARDS + 1)]
    store(tmp_path / f"a{form}", many[: BATCH_WITH_CARDS + 1])
    store(tmp_path / f"b{form}", many[BATCH_WITH_CARDS + 1 :])
    source = dump(tmp_path / f"*{form}")
    whole = list(source.pages(0))
    assert len(whole) == 3
    for start in range(4):
        assert [page.rows for page in source.pages(start)] == [page.rows for page in whole[start:]]


def test_a_dump_of_nothing_has_no_rows(tmp_path):
    (tmp_path / "models.jsonl").touch()
    assert counts(dump(tmp_path / "models.jsonl")) == (0, 0)
    (tmp_path / "models.json").write_text("[]")
    assert counts(dump(tmp_path / "models.json")) == (0, 0)


@pytest.mark.parametrize("question", [HubDump.digest, lambda source: list(source.pages(0))], ids=["digest", "pages"])
def test_a_missing_dump_is_told_in_one_line(tmp_path, question):
    with pytest.raises(InputError, match=r"models\.jsonl: there is no such file: check sources\.path"):
        question(dump(tmp_path / "models.jsonl"))


# what the digest depends on: change one thing, and the pages are asked for anew


def changed_bytes(tmp_path: Path) -> HubDump:
    store(tmp_path / "2024-07-11" / "models.jsonl", RECORDS[:3])
    return dump(tmp_path / "*" / "models.jsonl")


def changed_bytes_of_the_other(tmp_path: Path) -> HubDump:
    store(tmp_path / "2024-07-12" / "models.jsonl", RECORDS[:3])
    return dump(tmp_path / "*" / "models.jsonl")


def one_file_more(tmp_path: Path) -> HubDump:
    store(tmp_path / "2024-07-13" / "models.jsonl", RECORDS)
    return dump(tmp_path / "*" / "models.jsonl")


def another_date(tmp_path: Path) -> HubDump:
    return dump(tmp_path / "*" / "models.jsonl", taken_at=datetime(2024, 7, 12))


def another_name(tmp_path: Path) -> HubDump:
    return dump(tmp_path / "*" / "models.jsonl", name="other")


def an_exclusion(tmp_path: Path) -> HubDump:
    return dump(tmp_path / "*" / "models.jsonl", exclusions=Exclusions(frozenset([fingerprint("pine")])))


def cards(tmp_path: Path) -> HubDump:
    (tmp_path / "cards" / "gpt2").mkdir(parents=True)
    (tmp_path / "cards" / "gpt2" / "README.md").write_text("card")
    return dump(tmp_path / "*" / "models.jsonl", cards=str(tmp_path / "cards"))


@pytest.mark.parametrize(
    "change",
    [changed_bytes, changed_bytes_of_the_other, one_file_more, another_date, another_name, an_exclusion, cards],
)
def test_the_digest_changes_with(tmp_path, change):
    for day in ("2024-07-11", "2024-07-12"):
        (tmp_path / day).mkdir()
        store(tmp_path / day / "models.jsonl", RECORDS)
    (tmp_path / "2024-07-13").mkdir()
    before = dump(tmp_path / "*" / "models.jsonl").digest()
    assert dump(tmp_path / "*" / "models.jsonl").digest() == before
    assert change(tmp_path).digest() != before


def test_the_digest_does_not_depend_on_the_place(tmp_path):
    digests = set()
    for place in ("here", "there"):
        (tmp_path / place / "day").mkdir(parents=True)
        store(tmp_path / place / "models.jsonl", RECORDS)
        store(tmp_path / place / "day" / "models.jsonl", RECORDS[:1])
        store(f"memory://{place}/models.jsonl", RECORDS)
        store(f"memory://{place}/day/models.jsonl", RECORDS[:1])
        digests.add((dump(tmp_path / place / "models.jsonl").digest(), dump(f"{tmp_path}/{place}/**/*.jsonl").digest()))
        digests.add((dump(f"memory://{place}/models.jsonl").digest(), dump(f"memory://{place}/**/*.jsonl").digest()))
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("path", "names"),
    [
        pytest.param("2024/models.jsonl", ["hub/models.jsonl"], id="one file"),
        pytest.param("2024/*.jsonl", ["hub/models.jsonl", "hub/more.jsonl"], id="a folder's files"),
        pytest.param("*/models.jsonl", ["hub/2023/models.jsonl", "hub/2024/models.jsonl"], id="several folders'"),
    ],
)
def test_inputs_are_named_without_a_word_of_this_machine(tmp_path, path, names):
    for name in ("2023/models.jsonl", "2024/models.jsonl", "2024/more.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        store(tmp_path / name, RECORDS)
    assert sorted(dump(tmp_path / path).inputs) == names


# cards in a folder


@pytest.fixture
def carded(tmp_path) -> Path:
    for name, data in (("pine/linden", b"# From the folder\n"), ("gpt2", b"\xff\xfe card"), ("no/model", b"x")):
        (tmp_path / "cards" / name).mkdir(parents=True)
        (tmp_path / "cards" / name / "README.md").write_bytes(data)
    (tmp_path / "cards" / "oak" / "acorn").mkdir(parents=True)
    (tmp_path / "cards" / "oak" / "acorn" / "other.md").write_text("no card")
    store(tmp_path / "models.jsonl", [*RECORDS, {"id": "gpt2"}])
    return tmp_path


def texts(source: HubDump) -> dict[str, str]:
    return {row["model_id"]: row["card"] for row in rows(source) if row["card"] is not None}


def test_cards_of_a_folder_go_before_the_dumps_own(carded):
    assert texts(dump(carded / "models.jsonl", cards=f"{carded}/cards")) == {
        "pine/birch-small": "# Birch\n",
        "pine/linden": "# From the folder\n",
        "gpt2": "\ufffd\ufffd card",
    }


def test_cards_of_a_url(carded):
    filesystem = fsspec.filesystem("memory")
    filesystem.put(f"{carded}/cards", "/many/cards", recursive=True)
    local = texts(dump(carded / "models.jsonl", cards=f"{carded}/cards/"))
    assert texts(dump(carded / "models.jsonl", cards="memory://many/cards")) == local


def test_a_card_that_changes_changes_its_input_alone(carded):
    before = dump(carded / "models.jsonl", cards=f"{carded}/cards").inputs
    (carded / "cards" / "gpt2" / "README.md").write_text("another card")
    after = dump(carded / "models.jsonl", cards=f"{carded}/cards").inputs
    assert {name for name in before if before[name] != after[name]} == {"hub/cards"}


@pytest.mark.parametrize(
    "place", ["{}/nothing", "{}/models.jsonl", "nosuch://cards"], ids=["missing", "a file", "a URL"]
)
def test_cards_that_are_no_folder_are_told_in_one_line(carded, place):
    with pytest.raises(InputError) as caught:
        dump(carded / "models.jsonl", cards=place.format(carded)).digest()
    assert place.format(carded) in str(caught.value)
    assert "\n" not in str(caught.value)


# real data


@real
@pytest.mark.parametrize("name", PAGES)
def test_a_real_page_of_the_hub_gives_a_row_per_record(name):
    made = rows(dump(DATA / "hub_api" / "raw_pages" / f"{name}.json.gz"))
    assert len(made) == len({row["model_id"] for row in made}) == 1000
    assert all(row["created_at"] and row["hub_id"] and row["downloads"] is not None for row in made)
    assert all(row["license"] is None or "license:" + row["license"].split(", ")[0] in row["tags"] for row in made)
    tasks = sum(row["task"] is not None for row in made)
    assert tasks > 300
    assert sum(row["domain"] is not None for row in made) >= tasks - 10  # tasks newer than the rule's table


@real
def test_a_real_page_of_data_sets_is_no_list_of_models():
    (page,) = dump(DATA / "hub_api" / "raw_pages" / "datasets_page1_07-09-2024.json.gz").pages(0)
    assert page.rows.num_rows == 0
    assert page.skipped["reason"].to_pylist() == ["not_a_model"] * 1000


@real
def test_real_records_of_2022_give_the_same_rows_as_json_and_as_parquet(tmp_path):
    folder = DATA / "fixtures_small"
    records = [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("infos.json"))]
    assert len(records) == 69
    as_json = rows(dump(store(tmp_path / "models.json.zst", records)))
    as_parquet = rows(dump(store(tmp_path / "models.parquet", records)))
    assert as_json == as_parquet
    assert len(as_json) == 69
    withcards = dump(tmp_path / "models.parquet", cards=str(folder))
    assert sum(card is not None for card in texts(withcards).values()) == len(list(folder.rglob("README.md")))


def test_every_row_has_the_schema_of_records(tmp_path):
    for page in dump(store(tmp_path / "models.parquet", RECORDS)).pages(0):
        assert page.rows.schema == SCHEMA
        page.rows.validate(full=True)


def test_what_a_file_holds_is_in_its_form():
    assert encoded(RECORDS, "x.json")[:1] == b"["
    assert encoded(RECORDS, "x.parquet")[:4] == b"PAR1"


def test_pages_with_large_cards_of_a_folder_are_cut_by_their_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(hub_dump, "PAGE_BYTES", 1000)
    values = [{"id": f"o/{number}", "card": "short"} for number in range(9)]
    for number in range(0, 9, 2):
        (tmp_path / f"cards/o/{number}").mkdir(parents=True)
        (tmp_path / f"cards/o/{number}/README.md").write_text(f"{number}" * 600)
    source = dump(store(tmp_path / "models.jsonl", [*values, "no record"]), cards=str(tmp_path / "cards"))
    pages = list(source.pages(0))
    assert [page.rows.num_rows for page in pages] == [3, 4, 2]
    assert [page.skipped.num_rows for page in pages] == [1, 0, 0]
    assert texts(source) == {f"o/{n}": "short" if n % 2 else f"{n}" * 600 for n in range(9)}
    assert [row["position"] for row in rows(source)] == list(range(9))
    assert [page.rows.num_rows for page in source.pages(1)] == [4, 2]
