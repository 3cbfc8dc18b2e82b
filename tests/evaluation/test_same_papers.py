"""Papers: by id, page and title."""

import pytest

from builder.evaluation.same_papers import same_paper
from builder.evaluation.values import Value

PEAT = {"title": "Birds at the Waterline", "url": "https://arxiv.org/abs/2101.00001"}


def both_ways(one: object, other: object) -> set[bool]:
    return {same_paper(Value(one), Value(other)), same_paper(Value(other), Value(one))}


@pytest.mark.parametrize(
    "other",
    [
        "Birds at the waterline", "“Birds at the Waterline”", "Birds at the Waterline (Reed et al., 2021)", "2101.00001",
        "arXiv:2101.00001v5", "arXiv 2101.00001", "https://arxiv.org/pdf/2101.00001v2.pdf", "https://arxiv.org/html/2101.00001v7",
        "https://export.arxiv.org/abs/2101.00001", "https://arxiv.org/pdf/2101.00001.pdf#page=3",
        "https://arxiv.org/abs/2101.00001?context=cs", "https://huggingface.co/papers/2101.00001", "https://hf.co/papers/2101.00001",
        "https://ar5iv.labs.arxiv.org/html/2101.00001", "https://www.alphaxiv.org/abs/2101.00001",
        "https://doi.org/10.48550/arXiv.2101.00001", "https://www.semanticscholar.org/arxiv/2101.00001",
        "[Birds at the Waterline](https://arxiv.org/abs/2101.00001)",
    ],
)  # fmt: skip
def test_names_of_one_paper(other) -> None:
    assert both_ways(PEAT, other) == {True}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://aclanthology.org/N19-1423/", "https://www.aclweb.org/anthology/N19-1423.pdf"),
        ("https://aclanthology.org/2020.acl-main.1", "https://doi.org/10.18653/v1/2020.acl-main.1"),
        ("https://openreview.net/forum?id=peat", "https://openreview.net/pdf?id=peat"),
        ("https://doi.org/10.1000/ab", "doi:10.1000/ab"),
        ("https://doi.org/10.1000/ab", "http://dx.doi.org/10.1000/AB."),
        ("https://peat.example/birds.pdf", "http://www.peat.example/birds"),
        ("https://arxiv.org/abs/cs/0112017", "cs/0112017"),
    ],
)
def test_addresses_of_one_paper(one, other) -> None:
    assert both_ways(one, other) == {True}


@pytest.mark.parametrize("title", ["Paper", "our paper", "arXiv", "Technical report", "Link", "Birds at the Waterline"])
def test_the_same_words_for_another_paper(title) -> None:
    one, other = (f"https://arxiv.org/abs/2101.0000{digit}" for digit in (1, 2))
    assert both_ways({"title": title, "url": one}, {"title": title, "url": other}) == {False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://doi.org/10.1000/ab", "https://doi.org/10.1000/ac"),
        ({"title": "Paper", "url": "https://a.example/1"}, {"title": "the paper", "url": "https://a.example/2"}),
        ("Birds at the Waterline", "Birds above the Waterline"),
        ("https://openreview.net/forum?id=peat", "https://openreview.net/forum?id=moss"),
    ],
)
def test_another_paper(one, other) -> None:
    assert both_ways(one, other) == {False}
