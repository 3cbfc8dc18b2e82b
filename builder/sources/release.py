"""A PeaTMOSS release as rows of models, snapshots, repositories and mappings, read as a stream."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from builder import schemas
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import ITEM, SKIPPED_SCHEMA
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import has_secret, mask, mask_people
from builder.sources.dump_files import RawPage, sha256
from builder.sources.hub_records import RECORDS, normalise
from builder.sources.raw import SCHEMA
from builder.sources.release_file import (
    COMMITS,
    DISCUSSIONS,
    LINKED,
    MODELS,
    PAIRS,
    REFS,
    Groups,
    batches,
    link,
    model_id,
    opened,
)

VERSION = 1
NEWEST = 200  # commits and discussions that a snapshot's row holds
Kind = Literal["models", "snapshots", "repositories", "mappings"]
KINDS: tuple[Kind, ...] = ("models", "snapshots", "repositories", "mappings")


@dataclass(frozen=True)
class Release:
    """One kind of rows of a release; the four kinds are four sources, '<name>' and '<name>.<kind>'."""

    base: str
    kind: Kind
    path: str
    taken_at: datetime
    exclusions: Exclusions

    @property
    def name(self) -> str:
        """Name of the journal."""
        return self.base if self.kind == "models" else f"{self.base}.{self.kind}"

    @cached_property
    def inputs(self) -> dict[str, str]:
        """SHA-256 of the file."""
        with opened(self.path):
            return {f"{self.base}/{Path(self.path).name}": sha256(self.path)}

    def digest(self) -> str:
        """What the pages depend on: the file, the exclusions, this code's version."""
        return digest(VERSION, self.name, self.inputs, self.taken_at, sorted(self.exclusions.hashes))

    def pages(self, start: int) -> Iterator[Page]:
        """Pages from the given number on."""
        made = {
            "models": self._models,
            "snapshots": self._snapshots,
            "repositories": self._repositories,
            "mappings": self._mappings,
        }
        with opened(self.path) as database:
            for number, page in enumerate(made[self.kind](database)):
                if number >= start:
                    yield page()

    def _models(self, database: sqlite3.Connection) -> Iterator[Any]:
        linked = {name: Groups(database.execute(link(name))) for name in LINKED}
        at = 0
        for batch in batches(database.execute(MODELS)):
            raw = [self._raw(row, {name: groups.of(row[0]) for name, groups in linked.items()}) for row in batch]
            yield lambda raw=raw, at=at: self._records(raw, at)
            at += len(batch)

    def _raw(self, row: tuple[Any, ...], linked: dict[str, list[tuple[Any, ...]]]) -> dict[str, Any]:
        names = {kind: [str(name) for (name,) in found if name] for kind, found in linked.items()}
        tags = names["tag"] + [f"dataset:{name}" for name in names["dataset"] if f"dataset:{name}" not in names["tag"]]
        card_data = {
            key: value for key, value in (("license", names["license"]), ("language", names["language"])) if value
        }
        return {
            "id": model_id(row[1], row[2], row[4]),
            "sha": row[3],
            "author": names["author"][0] if names["author"] else None,
            "downloads": _int(row[5]),
            "likes": _int(row[6]),
            "tags": tags,
            "library_name": names["library"][0] if names["library"] else None,
            "cardData": json.dumps(card_data) if card_data else None,
            "config": json.dumps({"architectures": names["architecture"]}) if names["architecture"] else None,
        }

    def _records(self, raw: list[dict[str, Any]], at: int) -> Page:
        table = pa.Table.from_pylist(raw, SCHEMA)
        page = normalise(
            RawPage(self.base, at, table, list(range(at, at + len(raw))), []),
            self.base,
            self.taken_at,
            self.exclusions,
        )
        index = RECORDS.get_field_index("hub")
        hub = pc.if_else(pc.match_substring(page.rows["model_id"], "#"), "pytorch", "huggingface")
        return replace(page, rows=page.rows.set_column(index, RECORDS.field(index), hub))

    def _snapshots(self, database: sqlite3.Connection) -> Iterator[Any]:
        commits, talk = Groups(database.execute(COMMITS)), Groups(database.execute(DISCUSSIONS))
        branches, tags = (Groups(database.execute(REFS.format(f"hf_git_ref_to_{kind}"))) for kind in ("branch", "tag"))
        for batch in batches(database.execute(MODELS)):
            found = [(row, commits.of(row[0]), talk.of(row[0]), branches.of(row[0]), tags.of(row[0])) for row in batch]
            rows = [self._snapshot(*one) for one in found if one[0][7]]
            kept = [row for row in rows if self._may(row["model_id"])]
            yield lambda rows=rows, kept=kept: self._page(kept, schemas.SNAPSHOTS, len(rows) - len(kept))

    def _snapshot(self, row: tuple[Any, ...], commits: Any, talk: Any, branches: Any, tags: Any) -> dict[str, Any]:  # noqa: ANN401
        name = model_id(row[1], row[2], row[4])
        return {
            "item": f"{name}@{row[3] or ''}",
            "model_id": name,
            "hub": "pytorch" if "#" in name else "huggingface",
            "revision": row[3] or "",
            "captured_at": self.taken_at,
            "downloads": _int(row[5]),
            "commits": [
                {"sha": sha, "date": _time(at), "title": mask(title or "")} for sha, at, title in commits[:NEWEST]
            ],
            "commit_count": len(commits),
            "branches": [mask(str(branch)) for (branch,) in branches],
            "tags": [mask(str(tag)) for (tag,) in tags],
            "discussions": [
                {
                    "num": _int(num),
                    "title": mask_people(title or ""),
                    "status": status,
                    "is_pull_request": bool(pull),
                    "created_at": _time(at),
                }
                for num, title, status, pull, at in talk[:NEWEST]
            ],
            "discussion_count": len(talk),
            "status": "captured",
        }

    def _repository(self, repository_id: str, url: str | None) -> dict[str, Any]:
        return {
            "item": repository_id,
            "repository_id": repository_id,
            "host": "github.com" if "github.com" in (url or "") else None,
            "url": mask(url) if url else None,
            "found_by": [{"source": self.base, "complete": True}],
            "status": "present",
            "scan_status": "not_fetched",
            "captured_at": self.taken_at,
        }

    def _repositories(self, database: sqlite3.Connection) -> Iterator[Any]:
        query = "SELECT owner, name, url FROM reuse_repository ORDER BY owner, name"
        for batch in batches(database.execute(query)):
            rows = [self._repository(f"{owner}/{name}", url) for owner, name, url in batch]
            kept = [row for row in rows if self._may(row["repository_id"])]
            yield lambda rows=rows, kept=kept: self._page(kept, schemas.REPOSITORIES, len(rows) - len(kept))

    def _mappings(self, database: sqlite3.Connection) -> Iterator[Any]:
        for batch in batches(database.execute(PAIRS)):
            rows = [self._mapping(f"{row[1]}/{row[2]}", row[3], model_id(*row[4:7])) for row in batch]
            kept = [row for row in rows if self._may(row["repository_id"]) and self._may(row["model_name"])]
            yield lambda rows=rows, kept=kept: self._page(kept, schemas.MAPPINGS, len(rows) - len(kept))

    def _mapping(self, repository: str, path: str | None, name: str) -> dict[str, Any]:
        key = "\0".join((repository, path or "", "release", "model", name, "0"))
        return {
            "item": repository,
            "mapping_id": hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()[:32],
            "repository_id": repository,
            "path": None if path is None else mask(path),
            "loads": "model",
            "model_name": name,
            "hub": "pytorch" if "#" in name else "huggingface",
            "resolution": "release",
            "scanner": "PeaTMOSS",
        }

    def _may(self, name: str) -> bool:
        return not self.exclusions.covers(name, name.partition("#")[0]) and not has_secret(name)

    def _page(self, rows: list[dict[str, Any]], table: schemas.Table, left: int) -> Page:
        skipped = [{"item": f"{self.name}#{at}", "reason": "excluded"} for at in range(left)]
        talk = [schemas.TALK] if table is schemas.SNAPSHOTS else []
        schema = pa.schema([ITEM, *table.schema, *talk])
        return Page(pa.Table.from_pylist(rows, schema), pa.Table.from_pylist(skipped, SKIPPED_SCHEMA))


def _int(value: Any) -> int | None:  # noqa: ANN401 - SQLite's columns hold what they like
    return value if isinstance(value, int) else None


def _time(text: Any) -> datetime | None:  # noqa: ANN401
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (TypeError, ValueError, OverflowError):
        return None
