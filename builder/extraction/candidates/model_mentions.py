"""Names of models in a card's text: links and addresses of the Hub, ids with their owner, and well-known names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TypeAlias

from builder.extraction.candidates.page import Page
from builder.reference.hub_ids import bare_model_id, hub_model_id
from builder.reference.model_names import ModelNames, load_model_names

LINK = re.compile(r"[\[⁅]([^\[\]⁅\n]{1,120})\]\s?\(\s?<?([^()\s<>]{1,200})>?\)")
HREF = re.compile(
    r"<a\s[^<>]{0,200}?href=[\"']([^\"'<>\s]{1,200})[\"'][^<>]{0,200}>([^<>\n]{0,120}?)(?: {4}|</a>)", re.IGNORECASE
)
HOSTS = ("huggingface.co/", "hf.co/")
ADDRESS = re.compile(r"(?:huggingface\.co|hf\.co)/([\w.-]{1,80}(?:/[\w.-]{1,100})?)", re.ASCII)
SCHEME = re.compile(r"(?:https?://)?(?:www\.)?$")
ON_HUB = re.compile(r"(?:https?:)?(?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/", re.IGNORECASE)
RELATIVE = re.compile(r"/?[\w.-]{1,80}/[\w.-]{1,100}/?", re.ASCII)
ID = re.compile(
    r"[A-Za-z0-9][\w.-]{1,60}/[\w.-]{2,100}(?![\w/:])", re.ASCII
)  # a full stop that ends a sentence is not its
OWNER = re.compile(r"(?<![\w/.:@~<-])[A-Za-z0-9][\w.-]{0,60}$", re.ASCII)
WORD = re.compile(r"\(?[\w.+'’/-]+\)?")
BEFORE = 4  # words with which a name may begin before the letters by which it is found
PAIR = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z]+")  # two names, no id, where nothing marks it: 'BERT/RoBERTa'
MOST_PLACES = 5000  # of letters by which names are found
MOST_ADDRESSES = 4096  # and ids that are remembered: cards repeat them
MOST = 300  # mentions of a card that are looked at
LONGEST = 90  # code points of a well-known name
MOST_WORDS = 6  # of a well-known name
UNLIKE = re.compile(
    r"\.(?:md|py|json|txt|png|jpg|html|ipynb|sh|yaml|csv|pdf|git|\w*params)$"
    r"|^(?:and|his|he|input|true|yes|w|transformers|nlp|course|exbert|front|new|organizations|inference-api)/",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"\b(?:base|parent|source|original|backbone|starting)[ -](?:language )?model[*_]{0,2} ?[:|][*_]{0,2}[ \t]*"
    r"([a-z][\w.]*(?:-[\w.]+)+)[ \t]*(?=[|\n]|\Z)",
    re.ASCII | re.IGNORECASE,
)
PAPER = re.compile(r"arxiv\.org|\.pdf|aclanthology|aclweb|openreview|doi\.org", re.IGNORECASE)
OPENING = "(`*_\"'"
MARKS = frozenset("`*_\"'")
SIZED = re.compile(r"small|base|117|124|^gpt2$")
NAMED = re.compile(r"(?<![\w/])[`*_\"']{1,3}([A-Za-z][\w.]*(?:-[\w.]+)+)[`*_\"']{1,3}(?![\w/])", re.ASCII)


@dataclass(frozen=True)
class Mention:
    """A model's id and the place of its name; `outer` is that of the link or the marks around it.

    `form` is '' for an id with its owner or a link, 'bare' for a well-known id without owner, 'known' for another
    well-known name, 'paper' for one that leads to a paper, 'family' for one that models of several sizes bear, and
    'name' for other names without owner.
    """

    model: str
    start: int
    end: int
    outer: tuple[int, int]
    form: str = ""


Finder: TypeAlias = Callable[[Page, bytearray], Iterator[Mention]]


def addressed_mentions(page: Page) -> tuple[list[Mention], bytearray]:
    """The mentions by an address or an id with its owner, but of the card's own model; and what links cover, marked."""
    taken = bytearray(len(page.text))
    return _mentions(page, taken, (_links, _addresses, _ids)), taken


def known_mentions(page: Page, taken: bytearray) -> list[Mention]:
    """The mentions by a well-known name elsewhere than in what is marked, and marks them."""
    return _mentions(page, taken, (_known,))


def other_mentions(page: Page, taken: bytearray) -> list[Mention]:
    """The mentions by another name without owner elsewhere than in what is marked."""
    return _mentions(page, taken, (_named,))


def _mentions(page: Page, taken: bytearray, finders: tuple[Finder, ...]) -> list[Mention]:
    found: list[Mention] = []
    for finder in finders:
        for one in islice(finder(page, taken), MOST):
            start, end = one.outer
            if finder is _links or not any(taken[one.start : one.end]):
                taken[start:end] = b"x" * (end - start)
                if not (page.is_own(one.model) if one.form else page.is_exactly(one.model)):
                    found.append(one)
    return found


def _links(page: Page, taken: bytearray) -> Iterator[Mention]:
    """Links that lead to a model, and those whose words are a well-known name, wherever they lead."""
    for form, words, target in ((LINK, 1, 2), (HREF, 2, 1)):
        if form is HREF and not page.has("<a "):
            continue
        for link in form.finditer(page.text):
            address = link[target]
            taken[link.start() : link.end()] = b"x" * len(link[0])
            if model := _model_at(address):
                name = address.rstrip("/").rfind(model)
                start = link.start(target) + max(name, 0)
                yield Mention(model, start, start + len(model) if name >= 0 else link.end(target), link.span())
            elif not ON_HUB.match(address) and (found := load_model_names().id_of(link[words].strip("`*_ "))):
                yield Mention(
                    found,
                    link.start(words),
                    link.end(words),
                    link.span(),
                    "paper" if PAPER.search(address) else "known",
                )


_named_id = lru_cache(MOST_ADDRESSES)(hub_model_id)


@lru_cache(MOST_ADDRESSES)
def _model_at(address: str) -> str | None:
    """The model that a link leads to: on the Hub, or relative to its pages."""
    if not ON_HUB.match(address) and not RELATIVE.fullmatch(address) and bare_model_id(address) != address:
        return None
    name = _named_id(address.lstrip("/").rstrip("/"))
    return name if name and not UNLIKE.search(name) and ("/" in name or bare_model_id(name)) else None


def _addresses(page: Page, _: bytearray) -> Iterator[Mention]:
    """Addresses in the text itself."""
    for place in page.places(HOSTS):
        found = ADDRESS.match(page.text, place)
        model = _named_id(found[0].rstrip(".")) if found else None
        if found and model and ("/" in model or bare_model_id(model)) and not UNLIKE.search(model):
            before = SCHEME.search(page.text, max(0, place - 12), place)
            start = before.start() if before else place
            if _named_otherwise(page.text, start, model):
                continue
            yield Mention(model, found.start(1), found.start(1) + len(model), (start, found.end()))


def _named_otherwise(text: str, start: int, model: str) -> bool:
    """Whether an address in brackets behind a well-known name is that of another model: 'DistilGPT2(.../gpt2)'."""
    if text[start - 1 : start] != "(" or not text[start - 2 : start - 1].isalnum():
        return False
    name = load_model_names().id_of(text[max(0, start - 40) : start - 1].rsplit(maxsplit=1)[-1])
    return name is not None and name.rsplit("/", 1)[-1] != model.rsplit("/", 1)[-1]


def _ids(page: Page, taken: bytearray) -> Iterator[Mention]:
    """Ids with their owner."""
    text = page.text
    for place in page.places(("/",))[:MOST_PLACES]:
        if taken[place] or not text[place - 1 : place].isalnum() or not text[place + 1 : place + 2].isalnum():
            continue
        owner = OWNER.search(text, max(0, place - 60), place)
        found = ID.match(text, owner.start()) if owner else None
        said = found[0].rstrip(".-_") if found else ""
        if (
            found
            and _named_id(said) == said
            and not UNLIKE.search(said)
            and not _of_more_words(page, found.start(), found.start() + len(said))
            and (_marked(page, found) or (_speaks(said) and not PAIR.fullmatch(said)))
        ):
            span = found.start(), found.start() + len(said)
            yield Mention(said, *span, span)


def _marked(page: Page, found: re.Match[str]) -> bool:
    """Whether an id stands between marks or behind a colon."""
    return page.text[found.start() - 1 : found.start()] in MARKS or page.line_before(found.start()).rstrip().endswith(
        ":"
    )


def _of_more_words(page: Page, start: int, end: int) -> bool:
    """Whether a name between marks has more words than the id: '`Bog/Daily Mail`'."""
    mark = page.text[start - 1 : start]
    return mark == "`" and page.text[end : end + 1] == " " and page.text.find(mark, end, end + 40) >= 0


def _speaks(name: str) -> bool:
    """Whether a name has letters that names of models have."""
    return load_model_names().places.search(name.casefold()) is not None


def _known(page: Page, taken: bytearray) -> Iterator[Mention]:
    """Well-known names, the longest at each place."""
    names, done = load_model_names(), 0
    for core in islice(names.places.finditer(page.lower), MOST_PLACES):
        place = core.start()
        if place < done or taken[place] or page.within("code", place):
            continue
        line = page.text[max(0, place - 60) : place].rsplit("\n", 1)[-1]
        words = line.split(" ")[-BEFORE:]
        for at in range(len(words)):
            begin = place - len(" ".join(words[at:]))
            start = begin + len(page.text[begin:place]) - len(page.text[begin:place].lstrip(OPENING))
            if found := _longest(page.text, start, place, names):
                model, done = found
                yield Mention(model, start, done, (start, done), _form(page.text[start:done], model))
                break


def _longest(text: str, start: int, place: int, names: ModelNames) -> tuple[str, int] | None:
    """The longest well-known name that begins at `start` and reaches beyond `place`: its id and its end."""
    best = None
    for word in islice(WORD.finditer(text, start, start + LONGEST), MOST_WORDS):
        end = word.start() + len(word[0].rstrip(".'’)/"))
        if not names.may_begin(text[start:end]):
            break
        if end > place and text[end : end + 1] not in ("/", "-") and (model := names.id_of(text[start:end])):
            best = model, end
    return best


def _form(name: str, model: str) -> str:
    """Whether a well-known name is written as the id has it; 'GPT-2' without a size may be any of its size or kind."""
    last = model.rsplit("/", 1)[-1]
    return (
        "bare" if name == last and "-" in name else "family" if last == "gpt2" and not SIZED.search(name) else "known"
    )


def _named(page: Page, _: bytearray) -> Iterator[Mention]:
    """Other names, between marks or as all that a label says."""
    labelled = LABELLED.finditer(page.text) if page.has("model:", "model |", "model**:", "model** |") else ()
    for found in chain(NAMED.finditer(page.text), labelled):
        if hub_model_id(found[1]) == found[1] and not UNLIKE.search(found[1]):
            outer = found.span() if found.re == NAMED else found.span(1)
            yield Mention(found[1], found.start(1), found.end(1), outer, "name")
