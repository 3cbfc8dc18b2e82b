"""What a licence asks of whoever uses, hosts or passes on a model."""

import pytest

from builder.licences.owed import owed

MADE = "to pass on what is made from it"


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        pytest.param(None, [], id="no licence"),
        pytest.param("my-own", [], id="unknown"),
        pytest.param("mit", ["to pass it on"], id="permissive"),
        pytest.param("cc-by-nc-4.0", ["to use it", "to pass it on", MADE], id="no commerce"),
        pytest.param("agpl-3.0", ["to host it", "to pass it on", MADE], id="copyleft over a network"),
    ],
)
def test_each_duty_stands_under_the_first_use_that_has_it(licence: str | None, expected: list[str]) -> None:
    found = owed(licence)
    assert list(found) == expected
    texts = [text for asked in found.values() for text in asked]
    assert len(texts) == len(set(texts))
