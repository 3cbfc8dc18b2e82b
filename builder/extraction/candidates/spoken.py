"""Languages that a card's prose names: behind a label, in a list, and as the language of its model."""

import re
from collections.abc import Iterator
from functools import cache

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.languages import language_codes, load_languages

DECLARED = re.compile(r"^languages?:[ \t]*(?:\n[ \t]*-|[\[\"']*\w)", re.MULTILINE)  # in the front matter
NO_LANGUAGE = frozenset(("polish", "latin"))  # in small letters words as others are
LABEL = re.compile(
    r"^[ \t]{0,6}(?:[-*+] +)?[*_]{0,2}(?:(?:source|target|supported|model|input|output|spoken)[ _])?"
    r"(?:languages?|lang|idiomas?|langues?|sprachen?|língua|язык|语言|言語|언어)(?: ?\(s\))?(?: \(NLP\))?"
    r"[*_]{0,2}\s?[:：][*_]{0,2}[ \t]{0,3}(?:\n[ \t]*-)?[ \t]{1,3}([^\n]{2,1500}?)[ \t.\\]*$",
    re.IGNORECASE | re.MULTILINE,
)
CUE = re.compile(
    r"\b(?:languages?|supports?|supported|covers?|covering|understands?|speaks|trained (?:on|in|for)|translates?"
    r"|translation)\b"
)
PART = re.compile(  # of a list: a language, its code, flag or share in brackets, and what joins it to the next
    r"\s*(?:[-*+•|][ \t]+|\d{1,3}[.)][ \t]+)?(?:and\s+|or\s+|&\s*)?[*_`\"']{0,3}"
    r"(?P<name>[^\W\d_]{2,20}(?:[ -](?!and\b|or\b)[^\W\d_]{3,15}){0,2})"
    r"[*_`\"']{0,3}(?:\s?(?:\([^()\n]{1,30}\)|\[[^\[\]\n]{1,20}\]"
    r"|[-–—:=|]\s?`?[a-z]{2,3}(?:[-_]\w{2,4})?`?(?![a-z])))?[*_`\"']{0,3}"
    r"(?:\s*(?P<joint>[,;/|•·]|\s(?:and|or|&)(?=\s)|\n)|(?P<end>[\s.):*]|$))"
)
CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w{2,4})?", re.ASCII)
OTHERWISE = re.compile(
    r"\b(?:other|unlike|not|tokeni[sz]er|outperform|programming|compar|future|will|could)\b", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]{3,}")
LEAST = 3  # languages of a list
LONGEST = 3000  # code points of a list
MOST = 200
MODEL = (
    r"(?:language )?(?:models?|berts?|roberta|electra|albert|gpt-?\d?|t5|wav2vec2?|xlsr|transformers?|tagger|parser"
    r"|classifier|pipeline|embeddings|summari[sz]er|recogni[sz]er|tts|asr|speech recognition|named entity recognition"
    r"|ner|sentiment|question answering|text classification|text generation|summari[sz]ation)"
)
DATA = "(?:texts?|data|corpus|corpora|wikipedia|tweets|news|articles|sentences|speech)"
WAYS = {  # how a sentence names the language, by the group of the pattern
    "named": "language of a name",
    "before": "language of the model",
    "for_": "model for a language",
    "in_": "in a language",
    "data": "language of data",
}


def languages(page: Page) -> Iterator[Candidate]:
    """Candidates of languages of a card whose front matter declares none."""
    if DECLARED.search(page.card, 0, page.start):
        return
    met: set[str] = set()
    named = not _words().isdisjoint(WORD.findall(page.lower))
    for finder in (_labels, _lists, _title, _prose) if named else (_labels,):
        for one in finder(page):
            if one.value not in met:
                met.add(one.value)
                yield one
        if met:
            return  # what is weaker would name languages of other things


def _labels(page: Page) -> Iterator[Candidate]:
    """What stands behind 'Language:'."""
    for found in (
        LABEL.finditer(page.text)
        if page.has("lang", "idioma", "sprache", "língua", "язык", "语言", "言語", "언어")
        else ()
    ):
        if page.prose(found.start(1)):
            listed = _listed(page, found.start(1), found.end(1))
            bare = found[1].strip(" *_`")
            if listed:
                yield from (page.candidate("languages", *one, "label:language") for one in listed)
            elif CODE.fullmatch(bare) and (codes := language_codes(bare)):
                place = page.text.find(bare, found.start(1))
                yield page.candidate("languages", codes[0], place, place + len(bare), "label:language")


def _lists(page: Page) -> Iterator[Candidate]:
    """Three languages or more, near a word that says that they are those of the model."""
    read = 0
    for said in CUE.finditer(page.lower):
        if said.start() < read or not page.prose(said.start()):
            continue
        line = page.line_before(said.start()).rsplit(". ", 1)[-1]
        if OTHERWISE.search(line):
            continue
        start = _first(page, said.end())
        found = _listed(page, start, min(start + LONGEST, len(page.text))) if start is not None else []
        if len({code for code, _, _ in found}) >= LEAST:
            read = found[-1][2]
            yield from (page.candidate("languages", *one, "list:languages") for one in found)


def _first(page: Page, start: int) -> int | None:
    """Where the first language behind a place stands, in its sentence or right below it."""
    found = _names().search(page.lower, start, start + 160)
    if found is None:
        return None
    between = page.text[start : found.start()]
    return found.start() if not re.search(r"[.!?]\s|\n\s*\n[^:]{8}", between) else None


def _listed(page: Page, start: int, end: int) -> list[tuple[str, int, int]]:
    """The languages of a list, each with its place, up to the first part of it that is none."""
    listed: list[tuple[str, int, int]] = []
    while len(listed) < MOST and (part := PART.match(page.text, start, end)):
        name = part["name"]
        code = _code(name)
        while code is None and " " in name and part["end"] is not None:  # the list's last name, with what follows
            name = name.rpartition(" ")[0]
            code = _code(name)
        if code is None:
            break
        listed.append((code, part.start("name"), part.start("name") + len(name)))
        if part["joint"] is None:
            break
        start = part.end()
    return listed


def _code(name: str) -> str | None:
    found = language_codes(name) if len(name) > 3 or name in ("Lao", "Twi", "Ewe", "Ido") else []
    return found[0] if len(found) == 1 else None


def _title(page: Page) -> Iterator[Candidate]:
    """The language in the card's title, where it names one alone."""
    for block in page.blocks:
        if block.kind == "heading":
            found = list(_names().finditer(page.lower, block.start, block.end))
            said = {code: one for one in reversed(found) if (code := _code_at(page, one.start(), one[0]))}
            if len(said) == 1:
                ((code, first),) = said.items()
                yield page.candidate("languages", code, first.start(), first.end(), "title:language")
            return


def _prose(page: Page) -> Iterator[Candidate]:
    """The language that words about the model name first."""
    found = [
        one
        for one in _of_model().finditer(page.lower)
        if page.prose(one.start()) and not page.within("table", one.start())
    ]
    said: dict[str, tuple[int, int, str]] = {}
    for one in found[:MOST]:
        group = next(name for name, text in one.groupdict().items() if text)
        code = _code_at(page, one.start(group), one[group])
        line = page.line_before(one.start()).rsplit(". ", 1)[-1]
        if code and not OTHERWISE.search(line):
            said.setdefault(code, (one.start(group), one.end(group), group))
    if said:
        start, end, group = next(iter(said.values()))
        listed = _listed(page, start, min(start + LONGEST, len(page.text)))
        others = "" if said.keys() <= {code for code, _, _ in listed} or len(said) == 1 else ", beside others"
        for code, first, last in listed or [(next(iter(said)), start, end)]:
            yield page.candidate("languages", code, first, last, f"prose:{WAYS[group]}{others}")


def _code_at(page: Page, start: int, name: str) -> str | None:
    """The code of a name; none of a word in small letters that may be another."""
    codes = language_codes(name)
    return codes[0] if codes and (name not in NO_LANGUAGE or page.text[start].isupper()) else None


@cache
def _spoken() -> str:
    """The names of languages that have a code of two letters, as a pattern by their first letter."""
    by_letter: dict[str, list[str]] = {}
    for name, code in load_languages().names.items():
        if (
            len(code) == 2
            and len(name) > 3
            and name.isascii()
            and name not in ("in", "pali", "komi", "tonga", "nauru", "ganda")
        ):
            by_letter.setdefault(name[0], []).append(name[1:].replace("-", "[ -]"))
    grouped = (f"{first}(?:{'|'.join(sorted(rest, key=len, reverse=True))})" for first, rest in by_letter.items())
    return f"(?:{'|'.join(grouped)})"


@cache
def _words() -> frozenset[str]:
    """Words, one of which is in every name of a language."""
    return frozenset(name.rpartition("-")[2] for name in load_languages().names)


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/-]){_spoken()}(?![\w/]|-\w)")


@cache
def _of_model() -> re.Pattern[str]:
    """How sentences name the language of a model, each way with a group of its own."""
    spoken = _spoken()
    return re.compile(
        rf"(?<![\w/-])(?P<named>{spoken})(?=[ -]language(?! models? (?:is|are)\b)\b)"
        rf"|(?<![\w/-])(?P<before>{spoken})(?= (?:[\w-]+ ){{0,3}}?{MODEL}\b)"
        rf"|\b(?:for|into)\s(?:the )?(?P<for_>{spoken})(?![\w/-]| (?:wikipedia|data|corp))"
        rf"|\bin\s(?:the )?(?P<in_>{spoken})(?![\w/-]| (?:wikipedia|data|corp))"
        rf"|\b(?:on|of|from)\s(?:an? |the )?(?:[\w,.-]+ ){{0,3}}?(?P<data>{spoken})"
        rf"(?=,? (?:[\w-]+,? ){{0,4}}?{DATA}\b)"
    )
