"""Whether two values are the same: pairs that differ first, then other names of the same thing."""

import pytest

from builder.evaluation.labels import elements
from builder.evaluation.numerals import numeral
from builder.evaluation.sameness import SAME, same
from builder.evaluation.values import Value


def setting(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def result(metric: str | None, value: float | str, dataset: str | None = None) -> dict[str, object]:
    number = value if isinstance(value, float) else None
    return {"task": None, "dataset": dataset, "metric": metric, "value": number, "value_text": str(value)}


def machine(name: str, count: int | None = None, hours: float | None = None) -> dict[str, object]:
    return {"name": name, "count": count, "hours": hours, "provider": None, "region": None}


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        pytest.param("hyperparameters", setting("epochs", "40"), setting("epochs", "7"), id="another value of a setting"),
        pytest.param("hyperparameters", setting("epochs", "7"), setting("batch_size", "7"), id="another setting of a value"),
        pytest.param("hyperparameters", setting("lr", "1e-4"), setting("learning_rate", "1e-5"), id="another power of ten"),
        pytest.param("hyperparameters", setting("optimizer", "Adam"), setting("optimizer", "AdamW"), id="another word"),
        pytest.param("evaluation", result("bleu", 28.7), result("wer", 28.7), id="another metric"),
        pytest.param("evaluation", result("bleu", 28.7), result("bleu", 28.71), id="nearly"),
        pytest.param("evaluation", result("f1", "0.9301"), result("f1", "0.9308118"), id="rounded otherwise"),
        pytest.param("evaluation", result("f1", ".743"), result("f1", 743.0), id="a bare point is no thousand"),
        pytest.param("evaluation", result("ppl", "1,234.5"), result("ppl", 1.0), id="thousands are no one"),
        pytest.param("evaluation", result("f1", 90.0, "squad"), result("f1", 90.0, "mrpc"), id="another data set"),
        pytest.param("evaluation", result(None, 90.0), result("f1", 90.0, "mrpc"), id="a number of nothing"),
        pytest.param("evaluation", result("rouge1", 41.0), result("rouge2", 41.0), id="another rouge"),
        pytest.param("github_repo", "https://github.com/peat/roots", "https://github.com/peat/reed", id="the owner's other repository"),
        pytest.param("github_repo", "https://github.com/peat/reeds", "https://github.com/peat/reed", id="a longer name"),
        pytest.param("hardware", machine("A100", 8), machine("A100", 4), id="another count"),
        pytest.param("hardware", machine("A100", None, 3.0), machine("A100", None, 30.0), id="other hours"),
        pytest.param("hardware", machine("V100"), machine("A100"), id="another machine"),
        pytest.param("hardware", machine("TPU v2-8"), machine("TPU v3-8"), id="another TPU"),
        pytest.param("base_model", "mine/bert-base", "theirs/bert-base", id="another owner"),
        pytest.param("base_model", "bert-large", "bert-base", id="another size"),
        pytest.param("base_model", "BERT", "bert-base-multilingual-cased", id="a family"),
        pytest.param("datasets", {"name": "squad_v2", "url": None}, {"name": "squad", "url": None}, id="another version"),
        pytest.param("datasets", {"name": "imagenet-21k", "url": None}, {"name": "imagenet", "url": None}, id="the larger ImageNet"),
        pytest.param("papers", {"title": None, "url": "https://arxiv.org/abs/2101.00002"}, {"title": None, "url": "https://arxiv.org/abs/2101.00001"}, id="another paper"),
        pytest.param("license", "cc-by-nc-4.0", "cc-by-4.0", id="another licence"),
        pytest.param("languages", "no", "en", id="another language"),
        pytest.param("parameter_count", 7_000_000_000, 13_000_000_000, id="another size of model"),
        pytest.param("frameworks", "tensorflow", "jax", id="another framework"),
        pytest.param("demo", "https://peat.example/a", "https://peat.example/b", id="another address"),
        pytest.param("demo", "https://huggingface.co/spaces/peat/a", "https://huggingface.co/spaces/peat/b", id="another Space"),
        pytest.param("github_repo", "https://gitlab.com/peat/reed", "https://github.com/peat/reed", id="another host"),
        pytest.param("github_repo", "https://github.com/peat/reed.js", "https://github.com/peat/reed", id="a name with a point"),
        pytest.param("license", "llama2", "llama3", id="another version of a licence"),
        pytest.param("tasks", "text-generation", "text2text-generation", id="another task"),
    ],
)  # fmt: skip
def test_another_thing(field, one, other) -> None:
    assert not same(field, Value(one), Value(other))
    assert same(field, Value(other), Value(other))


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        pytest.param("license", "apache-2.0", "Apache License 2.0", id="licence"),
        pytest.param("license", "CC BY 4.0", "cc-by-4.0", id="licence with spaces"),
        pytest.param("languages", "en", "English", id="language"),
        pytest.param("languages", "en-US", "eng", id="codes of a language"),
        pytest.param("tasks", ["text-generation"], "text generation", id="task"),
        pytest.param("frameworks", "flax", "JAX", id="framework"),
        pytest.param("datasets", [{"name": "squad", "url": None}], ["https://huggingface.co/datasets/squad"], id="data"),
        pytest.param("datasets", [{"name": "imagenet", "url": None}], [{"name": "ImageNet-1k", "url": None}], id="other name of data"),
        pytest.param("datasets", ["https://peat.example/a/blog (wet_reviews)"], ["peat/wet-reviews"], id="name beside URL"),
        pytest.param("github_repo", "https://github.com/Peat/reed/tree/main/x", "github.com/peat/reed", id="repository"),
        pytest.param("papers", [{"title": None, "url": "https://arxiv.org/abs/2101.00001"}], "arxiv:2101.00001", id="paper"),
        pytest.param("papers", "https://arxiv.org/pdf/2101.00001v2.pdf", {"title": "Peat", "url": "http://arxiv.org/abs/2101.00001"}, id="file of a paper"),
        pytest.param("papers", {"title": "Birds at the Waterline", "url": None}, {"title": "Birds at the waterline.", "url": "https://a.example/p"}, id="title"),
        pytest.param("base_model", "https://huggingface.co/peat/moss", "peat/moss", id="model"),
        pytest.param("base_model", "roberta-base", "FacebookAI/roberta-base", id="model without owner"),
        pytest.param("base_model", "multilingual BERT", "bert-base-multilingual-cased", id="model by its name in prose"),
        pytest.param("parameter_count", 84_000_000, "84M", id="count"),
        pytest.param("carbon_emitted_g", 1500.0, "1.5 kg", id="grams"),
        pytest.param("evaluation", [result(None, 91.3, "BoolQ")], {"BoolQ": "91.30 %"}, id="result"),
        pytest.param("evaluation", result("wer", "28.70"), result("Test WER", 28.7), id="metric of a split"),
        pytest.param("evaluation", result("accuracy", ".743"), result("acc", 0.743), id="bare point"),
        pytest.param("evaluation", result("ppl", "1,234.5"), result("perplexity", 1234.5), id="thousands"),
        pytest.param("evaluation", result("f1", "74.3%"), result("F1", 0.743), id="percent"),
        pytest.param("evaluation", result("f1", "0.9301"), result("f1", "0.9301181"), id="rounded"),
        pytest.param("hyperparameters", [setting("batch_size", "8")], {"batch size": 8, "epochs": ""}, id="setting"),
        pytest.param("hyperparameters", setting("lr", "0.0001"), setting("learning rate", "1e-4"), id="other name and numeral"),
        pytest.param("hyperparameters", setting("batch size", "1,024"), setting("batch_size", "1024"), id="thousands in a setting"),
        pytest.param("hardware", machine("NVIDIA A100 80GB", 8), machine("A100", 8), id="maker and size"),
        pytest.param("hardware", machine("TPUv3-8"), machine("TPU v3-8", 1), id="spaces in a machine"),
        pytest.param("demo", "https://peat.example", "a code snippet", id="a demo that is there"),
        pytest.param("domain", "nlp", "natural-language-processing", id="domain"),
        pytest.param("domain", "reinforcement-learning", "rl", id="short domain"),
        pytest.param("demo", "https://huggingface.co/spaces/peat/moss", "https://peat-moss.hf.space/", id="both addresses of a Space"),
        pytest.param("demo", "https://hf.co/spaces/peat/moss", "https://huggingface.co/spaces/Peat/moss", id="short address"),
        pytest.param("github_repo", "git@github.com:peat/reed.git", "https://github.com/peat/reed", id="address for git"),
        pytest.param("github_repo", "peat/reed", "https://github.com/peat/reed", id="owner and name"),
        pytest.param("github_repo", "https://raw.githubusercontent.com/peat/reed/main/x", "https://github.com/peat/reed", id="raw file"),
        pytest.param("base_model", "peat/moss", "https://huggingface.co/peat/moss/tree/main", id="folder of a model"),
        pytest.param("base_model", "peat/moss", "https://hf.co/Peat/moss", id="short address of a model"),
        pytest.param("datasets", ["imagenet"], ["ILSVRC/imagenet-1k"], id="ImageNet-1k by its id"),
        pytest.param("datasets", ["ImageNet-1k"], ["ILSVRC 2012 ImageNet"], id="ImageNet-1k by its challenge"),
        pytest.param("languages", "English", "en_US", id="English of a country"),
        pytest.param("languages", "zh", "Mandarin", id="Mandarin"),
        pytest.param("libraries", "sklearn", "scikit-learn", id="library"),
        pytest.param("tasks", "automatic-speech-recognition", "ASR", id="short task"),
        pytest.param("license", "llama2", "Llama 2 Community License", id="a licence of a family"),
        pytest.param("parameter_count", 24_700_000, "24_700_000", id="count as Python writes it"),
    ],
)  # fmt: skip
def test_the_same_in_other_words(field, one, other) -> None:
    (mine, *_), (label, *_) = list(elements(field, one)), list(elements(field, other))
    assert same(field, mine, label)
    assert same(field, label, mine)


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        pytest.param(Value(None, places=((5, 9),)), Value(None, places=((9, 20),)), False, id="beside each other"),
        pytest.param(Value(None, places=((5, 10),)), Value(None, places=((9, 20),)), True, id="overlap"),
        pytest.param(Value(None, places=((50, 60),)), Value(None, places=((9, 20), (40, 55))), True, id="another place of it"),
        pytest.param(Value(None, quote="It dries out"), Value(None, quote="It floats"), False, id="other words"),
        pytest.param(Value(None, quote="It dries"), Value(None, quote="It  dries out"), True, id="part of the words"),
    ],
)  # fmt: skip
def test_passages(said, label, expected) -> None:
    assert same("limitations_and_biases", said, label) is expected


def test_other_names_of_a_label() -> None:
    label = Value({"name": "Common Voice 7", "url": None}, alternatives=("mozilla-foundation/common_voice_7_0",))
    assert same("datasets", Value({"name": "mozilla-foundation/common_voice_7_0", "url": None}), label)
    assert not same("datasets", Value({"name": "common_voice_8", "url": None}), label)
    steps = Value({"name": "training steps", "value": "one million"}, alternatives=("max_steps", "1000000"))
    assert same("hyperparameters", Value({"name": "max_steps", "value": "1,000,000"}), steps)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None), ("about 3", None), ("1.2.3", None), ("3-4", None), ("e5", None),
        (".743", 0.743), ("1,234.5", 1234.5), ("0,743", 0.743), ("28,7", 28.7), ("1,024", 1024), ("24_700_000", 24_700_000),
        ("5e-5", 5e-5), ("1,2345", 1.2345), ("1 234.5", 1234.5), ("1'234", 1234), ("1.234,5", 1234.5), ("10^-4", 1e-4), ("2^16", 65536),
        ("2 × 10⁻⁵", 2e-5), ("–2", -2), ("3 x 10^-4", 3e-4), ("28.7 %", 28.7), ("-1.5", -1.5), ("−2", -2),
    ],
)  # fmt: skip
def test_numerals(text, expected) -> None:
    assert numeral(text) == expected


@pytest.mark.parametrize("value", [None, "", [], [""], {}, {"url": ""}, [{"name": "", "url": None}]])
@pytest.mark.parametrize("field", ["datasets", "license", "parameter_count", "demo", "hyperparameters", "papers"])
def test_nothing(field, value) -> None:
    assert list(elements(field, value)) == []


def test_every_field_is_compared() -> None:
    from builder.extraction.card import FIELDS

    assert set(FIELDS) == SAME.keys()
