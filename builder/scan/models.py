"""The names that a scan found as ids of models: out of a table of models, a dataset, or the workspace of a build."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from builder.column_values import LISTED
from builder.errors import InputError
from builder.records import dataclass

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Shards:
    """Arrow shards of a table, as a build leaves them."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class OnHub:
    """A table of a dataset on the Hub, of which some columns are fetched when they are asked for, and kept."""

    dataset: str
    table: str
    columns: tuple[str, ...]


NEEDED = {"model_id", "former_ids", "status"}
Relation: TypeAlias = str | Shards | OnHub  # in DuckDB's own words, or what it is given
# What is asked of a dataset on the Hub; an older one may lack some of them.
MODELS = (
    *("model_id", "former_ids", "status", "revision", "license", "license_name", "license_spdx", "base_models"),
    *("gated", "task", "reused_name", "collected_at"),
)
SNAPSHOTS = ("model_id", "revision", "hub", "downloads", "captured_at", "files")


def relation(location: str) -> Relation:
    """The table of models in a file, a folder or a dataset on the Hub; InputError where there is none at the place."""
    path = Path(location)
    if is_on_hub(location):
        return OnHub(location, "models", MODELS)
    if path.is_file():
        return Shards((path,)) if path.suffix == ".arrow" else _parquet([path])
    if not path.is_dir():
        raise InputError(f"{location}: no such file or folder; give a table of models, a dataset or a workspace")
    built = _built(path, "models")
    if built is not None:
        return built
    found = _files(path / "models") or _files(path)
    if found is None:
        raise InputError(f"{location}: holds no models in Parquet or Arrow; give a dataset, or a build's workspace")
    return found


def snapshots(location: str) -> Relation | None:
    """The table of snapshots beside that of models; None where there is none, as with a file of models alone."""
    path = Path(location)
    if is_on_hub(location):
        return OnHub(location, "snapshots", SNAPSHOTS)
    return _built(path, "snapshots") or _files(path / "snapshots")


def is_on_hub(location: str) -> bool:
    """Whether a location is the name of a dataset on the Hub: 'OWNER/NAME', and nothing here is called so."""
    from builder.scan.hub_columns import DATASET

    return DATASET.fullmatch(location) is not None and not Path(location).exists()


def _files(folder: Path) -> Relation | None:
    """The files of a table in a folder; None where it has none."""
    if found := sorted(folder.glob("*.parquet")):
        return _parquet(found)
    return Shards(tuple(shards)) if (shards := sorted(folder.glob("*.arrow"))) else None


def identified(
    rows: list[dict[str, Any]], models: Relation | None, snapshots: Relation | None = None
) -> list[dict[str, Any]]:
    """The rows with `model_id` and `identity`: as the relation `models` has it; null without one.

    A file of weights is the model whose files in the relation `snapshots` hold it.
    """
    known: dict[tuple[str, str], tuple[str, str]] = {}
    copies: dict[str, tuple[str, str, str]] = {}
    if models is not None:
        from builder.mapping.identity import identify
        from builder.reference.signatures import load_signatures

        names = sorted({(row["library"], row["model_name"]) for row in rows if row["model_name"] is not None})
        codes = sorted({row["code"] for row in rows if row["call"] is None and row["code"] is not None})
        with connected(models) as (connection, relation):
            _is_of_models(connection, relation, models)
            known = identify(connection, names, relation, load_signatures())
            if codes and snapshots is not None:
                copies = _copies(connection, codes, snapshots)
    made = []
    for row in rows:
        listed = row["hub"] in (None, *LISTED)
        model_id, identity = known.get((row["library"], row["model_name"]), (None, None)) if listed else (None, None)
        copy = _copy(row, copies) if row["call"] is None else {}
        made.append({**row, "model_id": model_id, "identity": identity, **copy})
    return made


def _is_of_models(connection: Any, relation: str, models: Relation) -> None:  # noqa: ANN401
    """InputError for a table of something else, or one so old that it lacks what tells which model a name means."""
    present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    if missing := NEEDED - present:
        raise InputError(
            f"{models}: no table of models, or an outdated one (no column {', '.join(sorted(missing))}); give a table "
            "of models, a dataset or a workspace"
        )


def _copies(connection: Any, codes: list[str], snapshots: Relation) -> dict[str, tuple[str, str, str]]:  # noqa: ANN401
    """The models whose files the hashes are; none where a dataset on the Hub has no snapshots."""
    from builder.mapping.identity import copied

    if isinstance(snapshots, OnHub):
        found = on_hub(connection, snapshots)
        return copied(connection, codes, found) if found is not None else {}
    return copied(connection, codes, _named(connection, "snapshots", snapshots))


@contextmanager
def connected(models: Relation) -> Iterator[tuple["duckdb.DuckDBPyConnection", str]]:
    """A connection, and the relation in its words; InputError where the table cannot be read, on the way, too."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "100MB", "threads": "1"}) as connection:
        try:
            yield connection, _named(connection, "models", models)
        except duckdb.Error as error:
            raise InputError(f"the table of models cannot be read: {models} ({str(error).splitlines()[0]})") from error


def _named(connection: Any, name: str, relation: Relation) -> str:  # noqa: ANN401 - duckdb is imported where it is used
    """The relation in DuckDB's words; shards are read where they lie, not into memory."""
    if isinstance(relation, str):
        return relation
    if isinstance(relation, OnHub):
        found = on_hub(connection, relation)
        if found is None:
            raise InputError(f"{relation.dataset}: the dataset has no table {relation.table}; give another")
        return found
    try:
        from builder.scan.shards import table
    except ImportError as error:  # pyarrow comes with [build], as shards do
        raise InputError(
            f"{relation.paths[0]}: Arrow shards need pip install '.[build]' in a checkout; or give Parquet"
        ) from error
    connection.register(f"given_{name}", table(relation.paths))
    return f"given_{name}"


def on_hub(connection: "duckdb.DuckDBPyConnection", relation: OnHub) -> str | None:
    """A table of a dataset on the Hub in DuckDB's words: of the columns those that it has; None where it lacks it."""
    from builder.scan.cache import place  # with the rules, which a scan of nothing need not wait for
    from builder.scan.hub_columns import dataset

    paths = dataset(relation.dataset, place() / "datasets").table(relation.table, relation.columns)
    if not paths:
        return None
    read = _parquet(paths)
    present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()}
    columns = ", ".join(name for name in relation.columns if name in present)
    return f"(SELECT {columns} FROM {read})"


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
                raise InputError(f"{path}: not a Parquet file; give a table of models, a dataset or a workspace")
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


def _copy(row: dict[str, Any], copies: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    """What is known of a file of weights that is a model's."""
    if row["code"] not in copies:
        return {}
    model_id, revision, hub = copies[row["code"]]
    exact = {"model_id": model_id, "revision": revision, "hub": hub}
    return {**exact, "identity": "file_hash", "usage": "use", "weights": "requested"}
