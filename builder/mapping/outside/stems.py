"""Words that stand in every file of which a reader could make something: files without them are not read at all."""

from collections.abc import Iterable

from builder import patterns as re
from builder.reference.outside_rules import CommandRule
from builder.reference.signatures import Signatures

PIECE = re.compile(r"[a-z]{3,}|[A-Z][A-Z0-9]{2,}|[A-Z][a-z0-9]{2,}")
COMMON = "model"
GENERIC = frozenset({"name", "path", "config", "pipeline", "vision", "source", "target"})
PACKAGE_STEMS = ("spacy", "core_", "core-", *(mark + size for mark in "_-" for size in ("sm", "md", "lg", "trf")))
FREQUENT = frozenset({"hf", "transformers"})  # too frequent to tell a command: its second word stands behind them
# Beginnings of texts that say themselves that they name a model.
SERVICES = ("api-inference.huggingface.co/", "router.huggingface.co/")
MARKS = ("hf://", "huggingface://", "hf-hub:", "hf_hub:", "djl://ai.djl.huggingface", *SERVICES)
URL_STEMS = ("huggingface.co", "hf.co", "hf-mirror")


def key_stems(name: str) -> tuple[str, ...]:
    """A word in a key, lower-case: 'model' if it is in one, else the longest; the whole key if that says little."""
    pieces = [piece.lower() for piece in PIECE.findall(name)]
    if any(COMMON in piece for piece in pieces):
        return (COMMON,)
    longest = max(pieces, key=len, default="")
    if longest not in {"", *GENERIC}:
        return (longest,)
    whole = name.strip("*-").lower()
    return tuple(whole.replace("_", mark) for mark in ("_", "-", ""))


def command_stems(rule: CommandRule) -> Iterable[str]:
    """Words of which one stands in every text that holds a command of a rule."""
    if rule.reads == "package":
        return PACKAGE_STEMS
    if rule.reads == "url":
        return URL_STEMS
    if rule.reads == "marked":
        return (*URL_STEMS, *MARKS)
    words = [word.lower() for word in rule.words if word not in {"python", "-m"}]
    if not words:
        return tuple(rule.options)
    images = [image.lower() for image in rule.images]
    return (
        (*images, *(mark.join(words) for mark in (" ", '", "', "', '")))
        if words[0] in FREQUENT
        else (*images, words[0])
    )


def shortest(stems: Iterable[str]) -> tuple[bytes, ...]:
    """The words that no other one stands in; short ones first, since they are found the soonest."""
    unique = set(stems)
    kept = sorted(stem.encode() for stem in unique if not any(other in stem for other in unique - {stem}))
    return tuple(sorted(kept, key=len))


def has_module(data: bytes, language: str, signatures: Signatures) -> bool:
    """Whether a file holds the name of a module whose calls load models."""
    return any(module in data for module in signatures.script_modules.get(language, ()))
