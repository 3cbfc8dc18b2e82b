"""The page of a built dataset, as the Hub's own libraries and a reader's eyes take it."""

import re
import subprocess
import sys
from pathlib import Path

import command
import datasets
import pyarrow as pa
import pytest
from command import SAMPLE, Built
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

from builder import __version__, schemas

TABLES = {table.name: table for table in schemas.TABLES}


@pytest.fixture
def card(sample: Built) -> DatasetCard:
    return DatasetCard.load(sample.out / "README.md")


def cells(line: str) -> list[str]:
    """Cells of a row of a Markdown table, as they are shown."""
    return [re.sub(r"\\(.)", r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def section(card: DatasetCard, title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", card.text, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


# What machines read


def test_front_matter_is_what_the_hub_takes(card: DatasetCard) -> None:
    assert isinstance(card.data, DatasetCardData)
    assert card.data.license == "cc-by-4.0"
    assert card.data.size_categories == ["n<1K"]
    assert "arxiv:2402.00699" in (card.data.tags or [])


def test_every_table_is_a_config_and_models_the_default(card: DatasetCard) -> None:
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    assert set(configs) == set(TABLES)
    assert configs.get_default_config_name() == "models"


def test_data_files_are_all_of_the_shards(card: DatasetCard, sample: Built) -> None:
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    named = {
        path.relative_to(sample.out)
        for config in configs.values()
        for part in config["data_files"]
        for path in sample.out.glob(part["path"])
    }
    assert named == {path.relative_to(sample.out) for path in sample.out.rglob("*.arrow")}


@pytest.mark.parametrize("name", TABLES)
def test_dataset_info_is_true(name: str, card: DatasetCard, sample: Built) -> None:
    info = DatasetInfosDict.from_dataset_card_data(card.data)[name]
    assert info.features == datasets.Features.from_arrow_schema(TABLES[name].schema)
    assert set(info.splits) == {"train"}
    files = sorted((sample.out / name).iterdir())
    tables = [pa.ipc.open_stream(file.read_bytes()).read_all() for file in files]
    assert info.splits["train"].num_examples == sum(table.num_rows for table in tables)
    assert info.splits["train"].num_bytes == info.dataset_size > 0
    assert info.download_size == sum(file.stat().st_size for file in files)


# What people read


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_line(name: str, card: DatasetCard) -> None:
    rows = [cells(line) for line in section(card, name).splitlines() if line.startswith("| `")]
    assert [row[0] for row in rows] == [f"`{column.name}`" for column in TABLES[name].columns]
    assert [row[2] for row in rows] == [column.doc for column in TABLES[name].columns]
    assert TABLES[name].doc in section(card, name)


def test_every_table_has_its_line_with_its_rows(card: DatasetCard) -> None:
    lines = [cells(line) for line in card.text.splitlines() if line.startswith("| [`")]
    assert [line[0] for line in lines] == [f"[`{name}`](#{name})" for name in TABLES]
    assert [line[1] for line in lines] == [str(rows) for rows in SAMPLE.values()]
    assert [line[2] for line in lines] == [", ".join(table.key) for table in TABLES.values()]
    assert [line[3] for line in lines] == [table.doc for table in TABLES.values()]


def test_tables_are_whole(card: DatasetCard) -> None:
    """Every row of a Markdown table has as many cells as its head: nothing in a value breaks it."""
    for block in re.findall(r"(?:^\|.*\n)+", card.text, re.MULTILINE):
        assert len({len(cells(line)) for line in block.splitlines()}) == 1, block


def test_sources_are_told(card: DatasetCard) -> None:
    text = " ".join(card.text.split())
    assert "`hub-2024-07`: a list of the Hub's models, taken 2024-07-11, complete; licence of the source" in text
    assert "`repositories`: repositories; licence of the source: Apache-2.0" in text
    assert f"2026-11-01 by peatmoss {__version__}" in text


def test_links_within_the_page_lead_somewhere(card: DatasetCard) -> None:
    titles = {title.strip().lower() for title in re.findall(r"^#+ (.*)$", card.text, re.MULTILINE)}
    assert [link for link in re.findall(r"\]\(#([^)]*)\)", card.text) if link not in titles] == []


def test_python_of_the_page_runs(card: DatasetCard, sample: Built, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", card.text, re.DOTALL)
    assert len(blocks) == 1
    known = command.environment(HF_HOME=str(tmp_path), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", blocks[0]],
        cwd=sample.out.parent,
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
