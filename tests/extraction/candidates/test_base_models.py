"""Passages of a card and the models that they say this one was made from."""

import pytest

from builder.extraction.candidates.find import candidates


@pytest.mark.parametrize(
    ("card", "cue", "name"),
    [
        ("- **Base model:** moss-base", "label:base model", "moss-base"),
        ("Original model: https://huggingface.co/peat/moss", "label:base model", "peat/moss"),
        ("**Language model:** `peat/moss`", "label:language model", "peat/moss"),
        ("The base model is [Moss from Peat](https://huggingface.co/peat/moss).", "cue:base model is", "peat/moss"),
        ("Fine-tuned from [moss](/peat/moss) on x", "cue:made from", "peat/moss"),
        ("It is based on [moss](peat/moss).", "cue:made from", "peat/moss"),
        ("It is based on [a](docs/a.md) here.", None, None),
        ("Ce modèle est basé sur le modèle [`moss`](https://huggingface.co/peat/moss).", "cue:made from", "peat/moss"),
        ("It is based on [Peat](https://huggingface.co/peat).", None, None),
        ("It is based on T5-small.", "cue:made from, known name", "t5-small"),
        ("initialized with RoBERTa-Base (`L-12`)", "cue:made from, known name", "roberta-base"),
        (
            "obtained by fine-tuning **bert-base-multilingual-cased** on x",
            "cue:made from, known name",
            "bert-base-multilingual-cased",
        ),
        ("It is based on T5-small-moss.", None, None),
        ("It is based on transformers and BERT.", None, None),
        ("a small version of GPT-2", "cue:version of, known name", "gpt2"),
        ("See also the fine-tuned [moss](https://huggingface.co/peat/moss) model.", None, None),
        ('I fine tuned this one from "peat/moss-300h" on x', "cue:from quoted", "peat/moss-300h"),
        ("This is [moss](https://huggingface.co/peat/moss) fine-tuned to guess x", "cue:then tuned", "peat/moss"),
        ("The [moss](https://huggingface.co/peat/moss) model is finetuned on x", "cue:then tuned", "peat/moss"),
        ("It takes [moss](https://huggingface.co/peat/moss) and fine-tunes it on x", "cue:then tuned", "peat/moss"),
        ("A `bert-base-uncased` model that was fine-tuned for x", "cue:then tuned", "bert-base-uncased"),
        ("This is a T5-base reranker fine-tuned on x", "cue:then tuned", "t5-base"),
        ("# T5-base fine-tuned on x for y", "title:tuned", "t5-base"),
        ("It outperforms [moss](https://huggingface.co/peat/moss) fine-tuned on x", None, None),
        ("Our encoder was fine-tuned on x", None, None),
        ("```\nm = ClassificationModel('bert', 'peat/moss')\nm.train_model(x)\n```", "code:training", "peat/moss"),
        ("```\nm = BertModel.from_pretrained('peat/moss')\n```", None, None),
        ("```\nt = BertTokenizer.from_pretrained('peat/moss')\nTrainer(t)\n```", None, None),
        ("| Base model | `peat/moss` |", "label:base model", "peat/moss"),
        ("An [adapter](https://a.org) for the `moss-base` model.", "cue:adapter for", "moss-base"),
        ("It was initialized from [Moss](https://huggingface.co/peat/moss).", "cue:made from", "peat/moss"),
        ("It is derived from `peat/moss`.", "cue:made from", "peat/moss"),
        (
            "A finetuned version of Peat's [Moss](https://huggingface.co/peat/moss) model",
            "cue:fine-tuned version of",
            "peat/moss",
        ),
        ("Fine-tuned on CNN/DailyMail.", None, None),
        ("We fine-tuned models for multiclass/multilabel tasks.", None, None),
        ("A fine-tuned version of [mine](https://huggingface.co/owner/mine)", None, None),
        ("A fine-tuned version of [mine](https://huggingface.co/peat/mine)", "cue:fine-tuned version of", "peat/mine"),
    ],
)
def test_base_models(card: str, cue: str | None, name: str | None) -> None:
    proposed = [one for one in candidates(card, 0, "owner/mine") if one.field == "base_models"]
    assert [(one.cue, one.value) for one in proposed] == ([(cue, name)] if cue else [])
