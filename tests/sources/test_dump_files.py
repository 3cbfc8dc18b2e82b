import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import dumps
import fsspec
import pyarrow as pa
import pytest
from dumps import RECORDS, encoded, packed, store, stored
from hypothesis import given
from hypothesis import strategies as st
from web import serving

from builder.errors import InputError
from builder.sources import dump_files
from builder.sources.dump_files import BATCH_WITH_CARDS, RawPage, find, read, sha256
from builder.sources.raw import RAW, SCHEMA

PACKING = ["", ".gz", ".zst"]
FORMS = [f"models{form}{packing}" for form in (".parquet", ".jsonl", ".json") for packing in PACKING]


def records(pages: list[RawPage]) -> list[dict[str, Any]]:
    return [row for page in pages for row in page.table.to_pylist()]


def faults(pages: list[RawPage]) -> list[tuple[int, str]]:
    return [(at, reason) for page in pages for at, reason, _ in page.faults]


def one_line(error: InputError, name: str) -> bool:
    return name in str(error) and "\n" not in str(error) and len(str(error)) < 400


def failing(path: str, name: str) -> str:
    with pytest.raises(InputError) as caught:
        list(read(path))
    assert one_line(caught.value, name)
    return str(caught.value)


def jsonl(tmp_path: Path, *lines: str) -> list[RawPage]:
    (tmp_path / "some.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    return list(read(str(tmp_path / "some.jsonl")))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("{}/nothing.jsonl", id="missing"),
        pytest.param("{}", id="a folder"),
        pytest.param("{}/*.parquet", id="a glob that fits nothing"),
        pytest.param("nosuch://bucket/models.jsonl", id="unknown protocol"),
        pytest.param("memory://nothing/models.jsonl", id="missing in memory"),
        pytest.param("{}/nul\0.jsonl", id="no path at all"),
    ],
)
def test_a_path_that_names_no_file_is_told_in_one_line(tmp_path, path):
    path = path.format(tmp_path)
    with pytest.raises(InputError) as caught:
        find(path)
    assert one_line(caught.value, path)


def test_a_glob_gives_its_files_in_order(tmp_path):
    for name in ("b.jsonl", "a.jsonl", "c.json"):
        (tmp_path / name).touch()
    assert find(f"{tmp_path}/*.jsonl") == [f"{tmp_path}/a.jsonl", f"{tmp_path}/b.jsonl"]


def test_a_glob_of_a_url_gives_urls():
    store("memory://globbed/b.jsonl", RECORDS)
    store("memory://globbed/a.jsonl", RECORDS)
    assert [path.rpartition("/")[2] for path in find("memory://globbed/*.jsonl")] == ["a.jsonl", "b.jsonl"]
    assert all(len(records(list(read(path)))) == 5 for path in find("memory://globbed/*.jsonl"))


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path):
    path = store(tmp_path / "models[1].jsonl", RECORDS)
    assert find(path) == [path]


def test_the_hash_is_of_the_bytes_as_they_are_stored(tmp_path):
    path = store(tmp_path / "models.jsonl.gz", RECORDS)
    assert sha256(path) == hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", [*FORMS, "models.ndjson", "models.jsonl.zstd"])
def test_every_form_holds_the_same_records(tmp_path, name):
    plain = records(list(read(store(tmp_path / "plain.jsonl", RECORDS))))
    (page,) = read(store(tmp_path / name, RECORDS))
    assert page.table.schema == SCHEMA
    same_but_gated = [{**row, "gated": str(row["gated"]).lower()} for row in page.table.to_pylist()]
    assert same_but_gated == [{**row, "gated": str(row["gated"]).lower()} for row in plain]
    assert (page.file, page.first, page.positions, page.faults) == (name, 0, [0, 1, 2, 3, 4], [])


@pytest.mark.parametrize("name", FORMS)
def test_every_form_can_be_in_memory(name):
    path = store(f"memory://forms/{name}", RECORDS)
    assert find(path) == [path]
    assert len(records(list(read(path)))) == 5


@pytest.mark.parametrize("name", FORMS)
def test_every_form_can_be_on_the_web(tmp_path, name):
    store(tmp_path / name, RECORDS)
    with serving(tmp_path) as address:
        path = f"{address}/{name}"
        assert find(path) == [path]
        assert sha256(path) == sha256(str(tmp_path / name))
        assert records(list(read(path))) == records(list(read(str(tmp_path / name))))


def test_a_missing_page_of_the_web_is_told_in_one_line(tmp_path):
    with serving(tmp_path) as address, pytest.raises(InputError) as caught:
        find(f"{address}/models.jsonl")
    assert one_line(caught.value, f"{address}/models.jsonl")


@pytest.mark.parametrize("question", [sha256, lambda path: list(read(path))], ids=["its hash", "its records"])
def test_an_answer_of_the_web_that_breaks_off_is_told_in_one_line(tmp_path, question):
    store(tmp_path / "models.jsonl", RECORDS)
    with serving(tmp_path, cut=100) as address, pytest.raises(InputError) as caught:
        question(f"{address}/models.jsonl")
    assert one_line(caught.value, f"{address}/models.jsonl")


def test_a_server_that_gives_no_parts_of_large_files_is_told_in_one_line(tmp_path):
    (tmp_path / "large.jsonl").write_bytes(b" " * 12_000_000)
    with serving(tmp_path, ranges=False) as address:
        failing(f"{address}/large.jsonl", f"{address}/large.jsonl")


def test_a_file_that_vanishes_before_its_hash_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError) as caught:
        sha256(f"{tmp_path}/models.jsonl")
    assert one_line(caught.value, "models.jsonl")


@pytest.mark.parametrize("name", [name for name in FORMS if name.endswith((".gz", ".zst"))])
def test_a_compressed_file_cut_anywhere_is_refused(tmp_path, name):
    whole = encoded(RECORDS, name)
    for cut in [*range(0, len(whole), 7), *range(len(whole) - 12, len(whole))]:
        (tmp_path / name).write_bytes(whole[:cut])
        failing(str(tmp_path / name), name)


def test_a_large_file_cut_at_its_last_byte_is_refused_after_its_whole_pages(tmp_path):
    many = [{"id": f"o/{number}", "sha": os.urandom(200).hex()} for number in range(5000)]
    (tmp_path / "cut.jsonl.gz").write_bytes(encoded(many, "cut.jsonl.gz")[:-1])
    pages = read(str(tmp_path / "cut.jsonl.gz"))
    assert next(pages).table.num_rows == BATCH_WITH_CARDS
    with pytest.raises(InputError, match=r"cut\.jsonl\.gz"):
        list(pages)


def test_a_parquet_file_cut_anywhere_is_refused(tmp_path):
    whole = encoded(RECORDS, "models.parquet")
    for cut in [*range(0, len(whole), 97), *range(len(whole) - 12, len(whole))]:
        (tmp_path / "models.parquet").write_bytes(whole[:cut])
        failing(str(tmp_path / "models.parquet"), "models.parquet")


def test_parquet_whose_pages_are_damaged_is_refused(tmp_path):
    whole = bytearray(stored(pa.table({"id": [f"o/{number}" for number in range(1000)]}), use_dictionary=False))
    whole[4:400] = bytes(396)
    (tmp_path / "models.parquet").write_bytes(whole)
    failing(str(tmp_path / "models.parquet"), "models.parquet")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        pytest.param("models.csv", b"id\na/b\n", "must end in", id="another ending"),
        pytest.param("models.jsonl.bz2", b"", "must end in", id="another compression"),
        pytest.param("models.gz", b"", "must end in", id="a compression alone"),
        pytest.param("models.json", b'{"id": "a/b"}', "no list", id="JSON that is an object"),
        pytest.param("models.json", b'"a/b"', "no list", id="JSON that is a text"),
        pytest.param("models.json", b"", "not JSON", id="an empty JSON page"),
        pytest.param("models.json", b'[{"id": "a/b"}', "not JSON", id="a JSON page cut short"),
        pytest.param("models.json", b'["\xff"]', "not JSON", id="JSON that is no UTF-8"),
        pytest.param("models.json", b"[" * 100_000, "not JSON", id="JSON of a hundred thousand lists"),
        pytest.param("models.parquet", b'[{"id": "a/b"}]', "damaged", id="JSON by the name of Parquet"),
        pytest.param("models.jsonl.gz", b'{"id": "a/b"}\n', "cannot be read", id="text by the name of gzip"),
        pytest.param("models.jsonl.zst", b'{"id": "a/b"}\n', "cannot be read", id="text by the name of zstd"),
        pytest.param("models.jsonl.gz", gzip.compress(b"{}\n") + b"rest", "cannot be read", id="gzip and a rest"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    assert says in failing(str(tmp_path / name), name)


def test_several_gzip_files_in_one_are_read_to_the_end(tmp_path):
    path = tmp_path / "models.jsonl.gz"
    path.write_bytes(b"".join(packed(json.dumps(record).encode() + b"\n", ".gz") for record in RECORDS))
    assert len(records(list(read(str(path))))) == 5


def test_a_column_of_another_type_is_told_by_name(tmp_path):
    (tmp_path / "models.parquet").write_bytes(stored(pa.table({"id": ["a/b"], "downloads": ["many"]})))
    message = failing(str(tmp_path / "models.parquet"), "models.parquet")
    assert message.endswith("column 'downloads' is string, expected int64: name the right file")


def test_columns_go_by_older_names_and_unknown_ones_are_left(tmp_path):
    (tmp_path / "models.parquet").write_bytes(stored(pa.table({"modelId": ["a/b"], "task": ["x"]})))
    (row,) = records(list(read(str(tmp_path / "models.parquet"))))
    assert {name: value for name, value in row.items() if value is not None} == {"id": "a/b"}


def test_numbers_with_fractions_cost_their_rows_in_parquet_too(tmp_path):
    table = pa.table({"id": ["a", "b", "c", "d", "e"], "likes": [1.0, 2.5, float("nan"), float("inf"), None]})
    (tmp_path / "a.parquet").write_bytes(stored(table))
    (page,) = read(str(tmp_path / "a.parquet"))
    assert page.table.select(["id", "likes"]).to_pylist() == [
        {"id": "a", "likes": 1},
        {"id": "c", "likes": None},
        {"id": "e", "likes": None},
    ]
    assert page.positions == [0, 2, 4]
    assert page.faults == [(at, "bad_value", "likes: a float is no int64") for at in (1, 3)]


def test_parquet_without_ids_holds_no_records_of_models(tmp_path):
    (tmp_path / "models.parquet").write_bytes(stored(pa.table({"downloads": [1]})))
    assert "no column 'id'" in failing(str(tmp_path / "models.parquet"), "models.parquet")


def test_lists_stay_with_their_records_across_row_groups_and_pages(tmp_path):
    rows = [
        {
            "id": f"o/{number}",
            "tags": None if number % 7 == 0 else [f"t{number}"] * (number % 3),
            "siblings": None if number % 5 == 0 else [{"rfilename": f"f{number}-{at}"} for at in range(number % 4)],
        }
        for number in range(70_000)
    ]
    (tmp_path / "many.parquet").write_bytes(stored(pa.Table.from_pylist(rows), row_group_size=9_973))
    pages = list(read(str(tmp_path / "many.parquet")))
    assert [at for page in pages for at in page.positions] == list(range(70_000))
    assert all(page.first == page.positions[0] for page in pages)
    for page in pages:
        page.table.validate(full=True)
    for row, found in zip(rows, records(pages), strict=True):
        files = None if found["siblings"] is None else [{"rfilename": file["path"]} for file in found["siblings"]]
        assert (found["id"], found["tags"], files) == (row["id"], row["tags"], row["siblings"])


@pytest.mark.parametrize(
    ("count", "pages"),
    [(0, 0), (1, 1), (BATCH_WITH_CARDS, 1), (BATCH_WITH_CARDS + 1, 2)],
    ids=["none", "one", "full", "two"],
)
def test_every_value_has_its_position(tmp_path, count, pages):
    values = [f'{{"id": "o/{number}"}}' if number % 3 else "no JSON" for number in range(count)]
    expected, pages = pages, jsonl(tmp_path, *values)
    assert len(pages) == expected
    assert sorted([at for p in pages for at in p.positions] + [at for at, _ in faults(pages)]) == list(range(count))
    assert [row["id"] for row in records(pages)] == [f"o/{at}" for page in pages for at in page.positions]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param("{", "not_json", id="half an object"),
        pytest.param('{"id": "\udcff"}', "not_json", id="no UTF-8"),
        pytest.param('{"downloads": ' + "1" * 5000 + "}", "not_json", id="a number of 5,000 digits"),
        pytest.param('{"cardData": ' + "[" * 50_000 + "]" * 50_000 + "}", "not_json", id="50,000 lists deep"),
        pytest.param("null", "not_a_record", id="null"),
        pytest.param('["a/b"]', "not_a_record", id="a list"),
        pytest.param('"a/b"', "not_a_record", id="a text"),
        pytest.param('{"id": 7}', "bad_value", id="id as a number"),
        pytest.param('{"modelId": ["a/b"]}', "bad_value", id="id as a list"),
        pytest.param('{"id": "a/b", "downloads": "7"}', "bad_value", id="downloads as text"),
        pytest.param('{"id": "a/b", "downloads": true}', "bad_value", id="downloads as truth"),
        pytest.param('{"id": "a/b", "downloads": 7.5}', "bad_value", id="downloads as a fraction"),
        pytest.param('{"id": "a/b", "downloads": Infinity}', "bad_value", id="downloads without end"),
        pytest.param('{"id": "a/b", "likes": 9223372036854775808}', "bad_value", id="likes beyond 64 bits"),
        pytest.param('{"id": "a/b", "private": 1}', "bad_value", id="private as a number"),
        pytest.param('{"id": "a/b", "gated": 1}', "bad_value", id="gated as a number"),
        pytest.param('{"id": "a/b", "gated": ["auto"]}', "bad_value", id="gated as a list"),
        pytest.param('{"id": "a/b", "tags": "x"}', "bad_value", id="tags as text"),
        pytest.param('{"id": "a/b", "tags": [7]}', "bad_value", id="a tag that is a number"),
        pytest.param('{"id": "a/b", "siblings": 7}', "bad_value", id="siblings as a number"),
        pytest.param('{"id": "a/b", "siblings": "README.md"}', "bad_value", id="siblings as text"),
        pytest.param('{"id": "a/b", "siblings": {"a": 1}}', "bad_value", id="siblings as a mapping"),
        pytest.param('{"id": "a/b", "siblings": [{}]}', "bad_value", id="a sibling without a name"),
    ],
)
def test_a_bad_record_is_a_fault_and_its_neighbours_are_read(tmp_path, value, reason):
    pages = jsonl(tmp_path, '{"id": "o/before"}', value, '{"id": "o/after"}')
    assert faults(pages) == [(1, reason)]
    assert [row["id"] for row in records(pages)] == ["o/before", "o/after"]


def test_the_detail_of_a_bad_value_names_the_field():
    with fsspec.open("memory://detail/some.jsonl", "wb") as file:
        file.write(b'{"id": "a/b", "siblings": 7}\n{"id": "a/b", "likes": "three"}\n')
    (page,) = read("memory://detail/some.jsonl")
    assert [detail.partition(":")[0] for _, _, detail in page.faults] == ["siblings", "likes"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('\ufeff{"id": "a/b"}', "a/b", id="a byte order mark"),
        pytest.param('{"id": "a/b"}\r', "a/b", id="a line end of Windows"),
        pytest.param('{"id": "a/b", "id": "c/d"}', "c/d", id="a key twice: the last, as JSON readers do"),
    ],
)
def test_a_line_as_others_write_it_is_a_record(tmp_path, line, expected):
    (row,) = records(jsonl(tmp_path, line))
    assert row["id"] == expected


def test_empty_lines_are_no_records(tmp_path):
    pages = jsonl(tmp_path, "", '{"id": "o/a"}', "  ", '{"id": "o/b"}', "")
    assert [page.positions for page in pages] == [[0, 1]]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for column, (_, others) in RAW.items() for name in (column, *others)})


@given(st.lists(ANY_JSON | st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=6), max_size=5))
def test_any_json_is_records_and_faults_and_never_an_error(values):
    with fsspec.open("memory://any/values.json", "wb") as file:
        file.write(json.dumps(values).encode())
    pages = list(read("memory://any/values.json"))
    assert sorted([at for p in pages for at in p.positions] + [at for at, _ in faults(pages)]) == [*range(len(values))]
    for page in pages:
        page.table.validate(full=True)
        assert page.table.num_rows == len(page.positions)


@given(st.binary(max_size=200), st.sampled_from(["x.jsonl", "x.json", "x.parquet", "x.jsonl.gz", "x.json.zst"]))
def test_any_bytes_are_records_faults_or_an_input_error(data, name):
    with fsspec.open(f"memory://bytes/{name}", "wb") as file:
        file.write(data)
    try:
        pages = list(read(f"memory://bytes/{name}"))
    except InputError as error:
        assert one_line(error, name)
    else:
        assert sum(len(page.positions) + len(page.faults) for page in pages) <= data.count(b"\n") + 1


def test_the_records_are_those_of_the_peer():
    assert {name for record in dumps.RECORDS for name in record} <= {*RAW}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param('{"downloads": 14.0}', {"downloads": 14}, id="a whole number with a point, as Parquet's is read"),
        pytest.param('{"downloads": NaN}', {"downloads": None}, id="pandas' word for missing"),
        pytest.param('{"tags": ["a", null]}', {"tags": ["a"]}, id="a tag that is null"),
        pytest.param('{"siblings": [{"rfilename": "a", "size": 3.0}]}', {"siblings": 3}, id="a size with a point"),
    ],
)
def test_forms_of_values_that_mean_the_same(tmp_path, record, expected):
    (found,) = records(jsonl(tmp_path, record.replace("{", '{"id": "o/n", ', 1)))
    found = {**found, "siblings": found["siblings"] and found["siblings"][0]["size"]}
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("name", ["large.parquet", "large.jsonl", "large.json.gz"])
def test_a_page_of_large_cards_is_cut_by_its_bytes(tmp_path, monkeypatch, name):
    monkeypatch.setattr(dump_files, "PAGE_BYTES", 1000)
    values = [{"id": f"o/{number}", "card": f"{number}" + "x" * 400} for number in range(10)]
    pages = list(read(store(tmp_path / name, values)))
    assert max(page.table.num_rows for page in pages) <= 3
    assert [at for page in pages for at in page.positions] == list(range(10))
    assert [(row["id"], row["card"]) for row in records(pages)] == [(one["id"], one["card"]) for one in values]


def test_a_card_larger_than_a_page_is_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(dump_files, "PAGE_BYTES", 100)
    values = [{"id": f"o/{number}", "card": "x" * 400} for number in range(3)]
    pages = list(read(store(tmp_path / "large.parquet", values)))
    assert [page.table.num_rows for page in pages] == [1, 1, 1]
