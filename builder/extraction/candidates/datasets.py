"""Data sets that the card's model was trained on: links, names and table rows after the words that say so."""

from collections.abc import Iterator

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_names import addressed, is_name, linked, named, on_hub
from builder.extraction.candidates.dataset_sections import sections
from builder.extraction.candidates.dataset_sentences import trained, used
from builder.extraction.candidates.dataset_tables import in_tables
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
    yield from sections(page)
    yield from in_tables(page)
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
