"""The names that a scan found as ids of models: out of a Parquet file, a published release, or a build's workspace."""

import hashlib
import json
from pathlib import Path
from typing import Any

from builder.column_values import LISTED
from builder.errors import InputError


def relation(location: str) -> str:
    """The table of models as DuckDB reads it; InputError where there is none at the place."""
    path = Path(location)
    if path.is_file():
        return _parquet([path])
    if not path.is_dir():
        raise InputError(f"{location}: no such file or folder; give models in Parquet, a release or a workspace")
    built = _built(path, "models")
    if built is not None:
        return built
    found = sorted((path / "models").glob("*.parquet")) or sorted(path.glob("*.parquet"))
    if not found and any((path / "models").glob("*.arrow")):
        raise InputError(f"{location}: Arrow shards; give the build's workspace (work), or a release in Parquet")
    if not found:
        raise InputError(f"{location}: holds no models in Parquet; give a release, or a build's workspace")
    return _parquet(found)


def snapshots(location: str) -> str | None:
    """The table of snapshots beside that of models; None where there is none, as with a file of models alone."""
    path = Path(location)
    found = sorted((path / "snapshots").glob("*.parquet"))
    return _built(path, "snapshots") or (_parquet(found) if found else None)


def identified(rows: list[dict[str, Any]], models: str | None, snapshots: str | None = None) -> list[dict[str, Any]]:
    """The rows with `model_id` and `identity`: as the relation `models` (DuckDB's words) has it; null without one.

    A file of weights is the model whose files in the relation `snapshots` hold it.
    """
    known: dict[tuple[str, str], tuple[str, str]] = {}
    copies: dict[str, tuple[str, str, str]] = {}
    if models is not None:
        import duckdb

        from builder.mapping.identity import copied, identify
        from builder.reference.signatures import load_signatures

        names = sorted({(row["library"], row["model_name"]) for row in rows if row["model_name"] is not None})
        codes = sorted({row["code"] for row in rows if row["call"] is None and row["code"] is not None})
        with duckdb.connect(config={"memory_limit": "100MB", "threads": "1"}) as connection:
            try:
                known = identify(connection, names, models, load_signatures())
                copies = copied(connection, codes, snapshots) if codes and snapshots is not None else {}
            except duckdb.Error as error:
                raise InputError(
                    f"the table of models cannot be read: {models} ({str(error).splitlines()[0]})"
                ) from error
    made = []
    for row in rows:
        listed = row["hub"] in (None, *LISTED)
        model_id, identity = known.get((row["library"], row["model_name"]), (None, None)) if listed else (None, None)
        copy = _copy(row, copies) if row["call"] is None else {}
        made.append({**row, "model_id": model_id, "identity": identity, **copy})
    return made


def _built(path: Path, table: str) -> str | None:
    """A table of a build's workspace; None where the folder is none, or has no such table."""
    record = path / "tables" / f"{table}.commit.json"
    if not record.is_file():
        return None
    try:
        rows = json.loads(record.read_text("utf-8"))["files"]["rows"]
        file, wanted = record.parent / rows["name"], rows["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{record} is damaged: build again") from error
    if not file.is_file() or _sha256(file) != wanted:
        raise InputError(f"{file} is not as it was built: build again")
    return _parquet([file])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parquet(paths: list[Path]) -> str:
    for path in paths:
        with path.open("rb") as file:
            if file.read(4) != b"PAR1":
                raise InputError(f"{path}: not a Parquet file; give models in Parquet, a release or a workspace")
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


def _copy(row: dict[str, Any], copies: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    """What is known of a file of weights that is a model's."""
    if row["code"] not in copies:
        return {}
    model_id, revision, hub = copies[row["code"]]
    exact = {"model_id": model_id, "revision": revision, "hub": hub}
    return {**exact, "identity": "file_hash", "usage": "use", "weights": "requested"}
