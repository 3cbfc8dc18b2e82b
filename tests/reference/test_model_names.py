"""Names in prose and the models that they mean."""

import pytest

from builder.reference.model_names import load_model_names


@pytest.mark.parametrize("name", ["BERT", "GPT", "ctrl", "beto", "bert-base", "T5", "opus mt de en", "Llama 2"])
def test_a_family_or_a_word_means_no_model(name: str) -> None:
    assert load_model_names().id_of(name) is None


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("multilingual BERT", "bert-base-multilingual-cased"),
        ("mBERT (uncased)", "bert-base-multilingual-uncased"),
        ("XLM-R large", "xlm-roberta-large"),
        ("RoBERTa-Base", "roberta-base"),
        ("EleutherAI's GPT-J", "EleutherAI/gpt-j-6B"),
        ("wav2vec2-large-xlsr-53", "facebook/wav2vec2-large-xlsr-53"),
        ("opus-mt-de-en", "Helsinki-NLP/opus-mt-de-en"),
        ("BETO", "dccuchile/bert-base-spanish-wwm-cased"),
    ],
)
def test_a_well_known_name_means_its_model(name: str, model: str) -> None:
    assert load_model_names().id_of(name) == model


def test_every_name_has_letters_by_which_it_is_found() -> None:
    names = load_model_names()
    assert [
        name for name in names.ids if not any(core.replace("-", "").replace(" ", "") in name for core in names.cores)
    ] == []
