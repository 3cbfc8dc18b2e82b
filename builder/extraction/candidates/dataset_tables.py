"""Data sets of the training in tables: rows with amounts, the row of the card's model, rows of features."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from builder.extraction.candidates import dataset_table_words as heads
from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_names import MOST, is_language, is_name, linked, named
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.tables import Cell, Grid
from builder.extraction.candidates.whose import is_model, own_label

MOST_COLUMNS = 12
LONGEST = 90  # code points of a name


def in_tables(page: Page) -> Iterator[Candidate]:
    """What tables say the model was trained on."""
    for grid in page.grids:
        if len(grid.head) > 1 and grid.rows:
            yield from (replace(one, table_head=grid.names) for one in _of_grid(page, grid))


def _of_grid(page: Page, grid: Grid) -> Iterator[Candidate]:
    names = grid.names[:MOST_COLUMNS]
    if len(grid.head) <= MOST_COLUMNS:
        column = _column(names)
        if column is not None:
            yield from _rows(page, grid, column)
            return
    yield from _own(page, grid)
    if len(grid.head) == 2:
        yield from _features(page, grid)


@lru_cache(1024)
def _column(names: tuple[str, ...]) -> int | None:
    """Which column names data sets, where all others tell amounts or more about them."""
    found = next(
        (at for at, name in enumerate(names[:3]) if (said := heads.NAMES.fullmatch(name)) and said["sure"]), None
    )
    if found is None:
        found = next((at for at, name in enumerate(names[:2]) if heads.NAMES.fullmatch(name)), None)
    others = [name for at, name in enumerate(names) if at != found]
    known = all(
        not name
        or heads.AMOUNT.search(name)
        or any(pattern.fullmatch(name) for pattern in (heads.BESIDE, heads.SPLIT, heads.NAMES))
        for name in others
    )
    return found if known else None


def _rows(page: Page, grid: Grid, column: int) -> Iterator[Candidate]:
    """The names of a column, where the words around or the heads speak of training."""
    names = grid.names
    others = [name for at, name in enumerate(names) if at != column]
    counted = any(heads.AMOUNT.search(name) for name in others)
    train = next(
        (at for at, name in enumerate(names) if heads.SPLIT.fullmatch(name) and "train" in name.casefold()), None
    )
    split = next((at for at, name in enumerate(names) if name.casefold() in ("split", "splits")), None)
    of_training = any(words.OF_TRAINING.search(name) and _tells(name) for name in names)
    if not (counted or train is not None) and not _sure(names[column]):
        return
    parts = _parts(grid, column)
    if not (parts or of_training or _about_training(page, grid)) or _statistics(grid, column):
        return
    cue = "table:corpus" if _sure(names[column]) else "table:data"
    cue += " with amounts" if counted or train is not None else ""
    rows = (row for row in grid.rows[:MOST] if len(row) > column and not _untrained(row, train, split))
    found = [one for row in rows for one in _named(page, row[column], cue)]
    said = {one.value["name"] for one in found}
    for one in found:
        # where rows are parts, a translation stands beside what it was made from
        if not parts or not any(one.value["name"] in other for other in said - {one.value["name"]}):
            yield one


def _tells(head: str) -> bool:
    """Whether a head that speaks of training tells data or amounts of it: 'Number of training pairs'."""
    return not heads.SPLIT.fullmatch(head) and (heads.AMOUNT.search(head) is not None or _sure(head))


def _sure(head: str) -> bool:
    said = heads.NAMES.fullmatch(head)
    return said is not None and said["sure"] is not None


def _about_training(page: Page, grid: Grid) -> bool:
    """Whether the headings above a table, or the paragraph before it, speak of training and of no test."""
    lead = page.text[max(0, grid.start - 400) : grid.start].rstrip()
    lead = lead.rsplit("\n\n", 1)[-1]
    lead = "" if lead.lstrip().startswith("#") else lead
    told = heads.BOTH.sub("training", lead)
    if heads.OTHERWISE.search(told):
        return False
    for heading in reversed(page.heading(grid.start)):
        said = heads.BOTH.sub("training", heading)
        if heads.TESTS.search(said):
            return False
        if heads.CONTENT.search(said):
            return True
    return words.TRAINING.search(lead) is not None


def _parts(grid: Grid, column: int) -> bool:
    """Whether the rows are parts of data sets, of which some are trained on and others not."""
    cells = [row[column].text for row in grid.rows if len(row) > column]
    return any(map(heads.OF_TRAIN.search, cells)) and any(map(heads.OF_TEST.search, cells))


def _statistics(grid: Grid, column: int) -> bool:
    """Whether the rows tell parts, labels or amounts of one data set."""
    cells = [row[column].text for row in grid.rows if len(row) > column]
    cells = [cell for cell in cells if cell and not heads.SUM.fullmatch(cell)]
    if any(heads.STATISTIC.match(cell) for cell in cells):
        return True
    return sum(heads.PART.fullmatch(cell) is not None or is_language(cell) for cell in cells) * 2 > len(cells)


def _untrained(row: tuple[Cell, ...], train: int | None, split: int | None) -> bool:
    """Whether a row says that nothing of a data set was trained on: its part is another, or none is counted."""
    if train is not None and (len(row) <= train or heads.NOTHING.fullmatch(row[train].text)):
        return True
    if train is not None and heads.NUMBER.fullmatch(row[train].text) is None:
        return True
    return split is not None and len(row) > split and "train" not in row[split].text.casefold()


def _named(page: Page, cell: Cell, cue: str) -> Iterator[Candidate]:
    """The links of a cell, or the name that it is."""
    name = _bare(heads.CITED.sub("", cell.text))
    if (
        not re.search(r"[^\W\d_]{2}", name)
        or len(name) > LONGEST
        or heads.SUM.fullmatch(name)
        or heads.PART.fullmatch(name)
        or heads.OF_TEST.search(name)
        or is_language(name)
        or heads.FILE_OF_PART.fullmatch(name)
    ):
        return
    links = list(linked(page, cell.start, cell.end, cue))
    links = [replace(one, value=one.value | {"name": _bare(one.value["name"])}) for one in links]
    place = page.text.find(name, cell.start, cell.end)
    if links or place >= 0:  # a name with a link in its middle stands nowhere as it reads
        yield from links or [named(page, name, place, place + len(name), cue)]


def _bare(name: str) -> str:
    """A name without the part of the set or the state of it that a table tells behind it."""
    return heads.OF_TRAIN.sub("", heads.STATE.sub("", name)).strip(" -–:")


def _own(page: Page, grid: Grid) -> Iterator[Candidate]:
    """What the row of the card's model says in a table of models, in a column of what they were trained on."""
    column = next((at for at, name in enumerate(grid.names) if at and heads.OF_MODELS.fullmatch(name)), None)
    if column is None:
        return
    rows = grid.rows[:MOST]
    own = own_label(page.model_id, [row[0].text if row else "" for row in rows])
    if own is not None and own[1] in ("name", "this") and len(rows[own[0]]) > column:
        yield from _listed(page, rows[own[0]][column], "table:own row")


def _features(page: Page, grid: Grid) -> Iterator[Candidate]:
    """What stands beside 'Sources' or 'Training data' in a table of features."""
    for row in grid.rows:
        if len(row) == 2 and heads.FEATURE.fullmatch(row[0].text):
            yield from _listed(page, row[1], "table:feature")


def _listed(page: Page, cell: Cell, cue: str) -> Iterator[Candidate]:
    """The links of a cell, or the names that it lists."""
    said = page.text[cell.start : cell.end]
    if "](" in said:
        links = linked(page, cell.start, cell.end, cue)
        yield from (one for one in links if not heads.AIDS.search(one.value["name"]))
        return
    at = cell.start
    for part in heads.ENUMERATED.split(said):
        name = heads.OF_PART.sub("", heads.KIND_OF_ITEM.sub("", heads.IN_BRACKETS.sub("", part.strip())).strip(" *`_."))
        no_name = words.PHRASE.match(name) or heads.AIDS.search(name) or is_model(name) or len(name) > LONGEST
        if name and is_name(name) and not no_name and not heads.ENUMERATED.fullmatch(part):
            place = page.text.find(name, at, cell.end)
            if place >= 0:
                yield named(page, name, place, place + len(name), cue)
        at += len(part)
