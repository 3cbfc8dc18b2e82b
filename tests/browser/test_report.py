"""report.html in a browser: search, links to lines, back, a phone's width, and nothing from a network.

`make test-report`; Chromium must be installed: `pytest` alone leaves this folder out.
"""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pyarrow as pa
import pytest
from browser import CHROMIUM, Page, browsing
from command import Built, here
from publishing import edited

from builder.analysis.report.index import Index, pack
from builder.dataset.opened import opened
from builder.dataset.report import render

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")

MODEL = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
REPOSITORY = "moss-lab/ticket-triage"
HOSTILE = "</script><img src=x onerror=alert(1)>"
HEAD = "document.querySelector('#detail h3')?.textContent"


@pytest.fixture(scope="module")
def linked(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, as if its repositories were fetched from somewhere: each place with the address of its line."""
    folder = tmp_path_factory.mktemp("linked") / "peatmoss"
    shutil.copytree(sample.out, folder)
    edited(folder, "mappings", with_addresses)
    return folder


def with_addresses(rows: pa.Table) -> pa.Table:
    urls = [
        f"https://example.org/{row['repository_id']}/blob/{'1' * 40}/{row['path']}#L{row['line']}"
        for row in rows.to_pylist()
    ]
    field = rows.schema.field("url")
    return rows.set_column(rows.schema.get_field_index("url"), field, pa.array(urls, field.type))


@pytest.fixture(scope="module")
def report(linked: Path) -> str:
    """The address of its report."""
    done = here("report", linked, cwd=linked.parent)
    assert done.returncode == 0, done.stderr
    return (linked / "report.html").as_uri()


@pytest.fixture
def browse(tmp_path: Path) -> Callable[[Callable[[Page], Awaitable[None]]], Page]:
    """Runs what is done with a page, in a browser of its own; the page, for what it has asked and complained of."""

    def run(visit: Callable[[Page], Awaitable[None]]) -> Page:
        async def visited() -> Page:
            async with browsing(tmp_path / "profile") as page:
                await visit(page)
                return page

        return asyncio.run(visited())

    return run


def test_from_a_model_to_its_lines_to_a_repository_and_back(
    report: str, linked: Path, browse: Callable[..., Page]
) -> None:
    with opened(linked) as (connection, _):
        wanted = connection.execute(
            "SELECT url FROM mappings WHERE model_id = ? AND repository_id = ? AND usage <> 'mention'",
            [MODEL, REPOSITORY],
        ).fetchall()

    async def visit(page: Page) -> None:
        await page.open(report)
        await page.value("document.getElementById('q').focus()")
        await page.send("Input.insertText", text=MODEL[:30].upper())
        await page.until("document.querySelectorAll('#results a').length")
        await page.click("#results a", MODEL)
        await page.until(f"{HEAD} === {json.dumps(MODEL)}")
        links = await page.value("[...document.querySelectorAll('#detail article li a')].map((one) => one.href)")
        assert sorted(links) == sorted(url for (url,) in wanted)
        code = await page.value("document.querySelector('#detail article li code').textContent")
        assert "(" in code
        await page.click("#detail article > a", REPOSITORY)
        await page.until(f"{HEAD} === {json.dumps(REPOSITORY)}")
        assert MODEL in await page.value(
            "[...document.querySelectorAll('#detail article > a')].map((a) => a.textContent)"
        )
        await page.value("history.back()")
        await page.until(f"{HEAD} === {json.dumps(MODEL)}")
        assert await page.value("document.getElementById('q').value") == MODEL

    page = browse(visit)
    assert page.faults == []
    assert {address.partition("#")[0] for address in page.asked} == {report}


@pytest.mark.parametrize(
    "place", ["", f"#model={MODEL}", "#q=e", "#figure-growth"], ids=["start", "model", "search", "figure"]
)
def test_a_phone_shows_it_without_scrolling_sideways(report: str, browse: Callable[..., Page], place: str) -> None:
    async def visit(page: Page) -> None:
        await page.open(report + place, width=375)
        assert await page.value("document.documentElement.clientWidth") == 375
        assert await page.value("document.documentElement.scrollWidth") == 375
        beyond = "!one.closest('.wide, .hidden') && one.getBoundingClientRect().right > 375.5"
        found = f"[...document.querySelectorAll('main *')].filter((one) => {beyond}).map((one) => one.outerHTML)"
        assert await page.value(found) == []
        inside = "[...document.querySelectorAll('.wide')].every((one) => one.tabIndex === 0 && one.ariaLabel)"
        assert await page.value(inside)  # what scrolls by itself can be scrolled by keys, and has a name

    assert browse(visit).faults == []


def test_figures_are_drawn(report: str, browse: Callable[..., Page]) -> None:
    async def visit(page: Page) -> None:
        await page.open(report)
        shapes = await page.value(
            "[...document.querySelectorAll('figure svg')].map((one) => [one.clientWidth, one.clientHeight,"
            " one.querySelectorAll('text').length, getComputedStyle(one.querySelector('path')).fill])"
        )
        assert len(shapes) == 7
        assert all(width > 500 and height > 100 and texts > 5 for width, height, texts, _ in shapes)
        assert {fill for *_, fill in shapes} == {"rgb(255, 255, 255)"}  # their styles are let in
        texts = "[...document.querySelectorAll('figure svg')].every((one) => [...one.querySelectorAll('text')].every("
        inside = "(text) => text.getBoundingClientRect().right <= one.getBoundingClientRect().right + 1))"
        assert await page.value(texts + inside)

    assert browse(visit).faults == []


@pytest.mark.parametrize(
    ("hash_", "wanted"),
    [
        pytest.param("#q=onerror", "2 found", id="search"),
        pytest.param("#model=%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "1 repository; MIT", id="model"),
        pytest.param("#model=%E0%A4%A", "Not used, or not in this page.", id="an address that is none"),
    ],
)
def test_names_stay_text(tmp_path: Path, browse: Callable[..., Page], hash_: str, wanted: str) -> None:
    row = (HOSTILE, HOSTILE, "use", "compatible", "MIT", None, 3)
    packed = pack([row], [(HOSTILE, HOSTILE, HOSTILE, 1, "javascript:alert(1)", HOSTILE)])
    known = {"as_of": "2024-01-01T00:00:00", "peatmoss": "0.1.0", "sources": []}
    file = tmp_path / "report.html"
    file.write_text(render(known, [], [], [(HOSTILE, 1, 1)], Index(packed, 1, 1, 1)))

    async def visit(page: Page) -> None:
        await page.open(f"{file.as_uri()}{hash_}")
        shown = await page.value("document.querySelector('main').textContent")
        assert wanted in shown
        assert ("2 places more" in shown) == ("1 repository; MIT" in shown)
        assert await page.value("document.images.length") == 0
        assert await page.value("[...document.links].every((one) => one.protocol === 'file:')")

    page = browse(visit)
    assert page.faults == []
    assert len(page.asked) == 1
