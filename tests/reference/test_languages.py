"""Codes of ISO 639 out of what models write, for tags and for cards alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.reference.languages import language_codes, tag_language


@pytest.mark.parametrize(
    "word", ["", "python", "code", "java", "c++", "klingonish", "false", "n/a", "css", "all", "[]"]
)
def test_no_language(word: str) -> None:
    assert language_codes(word) == []


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("en", ["en"]),
        ("EN", ["en"]),
        ("eng", ["en"]),
        ("ger", ["de"]),
        ("kab", ["kab"]),
        ("ru-RU", ["ru"]),
        ("zh_Hant", ["zh"]),
        ("eng_Latn", ["en"]),
        ("Chinese", ["zh"]),
        ("German (Austria) only", ["de"]),
        ("english", ["en"]),
        ("Old English", ["ang"]),
        ("English (US)", ["en"]),
        ("English language", ["en"]),
        ("hi (Hindi)", ["hi"]),
        ("Cantonese", ["yue"]),
        ("Bahasa Indonesia", ["id"]),
        ("Brazilian Portuguese", ["pt"]),
        ("jp", ["ja"]),
        ("no", ["no"]),
        ("multilingual", ["multilingual"]),
        ("English, German and python", ["en", "de"]),
        ("en fr", ["en", "fr"]),
        ("English，中文、yue", ["en", "zh", "yue"]),
        ("['en', 'fr']", ["en", "fr"]),
    ],
)
def test_codes(word: str, codes: list[str]) -> None:
    assert language_codes(word) == codes


@pytest.mark.parametrize("tag", ["cv", "ml", "sd", "trl", "jax", "ner", "dna", "EN", "english", "pytorch", "ru-RU"])
def test_a_bare_tag_that_is_no_language(tag: str) -> None:
    assert tag_language(tag) is None


@pytest.mark.parametrize(("tag", "code"), [("en", "en"), ("kab", "kab"), ("yue", "yue"), ("fil", "fil"), ("deu", "de")])
def test_a_bare_tag_that_is_one(tag: str, code: str) -> None:
    assert tag_language(tag) == code


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_gives_codes_once(text: str) -> None:
    found = language_codes(text)
    assert len(found) == len(set(found))
