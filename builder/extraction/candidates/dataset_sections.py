"""Data sets in the sections whose headings speak of training data: links, addresses, items of lists, known names."""

import re
from collections.abc import Iterator

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_items import items
from builder.extraction.candidates.dataset_names import addressed, linked, named, on_hub
from builder.extraction.candidates.dataset_sentences import known_within
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page

SECTION = re.compile(
    r"^\W*(?:(?:pre-?|fine-?)?(?:training|tuning|train)\s+(?:data|corpus|corpora|data ?sets?|data sources?)(?:\s+used)?"
    r"|(?:the )?(?:corpus|corpora|training corpus|data sources?)|(?:pre-?|fine-?)?(?:trained|tuned) on)\W*$",
    re.IGNORECASE,
)


CITED = re.compile(r"\b(?:cited|linked|listed|indexed|mentioned)\b[^.\n]*$", re.IGNORECASE)
UNUSED = re.compile(  # of what else a section of data tells: tests, what a set was made from, what was left out
    r"\b(?:test set|evaluat|benchmark|filtered|extracted|derived|based on|similar to|considered|excluded|removed|not\b"
    r"|licen[cs]e|created (?:in|from)|version of|tool|parser|more details)",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(r"\s*([^\n#|>`\-*+].*?)(?=\n\s*\n|\n[ \t]*[-*+#|]|\Z)", re.DOTALL)


def sections(page: Page) -> Iterator[Candidate]:
    """What sections of training data name."""
    yield from _links(page)
    headings = [block for block in page.blocks if block.kind == "heading"]
    for at, block in enumerate(headings):
        if SECTION.match(block.text):
            end = headings[at + 1].start if at + 1 < len(headings) else len(page.text)
            yield from items(page, block.end, end, "list:name under heading")
            yield from _known(page, block.end, end)


def _links(page: Page) -> Iterator[Candidate]:
    """Links and addresses under a heading such as 'Training data'."""
    if not any(block.kind == "heading" and words.HEADING.match(block.text) for block in page.blocks):
        return
    for found in (*words.LINK.finditer(page.text), *words.ADDRESS.finditer(page.text)):
        heading = page.heading(found.start())
        if not heading or not words.HEADING.match(heading[-1]) or page.within("table", found.start()):
            continue
        if words.PLANNED.search(page.text, max(0, found.start() - 600), found.start()):
            continue
        if found.re == words.LINK:
            yield from linked(page, found.start(), found.end(), _cue(page, found, words.HEADING.match(heading[-1])))
        elif page.prose(found.start()):
            yield from addressed(page, found.start(), found.end(), "url:under heading")


def _known(page: Page, start: int, end: int) -> Iterator[Candidate]:
    """The well-known names of the first paragraph under a heading."""
    paragraph = PARAGRAPH.match(page.text, start, end)
    if paragraph is None or not page.prose(paragraph.start(1)) or words.OTHERWISE.search(paragraph[1]):
        return
    found = list(known_within(page, paragraph.start(1), paragraph.end(1)))
    for one in found:
        longer = any(other.value["name"].endswith(" " + one.value["name"]) for other in found)
        if not longer and not CITED.search(page.text, max(start, one.start - 40), one.start):
            yield named(page, one.value["name"], one.start, one.end, "known:under heading")


def _cue(page: Page, link: re.Match[str], heading: re.Match[str] | None) -> str:
    """What stands before a link under a heading of data, and whether it is called a data set."""
    line = page.line_before(link.start())
    lead = page.text[max(0, link.start() - 300) : link.start() + 1].rsplit("\n\n", 1)[-1].lstrip("\n *-")
    behind = page.text[link.end() : link.end() + 80].partition("\n")[0]
    if words.COLLECTED.fullmatch(lead):
        cue = "link:collected from, under heading"
    elif re.fullmatch(r"\s*(?:[-*+]|\d+[.)])\s.{0,60}", line):
        cue = "link:list under heading"
    else:
        kind = words.KIND.search(link[1]) or words.KIND_BEHIND.match(behind) or on_hub(link[2]) or not line.strip()
        other = UNUSED.search(line.rsplit(". ", 1)[-1]) or UNUSED.search(behind.partition(". ")[0])
        cue = "link:called a data set, under heading" if kind and not other else "link:under heading"
    of_tests = heading and (heading["tests"] or heading["both"])
    return f"{cue} of tests as well" if of_tests else cue
