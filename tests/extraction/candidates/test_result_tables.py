"""Results in tables: whose they are, and what they measure."""

import pytest

from builder.extraction.candidates.page import Page
from builder.extraction.candidates.result_tables import result_tables

MODEL = "owner/moss-base-sst2"
HEAD = "# Moss\n\n## Evaluation results\n\n"


def table(*rows: str) -> str:
    first, *rest = rows
    return "\n".join([f"| {first} |", "|" + "---|" * (first.count("|") + 1), *(f"| {row} |" for row in rest)]) + "\n"


SOME = [
    ("only row", table("Precision | Recall", "0.93 | 0.90"), ["Precision 0.93", "Recall 0.90"]),
    ("own row", table("Model | F1", "bert-base | 80", "moss-base-sst2 | **81.5** ± 0.3"), ["F1 81.5"]),
    (
        "own row",
        table("Method | SQuAD (EM/F1)", "BERT | 1/2", "Ours | 84.5 / 90.8"),
        ["EM SQuAD 84.5", "F1 SQuAD 90.8"],
    ),
    (
        "own row",
        "### Moss NER dataset\n\n" + table("Model name | F1", "BERT | 80.1", "Moss (ours) | 85.7 ± 1.00"),
        ["F1 85.7"],
    ),
    ("own row by role", table("Model | BERTScore F1", "Baseline | 0.86", "Fine-tuned | 0.87"), ["BERTScore F1 0.87"]),
    ("own row by part", table("Model | WER", "other | 9.1", "Moss | 8.2"), ["WER 8.2"]),
    ("own column", table("Task | bert | moss-base-sst2 (this model)", "MMLU | 60 | 61.5"), ["MMLU 61.5"]),
    ("own column by rest", table("Metric | baseline e5 | retrained", "MRR | 0.30 | 0.49"), ["MRR 0.49"]),
    ("rows of data", table("Dataset | WER", "dev | 3.5", "test | 4.5"), ["WER dev 3.5", "WER test 4.5"]),
    (
        "rows of parts",
        table("Entity | F1 | support", "LOC | 97.0 | 2884", "PER | 96.5 | 2645"),
        ["LOC F1 97.0", "PER F1 96.5"],
    ),
    (
        "metric and score",
        table("Metric | Value", "Rouge-1 | 44.5", "Size | 3", "custom | 4"),
        ["Rouge-1 44.5", "custom 4"],
    ),
    ("metric row", table(" | Value", "MRR@10 | 0.49", "MRR | 0.5"), ["MRR@10 0.49", "MRR 0.5"]),
    ("only row", table("Task | Metric | Score", "x | acc / F1 | 0.91 / 0.88"), ["acc x 0.91", "F1 x 0.88"]),
    (
        "only row",
        table("Task | MNLI-(m/mm) | SST-2 | Average", " | 84.6/83.4 | 93.5 | 79.6"),
        ["MNLI-m 84.6", "MNLI-mm 83.4", "SST-2 93.5", "Average 79.6"],
    ),
    (
        "last row of a log",
        table("Training Loss | Epoch | Validation Loss | Wer", "1.2 | 1.0 | 0.9 | 0.5", "No log | 2.0 | 0.8 | 0.4"),
        ["Validation Loss 0.8", "Wer 0.4"],
    ),
    (
        "error rates",
        "### WER\n\n" + table("dataset|Snt|Wrd|Corr|Sub|Del|Ins|Err|S.Err", "infer/dev|46|46|97.7|2.3|0|0|2.3|1.9"),
        ["WER dev 2.3", "S.Err dev 1.9"],
    ),
    ("only row", "| Exact Match | 55.12 |\n|---|---|\n", ["Exact Match 55.12"]),
    (
        "own column",
        "<table><tr><td>Benchmark</td><td>Qwen</td><td>moss-base-sst2 (this model)</td><td>Recovery</td></tr>"
        "<tr><td>GSM8K (5-shot)</td><td>68.2</td><td>67.9</td><td>99.4%</td></tr></table>",
        ["GSM8K (5-shot) 67.9"],
    ),
]
NONE = [
    pytest.param(table("Layer | Size", "1 | 768", "2 | 768"), id="no metric"),
    pytest.param(table("Epoch | Step", "1 | 500"), id="a log without results"),
    pytest.param(table("Split | Records | LOC", "train | 29133 | 13919"), id="counts"),
    pytest.param("## Training data\n\n" + table("Set | F1", "a | 0.5", "b | 0.7"), id="a table of data"),
    pytest.param(table("Metric | Value", "WER | see below"), id="no number"),
    pytest.param(table("Metric | Value", "WER | ~~9.1~~"), id="withdrawn"),
    pytest.param("```\n" + table("Metric | Value", "WER | 9.1") + "```", id="code"),
    pytest.param("<!--\n" + table("Metric | Value", "WER | 9.1") + "-->", id="hidden"),
    pytest.param(
        table("Language | Model | BLEU", "a | X-Small | 9.1", "b | X-Large | 9.2").replace("BLEU", "Python"), id="-"
    ),
]


def said(card: str) -> list[tuple[str, str]]:
    found = [(one.cue.removeprefix("table:"), one.value) for one in result_tables(Page(HEAD + card, 0, MODEL))]
    return [(cue, " ".join(filter(None, (v["metric"], v["dataset"], v["split"], v["value_text"])))) for cue, v in found]


@pytest.mark.parametrize(("cue", "card", "results"), SOME, ids=[f"{cue} {at}" for at, (cue, *_) in enumerate(SOME)])
def test_own_results(cue: str, card: str, results: list[str]) -> None:
    found = said(card)
    assert [text for _, text in found] == results
    assert {name for name, _ in found} == {cue}


@pytest.mark.parametrize("card", NONE)
def test_no_result(card: str) -> None:
    assert [text for cue, text in said(card) if "others" not in cue] == []


def test_rows_of_other_models_are_known_as_such() -> None:
    card = HEAD + table("Model | Accuracy", "BERT | 90.1", "RoBERTa | 91.2")
    assert {one.cue for one in result_tables(Page(card, 0, MODEL))} == {"table:row of others"}


def test_a_number_stands_at_its_place_and_has_its_deviation() -> None:
    card = HEAD + table("Model | F1", "moss-base-sst2 | 81.5 ± 0.3")
    (one,) = result_tables(Page(card, 0, MODEL))
    assert card[one.start : one.end] == "81.5"
    assert (one.value["value"], one.value["deviation"]) == (81.5, 0.3)
