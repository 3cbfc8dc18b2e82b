"""The step `licenses`: ScanCode's word on the licence texts of every repository, where the extra `licenses` is there.

Its index takes 1.4 GB: one worker holds it, and what it says of a text is kept beside the text, so that a licence which
a thousand repositories have is read once.
"""

import functools
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from builder.engine.durable import digest, read_json, write_json
from builder.engine.step import ITEMS_SCHEMA, Limits, Result, Step
from builder.errors import SkipItem
from builder.pipeline.context import Context, Planned
from builder.repository.license_files import combined
from builder.snapshots.license_detection import detect, installed
from builder.snapshots.license_texts import Text, where
from builder.tables.records import of_step, relation
from builder.tables.repository_queries import LICENSES

VERSION = 1
TIMEOUT_S = 600  # of a repository: the first waits for the index, which takes seconds, or a minute on a cold disk
MEMORY_MB = 8000  # of address space; 1.4 GB are used


def kept(context: Context) -> Path | None:
    """Where the texts of licences are kept; None where nothing would read them."""
    return context.workspace.root / "licenses" if installed() is not None else None


def plan(context: Context) -> Planned:
    """Every repository that says something of its licence."""
    version = installed() or ""
    run = functools.partial(_detect, folder=context.workspace.root / "licenses", version=version)
    step = Step("licenses", digest(VERSION, version), LICENSES, run, Limits(1, TIMEOUT_S, MEMORY_MB), context.retry)
    parts = [of_step(context.workspace, name, "items") for name in ("repositories", "mappings")]
    captured, scanned = (relation(part, ITEMS_SCHEMA) for part in parts)
    query = f"""
SELECT item, texts, md5(texts) AS digest FROM (
  SELECT item, coalesce(captured.summary -> '$.license_texts', scanned.summary -> '$.license_texts')::VARCHAR AS texts
  FROM {captured} captured LEFT JOIN {scanned} scanned USING (item)
) WHERE texts IS NOT NULL AND texts <> '[]'"""

    def check() -> None:
        for name in ("repositories", "mappings"):
            of_step(context.workspace, name, "items", check=True)

    return Planned(step, query, digest([part.digest for part in parts]), check)


def _detect(item: dict[str, Any], folder: Path, version: str) -> Result:
    """One repository's licence: by its licence files, else by its notices, else by its packages' metadata."""
    texts = [Text(*fields) for fields in json.loads(item["texts"])]
    found = None
    for role in ("license", "notice", "metadata"):
        of_role = [one for one in texts if one.role == role]
        if of_role:
            found = combined([(one.path, one.said or _of_text(folder, one, version)) for one in of_role])
            if found is not None or role == "license":
                break
    row: dict[str, pa.Scalar | str | None] = {"repository_id": item["item"], "license_spdx": found}
    return Result([row])


def _of_text(folder: Path, text: Text, version: str) -> str | None:
    """What ScanCode says of a text, asked once for each version of it; SkipItem where the text is gone."""
    place = where(folder, text.sha256)
    note = place.with_suffix(".json")
    known = read_json(note)
    if known is not None and known.get("version") == version:
        said: str | None = known["spdx"]
        return said
    if not place.is_file():
        raise SkipItem("text_missing", f"{text.path}: its text is no longer in the workspace: build in a new one")
    said = detect(place.read_bytes())
    write_json(note, {"version": version, "spdx": said})
    return said
