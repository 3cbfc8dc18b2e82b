"""Files of a dump, whatever their form (Parquet, JSONL, JSON; plain, gzip, zstd; any fsspec URL), as raw tables."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from builder.errors import InputError
from builder.sources.raw import RAW, SCHEMA, called, is_of_dataset, of_array, row_of, unfit

BATCH, BATCH_WITH_CARDS = 32768, 2048
PAGE_BYTES = 32_000_000  # of the records of a page, about: cards may have a megabyte each
PACKED = (".gz", ".zst", ".zstd")


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
        files = [path] if filesystem.isfile(plain) else []
        if not files and any(sign in plain for sign in "*?["):
            files = [filesystem.unstrip_protocol(name) if "://" in path else name for name in filesystem.glob(plain)]
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{path} cannot be looked up: {error}") from error
    if not files:
        raise InputError(f"{path}: there is no such file: check sources.path in the settings")
    return sorted(files)


def sha256(path: str) -> str:
    """SHA-256 of a file's bytes as they are stored."""
    with reading(path), opened(path, decompress=False) as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        return digest.hexdigest()


def read(path: str) -> Iterator[RawPage]:
    """The records of one file in pages of a fixed number or size; InputError if it is damaged or of another form."""
    name = path.rsplit("/", 1)[-1]
    plain = name.removesuffix(".gz").removesuffix(".zst").removesuffix(".zstd")
    with reading(path):
        if plain.endswith(".parquet"):
            yield from _parquet(path, name)
        elif plain.endswith((".jsonl", ".ndjson")):
            yield from records(_lines(path), name)
        elif plain.endswith(".json"):
            yield from records(_array(path), name)
        else:
            raise InputError(f"{path}: the name must end in .parquet, .jsonl or .json (then .gz or .zst)")


@contextmanager
def reading(path: str) -> Iterator[None]:
    """What goes wrong with a path's bytes, as an InputError; every remote file system has errors of its own."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowInvalid, pa.ArrowTypeError, EOFError) as error:
        raise InputError(f"{path} is damaged or of another form: {_line(error)}: fetch it again") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read to the end: {_line(error)}: fetch it again") from error
    except Exception as error:
        if "://" not in path:
            raise
        raise InputError(f"{path} cannot be read: {_line(error)}: try again, or fetch it yourself") from error


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0].rstrip(".") or type(error).__name__


@contextmanager
def opened(path: str, decompress: bool = True) -> Iterator[BinaryIO]:
    """The bytes of a local file or URL, decompressed by its ending."""
    with fsspec.open(path, "rb") as file:
        if decompress and path.endswith(PACKED):
            codec = "gzip" if path.endswith(".gz") else "zstd"
            with pa.CompressedInputStream(pa.PythonFile(file, mode="r"), codec) as stream:
                yield stream
                if file.tell() == 0:  # Arrow takes no bytes at all for compressed nothing
                    raise EOFError("it is empty")
        else:
            yield file


@contextmanager
def seekable(path: str) -> Iterator[BinaryIO]:
    """As `opened`, for what is not read from front to back: decompressed to a temporary file first."""
    with opened(path) as file:
        if not path.endswith(PACKED):
            yield file
            return
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            yield copy


def _parquet(path: str, file_name: str) -> Iterator[RawPage]:
    with seekable(path) as file:
        parquet = pq.ParquetFile(file)
        present = {column: name for column in RAW if (name := called(column, parquet.schema_arrow.names))}
        if "id" not in present:
            raise InputError(f"{path}: no column 'id' or 'modelId': these are not records of the Hub's models")
        if is_of_dataset(parquet.schema_arrow.names):
            raise InputError(f"{path}: these are records of data sets, not of models: name the Hub's list of models")
        size = min(BATCH_WITH_CARDS if "card" in present else BATCH, max(1, PAGE_BYTES // _widest(parquet)))
        first = 0
        for whole in parquet.iter_batches(size, columns=list(present.values())):
            faults = [
                (first + at, "bad_value", f"{column}: a float is no {RAW[column][0]}")
                for at, column in unfit({name: whole.column(of) for name, of in present.items()}).items()
            ]
            bad = {position for position, _, _ in faults}
            positions = [at for at in range(first, first + len(whole)) if not bad or at not in bad]
            batch = whole.take(pa.array([at - first for at in positions], pa.int64())) if bad else whole
            try:
                arrays = [
                    of_array(batch.column(present[column]), column)
                    if column in present
                    else pa.nulls(len(batch), SCHEMA.field(column).type)
                    for column in RAW
                ]
            except TypeError as error:
                raise InputError(f"{path}: {error}: name the right file") from error
            table = pa.Table.from_arrays(arrays, schema=SCHEMA)
            yield RawPage(file_name, first, table, positions, faults)
            first += len(whole)


def _widest(parquet: pq.ParquetFile) -> int:
    """Bytes of a row, at least 1: the mean of the row group where they are most."""
    groups = [parquet.metadata.row_group(number) for number in range(parquet.metadata.num_row_groups)]
    return max((group.total_byte_size // group.num_rows for group in groups if group.num_rows), default=1) or 1


def _lines(path: str) -> Iterator[Any]:
    """One value per line; a line that is not JSON comes as the error it makes."""
    with opened(path) as stream:
        for line in _split(stream):
            if line.strip():
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError) as error:
                    yield error


def _split(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(1 << 20):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _array(path: str) -> Iterator[Any]:
    with opened(path) as stream:
        text = stream.read()
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}: fetch it again") from error
    if not isinstance(values, list):
        raise InputError(f"{path} holds no list of records: name a page of the Hub's list of models")
    yield from values


def records(values: Iterable[Any], name: str) -> Iterator[RawPage]:
    """Pages of JSON records; a value that is no record, or a field of the wrong type, is a fault with its position."""
    rows: list[dict[str, Any]] = []
    positions: list[int] = []
    faults: list[tuple[int, str, str]] = []
    first = position = size = 0
    for position, value in enumerate(values, 1):
        at = position - 1
        if isinstance(value, Exception):
            faults.append((at, "not_json", _line(value)))
        elif not isinstance(value, dict):
            faults.append((at, "not_a_record", f"of type {type(value).__name__}"))
        elif is_of_dataset(value):
            faults.append((at, "not_a_model", "a data set, by its fields"))
        else:
            try:
                rows.append(row_of(value))
                positions.append(at)
                size += sum(len(part) for part in rows[-1].values() if isinstance(part, str))
            except (TypeError, RecursionError) as error:
                faults.append((at, "bad_value", str(error)))
        if len(rows) + len(faults) >= BATCH_WITH_CARDS or size >= PAGE_BYTES:
            yield RawPage(name, first, pa.Table.from_pylist(rows, SCHEMA), positions, faults)
            rows, positions, faults, first, size = [], [], [], position, 0
    if rows or faults:
        yield RawPage(name, first, pa.Table.from_pylist(rows, SCHEMA), positions, faults)
