"""The page of a built dataset, as the Hub's own libraries and a reader's eyes take it."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import command
import datasets
import pyarrow as pa
import pytest
from command import SAMPLE, Built
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

from builder import __version__, schemas
from builder.bundled import bundled
from builder.column_values import MEANING_OF_RESOLUTION, MEANING_OF_USAGE
from builder.dataset import card_rules, manifest, output, shards, statistics_file
from builder.dataset.cells import share
from builder.reference.signatures import load_signatures

TABLES = {table.name: table for table in schemas.TABLES}
FILLED = {name for name, rows in SAMPLE.items() if rows}  # a table without rows is no config


@pytest.fixture
def card(sample: Built) -> DatasetCard:
    return DatasetCard.load(sample.out / "README.md")


def cells(line: str) -> list[str]:
    """Cells of a row of a Markdown table, as they are shown."""
    return [re.sub(r"\\(.)", r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def page(sample: Built, folder: Path, sources: list[dict[str, Any]] | None = None, **rows: list[dict[str, Any]]) -> str:
    """The page of the sample, some of its tables being other rows."""
    known = json.loads((sample.out / "MANIFEST.json").read_text())
    files = {}
    for name, table in TABLES.items():
        files[name] = shards.shards(sample.out, known, name)
        if name in rows:
            files[name] = [folder / f"{name}.arrow"]
            with pa.ipc.new_stream(files[name][0], table.schema) as stream:
                stream.write_table(pa.Table.from_pylist(rows[name], table.schema))
    as_of = datetime.fromisoformat(known["as_of"])
    told = None if rows else statistics_file.read(sample.out, known)
    return output.page(files, as_of, sources or known["sources"], manifest.contents(known), None, told)


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


def test_every_table_is_a_config_and_mappings_the_default(card: DatasetCard) -> None:
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    assert set(configs) == FILLED
    assert configs.get_default_config_name() == "mappings"


def test_models_are_the_default_where_nothing_was_mapped(sample: Built, tmp_path: Path) -> None:
    text = page(sample, tmp_path, mappings=[])
    configs = MetadataConfigs.from_dataset_card_data(DatasetCard(text).data)
    assert configs.get_default_config_name() == "models"
    assert "this build has no mappings" in text
    assert 'load_dataset("peatmoss", "mappings"' not in text
    assert card_rules.faults(text) == []


def test_data_files_are_all_of_the_shards(card: DatasetCard, sample: Built) -> None:
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    named = {
        path.relative_to(sample.out)
        for config in configs.values()
        for part in config["data_files"]
        for path in sample.out.glob(part["path"])
    }
    assert named == {path.relative_to(sample.out) for name in FILLED for path in (sample.out / name).glob("*.arrow")}


@pytest.mark.parametrize("name", sorted(FILLED))
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
    assert [row[3].partition("<br>")[0] for row in rows] == [column.doc for column in TABLES[name].columns]
    assert TABLES[name].doc in section(card, name)


def test_every_table_has_its_line_with_its_rows(card: DatasetCard) -> None:
    lines = [cells(line) for line in card.text.splitlines() if line.startswith("| [`")]
    assert [line[0] for line in lines] == [f"[`{name}`](#{name})" for name in TABLES]
    assert [line[1] for line in lines] == [str(rows) for rows in SAMPLE.values()]
    assert [f"One row per {line[2]}." for line in lines] == [table.doc for table in TABLES.values()]
    assert [line[3] for line in lines] == [", ".join(table.key) for table in TABLES.values()]


def test_columns_are_folded(card: DatasetCard) -> None:
    for name, table in TABLES.items():
        (head,) = re.findall(r"<details>\n<summary>(\d+) columns:", section(card, name))
        assert int(head) == len(table.columns)
    assert card.text.count("<details>") == card.text.count("</details>") == len(TABLES) + 1  # and the statistics


@pytest.mark.parametrize("name", sorted(FILLED))
def test_share_of_null_of_every_column(name: str, card: DatasetCard, sample: Built) -> None:
    rows = datasets.load_dataset(str(sample.out), name, split="train")
    told = {line[0].strip("`"): line[2] for line in map(cells, section(card, name).splitlines()) if line[1:]}
    for column in TABLES[name].schema.names:
        nulls = sum(value in (None, []) for value in rows[column])
        assert told[column] == share(nulls, len(rows)), column


@pytest.mark.parametrize("column", ["usage", "resolution"])
def test_values_of_mappings_stand_with_their_numbers(column: str, card: DatasetCard, sample: Built) -> None:
    values = Counter(datasets.load_dataset(str(sample.out), "mappings", split="train")[column])
    meanings = {"usage": MEANING_OF_USAGE, "resolution": MEANING_OF_RESOLUTION}[column]
    block = section(card, "In numbers").partition(f"| {column} |")[2].partition("\n\n")[0]
    rows = [cells(line) for line in block.splitlines()[2:]]
    assert {row[0]: int(row[2]) for row in rows} == values
    assert {row[0]: row[1] for row in rows} == {value: meanings[value] for value in values}


def test_the_mapping_that_is_shown_is_a_row(card: DatasetCard, sample: Built) -> None:
    first = section(card, "Two examples").partition("One value of")[0]
    lines = [cells(line) for line in first.splitlines() if line.startswith("| `")]
    shown = {column.strip("`"): value.strip("`") for column, value in lines}
    assert {"code", "model_id", "resolution", "usage", "defined_at"} <= set(shown)
    rows = datasets.load_dataset(str(sample.out), "mappings", split="train").to_list()
    assert [row for row in rows if all(str(row[column]) == value for column, value in shown.items())]


def test_the_value_that_is_shown_is_quoted_from_its_card(card: DatasetCard, sample: Built) -> None:
    text = section(card, "Two examples")
    (model,) = re.findall(r"^\| `model_id` \| `(.*?)` \|$", text.partition("One value of")[2], re.MULTILINE)
    (quote,) = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)
    start, end = re.findall(r"\| (\d+), (\d+): code points of", text)[0]
    rows = datasets.load_dataset(str(sample.out), "snapshots", split="train").to_list()
    (row,) = [row for row in rows if row["model_id"] == model and row["card"]]
    assert row["card"][int(start) : int(end)] == quote


def test_tables_are_whole(card: DatasetCard) -> None:
    """Every row of a Markdown table has as many cells as its head: nothing in a value breaks it."""
    for block in re.findall(r"(?:^\|.*\n)+", card.text, re.MULTILINE):
        assert len({len(cells(line)) for line in block.splitlines()}) == 1, block


def test_sources_are_named(card: DatasetCard) -> None:
    text = " ".join(card.text.split())
    assert (
        "`hub-2024-07`: a stored copy of the Hugging Face Hub's list of models, taken on 2024-07-11, complete." in text
    )
    assert (
        "`repositories`: repositories in a folder of the builder's machine. Licence of the source: Apache-2.0." in text
    )
    assert f"2026-11-01, built by peatmoss {__version__}" in text


def test_what_is_said_of_the_method_is_so(card: DatasetCard) -> None:
    text = " ".join(card.text.split())
    assert f"knows the calls of {len(load_signatures().libraries)} libraries" in text
    assert "They were read without a language model, so " in text
    assert "not followed" not in text
    assert "Status `renamed`: 3 rows. A renamed model has two rows" in text
    assert "Status `gone`: 2 rows." in text


def test_figures_of_the_limits_are_those_of_the_measurements() -> None:
    text = (bundled("dataset_card") / "README.md.jinja").read_text()
    measured = (Path(__file__).parents[2] / "docs/measured.md").read_text()
    figures = re.findall(r"\b\d+ of \d+\b", text)
    assert figures == [figure for figure in figures if f"{figure} (" in measured] != []


@pytest.mark.parametrize(("more", "told"), [({}, False), ({"invented": True}, True)], ids=["real", "invented"])
def test_only_an_invented_source_is_called_so(more: dict[str, Any], told: bool, sample: Built, tmp_path: Path) -> None:
    text = page(sample, tmp_path, sources=[{"name": "s", "kind": "hub_dump", "license": "mit", **more}])
    assert ("not data about real models" in text) == told


def test_the_sample_says_first_that_it_is_invented(card: DatasetCard) -> None:
    assert card.text.lstrip().split("\n")[2].startswith("> **This is the invented sample")


def test_a_use_of_a_model_outside_the_table_is_not_counted(card: DatasetCard, sample: Built) -> None:
    rows = datasets.load_dataset(str(sample.out), "mappings", split="train").to_list()
    uses = [row for row in rows if row["usage"] == "use" and row["model_id"]]
    models, repositories = ({row[key] for row in uses} for key in ("model_id", "repository_id"))
    assert f"(`usage` is `use`): {len(models)} of 66. " in card.text
    assert f"Repositories that load such a model: {len(repositories)} of 12." in card.text


def test_a_language_model_is_named_where_one_read(sample: Built, tmp_path: Path) -> None:
    rows = datasets.load_dataset(str(sample.out), "extracted_metadata", split="train").to_list()
    text = page(sample, tmp_path, extracted_metadata=[{**rows[1], "llm": "owner/reader"}])
    assert "The text of 1 cards was read by a language model: `owner/reader`." in text
    assert "without a language model" not in text


def test_the_same_shards_are_the_same_page(sample: Built, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert page(sample, tmp_path / "one") == page(sample, tmp_path / "two") == (sample.out / "README.md").read_text()


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        pytest.param("git", "public repositories, cloned at their newest commit", id="git"),
        pytest.param("huggingface", "the live list of models of the Hugging Face Hub", id="huggingface"),
        pytest.param("pytorch_hub", "the pages of PyTorch Hub", id="pytorch_hub"),
        pytest.param("release", "the SQLite file of the PeaTMOSS release", id="release"),
    ],
)
def test_every_kind_of_source_has_its_own_words(kind: str, sentence: str, sample: Built, tmp_path: Path) -> None:
    text = page(sample, tmp_path, sources=[{"name": "s", "kind": kind, "license": "mit"}])
    assert f"`s`: {sentence}" in text
    assert ("The scanner knows the calls" in text) == (kind == "git")
    assert ("**The PeaTMOSS release.**" in text) == (kind == "release")
    assert card_rules.faults(text) == []


def test_links_within_the_page_lead_somewhere(card: DatasetCard) -> None:
    titles = {title.strip().lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", card.text, re.MULTILINE)}
    assert [link for link in re.findall(r"\]\(#([^)]*)\)", card.text) if link not in titles] == []


def test_python_of_the_page_runs(card: DatasetCard, sample: Built, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", card.text, re.DOTALL)
    assert len(blocks) == 3
    known = command.environment(HF_HOME=str(tmp_path), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)],
        cwd=sample.out.parent,
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "google-bert/bert-base-uncased" in done.stdout
