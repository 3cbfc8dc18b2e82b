"""Lists of models in plain files: a line each, tables (CSV, TSV), lines of JSON, rows of SQL, defaults of its columns.

They count in a repository that loads models or starts servers of them, where the file's or the column's name says that
it is of models; large ones are data.
"""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import Positions, decoded
from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import fetched, marked
from builder.mapping.outside.wanted import HUB, Wanted

MAX_BYTES, MAX_NAMES = 200_000, 300
JSON_LINES = frozenset({"jsonl", "ndjson"})
NAME = re.compile(r"(?a)[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
COLUMN = re.compile(
    r"(?i)(?:^|_)(?:model|checkpoint|embed\w*|hf|huggingface|llm|repo)(?:_?(?:id|name|repo|path|url|key))*$|model"
)
OTHERWISE = re.compile(r"(?i)data_?set|image|docker|type|class|family|provider")
LINE = re.compile(r"(?m)^[ \t]*([^\s#,;|'\"]+)[ \t]*(?:[#;].*|[,|\t][ \t]*[\w.*-]+)?\r?$")  # 'owner/name, file', too
INSERT = re.compile(
    r"(?is)\bINSERT\s+(?:OR\s+\w+\s+)?INTO\s+[\w.\"`\[\]]+\s*\(([^()]{1,2000})\)\s*VALUES\s*((?:[^;']|'(?:[^']|'')*')*+)"
)
TUPLE = re.compile(r"\(((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*+)\)")
CELL = re.compile(r"\s*(?:'((?:[^']|'')*)'|([^,']+)|(,))")
DEFAULT = re.compile(
    r"(?i)\b(\w++)[\"`\]]?\s+(?:VARCHAR|TEXT|CHARACTER|STRING|NVARCHAR)[^,;'\n]{0,80}\bDEFAULT\s+'([^'\n]{3,200})'"
)


class Named(NamedTuple):
    """A text that names a model, where it begins, and whether it is one of several to choose from."""

    text: str
    start: int
    offered: bool


def found(path: str, data: bytes, wanted: Wanted) -> list[Found]:
    """The models that a file lists, in their order."""
    if len(data) > MAX_BYTES or not (wanted.takes or wanted.loads_elsewhere):
        return []
    text = decoded(data)
    suffix = path.lower().rpartition(".")[2]
    named = list(_named(text, suffix, wanted))
    if len({one.text for one in named}) > MAX_NAMES:
        return []
    places = Positions(text)
    made = (_made(text, places, one, wanted) for one in named)
    return [one for one in made if one is not None]


def _named(text: str, suffix: str, wanted: Wanted) -> Iterator[Named]:
    if suffix == "sql":
        return _of_sql(text)
    if suffix in JSON_LINES:
        return _of_records(text, wanted)
    return _of_table(text, suffix) if suffix in {"csv", "tsv"} else _lines(text)


def _of_records(text: str, wanted: Wanted) -> Iterator[Named]:
    """The values, in an object on each line, of the keys that the code loads from or that say they are of models."""
    start = 0
    for line in text.splitlines(keepends=True):
        try:
            record = json.loads(line) if line.lstrip().startswith("{") else None
        except (ValueError, RecursionError):
            record = None
        for key, value in record.items() if isinstance(record, dict) else ():
            told = isinstance(value, str) and NAME.fullmatch(value) is not None
            if told and (_is_of_models(key) or wanted.demanded([key]) is not None):
                yield Named(value, start + max(line.find(json.dumps(value)[1:-1]), 0), True)
        start += len(line)


def _lines(text: str) -> Iterator[Named]:
    """A name or an address on each line."""
    for match in LINE.finditer(text):
        if NAME.fullmatch(match[1]) or "://" in match[1]:
            yield Named(match[1], match.start(1), False)


def _of_table(text: str, suffix: str) -> Iterator[Named]:
    """The cells of the columns whose head says that they are of models."""
    rows = csv.reader(StringIO(text), delimiter="\t" if suffix == "tsv" else ",")
    try:
        head = next(rows, [])
        columns = [place for place, name in enumerate(head) if _is_of_models(name.strip())]
        at = 0
        for row in rows if columns else ():
            for place in columns:
                cell = row[place].strip() if place < len(row) else ""
                start = text.find(cell, at) if NAME.fullmatch(cell) or "://" in cell else -1
                if start >= 0:
                    at = start + len(cell)
                    yield Named(cell, start, True)
    except csv.Error:
        return


def _of_sql(text: str) -> Iterator[Named]:
    """The values that rows are given for columns of models, and such columns' defaults."""
    for insert in INSERT.finditer(text):
        columns = [name.strip(' \t\n"`[]') for name in insert[1].split(",")]
        for row in TUPLE.finditer(text, insert.start(2), insert.end(2)):
            for name, value, start in zip(columns, *_cells(row), strict=False):
                if value is not None and _is_of_models(name) and (NAME.fullmatch(value) or "://" in value):
                    yield Named(value, start, True)
    for default in DEFAULT.finditer(text):
        if _is_of_models(default[1]) and NAME.fullmatch(default[2]):
            yield Named(default[2], default.start(2), False)


def _cells(row: re.Match[str]) -> tuple[list[str | None], list[int]]:
    """The texts of a row's values (None for what is no text), and where they begin."""
    values: list[str | None] = []
    starts: list[int] = []
    waiting = True
    for cell in CELL.finditer(row.string, row.start(1), row.end(1)):
        if cell[3] is not None:
            waiting = True
        elif waiting and (cell[1] is not None or cell[2].strip()):
            values.append(cell[1])
            starts.append(cell.start(1) if cell[1] is not None else cell.start())
            waiting = False
    return values, starts


def _is_of_models(column: str) -> bool:
    return COLUMN.search(column) is not None and OTHERWISE.search(column) is None


def _made(text: str, places: Positions, named: Named, wanted: Wanted) -> Found | None:
    rules = wanted.signatures.names
    target = Target(HUB.name, "list", "model", HUB.hub)
    address = fetched(named.text, rules)
    if address is not None:
        target = Target("url", "list", address[1], HUB.hub)
    name = address[0] if address is not None else marked(named.text, rules)
    if name is None and "://" not in named.text:
        name = wanted.name(named.text, target)
    if name is None:
        return None
    line, column = places.at(named.start)
    weighty = target.loads in WEIGHTY
    end = text.find("\n", named.start)
    return Found(
        target=target,
        line=line,
        column=column,
        argument_line=line,
        code=text[places.offset(line) : end if end >= 0 else len(text)].strip()[:300],
        expression=named.text,
        name=name.name,
        resolution="config_file",
        usage="selectable" if named.offered and weighty else usage_of(target.loads),
        revision=name.revision,
        weights="requested" if weighty else None,
    )
