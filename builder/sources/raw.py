"""The columns of raw tables: the Hub's names, their types here, and how a dump's columns and values take that form.

What a dump lacks is null, what nests freely is JSON text.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

import pyarrow as pa
import pyarrow.compute as pc

from builder.redaction.privacy import mask
from builder.sources.columns import relisted

TEXT, INT, BOOL, TAGS = pa.string(), pa.int64(), pa.bool_(), pa.list_(pa.string())
FILES = pa.list_(
    pa.struct([("path", TEXT), ("size", INT), ("oid", TEXT), ("lfs_sha256", TEXT), ("security", TEXT)]),
)
JSON = pa.field("json", TEXT)  # marks a column that is kept as JSON text

HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")

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
    "baseModels": (JSON, ("base_models",)),
    "evalResults": (JSON, ("eval_results",)),
    "usedStorage": (INT, ("used_storage",)),
    "trendingScore": (INT, ("trending_score",)),
    "childrenModelCount": (INT, ("children_model_count",)),
    "inferenceProviderMapping": (JSON, ("inference_provider_mapping",)),
    "spaces": (JSON, ()),
    "siblings": (FILES, ()),
    "card": (TEXT, ()),
}
SCHEMA = pa.schema([(name, TEXT if kind is JSON else kind) for name, (kind, _) in RAW.items()])


# fields that the Hub's list gives of data sets alone, and of models alone
OF_DATASETS = frozenset({"citation", "description", "key", "paperswithcode_id"})
OF_MODELS = frozenset({"modelId", "pipeline_tag", "library_name"})


def is_of_dataset(names: Iterable[str]) -> bool:
    """Whether a record (or a table) with these fields tells of data sets: their list looks much like that of models."""
    given = set(names)
    return bool(given & OF_DATASETS) and not given & OF_MODELS


def called(column: str, names: Iterable[str]) -> str | None:
    """The name that a dump with these names gives a column of RAW; None if it lacks it."""
    return next((name for name in (column, *RAW[column][1]) if name in names), None)


def of_array(array: pa.Array, column: str) -> pa.Array:
    """A column of a table in the type of RAW; TypeError naming both types where it cannot be."""
    kind = RAW[column][0]
    if array.null_count == len(array):
        return pa.nulls(len(array), SCHEMA.field(column).type)
    try:
        if kind is JSON or (column == "gated" and not pa.types.is_string(array.type)):
            if pa.types.is_nested(array.type) or pa.types.is_boolean(array.type):
                values = array.to_pylist()
                return pa.array([None if v is None else json.dumps(v, default=str) for v in values], TEXT)
            return array.cast(TEXT)
        if kind is FILES:
            return _files(array)
        if kind == INT and pa.types.is_floating(array.type):  # NaN: some writers' way to say that a number is missing
            array = pc.if_else(pc.is_nan(array), None, array)
        if (kind == INT) is not _is_number(array.type):  # Arrow would read numbers out of text, and write them as text
            raise pa.ArrowTypeError(f"{array.type}")
        return array.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        wanted = "JSON text" if kind is JSON else kind
        raise TypeError(f"column '{column}' is {array.type}, expected {wanted}") from error


def unfit(columns: Mapping[str, pa.Array]) -> dict[int, str]:
    """Rows of a table, by their number, with a number that no column of whole ones holds, and the first such column."""
    found: dict[int, str] = {}
    for name, array in columns.items():
        if RAW[name][0] == INT and pa.types.is_floating(array.type):
            beyond = pc.greater_equal(pc.abs(array), float(1 << 63))
            bad = pc.and_not(pc.or_(pc.not_equal(array, pc.floor(array)), beyond), pc.is_nan(array))
            for at in pc.indices_nonzero(pc.fill_null(bad, False)).to_pylist():
                found.setdefault(at, name)
    return found


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _files(array: pa.Array) -> pa.Array:
    """Siblings as lists of names or of structs (rfilename, size ...), in one form."""
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise pa.ArrowTypeError(f"{array.type}")
    array = array.cast(pa.list_(array.type.value_type))
    values = array.flatten()
    named, sizes = _named_files(values)
    nothing = pa.nulls(len(values), TEXT)
    structs = pa.StructArray.from_arrays([named, sizes, nothing, nothing, nothing], fields=list(FILES.value_type))
    return relisted(array, structs)


def _named_files(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Names of files and their sizes (null where there are none), out of names or structs; ArrowTypeError else."""
    unknown = pa.nulls(len(values), INT)
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return values.cast(TEXT), unknown
    fields = {field.name: index for index, field in enumerate(values.type)} if pa.types.is_struct(values.type) else {}
    if "rfilename" not in fields:
        raise pa.ArrowTypeError(f"{pa.list_(values.type)}")
    sizes = values.field(fields["size"]).cast(INT) if "size" in fields else unknown
    return values.field(fields["rfilename"]).cast(TEXT), sizes


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """A JSON record as a row of RAW; TypeError naming the first field that is of another type."""
    return {column: of_record(record, column) for column in RAW}


def of_record(record: dict[str, Any], column: str) -> Any:  # noqa: ANN401 - a value of RAW's type
    """One field of a JSON record in the type of RAW; TypeError naming it where it is of another."""
    value = record.get(column)
    if value is None:
        value = next((record[name] for name in RAW[column][1] if record.get(name) is not None), None)
    if value is None:
        return None
    kind = RAW[column][0]
    good: bool
    if kind is JSON:
        return valid(value if isinstance(value, str) else json.dumps(value))
    if column == "gated" and isinstance(value, bool):
        return str(value).lower()
    if kind is FILES:
        return _siblings(value)
    if isinstance(value, float) and math.isnan(value):  # pandas' way to write that a number is missing
        return None
    if kind == TAGS:
        good = isinstance(value, list) and all(isinstance(tag, str | None) for tag in value)
        value = [valid(tag) for tag in value if tag is not None] if good else value
    elif kind == INT:
        whole = whole_number(value)
        good, value = whole is not None, value if whole is None else whole
    elif kind == BOOL:
        good = isinstance(value, bool)
    else:
        good = isinstance(value, str)
        value = valid(value) if good else value
    if not good:
        shown = repr(mask(value)[:80]) if isinstance(value, str) else f"a {type(value).__name__}"
        raise TypeError(f"{column}: {shown} is no {kind}")
    return value


def whole_number(value: Any) -> int | None:  # noqa: ANN401 - a JSON value
    """A JSON number that is whole and fits a column, 14.0 as well as 14; None for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if is_int(value) else None


def is_int(value: Any) -> TypeGuard[int]:  # noqa: ANN401 - a JSON value
    """Whether a JSON value is a whole number that fits a column."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63


def _siblings(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a JSON value
    entries = value if isinstance(value, list) else [None]
    names = [entry.get("rfilename") if isinstance(entry, dict) else entry for entry in entries]
    if not all(isinstance(name, str) for name in names):
        raise TypeError("siblings: not a list of files")
    sizes = [entry.get("size") if isinstance(entry, dict) else None for entry in entries]
    found = zip(names, sizes, strict=True)
    files = [{"path": valid(str(name)), "size": whole_number(size)} for name, size in found]
    return [file | _hashes(entry) for file, entry in zip(files, entries, strict=True)]


def _hashes(entry: Any) -> dict[str, str]:  # noqa: ANN401 - a JSON value
    """Ids of a file's content, which the Hub gives with `blobs=true`: git's, and the SHA-256 of what LFS keeps."""
    if not isinstance(entry, dict):
        return {}
    lfs = entry.get("lfs")
    hashes = {"oid": entry.get("blobId"), "lfs_sha256": lfs.get("sha256") if isinstance(lfs, dict) else None}
    return {key: value for key, value in hashes.items() if isinstance(value, str) and HASH.fullmatch(value)}


def valid(value: str) -> str:
    """JSON can hold half of a surrogate pair, which UTF-8 cannot: such halves become '?'."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
