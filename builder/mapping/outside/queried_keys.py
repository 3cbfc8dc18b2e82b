"""The keys of settings files that shell scripts read with a query: `jq -r '.models[].repo' models.json`.

Sources: the manuals of jq (jqlang.org) and yq (mikefarah.gitbook.io/yq). Only scripts that download models count: what
they read is then what they download.
"""

from collections.abc import Iterable
from posixpath import basename

from builder import patterns as re

QUERY = re.compile(
    rb"""\b(?:jq|gojq|jaq|yq)\b(?:\s+(?:eval|e|--?[a-z][\w-]*))*\s+(?P<query>'[^'\n]*'|"[^"\n]*"|\.[\w.\[\]]+)"""
    rb"""\s+["']?(?:\$\{?\w+\}?/)?(?P<file>[\w./-]+\.(?:json|ya?ml|toml))\b"""
)
KEY = re.compile(rb"\.\"?([A-Za-z_][\w-]*)\"?(?:\[[^\]]*\])?")
DOWNLOADING = (b"hf download", b"huggingface-cli", b"snapshot_download", b"hf_hub_download", b"huggingface.co/")
MARKS = (b"jq", b"yq")
Queried = frozenset[tuple[str, str]]


def queried(scripts: Iterable[bytes]) -> Queried:
    """The names of files, without their folders, each with the last key of a path that a script reads of it."""
    found: set[tuple[str, str]] = set()
    for data in scripts:
        if not any(mark in data for mark in MARKS) or not any(mark in data for mark in DOWNLOADING):
            continue
        for match in QUERY.finditer(data):
            keys = KEY.findall(match["query"])
            if keys:
                found.add((basename(match["file"].decode()), keys[-1].decode()))
    return frozenset(found)
