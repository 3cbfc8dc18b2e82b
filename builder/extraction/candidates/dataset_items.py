"""Items of a list that name data sets without a link: '- **Name**: ...', '- Name (1.2M pairs)'."""

import re
from collections.abc import Iterator

from builder.extraction.candidates import dataset_table_words as heads
from builder.extraction.candidates import dataset_words as words
from builder.extraction.candidates.dataset_names import MOST, is_known, is_name, linked, named
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.whose import is_model

ITEM = re.compile(r"^[ \t]{0,8}(?:[-*+•]|\d{1,2}[.)])[ \t]+(?:\[[ xX]\] )?([^\n]{2,400})$", re.MULTILINE)
NAME = re.compile(  # at the beginning of an item, in marks or up to what is said of it
    r"(?P<mark>\*\*|__|[`*_\"])(?P<marked>[^*`\"\n]{2,80}?):?(?P=mark)"
    r"(?=\s*(?:$|[:(,;–—-]|data ?set|corpus|corpora|from\b))"
    r"|(?P<bare>[^\s:(,;\[\]|][^:(,;\[\]|]{1,80}?)\s*(?=$|[:(,;]|\s[–—-]\s(?![^\n]*Corpus)|\.?\s*$)"
)
SIZED = re.compile(r"[*_`\"]*\s*\(\s?(?:~\s?)?[\d.,]+ ?(?:[KMGT]i?B|[kMB]|tokens|hours|h|million|pairs|sentences)\b")
OF_MODEL = re.compile(r"\b(?:layers?|hidden|parameters|params|heads|batch|learning rate|optimi[sz]er)\b", re.IGNORECASE)
SMALL = frozenset(
    (
        "-",
        "–",
        "&",
        "/",
        "+",
        "of",
        "for",
        "and",
        "the",
        "in",
        "on",
        "from",
        "to",
        "de",
        "du",
        "des",
        "la",
        "von",
        "der",
        "with",
        "by",
    )
)
LONG = 7  # words of a name


def items(page: Page, start: int, end: int, cue: str) -> Iterator[Candidate]:
    """The names that the items of a place begin with, but for those whose links are candidates.

    Nothing is found in a list of which no item is surely a data set: languages, labels and kinds stand in such, too.
    """
    found, sure = [], False
    for item in list(ITEM.finditer(page.text, start, end))[:MOST]:
        if not page.prose(item.start(1)) or page.within("table", item.start(1)):
            continue
        if words.OTHERWISE.search(item[1]) or words.PLANNED.search(
            page.text, max(0, item.start() - 600), item.start(1)
        ):
            continue
        if "](" in item[1] and any(linked(page, item.start(1), item.end(1), cue)):
            continue  # the rule of links has them
        if (said := NAME.match(page.text, item.start(1), item.end(1))) is None:
            continue
        part = "marked" if said["marked"] else "bare"
        name = said[part].strip()
        if is_item(name) and not OF_MODEL.search(item[1]):
            sure = sure or is_sure(name, page.text[said.end() : item.end()])
            found.append(named(page, name, said.start(part), said.start(part) + len(name), cue))
    return iter(found if sure else ())


def is_sure(name: str, behind: str) -> bool:
    """Whether an item can be nothing but a data set, by its name or what stands behind it."""
    kind = words.KIND.search(name) or words.KIND.match(behind.lstrip(' *_`"'))
    return bool(kind or SIZED.match(behind) or words.CODED.fullmatch(name)) or is_known(name)


def is_item(name: str) -> bool:
    """Whether a list's item begins with the name of a data set: no label, no amount, no sentence."""
    parts = re.findall(r"[^\s]+", name)
    if not 0 < len(parts) <= LONG or not is_name(name) or is_model(name) or words.PHRASE.match(name):
        return False
    if words.FILE.search(name) or "**" in name:
        return False
    head = (
        any(pattern.fullmatch(name) for pattern in (heads.BESIDE, heads.NAMES, heads.PART))
        or heads.STATISTIC.match(name) is not None
    )
    if head or (heads.AMOUNT.search(name) and not words.KIND.search(name) and not is_known(name)):
        return False
    long = [part for part in parts if part.casefold() not in SMALL and not words.KIND.fullmatch(part)]
    capital = all(re.match(r"[\W_]*[A-Z\d]|[a-z]+[A-Z\d_]", part) for part in long)
    plain = len(long) == 1 and words.PLAIN.fullmatch(long[0]) is not None and not words.KIND.search(name)
    return is_known(name) or (capital and bool(long) and not plain)
