"""Results whose metric is named beside the value: rows of tables, columns of metric and score, lists and prose."""

import re
from collections.abc import Iterator

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.evaluations import measured
from builder.extraction.markdown import Block

OF = (  # what stands before a metric's name and is part of it
    r"(?:(?:macro|micro|weighted|top|test|eval|dev|val(?:idation)?|mean|average|root mean|sentence|token|overall)"
    r"[ -]?(?:\d[ -])?)?"
)
ERRORS = r"(?:word|character|phoneme|equal|absolute|squared|mean squared|mean absolute|diari[sz]ation) error(?: rate)?"
TEXTS = (
    r"wer|cer|eer|der|s?bleu(?:-?\d)?|sacrebleu|chr-?f\+*|rouge-?(?:\d|l(?:sum)?)?|meteor|bertscore|ter|comet"
    r"|perplexity|ppl|exact match|em"
)
CLASSES = (
    r"f-?1(?:[ -]score)?|f[ -]score|acc(?:uracy)?|(?:recall|precision|hits?|r|p)@\d+|precision|recall|auc|auroc"
    r"|roc[ -]auc|kappa|mcc|ccc|matthews\w*"
)
OTHER = r"m?ap(?:@?\d+(?:-\d+)?)?|mrr(?:@\d+)?|ndcg(?:@\d+)?|r?mse|mae|m?iou|dice|psnr|ssim|fid|pearson|spearman"
METRIC = re.compile(f"{OF}(?:{ERRORS}|{TEXTS}|{CLASSES}|{OTHER})", re.IGNORECASE)
VALUE = re.compile(r"[~≈]?\s?[*_`]{0,3}(-?\d{1,5}(?:[.,]\d{1,10})?)\s?%?[*_`]{0,3}(?:\s?(?:±|\+/-)\s?\d[\d.]*)?")
SCORE = re.compile(r"^\W*(?:score|value|result|performance|this model)s?\W*$", re.IGNORECASE)
NAMES = {
    "dataset": re.compile(r"data ?set|benchmark|corpus|test set|eval", re.IGNORECASE),
    "metric": re.compile(r"^\W*metric", re.IGNORECASE),
}
LOG = re.compile(r"epoch|step|training loss|validation loss|learning rate", re.IGNORECASE)
ITEM = re.compile(r"^[ \t]{0,8}[-*+][ \t]+([^\n:=]{1,60}?)\s?[:=]\s{0,3}([^\n]{1,40}?)[ \t]*$", re.MULTILINE)
RESULTS = re.compile(r"result|evaluat|performance|metric|score|accuracy|benchmark", re.IGNORECASE)
HYPER = re.compile(r"hyper|train(?:ing)? (?:param|config|arg|proc)", re.IGNORECASE)
PROSE = re.compile(
    rf"(?<![\w@.-])({METRIC.pattern})(?: \(?\w{{1,12}}\)?)?(?:(?: score| value| rate)?(?: on [^.\n:=]{{2,60}}?)?"
    rf" (?:of|is|was|=|:|at)|\s?[:=])\s{{0,2}}"
    rf"(?:about |around |approximately )?{VALUE.pattern}(?![\w.,]*\d)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:compar|than|versus|vs\.?|baseline|state[- ]of[- ]the[- ]art|sota|original|previous|other|human)\b",
    re.IGNORECASE,
)
MOST = 2000  # of one card


def named_results(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation."""
    for block in page.blocks:
        if block.kind == "table" and not LOG.search(block.text):
            yield from _table(page, block)
    for found in ITEM.finditer(page.text):
        heading = page.heading(found.start())
        if heading and RESULTS.search(heading[-1]) and not HYPER.search(heading[-1]) and page.prose(found.start()):
            name = found[1].strip(" *_`")
            value = VALUE.fullmatch(found[2].strip())
            if value and METRIC.fullmatch(name):
                start = page.text.index(value[1], found.start(2))
                yield _result(page, name, None, value[1], found.start(1), start + len(value[1]), "list:results")
    for found in PROSE.finditer(page.text):
        heading = page.heading(found.start())
        if (
            page.prose(found.start())
            and not page.within("table", found.start())
            and not HYPER.search(" ".join(heading[-1:]))
        ):
            line = page.line_before(found.start()) + found[0]
            cue = "prose:others' metric" if OTHERS.search(line) else "prose:metric"
            yield _result(page, found[1], None, found[2], found.start(1), found.end(2), cue)


def _cells(page: Page, block: Block) -> Iterator[list[tuple[str, int]]]:
    """The rows of a table below its head: the cells' texts and where each begins."""
    at = block.start
    for number, line in enumerate(page.text[block.start : block.end].split("\n")[:MOST]):
        if number >= 2 and line.strip():
            body = line.strip().strip("|")
            place, row = at + line.index(body) if body else at, []
            for cell in body.split("|"):
                row.append((cell, place))
                place += len(cell) + 1
            yield row
        at += len(line) + 1


def _table(page: Page, block: Block) -> Iterator[Candidate]:
    head = [name.strip(" *_`") for name in block.text.split(" | ")]
    named = {key: at for key, words in NAMES.items() for at, name in enumerate(head) if words.search(name)}
    scores = [at for at, name in enumerate(head) if SCORE.match(name)]
    for row in _cells(page, block):
        texts = [cell.strip().strip("*_` ") for cell, _ in row]
        if "metric" in named and len(scores) == 1 and max(named["metric"], scores[0]) < len(row):
            dataset = texts[named["dataset"]] if named.get("dataset", len(row)) < len(row) else None
            yield from _pairs(page, texts[named["metric"]], dataset, row[scores[0]], "table:metric and score")
        elif METRIC.fullmatch(texts[0]):
            values = [cell for cell in row[1:] if VALUE.fullmatch(cell[0].strip())]
            for cell in values:
                cue = "table:metric row" if len(values) == 1 else "table:metric row of several"
                yield from _pairs(page, texts[0], None, cell, cue)


def _pairs(page: Page, metric: str, dataset: str | None, cell: tuple[str, int], cue: str) -> Iterator[Candidate]:
    """The results of a cell: 'acc / F1' with '0.91 / 0.88' are two."""
    names = [name.strip() for name in metric.split("/")]
    values = list(re.finditer(r"-?\d{1,5}(?:[.,]\d{1,10})?", cell[0]))
    whole = VALUE.fullmatch(cell[0].strip())
    if whole and len(names) == 1:
        names, values = [metric], values[:1]
    if len(names) == len(values) and all(METRIC.search(name) for name in names):
        for name, value in zip(names, values, strict=True):
            yield _result(page, name, dataset, value[0], cell[1] + value.start(), cell[1] + value.end(), cue)


def _result(page: Page, metric: str, dataset: str | None, said: str, start: int, end: int, cue: str) -> Candidate:
    value, deviation = measured(said.replace(",", "."))
    row = claims.result(metric=metric, dataset=dataset, value=value, value_text=said, deviation=deviation)
    return page.candidate("evaluation", row, start, end, cue)
