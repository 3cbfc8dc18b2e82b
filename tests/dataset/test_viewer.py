"""Tables at and beyond each limit of the Hub's viewer, as Arrow shards and as Parquet."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import Built

from builder.cli import app
from builder.dataset import manifest, viewer
from builder.engine.durable import write_json

MAPPINGS = "mappings/peatmoss-train-00000-of-00001.arrow"
TEXTS = pa.list_(pa.string())


@pytest.fixture(params=["arrow", "parquet"])
def form(request: pytest.FixtureRequest) -> str:
    return request.param


def write(folder: Path, form: str, *shards: pa.Table, table: str = "things", group: int = 1000) -> dict[str, Any]:
    """Shards of one table in a folder, `group` rows in a row group or batch; their manifest, as far as it is read."""
    (folder / table).mkdir()
    files = {}
    for number, shard in enumerate(shards):
        name = f"{table}/train-{number:05d}-of-{len(shards):05d}.{form}"
        if form == "parquet":
            pq.write_table(shard, folder / name, row_group_size=group, use_dictionary=False)
        else:
            with pa.ipc.new_stream(folder / name, shard.schema) as writer:
                writer.write_table(shard, group)
        files[name] = {"rows": shard.num_rows}
    return {"files": files | {"README.md": {}}}


def hit(folder: Path, form: str, *shards: pa.Table, **more: Any) -> list[str]:
    return viewer.limits_hit(folder, write(folder, form, *shards, **more))


def texts(rows: int, columns: int, text: str) -> pa.Table:
    return pa.table({f"c{number}": [text] * rows for number in range(columns)})


# What the viewer shows


def test_sample(sample: Built) -> None:
    known = manifest.read(sample.out) or {}
    assert (viewer.limits_hit(sample.out, known), viewer.notes(known)) == ([], [])


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(pa.table({"a": pa.array([], pa.string())}), id="no-rows"),
        pytest.param(texts(10, 1, "card " * 120_000), id="long-cards"),
        pytest.param(texts(10, 95, "x" * 5_000), id="many-cells-cut"),
        pytest.param(texts(9, 400, "x" * 30), id="nine-rows"),
        pytest.param(pa.table({f"c{number}": [1] * 100 for number in range(1_000)}), id="most-columns"),
        pytest.param(pa.table({"c" * 500: [1]}), id="longest-name"),
        pytest.param(pa.table({"a": [None, *["https://x/" + "a" * 9] * 99]}), id="short-urls"),
    ],
)
def test_no_limit_is_hit(table: pa.Table, form: str, tmp_path: Path) -> None:
    assert hit(tmp_path, form, table) == []


# What it does not


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param(
            pa.table({f"c{number}": [1] for number in range(1_001)}),
            "things: 1,001 columns, the viewer takes 1,000: make lists of structs of them",
            id="columns",
        ),
        pytest.param(
            pa.table({"c" * 501: [1]}),
            f"things: column '{'c' * 40}...' has 501 characters, the viewer takes 500: rename it",
            id="name",
        ),
        pytest.param(
            pa.table({"at": pa.array([None], pa.timestamp("us", "UTC"))}),
            "things: column 'at' is timestamp[us, tz=UTC]: statistics and Croissant keep strings, numbers, bool,"
            " timestamps without zone, lists of these and lists of structs, cast it to one of them",
            id="type",
        ),
        pytest.param(
            pa.table({"n" * 300 + str(number): [1] for number in range(700)}),
            "things: to name its columns takes 261,638 bytes of the 200,000 of first rows: drop some",
            id="names-together",
        ),
    ],
)
def test_limit_of_columns(table: pa.Table, sentence: str, form: str, tmp_path: Path) -> None:
    assert hit(tmp_path, form, table) == [sentence]


@pytest.mark.parametrize(
    ("table", "heaviest"),
    [
        pytest.param(texts(10, 400, "x" * 101), "c0", id="too-many-cells"),
        pytest.param(texts(10, 95, '"' * 5_000), "c0", id="quotes-are-escaped-again"),
        pytest.param(
            pa.table({"a": ["x"] * 10, "url": ["https://x/" + "a" * 20_000] * 10}), "url", id="urls-are-not-cut"
        ),
    ],
)
def test_first_rows_too_big(table: pa.Table, heaviest: str, form: str, tmp_path: Path) -> None:
    (sentence,) = hit(tmp_path, form, table)
    told = re.match(
        r"things: its first rows \(10\) take ([\d,]+) bytes with cells cut at 100, .* room for ([\d,]+);", sentence
    )
    assert told is not None
    taken, room = (int(number.replace(",", "")) for number in told.groups())
    assert taken >= room
    assert f"; column '{heaviest}' takes most: drop it or others, or shorten URLs" in sentence


@pytest.mark.parametrize(
    ("urls", "faults"), [pytest.param(30, 0, id="share-that-is-cut"), pytest.param(31, 1, id="share-that-is-not")]
)
def test_column_of_urls_by_its_first_page(urls: int, faults: int, form: str, tmp_path: Path) -> None:
    column = ["http://x/" + "a" * 20_000] * urls + ["none"] * (100 - urls) + ["http://x/"] * 500
    assert len(hit(tmp_path, form, pa.table({"a": column}))) == faults


@pytest.mark.parametrize(
    ("group", "shards", "touched"),
    [
        pytest.param(1000, [300], 300, id="one-group"),
        pytest.param(100, [300], 200, id="two-groups"),
        pytest.param(99, [297], 198, id="two-groups-just"),
        pytest.param(98, [294], 294, id="three-groups"),
        pytest.param(1000, [50, 50, 50], 150, id="three-shards"),
        pytest.param(1000, [50, 99, 1], 149, id="last-row-of-a-shard-and-the-next"),
        pytest.param(1000, [50, 0, 20], 70, id="shard-without-rows"),
    ],
)
def test_row_groups_under_a_page(
    group: int, shards: list[int], touched: int, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "SCAN_BYTES", touched * 10_000)  # rows have a few bytes more than 10,000
    known = write(tmp_path, form, *(texts(rows, 1, "x" * 10_000) for rows in shards), group=group)
    (sentence,) = viewer.limits_hit(tmp_path, known)
    assert sentence.startswith("things: 100 rows of it touch row groups of ")
    monkeypatch.setattr(viewer, "SCAN_BYTES", (touched + 1) * 10_000)
    assert viewer.limits_hit(tmp_path, known) == []


def test_name_that_the_hub_refuses(form: str, tmp_path: Path) -> None:
    found = hit(tmp_path, form, texts(1, 1, "x"), table="a:b?")
    assert found == ["a:b?: the Hub refuses : ? in a table's name: give it another"]


def test_every_table_of_the_manifest_is_looked_at(form: str, tmp_path: Path) -> None:
    known = write(tmp_path, form, texts(1, 1, "x"))
    known["files"] |= write(tmp_path, form, pa.table({"at": [b"bytes"]}), table="models_history")["files"]
    (sentence,) = viewer.limits_hit(tmp_path, known)
    assert sentence.startswith("models_history: column 'at' is binary")


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(pa.binary(), id="binary"),
        pytest.param(pa.date32(), id="date"),
        pytest.param(pa.decimal128(5, 2), id="decimal"),
        pytest.param(pa.timestamp("us", "Europe/Berlin"), id="timestamp-with-zone"),
        pytest.param(pa.null(), id="null"),
        pytest.param(pa.dictionary(pa.int32(), pa.string()), id="dictionary"),
        pytest.param(pa.struct([("a", pa.string())]), id="struct"),
        pytest.param(pa.list_(pa.binary()), id="list-of-binary"),
        pytest.param(pa.list_(pa.struct([("a", pa.string()), ("b", pa.duration("s"))])), id="duration-in-struct"),
    ],
)
def test_types_that_are_dropped(kind: pa.DataType) -> None:
    assert not viewer.is_kept(kind)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(pa.string(), id="string"),
        pytest.param(pa.int64(), id="int64"),
        pytest.param(pa.float64(), id="float64"),
        pytest.param(pa.bool_(), id="bool"),
        pytest.param(pa.timestamp("us"), id="timestamp"),
        pytest.param(TEXTS, id="list"),
        pytest.param(pa.list_(pa.struct([("a", pa.string()), ("b", TEXTS)])), id="list-of-structs"),
    ],
)
def test_types_that_are_kept(kind: pa.DataType) -> None:
    assert viewer.is_kept(kind)


def test_table_without_rows_is_noted(form: str, tmp_path: Path) -> None:
    known = write(tmp_path, form, texts(0, 1, ""), texts(0, 1, ""))
    assert viewer.notes(known) == ["things: it has no rows, so that the page leaves it out; the others load"]
    assert viewer.notes(write(tmp_path, form, texts(0, 1, ""), texts(1, 1, ""), table="more")) == []


# As `peatmoss check` tells it


def rewritten(out: Path, name: str, table: pa.Table) -> None:
    """Another table in a shard of a built dataset, whose manifest vouches for it."""
    with pa.ipc.new_stream(out / name, table.schema) as writer:
        writer.write_table(table)
    known = manifest.read(out) or {}
    known["files"][name] = manifest.facts(out / name, table.num_rows)
    write_json(out / "MANIFEST.json", known)


def test_check_tells_a_limit(sample_copy: Built, capsys: pytest.CaptureFixture[str]) -> None:
    table = pa.ipc.open_stream((sample_copy.out / MAPPINGS).read_bytes()).read_all()
    urls = pa.array(["https://x/" + "a" * 30_000] * table.num_rows)
    rewritten(sample_copy.out, MAPPINGS, table.set_column(table.schema.get_field_index("url"), "url", urls))
    assert app.run(["check", str(sample_copy.out)]) == 1
    line, last = capsys.readouterr().err.splitlines()
    assert line.startswith("mappings: its first rows (10) take 3")
    assert "column 'url' takes most" in line
    assert last == "peatmoss: README.md: its description of mappings is of other rows (2 in all): build it again"


def test_check_notes_a_table_without_rows(sample_copy: Built, capsys: pytest.CaptureFixture[str]) -> None:
    table = pa.ipc.open_stream((sample_copy.out / MAPPINGS).read_bytes()).read_all()
    rewritten(sample_copy.out, MAPPINGS, table.slice(0, 0))
    assert app.run(["check", str(sample_copy.out)]) == 1  # the manifest's count of rows is another
    first, *_ = capsys.readouterr().err.splitlines()
    assert first == "note: mappings: it has no rows, so that the page leaves it out; the others load"
