"""Files of a dump, whatever their form (Parquet, JSONL, JSON; plain, gzip, zstd; any fsspec URL), as raw tables.

A raw table has the columns of RAW under the Hub's own names; what a file lacks is null, what nests freely is JSON text.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from builder.errors import InputError

TEXT, INT, BOOL, TAGS = pa.string(), pa.int64(), pa.bool_(), pa.list_(pa.string())
FILES = pa.list_(
    pa.struct([("path", TEXT), ("size", INT), ("oid", TEXT), ("lfs_sha256", TEXT), ("security", TEXT)]),
)
JSON = pa.field("json", TEXT)  # marks a column that is kept as JSON text

# the Hub's name, its type here, and other names that dumps give it
RAW: dict[str, tuple[pa.DataType | pa.Field, tuple[str, ...]]] = {
    "id": (TEXT, ("modelId", "model_id")),
    "_id": (TEXT, ()),
    "sha": (TEXT, ()),
    "author": (TEXT, ()),
    "createdAt": (TEXT, ("created_at",)),
    "lastModified": (TEXT, ("last_modified",)),
    "downloads": (INT, ()),
    "downloadsAllTime": (INT, ("downloads_all_time",)),
    "likes": (INT, ()),
    "private": (BOOL, ()),
    "gated": (TEXT, ()),
    "disabled": (BOOL, ()),
    "tags": (TAGS, ()),
    "pipeline_tag": (TEXT, ()),
    "library_name": (TEXT, ()),
    "cardData": (JSON, ("card_data",)),
    "config": (JSON, ()),
    "safetensors": (JSON, ()),
    "gguf": (JSON, ()),
    "baseModels": (JSON, ()),
    "siblings": (FILES, ()),
    "card": (TEXT, ()),
}
SCHEMA = pa.schema([(name, TEXT if kind is JSON else kind) for name, (kind, _) in RAW.items()])
BATCH, BATCH_WITH_CARDS = 32768, 2048


@dataclass(frozen=True)
class RawPage:
    """Some records of one file: `first` is the position of the first, `faults` are (position, reason, detail)."""

    file: str
    first: int
    table: pa.Table
    positions: list[int]
    faults: list[tuple[int, str, str]]


def find(path: str) -> list[str]:
    """The files that a path, glob or URL names, sorted; InputError where there is none."""
    try:
        filesystem, plain = fsspec.core.url_to_fs(path)
        if any(sign in plain for sign in "*?["):
            files = [filesystem.unstrip_protocol(name) if "://" in path else name for name in filesystem.glob(plain)]
        else:
            files = [path] if filesystem.isfile(plain) else []
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{path} cannot be looked up: {error}") from error
    if not files:
        raise InputError(f"{path}: there is no such file: check sources.path in the settings")
    return sorted(files)


def sha256(path: str) -> str:
    """SHA-256 of a file's bytes as they are stored."""
    with _opened(path, decompress=False) as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        return digest.hexdigest()


def read(path: str) -> Iterator[RawPage]:
    """The records of one file in pages of a fixed size; InputError if it is damaged or of another form."""
    name = path.rsplit("/", 1)[-1]
    plain = name.removesuffix(".gz").removesuffix(".zst").removesuffix(".zstd")
    try:
        if plain.endswith(".parquet"):
            yield from _parquet(path, name)
        elif plain.endswith((".jsonl", ".ndjson")):
            yield from _records(_lines(path), name)
        elif plain.endswith(".json"):
            yield from _records(_array(path), name)
        else:
            raise InputError(f"{path}: the name must end in .parquet, .jsonl or .json (then .gz or .zst)")
    except (pa.ArrowInvalid, pa.ArrowTypeError, EOFError) as error:
        raise InputError(f"{path} is damaged or of another form: {_line(error)}: fetch it again") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read to its end: {_line(error)}: fetch it again") from error


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0].rstrip(".")


@contextmanager
def _opened(path: str, decompress: bool = True) -> Iterator[BinaryIO]:
    """The bytes of a local file or URL, decompressed by its ending."""
    with fsspec.open(path, "rb") as file:
        if decompress and path.endswith((".gz", ".zst", ".zstd")):
            codec = "gzip" if path.endswith(".gz") else "zstd"
            with pa.CompressedInputStream(pa.PythonFile(file, mode="r"), codec) as stream:
                yield stream
        else:
            yield file


def _parquet(path: str, name: str) -> Iterator[RawPage]:
    with _opened(path) as file:
        parquet = pq.ParquetFile(file)
        present = {column: name for column in RAW if (name := _called(column, parquet.schema_arrow.names))}
        if "id" not in present:
            raise InputError(f"{path}: no column 'id' or 'modelId': these are no records of the Hub's models")
        size = BATCH_WITH_CARDS if "card" in present else BATCH
        first = 0
        for batch in parquet.iter_batches(size, columns=list(present.values())):
            columns = {
                column: _cast(batch.column(present[column]), column, path) if column in present else None
                for column in RAW
            }
            arrays = [pa.nulls(len(batch), SCHEMA.field(c).type) if a is None else a for c, a in columns.items()]
            table = pa.Table.from_arrays(arrays, schema=SCHEMA)
            yield RawPage(name, first, table, list(range(first, first + len(batch))), [])
            first += len(batch)


def _called(column: str, names: list[str]) -> str | None:
    return next((name for name in (column, *RAW[column][1]) if name in names), None)


def _cast(array: pa.Array, column: str, path: str) -> pa.Array:
    """A Parquet column in the type of RAW; InputError naming the column where it cannot be."""
    kind = RAW[column][0]
    try:
        if kind is JSON or (column == "gated" and not pa.types.is_string(array.type)):
            if pa.types.is_nested(array.type) or pa.types.is_boolean(array.type):
                values = array.to_pylist()
                return pa.array([None if v is None else json.dumps(v, default=str) for v in values], TEXT)
            return array.cast(TEXT)
        if kind is FILES:
            return _files(array)
        if kind == INT and (pa.types.is_string(array.type) or pa.types.is_boolean(array.type)):
            raise pa.ArrowTypeError(f"{array.type}")
        return array.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        wanted = "JSON text" if kind is JSON else kind
        raise InputError(
            f"{path}: column '{column}' is {array.type}, expected {wanted}: name the right file"
        ) from error


def _files(array: pa.Array) -> pa.Array:
    """Siblings as lists of names or of structs (rfilename, size ...), in one form."""
    values = array.flatten()
    if pa.types.is_string(values.type):
        named, sizes = values, None
    elif pa.types.is_struct(values.type):
        fields = {field.name: index for index, field in enumerate(values.type)}
        named = values.field(fields["rfilename"])
        sizes = values.field(fields["size"]).cast(INT) if "size" in fields else None
    else:
        raise pa.ArrowTypeError(f"{array.type}")
    nothing = pa.nulls(len(values), TEXT)
    children = [named, pa.nulls(len(values), INT) if sizes is None else sizes, nothing, nothing, nothing]
    structs = pa.StructArray.from_arrays(children, fields=list(FILES.value_type))
    return pa.ListArray.from_arrays(array.offsets, structs, mask=array.is_null() if array.null_count else None)


def _lines(path: str) -> Iterator[Any]:
    """One value per line; a line that is no JSON comes as the error it makes."""
    with _opened(path) as stream:
        for line in _split(stream):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    yield error


def _split(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 20):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _array(path: str) -> Iterator[Any]:
    with _opened(path) as stream:
        text = stream.read()
    try:
        values = json.loads(text)
    except ValueError as error:
        raise InputError(f"{path} is no JSON: {error}: fetch it again") from error
    if not isinstance(values, list):
        raise InputError(f"{path} holds no list of records: name a page of the Hub's list of models")
    yield from values


def _records(values: Iterator[Any], name: str) -> Iterator[RawPage]:
    """Pages of JSON records; a value that is no record, or a field of the wrong type, is a fault with its position."""
    rows: list[dict[str, Any]] = []
    positions: list[int] = []
    faults: list[tuple[int, str, str]] = []
    first = position = 0
    for position, value in enumerate(values, 1):
        at = position - 1
        if isinstance(value, Exception):
            faults.append((at, "not_json", _line(value)))
        elif not isinstance(value, dict):
            faults.append((at, "not_a_record", f"a {type(value).__name__}"))
        else:
            try:
                rows.append({column: _value(value, column) for column in RAW})
                positions.append(at)
            except TypeError as error:
                faults.append((at, "bad_value", str(error)))
        if len(rows) + len(faults) >= BATCH_WITH_CARDS:
            yield RawPage(name, first, pa.Table.from_pylist(rows, SCHEMA), positions, faults)
            rows, positions, faults, first = [], [], [], position
    yield RawPage(name, first, pa.Table.from_pylist(rows, SCHEMA), positions, faults)


def _value(record: dict[str, Any], column: str) -> Any:  # noqa: ANN401 - a value of RAW's type
    """One field in the type of RAW; TypeError naming it where it is of another."""
    called = _called(column, list(record))
    value = None if called is None else record[called]
    if value is None:
        return None
    kind = RAW[column][0]
    good: bool
    if kind is JSON:
        return _text(value if isinstance(value, str) else json.dumps(value))
    if column == "gated":
        return str(value).lower()
    if kind is FILES:
        return _siblings(value)
    if kind == TAGS:
        good = isinstance(value, list) and all(isinstance(tag, str) for tag in value)
        value = [_text(tag) for tag in value] if good else value
    elif kind == INT:
        good = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
    elif kind == BOOL:
        good = isinstance(value, bool)
    else:
        good = isinstance(value, str)
        value = _text(value) if good else value
    if not good:
        raise TypeError(f"{column}: {str(value)[:80]!r} is no {kind}")
    return value


def _siblings(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a JSON value
    names = [entry.get("rfilename") if isinstance(entry, dict) else entry for entry in value]
    if not isinstance(value, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("siblings: not a list of files")
    sizes = [entry.get("size") if isinstance(entry, dict) else None for entry in value]
    return [
        {"path": _text(name), "size": size if isinstance(size, int) else None}
        for name, size in zip(names, sizes, strict=True)
    ]


def _text(value: str) -> str:
    """JSON can hold half of a surrogate pair, which UTF-8 cannot: such halves become '?'."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
