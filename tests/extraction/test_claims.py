"""Claims become values: the first of a single field, each once of a list, and evidence for every value kept."""

import pytest

from builder.extraction import claims as limits
from builder.extraction.claims import Claim, Evidence, fitting, settle


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
    pytest.param(
        [card("datasets", "bog"), tag("datasets", "Bog 1")], {"datasets": ["bog"]}, id="data sets of two speakers"
    ),
    pytest.param(
        [card("datasets", "bog"), Claim("datasets", "fen", "rule", "fen")],
        {"datasets": ["bog", "fen"]},
        id="data sets that rules add",
    ),
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


@pytest.mark.parametrize(
    ("given", "left", "cut"),
    [
        pytest.param([tag("tasks", "a")] * 3, 3, set(), id="as many as fit"),
        pytest.param([tag("tasks", "a")] * 4, 3, {"tasks"}, id="one too many"),
        pytest.param([tag("tasks", "a")] * 3 + [tag("papers", "a")] * 3, 6, set(), id="each field for itself"),
        pytest.param([tag("tasks", "x" * 20), tag("tasks", "x" * 31)], 1, {"tasks"}, id="too much text"),
        pytest.param(
            [Claim("evaluation", {"task": "x" * 60, "value": 1.0}, "model_index", "x" * 41)],
            0,
            {"evaluation"},
            id="text in the parts of a value",
        ),
    ],
)
def test_fitting(given: list[Claim], left: int, cut: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ELEMENTS", 3)
    monkeypatch.setattr(limits, "MOST_TEXT", 100)
    assert fitting(given) == (given[:left], cut)
