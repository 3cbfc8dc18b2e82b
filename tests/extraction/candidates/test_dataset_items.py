"""Items of lists that name data sets without a link."""

import pytest

from builder.extraction.candidates.datasets import datasets
from builder.extraction.candidates.page import Page

HEADING = "## Training data\n\n{}\n"
LEAD = "The model was trained on:\n\n{}\n"
SOME = [
    ("- **BogWiki**: what fens tell\n- **Peat Books** (11 GB)", ["BogWiki", "Peat Books"]),
    ("* `bog_wiki2` - cleaned\n* Fen Stories", ["bog_wiki2", "Fen Stories"]),
    ("- Wikipedia (326MB of text),\n- Bog Monitoring (214 MB of text).", ["Bog Monitoring", "Wikipedia"]),
    ("1. Bog Corpus\n2. Fen Newspapers", ["Bog Corpus", "Fen Newspapers"]),
    ("- Welsh English - Bog Parallel Corpus (https://bog.org/d)", ["Welsh English - Bog Parallel Corpus"]),
    ("- BogNet 2.0, only its news\n- The Stories Were Told", ["BogNet 2.0"]),
]
NONE = [
    pytest.param("- Pale Ale\n- Irish Stout", id="no item that is surely one"),
    pytest.param("- Welsh\n- Goan Konkani", id="languages"),
    pytest.param("- **Size**: 3 GB\n- **Language**: Welsh", id="labels"),
    pytest.param("- Number of lines: 300\n- Epochs: 3", id="amounts"),
    pytest.param("- `bog_0.tar.gz`\n- `bog_1.tar.gz`", id="files"),
    pytest.param("- MossNet (11M documents): 12-layer, 768-hidden", id="models"),
    pytest.param("- BogTest (evaluated alone)", id="tests"),
    pytest.param("- We took BogNet", id="a sentence"),
    pytest.param("- **B**og: a kind", id="a letter in marks"),
]


@pytest.mark.parametrize("card", [HEADING, LEAD, "## Pre-trained on:\n\n{}\n"])
@pytest.mark.parametrize(("items", "found"), SOME)
def test_items(card: str, items: str, found: list[str]) -> None:
    card = card.format(items)
    ones = list(datasets(Page(card)))
    assert sorted(one.value["name"] for one in ones) == sorted(found)
    assert all(card[one.start : one.end] == one.value["name"] for one in ones)


@pytest.mark.parametrize("items", NONE)
@pytest.mark.parametrize("card", [HEADING, LEAD])
def test_no_items(card: str, items: str) -> None:
    assert [one.value["name"] for one in datasets(Page(card.format(items)))] == []


def test_a_list_of_settings_is_none() -> None:
    assert list(datasets(Page("It was trained with:\n\n- fp16\n- BogNet 2\n"))) == []
    assert list(datasets(Page("We trained on many texts with these settings:\n\n- fp16\n"))) == []


def test_items_with_links_are_those_of_the_rule_of_links() -> None:
    card = HEADING.format("- [BogNet](https://bog.org/d) (3 GB)\n- FenNet")
    assert {one.value["name"]: one.cue for one in datasets(Page(card))} == {
        "BogNet": "link:list under heading",
        "FenNet": "list:name under heading",
    }
