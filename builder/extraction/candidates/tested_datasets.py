"""Data sets that the card's model was evaluated on: those of its results in tables, labels and sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_names import is_known, is_language, is_name, linked, named, surer
from builder.extraction.candidates.dataset_sentences import known_within
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills

STARTS = ("evaluat", "tested on", "test result", "results on", "results for", "performance on", "scores on", "test on")
SAID = re.compile(
    r"(?:evaluat(?:ed|ions?|e|es|ing)|test(?:ed)?|test results?|results|performances?|scores)\b[^.\n|:]{0,90}?"
    r"\b(?:on|over|using|with|for|against)\s",
    re.IGNORECASE,
)
SETS = (
    r"(?:data ?sets?|corpus|corpora|benchmarks?|treebank|database|challenge|leaderboard"
    r"|(?:test|dev|development|validation|evaluation|eval|held-?out)[ -]?(?:sets?|splits?|data|part|portion)?)"
)
NAMED = re.compile(rf"(?<![\w/.-]){words.NAME} (?:(?:[a-z-]{{2,15}}|[\d.]+) )?{SETS}(?![\w-]| scripts?\b)")
CALLED = re.compile(rf"[*_`\"']{{0,3}}\)?\s(?:[\w-]{{2,15}}\s)?{SETS}\b", re.IGNORECASE)  # behind a link
PLANNED = re.compile(  # what was not done, or not with this model
    r"\b(?:will|would|can|could|should|may|might|must|to be|not|never|please|how to|you|if|script|code|command)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^[ \t]{0,6}(?:[-*+] +)?[*_]{0,2}(?:eval(?:uation)?|test(?:ing)?|validation|benchmark)[ _-]"
    r"(?:data ?sets?|data|corpus|corpora|set)(?: used)?[*_]{0,2}\s?[:：][*_]{0,2}[ \t]{1,3}([^\n]{2,200}?)[ \t]*\\?$",
    re.IGNORECASE | re.MULTILINE,
)
HEADS = re.compile(r"\b(?:data ?sets?|corpus|corpora|benchmarks?|test ?sets?|eval(?:uation)? ?sets?)\b", re.IGNORECASE)
PART = re.compile(  # of a data set, beside its name
    r"(?:[\s/_(-]+(?:test|dev|val(?:idation)?|eval(?:uation)?|matched|mismatched)(?:[ -]?(?:set|split))?\)?)+$"
    r"|^(?:test|dev|val(?:idation)?)[\s/_(-]+",
    re.IGNORECASE,
)
NO_SET = re.compile(
    r"\W*(?:.{0,30}\b(?:test|dev|val(?:idation)?|eval(?:uation)?|train(?:ing)?|average|avg|mean|total|overall|all|macro"
    r"|micro|weighted|score|results?|accuracy|in[- ]domain|out[- ]of[- ]domain"
    r"|zero[- ]shot|few[- ]shot|model|challenge)\b.{0,30}"
    r"|[\W\d]+)\W*",
    re.IGNORECASE,
)
DOWNSTREAM = re.compile(  # results of models made from it
    r"\b(?:tuned on (?:the |several |some |many )?downstream|(?:when|after|once) (?:being )?(?:fine-?)?tun)",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"[\s\d]{0,8}(?:evaluation |test )?scripts?\b", re.IGNORECASE)  # behind a name
BEFORE = 300  # code points before a table
LONGEST = 400  # code points of a sentence
LONGEST_NAME = 60
YEAR = re.compile(r"^\w[\w-]* (?:19|20)\d\d$")  # of a task that is held each year


def tested_datasets(page: Page, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Candidates of datasets; `found` are those of evaluation, whose tables name what was measured on."""
    yield from _labels(page)
    yield from _sentences(page)
    yield from _tables(page, found)


def _labels(page: Page) -> Iterator[Candidate]:
    """What stands behind 'Eval data:'."""
    for found in LABEL.finditer(page.text) if page.has("data", "corp", " set") else ():
        if not page.prose(found.start(1)):
            continue
        links = list(linked(page, found.start(1), found.end(1), "label:test data"))
        yield from links
        at = found.start(1)
        for part in [] if links else words.SEVERAL.split(found[1]):
            name = _bare(words.BESIDE.sub("", part.strip(' *`_."\\'))).strip(' *`_."')
            if not words.SEVERAL.fullmatch(part):
                if words.PHRASE.match(name) or len(name.split()) > words.MOST_WORDS:
                    break  # what follows is no list, but a sentence
                if _names_one(name) and not words.FILE.search(name):
                    place = page.text.find(name, at)
                    yield named(page, name, place, place + len(name), "label:test data")
            at += len(part)


def _sentences(page: Page) -> Iterator[Candidate]:
    """What follows 'evaluated on', 'results on' and the like."""
    read = 0
    for place in page.places(STARTS):
        said = SAID.match(page.text, place) if place >= read and page.prose(place) else None
        if said is None or page.within("table", place):
            continue
        most = min(len(page.text), said.end() + LONGEST)
        ends = words.ENDS.search(page.text, said.end(), most)
        end = read = ends.start() if ends else most
        line = page.line_before(place).rsplit(". ", 1)[-1]
        if PLANNED.search(line) or PLANNED.search(said[0]) or words.OF_TRAINING.search(said[0]):
            continue
        if DOWNSTREAM.search(page.text, place, end):
            continue
        yield from _told(page, said.end(), end)


def _told(page: Page, start: int, end: int) -> Iterator[Candidate]:
    found = []
    for one in linked(page, start, end, "link:trained on"):
        if not re.search(r"[A-Z\d]", one.value["name"]) and not is_known(one.value["name"].rsplit("/", 1)[-1]):
            continue  # words, not a name
        behind = page.text[one.end : one.end + len(one.value["url"]) + 30].partition(")")[2]
        sure = surer(page, one).cue != one.cue or CALLED.match(behind)
        found.append(
            page.candidate("datasets", one.value, one.start, one.end, f"tested:{'link' if sure else 'open link'}")
        )
    for match in NAMED.finditer(page.text, start, end):
        part = "quoted" if match["quoted"] else "bare"
        if _names_one(match[part]) and not words.PLAIN.fullmatch(match[part]):
            last = match.end() if match[0].endswith(" treebank") else match.end(part)
            found.append(named(page, page.text[match.start(part) : last], match.start(part), last, "tested:name"))
    for one in known_within(page, start, end):
        overlaps = any(other.start < one.end and one.start < other.end for other in found)
        if not overlaps and not SCRIPT.match(page.text, one.end):
            found.append(replace(one, cue="tested:known"))
    yield from found


def _tables(page: Page, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """The data sets of results in tables, each at its first place."""
    met: set[tuple[str, str]] = set()
    for one in found:
        name = _bare(one.value["dataset"] or "") if one.field == "evaluation" else ""
        if not one.cue.startswith("table:") or "others" in one.cue or not name or (name, one.cue) in met:
            continue
        met.add((name, one.cue))
        above = page.last_before("table", one.start + 1)
        start = above.start if above else 0
        if DOWNSTREAM.search(page.text, max(0, start - BEFORE), start):
            continue
        place = page.text.find(name, start, one.start)
        head = any(HEADS.search(cell) for cell in one.table_head)
        if place >= 0 and _names_one(name) and (head or is_known(name)):
            cue = "tested:known in table" if is_known(name) else "tested:named in table"
            yield page.candidate("datasets", {"name": name, "url": None}, place, place + len(name), cue)


def _bare(name: str) -> str:
    """The name of a data set without the part of it and what stands in brackets."""
    return PART.sub("", re.sub(r"\s*\([^()]*\)$", "", name.strip(" *`_:"))).strip(" *`_:")


def _names_one(name: str) -> bool:
    return (
        2 <= len(name) <= LONGEST_NAME
        and fills(name)
        and is_name(name)
        and not set(name) & set("[]()⁅")
        and not is_language(name.split(maxsplit=1)[0])
        and (is_known(name) or not NO_SET.fullmatch(name))
        and (not words.NO_NAME.fullmatch(name) or YEAR.search(name) is not None)
    )
