"""A hub on loopback in a process of its own: `hub_serve.py MODELS`, then lines in ('reset', 'count', 'end') and out."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from measure import CARDS_2022

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/peers"))
from hub_server import Model, serve

FIELDS = ("sha", "lastModified", "tags", "pipeline_tag", "library_name", "downloads", "likes", "private")


def record(row: dict[str, Any], copy: int) -> dict[str, Any]:
    """A record of 2022 as the list endpoint gives it; copies have names of their own."""
    told = {name: row[name] for name in FIELDS if row[name] is not None}
    told["siblings"] = [{"rfilename": name} for name in row["siblings"] or ()]
    if row["config"]:
        told["config"] = json.loads(row["config"])
    return {"id": f"{row['modelId']}{f'-{copy}' if copy else ''}"} | told


def main() -> None:
    rows = pq.read_table(CARDS_2022).to_pylist()
    most = int(sys.argv[1])
    models = []
    for at in range(most):
        row, copy = rows[at % len(rows)], at // len(rows)
        files: dict[str, bytes | int] = {"config.json": (row["config"] or "").encode()}
        files = {name: data for name, data in files.items() if name in (row["siblings"] or ())}
        if row["card"] is not None and not copy:
            files["README.md"] = row["card"].encode()
        models.append(Model(record(row, copy), files))
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as hub:
        hub.catalog.put(*models)
        print(hub.url, flush=True)
        for line in sys.stdin:
            if line.strip() == "end":
                return
            if line.strip() == "reset":
                hub.requests.clear()
            kinds = {"lists": len(hub.asked("^GET /api/models$")), "all": len(hub.requests)}
            print(json.dumps(kinds), flush=True)


if __name__ == "__main__":
    main()
