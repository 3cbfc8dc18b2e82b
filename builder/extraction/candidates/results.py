"""Results of evaluations: the lists that trainers write, and the cells of tables whose columns are metrics."""

import re
from collections.abc import Iterator

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.evaluations import measured

ANNOUNCED = re.compile(
    r"achieves the following results on (?:the |an )?evaluation set:[ \t]*$", re.IGNORECASE | re.MULTILINE
)
ITEM = re.compile(r"\s{0,6}[-*] ([A-Za-z][^:\n]{0,60}): \**(-?\d+(?:\.\d+)?)%?\**[ \t]*(?=\n|\Z)")
NO_RESULT = re.compile(r"train|epoch|step|runtime|per.second|learning|samples", re.IGNORECASE)
CELL = re.compile(r"[ \t]*\**(-?\d{1,5}(?:\.\d{1,10})?)[ \t]?%?\**[ \t]*")
METRIC = re.compile(
    r"\b(?:wer|cer|bleu|chr-?f|rouge\w*|f1(?:-score)?|accuracy|acc|precision|recall|exact match|em|map\w*|mrr|ndcg\S*"
    r"|recall@\d+|perplexity|mse|mae|auc|iou|loss)\b",
    re.IGNORECASE,
)
MOST_RESULTS = 6000  # of one card's tables


def results(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation."""
    for said in ANNOUNCED.finditer(page.text):
        at = said.end()
        while found := ITEM.match(page.text, at):
            at = found.end()
            if not NO_RESULT.search(found[1]):
                yield _result(page, found[1].strip(), found, "list:trainer")
    done = 0
    for block in page.blocks:
        if block.kind == "table" and done < MOST_RESULTS:
            for one in _table(page, block.start, block.end):
                done += 1
                yield one


def _table(page: Page, start: int, end: int) -> Iterator[Candidate]:
    """The cells of a table below columns that are metrics; of a training log none."""
    lines = page.text[start:end].split("\n")
    names = [name.strip(" *") for name in lines[0].strip().strip("|").split("|")]
    if any(NO_RESULT.search(name) for name in names):
        return
    rows = sum(bool(re.search(r"\d", line)) for line in lines[1:])
    at = start + len(lines[0]) + 1
    for line in lines[1:]:
        place = at + len(line) - len(line.lstrip().removeprefix("|"))
        for number, cell in enumerate(line.lstrip().removeprefix("|").split("|")):
            found = CELL.fullmatch(page.text, place, place + len(cell))
            if found and number < len(names) and METRIC.search(names[number]):
                yield _result(page, names[number], found, _row_cue(page, line, rows))
            place += len(cell) + 1
        at += len(line) + 1


def _row_cue(page: Page, line: str, rows: int) -> str:
    own = (page.model_id or "").rsplit("/", 1)[-1].casefold()
    if own and own in line.casefold():
        return "table:own row"
    return "table:only row" if rows == 1 else "table:metric column"


def _result(page: Page, metric: str, found: re.Match[str], cue: str) -> Candidate:
    group = found.re.groups
    value, deviation = measured(found[group])
    row = claims.result(metric=metric, value=value, value_text=found[group], deviation=deviation)
    start = found.start(1)
    return page.candidate("evaluation", row, start, found.end(group), cue)
