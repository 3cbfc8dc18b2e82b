"""Tables of a dataset on the Hub, read by columns: of a Parquet file only the bytes of the columns that are asked for.

A file is kept with holes where nobody asked: its footer says where each column stands, DuckDB reads it as any other.
A commit's files never change, so that nothing is fetched twice. Everything is asked for anonymously.
"""

import hashlib
import json
import re
import secrets
import struct
import time
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from builder import __version__
from builder.errors import ApiError, InputError
from builder.hub.environment import endpoint, is_offline

if TYPE_CHECKING:
    import httpx2

DATASET = re.compile(r"(?:hf://datasets/)?(?P<name>[A-Za-z0-9][\w.-]*/[\w.-]*\w)(?:@(?P<revision>[\w./-]+))?", re.ASCII)
TIMEOUT_S = 30.0  # without a byte
FIRST_S = 7.0  # until the Hub answers at all, which a person waits for
DAY_S = 86_400  # that the commit of a branch is believed
AT_ONCE = 8
TAIL = 1 << 19  # bytes of a file's end that are asked for first: most footers are smaller
NEAR = 1 << 16  # bytes between two columns that are fetched along
MAGIC = b"PAR1"
CHUNKS = """
SELECT path_in_schema, coalesce(nullif(dictionary_page_offset, 0), data_page_offset) AS first, data_page_offset,
  total_compressed_size, bloom_filter_offset, bloom_filter_length
FROM parquet_metadata($1)
"""
Span = tuple[int, int]  # bytes of a file, from and up to


@dataclass(frozen=True)
class Dataset:
    """A dataset at one commit; `files` are the paths of all its files, `folder` keeps what was read of them."""

    name: str
    commit: str
    files: tuple[str, ...]
    folder: Path

    def table(self, table: str, columns: Collection[str]) -> list[Path]:
        """Parquet files of a table that hold these columns; none where the dataset lacks the table.

        InputError for a table of another form, ApiError where the Hub gives no answer.
        """
        own = sorted(name for name in self.files if name.startswith(f"{table}/"))
        parquet = [name for name in own if name.endswith(".parquet")]
        if own and not parquet:
            raise InputError(f"{self.name}: its table {table} is not Parquet; download it, and give its folder")
        return [self._file(name, columns) for name in parquet]

    def _file(self, name: str, columns: Collection[str]) -> Path:
        key = hashlib.sha256(f"{endpoint()}|{self.name}|{self.commit}|{name}".encode()).hexdigest()
        url = f"{endpoint()}/datasets/{self.name}/resolve/{self.commit}/{quote(name)}"
        with _client() as client:
            file = _Sparse(client, url, self.folder / f"{key}.parquet")
            file.fetch(columns)
        return file.path


def dataset(location: str, folder: Path) -> Dataset:
    """The dataset that 'OWNER/NAME', or 'OWNER/NAME@REVISION', names; `folder` keeps what is read.

    InputError where the Hub shows none, or where the environment forbids to ask; ApiError where it gives no answer.
    """
    asked = DATASET.fullmatch(location)
    if asked is None:
        raise InputError(f"{location}: no dataset of the Hub; give OWNER/NAME, a folder or a file")
    name, revision = asked["name"], asked["revision"] or "main"
    place = folder / f"{hashlib.sha256(f'{endpoint()}|{name}|{revision}'.encode()).hexdigest()}.json"
    kept = _kept(place)
    if kept is not None and 0 <= time.time() - kept["asked"] < DAY_S:
        return Dataset(name, kept["commit"], tuple(kept["files"]), folder)
    if is_offline():
        raise InputError(f"{name}: HF_HUB_OFFLINE is set: unset it, or download the dataset and give its folder")
    commit, files = _asked(name, revision)
    _write(place, json.dumps({"asked": time.time(), "commit": commit, "files": files}).encode())
    return Dataset(name, commit, tuple(files), folder)


def _kept(place: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept: dict[str, Any] = json.loads(place.read_bytes())
        if isinstance(kept["commit"], str) and isinstance(kept["files"], list) and float(kept["asked"]):
            return kept
    return None


def _asked(name: str, revision: str) -> tuple[str, list[str]]:
    url = f"{endpoint()}/api/datasets/{name}/revision/{quote(revision, safe='')}?expand=sha&expand=siblings"
    with _client(FIRST_S) as client:
        answer = _answer(client, url)
    if answer.status_code in (401, 403, 404):
        raise InputError(
            f"{name}: neither a folder here nor a dataset that the Hub shows to everybody at {revision}; give a folder"
        )
    with suppress(ValueError, KeyError, TypeError):
        record = answer.json()
        files = [str(one["rfilename"]) for one in record["siblings"]]
        if answer.is_success and isinstance(record["sha"], str):
            return record["sha"], files
    raise ApiError(f"{endpoint()} answers with status {answer.status_code} for the dataset {name}: try again later")


def _client(timeout_s: float = TIMEOUT_S) -> "httpx2.Client":
    import httpx2

    headers = {"User-Agent": f"peatmoss/{__version__}", "Accept-Encoding": "identity"}
    return httpx2.Client(timeout=timeout_s, headers=headers, follow_redirects=True)


def _answer(client: "httpx2.Client", url: str, asked: str | None = None) -> "httpx2.Response":
    import httpx2

    try:
        return client.get(url, headers={"Range": f"bytes={asked}"} if asked else {})
    except httpx2.HTTPError as error:
        raise ApiError(
            f"{endpoint()} gives no answer ({type(error).__name__}): try again, or give a folder with the dataset"
        ) from error


class _Sparse:
    """A Parquet file with holes: the bytes that were fetched stand where they stand in the whole one."""

    def __init__(self, client: "httpx2.Client", url: str, path: Path) -> None:
        self.client, self.url, self.path = client, url, path
        self.record = path.with_suffix(".json")
        self.done: list[Span] = []
        with suppress(OSError, ValueError, TypeError, KeyError):
            known = json.loads(self.record.read_bytes())
            if path.stat().st_size == known["size"]:
                self.done = [(int(start), int(end)) for start, end in known["done"]]

    def fetch(self, columns: Collection[str]) -> None:
        """Fetches what is still missing of some columns."""
        if not self.done:
            self._begin()
        wanted = _joined(self._spans(columns))
        missing = [span for span in wanted if not any(a <= span[0] and span[1] <= b for a, b in self.done)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(self._part, missing):
                pass
        if missing:
            self._remember(missing)

    def _begin(self) -> None:
        """Fetches the file's end, which says where all else stands."""
        answer = _answer(self.client, self.url, f"-{TAIL}")
        content, size = self._content(answer), _size(answer)
        if content[-4:] != MAGIC or len(content) < 12:
            raise InputError(f"{self.url} is no Parquet file: give another dataset")
        footer = struct.unpack("<I", content[-8:-4])[0] + 8
        if footer > len(content):
            content = self._content(_answer(self.client, self.url, f"-{footer}"))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("wb") as file:
            file.write(MAGIC)
            file.truncate(size)
        self._store(size - len(content), content)
        self._remember([(0, len(MAGIC)), (size - len(content), size)])

    def _content(self, answer: "httpx2.Response") -> bytes:
        if answer.status_code not in (200, 206):
            raise ApiError(f"{self.url} is answered with status {answer.status_code}: try again later")
        return answer.content

    def _spans(self, columns: Collection[str]) -> Iterable[Span]:
        """Where the columns stand, and what stands between the last of all and the footer."""
        last = 0
        for path, first, data, size, bloom, bloom_size in self._chunks():
            start = min(first, data)
            last = max(last, start + size)
            if re.split(r"[.,]", path, maxsplit=1)[0] in columns:
                yield start, start + size
                if bloom and bloom_size:
                    yield bloom, bloom + bloom_size
        yield last, self.path.stat().st_size

    def _chunks(self) -> list[tuple[Any, ...]]:
        """The rows of CHUNKS; InputError where the file is none of Parquet."""
        import duckdb

        with duckdb.connect(config={"threads": "1"}) as connection:
            try:
                return connection.execute(CHUNKS, [str(self.path)]).fetchall()
            except duckdb.Error as error:
                self.record.unlink(missing_ok=True)
                raise InputError(f"{self.url} cannot be read as Parquet ({str(error).splitlines()[0]})") from error

    def _part(self, span: Span) -> None:
        answer = _answer(self.client, self.url, f"{span[0]}-{span[1] - 1}")
        content = self._content(answer)
        if answer.status_code == 200:  # a server that sends the whole file whatever is asked for
            content = content[span[0] : span[1]]
        if len(content) != span[1] - span[0]:
            raise ApiError(f"{self.url} is answered with other bytes than were asked for: try again later")
        self._store(span[0], content)

    def _store(self, start: int, content: bytes) -> None:
        with self.path.open("r+b") as file:
            file.seek(start)
            file.write(content)

    def _remember(self, spans: Sequence[Span]) -> None:
        self.done = _joined([*self.done, *spans], near=0)
        _write(self.record, json.dumps({"size": self.path.stat().st_size, "done": self.done}).encode())


def _size(answer: "httpx2.Response") -> int:
    """Bytes of the whole file that an answer is a part of."""
    whole = answer.headers.get("Content-Range", "").rpartition("/")[2]
    return int(whole) if whole.isdigit() else len(answer.content)


def _joined(spans: Iterable[Span], near: int = NEAR) -> list[Span]:
    """Spans in their order; those that touch, or nearly do, are one."""
    made: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if made and start <= made[-1][1] + near:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _write(path: Path, data: bytes) -> None:
    """Replaces a file as a whole, if the folder lets it."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{secrets.token_hex(4)}")
        temporary.write_bytes(data)
        temporary.replace(path)
