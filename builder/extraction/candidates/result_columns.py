"""The columns of a table that may hold results: which are labels, which are numbers, and what these measure."""

import re
from dataclasses import dataclass

from builder.extraction.candidates.page import Page
from builder.extraction.candidates.result_cells import metric_of, named_and_measured, names_in, values
from builder.extraction.candidates.tables import Cell, Grid, plain
from builder.reference.result_words import load_result_words
from builder.reference.same_names import folded, same_name

RESULTS = re.compile(
    r"result|evaluat|performance|metric|score|accura|benchmark|leaderboard|downstream|\beval\b|\bwer\b|\bf1\b|bleu"
    r"|quality|comparison|\bresulta|ergebnis|评测|评估|結果|结果|achiev",
    re.IGNORECASE,
)
NOT_RESULTS = re.compile(
    r"hyper|train(?:ing)? (?:param|config|arg|proc|data|set)|data ?set|corpus|corpora|usage|how to|quanti[sz]ation"
    r"|provided files|architecture|model (?:size|detail|variant|famil|descr)|speed|latency|throughput|memory|hardware"
    r"|requirement|(?<!language )inference|limitation|statistic|label|example|specification|list of|files",
    re.IGNORECASE,
)
AVERAGE = re.compile(r"(?:macro[- ]|overall )?(?:average|avg\.?|mean|overall)(?: score)?", re.IGNORECASE)
LARGE = re.compile(r"perplexity|ppl|reward|elo|fid|score|mse|mae|loss", re.IGNORECASE)  # may be above 100
BEFORE = 600  # code points read before a table


@dataclass(frozen=True)
class Column:
    """A column: its head, its kind ('label', 'metric', 'benchmark', 'score', 'aside', 'other'), what it measures."""

    at: int
    head: str
    kind: str
    metric: str | None = None


@dataclass(frozen=True)
class Table:
    """A table that may hold results: its columns, rows and what its headings and the text before it say."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: str  # the headings and the text before
    metric: str | None  # that all its numbers are of
    results: bool  # whether headings or text speak of results


def read_table(page: Page, grid: Grid) -> Table | None:
    """The table with its columns read; None where it holds no results."""
    heading = page.heading(grid.start)
    above = " ".join(heading[-1:]) if len(heading) > 1 else ""
    before = _before(page, grid)
    about = " ".join((*heading[1:], before))
    results = RESULTS.search(about) is not None
    rows = grid.rows
    heads = [cell.text for cell in grid.head]
    if metric_of(heads[0]) and values(grid.head[1], page.text):  # a table without a head
        rows, heads = (grid.head, *rows), [""] * len(heads)
    under = _second_head(page, rows)
    rows = rows[1:] if under else rows
    columns = tuple(
        _column(page, at, head, under[at] if at < len(under) else "", rows) for at, head in enumerate(heads)
    )
    within = RESULTS.search(" ".join(heading[1:-1])) and any(column.kind == "metric" for column in columns)
    if not rows or (NOT_RESULTS.search(above) and not RESULTS.search(above) and not within):
        return None
    named = {same_name("metrics", name): name for name in names_in(plain(f"{above} {before}")) if len(name) > 1}
    return Table(columns, rows, about, next(iter(named.values())) if len(named) == 1 else None, results)


def _before(page: Page, grid: Grid) -> str:
    """The text between a table and its heading, BEFORE code points at most."""
    start, end = max(0, grid.start - BEFORE), grid.start
    if above := page.last_before("table", grid.start):
        start = max(start, min(above.end, grid.start))
    while heading := page.last_before("heading", end):
        if heading.end <= start or page.text[heading.end : end].strip():
            start = max(start, heading.end)
            break
        end = heading.start  # a heading right above the table
    return page.text[start:end]


def _second_head(page: Page, rows: tuple[tuple[Cell, ...], ...]) -> list[str]:
    """The first row where it goes on with the head: metrics, and no number."""
    if len(rows) < 2 or any(values(cell, page.text) for cell in rows[0]):
        return []
    said = [cell.text for cell in rows[0]]
    metrics = sum(all(metric_of(part) for part in text.split("/")) for text in said if text)
    return said if metrics >= 2 and metrics >= sum(map(bool, said)) - 1 else []


def _column(page: Page, at: int, head: str, under: str, rows: tuple[tuple[Cell, ...], ...]) -> Column:
    words, name = load_result_words(), folded(head)
    cells = [row[at] for row in rows[:200] if at < len(row) and row[at].text not in ("", "-", "–", "—", "N/A", "n/a")]
    numbers = sum(bool(values(cell, page.text)) for cell in cells)
    if not cells or numbers * 2 < len(cells):
        return Column(at, head, "label")
    named, metric = named_and_measured(head)
    metric = metric_of(under) or metric
    benchmark = bool(named) and (metric is not None or words.benchmark.search(named) is not None)
    if at == 0 and not metric and not (benchmark and len(rows) == 1):
        return Column(at, head, "label")
    if AVERAGE.fullmatch(head):
        return Column(at, head, "metric", head)
    if name in words.heads["score"] and not benchmark:
        return Column(at, head, "score", metric_of(under))
    if words.aside.search(head) and not (benchmark or (metric and not words.aside.fullmatch(metric))):
        return Column(at, head, "aside")
    if _counts(cells) and not LARGE.search(metric or head):
        return Column(at, head, "aside")
    if metric and re.search(r"\btrain(?:ing)?\b", head, re.IGNORECASE):
        return Column(at, head, "aside")
    if benchmark:
        return Column(at, named, "benchmark", metric)
    return Column(at, head, "metric" if metric else "other", metric)


def _counts(cells: list[Cell]) -> bool:
    """Whether cells hold whole numbers, and some of them above 100: they count something."""
    whole = [re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,12}", cell.text) for cell in cells]
    return all(whole) and any(len(found[0]) > 3 or int(found[0]) > 100 for found in whole if found)
