"""A model at a revision as a row of `snapshots`, from what a dump tells of it."""

from typing import Any

from builder.engine.step import Result
from builder.errors import SkipItem
from builder.snapshots.entries import inside

VERSION = 4
LISTED = 1000  # files that a row holds at most; complete lists stay in the workspace
FIRST = (  # endings of the files that people look for first: weights, then configs
    (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".h5", ".msgpack", ".onnx", ".ckpt", ".ot", ".tflite"),
    (".json", ".yaml", ".yml", ".toml", ".cfg", ".ini"),
)


def capture(item: dict[str, Any]) -> Result:
    """One row; SkipItem 'no_revision' where the source does not tell which commit it saw."""
    if not item["revision"]:
        raise SkipItem("no_revision", "the source names no commit, so that nothing can be pinned")
    omitted: list[str] = []
    files = None if item["files"] is None else inside(item["files"], omitted)
    sizes = [file["size"] for file in files or []]
    row = {
        "model_id": item["model_id"],
        "hub": item["hub"],
        "revision": item["revision"],
        "captured_at": item["collected_at"],
        "downloads": item["downloads"],
        "files": None if files is None else sorted(files, key=place)[:LISTED],
        "file_count": None if files is None else len(files),
        "total_bytes": sum(sizes) if sizes and None not in sizes else None,
        "card": item["card"],
        "card_sha256": item["card_sha256"],
        "config": item["config"],
        "tags": None,
        "omitted": omitted or None,
        "status": "captured",
        **of_record(item),
    }
    return Result([row])


def of_record(item: dict[str, Any]) -> dict[str, Any]:
    """What the extraction needs of the model's record beside the snapshot."""
    carried = ("tags", "task", "library", "parameters", "parameters_source", "languages", "eval_results")
    bases = [base["model_id"] for base in item.get("base_models") or ()]
    return {"record": {name: item.get(name) for name in carried} | {"base_models": bases}}


def place(file: dict[str, Any]) -> tuple[int, str]:
    """Where a file stands among a model's: weights, configs, then the others, each by their paths."""
    path = str(file["path"])
    rank = next((rank for rank, endings in enumerate(FIRST) if path.lower().endswith(endings)), len(FIRST))
    return rank, path
