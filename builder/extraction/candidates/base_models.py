"""Models that the card's model was made from: names of models with words before or behind them that say so.

The words are those of configs/base_model_cues.toml; a candidate's cue is the name of the first that fit, with where and
in which form the model is named. Names that a comma or 'and' joins to such a name, and members of a merge that a list
names, are candidates as well.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.model_mentions import (
    ID,
    Mention,
    addressed_mentions,
    known_mentions,
    other_mentions,
)
from builder.extraction.candidates.page import Page
from builder.reference.base_model_cues import BaseModelCues, load_base_model_cues
from builder.reference.hub_ids import bare_model_id, hub_model_id
from builder.reference.languages import language_codes

NEAR, BEYOND = 170, 110  # code points before and behind a name in which its cues stand
APPOSED = 40  # code points within which a name without owner says more of the name before it
SENTENCE = re.compile(  # what ends the sentence, the list item or the heading before a name
    r"(?<![\s.]\w)(?<!e\.g)(?<!i\.e)(?<!et al)[.!?;]\s+|(?<!:)\n\s*\n"
    r"|(?<![:\n\r])\n\s*(?:[-*+|>]|\d+\.)\s|(?:^|(?<=\n))#{1,6} [^\n]*\n\s*"
)
SIZE = re.compile(r"[\s(-]{1,2}(?:large|small|tiny|mini|medium|xl|xxl|xsmall)\b")
FORMS = {
    "": "",
    "bare": ", known id",
    "known": ", known name",
    "paper": ", known name",
    "family": ", name of a family",
    "name": ", name alone",
}
SURE = frozenset(("tuned version of", "tuned", "tuned from", "then tuned"))  # with an address: no other is looked for
IN_TABLES = frozenset(("label", "part", "starting point", "student"))  # cues that cells of a table may have
SPOKEN = re.compile(r"\b([A-Z][a-z]+)[\s`*_\"'\[]*$")  # 'Slovak GPT-J' is another model
CAPITAL = re.compile(r"\b[A-Z][a-z]{3,}\b")
TUNED_LATER = re.compile(r"fine-?\s?tun|\btuned\b|\badapted\b")
JOINED = re.compile(r"[\s`*_\"')]*(?:,|and|&|\+|,? and)[\s`*_\"'(\[]*")
LISTED = re.compile(r"\s*\n+\s*(?:[-*+]|\d+[.)])[\s`*_\"'(\[]*")
MEMBERS = re.compile(
    r"^[ \t-]*(?:model|source_model|base_model|model_name)[ \t]*:[ \t]*[\"']?(" + ID.pattern + r")", re.MULTILINE
)
TRAINS = re.compile(r"\.train\(|train_model\(|Trainer\(|\.fit\(|max_epochs|--do_train")
LOADED = re.compile(
    r"(?:\b(?:\w{1,40}(?:Embeddings|Model|Transformer)|models\.Transformer|\w{1,50}(?<!Tokenizer)(?<!TokenizerFast)"
    r"(?<!Processor)\.from_pretrained)\(\s{0,20}(?:model\w{0,20}\s?=\s?)?(?:[\"'][a-z]{2,12}[\"'],\s{0,20})?[\"']"
    r"|--model_name_or_path[ =][\"']?)([\w.-]{1,80}(?:/[\w.-]{1,100})?)",
    re.ASCII,
)
MOST = 400  # of what code names


def base_models(page: Page) -> Iterator[Candidate]:
    """Candidates of base_models; names without owner count where they are well known, or where a cue is strong."""
    met: set[int] = set()
    for one in chain(_told(page), _members(page), _trained_in_code(page)):
        if one.start not in met:
            met.add(one.start)
            yield one


def _told(page: Page) -> Iterator[Candidate]:
    """Names with a cue, and those that are joined to one.

    Where an address or an id is that of a base model, no names are looked for; without any, those that nobody knows.
    """
    mentions, taken = addressed_mentions(page)
    known: dict[int, str | None] = {}
    found = _cued(page, mentions, known)
    for more in (known_mentions, other_mentions):
        if (more is other_mentions and found) or any(cue in SURE for _, cue in found):
            break
        if names := more(page, taken):
            mentions += names
            found = _cued(page, mentions, known)
    for one, cue in found:
        title = "title: " if page.within("heading", one.start) else ""
        yield page.candidate("base_models", one.model, one.start, one.end, title + cue + FORMS[one.form])


def _cued(page: Page, mentions: list[Mention], known: dict[int, str | None]) -> list[tuple[Mention, str]]:
    """The mentions that have a cue, each with its cue, in their order; `known` are cues by place, and gets more."""
    cues = load_base_model_cues()
    found: list[tuple[Mention, str]] = []
    cue, end = None, -APPOSED  # of the last one
    for one in sorted(mentions, key=lambda one: one.start):
        start = one.outer[0]
        if page.within("code", start):
            continue
        joined = cue is not None and bool(JOINED.fullmatch(page.text, end, start))
        if one.form == "name" and not joined and start - end < APPOSED:
            continue
        if not joined and not (cue and "merge" in cue and LISTED.fullmatch(page.text, end, start)):
            cue = known[start] if start in known else _cue(page, one, cues)
            known[start] = cue
        if cue and page.within("table", start) and cue not in IN_TABLES:
            cue = None
        if cue:
            end = one.outer[1]
            found.append((one, cue))
    return found


def _cue(page: Page, one: Mention, cues: BaseModelCues) -> str | None:
    """The words around a name that say that the model was made from it, None where none do."""
    before, behind = _around(page, one)
    line, before = before.rsplit("\n", 1)[-1], before.replace("\n", " ")
    if cues.about.search(before) or cues.parts.match(behind):
        return None
    sentence = re.split(r"[.!?;](?:\s|$)", behind, maxsplit=1)[0]
    if one.form and (cues.scratch.search(f"{before} {sentence}") or SIZE.match(behind) or _of_language(page, one)):
        return None
    for name, pattern, needs in cues.before:
        for letters in needs:  # a generator takes as long again
            if letters in before:
                break
        else:
            continue
        if pattern.search(before) or (line != before and pattern.search(line)):
            if (one.form == "name" and name not in cues.bare) or (one.form, name) == ("paper", "based on"):
                return None
            return "based on and tuned" if name == "based on" and TUNED_LATER.search(f"{before} {behind}") else name
    for name, pattern in cues.behind:
        if one.form != "name" and pattern.match(behind) and "from scratch" not in sentence:
            return name
    return None


def _around(page: Page, one: Mention) -> tuple[str, str]:
    """What of a name's sentence stands before it, and what stands behind it up to the end of its paragraph."""
    start, end = one.outer
    before = page.lower[max(0, start - NEAR) : start]
    ends = [found.end() for found in SENTENCE.finditer(before)]
    behind = page.lower[end : end + BEYOND].split("\n" if page.within("heading", start) else "\n\n", 1)[0]
    return before[ends[-1] if ends else 0 :], behind.replace("\n", " ")


def _of_language(page: Page, one: Mention) -> bool:
    """Whether a language before a well-known name says that another model is meant, one that was trained on it anew."""
    heading = page.within("heading", one.start)
    start = heading.start if heading else max(0, one.outer[0] - 24)
    spoken = (CAPITAL if heading else SPOKEN).findall(page.text, start, one.outer[0])
    return any(word != "English" and language_codes(word) for word in spoken)


def _members(page: Page) -> Iterator[Candidate]:
    """What the configuration of a merge names in code."""
    for block in page.blocks if page.has("merg") else ():
        text = page.text[block.start : block.end] if block.kind == "code" else ""
        for found in islice(MEMBERS.finditer(text), MOST):
            name = hub_model_id(found[1])
            if name and not page.is_exactly(name):
                place = block.start + found.start(1)
                yield page.candidate("base_models", name, place, place + len(found[1]), "code:merge")


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
