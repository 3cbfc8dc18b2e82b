"""Languages in prose: labels, lists, titles and sentences, and words that name no language of the model."""

import pytest

from builder.extraction.candidates.find import candidates


def spoken(card: str, start: int = 0) -> list[tuple[str, str]]:
    return [(one.cue, one.value) for one in candidates(card, start, "peat/moss") if one.field == "languages"]


def of_cue(cue: str, *codes: str) -> list[tuple[str, str]]:
    return [(cue, code) for code in codes]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("**Language:** English\n", of_cue("label:language", "en")),
        ("* source languages: fi\n* target languages: zh_cn\n", of_cue("label:language", "fi", "zh")),
        ("- Language(s) (NLP): German, French and Thai\n", of_cue("label:language", "de", "fr", "th")),
        ("A card.\n\n---\nlanguage:\n  - ne\n---\n", of_cue("label:language", "ne")),
        ("It supports `thai (th), modern greek (el), and urdu (ur)`.", of_cue("list:languages", "th", "el", "ur")),
        ("It covers 3 languages: Thai [th], Urdu [ur], Welsh [cy].", of_cue("list:languages", "th", "ur", "cy")),
        (
            "It knows these languages:\n\n- Thai – th\n- Urdu – ur\n- Welsh – cy\n",
            of_cue("list:languages", "th", "ur", "cy"),
        ),
        ("It was trained on English, French and German texts.", of_cue("list:languages", "en", "fr", "de")),
        ("# Wav2vec2 German Model\n\nText.", of_cue("title:language", "de")),
        ("It finds moss in the **Welsh language**.", of_cue("prose:language of a name", "cy")),
        ("A french sentiment model.", of_cue("prose:language of the model", "fr")),
        ("A T5 for Persian.", of_cue("prose:model for a language", "fa")),
        ("A tagger for Hindi and Tamil.", of_cue("prose:model for a language", "hi", "ta")),
        ("It finds moss in Danish.", of_cue("prose:in a language", "da")),
        ("It was trained on 3 GB of Korean text.", of_cue("prose:language of data", "ko")),
    ],
)
def test_languages(card: str, expected: list[tuple[str, str]]) -> None:
    assert spoken(card) == expected


@pytest.mark.parametrize(
    "card",
    [
        pytest.param("We polish the model for speed.", id="a verb"),
        pytest.param("It outperforms other models for German.", id="others"),
        pytest.param("# German and French models\n", id="a title with two"),
        pytest.param("# moss-german-uncased\n", id="a part of a name"),
        pytest.param("It supports Python, Java and C.", id="programming"),
        pytest.param("Languages: see below", id="a sentence behind a label"),
        pytest.param("```\nlanguage: German\n```\n", id="code"),
    ],
)
def test_no_language(card: str) -> None:
    assert spoken(card) == []


def test_front_matter_speaks_first() -> None:
    card = "---\nlanguage: en\n---\n\nA T5 for Persian.\n"
    assert spoken(card, card.index("\n\nA")) == []


def test_a_long_list_is_read_once() -> None:
    card = "It supports many languages: " + "Thai, Urdu, Welsh, " * 2000
    assert {code for _, code in spoken(card)} == {"th", "ur", "cy"}
