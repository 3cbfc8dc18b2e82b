"""Models that the card's model was made from: ids after the words that say so."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.hub_ids import hub_model_id

ID = r"[\w.-]{1,80}(?:/[\w.-]{1,100})?"
LINKED = re.compile(
    r"[^\[\]\n]{1,120}\]\(\s?https?://huggingface\.co/(?!datasets/|spaces/|docs/|papers/)(" + ID + r")\)"
)
NAMED = re.compile(r"[`*\"]{0,3}(" + ID + r")", re.ASCII)
CUES = {
    "cue:fine-tuned version of": re.compile(r"\bfine-?\s?tuned (?:version|checkpoint) of (?:the )?", re.IGNORECASE),
    "cue:fine-tuned": re.compile(r"^\s?Fine-?tuned (?=\[)", re.IGNORECASE | re.MULTILINE),
    "cue:based on": re.compile(r"\bmodel is based on (?:a |the )?(?:pre-?trained )?", re.IGNORECASE),
    "cue:forked from": re.compile(r"\bforked from ", re.IGNORECASE),
    "cue:quantized version of": re.compile(r"\b(?:quanti[sz]ed|gguf|converted) version of (?:the )?", re.IGNORECASE),
    "cue:adapter for": re.compile(r"\badapter\]?[^.\n]{0,60}? for the (?=`)", re.IGNORECASE),
    "label:finetuned from": re.compile(r"\bFinetuned from model(?: \[optional\])?\W{1,6}", re.IGNORECASE),
}
OFTEN = {  # words of each cue, in lower case: most cards have none of them
    "cue:fine-tuned version of": (" version of", "\nversion of", "checkpoint of", "checkpoint\nof"),
    "cue:fine-tuned": ("finetuned [", "fine-tuned ["),
    "cue:based on": ("is based on",),
    "cue:forked from": ("forked from",),
    "cue:quantized version of": ("version of",),
    "cue:adapter for": ("for the `",),
    "label:finetuned from": ("finetuned from",),
}


def base_models(page: Page) -> Iterator[Candidate]:
    """Candidates of base_models; a name without an owner counts only where it looks like an id or is linked."""
    for cue, words in CUES.items():
        for said in words.finditer(page.text) if page.has(*OFTEN[cue]) else ():
            if not page.prose(said.start()):
                continue
            linked = page.text.startswith("[", said.end())
            found = (LINKED if linked else NAMED).match(page.text, said.end() + linked)
            name = hub_model_id(found[1].rstrip(".")) if found else None
            if found is None or name is None or page.is_own(name):
                continue
            if linked or "/" in name or re.search(r"\d", name):
                yield page.candidate(
                    "base_models", name, found.start(1), found.start(1) + len(found[1].rstrip(".")), cue
                )
