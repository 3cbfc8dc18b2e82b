"""Data sets that the card's model was trained on: links, names and table rows after the words that say so."""

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.extraction.fields import dataset_url
from builder.reference.languages import language_codes
from builder.reference.result_words import load_result_words

MOST = 64  # of one list or table
UNSURE = frozenset(("link:trained on", "link:trained with"))
LONGEST = 2000  # code points of a sentence


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
    yield from _sentences(page)
    yield from _used(page)
    yield from _sections(page)
    yield from _tables(page)
    yield from _labels(page)
    yield from _titles(page)


def _trainer(page: Page) -> Iterator[Candidate]:
    """What the trainer of transformers writes: 'a fine-tuned version of [..](..) on the X dataset'."""
    for said in words.FINETUNED.finditer(page.text) if page.has("tuned version of ") else ():
        if page.prose(said.start()) and (found := words.ONE_DATASET.search(page.text, said.start(), said.end())):
            yield _named(page, found[1], found.start(1), found.end(1), "cue:trainer")


def _sentences(page: Page) -> Iterator[Candidate]:
    for said in words.TRAINED.finditer(page.text):
        if not page.prose(said.start()) or page.within("table", said.start()):
            continue
        before = page.text[max(0, said.start() - 60) : said.start()].rsplit("\n", 1)[-1].rsplit(". ", 1)[-1]
        if words.OTHERWISE.search(before) or words.OTHERWISE.search(said[0]):
            continue
        most = min(len(page.text), said.end() + LONGEST)
        ends = words.ENDS.search(page.text, said.end(), most)
        end = ends.start() if ends else most
        if said["tool"] and not words.KIND.search(page.text, said.end(), end):  # 'trained with' names libraries, too
            continue
        linked = list(_links(page, said.end(), end, "link:trained with" if said["tool"] else "link:trained on"))
        linked = linked if said["tool"] else list(_directly(page, said.end(), linked))
        linked = [_known_link(one) for one in linked]
        yield from linked
        if not linked:
            bare = not said["tool"] and not (said["from"] and said[0][:1] in "tT")
            yield from _called(page, said.end(), end, bare)
            yield from _bracketed(page, said.end(), end)
        yield from _within(page, said.start(), end, "name:in sentence")
        opens = page.text[end - 1 : end] in ":," or page.text[end : end + 1] == ":"
        if opens and (listed := words.LISTED.match(page.text, page.text.find("\n", end - 1))):
            yield from _links(page, listed.start(), listed.end(), "link:list after trained on")


def _used(page: Page) -> Iterator[Candidate]:
    """What was used: 'for training we used the X dataset', 'we used the X dataset for fine-tuning'."""
    for said in page.found(words.USED_STARTS, words.USED) if page.has("used", "using", "uses") else ():
        if page.prose(said.start()):
            most = min(len(page.text), said.end() + LONGEST)
            ends = words.ENDS.search(page.text, said.end(), most)
            end = ends.start() if ends else most
            if said[0][:3].casefold() in ("for", "dur") or words.PURPOSE.match(page.text, said.end(), end):
                linked = list(_links(page, said.end(), end, "link:used to train"))
                yield from linked or _within(page, said.end() - 1, end, "name:used to train")


def _titles(page: Page) -> Iterator[Candidate]:
    """What headings say: 'T5-base fine-tuned on WikiSQL for ...'."""
    for block in page.blocks:
        found = words.TITLED.search(page.text, block.start, block.end) if block.kind == "heading" else None
        if found and _is_name(found[1]):
            yield _named(page, found[1].strip(" .*_`"), found.start(1), found.end(1), "title:tuned on")


def _within(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """Names before the word 'dataset' or 'corpus', wherever they stand in a sentence."""
    apart = words.APART.search(page.text, start, end)
    for found in words.WITHIN.finditer(page.text, start, apart.start() if apart else end):
        part = "quoted" if found["quoted"] else "bare"
        name = found[part].strip()
        if _is_name(name):
            plain = part == "bare" and words.PLAIN.fullmatch(name) is not None
            told = cue.replace("name:", "name:word ") if plain else cue
            yield _named(page, name, found.start(part), found.start(part) + len(name), told)


def _is_name(text: str) -> bool:
    """Whether a text can be a data set's name: no language, no task, no machine."""
    parts = text.split()
    spoken = _is_language(parts[-1]) or (len(parts) == 1 and _is_language(parts[0]))
    return (
        re.search(r"[A-Za-z]{2}", text) is not None
        and not spoken
        and words.TASKS.fullmatch(text) is None
        and words.MACHINES.search(text) is None
    )


def _sections(page: Page) -> Iterator[Candidate]:
    """Links and addresses under a heading such as 'Training data'."""
    if not any(block.kind == "heading" and words.HEADING.match(block.text) for block in page.blocks):
        return
    for found in (*words.LINK.finditer(page.text), *words.ADDRESS.finditer(page.text)):
        heading = page.heading(found.start())
        if not heading or not words.HEADING.match(heading[-1]) or page.within("table", found.start()):
            continue
        if found.re == words.LINK:
            line = page.line_before(found.start())
            cue = (
                "link:list under heading"
                if re.fullmatch(r"\s*(?:[-*+]|\d+[.)])\s.{0,60}", line)
                else "link:under heading"
            )
            of_tests = words.HEADING.match(heading[-1])
            cue += " of tests as well" if of_tests and (of_tests["tests"] or of_tests["both"]) else ""
            yield from _links(page, found.start(), found.end(), cue)
        elif page.prose(found.start()):
            yield from _addresses(page, found.start(), found.end(), "url:under heading")


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
                links = list(_links(page, at, at + len(line.partition("|")[2].partition("|")[0]) + 1, cue))
                place = page.text.find(cell, at, at + len(line))
                if links or place >= 0:  # a name with a link in its middle stands nowhere as it reads
                    yield from links or [_named(page, cell, place, place + len(cell), cue)]
            at += len(line) + 1


def _labels(page: Page) -> Iterator[Candidate]:
    """What stands behind labels such as 'Training data:', but for those of an evaluation's section."""
    cue = "label:dataset"
    for found in words.LABEL.finditer(page.text):
        heading = page.heading(found.start(1))
        if not page.prose(found.start(1)) or (heading and words.RESULTS.search(heading[-1])):
            continue
        linked = list(_links(page, found.start(1), found.end(1), cue))
        linked += _addresses(page, found.start(1), found.end(1), cue)
        yield from (one for one in linked if not words.FILE.search(one.value["url"]))
        at = found.start(1)
        for part in [] if linked else words.SEVERAL.split(found[1]):
            name = words.BESIDE.sub("", part.strip(' *`_."\\')).strip(' *`_."')
            if not words.SEVERAL.fullmatch(part):
                if words.PHRASE.match(name) or len(name.split()) > words.MOST_WORDS:
                    break  # what follows is no list, but a sentence
                if 2 <= len(name) <= 60 and not words.FILE.search(name):
                    place = page.text.find(name, at)
                    yield _named(page, name, place, place + len(name), cue)
            at += len(part)


def _addresses(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """The addresses of data sets on the Hub and on Kaggle that stand in a text by themselves."""
    for found in words.ADDRESS.finditer(page.text, start, end):
        if known := words.KAGGLE.match(found[0]) or _hub(found[0]):
            value = {"name": known[1] if known.re == words.KAGGLE else known["id"], "url": found[0]}
            yield page.candidate("datasets", value, found.start(), found.end(), cue)


def _links(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """The links of a place that can be data sets: no models, papers, code or pictures."""
    for found in list(words.LINK.finditer(page.text, start, end))[:MOST]:
        name, url = found[1].strip(), found[2]
        hub = _hub(url)
        if hub:
            yield page.candidate("datasets", {"name": hub["id"], "url": url}, found.start(1), found.end(2), cue)
        elif not (
            words.HUB.match(url)
            or words.NO_DATA.search(url)
            or words.NO_NAME.fullmatch(name)
            or _is_language(name)
            or (words.WIKI.search(url) and "wiki" not in name.casefold())
            or page.text[found.start() - 1] == "!"
        ):
            yield page.candidate("datasets", {"name": _bare(name), "url": url}, found.start(1), found.end(1), cue)


def _called(page: Page, start: int, end: int, bare: bool) -> Iterator[Candidate]:
    """Names that follow right upon the words, 'the X dataset' or 'X, Y and Z datasets', where `bare` 'X' as well."""
    at = start
    found = words.CALLED.match(page.text, at, end)
    opening = words.OPENING.match(page.text, start, end) if bare and not found else None
    if opening and (name := load_result_words().dataset.match(page.text, opening.end(), end)):
        yield _named(page, name[0], name.start(), name.end(), "name:trained on")
    parts: list[re.Match[str]] = []
    while found and len(parts) < MOST:
        parts.append(found)
        joint = re.compile(r",? and (?:the )?|, (?:and )?").match(page.text, found.end(), end)
        found = words.CALLED.match(page.text, joint.end(), end) if joint else None
    kinds = any(part["kind"] for part in parts)
    for part in parts if bare or kinds else ():
        if _is_name(part[1]) and not words.NO_SET.match(page.text, part.end(1)):
            cue = "name:trained on dataset" if kinds else "name:trained on"
            yield _named(page, part[1], part.start(1), part.end(1), cue)


def _directly(page: Page, start: int, linked: list[Candidate]) -> Iterator[Candidate]:
    """The links, those that follow right upon the words, or upon another such, with a cue of their own."""
    at = start
    for one in linked:
        direct = at >= 0 and words.LEAD.fullmatch(page.text, at, one.start)
        close = page.text.find(")", one.end)
        at = (one.end if page.text[one.end - 1] == ")" else close + 1) if direct else -1
        yield replace(one, cue="link:directly after trained on") if direct else one


def _bracketed(page: Page, start: int, end: int) -> Iterator[Candidate]:
    """The names of 'datasets (X, Y, Z, etc.)'."""
    for said in re.compile(r"\bdata ?sets? \(([^()]{3,300})\)", re.IGNORECASE).finditer(page.text, start, end):
        parts = list(re.finditer(r"[^,;\s][^,;]*", said[1]))
        for part in parts:
            name = re.sub(r"^and\s+", "", part[0].strip())
            place = said.start(1) + part.start() + part[0].find(name)
            if words.CALLED.fullmatch(name) and not _is_language(name):
                cue = "list:in brackets" if len(parts) > 1 else "name:in brackets"
                yield _named(page, name, place, place + len(name), cue)


def _known_link(one: Candidate) -> Candidate:
    """A link of a sentence about training with the cue of known names, where it has no surer one."""
    known = one.cue in UNSURE and (_is_known(one.value["name"]) or _hub(one.value["url"]) is not None)
    return replace(one, cue="link:known data set") if known else one


def _is_language(word: str) -> bool:
    return re.fullmatch(r"[^\W\d_]{4,}", word) is not None and bool(language_codes(word))


def _named(page: Page, name: str, start: int, end: int, cue: str) -> Candidate:
    bare = _bare(name)
    cue = "name:known data set" if cue.startswith("name:") and _is_known(bare) else cue
    return page.candidate("datasets", {"name": bare, "url": dataset_url(bare)}, start, end, cue)


def _is_known(name: str) -> bool:
    return load_result_words().dataset.fullmatch(name) is not None


def _bare(name: str) -> str:
    """A name without the word 'dataset' behind it and the signs around."""
    return re.sub(r"\s+(?:data ?sets?)$", "", name.strip(" *_`\"'"), flags=re.IGNORECASE)


def _hub(url: str) -> re.Match[str] | None:
    found = words.HUB.match(url)
    return found if found and found["dataset"] else None
