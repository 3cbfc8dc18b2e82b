"""A call that was read -> its row of `mappings`."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.mapping.python import Call
from builder.privacy import mask

SCANNER_VERSION = 1  # raised by every change to what is found, so that the rows of an older scanner are redone
SCANNER = f"peatmoss {__version__}/{SCANNER_VERSION}"
MAX_TEXT = 200  # characters of code and expression that are published
WEIGHTY = frozenset({"model", "adapter"})  # what has weights; everything else that is loaded is a component


@dataclass(frozen=True)
class Place:
    """The file that calls stand in; `permalink` is the address of the commit's files, `path` is masked already."""

    repository_id: str
    commit: str | None
    permalink: str | None
    path: str
    blob: str
    context: str


def published(text: str) -> str:
    """Source text as it may be published: masked, then cut."""
    return mask(text)[:MAX_TEXT]


def mapping_id(*identity: str) -> str:
    """Key of a mapping, 32 hex digits, the same in every release while the call stands in its file.

    `identity`: repository_id, path, call, loads, then the model's name or else the published expression, and last the
    call's ordinal among the equal ones of its file, from 0.
    """
    return hashlib.sha256("\0".join(identity).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def usage(call: Call) -> str:
    """'use' where weights are loaded, 'mention' where only the architecture is, 'component' for everything else."""
    if call.match.loads not in WEIGHTY:
        return "component"
    return "mention" if call.weights == "random" else "use"


def subject(call: Call) -> str:
    """What a call is about: the model's name, else its argument as published, else nothing."""
    return call.name or published(call.expression or "")


def rows(place: Place, calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Rows of one file's calls, without model_id, identity, first_seen and last_seen, which the merge fills."""
    ordinals = Counter[tuple[str, str, str]]()
    made = []
    for call in calls:
        same = (call.match.call, call.match.loads, subject(call))
        key = mapping_id(place.repository_id, place.path, *same, str(ordinals[same]))
        made.append(_row(place, call, key))
        ordinals[same] += 1
    return made


def _row(place: Place, call: Call, key: str) -> dict[str, Any]:
    return {
        "mapping_id": key,
        "repository_id": place.repository_id,
        "commit": place.commit,
        "path": place.path,
        "line": call.line,
        "column": call.column,
        "argument_line": call.argument_line,
        "cell": None,
        "url": f"{place.permalink}/{quote(place.path)}#L{call.line}" if place.permalink is not None else None,
        "code": published(call.code),
        "library": call.match.library.name,
        "call": call.match.call,
        "loads": call.match.loads,
        "expression": published(call.expression) if call.expression is not None else None,
        "model_name": call.name,
        "hub": call.match.library.hub,
        "revision": published(call.revision) if call.revision is not None else None,
        "resolution": "literal" if call.name is not None else "dynamic",
        "hops": 0 if call.name is not None else None,
        "defined_at": None,
        "usage": usage(call),
        "weights": call.weights if call.match.loads in WEIGHTY else None,
        "trust_remote_code": call.trust_remote_code,
        "context": place.context,
        "confidence": None,
        "blob": place.blob,
        "scanner": SCANNER,
    }
