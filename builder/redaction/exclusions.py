"""What somebody asked to have left out: ids known by their hashes alone, and the same ids where others name them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from builder.errors import SettingsError

LINE = re.compile(r"\\?([0-9a-fA-F]{64})(?:[ \t]+\*?\S.*)?")  # `sha256sum` marks names that it escapes by a backslash
MARK = "•"  # as many as the id had characters, so that the places of quotations stay true
NAMES = re.compile(r"[\w.-]+(?:/[\w.-]+)+(?:#\w+)?")  # in a path any two neighbours may be an owner and a name
BASE_TAG = "base_model:"  # what the Hub tags a model with, 'base_model:quantized:owner/name' among them
IDS = frozenset(
    {
        *("model_id", "base_model", "base_models", "conflict_via", "derived_models", "former_ids", "models"),
        "models_declared",
    }
)  # columns that hold an id, with an owner or without
WHOLE = frozenset(  # lists whose elements go whole
    {"tags", "derived_models", "former_ids", "datasets", "models", "models_declared"}
)


def fingerprint(identifier: str) -> str:
    """What stands for an excluded owner, repository or model in a file of exclusions: SHA-256 of it in lower case."""
    return hashlib.sha256(identifier.strip().lower().encode()).hexdigest()


@dataclass(frozen=True)
class Exclusions:
    """The ids that must not appear anywhere, as fingerprints: the list itself says nothing about anybody."""

    hashes: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path) -> "Exclusions":
        """Read a file of one fingerprint a line; SettingsError names every line that is none.

        '#' starts a comment; behind a fingerprint may stand what `sha256sum` writes there, the name of what it read.
        """
        if not path.is_file():
            raise SettingsError(f"{path}: no such file; give a list of exclusions")
        try:
            lines = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot read the list of exclusions ({error}); give a text file") from error
        found = {number: text for number, line in enumerate(lines, 1) if (text := line.partition("#")[0].strip())}
        hashes = {number: LINE.fullmatch(text) for number, text in found.items()}
        wrong = [str(number) for number, match in hashes.items() if match is None]
        if wrong:
            raise SettingsError(f"{path}: line {', '.join(wrong)}: not the SHA-256 (64 hex digits) of a lower-cased id")
        return cls(frozenset(match[1].lower() for match in hashes.values() if match))

    def covers(self, *identifiers: str | None) -> bool:
        """Whether one of these ids is listed, or its owner, or the repository of a PyTorch Hub entry."""
        return bool(self.hashes) and any(_listed(self.hashes, one) for one in identifiers if one)

    def redact(self, text: str) -> str:
        """The text with a mark for each character of a listed id, or of an id of a listed owner."""
        if text.startswith(BASE_TAG) and self.covers(text.rpartition(":")[2]):
            return MARK * len(text)
        return NAMES.sub(lambda found: self._redacted(found[0]), text) if "/" in text else text

    def _redacted(self, path: str) -> str:
        names = [(part.start(), part.end()) for part in re.finditer("[^/]+", path)]
        for (start, _), (_, end) in pairwise(names):
            name = path[start:end].rstrip(".-")  # the end of a sentence, not of the name
            if self.covers(name):
                path = path[:start] + MARK * len(name) + path[start + len(name) :]
        return path

    def without(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row that no longer names a listed id: tags and base models go, running text is redacted in place."""
        kept = {key: self._kept(key, value) for key, value in row.items()}
        if "base_model" in row and kept["base_model"] != row["base_model"]:
            kept["evidence"] = [one for one in kept["evidence"] or () if one["field"] != "base_model"]
        if "evidence" in row and kept.get("base_models") != row.get("base_models"):
            kept["evidence"] = self._renumbered(row["base_models"], kept["evidence"] or [])
        return kept

    def _renumbered(self, before: list[str], evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Evidence of the base models that stay, by their new places in the list."""
        stay = [at for at, name in enumerate(before) if self._kept("base_models", name) == name]
        places = {at: new for new, at in enumerate(stay)}
        return [
            e | {"index": places[e["index"]]} if e["field"] == "base_models" else e
            for e in evidence
            if e["field"] != "base_models" or e["index"] in places
        ]

    def _kept(self, key: str, value: Any) -> Any:  # noqa: ANN401 - whatever a row holds
        match value:
            case str() if key in IDS:
                return None if self.covers(value) or self.redact(value) != value else value
            case str():
                return self.redact(value)
            case list():
                return [kept for entry in value if (kept := self._kept(key, entry)) == entry or not _goes(key, kept)]
            case dict():
                return {name: self._kept(name, entry) for name, entry in value.items()}
        return value

    def leave_out(self, rows: pa.Table) -> tuple[pa.Table, int]:
        """Rows in their order as `without` makes them, with the card's new hash; and how many were changed."""
        if not self.hashes:
            return rows, 0
        found = {place for column in rows.schema.names for place in self._naming(rows[column], column)}
        if not found:
            return rows, 0
        places = pa.array(sorted(found), pa.int64())
        changed = [self.without(row) for row in rows.take(places).to_pylist()]
        for row in changed:
            if row.get("card") is not None:
                row["card_sha256"] = hashlib.sha256(row["card"].encode()).hexdigest()
        others = pa.array([place for place in range(rows.num_rows) if place not in found], pa.int64())
        table = pa.concat_tables([rows.take(others), pa.Table.from_pylist(changed, schema=rows.schema)])
        return table.take(pc.array_sort_indices(pa.concat_arrays([others, places]))), len(changed)

    def _naming(self, column: pa.ChunkedArray, name: str) -> Iterator[int]:
        """Places of the rows in which a text of the column names a listed id; asked once per distinct text."""
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        for field, texts, places in _texts(array, name, pa.array(range(len(array)), pa.int64())):
            coded = texts.dictionary_encode()
            said = enumerate(coded.dictionary.to_pylist())
            listed = [code for code, text in said if text and self._kept(field, text) != text]
            if listed:
                yield from places.filter(pc.is_in(coded.indices, pa.array(listed, pa.int32()))).to_pylist()


def _goes(key: str, changed: Any) -> bool:  # noqa: ANN401 - an element of a list
    """Whether an element goes altogether where it named a listed id: elsewhere evidence counts a list's elements."""
    return key in WHOLE or changed is None or (isinstance(changed, dict) and "model_id" in changed)


def _texts(array: pa.Array, name: str, places: pa.Array) -> Iterator[tuple[str, pa.Array, pa.Array]]:
    """Every array of text within an array, the name it goes by, and the row of each of its elements."""
    if pa.types.is_string(array.type):
        yield name, array, places
    elif pa.types.is_list(array.type):
        yield from _texts(array.flatten(), name, places.take(pc.list_parent_indices(array)))
    elif pa.types.is_struct(array.type):
        for field, values in zip(array.type, array.flatten(), strict=True):
            yield from _texts(values, field.name, places)


@lru_cache(maxsize=1 << 16)
def _listed(hashes: frozenset[str], name: str) -> bool:
    parts = {name, *(name.partition(sign)[0] for sign in "#/@")}
    if name.count("/") == 2:  # 'spaces/owner/name'
        _, owner, last = name.split("/")
        parts |= {owner, f"{owner}/{last}"}
    return any(fingerprint(part) in hashes for part in parts)
