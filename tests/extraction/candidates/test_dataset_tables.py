"""Data sets in tables: rows of corpora with amounts, the own row of a table of models, rows of features."""

import pytest

from builder.extraction.candidates.dataset_tables import in_tables
from builder.extraction.candidates.page import Page


def table(*rows: str) -> str:
    """A table in Markdown of rows written 'a | b'."""
    head, *rest = (f"| {row} |" for row in rows)
    return "\n".join([head, "|" + "---|" * (rows[0].count("|") + 1), *rest]) + "\n"


AMOUNTS = [
    "Number of training tuples", "Tokens", "# tokens", "Size (GB)", "Lines", "Words", "Hours", "Documents", "Sentence pairs",
    "Images", "Epochs", "Weight", "Proportion", "%", "No. of samples", "Train", "Count",
]  # fmt: skip
NAMES = [
    "Dataset", "Data set", "Datasets", "Corpus", "Corpora", "Dataset name", "Training data", "Data source", "数据集", "Korpus",
]  # fmt: skip
LOOSE = ["Data", "Source", "Tables", "Name", "Subset", "Component"]
HEADINGS = [
    "Training data", "Pre-training corpora", "Corpus", "Data", "Datasets", "Fine-tuning data", "Training and evaluation data",
    "Training corpora and preprocessing", "Data mix", "Data mixture", "Datasets and Preprocessing", "Pre-training",
    "Composition of the pretraining corpus", "Träningsdata",
]  # fmt: skip


def names(card: str, model: str | None = None) -> list[tuple[str, str]]:
    """What is found, with its cue."""
    return [(one.value["name"], one.cue) for one in in_tables(Page(card, 0, model))]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_columns_of_amounts(amount: str) -> None:
    card = "## Training data\n\n" + table(
        f"Dataset | Paper | {amount}", "Bog | - | 1,200", "Fen | - | 300", "Total | | 1,500"
    )
    assert names(card) == [("Bog", "table:corpus with amounts"), ("Fen", "table:corpus with amounts")]


@pytest.mark.parametrize("head", [*NAMES, *LOOSE])
def test_columns_of_names(head: str) -> None:
    card = "## Training data\n\n" + table(f"{head} | Tokens", "Bog news | 12M", "Fen | 3M")
    cue = "table:corpus with amounts" if head in NAMES else "table:data with amounts"
    assert names(card) == [("Bog news", cue), ("Fen", cue)]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings(heading: str) -> None:
    card = f"# Moss\n\n## {heading}\n\n" + table("Corpus | Size", "Bog | 3 GB")
    assert names(card) == [("Bog", "table:corpus with amounts")]


SOME = [
    pytest.param("# Moss\n\n## Pre-training corpora\n\n### Cased\n\n{}", ["Bog"], id="a heading above the last"),
    pytest.param("It was pre-trained on these corpora:\n\n{}", ["Bog"], id="a sentence before it"),
    pytest.param("## Moss\n\nIt was trained and evaluated on:\n\n{}", [], id="a sentence about tests as well"),
    pytest.param("## Evaluation data\n\n{}", [], id="a heading of tests"),
    pytest.param("## Data\n\n### Results\n\n{}", [], id="results under data"),
    pytest.param("## Benchmarks\n\n{}", [], id="benchmarks"),
    pytest.param("## Usage\n\n{}", [], id="another heading"),
]


@pytest.mark.parametrize(("card", "found"), SOME)
def test_what_stands_around(card: str, found: list[str]) -> None:
    assert [name for name, _ in names(card.format(table("Corpus | Tokens", "Bog | 3M")))] == found


ROWS = [
    pytest.param("Dataset | Hours", ["[Bog](https://bog.org/d) | 3", "Fen ([paper](https://arxiv.org/abs/2101.1)) | 4"], ["Bog"], id="links"),
    pytest.param("Dataset | Hours", ["Bog posts (2015-2018) | 3", "Fen - Feb 2020 | 4"], ["Bog posts (2015-2018)", "Fen - Feb 2020"], id="years"),
    pytest.param("Dataset | Hours", ["Bog, Moss et al. (2019) | 3"], ["Bog"], id="a reference behind it"),
    pytest.param("Dataset | Size", ["Bog - Train | 3", "Fen (deduplicated) | 4"], ["Bog", "Fen"], id="parts and states"),
    pytest.param("Dataset | Hours", ["All | 7", "**Total** | 7", "Overall | 7"], [], id="sums"),
    pytest.param("Dataset | Articles", ["Train | 300", "Dev | 20", "Test | 30"], [], id="parts of one"),
    pytest.param("Data | Quantity", ["Tweets downloaded | 300", "Retweets | 20", "Tweets kept | 30"], [], id="statistics"),
    pytest.param("Corpus | Tokens", ["German | 300", "Welsh | 20"], [], id="languages"),
    pytest.param("Dataset | Split | # samples", ["Bog | train | 300", "Fen | dev | 20"], ["Bog"], id="a column of parts"),
    pytest.param("Dataset | Train | Test", ["Bog | 300h | 20h", "Fen | -- | 30h", "Mire | 0 | 3h"], ["Bog"], id="not trained on"),
    pytest.param("Dataset | Train | Test", ["Bog | good | 20"], [], id="no amounts"),
    pytest.param("Dataset | Accuracy", ["Bog | 0.91"], [], id="results"),
    pytest.param("Dataset | WER | CER", ["Bog | 9.1 | 2.2"], [], id="error rates"),
    pytest.param("Dataset | Moss-base | Moss-large", ["Bog | 9.1 | 2.2"], [], id="models as columns"),
    pytest.param("Dataset | Fine Tuning Example", ["Bog classification | open"], [], id="examples"),
    pytest.param("Size | Data", ["8000 | train.tsv", "900 | test.tsv"], [], id="files of parts"),
    pytest.param("Language | Dataset", ["Welsh | Bog", "Dutch | Fen"], ["Bog", "Fen"], id="names in the second column"),
    pytest.param("Dataset | `$corpus_name` | Raw size", ["Bog | `bog` | 3 GB"], ["Bog"], id="names twice"),
    pytest.param(" | Corpus name | Size", ["speech | Bog | 3 GB"], ["Bog"], id="a column without a head"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "rows", "found"), ROWS)
def test_rows(head: str, rows: list[str], found: list[str]) -> None:
    assert [name for name, _ in names("## Training data\n\n" + table(head, *rows))] == found


def test_rows_that_tell_parts_speak_of_training_themselves() -> None:
    card = "## Task\n\n" + table("Dataset | # Q&A", "Bog QA Train | 130 K", "Bog QA Dev | 12 K")
    assert [name for name, _ in names(card)] == ["Bog QA"]


def test_what_a_translation_was_made_from_is_not_trained_on() -> None:
    card = "## Task\n\n" + table(
        "Dataset | # Q&A", "BogQA Train | 130", "Welsh BogQA Train | 99", "BogQA-cy | 3", "BogQA Dev | 12"
    )
    assert [name for name, _ in names(card)] == ["Welsh BogQA", "BogQA-cy"]


def test_a_head_that_speaks_of_training_needs_no_heading() -> None:
    assert [name for name, _ in names(table("Dataset | Number of training pairs", "Bog | 12"))] == ["Bog"]


def test_tables_in_html() -> None:
    row = "<tr><td>{}</td><td>{}</td></tr>"
    card = "## Training data\n\n<table>" + row.format("Corpus", "Tokens") + row.format("Bog", "3M") + "</table>\n"
    (one,) = in_tables(Page(card))
    assert (one.value["name"], one.table_head, card[one.start : one.end]) == ("Bog", ("Corpus", "Tokens"), "Bog")


OWN = [
    ("BogNet (138 GB of text)", ["BogNet"]),
    ("Subsample of BogNet (4 GB)", ["BogNet"]),
    ("BogNet, Fen-7 and `mire_x`", ["BogNet", "Fen-7", "mire_x"]),
    ("- Reading: BogQA, FenQA<br>- Sentiment: MireS", ["BogQA", "FenQA", "MireS"]),
    ("Same as Fen but with more", []),
    ("20GB of texts", []),
    ("[Bog](https://bog.org/d) and more", ["Bog"]),
]


@pytest.mark.parametrize(("cell", "found"), OWN)
@pytest.mark.parametrize(
    "head", ["Training data", "Pre-training data", "Training/Validation data (text)", "Training datasets"]
)
def test_the_own_row_of_a_table_of_models(head: str, cell: str, found: list[str]) -> None:
    card = table(f"Model | #params | {head}", f"`moss-small` | 3M | {cell}", "`moss-huge` | 9M | Others")
    assert names(card, "peat/moss-small") == [(name, "table:own row") for name in found]


FEATURES = [
    ("Sources", "[Bog v2.8](https://bog.org/d) (A. Moss)<br>[Welsh Lemmatizer](https://fen.org/l)", ["Bog v2.8"]),
    ("**Training data**", "BogNet-2, FenNet", ["BogNet-2", "FenNet"]),
    ("Vectors", "BogNet", []),
    ("Sources", "[word2vec of Fen](https://fen.org/v), [Bog](https://bog.org/d)", ["Bog"]),
    ("Corpus", "n/a", []),
]


@pytest.mark.parametrize(("label", "cell", "found"), FEATURES)
def test_rows_of_features(label: str, cell: str, found: list[str]) -> None:
    card = table("Feature | Description", "Name | moss", f"{label} | {cell}")
    assert names(card) == [(name, "table:feature") for name in found]
