"""Passages of a card that say what the model cannot do, takes and gives, and who paid; demonstrations and emissions."""

import pytest

from builder.extraction.candidates.certain import certain_claims
from builder.extraction.candidates.find import candidates

FIELDS = ("limitations_and_biases", "input_format", "output_format", "grants", "demo", "carbon_emitted_g")
NONE = [
    pytest.param("## Limitations and bias\n\n[More Information Needed]\n", id="template"),
    pytest.param("## Limitations\n\n<!-- It cannot be used. -->\n\n## Use\n\nText", id="hidden"),
    pytest.param("# output\n\nThis is a fine-tuned model.\n", id="a title"),
    pytest.param("## Output\n\n```json\n{}\n```\n", id="an example"),
    pytest.param("The sequence length was limited to 128 tokens.", id="a setting"),
    pytest.param("```\n# the model outputs a list\n```\n", id="code"),
    pytest.param("TODO: say that the speech input is sampled at 16kHz", id="to be written"),
    pytest.param("Python 3.8 is supported by this release.", id="what is supported"),
    pytest.param("A demo model of [a course](https://bog.org/learn).", id="no demonstration"),
    pytest.param("[exbert demo](https://huggingface.co/exbert/?model=bog)", id="a picture of attention"),
    pytest.param("See the demo: https://bog.org/demo.ipynb", id="a notebook"),
]
SOME = [
    ("section:limits", "## Limitations and bias\n\nIt makes things up.\n\n## Next\n", "It makes things up."),
    ("section:limits", "### Out-of-Scope Use\n\nNo bogs, no fens, no mires.\n", "No bogs, no fens, no mires."),
    ("section:limits", "## Ограничения\n\nМодель ошибается часто.\n", "Модель ошибается часто."),
    ("section:uses and limits", "## Intended uses & limitations\n\nFor bogs and fens.\n", "For bogs and fens."),
    ("cue:cannot", "# A\n\nIt reads. It should not be used for fens. Fine.", "It should not be used for fens."),
    (
        "cue:sampled at",
        "Note.\nMake sure that your speech input is sampled at 16kHz.\n",
        "Make sure that your speech input is sampled at 16kHz.",
    ),
    ("cue:takes", "The model expects two bogs.", "The model expects two bogs."),
    (
        "cue:vector space",
        "It maps sentences & paragraphs to a 768 dimensional dense vector space.",
        "It maps sentences & paragraphs to a 768 dimensional dense vector space.",
    ),
    ("cue:gives", "The model returns a list of bogs.", "The model returns a list of bogs."),
    (
        "cue:supported",
        "## Acknowledgements\nThis research was supported by the Bog Fund.",
        "This research was supported by the Bog Fund.",
    ),
    (
        "cue:takes",
        "The inputs of the model are of the form:\n\n```\n[A] bog [B]\n```\n\nNext.",
        "The inputs of the model are of the form: ``` [A] bog [B] ```",
    ),
    ("label:put", "- **Input**: RGB images", "RGB images"),
    ("label:put", "- **Output:** Text", "Text"),
    ("label:demo", "- **Demo [optional]:** [here](https://bog.org/try)", "https://bog.org/try"),
    ("cue:demo", "A live demo is [here](https://bog.org/try).", "https://bog.org/try"),
    ("url:space", "See https://huggingface.co/spaces/peat/bog", "https://huggingface.co/spaces/peat/bog"),
    ("label:in grams", "- CO2 Emissions (in grams): 4.81", 4.81),
]


@pytest.mark.parametrize("card", NONE)
def test_no_passage(card: str) -> None:
    assert [(one.cue, one.value) for one in candidates(card) if one.field in FIELDS] == []


@pytest.mark.parametrize(("cue", "card", "value"), SOME)
def test_passages(cue: str, card: str, value: str | float) -> None:
    (one,) = (one for one in candidates(card) if one.field in FIELDS)
    assert (one.cue, one.value) == (cue, value)
    said = " ".join(card[one.start : one.end].split())
    assert str(value) in said or one.field == "carbon_emitted_g"


def test_of_several_passages_that_of_the_surest_words_counts() -> None:
    card = "# A\n\nIt may not work for fens.\n\n## Limitations\n\nIt knows bogs alone.\n"
    (claim,) = certain_claims(card, candidates(card), [])
    assert claim.value == "It knows bogs alone."
