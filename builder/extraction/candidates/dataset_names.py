"""Names, links and addresses of a place that can be those of data sets, as candidates."""

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.fields import dataset_url
from builder.reference.languages import language_codes
from builder.reference.result_words import load_result_words

MOST = 64  # of one list or table
UNSURE = frozenset(("link:trained on", "link:trained with"))


def linked(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """The links of a place that can be data sets: no models, papers, code or pictures."""
    for found in list(words.LINK.finditer(page.text, start, end))[:MOST]:
        name, url = found[1].strip(), found[2]
        hub = on_hub(url)
        if hub:
            yield page.candidate("datasets", {"name": hub["id"], "url": url}, found.start(1), found.end(2), cue)
        elif not (
            words.HUB.match(url)
            or (words.NO_DATA.search(url) and not (words.DATA_FOLDER.search(url) and words.KIND.search(name)))
            or words.NO_NAME.fullmatch(name)
            or is_language(name)
            or (words.WIKI.search(url) and "wiki" not in name.casefold())
            or page.text[found.start() - 1] == "!"
        ):
            yield page.candidate("datasets", {"name": _bare(name), "url": url}, found.start(1), found.end(1), cue)


def addressed(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """The addresses of data sets on the Hub and on Kaggle that stand in a text by themselves."""
    for found in words.ADDRESS.finditer(page.text, start, end):
        if known := words.KAGGLE.match(found[0]) or on_hub(found[0]):
            value = {"name": known[1] if known.re == words.KAGGLE else known["id"], "url": found[0]}
            yield page.candidate("datasets", value, found.start(), found.end(), cue)


def named(page: Page, name: str, start: int, end: int, cue: str) -> Candidate:
    """A name; one that is well known has a cue of its own."""
    bare = _bare(name)
    cue = "name:known data set" if cue.startswith("name:") and is_known(bare) else cue
    return page.candidate("datasets", {"name": bare, "url": dataset_url(bare)}, start, end, cue)


def surer(page: Page, one: Candidate) -> Candidate:
    """A link of a sentence about training with a surer cue, where its name or its address say what it is."""
    if one.cue not in UNSURE:
        return one
    if is_known(one.value["name"]) or on_hub(one.value["url"]) is not None:
        return replace(one, cue="link:known data set")
    behind = page.text[one.end : one.end + len(one.value["url"]) + 30].partition(")")[2]
    of_data = words.KIND.search(page.text, one.start, one.end) or words.KIND_BEHIND.match(behind)
    return replace(one, cue="link:called a data set") if of_data or words.DATA_HOST.search(one.value["url"]) else one


def is_name(text: str) -> bool:
    """Whether a text can be a data set's name: no language, no task, no machine."""
    parts = text.split()
    spoken = is_language(parts[-1]) or (len(parts) == 1 and is_language(parts[0]))
    return (
        re.search(r"[A-Za-z]{2}", text) is not None
        and not spoken
        and words.TASKS.fullmatch(text) is None
        and words.MACHINES.search(text) is None
    )


def is_known(name: str) -> bool:
    """Whether a name is that of a well-known data set, or of its part in a language: 'Hungarian Wikipedia'."""
    known = load_result_words().dataset
    first, _, rest = name.partition(" ")
    return known.fullmatch(name) is not None or (is_language(first) and known.fullmatch(rest) is not None)


def is_language(word: str) -> bool:
    """Whether a word is the name of a language."""
    return re.fullmatch(r"[^\W\d_]{4,}", word) is not None and bool(language_codes(word))


def on_hub(url: str) -> re.Match[str] | None:
    """The id of the data set that an address of the Hub leads to."""
    found = words.HUB.match(url)
    return found if found and found["dataset"] else None


def _bare(name: str) -> str:
    """A name without the word 'dataset' behind it and the signs around."""
    return re.sub(r"\s+(?:data ?sets?)$", "", name.strip(" *_`\"'"), flags=re.IGNORECASE)
