"""Addresses in prose, and which of them are the card's own papers."""

import pytest

from builder.extraction.candidates.find import candidates

OWN = "https://arxiv.org/abs/2101.00001"
OTHER = "https://arxiv.org/abs/1905.00002"


def papers(card: str) -> list[str]:
    return [one.value["url"] for one in candidates(card, 0, "moss/net") if one.field == "papers"]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        pytest.param(f"# Net\n\nSee [our paper]({OWN}).\n", [OWN], id="in a sentence"),
        pytest.param(f"# Net\n\n## References\n\n* [Net]({OWN})\n", [OWN], id="the only one of the card"),
        pytest.param(
            f"# Net\n\n## References\n\n* [1] [Net]({OWN})\n* [2] [Fern]({OTHER})\n", [], id="a list of works"
        ),
        pytest.param(
            f"# Net\n\nSee [our paper]({OWN}).\n\n**Related work:**\n\n## Related work\n\n[Fern]({OTHER})\n",
            [OWN],
            id="related work",
        ),
        pytest.param(f"# Net\n\n## Citation\n\nCite {OWN}, not {OTHER}.\n", [OWN, OTHER], id="a citation"),
    ],
)
def test_papers(card: str, expected: list[str]) -> None:
    assert papers(card) == expected
