"""Results whose metric is named beside the value, in lists and prose."""

import re
from collections.abc import Iterator

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.result_cells import metric_of
from builder.extraction.evaluations import measured
from builder.reference.result_words import load_result_words

OF = (  # what stands before a metric's name and is part of it
    r"(?:(?:macro|micro|weighted|top|test|eval|dev|val(?:idation)?|mean|average|root mean|sentence|token|overall)"
    r"[ _-]?(?:\d[ -])?)?"
)
ERRORS = r"(?:word|character|phoneme|equal|absolute|squared|mean squared|mean absolute|diari[sz]ation) error(?: rate)?"
TEXTS = (
    r"wer|cer|eer|der|s?bleu(?:-?\d)?|sacrebleu|chr-?f\+*|rouge-?(?:\d|l(?:sum)?)?|meteor|bertscore|ter|comet"
    r"|perplexity|ppl|exact match|em"
)
CLASSES = (
    r"f-?1(?:[ -]score)?|f[ -](?:score|measure)|acc(?:uracy)?|(?:recall|precision|hits?|r|p)@\d+|precision|recall"
    r"|auc|auroc|(?:eval|test|val(?:idation)?)[ _]loss|roc[ -]auc|kappa|mcc|ccc|matthews\w*"
)
OTHER = r"m?ap(?:@?\d+(?:-\d+)?)?|mrr(?:@\d+)?|ndcg(?:@\d+)?|r?mse|mae|m?iou|dice|psnr|ssim|fid|pearson|spearman"
NAME = f"(?:{ERRORS}|{TEXTS}|{CLASSES}|{OTHER})"
METRIC = re.compile(f"{OF}{NAME}", re.IGNORECASE)
DIGITS = re.compile(  # how FIRST begins
    r"\d(?<![\w.,-].)[\d.,]{0,8}[*_`]{0,3}\s?%?[*_`]{0,3}\s[*_`]{0,3}(?=[acdefhikmnoprstvwb])"
)
PREFIX = re.compile(rf"(?<![\w@.-]){OF}$", re.IGNORECASE)
VALUE = re.compile(r"[~≈]?\s?[*_`]{0,3}(-?\d{1,5}(?:[.,]\d{1,20})?)\s?%?[*_`]{0,3}(?:\s?(?:±|\+/-)\s?\d[\d.]*)?")
ITEM = re.compile(r"^[ \t]{0,8}[-*+][ \t]+([^\n:=]{1,60}?)\s?[:=]\s{0,3}([^\n]{1,40}?)[ \t]*$", re.MULTILINE)
RESULTS = re.compile(r"result|evaluat|performance|metric|score|accuracy|benchmark", re.IGNORECASE)
NO_RESULT = re.compile(r"\btrain|epoch|step|runtime|per.second|learning|samples|improvement|CI\b", re.IGNORECASE)
HYPER = re.compile(r"hyper|train(?:ing)? (?:param|config|arg|proc)", re.IGNORECASE)
PROSE = re.compile(
    rf"(?<![^\W_]|[@.])({NAME})(?: \(?\w{{1,12}}\)?)?(?:(?: score| value| rate)?"
    r"(?: (?:on|for|in|over|against) [^.\n:=]{2,80}?)?"
    rf" (?:of|is|was|=|:|at)|\s?[:=])\s{{0,2}}"
    rf"(?:about |around |approximately )?{VALUE.pattern}(?![\w.,]*\d)",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[.,]\d{1,5})?)[*_`]{0,3}\s?%?[*_`]{0,3}\s"
    r"(?:(?:overall|average|mean|macro|micro|weighted|test|dev|validation|exact|strict|word)[\s-])?[*_`]{0,3}"
    rf"({METRIC.pattern})(?![\w@-])",
    re.IGNORECASE,
)
REACHED = re.compile(
    r"\b(?:achiev|reach|obtain|attain|get|got|give|scor|yield|perform|result|has|with|of|at|is|to)[a-z]{0,6}\s"
    r"(?:[a-z]{1,14}\s){0,4}(?:about |around |approximately )?[~≈]?[*_`]{0,3}$",
    re.IGNORECASE,
)  # 'reaches 92.1 F1', 'an overall 80.3 % accuracy'
OTHERS = re.compile(
    r"\b(?:compar\w*|than|versus|vs\.?|baselines?|state[- ]of[- ]the[- ]art|sota|original|previous|other|human|reduc\w*"
    r"|relative|improv\w*|outperform\w*|paper|version of|target|goal|train(?:ing)?(?: set)?)\b",
    re.IGNORECASE,
)


def named_results(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation."""
    headed = any(block.kind == "heading" and RESULTS.search(block.text) for block in page.blocks)
    for found in ITEM.finditer(page.text) if headed else ():
        heading = page.heading(found.start())
        if heading and RESULTS.search(heading[-1]) and not HYPER.search(heading[-1]) and page.prose(found.start()):
            name = found[1].strip(" *_`")
            value = VALUE.fullmatch(found[2].strip())
            if value and (metric_of(name) or METRIC.fullmatch(name)) and not NO_RESULT.search(name):
                start = page.text.index(value[1], found.start(2))
                cue = "list:results" if METRIC.fullmatch(name) else "list:results, more than a metric"
                cue = "list:others' results" if OTHERS.search(name) else cue
                yield _result(page, name, None, value[1], found.start(1), start + len(value[1]), cue)
    for found in page.found(load_result_words().starts, PROSE, prose=True):
        heading = page.heading(found.start())
        if (
            page.prose(found.start())
            and not page.within("table", found.start())
            and not HYPER.search(" ".join(heading[-1:]))
            and (begins := _begins(page, found.start(1))) is not None
        ):
            cue = "prose:others' metric" if _of_others(page, found) else "prose:metric"
            yield _result(page, page.text[begins : found.end(1)], None, found[2], begins, found.end(2), cue)
    yield from _reached(page)


def _begins(page: Page, place: int) -> int | None:
    """Where a metric's name begins with what belongs to it ('macro-'); None where it is the end of another word."""
    before = page.text[max(0, place - 24) : place]
    prefix = PREFIX.search(before)
    if prefix is None or (not prefix[0] and before.endswith("-")):
        return None
    return place - len(prefix[0])


def _of_others(page: Page, found: re.Match[str]) -> bool:
    """Whether the sentence up to a result speaks of other models, or of how much one is better."""
    sentence = re.split(r"[.!?]\s", page.line_before(found.start()))[-1]
    return OTHERS.search(sentence + found[0]) is not None


def _reached(page: Page) -> Iterator[Candidate]:
    """Results whose metric stands behind the value."""
    for found in page.found(DIGITS, FIRST, prose=True):
        if not REACHED.search(page.text[max(0, found.start() - 100) : found.start()]):
            continue
        heading = page.heading(found.start())
        inside = page.within("table", found.start()) or HYPER.search(" ".join(heading[-1:]))
        if page.prose(found.start()) and not inside:
            cue = "prose:others' metric" if _of_others(page, found) else "prose:value before metric"
            yield _result(page, found[2], None, found[1], found.start(1), found.end(2), cue)


def _result(page: Page, metric: str, dataset: str | None, said: str, start: int, end: int, cue: str) -> Candidate:
    value, deviation = measured(said.replace(",", "."))
    row = claims.result(metric=metric, dataset=dataset, value=value, value_text=said, deviation=deviation)
    return page.candidate("evaluation", row, start, end, cue)
