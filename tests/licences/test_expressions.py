"""Expressions as alternatives, and lists of names."""

import pytest

from builder.licences.expressions import MOST, alternatives, named


@pytest.mark.parametrize(
    ("expression", "ways"),
    [
        pytest.param("MIT", [("MIT",)], id="one"),
        pytest.param("MIT OR ISC", [("MIT",), ("ISC",)], id="a choice"),
        pytest.param("MIT AND ISC", [("MIT", "ISC")], id="both"),
        pytest.param("MIT AND (ISC OR Zlib)", [("MIT", "ISC"), ("MIT", "Zlib")], id="a choice within"),
        pytest.param("GPL-2.0-only WITH LLVM-exception", [("GPL-2.0-only WITH LLVM-exception",)], id="an exception"),
    ],
)
def test_alternatives(expression: str, ways: list[tuple[str, ...]]) -> None:
    assert list(alternatives(expression)) == ways


def test_too_many_alternatives_are_one_in_which_all_hold() -> None:
    pairs = " AND ".join(f"(MIT OR {name})" for name in ["ISC", "Zlib", "X11", "NCSA", "HPND", "0BSD", "MIT-0"])
    assert MOST < 2**7
    assert alternatives(pairs) == (("MIT", "ISC", "Zlib", "X11", "NCSA", "HPND", "0BSD", "MIT-0"),)


@pytest.mark.parametrize(
    ("declared", "expressions", "unknown"),
    [
        pytest.param(None, (), (), id="nothing"),
        pytest.param("unknown", (), (), id="said to be unknown"),
        pytest.param("mit, MIT", ("MIT",), (), id="once"),
        pytest.param(["gpl-3.0", "other"], ("GPL-3.0-only",), ("other",), id="one is none"),
        pytest.param("MIT OR", (), ("MIT OR",), id="broken"),
    ],
)
def test_named(declared: object, expressions: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert named(declared) == (expressions, unknown)
