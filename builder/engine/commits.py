"""Commit records: the only truth about what is done. A reader takes the files that a record names, never a glob."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builder.engine.durable import TEMPORARY, digest, read_json, replacing, sha256, write_json
from builder.engine.slices import cut
from builder.errors import DamagedError

SUFFIX = ".commit.json"
GROUP_ROWS = 4096  # of a row group: what is in memory at once, cards of 10 kB among it


@dataclass(frozen=True)
class File:
    """A data file that a commit record vouches for."""

    name: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Commit:
    """What one partition (or page, or table) holds: `inputs` is the digest of all that its content depends on.

    items = items with rows + items without + skipped; `skipped` counts by reason.
    """

    key: str
    inputs: str
    items: int
    rows: int
    skipped: dict[str, int]
    files: dict[str, File]
    cursor: str | None = None  # of a page: where the next one begins

    @property
    def digest(self) -> str:
        """Digest of the content: what a later step depends on."""
        return digest({role: file.sha256 for role, file in self.files.items()})


def write_parquet(folder: Path, stem: str, table: pa.Table) -> File:
    """Writes a table durably under a name that holds its hash, so that no committed file is ever overwritten."""
    with parquet(folder, stem, table.schema) as sink:
        sink.write(table)
    return sink.file


class Sink:
    """Takes rows bit by bit into a Parquet file; row groups are cut by the rows alone: same rows, same bytes."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._held: list[pa.Table] = []
        self._count = 0
        self.rows = 0
        self.file: File  # known once the file is whole

    def write(self, table: pa.Table) -> None:
        """Takes the rows of a table in its turn."""
        self.rows += table.num_rows
        self._count += table.num_rows
        self._held.append(table)
        while self._count >= GROUP_ROWS:
            self._group(GROUP_ROWS)

    def finish(self) -> None:
        """Writes what is still held."""
        if self._count:
            self._group(self._count)

    def _group(self, rows: int) -> None:
        held = pa.concat_tables(self._held)
        for group in cut(held.slice(0, rows).to_batches(), held.schema, rows):
            self._writer.write_table(group)
        self._held, self._count = [held.slice(rows)], self._count - rows


@contextmanager
def parquet(folder: Path, stem: str, schema: pa.Schema) -> Iterator[Sink]:
    """A Parquet file that is written bit by bit, durably and under a name that holds its hash; `file` names it."""
    temporary = folder / f"{stem}.parquet"
    with replacing(temporary) as path, pq.ParquetWriter(path, schema, compression="zstd") as writer:
        sink = Sink(writer)
        yield sink
        sink.finish()
    sink.file = adopt(temporary, stem, sink.rows)


def adopt(path: Path, stem: str, rows: int) -> File:
    """Takes a finished, synced file into a folder's committed names by its hash."""
    sha = sha256(path)
    named = path.with_name(f"{stem}-{sha[:16]}.parquet")
    path.replace(named)
    return File(named.name, sha, named.stat().st_size, rows)


def write(folder: Path, commit: Commit) -> Commit:
    """Makes the commit: from here on readers see it. Files that the record before it named are removed."""
    before = read(folder, commit.key)
    write_json(folder / f"{commit.key}{SUFFIX}", asdict(commit))
    if before:
        remaining = {file.name for file in commit.files.values()}
        for file in before.files.values():
            if file.name not in remaining:
                (folder / file.name).unlink(missing_ok=True)
    return commit


def read(folder: Path, key: str) -> Commit | None:
    """The commit record of a key, None where there is none; DamagedError where it is damaged."""
    path = folder / f"{key}{SUFFIX}"
    try:
        raw = read_json(path)
        if raw is None:
            return None
        files = {role: File(**file) for role, file in raw.pop("files").items()}
        return Commit(**raw, files=files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"{path} is damaged: remove that file, and the next build makes it again"
        raise DamagedError(message, path) from error


def read_each(folder: Path, keys: Iterable[str]) -> dict[str, Commit]:
    """The commit records of these keys, of those that have one."""
    found = ((key, read(folder, key)) for key in keys)
    return {key: commit for key, commit in found if commit is not None}


def content(commits: Iterable[Commit]) -> str:
    """Digest of what these commits hold, in their order."""
    return digest([commit.digest for commit in commits])


def written(folder: Path, key: str) -> datetime:
    """When a commit was made, naive UTC."""
    return datetime.fromtimestamp((folder / f"{key}{SUFFIX}").stat().st_mtime, UTC).replace(tzinfo=None)


def keys(folder: Path) -> list[str]:
    """Keys of all commit records in a folder, sorted."""
    names = (path.name for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(TEMPORARY))
    return sorted(name.removesuffix(SUFFIX) for name in names)


def read_all(folder: Path) -> list[Commit]:
    """All commit records of a folder, by key."""
    return list(read_each(folder, keys(folder)).values())


def whole(folder: Path, commit: Commit) -> bool:
    """Whether every file of the commit is there in its full size; `verify` also reads the bytes."""
    paths = ((folder / file.name, file.bytes) for file in commit.files.values())
    return all(path.is_file() and path.stat().st_size == size for path, size in paths)


def verify(folder: Path, commits: Iterable[Commit], role: str) -> list[str]:
    """Paths of the files of one role, each read through and held against its hash; DamagedError if one differs."""
    paths = []
    for commit in commits:
        file = commit.files[role]
        path = folder / file.name
        if not path.is_file() or sha256(path) != file.sha256:
            record = folder / f"{commit.key}{SUFFIX}"
            message = f"{path} was changed after its commit: remove {record}, and the next build redoes it"
            raise DamagedError(message, record)
        paths.append(str(path))
    return paths


def drop(folder: Path, keep: Iterable[str], spare: str | None = None) -> None:
    """Removes the commit records whose key is not in `keep`, then every data file that no record names, but `spare`.

    Only for the one that holds the workspace: what another is writing would go as well.
    """
    kept = set(keep)
    for key in keys(folder):
        if key not in kept:
            (folder / f"{key}{SUFFIX}").unlink()
    named = {file.name for commit in read_all(folder) for file in commit.files.values()}
    for path in {*folder.glob("*.parquet"), *folder.glob(f"{TEMPORARY}*")}:
        if path.name not in named and path.name != spare:
            path.unlink()
