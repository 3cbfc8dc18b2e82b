"""What can be a value of a field at all: what models have made of real cards first, then what must stay."""

import pytest

from builder.extraction.plausibility import plausible

MODEL = "peat/reed-large"


@pytest.mark.parametrize(
    ("field", "value", "context"),
    [
        pytest.param("license", "this", "released under this license", id="licence: a word"),
        pytest.param("license", "the license", "see the license", id="licence: the word itself"),
        pytest.param("license", "file", "see the license file", id="licence: a file"),
        pytest.param("libraries", "file", "load the file", id="library: a file"),
        pytest.param("libraries", "Reed", "Reed is large", id="library: a name"),
        pytest.param("datasets", {"name": "pip install reed", "url": None}, "Training: pip install reed", id="data: a command"),
        pytest.param("datasets", {"name": "reed-large", "url": None}, "We trained reed-large", id="data: the model itself"),
        pytest.param("datasets", {"name": "Groningen", "url": None}, "made in Groningen", id="data: no cue"),
        pytest.param("datasets", {"name": "More Information Needed", "url": None}, "Training Data", id="data: a placeholder"),
        pytest.param("base_models", "someone/reed-large", "based on reed-large", id="base model: its own name"),
        pytest.param("languages", "no", "there is no bias", id="language: a word"),
        pytest.param("hardware", {"name": "Python 3.8"}, "Trained with Python 3.8", id="hardware: software"),
        pytest.param("grants", "KA-17", "flight KA-17 to Groningen", id="grant: no cue"),
        pytest.param("papers", {"title": "this paper", "url": None}, "see this paper", id="paper: no title"),
        pytest.param("limitations_and_biases", "[More Information Needed]", "Limitations", id="limitations: a placeholder"),
        pytest.param("input_format", "[optional]", "Input", id="input: a placeholder"),
    ],
)  # fmt: skip
def test_what_can_be_none(field, value, context) -> None:
    written = value if isinstance(value, str) else next(iter(value.values()))
    assert not plausible(field, value, written, context, MODEL)


@pytest.mark.parametrize(
    ("field", "value", "context"),
    [
        pytest.param("license", "Apache-2.0", "Apache-2.0", id="licence"),
        pytest.param("license", "Peat Community License", "under the Peat Community License", id="a licence of one's own"),
        pytest.param("libraries", "sentence-transformers", "use it so", id="library"),
        pytest.param("libraries", "boglib", "pip install boglib", id="a library that is installed"),
        pytest.param("datasets", {"name": "wet reviews", "url": None}, "trained on wet reviews", id="data"),
        pytest.param("base_models", "peat/reed-base", "based on reed-base", id="base model"),
        pytest.param("languages", "Frisian", "Dutch and Frisian", id="language"),
        pytest.param("languages", "fy", "Language: fy", id="code of a language"),
        *(pytest.param("hardware", {"name": name}, name, id=name) for name in ("A100 80GB", "TPU v3-8", "8 V100", "RTX 3090", "Ryzen 3900x", "Tesla T4", "H100", "L4", "Apple M2", "MI250X")),
        pytest.param("grants", "KA-17", "supported by grant KA-17", id="grant"),
        pytest.param("papers", {"title": "Reeds at Work", "url": None}, "see Reeds at Work", id="paper"),
        pytest.param("limitations_and_biases", "It fails on sarcasm.", "Limitations", id="limitations"),
    ],
)  # fmt: skip
def test_what_can_be_one(field, value, context) -> None:
    written = value if isinstance(value, str) else next(iter(value.values()))
    assert plausible(field, value, written, context, MODEL)
