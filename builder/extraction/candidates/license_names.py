"""Licences that prose names: in a line with a label, under a heading of their own, and as what the model is under."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.reference.license_phrases import licenses_in
from builder.reference.licenses import license_spdx

LICENSE = re.compile(  # a list's item, a line or a table's row whose first cell is the word
    r"^[ \t]{0,6}(?P<mark>(?:[-*+] )?\|?)[ \t]?(?P<bold>\*\*|__)?licen[sc]e(?:\(s\))?:?(?P=bold)?"
    r"(?:[ \t]{0,2}[:|][ \t]{0,3}|[ \t]{1,3}(?=\*\*))(?P<name>[^\n|]{2,160}?)[ \t]*\|?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
UNDER = re.compile(
    r"\b(?:licen[sc]ed|released|re-?leased|distributed|available|open-?sourced?|published|shared|provided)\s"
    r"(?:to the public\s|as open[- ]source\s)?(?:under|with|via)\s(?:the\s)?(?:terms of\s)?(?:the\s|an?\s)?"
    r"(?=[\[`*\"'(]{0,3}[A-Z\[(`*\"'cm])",
    re.IGNORECASE,
)
# What stands before the verb: what is under the licence, nothing (a sentence of its own); else it is told in passing.
IS = re.compile(r"^[\s*_>-]*$|\b(?:is|are|was|were|been|be|we|and)\s(?:\w+ly\s|now\s|made\s|also\s)?$", re.IGNORECASE)
NEAR = 12  # code points after "under the" in which the name begins
OF_MODELS = re.compile(r"\b(?:models?|weights|checkpoints?|parameters|pipelines?)\b", re.IGNORECASE)
OF_OTHERS = re.compile(
    r"\b(?:data ?-?sets?|data|corpus|corpora|library|toolkit|package|software|code|scripts?|articles?|texts?|images?"
    r"|tweets?|recordings?|portions?|parts|majority|third[ -]part(?:y|ies)"
    r"|sources?|wikipedia|documents?|paper|which|tokeni[sz]er|used)\b",
    re.IGNORECASE,
)
TITLE = re.compile(r"\W*(?:\d[\d.]*\W+)?(?:model |the )?licen[sc](?:e|ing)(?: information| details)?\W*", re.IGNORECASE)


def license_names(page: Page) -> Iterator[Candidate]:
    """Candidates of license: an SPDX expression each; names that need a version and have none are none."""
    if not page.has("licen", "creative commons", "under cc"):
        return
    for found in LICENSE.finditer(page.text):
        name = found["name"].strip(" .*`_")
        spdx = license_spdx(name) or _only(name)
        if spdx and fills(name) and page.within("code", found.start("name")) is None:
            cue = "table:license" if "|" in found["mark"] else "label:license"
            yield page.candidate("license", spdx, found.start("name"), found.end("name"), cue)
    yield from _under(page)
    yield from _sections(page)


def _under(page: Page) -> Iterator[Candidate]:
    """What something is 'released under'; whose licence it is, the sentence before tells."""
    for found in UNDER.finditer(page.text):
        if not page.prose(found.start()):
            continue
        rest = page.text[found.end() : found.end() + NEAR + 80].split("\n\n")[0]
        named = min((one for one in licenses_in(rest) if one[1] < NEAR), key=lambda one: one[1], default=None)
        if named is None:
            continue
        before = re.split(r"[.!?]\s|\n\s*\n|\n[-*|#]", page.text[max(0, found.start() - 300) : found.start()])[-1]
        before = re.sub(r"\]\([^)\n]{0,200}\)", "]", before)
        if OF_OTHERS.search(before) or not IS.search(before):
            cue = "prose:others' license"
        else:
            cue = "prose:model licensed under" if OF_MODELS.search(before) else "prose:licensed under"
        yield page.candidate("license", named[0], found.end() + named[1], found.end() + named[2], cue)


def _sections(page: Page) -> Iterator[Candidate]:
    """The only licence that the first lines under a heading 'License' name."""
    for block in page.blocks:
        if block.kind != "heading" or not TITLE.fullmatch(block.text.strip()):
            continue
        lines = page.text[block.end : block.end + 600].lstrip("\n").split("\n\n")[0]
        spdx = _only(lines)
        if spdx and not OF_OTHERS.search(re.sub(r"\]\([^)\n]{0,200}\)", "]", lines)):
            at = page.text.index(lines, block.end)
            _, start, end = min((one for one in licenses_in(lines)), key=lambda one: one[1])
            yield page.candidate("license", spdx, at + start, at + end, "heading:license")


def _only(text: str) -> str | None:
    """The licence of a text that names one alone, however often."""
    names = {spdx for spdx, _, _ in licenses_in(text)}
    return names.pop() if len(names) == 1 else None
