"""Amounts as people write them."""

import pytest

from builder.extraction.quantities import counts, grams, grams_of, hours, number, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5B", 1_500_000_000),
        ("66M", 66_000_000),
        ("7 billion", 7_000_000_000),
        ("110 million parameters", 110_000_000),
        ("a 7b-chat model", 7_000_000_000),
        ("125,000,000", 125_000_000),
        ("1.1k", 1100),
        ("12", 12),
        ("1.5", None),
        ("Qwen2.5", None),
        ("", None),
        ("9" * 400, None),
        ("1e99", None),
        ("90%", None),
    ],
)
def test_counts(text: str, expected: int | None) -> None:
    assert next(counts(text), None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3 kg", 300.0),
        ("12.5g CO2", 12.5),
        ("107 t CO2eq", 107e6),
        ("5 tonnes", 5e6),
        ("4 kgCO2eq", 4000.0),
        ("5", None),
    ],
)
def test_grams(text: str, expected: float | None) -> None:
    assert next(grams(text), None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12 hours", 12.0), ("96 GPU hours", 96.0), ("3 days", 72.0), ("1.5h", 1.5), ("8 GPUs", None)],
)
def test_hours(text: str, expected: float | None) -> None:
    assert next(hours(text), None) == expected


def test_numbers_have_their_sign() -> None:
    assert list(numbers("-0.5, 91.3% and 1,234")) == [-0.5, 91.3, 1234.0]


@pytest.mark.parametrize("text", ["", "1,234", "28.5%", "5 to 10", "-3", "5 lbs", "1.2.3 g", "nan", "5 tons", "g"])
def test_unclear_emissions_are_null(text: str) -> None:
    assert grams_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("28.5", 28.5), ("28.5 in grams of CO2", 28.5), ("3 gCO2eq", 3.0), ("2 kg CO2 eq.", 2000.0), ("1 tonne", 1e6)],
)
def test_grams_of_a_whole_value(text: str, value: float) -> None:
    assert grams_of(text) == value


@pytest.mark.parametrize(("text", "value"), [("0.5", 0.5), ("1e3", 1000.0), ("inf", None), ("25%", None), ("", None)])
def test_number_as_yaml_writes_it(text: str, value: float | None) -> None:
    assert number(text) == value
