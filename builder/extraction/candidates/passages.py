"""Passages that say what the model cannot do, what it takes and gives, and who paid: by headings, labels and cues."""

import re
from collections.abc import Iterator
from itertools import islice

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.reference.passage_cues import PassageCue, load_passage_cues

LIMITS = re.compile(
    r"(?:known |current |model |technical )?(?:limitations?|bias(?:es)?|risks?|caveats?|ethical considerations?"
    r"|shortcomings|weaknesses|out[- ]of[- ]scope(?: uses?)?|misuse)\b(?!.{0,20}\b(?:test|metric|evaluation|detect))"
    r"|.{0,20}(?:\band|&|,) (?:limitations?|bias(?:es)?|risks?)$"
    r"|limitaciones|limitações|limitations et biais|einschränkungen|beperkingen|ограничения|局限|制限|한계",
    re.IGNORECASE,
)
INTENDED = re.compile(r"intended|uses?\b|how to|scope and", re.IGNORECASE)  # a section that says what it can do as well
INPUT = re.compile(
    r"(?:model |expected )?inputs?(?: format| data| type)?|(?:prompt|chat) (?:template|format)", re.IGNORECASE
)
OUTPUT = re.compile(r"(?:model |expected )?outputs?(?: format| type)?", re.IGNORECASE)
LABEL = re.compile(
    r"(?:^[ \t]{0,8}[-*+] +|^|· )\*{0,2}(?:model |expected )?(?P<which>in|out)puts?(?: format| type)?"
    r"(?:\*{0,2}:\*{0,2}| *\|) ?(?=[^\s|])",
    re.IGNORECASE | re.MULTILINE,
)
AROUND_TITLE = re.compile(r"^\W+|\s*\[optional\]\s*$", re.IGNORECASE)
MOST = 3  # sentences of a cue
LONGEST = 2000  # code points of a section
LONGEST_LABEL = 300
LEAST = 15  # code points that say something
STOPS = re.compile(r"(?<![A-Z])(?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs)[.!?](?=\s)|\n\s*(?=\n|[-*+#|>]|\d+\.)")


def passages(page: Page) -> Iterator[Candidate]:
    """Candidates of limitations_and_biases, input_format, output_format and grants; sections come first."""
    yield from _sections(page)
    yield from _labels(page)
    for cue in load_passage_cues():
        for found in islice(page.in_lines(cue.stems, cue.words, page.lower), MOST):
            if page.prose(found.start()) and page.within("table", found.start()) is None:
                yield from _sentence(page, cue, found)


def _labels(page: Page) -> Iterator[Candidate]:
    """What stands behind 'Input:' and 'Output:'."""
    for found in islice(LABEL.finditer(page.text) if page.has("put") else (), 2 * MOST):
        end = page.text.find("\n", found.end())
        text = page.text[found.end() : end if end >= 0 else len(page.text)].strip(" |\\")
        if page.prose(found.end()) and 3 <= len(text) <= LONGEST_LABEL and fills(text):
            place = page.text.find(text, found.end())
            yield page.candidate(f"{found['which'].lower()}put_format", text, place, place + len(text), "label:put")


def _sections(page: Page) -> Iterator[Candidate]:
    """What stands under a heading that says what it is about, up to the next heading."""
    headings = [block for block in page.blocks if block.kind == "heading"]
    for at, block in enumerate(headings):
        if at == 0 and block.level == 1:
            continue  # the card's title
        title = block.text.strip(" #*_:.[]()⚠️")
        if "[" in title or not title[:1].isalnum():
            title = AROUND_TITLE.sub("", title)
        end = headings[at + 1].start if at + 1 < len(headings) else len(page.text)
        if LIMITS.match(title):
            both = INTENDED.search(title) and not title.casefold().startswith("out")
            cue = "section:uses and limits" if both else "section:limits"
            yield from _section(page, "limitations_and_biases", block.end, end, cue)
        elif INPUT.fullmatch(title):
            yield from _section(page, "input_format", block.end, end, "section:input")
        elif OUTPUT.fullmatch(title):
            yield from _section(page, "output_format", block.end, end, "section:output")


def _section(page: Page, field: str, start: int, end: int, cue: str) -> Iterator[Candidate]:
    end = min(end, start + LONGEST)
    code = next((block.start for block in page.blocks if block.kind == "code" and start <= block.start < end), end)
    if field == "limitations_and_biases":
        end = code  # an example follows what was said
    text = page.text[start:end]
    left = len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) >= LEAST and fills(text) and not text.startswith(("```", "~~~")):
        yield page.candidate(field, text, start + left, start + left + len(text), cue)


def _sentence(page: Page, cue: PassageCue, found: re.Match[str]) -> Iterator[Candidate]:
    """The sentence of a cue."""
    least, most = max(0, found.start() - 400), min(len(page.text), found.end() + 400)
    start = max((stop.end() for stop in STOPS.finditer(page.text, least, found.start())), default=least)
    start = max(start, page.text.rfind("\n\n", least, found.start()))
    above = page.within("heading", start) or page.within("code", start)
    start = above.end if above and above.end <= found.start() else start
    stop = STOPS.search(page.text, found.end(), most)
    end = stop.end() if stop else most
    if page.text[start:end].rstrip().endswith(":"):
        shown = page.within("code", end + len(page.text[end : end + 5]) - len(page.text[end : end + 5].lstrip()))
        end = shown.end if shown and shown.end - start <= LONGEST else end
    text = page.text[start:end]
    left = len(text) - len(text.lstrip(" \n\t-*+>#"))
    text = text[left:].rstrip()
    if len(text) >= LEAST and "TODO" not in text and cue.needs.search(text.lower()):
        value = " ".join(text.split())
        yield page.candidate(cue.field, value, start + left, start + left + len(text), cue.cue)
