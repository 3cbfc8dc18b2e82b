"""Hyperparameters by their names: in lists, rows of tables, lines of code, and prose with a number behind or before."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.reference.hyperparameters import load_hyperparameters
from builder.reference.same_names import folded

ITEM = re.compile(
    r"^[ \t]{0,8}(?:[-*+]|\d{1,2}[.)])[ \t]+[*_`]{0,3}([A-Za-z][\w ./-]{0,40}?)[*_`:]{0,4}"
    r"(?:\s?[:=]|[ \t](?=[*_`]{0,3}[\d.-]))[*_`]{0,3}[ \t]{0,3}([^\n]{1,120}?)[ \t*_`]{0,8}$",
    re.MULTILINE,
)
CODE = re.compile(
    r"(?:^|[,({]|[ \t])[ \t]{0,40}(?:--)?[\"']?([A-Za-z][\w-]{0,40})[\"']?[ \t]?[:= ][ \t]?"
    r"(\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|-?\d[\d_,]*(?:\.\d+)?(?:e-?\d{1,3})?(?![\w.])"
    r"|(?:[Tt]rue|[Ff]alse)\b|[a-z]\w{2,30}(?=[ \t]*$))",
    re.MULTILINE,
)
NUMBER = r"~?\$?(\d[\d,.]*\d|\d)(?:[ ]?(?:[x×·*]|\\times)[ ]?10\^?\{?(-\d{1,2})\}?|e-?\d{1,2}|[kKM]\b)?(?![\w.]*\w)"
ALONE = re.compile(rf"({NUMBER})(?=, |; | \(| for | with | and )")  # a number, with more said behind it
BEHIND = re.compile(
    rf"(?:[`*_\"']{{0,3}}\s(?:of|is|was|were|to|set to|equal to)|[`*_\"']{{0,3}}\s?[=:]|[`*_]{{0,3}})\s?"
    rf"[`*_]{{0,3}}{NUMBER}"
)
BEFORE = re.compile(
    r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?[kKM]?)[ -]"
    r"(epochs?|(?:training |optimi[sz](?:er|ation) |gradient )?steps|updates|iterations)\b"
)
PARTS = re.compile(
    r"(?:warm-?up|decay\w*|first|last|every|each|after|remaining|next)\b[^.\n]{0,40}$", re.IGNORECASE
)  # of a training
STEMS = re.compile(
    r"learning|batch|epoch|seed|dropout|warm|decay|length|optim|beta|lora|momentum|clip|accum|\blr|[bf][fp]16|mask|vocab"
    r"|smooth|schedul|layerdrop|mixed|context|\bmax|sampling|adam|neftune"
)  # one of them is in each name that prose has, in lower case
TRAINING = re.compile(
    r"\b(?:pre-?|fine-?)?(?:train|tun)(?:ed|ing)\b|hyper|configuration|\bconfig\b|recipe", re.IGNORECASE
)
EVALUATION = re.compile(r"evaluat|infer|usage|generat|how to|result|latency|throughput|\binput", re.IGNORECASE)
MOST_VALUE = 60  # code points of a value


def known_settings(page: Page) -> Iterator[Candidate]:
    """Candidates of hyperparameters whose names are known, each place once."""
    met: set[int] = set()
    for one in (*_items(page), *_rows(page), *_code(page), *_prose(page)):
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
        name, said = found[1].strip(" *_`"), found[2].strip(" `*_,;\"'")
        if _known(page, name, found.start()) and len(said) <= MOST_VALUE and page.prose(found.start()):
            yield _setting(page, name, said, found.start(1), found.end(2), "known:list")


def _rows(page: Page) -> Iterator[Candidate]:
    """Rows of tables of two columns whose first cell is a name."""
    for block in page.blocks:
        if block.kind != "table" or block.text.count(" | ") != 1:
            continue
        for found in re.compile(r"^[ \t]*\|?([^|\n]{1,60})\|([^|\n]{1,80})\|?[ \t]*$", re.MULTILINE).finditer(
            page.text, block.start, block.end
        ):
            name, said = found[1].strip(" *_`"), found[2].strip(" *_`")
            if said and _known(page, name, found.start()):
                yield _setting(page, name, said, found.start(1), found.end(2), "known:table")


def _code(page: Page) -> Iterator[Candidate]:
    for block in page.blocks:
        if block.kind != "code":
            continue
        heading = page.heading(block.start)
        training = any(TRAINING.search(part) for part in heading[1:])
        if heading and EVALUATION.search(heading[-1]) and not training:
            continue
        for found in CODE.finditer(page.text, block.start, block.end):
            if _known(page, found[1], found.start()):
                cue = "known:code of training" if training else "known:code"
                yield _setting(page, found[1], found[2].strip("\"',"), found.start(1), found.end(2), cue)


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
    for found in BEFORE.finditer(page.text):
        line = page.text[max(0, found.start() - 200) : found.start()].rsplit("\n\n", 1)[-1]
        if (
            not PARTS.search(line)
            and (TRAINING.search(line) or _of_training(page, found.start()))
            and page.prose(found.start())
        ):
            yield _setting(page, found[2], found[1], found.start(), found.end(), "known:number before")


def _of_model(page: Page, place: int) -> bool:
    """Whether neither the heading nor the line speaks of evaluation or use."""
    heading = page.heading(place)
    line = page.line_before(place)
    return not (heading[1:] and EVALUATION.search(heading[-1])) and not EVALUATION.search(line)


def _named(page: Page) -> Iterator[re.Match[str]]:
    """The names of hyperparameters, looked for in the lines alone that have a part of one."""
    words, done = load_hyperparameters().words, 0
    for stem in STEMS.finditer(page.lower):
        if stem.start() < done:
            continue
        start = page.text.rfind("\n", 0, stem.start()) + 1
        end = page.text.find("\n", stem.end())
        done = len(page.text) if end < 0 else end
        yield from words.finditer(page.text, start, done)


def _setting(page: Page, name: str, said: str, start: int, end: int, cue: str) -> Candidate:
    said = alone[1] if (alone := ALONE.match(said)) else said
    return page.candidate("hyperparameters", {"name": name, "value": said}, start, end, cue)
