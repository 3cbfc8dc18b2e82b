"""The page of the dataset: YAML by the Hub's own libraries, prose by a template, tables from schemas.py."""

from datetime import datetime

from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCardData
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder import __version__, schemas
from builder.bundled import bundled

SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7))


def render(infos: dict[str, DatasetInfo], as_of: datetime) -> str:
    """README.md of a built dataset; `infos` has the true sizes of every table."""
    data = DatasetCardData(
        pretty_name="PeaTMOSS, rebuilt",
        license="cc-by-4.0",
        size_categories=[_size(sum(_rows(info) for info in infos.values()))],
        tags=["software supply chain", "pre-trained models", "mining software repositories", "arxiv:2402.00699"],
    )
    configs = {name: {"data_files": [{"split": "train", "path": f"{name}/peatmoss-train-*.arrow"}]} for name in infos}
    configs[schemas.MODELS.name]["default"] = True  # type: ignore[assignment]
    MetadataConfigs(configs).to_dataset_card_data(data)
    DatasetInfosDict(infos).to_dataset_card_data(data)
    environment = Environment(
        loader=FileSystemLoader(bundled("dataset_card")),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own tables
    )
    body = environment.get_template("README.md.jinja").render(
        tables=schemas.TABLES,
        rows={name: _rows(info) for name, info in infos.items()},
        as_of=as_of,
        version=__version__,
    )
    return f"---\n{data.to_yaml()}\n---\n\n{body}"


def _rows(info: DatasetInfo) -> int:
    return sum(split.num_examples for split in (info.splits or {}).values())


def _size(rows: int) -> str:
    return next((label for label, limit in SIZES if rows < limit), "n>10M")
