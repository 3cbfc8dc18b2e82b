"""Claims become values: the first of a single field, each once of a list, and evidence for every value kept."""

import pytest

from builder.extraction.claims import Claim, Evidence, settle


def tag(field: str, value: str) -> Claim:
    return Claim(field, value, "tags", value)


def card(field: str, value: str) -> Claim:
    return Claim(field, value, "front_matter", value, 4, 4 + len(value))


CASES = [
    pytest.param([], {}, id="nothing"),
    pytest.param(
        [card("license", "mit"), tag("license", "gpl")], {"license": "mit"}, id="first claim of a single field"
    ),
    pytest.param([card("languages", "English"), tag("languages", "en")], {"languages": ["English"]}, id="one speaker"),
    pytest.param([card("languages", "en"), card("languages", "EN")], {"languages": ["en"]}, id="each value once"),
    pytest.param(
        [tag("languages", "en"), tag("languages", "fr")], {"languages": ["en", "fr"]}, id="one speaker, all of it"
    ),
    pytest.param(
        [card("frameworks", "pytorch"), tag("frameworks", "jax"), tag("frameworks", "pytorch")],
        {"frameworks": ["pytorch", "jax"]},
        id="several speakers",
    ),
]


@pytest.mark.parametrize(("claims", "values"), CASES)
def test_settle(claims: list[Claim], values: dict[str, object]) -> None:
    settled, evidence = settle(claims)
    assert settled == values
    told = [(e.field, settled[e.field] if e.index is None else settled[e.field][e.index]) for e in evidence]
    assert told == [
        (name, part) for name, value in values.items() for part in (value if isinstance(value, list) else [value])
    ]


def test_evidence_keeps_the_place() -> None:
    _, evidence = settle([card("tasks", "fill-mask"), tag("tasks", "translation")])
    assert evidence == [
        Evidence("tasks", 0, "front_matter", "fill-mask", 4, 13),
        Evidence("tasks", 1, "tags", "translation", None, None),
    ]
