"""Where answers come from: a workspace, a table, JSON, or cards that are read on the spot by rules."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from builder.errors import InputError
from builder.evaluation.labels import Labelled

RECORD = dict.fromkeys(("tags", "task", "library", "config"))  # nothing but the card is known


def card_files(folder: Path) -> dict[str, Path]:
    """The Markdown files of a folder by the SHA-256 of their bytes; InputError where there are none."""
    found = {sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.rglob("*.md"))}
    if not found:
        raise InputError(f"{folder} holds no cards: give a folder with their texts as .md files")
    return found


def labelled_cards(labels: Mapping[str, Labelled], folder: Path) -> Iterator[dict[str, Any]]:
    """What the extraction is given of each labelled card whose text is in a folder."""
    files = card_files(folder)
    for model, label in labels.items():
        if label.card_sha256 in files:
            text = files[label.card_sha256].read_bytes().decode("utf-8")
            yield {"model_id": model, "revision": "", "card": text, "card_sha256": label.card_sha256, **RECORD}


def rows_of(path: Path, models: Collection[str]) -> list[dict[str, Any]]:
    """The rows of these models in a workspace's merged table or a Parquet file."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from builder.engine import commits, workspace

    if path.is_dir():
        place = workspace.opened(path)
        merged = commits.read(place.tables, "extracted_metadata")
        if merged is None:
            raise InputError(f"{path} holds no extracted metadata yet: build first")
        path = place.tables / merged.files["rows"].name
    elif not path.is_file():
        raise InputError(f"no {path}: give a workspace, a Parquet file or JSON with --answers")
    table = pq.read_table(path, filters=pc.field("model_id").isin(list(models)))
    return list(table.to_pylist())


def from_sources(row: dict[str, Any], sources: frozenset[str]) -> dict[str, Any]:
    """The row with the values alone that have evidence of these sources, and with that evidence."""
    evidence = row["evidence"] or ()
    kept = [entry for entry in evidence if entry["source"] in sources]
    found = dict(row)
    moved: dict[tuple[str, int | None], int | None] = {}  # where the values that stay stand now
    for name in {entry["field"] for entry in evidence}:
        places = sorted({entry["index"] for entry in kept if entry["field"] == name}, key=lambda at: at or 0)
        if isinstance(row[name], list):
            found[name] = [row[name][at] for at in places] or None
            moved |= {(name, at): now for now, at in enumerate(places)}
        elif not places:
            found[name] = None
    found["evidence"] = [{**entry, "index": moved.get((entry["field"], entry["index"]))} for entry in kept]
    return found
