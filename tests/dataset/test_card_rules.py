"""A page that keeps every rule, and what is said of it after one edit."""

import dataclasses
from datetime import datetime

import pytest
from datasets import DatasetInfo, Features, SplitDict, SplitInfo
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import schemas
from builder.dataset import card, card_rules
from builder.dataset.card_rules import faults
from builder.dataset.cells import cell
from builder.dataset.summary import summarize
from builder.reference.licenses import load_licenses

PAGE = """\
---
pretty_name: Things
license: cc-by-4.0
language:
- en
- code
size_categories:
- n<1K
task_categories:
- other
tags:
- supply chain
configs:
- config_name: things
  data_files:
  - split: train
    path: things/*.parquet
  default: true
- config_name: more_things
  data_files:
  - split: train
    path: more_things/*.parquet
dataset_info:
- config_name: things
  features:
  - name: a
    dtype: string
  splits:
  - name: train
    num_bytes: 20
    num_examples: 2
  download_size: 10
  dataset_size: 20
- config_name: more_things
  features:
  - name: a
    list: string
  splits:
  - name: train
    num_bytes: 0
    num_examples: 0
  download_size: 0
  dataset_size: 0
---

# Things

| table | rows |
|---|--:|
| [things](#things) | 2 |
| more \\| things | |

```python
load_dataset("things")
```
"""
BODY_LINE = PAGE.partition("\n# Things")[0].count("\n") + 2  # of '# Things'


def edited(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new, 1)


def page(body: str) -> str:
    return PAGE.partition("# Things")[0] + body


# Pages that keep the rules


def test_page() -> None:
    assert faults(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("- code\n", "- gsw\n- multilingual\n", id="languages"),
        pytest.param("n<1K", "n>1T", id="largest-size"),
        pytest.param("cc-by-4.0", "odbl", id="license"),
        pytest.param("- other", "- text-generation\n- feature-extraction", id="tasks"),
        pytest.param("license:", "viewer: true\nlicense:", id="keys-that-no-rule-knows"),
        pytest.param("---\n\n#", "--- \n#", id="space-after-the-front-matter"),
    ],
)
def test_other_values(old: str, new: str) -> None:
    assert faults(edited(old, new)) == []


def test_line_ends_of_windows() -> None:
    assert faults(PAGE.replace("\n", "\r\n")) == []


@pytest.mark.parametrize("rows", [0, 999, 1_000, 12_000_000, 400_000_000, 3_000_000_000])
def test_page_that_card_renders(rows: int) -> None:
    split = SplitInfo(name="train", num_examples=rows, num_bytes=rows)
    infos = {
        table.name: DatasetInfo(
            features=Features.from_arrow_schema(table.schema),
            splits=SplitDict(
                {"train": split if table is schemas.MODELS else dataclasses.replace(split, num_examples=0)}
            ),
            download_size=1,
            dataset_size=rows,
        )
        for table in schemas.TABLES
    }
    text = card.render(
        card.Page(
            name="o/peatmoss",
            infos=infos,
            files={name: f"{name}/train-*.parquet" for name in infos},
            contents=dict.fromkeys(infos, "0" * 64),
            as_of=datetime(2026, 11, 1),
            sources=[{"name": "a|b", "kind": "hub_dump", "license": "odbl"}],
            examples={"snapshots": {"card": "```\n| a | b |\n|---|---|\n[](x) `| \\"}},
            summary=summarize({}),
            release="v2026.11",
        )
    )
    assert faults(text) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="none"),
        pytest.param("text | with a pipe\n\n---\n\n- a | b\n", id="pipes-in-text"),
        pytest.param("a | b\n:-: | ---\n1 | 2\n", id="table-without-outer-pipes"),
        pytest.param("> | a |\n> |---|\n> | 1 |\n", id="table-in-a-quotation"),
        pytest.param("````md\n```\n| a |\n````\n", id="fence-in-a-longer-fence"),
        pytest.param("- a\n  ~~~\n  code\n  ~~~\n", id="fence-in-a-list"),
        pytest.param("[a](#b) <https://x.org> ![](b.png) [`c`][d]\n\n[d]: e\n", id="links"),
        pytest.param("    | a | b |\n    |---|\n    ```\n", id="indented-code"),
    ],
)
def test_good_markdown(body: str) -> None:
    assert faults(page(body)) == []


# YAML


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# Things\n", id="none"),
        pytest.param("\n" + PAGE, id="not-first"),
        pytest.param(PAGE.replace("\n---\n", "\n"), id="not-closed"),
        pytest.param(edited("license: ", "license: ["), id="no-yaml"),
        pytest.param("---\n- license\n---\n", id="no-mapping"),
        pytest.param("---\nat: 2024-13-45\n---\n", id="impossible-date"),
        pytest.param("---\na: !!python/object:os.system {}\n---\n", id="python-object"),
    ],
)
def test_no_front_matter(text: str) -> None:
    assert faults(text) == ["it has no YAML front matter"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param("pretty_name: Things\n", "", "pretty_name is missing", id="no-name"),
        pytest.param("pretty_name: Things", "pretty_name: ' '", "pretty_name: ' ' is not a text", id="blank-name"),
        pytest.param(
            "cc-by-4.0", "cc-by-5.0", "license: 'cc-by-5.0' is not a licence of the Hub's list", id="no-license"
        ),
        pytest.param("license: cc-by-4.0\n", "", "license is missing", id="license-missing"),
        pytest.param(
            "- en\n",
            "- en-US\n",
            "language[0]: 'en-US' is not an ISO 639 code of two or three letters, 'code', 'multilingual'",
            id="language-with-region",
        ),
        pytest.param("- en\n", "- no\n", "language[0]: input should be a valid string", id="norwegian-unquoted"),
        pytest.param("n<1K", "n>10M", "size_categories[0]: 'n>10M' is not a size of the Hub's list", id="size"),
        pytest.param("- other", "- Others", "task_categories[0]: 'Others' is not a task of the Hub's list", id="task"),
        pytest.param("- supply chain", "- 2024", "tags[0]: input should be a valid string", id="tag-of-a-number"),
        pytest.param(
            "- config_name: things\n  data_files:\n  - split: train\n    path: things/*.parquet\n",
            "- config_name: things\n",
            "configs[0].data_files is missing",
            id="no-files",
        ),
        pytest.param("    path: things/*.parquet\n", "", "configs[0].data_files[0].path is missing", id="no-path"),
        pytest.param(
            "split: train",
            "split: 'train-1'",
            "configs[0].data_files[0].split: 'train-1' is not a split's name: letters, digits, '_', dots between them",
            id="split",
        ),
        pytest.param(
            "default: true", "default: 'yes'", "configs[0].default: input should be a valid boolean", id="yes"
        ),
        pytest.param("  default: true\n", "", "exactly one config must be the default, it is none", id="no-default"),
        pytest.param(
            "    path: more_things/*.parquet\n",
            "    path: more_things/*.parquet\n  default: true\n",
            "exactly one config must be the default, it is things and more_things",
            id="two-defaults",
        ),
        pytest.param(
            "  features:\n  - name: a\n    dtype: string\n",
            "  features: []\n",
            "dataset_info[0].features: list should have at least 1 item after validation, not 0",
            id="no-columns",
        ),
        pytest.param("num_examples: 2", "rows: 2", "dataset_info[0].splits[0].num_examples is missing", id="no-rows"),
        pytest.param(
            "num_bytes: 20",
            "num_bytes: -1",
            "dataset_info[0].splits[0].num_bytes: input should be greater than or equal to 0",
            id="bytes-below-zero",
        ),
        pytest.param("  download_size: 10\n", "", "dataset_info[0].download_size is missing", id="no-download-size"),
        pytest.param(
            "dataset_size: 20", "dataset_size: 21", "things: dataset_size is 21, its splits have 20 bytes", id="sum"
        ),
        pytest.param(
            "  - name: train",
            "  - name: test",
            "things: the splits of configs and of dataset_info differ",
            id="other-splits",
        ),
    ],
)
def test_fault_of_the_front_matter(old: str, new: str, found: str) -> None:
    assert faults(edited(old, new)) == [found]


@pytest.mark.parametrize("sign", "<>:/\\|?*")
def test_name_that_the_hub_refuses(sign: str) -> None:
    found = faults(edited("- config_name: things", f"- config_name: 'a{sign}b'"))
    assert found == [rf"configs[0].config_name: 'a{sign}b' is not a name without any of <>:/\|?*"]


def test_names_in_one_place_only() -> None:
    assert faults(edited("- config_name: things", "- config_name: others")) == [
        "configs has others, dataset_info has not",
        "dataset_info has things, configs has not",
        "things: the splits of configs and of dataset_info differ",
    ]


def test_names_twice() -> None:
    assert faults(PAGE.replace("more_things", "things")) == [
        "configs has things twice",
        "dataset_info has things twice",
    ]


def test_every_fault_is_told() -> None:
    text = PAGE.replace("cc-by-4.0", "mine").replace("n<1K", "small").replace("```\n", "")
    assert [fault.split(" ")[0] for fault in faults(text)] == ["license:", "size_categories[0]:", "line"]


def test_too_long() -> None:
    text = PAGE + "a" * (10_000_000 - len(PAGE))
    assert card_rules.faults(text) == []
    assert card_rules.faults(text + "ä") == ["10,000,002 bytes, the Hub takes 10,000,000: shorten it"]


def test_licenses_are_those_that_models_have() -> None:
    known = load_licenses()
    assert [one for one in card_rules.LICENSES.split() if one not in {*known.spellings, *known.ambiguous}] == []


# Markdown


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", ["2: a row of 3 cells in a table of 2"], id="more-cells"),
        pytest.param("| a | b |\n|---|---|\n| 1 |\n", ["2: a row of 1 cells in a table of 2"], id="fewer-cells"),
        pytest.param(
            "| a | b |\n|---|---|\n| `1|2` | 3 |\n", ["2: a row of 3 cells in a table of 2"], id="pipe-in-code"
        ),
        pytest.param("| a | b |\n|---|---|\ntext\n", ["2: a row of 1 cells in a table of 2"], id="text-right-below"),
        pytest.param(
            "# t\n\n| a | b |\n|---|\n| 1 | 2 |\n",
            ["2: a table whose header has not as many cells as the line below it: it is shown as text"],
            id="header",
        ),
        pytest.param("text\n\n```python\ncode\n", ["2: a code block that nothing closes"], id="open-fence"),
        pytest.param("````\ncode\n```", ["0: a code block that nothing closes"], id="closed-by-a-shorter-one"),
        pytest.param("```", ["0: a code block that nothing closes"], id="fence-alone"),
        pytest.param(
            "```sql\nSELECT 1\n\n```python\ncode\n```\n", ["0: a code block that nothing closes"], id="fence-in-fence"
        ),
        pytest.param("a\n\n[b]()\n", ["2: a link that leads nowhere"], id="no-address"),
        pytest.param("[](b)\n", ["0: a link without a text"], id="no-text"),
        pytest.param("![a]()\n", ["0: a link that leads nowhere"], id="no-image"),
        pytest.param("| a |\n|---|\n| [b]() |\n", ["2: a link that leads nowhere"], id="link-in-a-table"),
        pytest.param(
            "[a](b) [](c)\n\n[]()\n",
            ["0: a link without a text", "2: a link that leads nowhere", "2: a link without a text"],
            id="all",
        ),
    ],
)
def test_fault_of_markdown(body: str, found: list[str]) -> None:
    told = [f"line {BODY_LINE + int(line)}: {fault}" for line, fault in (one.split(": ", 1) for one in found)]
    assert faults(page(body)) == told


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.text("a|\\`* ", max_size=8))
def test_rows_of_a_table_by_their_cells(rows: list[int], text: str) -> None:
    lines = ["| a | b |", "|---|---|", *(f"| {' | '.join([cell(text) or 'x'] * cells)} |" for cells in rows)]
    wrong = [BODY_LINE + 2 + at for at, cells in enumerate(rows) if cells != 2]
    assert [int(fault.split(" ")[1].strip(":")) for fault in faults(page("\n".join(lines)))] == wrong


@settings(deadline=None)
@given(st.text("-`~|[]()!>#: \r\n\ta", max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert faults(text)[0] == "it has no YAML front matter"
    assert all(fault.startswith("line ") for fault in faults(page(text)))
