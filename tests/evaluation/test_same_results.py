"""Results: names that are nearly one, and two ways to write one name."""

import pytest

from builder.evaluation.same_results import same_result
from builder.evaluation.values import Value


def result(metric: str | None, dataset: str | None = None, text: str = "90.0") -> Value:
    return Value({"task": None, "dataset": dataset, "metric": metric, "value": None, "value_text": text})


def both_ways(one: Value, other: Value) -> set[bool]:
    return {same_result(one, other), same_result(other, one)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cifar10", "cifar100"), ("squad", "squad_v2"), ("imagenet", "imagenet-21k"), ("imagenet", "imagenet-a"),
        ("imagenet", "ImageNet-V2"), ("sst2", "sst5"), ("mnli", "mnli-mm"), ("glue (cola)", "glue (mrpc)"),
        ("wmt14 en-de", "wmt14 de-en"), ("common_voice_7_0", "common_voice_8_0"), ("a/wiki", "b/wiki_2"),
    ],
)  # fmt: skip
def test_another_data_set(one, other) -> None:
    assert both_ways(result("accuracy", one), result("accuracy", other)) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bleu", "wer"), ("bleu", "bleurt"), ("wer", "wer_norm"), ("cer", "soccer"), ("em", "memory"), ("mse", "rmse"),
        ("precision", "average precision"), ("rouge", "rouge1"), ("rouge-l", "rouge-lsum"), ("recall@1", "recall@10"),
        ("accuracy", "top-5 accuracy"), ("bleu-1", "bleu-4"), ("mrr", "mrr@10"), ("chrF", "chrF++"),
        ("loss", "training loss"), ("accuracy", "balanced accuracy"),
    ],
)  # fmt: skip
def test_another_metric(one, other) -> None:
    assert both_ways(result(one), result(other)) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,234.5", "1"), ("1234567", "1234568"), ("74.3%", "743"), (".743", "743"), ("-0.7", "0.7"), ("28.7", "28.71"),
    ],
)  # fmt: skip
def test_another_value(one, other) -> None:
    assert both_ways(result("f1", None, one), result("f1", None, other)) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("accuracy", "glue (cola)"), ("acc", "cola")),
        (("accuracy", "glue"), ("acc", "glue (cola)")),
        (("accuracy", "mozilla-foundation/common_voice_8_0 (sv-SE)"), ("acc", "Common Voice 8")),
        (("accuracy", "peat_gold_ner (peat-gold-ner)"), ("acc", "peat_gold_ner")),
        (("accuracy", "ImageNet-1k val"), ("top-1", "imagenet")),
        (("accuracy", "SQuAD v2 dev"), ("accuracy", "squad_v2")),
        (("bleu", "wmt14 en-de"), ("BLEU", "WMT14")),
        (("macro-f1", None), ("f1 (macro)", None)),
        (("f1", None), ("F1 macro", None)),
        (("Test WER", None), ("word error rate", None)),
        (("PEAT16 macro-F1", None), ("macro-f1", "PEAT16")),
        (("chrF++", None), ("chrf++", None)),
    ],
)
def test_one_name_in_two_ways(one, other) -> None:
    assert both_ways(result(*one), result(*other)) == {True}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (".743", "0.743"), ("74.3 %", "0.743"), ("74,3", "74.3"), ("74.3 ± 0.2", "74.3"), ("1,234.5", "1234.5"),
        ("1 234.5", "1234.5"), ("1.234,5", "1234.5"), ("−0.5", "-0.5"), ("1.2e-3", "0.0012"), ("F1 74.3", "74.3"),
    ],
)  # fmt: skip
def test_one_value_in_two_ways(one, other) -> None:
    assert both_ways(result("f1", None, one), result("f1", None, other)) == {True}
