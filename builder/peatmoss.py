"""The dataset's loading script in today's form: a builder class that is imported (`datasets` >= 4 runs none by path).

It turns the merged tables (Parquet) into Arrow shards, one config per table:

    from builder.peatmoss import Peatmoss
    builder = Peatmoss("mappings", data_dir="work/tables")
    builder.download_and_prepare()
    mappings = builder.as_dataset("train")
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from datasets.builder import Key

from builder import __version__, schemas
from builder.engine import commits
from builder.engine.commits import Commit
from builder.engine.slices import rebatched
from builder.errors import InputError

VERSION = datasets.Version(__version__)


class Peatmoss(datasets.ArrowBasedBuilder):  # type: ignore[misc] # the library is not typed
    """One table of the dataset out of the folder `data_dir` (a workspace's `tables`); InputError if it has none."""

    BUILDER_CONFIGS = [  # noqa: RUF012 - the base class names it so
        datasets.BuilderConfig(name=table.name, version=VERSION, description=table.doc) for table in schemas.TABLES
    ]
    DEFAULT_CONFIG_NAME = schemas.MODELS.name

    def __init__(
        self,
        config_name: str = schemas.MODELS.name,
        data_dir: str = "work/tables",
        **kwargs: Any,  # noqa: ANN401 - the base class's
    ) -> None:
        # the rows' digest is part of the cache's name: a rebuilt table is never served from an old cache
        commit = _commit(data_dir, config_name)
        seal = commit.digest[:16] if commit else None
        super().__init__(config_name=config_name, data_dir=data_dir, hash=seal, **kwargs)

    def _info(self) -> datasets.DatasetInfo:
        table = schemas.BY_NAME[self.config.name]
        return datasets.DatasetInfo(
            description=table.doc, features=datasets.Features.from_arrow_schema(table.schema), version=VERSION
        )

    def _split_generators(self, dl_manager: datasets.DownloadManager) -> list[datasets.SplitGenerator]:
        folder = self.config.data_dir
        commit = _commit(folder, self.config.name)
        if commit is None:
            raise InputError(f"{folder} holds no table '{self.config.name}': run peatmoss build first")
        path = str(Path(folder) / commit.files["rows"].name)
        return [datasets.SplitGenerator(name=datasets.Split.TRAIN, gen_kwargs={"path": path})]

    def _generate_tables(self, path: str) -> Iterator[tuple[Key, pa.Table]]:
        schema = schemas.BY_NAME[self.config.name].schema
        with pq.ParquetFile(path) as file:
            for index, table in enumerate(rebatched(_groups(file), schema)):
                yield Key(0, index), table


def _groups(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Batches of one row group after the other: what is in memory at once is what was written at once."""
    for number in range(file.num_row_groups):
        yield from file.read_row_group(number).to_batches()


def _commit(folder: str, table: str) -> Commit | None:
    return commits.read(Path(folder), table) if Path(folder).is_dir() else None
