"""The SVG of figures: the same for the same rows, text that stays text, nothing from elsewhere."""

import re
from xml.etree import ElementTree

import matplotlib
import pytest

from builder.analysis.figures.canvas import DOMAINS, svg
from builder.analysis.figures.catalogue import FIGURES
from builder.analysis.figures.figure import Data, Figure
from builder.analysis.figures.growth import LOGARITHMIC
from builder.column_values import USAGES
from builder.schemas.pairs import VERDICTS

HOSTILE = '</text><script>alert("x")</script> $\\frac{1}$ 模型\u202e'
ROWS = {
    "documentation": [{"field": "license", "here": 0.5, "quoted": None, "paper": 0.78}],
    "model_domains": [
        {"hub": hub, "domain": domain, "here": 0.2 if hub == "Hugging Face" else None, "paper": None if at else 0.6}
        for hub in ("Hugging Face", "PyTorch Hub")
        for at, domain in enumerate(list(DOMAINS)[:5])
    ],
    "growth": [
        {"what": what, "month": "2023-01", "domain": domain, "here": LOGARITHMIC * one, "paper": 7 if one else None}
        for one, what in enumerate(("models", "commits"))
        for domain in DOMAINS
    ],
    "parameters": [
        {"half": "2023-H1", "domain": "nlp", "here": 1e9, "models": 3, "paper": None},
        {"half": "2023-H2", "domain": "cv", "here": None, "models": 0, "paper": 2e7},
    ],
    "licence_flows": [
        {"model_license": HOSTILE, "repository_license": "none", "verdict": verdict, "here": 1 + number}
        for number, verdict in enumerate((*VERDICTS, "not_judged"))
    ],
    "resolutions": [{"resolution": "literal", "usage": usage, "here": 3} for usage in USAGES],
    "adoption": [
        {"lag": "first week", "known_by": "first release", "here": 2, "median_days": 3.0},
        {"lag": "age not known", "known_by": "commit", "here": 1, "median_days": None},
    ],
}
ROWS["repository_domains"] = ROWS["model_domains"]


def drawn(figure: Figure) -> str:
    rows = ROWS[figure.name]
    return svg(figure, Data(tuple(rows[0]), tuple(rows)))


def texts(element: str) -> list[str]:
    return [
        "".join(one.itertext()).strip()
        for one in ElementTree.fromstring(element).iter("{http://www.w3.org/2000/svg}text")
    ]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_the_same_rows_are_the_same_picture(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(figure)
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 40.0)  # somebody's own settings
    assert drawn(figure) == first
    assert matplotlib.rcParams["font.size"] == 40


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_a_picture_is_whole_and_asks_for_nothing(figure: Figure) -> None:
    element = drawn(figure)
    root = ElementTree.fromstring(element)
    assert root.find("{http://www.w3.org/2000/svg}title").text == figure.title
    assert set(re.findall(r"https?://[^\"]*", element)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "<!DOCTYPE" not in element
    assert "font-face" not in element
    ids = re.findall(r'\bid="([^"]+)"', element)
    assert len(ids) == len(set(ids))
    assert all(one.startswith(f"{figure.name}-") for one in ids)
    assert set(re.findall(r'(?:url\(|href=")#([^")]+)', element)) <= set(ids)
    assert len(element) < 100_000


def test_names_stay_text() -> None:
    (figure,) = [one for one in FIGURES if one.name == "licence_flows"]
    element = drawn(figure)
    assert "<script" not in element
    assert '</text><script>alert("x")' in "".join(texts(element))


def test_where_there_is_nothing_to_draw_it_says_so() -> None:
    figure = FIGURES[0]
    assert texts(svg(figure, Data(("here",), ()))) == ["This dataset has no values for it."]
    assert texts(svg(figure, Data(("here", "paper"), ({"here": None, "paper": 1},)))) == [
        "This dataset has no values for it."
    ]
