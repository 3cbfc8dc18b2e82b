"""Models that the card's model was made from: ids after the words that say so, or before 'fine-tuned on'."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.hub_ids import bare_model_id, hub_model_id

ID = r"[\w.-]{1,80}(?:/[\w.-]{1,100})?"
# behind the opening bracket of a link: its words, and the page of a model, on its host or without
LINKED = re.compile(
    r"[^\[\]⁅\n]{1,120}\]\(\s?(?:(https?://(?:huggingface\.co|hf\.co)/)|/|(?=[\w.-]{1,80}/))"
    r"(?!datasets/|spaces/|docs/|papers/)(" + ID + r")/?(?:(?:tree|blob)/[\w./-]{1,60})?\)",
    re.ASCII,
)
NAMED = re.compile(r"[`*\"'_<]{0,3}(?:https?://(?:huggingface\.co|hf\.co)/)?(" + ID + r")(?!://)", re.ASCII)
WORDS = re.compile(r"[`*\"'_]{0,3}((?:[A-Za-z][\w.]{0,20}[- ]){0,5}[\w.]{1,20})", re.ASCII)
CUES = {  # looked for in lower case
    "cue:fine-tuned version of": re.compile(
        r"\bfine-?\s?tuned (?:model )?(?:version|checkpoint|variant) of (?:the |a )?(?:[\w'-]{1,30} ){0,2}"
        r"(?=[\[⁅`\w*\"])",
    ),
    "cue:fine-tuned": re.compile(r"^\s?fine-?tuned (?=\[)", re.MULTILINE),
    "cue:based on": re.compile(r"\bmodel is based on (?:a |the )?(?:pre-?trained )?"),
    "cue:forked from": re.compile(r"\bforked from "),
    "cue:quantized version of": re.compile(r"\b(?:quanti[sz]ed|gguf|converted) version of (?:the )?"),
    "cue:adapter for": re.compile(r"\badapter\]?[^\n]{0,60}? for (?:the )?(?=[`\[⁅])"),
    "cue:made from": re.compile(
        r"\b(?:initiali[sz]ed (?:from|with)|(?:built|based) (?:up)?on|derived from|(?:fine-?\s?tuned|trained|continued|"
        r"starting) from|(?:conversion|port|merge|quantization|copy|fork|version|instance) of|"
        r"(?<!non-)(?<!the )(?<!also )fine-?tun(?:ed|ing|es)|"
        r"we fine-?tune|converted from|bas[ée]e?s? sur|basad[oa] en|basead[oa] em|bas(?:iert|ierend) auf|"
        r"gebaseerd op|ajuste fino de|на (?:основе|базе)) "
        r"(?:the |a |an |le |la |el |o |dem |der |het |de )?"
        r"(?:(?:[^\W\d_][\w'-]{0,30} ){0,2}(?=[\[⁅`*\"])|(?=[a-z]))",
    ),
    "cue:from quoted": re.compile(
        r"\b(?:fine-?\s?tuned|pre-?trained|trained|initiali[sz]ed|continued|started)(?: [\w-]{1,20}){0,3} "
        r"(?:from|with) (?:the )?(?=[`\"'])",
    ),
    "label:base model": re.compile(
        r"^[ \t]{0,6}(?:[-*] +|\|[ \t]*)?[*_]{0,2}(?:base|backbone|pre-?trained|parent|source|original|"
        r"starting)[ -]model(?:\(s\))?[*_]{0,2}\s?[:|][*_]{0,2}[ \t]{0,3}",
        re.MULTILINE,
    ),
    "label:language model": re.compile(
        r"^[ \t]{0,6}(?:[-*] +|\|[ \t]*)?[*_]{0,2}language[ -]model[*_]{0,2}\s?[:|][*_]{0,2}[ \t]{0,3}",
        re.MULTILINE,
    ),
    "cue:base model is": re.compile(
        r"\b(?:base|backbone|parent|starting|underlying)(?: language)? (?:model|checkpoint) "
        r"(?:is|was|used is|used was|used:)(?: the)? ",
    ),
    "label:finetuned from": re.compile(r"\bfinetuned from model(?: \[optional\])?\W{1,6}"),
}
STARTS = {  # how the words of a cue begin, but for those that begin a line
    "cue:fine-tuned version of": ("fine",),
    "cue:based on": ("model is based on",),
    "cue:forked from": ("forked from",),
    "cue:quantized version of": ("quanti", "gguf version", "converted version"),
    "cue:adapter for": ("adapter",),
    "cue:made from": (
        *("initiali", "built", "bas", "derived from", "fine", "trained from", "continued from", "starting from"),
        *("conversion of", "port of", "merge of", "quantization of", "copy of", "fork of", "version of", "instance of"),
        *("we fine", "converted from", "ajuste fino", "gebaseerd op", "на основе", "на базе"),
    ),
    "cue:from quoted": ("fine", "pre-trained", "pretrained", "trained", "initiali", "continued", "started"),
    "cue:base model is": ("base", "backbone", "parent", "starting", "underlying"),
    "label:finetuned from": ("finetuned from",),
}
LABEL = "label:language model"
LABELLED = re.compile(r"language[ -]model[*_]{0,2}\s?[:|]")  # as that cue has it: cards often speak of them
LINKED_ALONE = frozenset(("cue:made from",))  # whose words stand before names of anything
ANY_NAME = frozenset(
    ("cue:adapter for", "label:base model", "label:language model")
)  # whose words stand before a model's name alone
OFTEN = {  # words of each cue, in lower case: most cards have none of them
    "cue:fine-tuned version of": (" version of", "\nversion of", "checkpoint of", "checkpoint\nof"),
    "cue:fine-tuned": ("finetuned [", "fine-tuned ["),
    "cue:based on": ("is based on",),
    "cue:forked from": ("forked from",),
    "cue:quantized version of": ("version of",),
    "cue:adapter for": ("adapter",),
    "cue:made from": (
        *("initiali", "ed from", "ing from", "ed on", "ed upon", "ion of", "port of", "merge of", "copy of", "fork of"),
        *("instance of", "tune", "tuning", "bas", "ajuste fino", "на основе", "на базе"),
    ),
    "cue:from quoted": (' from "', " from `", " from '", ' with "', " with `", " with '", " from the", " with the"),
    "label:base model": (
        "base model",
        "base-model",
        "backbone",
        "trained model",
        "trained-model",
        "parent",
        "source model",
    )
    + ("original model", "starting model"),
    "label:language model": ("language model", "language-model"),
    "cue:base model is": ("model", "checkpoint"),
    "label:finetuned from": ("finetuned from",),
}
TUNED = re.compile(r"\bfine-?\s?tuned (?:on|for|to|using|in|with|over|by)\b|\bfine-?tunes it\b", re.IGNORECASE)
# what ends right before: the link or the name of a model, with what is said of it
BEFORE_TUNED = re.compile(
    r"(?:[\[⁅](?P<link>" + LINKED.pattern + r")|(?P<quote>[`*]{1,3})(?P<named>" + ID + r")(?P=quote)"
    r"|(?P<words>(?:[\w.()-]{1,30} ){0,4}[\w.()-]{1,40}))"
    r"(?: (?:base |large |language )?(?:model|checkpoint|reranker|transformer|encoder))?[*_`]{0,3}"
    r"(?: (?:that|which))?(?: (?:is|was|has been))?(?: (?:further|then|and))?[ ,]{1,2}$",
    re.ASCII,
)
SKIPPED = 2  # words before a known name
KINDS = re.compile(r"(?: (?:model|checkpoint|reranker|transformer|encoder|that|which|is|was|has been|further|then))+$")
BESIDE = 260  # code points before such words
MOST = 400  # of such words
OTHERS = re.compile(
    r"\b(?:than|compar\w+|outperform\w*|versus|vs|unlike|baseline|teacher|other|similar|instead|see|check|like)\b",
    re.IGNORECASE,
)
LOOSE = re.compile(
    r"(?<!smaller )(?<!distilled )(?<!pruned )\b(?:version|copy) of (?:\w+ ){0,3}\W{0,3}$", re.IGNORECASE
)
TRAINS = re.compile(r"\.train\(|train_model\(|Trainer\(|\.fit\(|max_epochs")
LOADED = re.compile(
    r"\b(?:\w{1,40}(?:Embeddings|Model|Transformer)|models\.Transformer|\w{1,50}(?<!Tokenizer)(?<!TokenizerFast)(?<!Processor)\.from_pretrained)\(\s{0,20}"
    r"(?:model\w{0,20}\s?=\s?)?(?:[\"'][a-z]{2,12}[\"'],\s{0,20})?[\"'](" + ID + r")[\"']",
    re.ASCII,
)


def base_models(page: Page) -> Iterator[Candidate]:
    """Candidates of base_models; a name without owner counts only where it is known, looks like an id or is linked."""
    met: set[int] = set()
    for one in chain(_after(page), _tuned(page), _trained_in_code(page)):
        if one.start not in met:
            met.add(one.start)
            yield one


def _after(page: Page) -> Iterator[Candidate]:
    """Names after the words of a cue."""
    for cue, words in CUES.items():
        if cue not in STARTS and not (page.has(*OFTEN[cue]) and (cue != LABEL or LABELLED.search(page.lower))):
            continue
        for said in (
            page.found(STARTS[cue], words, page.lower, OFTEN[cue]) if cue in STARTS else words.finditer(page.lower)
        ):
            if page.prose(said.start()):
                found = _linked(page, said.end() + 1, cue) if page.text.startswith(("[", "⁅"), said.end()) else None
                found = found or _written(page, said.end(), cue)
                if found:
                    yield found


def _linked(page: Page, place: int, cue: str) -> Candidate | None:
    """The model that the link at a place leads to; a lone name on the Hub's host is that of an owner, unless known."""
    found = LINKED.match(page.text, place)
    name = hub_model_id((found[1] or "") + found[2].rstrip(".")) if found else None
    if found is None or name is None or page.is_exactly(name) or ("/" not in name and bare_model_id(name) is None):
        return None
    return page.candidate("base_models", name, found.start(2), found.start(2) + len(found[2].rstrip(".")), cue)


def _written(page: Page, place: int, cue: str) -> Candidate | None:
    """The model that is named at a place without a link."""
    words = WORDS.match(page.text, place)
    if words and (known := _known(words[1])) and not page.is_own(known[0]):
        known_name, at, length = known
        said = page.text[max(0, place - 40) : place]
        loose = cue == "cue:made from" and LOOSE.search(said) is not None
        cue = "cue:version of, known name" if loose else f"{cue}, known name"
        start = words.start(1) + at
        return page.candidate("base_models", known_name, start, start + length, cue)
    found = NAMED.match(page.text, place)
    name = hub_model_id(found[1].rstrip(".")) if found else None
    if found is None or name is None or page.is_own(name):
        return None
    sure = cue in ANY_NAME or ("/" in name and (cue not in LINKED_ALONE or page.text.startswith("`", place)))
    if sure or (re.search(r"\d", name) and (cue not in LINKED_ALONE or "/" in name)):
        return page.candidate("base_models", name, found.start(1), found.start(1) + len(found[1].rstrip(".")), cue)
    return None


def _known(words: str) -> tuple[str, int, int] | None:
    """The longest name of a known model at the beginning of words or behind one or two of them: id, place, length."""
    starts = [0, *(found.end() for found in re.finditer(r" ", words))][: SKIPPED + 1]
    ends = [len(words), *reversed([found.start() for found in re.finditer(r"[ -]", words)])]
    for start in starts:
        for end in (end for end in ends if end > start):
            bare = words[start:end].rstrip(".")
            if words[end : end + 1] != "-" and (name := bare_model_id(bare)):
                return name, start, len(bare)
    return None


def _tuned(page: Page) -> Iterator[Candidate]:
    """Names right before 'fine-tuned on', in prose and in headings."""
    for said in islice(TUNED.finditer(page.text), MOST) if page.has("tuned", "tunes") else ():
        if page.within("code", said.start()) or page.within("table", said.start()):
            continue
        line = page.text[max(0, said.start() - BESIDE) : said.start()].rsplit("\n", 1)[-1]
        place = said.start() - len(line)
        window = line.removesuffix("and ")
        found = BEFORE_TUNED.search(window)
        if found is None or OTHERS.search(window[: found.start()].rsplit(". ", 1)[-1]):
            continue
        cue = "title:tuned" if page.within("heading", said.start()) else "cue:then tuned"
        if found["link"]:
            one = _linked(page, place + found.start("link"), cue)
        elif found["named"]:
            one = _written(page, place + found.start("named"), cue) if "/" in found["named"] else None
            one = one or _ending(page, place + found.start("named"), found["named"], cue)
        else:
            one = _ending(page, place + found.start("words"), found["words"], cue)
        if one:
            yield one


def _ending(page: Page, place: int, words: str, cue: str) -> Candidate | None:
    """The known model whose name ends some words."""
    words = KINDS.sub("", words)
    for start in (0, *(found.end() for found in re.finditer(r" ", words))):
        name = bare_model_id(words[start:].strip("()"))
        if name and not page.is_own(name):
            return page.candidate("base_models", name, place + start, place + len(words), cue)
    return None


def _trained_in_code(page: Page) -> Iterator[Candidate]:
    """What code that trains loads first."""
    for block in page.blocks:
        text = page.text[block.start : block.end] if block.kind == "code" else ""
        if not TRAINS.search(text):
            continue
        for found in islice(LOADED.finditer(text), MOST):
            name = hub_model_id(found[1])
            if name and not page.is_own(name) and ("/" in name or bare_model_id(name)):
                place = block.start + found.start(1)
                yield page.candidate("base_models", name, place, place + len(found[1]), "code:training")
                break
