"""Results of evaluations in the lists that trainers write."""

import re
from collections.abc import Iterator

from builder.extraction import claims
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.evaluations import measured

ANNOUNCED = re.compile(r"achiev(?:es?|ed) the following results?[^.\n]{0,80}:[ \t*]*$", re.IGNORECASE | re.MULTILINE)
ITEM = re.compile(
    r"\s{0,6}(?:[-*+]|\d{1,2}\.) ([*_`]{0,3}[A-Za-z][^:=\n]{0,60})\s?[:=][*_`]{0,3}\s?"
    r"[*_`]{0,3}(-?\d+(?:[.,]\d+)?(?:e-?\d{1,3})?)\s?%?[*_`]{0,3}"
    r"(?:\s?(?:±|\+/-)\s?[\d.]{1,12}%?)?(?:\s?\([^()\n]{0,60}\))?[ \t]*(?=\n|\Z)"
)
LABEL = re.compile(
    r"\s{0,6}(?:[-*+] [*_`]{0,3}|[*_`]{1,3})[A-Za-z][^:=\n]{0,60}[*_`]{0,3}:?[*_`]{0,3}[ \t]*(?=\n\s{0,6}[-*+] )"
)  # of a list within
NO_RESULT = re.compile(r"train|epoch|step|runtime|per.second|learning|samples", re.IGNORECASE)


def results(page: Page) -> Iterator[Candidate]:
    """Candidates of evaluation."""
    for said in page.found(("achiev",), ANNOUNCED, needs=("the following result",)):
        at = said.end()
        while found := ITEM.match(page.text, at) or LABEL.match(page.text, at):
            at = found.end()
            if found.re == ITEM and not NO_RESULT.search(found[1]):
                yield _result(page, found[1].strip(" *_`"), found, "list:trainer")


def _result(page: Page, metric: str, found: re.Match[str], cue: str) -> Candidate:
    group = found.re.groups
    value, deviation = measured(found[group])
    row = claims.result(metric=metric, value=value, value_text=found[group], deviation=deviation)
    start = found.start(1)
    return page.candidate("evaluation", row, start, found.end(group), cue)
