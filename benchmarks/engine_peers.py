"""The stage of engine.py on datatrove and on Ray Data: python engine_peers.py WHAT FOLDER ITEMS ROUNDS TIMES.

Runs in an environment of its own, made of requirements-engine.txt; the last line printed is JSON.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine_stage import PARTS, WORKERS, items, timed, work


def datatrove(folder: str, count: str, rounds: str, times: str) -> dict[str, Any]:
    """LocalPipelineExecutor: as many tasks as we have partitions, a Parquet file of each."""
    import loguru
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.writers import ParquetWriter

    loguru.logger.remove()
    todo = int(count), int(rounds)

    def documents(data: object, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        for number, item in enumerate(items(*todo)):
            if number % world_size == rank:
                yield Document(text="", id=item["item"], metadata=item)

    def hashed(data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        for document in data:
            document.metadata = work(document.metadata)
            yield document

    def once(turn: int) -> None:
        out, logs = f"{folder}/out-{turn}", f"{folder}/logs-{turn}"
        stages = [documents, hashed, ParquetWriter(out)]
        LocalPipelineExecutor(pipeline=stages, tasks=PARTS, workers=WORKERS, logging_dir=logs).run()

    return timed(once, int(times))


def ray(folder: str, count: str, rounds: str, times: str) -> dict[str, Any]:
    """Ray Data on a cluster of two cores that it starts here: as many blocks as we have partitions."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(Path(__file__).parent)}
    import ray
    import ray.data

    options = {"include_dashboard": False, "log_to_driver": False, "object_store_memory": 200_000_000}

    def once(turn: int) -> None:
        if not ray.is_initialized():
            ray.init("local", num_cpus=WORKERS, logging_level=logging.CRITICAL, **options)
            ray.data.DataContext.get_current().enable_progress_bars = False
        source = ray.data.from_items(list(items(int(count), int(rounds))), override_num_blocks=PARTS)
        source.map(lambda item: {"item": item["item"], **work(item)}).write_parquet(f"{folder}/out-{turn}")

    return timed(once, int(times))


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    print(json.dumps({"datatrove": datatrove, "ray": ray}[what](*arguments)))
