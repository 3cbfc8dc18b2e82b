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
from builder.sources.dump_files import RawPage, find, read, reading, sha256
from builder.sources.hub_records import normalise

VERSION = 4


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
                if number >= start:
                    page = normalise(self._with_cards(raw), self.name, self.taken_at, self.exclusions)
                    yield Page(_shifted(page.rows, base), page.skipped)
                number += 1
            base = last + 1

    def _with_cards(self, raw: RawPage) -> RawPage:
        if not self.card_files:
            return raw
        ids = raw.table["id"].to_pylist()
        index = raw.table.schema.get_field_index("card")
        cards = pc.coalesce(pa.array([self._card(name) for name in ids], pa.string()), raw.table.column(index))
        return RawPage(raw.file, raw.first, raw.table.set_column(index, "card", cards), raw.positions, raw.faults)

    def _card(self, model_id: Any) -> str | None:  # noqa: ANN401 - whatever a dump calls an id
        path = self.card_files.get(model_id)
        if path is None:
            return None
        with reading(path), fsspec.open(path, "rb") as file:
            data: bytes = file.read()
        return data.decode("utf-8", "replace")


def _shifted(rows: pa.Table, base: int) -> pa.Table:
    index = rows.schema.get_field_index("position")
    return rows.set_column(index, "position", pc.add(rows["position"], base))
