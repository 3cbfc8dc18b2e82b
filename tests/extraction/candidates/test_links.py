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


def entry(kind: str = "article", **fields: str) -> str:
    """A card that cites one work in BibTeX."""
    return (
        f"# Net\n\n```\n@{kind}{{key,\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        + "}\n```\n"
    )


@pytest.mark.parametrize(
    ("card", "cue", "value"),
    [
        pytest.param(
            entry(title="{Mossnet}: a  net\n   of moss", eprint="2101.00001"),
            "bibtex:own name, first",
            {"title": "Mossnet: a net of moss", "url": OWN},
            id="named as the model, on arXiv",
        ),
        pytest.param(
            entry(title="Ferns of the forest", journal="arXiv preprint arXiv:2101.00001"),
            "bibtex:only entry",
            {"title": "Ferns of the forest", "url": OWN},
            id="the only entry",
        ),
        pytest.param(
            entry("inproceedings", title="Ferns", doi="10.1000/182"),
            "bibtex:only entry",
            {"title": "Ferns", "url": "https://doi.org/10.1000/182"},
            id="a DOI",
        ),
        pytest.param(
            entry(title="The mossnet corpus"),
            "bibtex:only entry, other work",
            {"title": "The mossnet corpus", "url": None},
            id="data",
        ),
    ],
)
def test_papers_in_bibtex(card: str, cue: str, value: dict[str, str | None]) -> None:
    (found,) = [one for one in candidates(card, 0, "moss/mossnet-base") if one.field == "papers"]
    assert (found.cue, found.value) == (cue, value)


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(entry("misc", title="Mossnet", url="https://github.com/moss/net"), id="software"),
        pytest.param(entry("software", title="Mossnet"), id="software without an address"),
        pytest.param(entry(author="A. Moss"), id="no title"),
        pytest.param(f"It was introduced in {OWN}.\n\n" + entry(title="Mossnet"), id="the prose names a paper"),
        pytest.param("<!--\n" + entry(title="Mossnet") + "-->\n", id="a comment"),
    ],
)
def test_no_papers_in_bibtex(card: str) -> None:
    found = [one for one in candidates(card, 0, "moss/mossnet-base") if one.field == "papers"]
    assert [one.cue for one in found if one.cue.startswith("bibtex")] == []


@pytest.mark.parametrize(
    ("card", "cue"),
    [
        pytest.param("[Fen](https://arxiv.org/abs/2101.00001) is like it.", "url:arxiv", id="another's name"),
        pytest.param("[The Mossnet corpus](https://arxiv.org/abs/2101.00001)", "url:arxiv", id="of the model's data"),
        pytest.param("[Mossnet](https://arxiv.org/abs/2101.00001) is thin.", "url:own name", id="the model's name"),
        pytest.param(
            "From [Wet Moss Learns Better in Bogs](https://arxiv.org/abs/2101.00001).",
            "url:arxiv with title",
            id="a title",
        ),
    ],
)
def test_what_the_link_of_a_paper_says(card: str, cue: str) -> None:
    (found,) = [one for one in candidates(card, 0, "moss/mossnet-base") if one.field == "papers"]
    assert found.cue == cue


@pytest.mark.parametrize(
    ("card", "cue"),
    [
        ("See our [paper at MOSS](https://moss.org/net.pdf).", "url:pdf"),
        ("It was introduced in the paper [Nets](https://moss.org/net.pdf).", "cue:introduced in"),
        ("We thank all who read the paper [Bogs](https://doi.org/10.1000/1).", "url:published"),
        ("See our [report](https://doi.org/10.5281/zenodo.12).", "url:published"),
        ("We thank the fens. See [Bogs](https://doi.org/10.1000/1).", "url:published"),
        ("| Bog | [paper](https://doi.org/10.1000/182) |\n|---|---|\n| a | b |\n", "url:published in a table"),
        ("We use it ([Moss et al., 2019](https://aclanthology.org/D19-1/)).", "url:published, a reference"),
        ('Please cite "Nets of moss in bogs and fens."', "title:quoted"),
        ('Used in the paper "Nets of moss in bogs and fens".', "title:quoted"),
        ("# Nets of moss in bogs and fens [Accepted at MOSS 2021]\n\nText.", "title:accepted"),
        (
            "# An export of [Net](https://arxiv.org/abs/2101.00001) and [Fen](https://arxiv.org/abs/2101.00002)\n",
            "url:arxiv in heading",
        ),
        ("## Citation\n\n" + entry(title="Ferns of the forest").split("\n\n", 1)[1], "bibtex:only entry, to cite"),
        (entry(title="BERT: Pre-training of Deep Bidirectional Transformers"), "bibtex:only entry, other work"),
        (entry("misc", title="Mossnet of the bog"), "bibtex:without address, own name"),
    ],
)
def test_papers_by_words(card: str, cue: str) -> None:
    assert {one.cue for one in candidates(card, 0, "moss/mossnet-base") if one.field == "papers"} == {cue}


@pytest.mark.parametrize(
    "card",
    [
        "We gratefully acknowledge support from [Fen](www.fen.org) and [Bog HPC](https://doi.org/10.1000/bog).",
        "We thank [Bog Compute](https://doi.org/10.1000/bog) for machines.",
        "The texts are at [Bog](https://doi.org/10.5281/zenodo.12).",
        "The weights are at [Bog](https://doi.org/10.57967/hf/12).",
        pytest.param("Read about [bogs](https://moss.org/net.pdf).", id="a file that nobody calls a paper"),
        pytest.param("Tuned on all of the Moss Talks Dataset (published under a licence).", id="a licence"),
    ],
)
def test_no_papers_by_words(card: str) -> None:
    assert [one.cue for one in candidates(card, 0, "moss/mossnet-base") if one.field == "papers"] == []


@pytest.mark.parametrize(
    ("card", "cue"),
    [
        ("For more, see [the official repository](https://github.com/moss/net).", "link:repository"),
        ("More in the [main Github repository](https://github.com/moss/net).", "link:repository"),
        ("The code can be found [here](https://github.com/moss/net).", "cue:found at"),
        ("The script for training can be found here: https://github.com/moss/net", "cue:training code"),
        (
            "Our source code for fine-tuning is at [our repository](https://github.com/moss/benchmark).",
            "cue:training code",
        ),
        ("**Code:** See [here](https://github.com/moss/net)", "label:repository"),
        ("The data are in [this repository](https://github.com/moss/net).", "url:github"),
        ("For results see [this repository](https://github.com/moss/net).", "url:only repository"),
        ("The training code is in [tools](https://github.com/UKPLab/sentence-transformers).", "url:tool"),
    ],
)
def test_repositories_by_words(card: str, cue: str) -> None:
    assert {one.cue for one in candidates(card, 0, "peat/bog") if one.field == "github_repo"} == {cue}
