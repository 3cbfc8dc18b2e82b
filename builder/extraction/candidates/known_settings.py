"""Hyperparameters by their names: in lists, rows of tables, and prose with a number behind or before."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.extraction.candidates.tables import Cell
from builder.reference.beginnings import beginnings
from builder.reference.hyperparameters import load_hyperparameters
from builder.reference.same_names import folded

ITEM = re.compile(
    r"^[ \t]{0,8}(?:[-*+]|\d{1,2}[.)])[ \t]+[*_`]{0,3}([A-Za-z][\w ./-]{0,40}?)[*_`:]{0,4}"
    r"(?:\s?[:=]|[ \t](?=[*_`]{0,3}[\d.-]))[*_`]{0,3}[ \t]{0,3}([^\n]{1,250}?)[ \t*_`]{0,8}$",
    re.MULTILINE,
)
NUMBER = r"~?\$?(\d[\d,.]*\d|\d)(?:[ ]?(?:[x×·*]|\\times)[ ]?10\^?\{?(-\d{1,2})\}?|e-?\d{1,2}|[kKM]\b)?(?![\w.]*\w)"
ALONE = re.compile(rf"({NUMBER})(?=, |; | \(| for | with | and )")  # a number, with more said behind it
BEHIND = re.compile(
    rf"(?:[`*_\"']{{0,3}}\s"
    r"(?:(?:is |was |were |are )?(?:limited |set |fixed |restricted |capped |equal )(?:to|at|as)|of|is|was|were|to)"
    rf"|[`*_\"']{{0,3}}\s?[=:]|[`*_]{{0,3}})\s?"
    rf"[`*_]{{0,3}}{NUMBER}"
)
BEFORE = re.compile(
    r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?[kKM]?)[ -]"
    r"(epochs?|(?:training |optimi[sz](?:er|ation) |gradient )?steps|updates|iterations)\b"
)
VALUED = re.compile(r"\W*(?:value|setting|config|used|default|this)", re.IGNORECASE)
NAMED = re.compile(r"([A-Za-z][\w -]{1,30}?)\s?=\s?(\d[\d,.]*\d|\d)")
INSIDE = re.compile(r"\([^()]{0,200}=[^()]{0,200}\)")
PARTS = re.compile(
    r"(?:warm-?up|decay\w*|first|last|every|each|after|remaining|next)\b(?:[^.\n]|\.\d){0,60}$", re.IGNORECASE
)  # of a training
STEMS = beginnings(  # one of them is in each name that prose has, in lower case
    (
        *(
            "learning",
            "batch",
            "epoch",
            "seed",
            "dropout",
            "warm",
            "decay",
            "length",
            "optim",
            "beta",
            "lora",
            "momentum",
        ),
        *("clip", "accum", r"lr(?<=\blr)", "bf16", "bp16", "ff16", "fp16", "mask", "vocab", "smooth", "schedul"),
        *("layerdrop", "mixed", "context", r"max(?<=\bmax)", "sampling", "adam", "neftune"),
    )
)
TRAINING = re.compile(
    r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)\b|hyper|configuration|\bconfig\b|recipe", re.IGNORECASE
)
EVALUATION = re.compile(r"evaluat|infer|usage|generat|how to|result|latency|throughput|\binput", re.IGNORECASE)
MOST_VALUE = 60  # code points of a value, but of an optimizer with its settings
MOST_OPTIMIZER = 250


def known_settings(page: Page) -> Iterator[Candidate]:
    """Candidates of hyperparameters whose names are known, each place once."""
    met: set[int] = set()
    for one in (*_items(page), *_rows(page), *_prose(page)):
        if one.start not in met and fills(one.value["value"]):
            met.add(one.start)
            yield one


def _known(page: Page, name: str, place: int) -> bool:
    known = load_hyperparameters()
    return name in known or (folded(name) in known.in_training and _of_training(page, place))


def _of_training(page: Page, place: int) -> bool:
    heading = page.heading(place)
    return len(heading) > 1 and TRAINING.search(heading[-1]) is not None


def _items(page: Page) -> Iterator[Candidate]:
    for found in ITEM.finditer(page.text):
        name, said = found[1].strip(" \t*_`"), found[2].strip(" \t`*_,;\"'")
        most = MOST_OPTIMIZER if folded(name) == "optimizer" else MOST_VALUE
        if not page.prose(found.start()) or len(said) > most or said.startswith("{"):
            continue
        if "/" in name:
            yield from _several(page, found, name, said)
        elif _known(page, name, found.start()):
            yield _setting(page, name, said, found.start(1), found.end(2), "known:list")


def _several(page: Page, found: re.Match[str], name: str, said: str) -> Iterator[Candidate]:
    """The settings of 'LoRA rank/alpha/dropout: 16 / 32 / 0.05'."""
    names, values = ([part.strip() for part in text.split("/")] for text in (name, said))
    lead = names[0].rpartition(" ")[0]
    if len(names) == len(values) and all(values):
        wholes = [names[0], *(f"{lead} {part}".strip() for part in names[1:])]
        at = found.start(2)
        for whole, part, value in zip(wholes, names, values, strict=True):
            at = page.text.index(value, at)
            if _known(page, whole, found.start()) or _known(page, part, found.start()):
                yield _setting(page, whole, value, at, at + len(value), "known:list of several")


def _rows(page: Page) -> Iterator[Candidate]:
    """Rows of tables whose first cell is a name and whose second is its value."""
    for grid in page.grids:
        heads = [cell.text.casefold() for cell in grid.head]
        if len(heads) < 2 or (len(heads) > 2 and not VALUED.match(heads[1])) or "metric" in heads[0]:
            continue
        for row in (grid.head, *grid.rows) if len(heads) == 2 else grid.rows:
            if len(row) < 2 or not row[1].text:
                continue
            name, said = row[0], row[1]
            if len(name.text) <= MOST_VALUE and len(said.text) <= MOST_VALUE and _known(page, name.text, grid.start):
                yield _setting(page, name.text, _outside(said.text), name.start, said.end, "known:table")
            yield from _inside(page, said)


def _outside(text: str) -> str:
    """A cell's text without the settings that it has in brackets."""
    return INSIDE.sub("", text).strip() or text


def _inside(page: Page, cell: Cell) -> Iterator[Candidate]:
    """The settings that stand within a cell: '1 (gradient accumulation = 4, effective batch = 4)'."""
    for found in NAMED.finditer(page.text, cell.start, cell.end):
        if _known(page, found[1].strip(), cell.start):
            yield _setting(page, found[1].strip(), found[2], found.start(1), found.end(2), "known:in a cell")


def _prose(page: Page) -> Iterator[Candidate]:
    for name in _named(page):
        found = BEHIND.match(page.text, name.end())
        if (
            found
            and page.prose(name.start())
            and not page.within("table", name.start())
            and _of_model(page, name.start())
        ):
            said = page.text[found.start(1) : found.end()].strip("`*_ ")
            yield _setting(page, " ".join(name[0].split()), said, name.start(), found.end(), "known:prose")
    for found in page.in_lines(("epoch", "steps", "updates", "iterations"), BEFORE):
        line = page.text[max(0, found.start() - 200) : found.start()].rsplit("\n\n", 1)[-1]
        if (
            not PARTS.search(line)
            and (TRAINING.search(line) or _of_training(page, found.start()))
            and page.prose(found.start())
        ):
            of = "epochs" if found[2] == "epoch" else found[2]
            yield _setting(page, of, found[1], found.start(), found.end(), "known:number before")


def _of_model(page: Page, place: int) -> bool:
    """Whether neither the heading nor the line speaks of evaluation or use."""
    heading = page.heading(place)
    line = page.line_before(place)
    return not (heading[1:] and EVALUATION.search(heading[-1])) and not EVALUATION.search(line)


def _named(page: Page) -> Iterator[re.Match[str]]:
    """The names of hyperparameters in prose, looked for in the lines alone that have a part of one."""
    known, done = load_hyperparameters(), 0
    for stem in (stem for span in page.prose_spans for stem in STEMS.finditer(page.lower, *span)):
        if stem.start() < done:
            continue
        start = page.text.rfind("\n", 0, stem.start()) + 1
        end = page.text.find("\n", stem.end())
        done = len(page.text) if end < 0 else end
        after = start
        for part in known.starts.finditer(page.lower, start, done):
            if part.start() >= after and (name := known.words.match(page.text, part.start(), done)):
                after = name.end()
                yield name


def _setting(page: Page, name: str, said: str, start: int, end: int, cue: str) -> Candidate:
    said = alone[1] if (alone := ALONE.match(said)) else said
    return page.candidate("hyperparameters", {"name": name, "value": said}, start, end, cue)
