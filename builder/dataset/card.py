"""The page of the dataset: YAML by the Hub's own libraries, prose by a template, tables from schemas."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from datasets import DatasetInfo, Features
from datasets.info import DatasetInfosDict
from datasets.splits import SplitDict, SplitInfo
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCardData
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from builder import __version__, schemas
from builder.bundled import bundled
from builder.column_values import MEANING_OF_RESOLUTION, MEANING_OF_USAGE
from builder.dataset.cells import cell, code, described, fenced, share, size_name
from builder.dataset.changes import Change
from builder.dataset.derived import PUBLISHED
from builder.dataset.headlines import detail, headlines
from builder.dataset.method import method
from builder.dataset.offered import loadable, shown
from builder.dataset.summary import Summary
from builder.wording import counted

SIZES = (  # the Hub's words, each with the number of rows that is too many for it
    *(("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6)),
    *(("1M<n<10M", 10**7), ("10M<n<100M", 10**8), ("100M<n<1B", 10**9)),
)
CONTENT = 16  # characters of a digest that the YAML shows
TAGS = ("software supply chain", "pre-trained models", "mining software repositories", "arxiv:2402.00699")


@dataclass(frozen=True)
class Page:
    """What a dataset's page is made of. `infos` has the true sizes of every table, `examples` a row of each."""

    name: str  # what load_dataset is given: a folder, or OWNER/NAME on the Hub
    infos: dict[str, DatasetInfo]
    files: dict[str, str]  # pattern of each table's files
    contents: dict[str, str]  # a digest of each table's rows: see `manifest.contents`
    as_of: datetime
    sources: list[dict[str, Any]]
    examples: dict[str, dict[str, Any]]
    summary: Summary
    tools: dict[str, str] = field(default_factory=dict)  # versions, as the manifest has them
    release: str | None = None  # tag of a published release
    changes: Sequence[Change] = ()
    moved: Sequence[str] = ()  # sentences about statistics and licences since `previous`
    previous: str | None = None
    removals: int = 0  # rows taken out of published releases on request
    problems: Sequence[str] = ()  # what check found, where it was published all the same
    statistics: dict[str, Any] | None = None  # what statistics.json says


def render(page: Page) -> str:
    """README.md of a dataset, YAML and body."""
    rows = {name: _rows(info) for name, info in page.infos.items()}
    tables = [table for table in PUBLISHED if table.name in page.infos]
    nulls, examples, loads = page.summary.nulls, page.examples, loadable(rows)
    body = _template().render(
        page=page,
        tables=tables,
        columns={t.name: described(t, rows[t.name], nulls.get(t.name), examples.get(t.name, {})) for t in tables},
        rows=rows,
        default=shown(rows),
        empty=[name for name in rows if name not in loads],
        method=method(page.sources, page.tools),
        estimates=page.summary.completeness.estimates(page.sources),
        usages=MEANING_OF_USAGE,
        resolutions=MEANING_OF_RESOLUTION,
        share=share,
        headlines=headlines(page.statistics),
        detail=detail(page.statistics),
        summary=page.summary,
        version=__version__,
    )
    return f"---\n{_metadata(page, rows).to_yaml()}\n---\n\n{body}"


@cache
def _template() -> Template:
    """The page's prose, which takes a while to compile."""
    environment = Environment(
        loader=FileSystemLoader(bundled("dataset_card")),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, whose cells `cell` escapes
    )
    environment.filters |= {"cell": cell, "code": code, "fenced": fenced}  # of values
    environment.filters |= {"counted": counted, "number": "{:,}".format, "size": size_name}
    return environment.get_template("README.md.jinja")


def _metadata(page: Page, rows: dict[str, int]) -> DatasetCardData:
    """The page's YAML: what the Hub shows of a dataset, and the tables that `load_dataset` offers."""
    data = DatasetCardData(
        pretty_name="PeaTMOSS, rebuilt",
        license="cc-by-4.0",
        language=["en", "code"],
        task_categories=["other"],
        size_categories=[_size(sum(rows.values()))],
        tags=list(TAGS),
    )
    loads = loadable(rows)
    MetadataConfigs(_configs(page, loads, shown(rows))).to_dataset_card_data(data)
    DatasetInfosDict({name: info for name, info in page.infos.items() if name in loads}).to_dataset_card_data(data)
    return data


def _configs(page: Page, loads: Collection[str], default: str) -> dict[str, dict[str, Any]]:
    """What `load_dataset` loads by the name of a table: its files, and a line on what it holds."""
    configs: dict[str, dict[str, Any]] = {
        name: {"data_files": _train(pattern), "description": content_line(name, page.contents[name])}
        for name, pattern in page.files.items()
        if name in loads
    }
    configs[default]["default"] = True
    return configs


def content_line(table: str, content: str) -> str:
    """The description of a config, which changes with the rows.

    `datasets` names its cache of a folder by a hash of the page's YAML alone (load.py, LocalDatasetModuleFactory):
    where other rows had the same sizes, `load_dataset` would give the rows of the build before.
    """
    return f"{_doc(table)} Content: {content[:CONTENT]}."


def _doc(table: str) -> str:
    return next(one.doc for one in PUBLISHED if one.name == table)


def _train(pattern: str) -> list[dict[str, str]]:
    return [{"split": "train", "path": pattern}]


def infos(built: Path, manifest: dict[str, Any]) -> dict[str, DatasetInfo]:
    """True sizes of a release's tables: rows and bytes in memory as the build counted them, bytes of its files.

    `built` is the dataset that was published, `manifest` the release's manifest, whose history has its own bytes.
    """
    known = DatasetInfosDict.from_directory(str(built))
    found = {}
    for table in PUBLISHED:
        files = [facts for name, facts in manifest["files"].items() if name.startswith(f"{table.name}/")]
        own = [one["arrow_bytes"] for one in files if "arrow_bytes" in one]
        counted = known.get(table.name)  # the page has no table without rows
        in_memory = sum(own) if own else (counted.dataset_size or 0) if counted else 0
        rows, size = sum(one["rows"] for one in files), sum(one["bytes"] for one in files)
        found[table.name] = info(table, rows, in_memory, size)
    return found


def info(table: schemas.Table, rows: int, in_memory: int, size: int) -> DatasetInfo:
    """What the page's YAML says of a table: its columns, rows, bytes in memory and bytes of its files."""
    return DatasetInfo(
        features=Features.from_arrow_schema(table.schema),
        splits=SplitDict({"train": SplitInfo(name="train", num_examples=rows, num_bytes=in_memory)}),
        download_size=size,
        dataset_size=in_memory,
    )


def _rows(info: DatasetInfo) -> int:
    return sum(split.num_examples for split in (info.splits or {}).values())


def _size(rows: int) -> str:
    return next((label for label, limit in SIZES if rows < limit), "1B<n<10B")
