"""Lists of repositories: what an entry means, which column is taken, an earlier dataset, what is no repository."""

import gzip
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.errors import InputError
from builder.sources.repository_list import PAGE, Entry, RepositoryList, hit_of

AT = datetime(2026, 11, 1)
GITHUB = "https://github.com"
OWN = "https://git.moor.example:8443"


def source(path: Path, web: str = GITHUB) -> RepositoryList:
    return RepositoryList("mine", str(path), web, AT)


def names(path: Path) -> list[str]:
    """Repositories of a list, in their order."""
    rows = [row for page in source(path).pages(0) for row in page.rows.to_pylist()]
    return [row["repository_id"] for row in rows if row["event"] == "repository"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("reed", id="a name alone"),
        pytest.param("reed bed/tool", id="a space"),
        pytest.param("reed/..", id="a way out"),
        pytest.param("https://github.com/reed", id="an owner's page"),
        pytest.param("https://example.org/reed/bed", id="another host"),
        pytest.param("https://[::1/reed/bed", id="a broken address"),
    ],
)
def test_no_repository(text: str) -> None:
    assert hit_of(Entry(text), GITHUB) is None


@pytest.mark.parametrize(
    ("text", "web", "host", "name"),
    [
        pytest.param("reed/bed", GITHUB, "github.com", "reed/bed", id="owner and name"),
        pytest.param(" reed/bed.git/ ", GITHUB, "github.com", "reed/bed", id="with ends"),
        pytest.param("github.com/reed/bed", GITHUB, "github.com", "reed/bed", id="a host, no scheme"),
        pytest.param("https://www.github.com/reed/bed/tree/main#x", GITHUB, "github.com", "reed/bed", id="a deep page"),
        pytest.param("git@github.com:reed/bed.git", GITHUB, "github.com", "reed/bed", id="git's short form"),
        pytest.param("https://gitlab.com/reed/bed", GITHUB, "gitlab.com", "reed/bed", id="another public host"),
        pytest.param("reed/bed", OWN, "git.moor.example", "reed/bed", id="a server of one's own"),
        pytest.param(f"{OWN}/reed/bed/issues", OWN, "git.moor.example", "reed/bed", id="its pages"),
    ],
)
def test_repository_of_an_entry(text: str, web: str, host: str, name: str) -> None:
    hit = hit_of(Entry(text), web)
    assert hit is not None
    assert (hit.host, hit.repository_id) == (host, name)
    assert hit.url.endswith(f"/{name}")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("a.txt", "# mine\nreed/bed\n\n  moor/path # nice\n", id="lines"),
        pytest.param("a.csv", "stars,Full-Name\n3,reed/bed\n4,moor/path\n", id="a named column"),
        pytest.param("a.csv", "name,repository_id,url\nx,reed/bed,u\ny,moor/path,\n", id="the surest of several"),
        pytest.param("a.csv", "github.com/reed/bed,gpt2,u,mit\ngithub.com/moor/path,gpt2,u,mit\n", id="no names"),
        pytest.param("a.tsv", "repo\tn\nreed/bed\t1\nmoor/path\t2\n", id="tabs"),
        pytest.param("a.csv", "\ufeffrepo\r\nreed/bed\r\nmoor/path\r\n", id="a spreadsheet's marks"),
        pytest.param("a.csv", "repo\nreed/bed\nREED/BED\nmoor/path\nreed/bed\n", id="repeated"),
    ],
)
def test_repositories_of_a_file(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    assert names(tmp_path / file) == ["reed/bed", "moor/path"]
    (tmp_path / f"{file}.gz").write_bytes(gzip.compress(text.encode()))
    assert names(tmp_path / f"{file}.gz") == ["reed/bed", "moor/path"]


def test_earlier_dataset_gives_what_is_not_local(tmp_path: Path) -> None:
    rows = [
        {"repository_id": "reed/bed", "host": "github.com", "url": "https://github.com/reed/bed"},
        {"repository_id": "own/folder", "host": "local", "url": None},
        {"repository_id": "spaces/a/b", "host": "huggingface.co", "url": "https://huggingface.co/spaces/a/b"},
    ]
    table = pa.Table.from_pylist(rows)
    (tmp_path / "repositories").mkdir()
    pq.write_table(table, tmp_path / "repositories/a.parquet")
    with pa.ipc.new_stream(str(tmp_path / "repositories/b.arrow"), table.schema) as sink:
        sink.write_table(table)
    files = {f"repositories/{name}": {} for name in ("a.parquet", "b.arrow")} | {"models/a.parquet": {}}
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"files": files}))
    assert names(tmp_path) == ["reed/bed", "spaces/a/b"]
    assert names(tmp_path / "repositories/a.parquet") == ["reed/bed", "spaces/a/b"]


def test_what_is_no_repository_is_skipped_under_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("reed/bed\nnonsense\nmoor/path\n")
    page, last = source(tmp_path / "a.txt").pages(0)
    (left,) = page.skipped.to_pylist()
    assert (left["item"], left["reason"]) == ("mine#0", "no_repository")
    assert left["detail"].startswith("entry 2 of a.txt")
    (asked,) = last.rows.to_pylist()
    assert (asked["event"], asked["query"], asked["total"], asked["complete"]) == ("query", "a.txt", 2, True)


def test_pages_go_on_where_they_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(f"reed/bed{n}\n" for n in range(2 * PAGE + 1)) + "reed/bed0\n")
    whole = list(source(tmp_path / "a.txt").pages(0))
    positions = [at for page in whole for at in page.rows["position"].to_pylist()]
    assert positions == list(range(2 * PAGE + 2))
    for start in range(len(whole)):
        rest = list(source(tmp_path / "a.txt").pages(start))
        assert [page.rows.to_pylist() for page in rest] == [page.rows.to_pylist() for page in whole[start:]]


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        pytest.param("gone.txt", None, "no such file", id="absent"),
        pytest.param("a.csv", b"stars,date\n1,2\n", "name it repository_id", id="no such column"),
        pytest.param("a.csv", b'repo\n"' + b"x" * 200_000 + b'"\n', "no CSV", id="a field without an end"),
        pytest.param("a.parquet", b"PAR1 no", "damaged", id="no parquet"),
        pytest.param("a.txt.gz", b"no gzip at all", "cannot be read|damaged", id="no gzip"),
    ],
)
def test_bad_file_is_named(tmp_path: Path, file: str, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / file).write_bytes(data)
    with pytest.raises(InputError, match=said):
        list(source(tmp_path / file).pages(0))
