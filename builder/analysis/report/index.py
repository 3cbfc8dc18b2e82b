"""Packs who uses which model, with the lines that prove it, into text that a page unpacks: JSON, deflate, base64."""

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import duckdb

from builder.redaction.controls import visible

PAIRS = 100_000
PLACES = (10, 5, 3, 2, 1)  # of a pair: as many as leave room
BYTES = 4_000_000  # of the packed text


@dataclass(frozen=True)
class Index:
    """The packed text, and what of the dataset is in it: pairs of all pairs, lines of each pair at most."""

    packed: str
    pairs: int
    all_pairs: int
    places: int


class _Words:
    """Texts with a number each, in the order in which they came; null is -1."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, text: str | None) -> int:
        """The number of a text, shown on one line and without characters that a reader does not see."""
        return -1 if text is None else self.numbers.setdefault(visible(" ".join(text.split())), len(self.numbers))


def index(connection: duckdb.DuckDBPyConnection, most: int = PAIRS, room: int = BYTES) -> Index:
    """Uses of models in a connection's tables, packed into at most `room` bytes, so many pairs at most."""
    ((count,),) = connection.execute("SELECT count(*) FROM pairs WHERE usage IS DISTINCT FROM 'mention'").fetchall()
    while True:
        pairs = connection.execute(sql("pairs"), [most]).fetchall()
        for places in PLACES:
            packed = pack(pairs, connection.execute(sql("places"), [places]).fetchall())
            if len(packed) <= room:
                return Index(packed, len(pairs), int(count), places)
        most = len(pairs) // 2


def pack(pairs: Iterable[tuple[Any, ...]], places: Iterable[tuple[Any, ...]]) -> str:
    """Rows of pairs.sql and places.sql as the page's script reads them (dataset_card/report/report.js)."""
    repositories, models, words, paths, codes = (_Words() for _ in range(5))
    rows: list[list[Any]] = []
    known: dict[tuple[str, str], list[Any]] = {}
    for repository, model, usage, verdict, model_license, repository_license, count in pairs:
        named = [words.of(one) for one in (usage, verdict, model_license, repository_license)]
        row: list[Any] = [repositories.of(repository), models.of(model), *named, count, []]
        rows.append(row)
        known[repository, model] = row
    prefixes: dict[int, str] = {}
    for repository, model, path, line, url, code in places:
        found = known.get((repository, model))
        if found is not None:
            link = _link(prefixes, found[0], url, f"{path}#L{line}")
            found[-1].append([paths.of(path), line, codes.of(code), *link])
    value = {
        "repositories": [*repositories.numbers],
        "models": [*models.numbers],
        "words": [*words.numbers],
        "paths": [*paths.numbers],
        "codes": [*codes.numbers],
        "prefixes": {str(number): prefix for number, prefix in sorted(prefixes.items())},
        "pairs": rows,
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def _link(prefixes: dict[int, str], repository: int, url: str | None, end: str) -> list[str]:
    """Nothing where the address is the repository's prefix and the place's own end; else all of it, '' without one."""
    if url is None or not url.startswith(("https://", "http://")):
        return [""]
    if url.endswith(f"/{end}") and prefixes.setdefault(repository, url.removesuffix(end)) == url.removesuffix(end):
        return []
    return [url]


def sql(name: str) -> str:
    """The SQL of a file of this folder."""
    return files("builder.analysis").joinpath("report", f"{name}.sql").read_text(encoding="utf-8")
