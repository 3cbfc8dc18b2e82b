"""Repositories that a file names: text, CSV (the paper's mapping.csv among them), Parquet, or an earlier dataset."""

import csv
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import InputError
from builder.redaction.exclusions import Exclusions
from builder.repository.origins import OWNER_AND_NAME, public
from builder.sources.dump_files import opened, reading, seekable, sha256
from builder.sources.finds import ID, Asked, Finder, Hit

VERSION = 1
PAGE = 1000  # entries
MANIFEST = "MANIFEST.json"
COLUMNS = (  # that hold a repository, the surest first; compared without case, '_' and '-'
    *("repositoryid", "fullname", "namewithowner", "repourl", "repositoryurl", "htmlurl", "githuburl", "githubrepo"),
    *("repository", "reponame", "repositoryname", "repo", "github", "url"),
)


@dataclass(frozen=True)
class Entry:
    """A repository as a file names it: as it is written, and what its row says of host and page, if it does."""

    text: str
    host: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class RepositoryList:
    """Source of finds out of one file or dataset; `web` is the host of names that say no host."""

    name: str
    path: str
    web: str
    taken_at: datetime
    exclusions: Exclusions = field(default_factory=Exclusions)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """SHA-256 of the file, of a dataset that of its manifest."""
        return {f"{self.name}/{self._query}": sha256(f"{self.path}/{MANIFEST}" if self._is_dataset else self.path)}

    def digest(self) -> str:
        """What the pages depend on: the file, the settings, the exclusions, this code's version."""
        return digest(VERSION, self.name, self.inputs, self.web, self.taken_at, sorted(self.exclusions.hashes))

    def pages(self, start: int) -> Iterator[Page]:
        """Pages from the given number on; the last one says how many repositories there are."""
        finder = Finder(self.name, self.taken_at, self.exclusions)
        seen = set[tuple[str, str]]()
        position = 0
        number = -1
        with reading(self.path):
            for number, entries in enumerate(_pages(self._entries())):
                page = self._page(finder, position, number * PAGE + 1, entries, seen)
                position += page.records
                if number >= start:
                    yield page
            if number + 1 >= start:
                yield finder.page(position, self._query, "", (), [Asked(self._query, "", len(seen), True)])

    def _page(
        self, finder: Finder, position: int, first: int, entries: tuple[Entry, ...], seen: set[tuple[str, str]]
    ) -> Page:
        """The repositories of some entries that no entry before them named; `first` is the number of the first."""
        hits, wrong = [], list[dict[str, str]]()
        for number, entry in enumerate(entries, first):
            hit = hit_of(entry, self.web)
            if hit is None:
                detail = f"entry {number} of {self._query} is neither OWNER/NAME nor an address of a repository"
                item = f"{self.name}#{position + len(wrong)}"
                wrong.append({"item": item, "reason": "no_repository", "detail": detail})
            elif (name := (hit.host, hit.repository_id.lower())) not in seen:
                seen.add(name)
                hits.append(hit)
        page = finder.page(position + len(wrong), self._query, "", hits)
        return Page(page.rows, pa.concat_tables([pa.Table.from_pylist(wrong, SKIPPED_SCHEMA), page.skipped]))

    @property
    def _query(self) -> str:
        """What stands for the query: the file's name, without its folder, which tells of this machine."""
        return PurePosixPath(self.path.rstrip("/")).name

    @cached_property
    def _is_dataset(self) -> bool:
        """Whether the path is a built or published dataset; InputError where it is neither that nor a file."""
        with reading(self.path):
            files, plain = fsspec.core.url_to_fs(self.path)
            if files.isfile(f"{plain}/{MANIFEST}"):
                return True
            if files.isfile(plain):
                return False
        raise InputError(f"{self.path}: there is no such file, nor a dataset: check sources.path in the settings")

    def _entries(self) -> Iterator[Entry]:
        plain = self.path.removesuffix(".gz").removesuffix(".zst")
        if self._is_dataset:
            yield from _of_dataset(self.path)
        elif plain.endswith(".parquet"):
            yield from _of_parquet(self.path)
        else:
            with opened(self.path) as file:
                lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
                separator = {".csv": ",", ".tsv": "\t"}.get(PurePosixPath(plain).suffix)
                yield from of_rows(csv.reader(lines, delimiter=separator)) if separator else of_lines(lines)


def _pages(entries: Iterator[Entry]) -> Iterator[tuple[Entry, ...]]:
    while page := tuple(itertools.islice(entries, PAGE)):
        yield page


def hit_of(entry: Entry, web: str) -> Hit | None:
    """The repository that an entry means: an address, HOST/OWNER/NAME or OWNER/NAME (on `web`); None for none."""
    text = entry.text.strip().rstrip("/").removesuffix(".git")
    if entry.host and entry.host != "local" and ID.fullmatch(text):
        return Hit(text, entry.host, entry.url or f"https://{entry.host}/{text}")
    base = urlsplit(web)
    if found := OWNER_AND_NAME.fullmatch(text):
        name = f"{found[1]}/{found[2]}"
        return Hit(name, base.hostname or "", f"{web.rstrip('/')}/{name}")
    address = text if "://" in text or "@" in text else f"https://{text}"
    if origin := public(_of_two(address)):
        return Hit(origin.repository_id, origin.host, str(origin.url))
    try:
        own = urlsplit(address).hostname == base.hostname
    except ValueError:
        return None
    return hit_of(Entry(_path(address)), web) if own and OWNER_AND_NAME.fullmatch(_path(address)) else None


def _path(address: str) -> str:
    return "/".join(urlsplit(address).path.strip("/").split("/")[:2])


def _of_two(address: str) -> str:
    """An address without what stands behind owner and name ('/tree/main', '#readme')."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    return f"{scheme}://{'/'.join(rest.partition('#')[0].partition('?')[0].split('/')[:3])}"


def of_lines(lines: Iterator[str] | io.TextIOWrapper) -> Iterator[Entry]:
    """A line each; '#' begins a comment at the start of a line or behind a space."""
    for line in lines:
        text = line.split(" #")[0].strip()
        if text and not text.startswith("#"):
            yield Entry(text)


def of_rows(rows: Iterator[list[str]]) -> Iterator[Entry]:
    """The column that holds repositories, by its name in the first row; without names the first that reads as one."""
    try:
        first = next((row for row in rows if any(row)), None)
        if first is None:
            return
        column = _named(first)
        if column is None:
            column = _first_read(first)
            yield Entry(first[column])
        for row in rows:
            if any(row):
                yield Entry(row[column] if column < len(row) else "")
    except csv.Error as error:
        raise InputError(f"it is no CSV: {error}") from error


def _first_read(row: list[str]) -> int:
    """The first column that reads as a repository; InputError where none does."""
    for at, text in enumerate(row):
        if hit_of(Entry(text), "https://github.com"):
            return at
    raise InputError(f"none of its columns ({', '.join(row)[:200]}) is one of repositories: name it repository_id")


def _named(first: list[str]) -> int | None:
    names = [text.strip().lower().replace("_", "").replace("-", "").replace(" ", "") for text in first]
    return next((names.index(wanted) for wanted in COLUMNS if wanted in names), None)


def _of_parquet(path: str) -> Iterator[Entry]:
    with seekable(path) as file, pq.ParquetFile(file) as table:
        names = table.schema_arrow.names
        column = _named(names)
        if column is None:
            raise InputError(f"none of its columns is one of repositories: name it repository_id (it has {names})")
        yield from _of_batches(table.iter_batches(columns=_known(names, names[column])), names[column])


def _of_dataset(path: str) -> Iterator[Entry]:
    """The table `repositories` of a built or published dataset, found by its manifest."""
    with fsspec.open(f"{path}/{MANIFEST}", "rb") as file:
        known = json.load(file)
    for name in sorted(name for name in known["files"] if name.startswith("repositories/")):
        if name.endswith(".parquet"):
            yield from _of_parquet(f"{path}/{name}")
        else:
            with fsspec.open(f"{path}/{name}", "rb") as file, pa.ipc.open_stream(file) as stream:
                yield from _of_batches(stream, "repository_id")


def _known(names: list[str], column: str) -> list[str]:
    return [column, *(name for name in ("host", "url") if name in names and name != column)]


def _of_batches(batches: Iterator[pa.RecordBatch] | pa.ipc.RecordBatchStreamReader, column: str) -> Iterator[Entry]:
    """Entries of a table with such a column; those of this machine alone are nobody's to find."""
    for batch in batches:
        wanted = _known(batch.schema.names, column)
        for row in batch.select(wanted).to_pylist():
            if row.get("host") != "local":
                host, url = (row.get(name) if name != column else None for name in ("host", "url"))
                yield Entry(str(row[column] or ""), host, url)
