"""Models that the card's model was made from: ids after the words that say so."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.hub_ids import hub_model_id

ID = r"[\w.-]{1,80}(?:/[\w.-]{1,100})?"
LINKED = re.compile(
    r"[^\[\]⁅\n]{1,120}\]\(\s?https?://huggingface\.co/(?!datasets/|spaces/|docs/|papers/)(" + ID + r")\)"
)
NAMED = re.compile(r"[`*\"]{0,3}(" + ID + r")", re.ASCII)
CUES = {
    "cue:fine-tuned version of": re.compile(
        r"\bfine-?\s?tuned (?:version|checkpoint|variant) of (?:the |a )?(?:[\w'-]{1,30} ){0,2}(?=[\[⁅`\w*\"])",
        re.IGNORECASE,
    ),
    "cue:fine-tuned": re.compile(r"^\s?Fine-?tuned (?=\[)", re.IGNORECASE | re.MULTILINE),
    "cue:based on": re.compile(r"\bmodel is based on (?:a |the )?(?:pre-?trained )?", re.IGNORECASE),
    "cue:forked from": re.compile(r"\bforked from ", re.IGNORECASE),
    "cue:quantized version of": re.compile(r"\b(?:quanti[sz]ed|gguf|converted) version of (?:the )?", re.IGNORECASE),
    "cue:adapter for": re.compile(r"\badapter\]?[^\n]{0,60}? for (?:the )?(?=[`\[⁅])", re.IGNORECASE),
    "cue:made from": re.compile(
        r"\b(?:initiali[sz]ed (?:from|with)|(?:built|based) (?:up)?on|derived from|(?:fine-?tuned|trained|continued|"
        r"starting) from|(?:conversion|port|merge|quantization|copy|fork|version) of|fine-?tun(?:ed|ing|es)|"
        r"converted from) "
        r"(?:the |a |an )?(?:[\w'-]{1,30} ){0,2}(?=[\[⁅`]|[\w.-]{2,60}/[\w.-]{2,100}\b)",
        re.IGNORECASE,
    ),
    "label:base model": re.compile(
        r"^[ \t]{0,6}(?:[-*] +|\|[ \t]*)?[*_]{0,2}(?:base|language|backbone|pre-?trained|parent|source|original|"
        r"starting)[ -]model(?:\(s\))?[*_]{0,2}\s?[:|][*_]{0,2}[ \t]{0,3}",
        re.IGNORECASE | re.MULTILINE,
    ),
    "label:finetuned from": re.compile(r"\bFinetuned from model(?: \[optional\])?\W{1,6}", re.IGNORECASE),
}
LINKED_ALONE = frozenset(("cue:made from",))  # whose words stand before names of anything
ANY_NAME = frozenset(("cue:adapter for", "label:base model"))  # whose words stand before a model's name alone
OFTEN = {  # words of each cue, in lower case: most cards have none of them
    "cue:fine-tuned version of": (" version of", "\nversion of", "checkpoint of", "checkpoint\nof"),
    "cue:fine-tuned": ("finetuned [", "fine-tuned ["),
    "cue:based on": ("is based on",),
    "cue:forked from": ("forked from",),
    "cue:quantized version of": ("version of",),
    "cue:adapter for": ("adapter",),
    "cue:made from": (" from", " of", " on", " upon", " with", "fine"),
    "label:base model": ("model",),
    "label:finetuned from": ("finetuned from",),
}


def base_models(page: Page) -> Iterator[Candidate]:
    """Candidates of base_models; a name without an owner counts only where it looks like an id or is linked."""
    met: set[int] = set()
    for cue, words in CUES.items():
        for said in words.finditer(page.text) if page.has(*OFTEN[cue]) else ():
            if not page.prose(said.start()):
                continue
            linked = page.text.startswith(("[", "⁅"), said.end())
            found = (LINKED if linked else NAMED).match(page.text, said.end() + linked)
            name = hub_model_id(found[1].rstrip(".")) if found else None
            if found is None or name is None or (page.is_exactly(name) if linked else page.is_own(name)):
                continue
            quoted = page.text.startswith("`", said.end())
            sure = linked or cue in ANY_NAME or ("/" in name and (cue not in LINKED_ALONE or quoted))
            if (sure or (re.search(r"\d", name) and (cue not in LINKED_ALONE or "/" in name))) and found.start(
                1
            ) not in met:
                met.add(found.start(1))
                yield page.candidate(
                    "base_models", name, found.start(1), found.start(1) + len(found[1].rstrip(".")), cue
                )
