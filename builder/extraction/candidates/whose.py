"""Whose results a row or a column of a table has: those of the card's own model, or those of others."""

import re
from collections.abc import Sequence
from functools import lru_cache

from builder.reference.result_words import load_result_words

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")
THIS = re.compile(
    r"\b(?:this|ours?|our model|this model|proposed|adapter|student"
    r"|fine-?tun(?:ed|e)(?: model)?|after(?: (?:fine-?tun|train)ing)?)\b",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:base(?:line)?s?|original|before|teacher|previous|prior|zero-?shot|sota|human|random|majority|reference|paper|published|reported|without|w/o)\b",
    re.IGNORECASE,
)
FAMILY = re.compile(
    r"bert(?!-?score)|gpt|llama|mistral|mixtral|qwen|gemma|\bphi\b|phi-\d|falcon|bloom|wav2vec|whisper|hubert|xls-?r|xlm|electra|\bt5\b|mt5|bart\b"
    r"|pegasus|marian|opus|xlnet|longformer|bigbird|reformer|resnet|vit\b|deit|swin|convnext|efficientnet|clip\b|yolo"
    r"|claude|gemini|deepseek|vicuna|alpaca|zephyr|yi-\d|mpt-|opt-\d|pythia|lstm|crf\b|svm|fasttext|glove|word2vec|tf-?idf|bm25|mpnet|minilm"
    r"|luke|ernie|camem|flau|e5-|bge-|gte-|sbert|laser|flair|spacy|stanza|kaldi|conformer|espnet|tulu|orca|command-r|o\d-mini",
    re.IGNORECASE,
)
SIZE = re.compile(r"\d{1,3}(?:\.\d{1,2})? ?[BM]", re.IGNORECASE)  # of a model: '1B' beside '3B'
BRACKETS = re.compile(r"\([^()]{0,80}\)")
FRACTIONS = {"half": ("1", "2"), "quarter": ("1", "4"), "eighth": ("1", "8"), "sixteenth": ("1", "16")}
MOST = 4096  # labels that are remembered: tables repeat them
LONGEST = 120  # code points of a label


def is_model(label: str) -> bool:
    """Whether a label looks like the name of a model."""
    return len(label) <= LONGEST and _is_model(label)


@lru_cache(MOST)
def _is_model(label: str) -> bool:
    return (FAMILY.search(label) or SIZE.fullmatch(label.strip())) is not None


def tokens(name: str) -> frozenset[str]:
    """The words and numbers of a name; a share in words is one in numbers as well."""
    found = set(TOKEN.findall(name.casefold()))
    for word, numbers in FRACTIONS.items():
        if word in found:
            found.update(numbers)
    return frozenset(found)


def own_label(model: str | None, labels: Sequence[str]) -> tuple[int, str] | None:
    """Which of the labels means the card's own model, and what says so.

    That is its 'name', 'this', 'part' of its name, a name with 'more', or its 'role' ('fine-tuned' beside 'base').
    None where no label does or several might.
    """
    own = tokens((model or "").rsplit("/", 1)[-1])
    parts = [_bare(label, own) if len(label) <= LONGEST else frozenset() for label in labels]
    if own:
        exact = [at for at, part in enumerate(parts) if part == own]
        if exact:
            return (exact[0], "name") if len(exact) == 1 else None
    said = [at for at, label in enumerate(labels) if len(label) <= LONGEST and THIS.search(label)]
    if len(said) == 1 and not OTHERS.search(labels[said[0]]):
        others = any(OTHERS.search(label) for at, label in enumerate(labels) if at != said[0])
        short = re.search(r"\b(?:this|ours?|proposed)\b", labels[said[0]], re.IGNORECASE)
        if short or others:
            return said[0], "this" if short else "role"
    words = load_result_words()
    if not own:
        return None
    sizes = [
        sum(map(len, part))
        if part and part < own and (_telling(part) or SIZE.fullmatch(label)) and not words.benchmark.fullmatch(label)
        else 0
        for part, label in zip(parts, labels, strict=True)
    ]
    if (most := max(sizes, default=0)) and sizes.count(most) == 1:
        return sizes.index(most), "part"
    more = [at for at, part in enumerate(parts) if own < part]
    return (more[0], "more") if len(more) == 1 and len(own) > 1 else None


def rest_label(labels: Sequence[str]) -> int | None:
    """Which of the labels is left where all others say that they are of others: 'base e5-small' beside 'retrained'."""
    left = [at for at, label in enumerate(labels) if not OTHERS.search(label) and not is_model(label)]
    return left[0] if len(left) == 1 and len(labels) > 1 and any(map(OTHERS.search, labels)) else None


def _bare(label: str, own: frozenset[str]) -> frozenset[str]:
    """The words of a label; without an owner where they are the model's own only so."""
    label = BRACKETS.sub(" ", label)
    whole = tokens(label)
    return whole if whole <= own or "/" not in label else tokens(label.rsplit("/", 1)[-1])


def _telling(part: frozenset[str]) -> bool:
    return any(len(word) > 1 and word.isalpha() and word != "model" for word in part)
