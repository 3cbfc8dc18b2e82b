"""report.html: what it holds, that names stay text, and that a dataset with it is complete. tests/browser opens it."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from command import Built, complaint, here

from builder import schemas
from builder.analysis.figures.catalogue import FIGURES
from builder.analysis.report.index import Index, index, pack
from builder.dataset.report import render

HOSTILE = "</script><img src=x onerror=alert(1)>"
KNOWN = {"as_of": "2024-01-01T00:00:00", "peatmoss": "0.1.0", "sources": []}
AT = "https://example.org/oak/r/blob/1/"


def unpacked(packed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed)))
    return found


def pair(repository: str, model: str) -> tuple[Any, ...]:
    return (repository, model, "use", "compatible", "MIT", None, 3)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        pytest.param(None, [""], id="no link of a local repository"),
        pytest.param("javascript:alert(1)//a.py#L2", [""], id="no link that is a script"),
        pytest.param("https://example.org/x#L2", ["https://example.org/x#L2"], id="an address of its own"),
        pytest.param(f"{AT}a.py#L2", [], id="the repository's prefix"),
    ],
)
def test_links_of_lines(url: str | None, wanted: list[str]) -> None:
    found = unpacked(pack([pair("oak/r", "pine/a")], [("oak/r", "pine/a", "a.py", 2, url, "load()")]))
    assert found["pairs"] == [[0, 0, 0, 1, 2, -1, 3, [[0, 2, 0, *wanted]]]]
    assert found["prefixes"] == ({} if wanted else {"0": AT})


def test_lines_of_pairs_that_were_left_out_are_left_out() -> None:
    assert unpacked(pack([], [("oak/r", "pine/a", "a.py", 2, None, "load()")]))["pairs"] == []


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        pytest.param("mention", (0, []), id="a mention is no use"),
        pytest.param("use", (1, [[0, 0, 0, -1, -1, -1, 1, [[0, 2, 0, ""]]]]), id="a use, with its line"),
        pytest.param(None, (1, [[0, 0, -1, -1, -1, -1, 1, []]]), id="a pair of a release that tells neither"),
    ],
)
def test_pairs_that_are_uses(usage: str | None, expected: tuple[int, list[Any]]) -> None:
    known = {"repository_id": "oak/r", "model_id": "pine/a", "usage": usage}
    place = {"path": "a.py", "line": 2, "code": "load()"} if usage else {}
    rows: dict[str, list[dict[str, Any]]] = {"pairs": [{**known, "places": 1}], "mappings": [{**known, **place}]}
    with duckdb.connect() as connection:
        for table in schemas.TABLES:
            connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
        found = index(connection)
    assert (found.all_pairs, unpacked(found.packed)["pairs"]) == expected


def test_code_is_one_line_without_characters_that_are_not_seen() -> None:
    found = unpacked(pack([pair("oak/r", "pine/a")], [("oak/r", "pine/a", "a.py", 2, None, "load(\n  '\u202ea')")]))
    assert found["codes"] == ["load( '\\u202ea')"]


def page(name: str) -> str:
    packed = pack([pair(name, name)], [(name, name, name, 1, None, name)])
    conflicts = [(name, name, name, name, "incompatible", name, name, name)]
    return render(KNOWN, [], conflicts, [(name, 1, 1)], Index(packed, 1, 1, 1))


def test_hostile_names_stay_text() -> None:
    text = page(HOSTILE)
    assert "<img" not in text
    assert text.count("</script>") == page("pine/a").count("</script>") == 2
    assert HOSTILE in unpacked(text.partition('id="data">')[2].partition("<")[0])["models"]


def test_only_the_page_itself_runs_and_nothing_is_loaded() -> None:
    text = page("pine/a")
    assert re.search(r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/]+='", text)
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", text) == []


def test_a_dataset_with_its_report_is_complete(sample_copy: Built, tmp_path: Path) -> None:
    done = here("report", sample_copy.out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (sample_copy.out / "report.html").read_text()
    assert "281,638" in text
    assert "This is the invented sample" in text
    assert text.count("</svg>") == text.count("<figure id=") == len(FIGURES) - 1
    assert "has no values for “Time until a model is used”." in text
    assert here("report", sample_copy.out, cwd=tmp_path).returncode == 0
    assert (sample_copy.out / "report.html").read_text() == text
    done = here("check", sample_copy.out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_no_report_of_no_dataset(tmp_path: Path) -> None:
    assert complaint(here("report", "nowhere", cwd=tmp_path)).startswith("nowhere holds no dataset")
