"""Passages of a card and the models that they say this one was made from."""

import pytest

from builder.extraction.candidates.find import candidates

MOSS = "[moss](https://huggingface.co/peat/moss)"


def proposed(card: str) -> list[tuple[str, str]]:
    return [(one.cue, one.value) for one in candidates(card, 0, "owner/mine") if one.field == "base_models"]


@pytest.mark.parametrize(
    "card",
    [
        pytest.param("It is based on [a](docs/a.md) here.", id="a page, no model"),
        pytest.param("It is based on [Peat](https://huggingface.co/peat).", id="an owner"),
        pytest.param("It is based on T5-small-moss.", id="a longer name"),
        pytest.param(f"Better than [fen](https://a.org/x) based on {MOSS}.", id="what another is based on"),
        pytest.param("It is based on transformers and BERT.", id="a family"),
        pytest.param("It is based on the roberta-base architecture.", id="an architecture"),
        pytest.param("This is a RoBERTa-base model trained from scratch in Moss.", id="from scratch"),
        pytest.param("# Spanish RoBERTa-base fine-tuned on x", id="another language's"),
        pytest.param("It is based on the German BERT large model.", id="another size"),
        pytest.param("It is based on [GPT-2](https://arxiv.org/abs/1.pdf) and x", id="a paper's model"),
        pytest.param(f"See also the fine-tuned {MOSS} model.", id="see also"),
        pytest.param(f"It outperforms {MOSS} fine-tuned on x", id="a rival"),
        pytest.param(f"It is distilled from {MOSS}.", id="a teacher"),
        pytest.param(f"The tokenizer is copied from {MOSS}.", id="a tokenizer's"),
        pytest.param(f"A newer version of {MOSS} is here.", id="a later one"),
        pytest.param(f"| Model | F1 |\n| --- | --- |\n| fine-tuned from {MOSS} | 0.9 |", id="a row of results"),
        pytest.param("Trained on [peat/data](https://huggingface.co/datasets/peat/data-1).", id="a data set"),
        pytest.param("It was fine-tuned on CNN/DailyMail.", id="a name with a slash"),
        pytest.param("It was fined-tuned on the `CNN/Daily Mail`dataset.", id="a name of more words than an id"),
        pytest.param("We fine-tuned models for multiclass/multilabel tasks.", id="two words"),
        pytest.param("Our encoder was fine-tuned on x", id="no name"),
        pytest.param("```\nm = BertModel.from_pretrained('peat/moss')\n```", id="code that only loads"),
        pytest.param("```\nt = BertTokenizer.from_pretrained('peat/moss')\nTrainer(t)\n```", id="a tokenizer in code"),
        pytest.param("A fine-tuned version of [mine](https://huggingface.co/owner/mine)", id="itself"),
    ],
)
def test_words_that_name_no_base_model(card: str) -> None:
    assert proposed(card) == []


@pytest.mark.parametrize(
    ("card", "cue", "name"),
    [
        ("- **Base model:** moss-base", "label, name alone", "moss-base"),
        ("| Base model | `peat/moss` |", "label", "peat/moss"),
        ("Original model: https://huggingface.co/peat/moss", "label", "peat/moss"),
        ("The original model can be found here: https://huggingface.co/peat/moss", "label", "peat/moss"),
        ("- Pretrained model used: XLM-RoBERTa base", "label, known name", "xlm-roberta-base"),
        ("**Language model:** `peat/moss-1`", "part", "peat/moss-1"),
        (f"The base model is {MOSS}.", "starting point", "peat/moss"),
        ("Base model is DistilGPT2(https://hf.co/gpt2)", "starting point, known name", "distilgpt2"),
        ("The backbone is the peat/moss-bert model.", "starting point", "peat/moss-bert"),
        ("The model used for tuning is 'camembert-base'.", "model used is, known id", "camembert-base"),
        ("* Student: `distilbert-base-uncased`", "student, known id", "distilbert-base-uncased"),
        (f"Fine-tuned {MOSS} in Moss on x", "tuned", "peat/moss"),
        (f"# Title\nFine-tuning {MOSS} on x", "tuned", "peat/moss"),
        ("This is a fine-tuned [moss](peat/moss) model on x", "tuned", "peat/moss"),
        ("Fine-tuned from [moss](/peat/moss) on x", "tuned from", "peat/moss"),
        ("It is finetuned on multilingual bert model.", "tuned from, known name", "bert-base-multilingual-cased"),
        ('I fine tuned this one from "peat/moss-300h" on x', "tuned", "peat/moss-300h"),
        (f"A finetuned version of Peat's {MOSS} model", "tuned version of", "peat/moss"),
        ("A finetuned embedding model on top of peat/bert-moss.", "tuned version of", "peat/bert-moss"),
        ("a fine-tune checkpoint of mBERT-base-cased", "tuned version of, known name", "bert-base-multilingual-cased"),
        (f"This is {MOSS} fine-tuned to guess x", "then tuned", "peat/moss"),
        (f"The {MOSS} model is finetuned on x", "then tuned", "peat/moss"),
        (f"It takes {MOSS} and fine-tunes it on x", "then tuned", "peat/moss"),
        ("A `bert-base-uncased` model that was fine-tuned for x", "then tuned, known id", "bert-base-uncased"),
        ("This is a T5-base reranker fine-tuned on x", "then tuned, known name", "t5-base"),
        ("# T5-base fine-tuned on x for y", "title: then tuned, known name", "t5-base"),
        (f"A {MOSS} model trained on x", "then trained", "peat/moss"),
        ("bert-base-cased trained on x", "then trained, known id", "bert-base-cased"),
        ("RoBERTa-base with additional training on x", "with more training, known name", "roberta-base"),
        ("It is based on [moss](peat/moss).", "based on", "peat/moss"),
        (f"It is based on {MOSS} and was fine-tuned on x", "based on and tuned", "peat/moss"),
        ("It is based on T5-small.", "based on, known name", "t5-small"),
        (f"Ce modèle est basé sur le modèle {MOSS}.", "made from, other languages", "peat/moss"),
        (f"It is trained on top of {MOSS}.", "on top of", "peat/moss"),
        (f"It was initialized from {MOSS}.", "started from", "peat/moss"),
        ("It is derived from `peat/moss`.", "started from", "peat/moss"),
        ("We started training from GPT-J, which x", "started from, known name", "EleutherAI/gpt-j-6B"),
        ("initialized with RoBERTa-Base (`L-12`)", "initialised with, known name", "roberta-base"),
        (
            "took a multilingual version of BERT‑base as an initialization",
            "as base, known name",
            "bert-base-multilingual-cased",
        ),
        (f"trained with x, using {MOSS} as the base model", "as base", "peat/moss"),
        (f"We used the pretrained {MOSS} model", "uses pre-trained", "peat/moss"),
        ("a small version of GPT-2", "a version of, name of a family", "gpt2"),
        (f"GGUF quants of {MOSS}", "version of", "peat/moss"),
        (f"An ONNX export of {MOSS}", "version of", "peat/moss"),
        (f"A smaller version of the {MOSS} model", "version of", "peat/moss"),
        (f"This package wraps {MOSS}", "wraps", "peat/moss"),
        ("An [adapter](https://a.org) for the `bert-base-cased` model.", "adapter for, known id", "bert-base-cased"),
        ('<a href="https://huggingface.co/peat/moss">moss</a> fine-tuned on x', "then tuned", "peat/moss"),
        ("A fine-tuned version of [mine](https://huggingface.co/peat/mine)", "tuned version of", "peat/mine"),
        ("```\nm = ClassificationModel('bert', 'peat/moss')\nm.train_model(x)\n```", "code:training", "peat/moss"),
        ("```\npython run.py --model_name_or_path peat/moss \\\n --do_train\n```", "code:training", "peat/moss"),
    ],
)
def test_words_that_name_a_base_model(card: str, cue: str, name: str) -> None:
    assert proposed(card) == [(cue, name)]


@pytest.mark.parametrize(
    ("card", "names"),
    [
        pytest.param(
            "It merges [a](https://hf.co/p/a) and [b](https://hf.co/p/b).", ["p/a", "p/b"], id="two in a sentence"
        ),
        pytest.param(
            "For LLM and vision tower, we choose [Phi-2](microsoft/phi-2) and [s](https://huggingface.co/google/siglip-1).",
            ["microsoft/phi-2", "google/siglip-1"],
            id="parts of a multimodal model",
        ),
        pytest.param(
            "The merged models are:\n\n- https://hf.co/peat/a-1\n- https://hf.co/peat/b-2\n\nThanks to https://hf.co/peat/c-3.",
            ["peat/a-1", "peat/b-2"],
            id="a list",
        ),
        pytest.param(
            "A merge.\n```yaml\nmodels:\n  - model: peat/a-1\n  - model: peat/b-2\n```",
            ["peat/a-1", "peat/b-2"],
            id="its configuration",
        ),
    ],
)
def test_several_base_models(card: str, names: list[str]) -> None:
    assert [name for _, name in proposed(card)] == names


@pytest.mark.parametrize(
    ("card", "cue", "model"),
    [
        (f"A BERT-based ({MOSS}) tagger.", "based, in brackets", "peat/moss"),
        ("A simple checker built using T5-Base transformer.", "built using, known name", "t5-base"),
        ("It is the training data to fine-tune T5-base.", "tuned, known name", "t5-base"),
    ],
)
def test_more_words_for_base_models(card: str, cue: str, model: str) -> None:
    assert proposed(card) == [(cue, model)]
