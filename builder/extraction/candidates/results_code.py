"""Results that cards show as a program printed them: classification reports, and metrics in YAML, JSON and logs."""

import re
from collections.abc import Iterator

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.result_cells import metric_of
from builder.extraction.evaluations import measured
from builder.extraction.markdown import Block

NUMBER = r"-?\d{1,6}(?:\.\d{1,20})?(?:e-?\d{1,3})?"
REPORT = re.compile(  # the head that scikit-learn and seqeval write
    r"^[ \t>]*precision[ \t]+recall[ \t]+f1-score[ \t]+(?:pred[ \t]+)?support[ \t]*$", re.MULTILINE
)
ROW = re.compile(rf"[ \t>]*(\S[^\n|]{{0,80}}?)[ \t]+((?:{NUMBER}[ \t]+){{1,4}}\d{{1,9}})[ \t]*(?=\n|\Z)")
BLANK = re.compile(r"[ \t>]*(?:\n|\Z)")
COLUMNS = ("precision", "recall", "f1-score")
MOST = 600  # rows of a report
ITEM = re.compile(
    r"^[ \t{>-]{0,12}[\"']?(?P<name>[A-Za-z][\w@ .-]{0,50}?)[\"']?[ \t]{0,8}[:=][ \t]{0,8}"
    rf"[\"']?(?P<value>{NUMBER})[\"']?[ \t]?%?[ \t]{{0,4}}[,}}]{{0,2}}[ \t]*$",
    re.MULTILINE,
)
LEAST = 2  # lines that make a block one of results
RESULTS = re.compile(r"\bresult|\beval|perform|\bmetric|\bscore", re.IGNORECASE)
NO_RESULTS = re.compile(
    r"hyper|\btrain(?!ed)|config|argument|usage|how to|example|install|infer|limitation", re.IGNORECASE
)
NO_METRIC = re.compile(r"train|epoch|step|runtime|per.second|learning|samples|support|\blr\b", re.IGNORECASE)
PART = re.compile(r"^(?:eval|evaluation|test|val|validation|dev)[ _/]", re.IGNORECASE)  # before a metric's name
LEAD = 200  # code points before a block


def results_in_code(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation."""
    for head in REPORT.finditer(page.text) if page.has("f1-score") else ():
        if not NO_RESULTS.search(_lead(page, head.start())):
            yield from _report(page, head.end())
    for block in page.blocks:
        if block.kind == "code":
            yield from _printed(page, block)


def _report(page: Page, at: int) -> Iterator[Candidate]:
    """The rows of a classification report: three shares and a count of each class, one of the accuracy.

    It is a table of classes and metrics that spaces part, so its cue is that of such tables.
    """
    at += 1
    for _ in range(MOST):
        if blank := BLANK.match(page.text, at):
            if blank.end() == at:
                return
            at = blank.end()
            continue
        row = ROW.match(page.text, at)
        if row is None:
            return
        at = row.end() + 1
        numbers = list(re.finditer(NUMBER, row[2]))[:-1]
        named = COLUMNS if len(numbers) >= len(COLUMNS) else ("",) if len(numbers) == 1 else ()
        for name, said in zip(named, numbers, strict=False):
            start = row.start(2) + said.start()
            yield _result(page, f"{row[1]} {name}".strip(), said[0], start, start + len(said[0]), "table:rows of parts")


def _printed(page: Page, block: Block) -> Iterator[Candidate]:
    """The metrics of a block that holds little else, where its heading or the line before speaks of results."""
    items = list(ITEM.finditer(page.text, block.start, block.end))
    lines = sum(len(line.strip(" \t{}[]`,>")) > 1 for line in page.text[block.start : block.end].split("\n")) - 1
    heading = " ".join(page.heading(block.start)[-1:])
    lead = _lead(page, block.start)
    about = lead if RESULTS.search(lead) else heading
    if len(items) < LEAST or len(items) * 2 < lines or not RESULTS.search(about) or NO_RESULTS.search(about):
        return
    for item in items:
        name = item["name"]
        if metric_of(PART.sub("", name)) and not NO_METRIC.search(name):
            yield _result(page, name, item["value"], item.start("name"), item.end("value"), "code:metrics")


def _lead(page: Page, place: int) -> str:
    """The last line of text before a place, but for the marks of code."""
    before = page.text[max(0, place - LEAD) : place]
    return next((line for line in reversed(before.split("\n")) if line.strip(" \t`~>")), "")


def _result(page: Page, metric: str, said: str, start: int, end: int, cue: str) -> Candidate:
    value, _ = measured(said)
    return page.candidate("evaluation", claims.result(metric=metric, value=value, value_text=said), start, end, cue)
