"""Whether a repository starts servers of models: its settings name models, though no code of its own loads them."""

from collections.abc import Mapping

from builder import patterns as re
from builder.reference.signatures import Signatures

KINDS = frozenset({"yaml", "sections", "dockerfile", "shell", "makefile", "json", "unit"})
# The Hub's token as servers and its library read it, and the Hub's own name.
TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACEHUB_API_TOKEN", "HF_API_TOKEN", "huggingface")
DOWNLOADS = (b"hf download", b"huggingface-cli download")
MAX_BYTES = 200_000  # of a file that is looked at


def deploys(texts: Mapping[str, bytes], kinds: Mapping[str, str], signatures: Signatures) -> bool:
    """Whether one of the files runs a server's image, or holds the Hub's token or name; texts and kinds by path."""
    images = {image for rule in signatures.commands for image in rule.images}
    words = "|".join(map(re.escape, sorted((*TOKENS, *images))))
    mark = re.compile(rb"(?<![\w-])(?:%s)" % words.encode())
    fits = (data for path, data in texts.items() if kinds.get(path) in KINDS and len(data) <= MAX_BYTES)
    return any(mark.search(data) is not None for data in fits)


def downloads(shells: Mapping[str, bytes]) -> bool:
    """Whether a script downloads what it is told to; the scripts' texts by their path."""
    return any(mark in data for data in shells.values() for mark in DOWNLOADS)
