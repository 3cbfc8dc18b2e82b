"""Data sets in sentences about training: behind 'trained on' and the like, and what was used for it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_items import items
from builder.extraction.candidates.dataset_names import MOST, is_known, is_language, is_name, linked, named, surer
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.whose import is_model
from builder.reference.model_names import load_model_names
from builder.reference.result_words import load_result_words
from builder.reference.same_names import folded

LONGEST = 2000  # code points of a sentence
SHORT = 4  # letters of what is as often a variety or a task
MOST_CUES = 6  # of one sentence: each reads it to its end
BRACKETS = re.compile(r"\b(?:data ?sets?|corpus|corpora) ?\(([^()]{3,300})\)", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # of a reference in brackets
TRAINS = ("train", "tun", "learned ")  # how TRAINED begins
JOINS = frozenset("-/_@#")  # beside a word that is a part of a name
LANGUAGE = re.compile(r"\b([A-Z][a-z]{3,14}) $")
MARKED_ID = re.compile(r"[\w-]{1,60}/[\w.-]{1,90}", re.ASCII)


def trained(page: Page) -> Iterator[Candidate]:
    """What follows 'trained on', 'fine-tuned with', 'the training data is', up to the end of the sentence."""
    read, cues = 0, 0  # how far sentences were read, and by how many cues the last one
    for said in page.found(TRAINS, words.TRAINED):
        cues = cues + 1 if said.start() < read else 1
        if cues > MOST_CUES or not page.prose(said.start()) or page.within("table", said.start()):
            continue
        lead = page.text[max(0, said.start() - 60) : said.start()]
        before = lead.rsplit("\n", 1)[-1].rsplit(". ", 1)[-1]
        if words.OTHERWISE.search(words.MADE.sub("", before)) or words.OTHERWISE.search(said[0]):
            continue
        if _of_another(page, lead):
            continue
        end = _end(page, said.end())
        read = max(read, end)
        if said["tool"] and not _of_data(page, said.end(), end):  # 'trained with' names libraries, too
            continue
        yield from _told(page, said, end)
        opens = page.text[end - 1 : end] in ":," or page.text[end : end + 1] == ":"
        if opens and (listed := words.LISTED.match(page.text, page.text.find("\n", end - 1))):
            links = list(linked(page, listed.start(), listed.end(), "link:list after trained on"))
            yield from links
            settings = said["tool"] or words.SETTINGS.search(page.text, said.end(), end)
            if not links and not settings:  # lists of settings as well are what it was 'trained with'
                yield from items(page, listed.start(), listed.end(), "list:name after trained on")


def _told(page: Page, said: re.Match[str], end: int) -> Iterator[Candidate]:
    """The links and names of one sentence behind a cue."""
    found = list(linked(page, said.end(), end, "link:trained with" if said["tool"] else "link:trained on"))
    found = [surer(page, one) for one in (found if said["tool"] else _directly(page, said.end(), found))]
    if not found:
        bare = not said["tool"] and not (said["from"] and said[0][:1] in "tT") and not words.OF_WHICH.search(said[0])
        found += _called(page, said.end(), end, bare)
        lead = page.text[max(0, said.start() - 330) : said.start()]
        if said[0][:1] in "tT" and words.OF_OTHER.search(lead):  # 'a version of [other](..), pre-trained on X'
            found = [replace(one, cue="name:trained on") for one in found]
        found += _bracketed(page, said.end(), end)
    found += within(page, said.start(), end, "name:in sentence")
    yield from found
    for one in known_within(page, said.end(), end):
        if not any(other.start < one.end and one.start < other.end for other in found):
            yield one


def used(page: Page) -> Iterator[Candidate]:
    """What was used: 'for training we used the X dataset', 'we used the X dataset for fine-tuning'."""
    for said in page.found(words.USED_STARTS, words.USED) if page.has("used", "using", "uses") else ():
        if page.prose(said.start()):
            end = _end(page, said.end())
            if said[0][:3].casefold() in ("for", "dur") or words.PURPOSE.match(page.text, said.end(), end):
                links = list(linked(page, said.end(), end, "link:used to train"))
                yield from links or within(page, said.end() - 1, end, "name:used to train")


def within(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """Names before the word 'dataset' or 'corpus', wherever they stand in a sentence."""
    for found in _of_it(page, words.WITHIN, start, end):
        part = "quoted" if found["quoted"] else "bare"
        name = found[part].strip()
        of_kind = found[0].startswith("a ") and page.text[max(0, found.start() - 3) : found.start()] == "as "
        if (
            is_name(name)
            and not of_kind
            and not name.endswith(("-based", "-like"))
            and (not is_model(name) or is_known(name))
        ):
            results = words.RESULTS.search(page.line_before(start))
            told = cue.replace("name:", "name:word ") if _is_plain(name) or len(name) < SHORT or results else cue
            yield named(page, name, found.start(part), found.start(part) + len(name), told)


def _of_it(page: Page, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
    """What a pattern finds in a sentence up to what speaks of something else, and again behind a clause of it."""
    whole = start
    while apart := words.APART.search(page.text, start, end):
        if apart[0].endswith("version of") and words.OF_IT.search(page.text[max(0, whole - 8) : apart.start()]):
            yield from pattern.finditer(page.text, start, apart.start())
            start = apart.end()
            continue
        yield from pattern.finditer(page.text, start, apart.start())
        resumed = words.RESUMED.search(page.text, apart.end(), end) if words.CLAUSE.match(apart[0]) else None
        if resumed is None:
            return
        start = resumed.start() + 1
    yield from pattern.finditer(page.text, start, end)


def _end(page: Page, start: int) -> int:
    """Where the sentence of a place ends, LONGEST code points behind it at most."""
    most = min(len(page.text), start + LONGEST)
    ends = words.ENDS.search(page.text, start, most)
    return ends.start() if ends else most


def _of_data(page: Page, start: int, end: int) -> bool:
    """Whether a sentence speaks of data behind 'trained with', or names a well-known set of it at once."""
    opening = words.OPENING.match(page.text, start, end)
    return (
        words.KIND.search(page.text, start, end) is not None
        or words.LINKED_DATA.search(page.text, start, end) is not None
        or (opening is not None and load_result_words().dataset.match(page.text, opening.end(), end) is not None)
    )


def _of_another(page: Page, lead: str) -> bool:
    """Whether it is another model whose training is told: 'Multilingual BERT was trained on', not in its own card."""
    subject = words.SUBJECT.search(lead.replace("\n", " "))
    if subject is None or load_model_names().id_of(subject[1]) is None:
        return False
    return folded(subject[1]) not in folded((page.model_id or "").rpartition("/")[2])


def known_within(page: Page, start: int, end: int) -> Iterator[Candidate]:
    """Well-known names anywhere in a sentence, with the language before them, but for parts of names and links."""
    for found in _of_it(page, load_result_words().dataset, start, end):
        around = page.text[max(0, found.start() - 1) : found.start()] + page.text[found.end() : found.end() + 1]
        inside = page.text.rfind("[", start, found.start()) > page.text.rfind("]", start, found.start())
        if not (inside or set(around) & JOINS or words.NO_SET.match(page.text, found.end())):
            language = LANGUAGE.search(page.text, max(start, found.start() - 20), found.start())
            first = language.start(1) if language and is_language(language[1]) else found.start()
            yield named(page, page.text[first : found.end()], first, found.end(), "name:known in sentence")


def _called(page: Page, start: int, end: int, bare: bool) -> Iterator[Candidate]:
    """Names that follow right upon the words, 'the X dataset' or 'X, Y and Z datasets', where `bare` 'X' as well."""
    at = start
    found = words.CALLED.match(page.text, at, end)
    opening = words.OPENING.match(page.text, start, end) if bare and not found else None
    if opening and (name := load_result_words().dataset.match(page.text, opening.end(), end)):
        yield named(page, name[0], name.start(), name.end(), "name:trained on")
    parts: list[re.Match[str]] = []
    while found and len(parts) < MOST:
        parts.append(found)
        joint = re.compile(r",? and (?:the )?|, (?:and )?").match(page.text, found.end(), end)
        found = words.CALLED.match(page.text, joint.end(), end) if joint else None
    kinds = any(part["kind"] for part in parts)
    for part in parts if bare or kinds else ():
        of_model = is_model(part[1]) and not is_known(part[1])
        if is_name(part[1]) and not of_model and not words.NO_SET.match(page.text, part.end(1)):
            cue = _cue(part[1], page.text[part.end(1) : part.end(1) + 12], kinds)
            known = load_result_words().dataset.match(page.text, part.start(1), end)
            last = max(part.end(1), known.end() if known else 0)  # with the version behind it: 'SQuAD v1.1'
            yield named(page, page.text[part.start(1) : last], part.start(1), last, cue)


def _cue(name: str, behind: str, kinds: bool) -> str:
    """The cue of a name that follows right upon the words: whether it is a word as others are, or one of its own."""
    if kinds:
        return "name:word trained on dataset" if _is_plain(name) else "name:trained on dataset"
    return (
        "name:own word trained on" if words.CODED.fullmatch(name) and words.STOPS.match(behind) else "name:trained on"
    )


def _is_plain(name: str) -> bool:
    """Whether a name could be any words: a language, a task of it, what a set is made of."""
    first, _, rest = name.partition(" ")
    of_task = is_language(first) and words.TASKS.fullmatch(rest) is not None
    return of_task or words.PLAIN.fullmatch(name) is not None or (name.isalpha() and name.islower())


def _directly(page: Page, start: int, found: list[Candidate]) -> Iterator[Candidate]:
    """The links, those that follow right upon the words, or upon another such, with a cue of their own."""
    at, cue = start, "link:directly after trained on"
    for one in found:
        direct = at >= 0 and words.LEAD.fullmatch(page.text, at, one.start)
        if at >= 0 and not direct and words.COLLECTED.match(page.text, at, one.start):
            direct = words.COLLECTED.fullmatch(page.text, at, one.start)
            cue = "link:collected from"
        close = page.text.find(")", one.end)
        at = (one.end if page.text[one.end - 1] == ")" else close + 1) if direct else -1
        yield replace(one, cue=cue) if direct else one


def _bracketed(page: Page, start: int, end: int) -> Iterator[Candidate]:
    """The names of 'datasets (X, Y, Z, etc.)', and the id of 'corpus (`owner/name`)'."""
    for said in BRACKETS.finditer(page.text, start, end):
        if YEAR.search(said[1]):
            continue
        parts = list(re.finditer(r"[^,;\s][^,;]*", said[1]))
        for part in parts:
            name = re.sub(r"^and\s+", "", part[0].strip()).strip("`*\"'")
            place = said.start(1) + part.start() + part[0].find(name)
            if MARKED_ID.fullmatch(name) and part[0].strip()[0] in "`*\"'":
                yield named(page, name, place, place + len(name), "id:in brackets")
            elif words.CALLED.fullmatch(name) and not is_language(name):
                cue = "list:in brackets" if len(parts) > 1 else "name:in brackets"
                yield named(page, name, place, place + len(name), cue)
