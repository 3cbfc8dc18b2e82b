"""Data sets that the card's model was trained on: links, names and table rows after the words that say so."""

import re
from collections.abc import Iterator

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_names import MOST, addressed, is_name, linked, named, on_hub
from builder.extraction.candidates.dataset_sentences import trained, used
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills


def datasets(page: Page) -> Iterator[Candidate]:
    """Candidates of datasets; where several cues name one, the first of them."""
    met: set[str] = set()
    for one in _all(page):
        key = str(one.value["name"]).casefold()
        if key not in met and fills(key) and not words.NO_NAME.fullmatch(key) and not page.is_own(key):
            met.add(key)
            yield one


def _all(page: Page) -> Iterator[Candidate]:
    yield from _trainer(page)
    yield from trained(page)
    yield from used(page)
    yield from _sections(page)
    yield from _tables(page)
    yield from _labels(page)
    yield from _titles(page)
    yield from _elsewhere(page)


def _trainer(page: Page) -> Iterator[Candidate]:
    """What the trainer of transformers writes: 'a fine-tuned version of [..](..) on the X dataset'."""
    for said in words.FINETUNED.finditer(page.text) if page.has("tuned version of ") else ():
        if page.prose(said.start()) and (found := words.ONE_DATASET.search(page.text, said.start(), said.end())):
            yield named(page, found[1], found.start(1), found.end(1), "cue:trainer")


def _elsewhere(page: Page) -> Iterator[Candidate]:
    """Links to data sets of the Hub and Kaggle in sentences that do not speak of tests or others."""
    for found in words.LINK.finditer(page.text) if page.has("/datasets/", "kaggle.com/") else ():
        known = on_hub(found[2]) or words.KAGGLE.match(found[2])
        if known is None or not page.prose(found.start()) or page.within("table", found.start()):
            continue
        line = page.line_before(found.start()).rsplit(". ", 1)[-1]
        of_data = words.DATA.search(line[-40:]) or words.DATA.search(found[1])
        if not words.OTHERWISE.search(line) and (of_data or known.re == words.HUB):
            kind = "hub" if known.re == words.HUB else "kaggle"
            yield from linked(page, found.start(), found.end(), f"link:{kind} data set elsewhere")


def _titles(page: Page) -> Iterator[Candidate]:
    """What headings say: 'T5-base fine-tuned on WikiSQL for ...'."""
    for block in page.blocks:
        found = words.TITLED.search(page.text, block.start, block.end) if block.kind == "heading" else None
        if found and is_name(found[1]):
            yield named(page, found[1].strip(" .*_`"), found.start(1), found.end(1), "title:tuned on")


def _sections(page: Page) -> Iterator[Candidate]:
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
            line = page.line_before(found.start())
            cue = (
                "link:list under heading"
                if re.fullmatch(r"\s*(?:[-*+]|\d+[.)])\s.{0,60}", line)
                else "link:under heading"
            )
            of_tests = words.HEADING.match(heading[-1])
            lead = page.text[max(0, found.start() - 300) : found.start() + 1].rsplit("\n\n", 1)[-1].lstrip("\n *-")
            cue = "link:collected from, under heading" if words.COLLECTED.fullmatch(lead) else cue
            cue += " of tests as well" if of_tests and (of_tests["tests"] or of_tests["both"]) else ""
            yield from linked(page, found.start(), found.end(), cue)
        elif page.prose(found.start()):
            yield from addressed(page, found.start(), found.end(), "url:under heading")


def _tables(page: Page) -> Iterator[Candidate]:
    """The first cells of a table whose first column is one of data, where the words around speak of training."""
    for block in page.blocks:
        if block.kind != "table" or not words.COLUMN.match(block.text.split(" | ")[0]):
            continue
        heading = page.heading(block.start)
        lead = page.text[max(0, block.start - 400) : block.start].rstrip().rsplit("\n\n", 1)[-1]
        of_training = bool(heading and words.HEADING.match(heading[-1])) or words.TRAINING.search(lead) is not None
        if not of_training or words.RESULTS.search(lead) or words.RESULTS.search(block.text):
            continue
        at, cue = block.start, "table:corpus" if words.KIND.search(block.text.split(" | ")[0]) else "table:data"
        cue += " with amounts" if words.AMOUNTS.search(block.text.partition(" | ")[2]) else ""
        for number, line in enumerate(page.text[block.start : block.end].split("\n")[:MOST]):
            cell = words.LINK.sub(r"\1", line).strip().strip("|").split("|")[0].strip(" *_`\t")
            if (
                number >= 2
                and cell
                and re.search(r"[A-Za-z]", cell)
                and not re.match(r"total|all\b", cell, re.IGNORECASE)
            ):
                links = list(linked(page, at, at + len(line.partition("|")[2].partition("|")[0]) + 1, cue))
                place = page.text.find(cell, at, at + len(line))
                if links or place >= 0:  # a name with a link in its middle stands nowhere as it reads
                    yield from links or [named(page, cell, place, place + len(cell), cue)]
            at += len(line) + 1


def _labels(page: Page) -> Iterator[Candidate]:
    """What stands behind labels such as 'Training data:', but for those of an evaluation's section."""
    cue = "label:dataset"
    for found in words.LABEL.finditer(page.text):
        heading = page.heading(found.start(1))
        if not page.prose(found.start(1)) or (heading and words.RESULTS.search(heading[-1])):
            continue
        links = list(linked(page, found.start(1), found.end(1), cue))
        links += addressed(page, found.start(1), found.end(1), cue)
        yield from (one for one in links if not words.FILE.search(one.value["url"]))
        at = found.start(1)
        for part in [] if links else words.SEVERAL.split(found[1]):
            name = words.BESIDE.sub("", part.strip(' *`_."\\')).strip(' *`_."')
            if not words.SEVERAL.fullmatch(part):
                if words.PHRASE.match(name) or len(name.split()) > words.MOST_WORDS:
                    break  # what follows is no list, but a sentence
                if 2 <= len(name) <= 60 and not words.FILE.search(name):
                    place = page.text.find(name, at)
                    yield named(page, name, place, place + len(name), cue)
            at += len(part)
