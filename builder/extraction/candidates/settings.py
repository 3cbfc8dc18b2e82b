"""Hyperparameters in lists that say so."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills

ITEM = re.compile(
    r"^[ \t]{0,8}[-*+] [*_`]{0,3}([A-Za-z][\w ./()-]{0,60}?)[*_`]{0,3}\s?[:=][*_`]{0,3}[ \t]{1,3}"
    r"([^\n]{1,400}?)[ \t*_`]{0,8}$",
    re.MULTILINE,
)
ANNOUNCED = re.compile(r"^.{0,80}\bhyper-?parameters were used.{0,60}:\s*$", re.IGNORECASE | re.MULTILINE)
UNDER = re.compile(r"hyper-?\s?param", re.IGNORECASE)


def hyperparameters(page: Page) -> Iterator[Candidate]:
    """Candidates of hyperparameters."""
    hyper = page.has("hyper")
    announced = [found.end() for found in page.in_lines(("parameters were used",), ANNOUNCED)]
    for found in ITEM.finditer(page.text) if hyper else ():
        heading = page.heading(found.start())
        near = heading and UNDER.search(heading[-1])
        if near or any(page.heading(place) == heading and place <= found.start() for place in announced[:20]):
            yield from _setting(page, found, "list:announced" if announced else "list:under heading")


def _setting(page: Page, found: re.Match[str], cue: str) -> Iterator[Candidate]:
    said = found[2].strip("\"' ")
    if fills(said):
        value = {"name": found[1].strip(), "value": said}
        yield page.candidate("hyperparameters", value, found.start(1), found.end(2), cue)
