"""A dump of the Hub: records as its list and info endpoints give them, in files, with or without card text."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.compute as pc

from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.errors import InputError
from builder.redaction.exclusions import Exclusions
from builder.sources.dump_files import PAGE_BYTES, RawPage, find, read, reading, sha256
from builder.sources.hub_records import normalise

VERSION = 6


@dataclass(frozen=True)
class HubDump:
    """Source of model records; `cards` is a folder or URL of '<model_id>/README.md' for models without card text.

    A card in `cards` goes before the dump's own text.
    """

    name: str
    path: str
    taken_at: datetime
    cards: str | None
    exclusions: Exclusions

    @cached_property
    def inputs(self) -> dict[str, str]:
        """SHA-256 of every file that is read, by a name that tells nothing of this machine."""
        paths = find(self.path)
        shared = posixpath.commonprefix(paths).rpartition("/")[0]
        files = {path[len(shared) :].strip("/"): sha256(path) for path in paths}
        if self.card_files:
            files["cards"] = digest({model: sha256(path) for model, path in sorted(self.card_files.items())})
        return {f"{self.name}/{name}": sha for name, sha in files.items()}

    @cached_property
    def card_files(self) -> dict[str, str]:
        """Path of each card in the folder of cards, by model id."""
        if self.cards is None:
            return {}
        with reading(self.cards):
            filesystem, root = fsspec.core.url_to_fs(self.cards)
            if not filesystem.isdir(root):
                raise InputError(f"{self.cards} is not a folder: sources.cards names a folder of <model_id>/README.md")
            paths = [path for path in filesystem.find(root) if path.endswith("/README.md")]
        return {
            path[len(root) :].strip("/").removesuffix("/README.md"): filesystem.unstrip_protocol(path) for path in paths
        }

    def digest(self) -> str:
        """What the pages depend on: the files' bytes, the settings, the exclusions, this code's version."""
        return digest(VERSION, self.name, self.inputs, self.taken_at, sorted(self.exclusions.hashes))

    def pages(self, start: int) -> Iterator[Page]:
        """Pages from the given number on; positions count through all files."""
        number = base = 0
        for path in find(self.path):
            last = base
            for raw in read(path):
                last = base + max([raw.first, *raw.positions, *(at for at, _, _ in raw.faults)])
                for part in self._with_cards(raw):
                    if number >= start:
                        page = normalise(part, self.name, self.taken_at, self.exclusions)
                        yield Page(_shifted(page.rows, base), page.skipped)
                    number += 1
            base = last + 1

    def _with_cards(self, raw: RawPage) -> Iterator[RawPage]:
        """A page with the folder's cards, in parts of PAGE_BYTES of them; its faults are the first one's."""
        if not self.card_files:
            yield raw
            return
        cards: list[str | None] = []
        start = size = 0
        for end, name in enumerate(raw.table["id"].to_pylist(), 1):
            cards.append(self._card(name))
            size += len(cards[-1] or "")
            if size >= PAGE_BYTES:
                yield _part(raw, start, cards)
                cards, start, size = [], end, 0
        if cards or not start:
            yield _part(raw, start, cards)

    def _card(self, model_id: Any) -> str | None:  # noqa: ANN401 - whatever a dump calls an id
        path = self.card_files.get(model_id)
        if path is None:
            return None
        with reading(path), fsspec.open(path, "rb") as file:
            data: bytes = file.read()
        return data.decode("utf-8", "replace")


def _part(raw: RawPage, start: int, cards: list[str | None]) -> RawPage:
    """Some records of a page from `start` on, with their cards; faults are with the first."""
    rows = raw.table.slice(start, len(cards))
    index = rows.schema.get_field_index("card")
    rows = rows.set_column(index, "card", pc.coalesce(pa.array(cards, pa.string()), rows.column(index)))
    return RawPage(raw.file, raw.first, rows, raw.positions[start:][: len(cards)], [] if start else raw.faults)


def _shifted(rows: pa.Table, base: int) -> pa.Table:
    index = rows.schema.get_field_index("position")
    return rows.set_column(index, "position", pc.add(rows["position"], base))
