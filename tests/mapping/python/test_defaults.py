"""Calls that leave the model to the library: its default for a task, a language or a metric."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "import datasets, evaluate, bert_score\nfrom transformers import pipeline\n"
SST = ("distilbert/distilbert-base-uncased-finetuned-sst-2-english", "714eb0f", "use")


def rows(source: str) -> list[tuple[str | None, str | None, str]]:
    made = resolve({"app.py": Facts((HEAD + source).encode())}, load_signatures()).found
    return [(found.name, found.revision, found.usage) for found in made.get("app.py", [])]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("evaluate.load('accuracy')", id="a metric without a model"),
        pytest.param("evaluate.load('glue', 'mrpc')", id="a configuration that is no model"),
        pytest.param("evaluate.load('rouge').compute(predictions=a, references=b)", id="compute without a model"),
        pytest.param("datasets.load_metric('bleurt', 'BLEURT-20')", id="a checkpoint that is not on the Hub"),
        pytest.param("bert_score.score(a, b, lang=None)", id="no language"),
    ],
)
def test_no_row(source: str) -> None:
    assert rows(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("pipeline('sentiment-analysis')", SST, id="task"),
        pytest.param("pipeline(task='text-classification')", SST, id="task by keyword"),
        pytest.param("TASK = 'sentiment-analysis'\npipeline(TASK)", SST, id="task by a constant"),
        pytest.param("pipeline('sentiment-analysis', model=None)", SST, id="None"),
        pytest.param("pipeline('translation_en_to_fr')", ("google-t5/t5-base", "a9723ea", "use"), id="languages"),
        pytest.param("pipeline('acme-task')", (None, None, "unresolved"), id="a task that is not known"),
        pytest.param("pipeline(task)", (None, None, "unresolved"), id="a variable"),
        pytest.param("pipeline('ner', model='acme/a')", ("acme/a", None, "use"), id="the model is given"),
    ],
)
def test_pipeline(source: str, expected: tuple[str | None, str | None, str]) -> None:
    assert rows(source) == [expected]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("evaluate.load('bertscore').compute(lang='en')", "FacebookAI/roberta-large", id="language"),
        pytest.param(
            "m = evaluate.load('bertscore')\nm.compute(lang='zh')", "google-bert/bert-base-chinese", id="other"
        ),
        pytest.param(
            "evaluate.load('bertscore').compute(lang='fr')", "google-bert/bert-base-multilingual-cased", id="any other"
        ),
        pytest.param("evaluate.load('bertscore').compute(lang='en', model_type='acme/a')", "acme/a", id="model_type"),
        pytest.param("evaluate.load('perplexity').compute(model_id='acme/a')", "acme/a", id="model_id"),
        pytest.param("evaluate.load('toxicity', 'acme/a', module_type='measurement')", "acme/a", id="configuration"),
        pytest.param("evaluate.load('regard')", "sasha/regardv3", id="the metric's own"),
        pytest.param("evaluate.evaluator('t').compute(model_or_pipeline='acme/a', data=d)", "acme/a", id="evaluator"),
        pytest.param("datasets.load_metric('bertscore').compute(model_type='acme/a')", "acme/a", id="datasets"),
        pytest.param("bert_score.score(a, b, lang='en')", "FacebookAI/roberta-large", id="bert_score"),
        pytest.param("bert_score.BERTScorer(lang='en-sci')", "allenai/scibert_scivocab_uncased", id="scorer"),
    ],
)
def test_metric(source: str, name: str) -> None:
    assert rows(source) == [(name, None, "use")]
