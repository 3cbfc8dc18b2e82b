"""Results in tables: what each number measures, on which data, and whether it is the card's own model that it is of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.result_cells import metric_of, split_names, values
from builder.extraction.candidates.result_columns import AVERAGE, Column, Table, read_table
from builder.extraction.candidates.tables import Cell, Grid
from builder.extraction.candidates.whose import OTHERS, is_model, own_label, rest_label
from builder.extraction.quantities import number
from builder.reference.result_words import load_result_words
from builder.reference.same_names import folded

LOG = re.compile(r"^(?:epochs?|steps?|train(?:ing)?[ _]loss|iter(?:ation)?s?|global[ _]step)$", re.IGNORECASE)
LOGGED = re.compile(r"train|epoch|step|iter|learning|\blr\b|time|tokens|samples|runtime|second|mem", re.IGNORECASE)
SPLIT = re.compile(r"(?:.*[/ ])?((?:dev|test|valid(?:ation)?|val|eval|train)(?:[-_ ]?\w{1,24})?)$", re.IGNORECASE)
ERRORS = frozenset(("snt", "wrd", "corr", "sub", "del", "ins", "err"))  # a table of errors of speech recognition
UNITS = {"wer": "WER", "cer": "CER", "ter": "TER", "per": "PER"}
MOST = 6000  # results of one card


def result_tables(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation in the tables of a card."""
    done = 0
    for grid in page.grids:
        if done < MOST and len(grid.head) > 1:
            for one in _results(page, grid):
                done += 1
                yield one


def _results(page: Page, grid: Grid) -> Iterator[Candidate]:
    heads = [cell.text for cell in grid.head]
    words = {head.casefold() for head in heads}
    if any(LOG.match(head) for head in heads) and grid.rows:
        yield from _log(page, grid, heads)
    elif len(words & ERRORS) >= 4:
        yield from _errors(page, grid, heads)
    elif (table := read_table(page, grid)) is not None:
        yield from _read(page, grid, table)


def _log(page: Page, grid: Grid, heads: list[str]) -> Iterator[Candidate]:
    """The last row of a training log."""
    row = next((row for row in reversed(grid.rows) if sum(bool(values(cell, page.text)) for cell in row) > 1), None)
    for cell, head in zip(row or (), heads, strict=False):
        if metric_of(head) and not LOGGED.search(head):
            yield from _cell(page, grid, cell, [head], None, "table:last row of a log")


def _errors(page: Page, grid: Grid, heads: list[str]) -> Iterator[Candidate]:
    """Error rates as Kaldi's scoring writes them: the unit is in the heading or the text before."""
    heading = " ".join(page.heading(grid.start)[-1:])
    unit = next((UNITS[word] for word in re.findall(r"[a-z]+", heading.casefold()) if word in UNITS), None)
    for row in grid.rows:
        label = row[0].text
        for cell, head in zip(row, heads, strict=False):
            metric = {"err": unit, "s.err": "S.Err", "serr": "S.Err"}.get(head.casefold())
            if metric:
                yield from _cell(page, grid, cell, [metric], None, "table:error rates", split=label.rsplit("/", 1)[-1])


def _read(page: Page, grid: Grid, table: Table) -> Iterator[Candidate]:
    """The results of the card's own model: in its column, in its row, or in all rows where they are not of models."""
    words = load_result_words()
    labels = [column for column in table.columns if column.kind == "label"]
    numbers = [column for column in table.columns if column.kind not in ("label", "aside")]
    if not numbers:
        return
    by_head: dict[str, Column | None] = {}
    for kind, names in words.heads.items():
        named = [column for column in labels if folded(column.head) in names]
        by_head[kind] = min(named, key=lambda column: column.head.casefold().startswith("task"), default=None)
    rivals = [column for column in table.columns if column.kind in ("other", "score", "benchmark", "aside")]
    own = own_label(page.model_id, [column.head for column in rivals])
    models = [column for column in rivals if is_model(column.head) and column.kind == "other"]
    if own and (own[1] != "part" or rivals[own[0]].kind == "other") and not (own[1] == "this" and len(rivals) == 1):
        column = rivals[own[0]]
        sure = own[1] in ("name", "this")
        yield from _down(page, grid, table, column, by_head, "own column" if sure else f"own column by {own[1]}")
        return
    open_columns = [column for column in rivals if column.kind in ("other", "score")]
    rest = rest_label([column.head for column in open_columns])
    if own is None and rest is not None:
        column = open_columns[rest]
        yield from _down(page, grid, table, column, by_head, "own column by rest")
        return
    if len(models) > 1 or (models and len(numbers) > 1 and not any(c.kind == "metric" for c in numbers)):
        for column in models:
            yield from _down(page, grid, table, column, by_head, "column of others")
        return
    yield from _across(page, grid, table, _of_own(page, numbers), by_head)


def _averaged(metric: str | None, table: Table) -> str | None:
    """A metric; of an average what is averaged, where that is known."""
    return f"{table.metric} ({metric})" if metric and table.metric and AVERAGE.fullmatch(metric) else metric


def _of_own(page: Page, columns: list[Column]) -> list[Column]:
    """The columns without those whose heads name other models beside the metric: 'XLM-R F1'."""
    named = [column for column in columns if column.kind in ("metric", "other") and is_model(column.head)]
    if not named or len(named) == len(columns) == 1:
        return columns
    own = own_label(page.model_id, [column.head for column in named])
    return [column for column in columns if column not in named or (own and column is named[own[0]])]


def _down(
    page: Page, grid: Grid, table: Table, column: Column, by_head: dict[str, Column | None], cue: str
) -> Iterator[Candidate]:
    """The numbers of one column, which its rows name."""
    rows = list(_rows(table, by_head))
    names = [about.model for _, about in rows]
    if by_head["model"] is not None and by_head["model"].at != column.at and len(set(names)) > 1:
        if (own := own_label(page.model_id, names)) is None:
            return
        rows = [rows[own[0]]]
    for row, about in rows:
        if column.at < len(row) and not about.aside:
            metric = _averaged(about.metric or column.metric or table.metric, table)
            if metric or about.dataset:
                names = split_names(metric, _count(page, row[column.at])) if metric else []
                yield from _cell(page, grid, row[column.at], names, about.dataset, f"table:{cue}", about.split)


@dataclass(frozen=True)
class Row:
    """What the labels of a row say."""

    model: str
    metric: str | None
    dataset: str | None
    split: str | None
    part: str | None  # a class or a language that its numbers are of
    aside: bool


def _rows(table: Table, by_head: dict[str, Column | None]) -> Iterator[tuple[tuple[Cell, ...], Row]]:
    """The rows with what their labels say; an empty label is that above."""
    words = load_result_words()
    labels = [column for column in table.columns if column.kind == "label"]
    above: dict[int, str] = {}
    for row in table.rows:
        said = {}
        for column in labels:
            text = row[column.at].text if column.at < len(row) else ""
            repeats = column is by_head["dataset"] or column is by_head["model"] or column is by_head["split"]
            said[column.at] = text or (above.get(column.at, "") if repeats else "")
            above[column.at] = said[column.at]
        yield row, _row(words.heads, labels, said, by_head)


def _row(
    heads: dict[str, frozenset[str]], labels: list[Column], said: dict[int, str], by_head: dict[str, Column | None]
) -> Row:
    words = load_result_words()
    of = {kind: said[column.at] if column else "" for kind, column in by_head.items()}
    first = said[labels[0].at] if labels else ""
    open_ = bool(labels) and labels[0] not in by_head.values()
    metric = of["metric"] or (first if open_ or (labels and labels[0] is by_head["dataset"]) else "")
    metric = metric if metric and (of["metric"] or metric_of(metric) or AVERAGE.fullmatch(metric)) else ""
    dataset, part = of["dataset"], ""
    if open_ and first and not metric:
        if words.benchmark.search(first):
            dataset = dataset or first
        else:
            part = first
    if dataset == metric:
        dataset = ""
    split = of["split"] or None
    for text in (dataset, part):
        if text and (found := SPLIT.fullmatch(text)) and (not words.benchmark.search(text) or "/" in text):
            split, dataset, part = found[1], "" if text == dataset else dataset, "" if text == part else part
    named = metric if by_head["metric"] else first
    aside = words.aside.search(named) is not None and metric_of(named) is None and not (dataset and named == first)
    return Row(of["model"] or first, metric or None, dataset or None, split, part or None, aside)


def _across(
    page: Page, grid: Grid, table: Table, numbers: list[Column], by_head: dict[str, Column | None]
) -> Iterator[Candidate]:
    """The numbers of rows: of the own model's where rows are of models, else of all."""
    rows = [
        (row, about)
        for row, about in _rows(table, by_head)
        if any(column.at < len(row) and values(row[column.at], page.text) for column in numbers)
    ]
    names = [about.model for _, about in rows]
    known = [about.metric or about.dataset for _, about in rows]
    of_models = by_head["model"] is not None or sum(map(is_model, names)) * 2 > len(names)
    own = None if any(known) and not of_models else own_label(page.model_id, names)
    cue = "row unclear"
    if len(rows) == 1:
        cue = "only row"
    elif own and (of_models or own[1] in ("name", "this")):
        rows, cue = [rows[own[0]]], "own row" if own[1] in ("name", "this") else f"own row by {own[1]}"
    elif len(names) > 1 and len(set(names)) == 1:
        cue = "rows of one model"
    elif of_models:
        cue = "row of others"
    elif by_head["metric"] is not None:
        cue = "metric and score"
    elif all(about.metric for _, about in rows):
        cue = "metric row" if len(numbers) == 1 else "metric row of several"
    elif all(about.dataset or about.split for _, about in rows):
        cue = "rows of data"
    elif all(about.part for _, about in rows):
        cue = "rows of parts"
    if cue in ("rows of parts", "row unclear") and any(is_model(name) or OTHERS.search(name) for name in names):
        cue = "rows of several models"
    for row, about in rows:
        for column in numbers:
            if column.at < len(row) and not about.aside:
                yield from _crossing(page, grid, table, row[column.at], column, about, cue)


def _crossing(
    page: Page, grid: Grid, table: Table, cell: Cell, column: Column, about: Row, cue: str
) -> Iterator[Candidate]:
    """The results of a cell, whose column or row names what is measured."""
    count = _count(page, cell)
    metric = column.metric if column.kind in ("metric", "benchmark") else None
    dataset = about.dataset
    if column.kind == "benchmark":
        dataset = f"{about.dataset} {column.head}" if about.dataset else column.head
    metric = metric or about.metric or column.metric
    named = metric is not None or column.kind == "benchmark"
    if column.kind == "other" and not metric:
        if cue in ("row unclear", "rows of parts", "row of others") or not table.results:
            return
        cue = f"{cue}, by column's head"
        if table.metric and column.head:
            metric = f"{table.metric} ({column.head})"
        else:
            dataset = column.head or dataset
    if not named and not table.results:
        return
    metric = _averaged(metric or table.metric, table)
    if not metric and not dataset:
        return
    if metric and about.part and not cue.startswith(("own", "only", "row of others")) and len(about.part) < 40:
        metric = f"{about.part} {metric}" if count == 1 else metric
    if column.kind == "other" and about.metric and len(column.head) < 40 and column.head:
        metric = f"{about.metric} ({column.head})"
    names = split_names(metric, count) if metric else []
    if column.kind == "benchmark" and count > 1 and len(set(names)) < 2:
        for number_, (name, said) in enumerate(
            zip(split_names(column.head, count), values(cell, page.text), strict=False)
        ):
            yield _result(page, grid, said, names[number_] if names else None, name, about.split, f"table:{cue}")
        return
    yield from _cell(page, grid, cell, names, dataset, f"table:{cue}", about.split)


def _count(page: Page, cell: Cell) -> int:
    return len(values(cell, page.text)) or 1


def _cell(
    page: Page, grid: Grid, cell: Cell, names: list[str], dataset: str | None, cue: str, split: str | None = None
) -> Iterator[Candidate]:
    for at, said in enumerate(values(cell, page.text)):
        metric = names[min(at, len(names) - 1)] if names else None
        yield _result(page, grid, said, metric, dataset, split, cue)


def _result(
    page: Page,
    grid: Grid,
    said: tuple[str, str | None, int],
    metric: str | None,
    dataset: str | None,
    split: str | None,
    cue: str,
) -> Candidate:
    text, spread, start = said
    about = {"metric": _short(metric), "dataset": _short(dataset), "split": _short(split)}
    value, deviation = (number(part.replace(",", ".")) if part else None for part in (text, spread))
    row = claims.result(**about, value=value, value_text=text, deviation=deviation)
    return page.candidate("evaluation", row, start, start + len(text), cue, grid.names)


def _short(text: str | None) -> str | None:
    return text.strip(" :")[:120] or None if text else None
