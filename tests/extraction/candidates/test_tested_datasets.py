"""Data sets that the card's model was tested on: labels, sentences and tables of results."""

import pytest

from builder.extraction.candidates.find import candidates

TABLE = "## Results\n\n| Dataset | F1 |\n|---|---|\n| BogQA | 81.2 |\n| FenNER (test) | 71.0 |\n"


def proposed(card: str) -> list[tuple[str, str]]:
    """The cues and names of candidates, in their order."""
    return [(one.cue, one.value["name"]) for one in candidates(card, 0, "peat/moss") if one.field == "datasets"]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("**Eval data:** BogQA test set (~5MB)\n", [("label:test data", "BogQA")]),
        ("- Test data: [Bog](https://bog.org/data)\n", [("label:test data", "Bog")]),
        ("Evaluation data: BogQA, FenQA\n", [("label:test data", "BogQA"), ("label:test data", "FenQA")]),
        ("We evaluated it on the BogQA test set.", [("tested:name", "BogQA")]),
        ("It was tested on the `bog_fen` dataset.", [("tested:name", "bog_fen")]),
        ("Results on the MossNER benchmark are below.", [("tested:name", "MossNER")]),
        ("Evaluation on the Peat Dependency treebank.", [("tested:name", "Peat Dependency treebank")]),
        ("Performance was measured. It is evaluated on Welsh XQuAD.", [("tested:known", "Welsh XQuAD")]),
        ("We evaluated it on the [BogQA](https://bog.org/qa) test set.", [("tested:link", "BogQA")]),
        ("We evaluate our performance using [BOG16](https://bog.org/x).", [("tested:open link", "BOG16")]),
        (TABLE, [("tested:named in table", "BogQA"), ("tested:named in table", "FenNER")]),
        (TABLE.replace("BogQA", "SQuAD"), [("tested:known in table", "SQuAD"), ("tested:named in table", "FenNER")]),
    ],
)
def test_data_sets_of_tests(card: str, expected: list[tuple[str, str]]) -> None:
    assert proposed(card) == expected


@pytest.mark.parametrize(
    "card",
    [
        pytest.param("It can be evaluated on the BogQA test set.", id="a plan"),
        pytest.param("Run the script to evaluate on the BogQA test set.", id="a command"),
        pytest.param("It was evaluated on the test set.", id="no name"),
        pytest.param("It was evaluated on the Welsh test set.", id="a language"),
        pytest.param("It was evaluated with the CoNLL 2009 evaluation script.", id="a script"),
        pytest.param("It was evaluated on `fen/bog_8_0` with the test split.", id="a part of an id"),
        pytest.param("When fine-tuned on bogs:\n\n" + TABLE, id="results of models made from it"),
        pytest.param("Results on GLUE after fine-tuning\n\n" + TABLE.replace("BogQA", "SQuAD"), id="after tuning"),
        pytest.param(
            TABLE.replace("BogQA", "validation").replace("FenNER (test)", "Average"), id="splits and averages"
        ),
        pytest.param("| Language | F1 |\n|---|---|\n| Welsh | 81.2 |\n| Thai | 71.0 |\n", id="languages"),
    ],
)
def test_no_data_sets_of_tests(card: str) -> None:
    assert proposed(card) == []
