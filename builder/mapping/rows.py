"""A place that names a model -> its row of `mappings`."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.mapping.found import Found
from builder.records import dataclass
from builder.redaction.privacy import mask
from builder.reference.confidence import Confidence

SCANNER_VERSION = 20  # raised by every change to what is found, so that the rows of an older scanner are redone
SCANNER = f"peatmoss {__version__}/{SCANNER_VERSION}"
MAX_LOOK = 4000  # characters that are masked: far more than is published, so that secrets are seen whole
MAX_TEXT = 200  # characters of code and expression that are published


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
    return mask(text[:MAX_LOOK])[:MAX_TEXT]


def mapping_id(*identity: str) -> str:
    """Key of a mapping, 32 hex digits, the same in every release while the call stands in its file.

    `identity`: repository_id, path, call, loads, then the model's name or else the published expression, and last the
    call's ordinal among the equal ones of its file, from 0.
    """
    return hashlib.sha256("\0".join(identity).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def subject(found: Found) -> str:
    """What a place is about: the model's name, else the argument as published, else nothing."""
    return found.name or published(found.expression or "")


Confident = Callable[[str, str, str], Confidence | None]  # of a usage, a resolution and a context


def rows(place: Place, found: Iterable[Found], confident: Confident) -> list[dict[str, Any]]:
    """Rows of one file's places, without model_id, identity, first_seen and last_seen, which the merge fills.

    `confident` tells how many of such places were found right.
    """
    ordinals = Counter[tuple[str, str, str]]()
    made = []
    for one in found:
        same = (one.target.call, one.target.loads, subject(one))
        key = mapping_id(place.repository_id, place.path, *same, str(ordinals[same]))
        made.append({**_row(place, one, key), "confidence": _share(one, place, confident)})
        ordinals[same] += 1
    return made


def _share(found: Found, place: Place, confident: Confident) -> float | None:
    """Of calls alone: labels tell nothing of files of weights."""
    read = confident(found.usage, found.resolution, place.context) if found.target.call else None
    return read.share if read is not None else None


def _row(place: Place, found: Found, key: str) -> dict[str, Any]:
    cell = found.cell
    return {
        "mapping_id": key,
        "repository_id": place.repository_id,
        "commit": place.commit,
        "path": place.path,
        "line": found.line,
        "column": found.column,
        "argument_line": found.argument_line,
        "cell": cell,
        "url": _url(place, found) if place.permalink is not None else None,
        "code": published(found.code) if found.target.call or found.code else None,
        "library": mask(found.target.library),
        "call": published(found.target.call) or None,
        "loads": found.target.loads,
        "expression": published(found.expression) if found.expression is not None else None,
        "model_name": found.name,
        "hub": found.target.hub or None,
        "revision": published(found.revision) if found.revision is not None else None,
        "resolution": found.resolution,
        "hops": found.hops,
        "defined_at": mask(found.defined_at) if found.defined_at is not None else None,
        "usage": found.usage,
        "weights": found.weights,
        "trust_remote_code": found.trust_remote_code,
        "context": place.context,
        "confidence": None,
        "blob": place.blob,
        "scanner": SCANNER,
    }


def _url(place: Place, found: Found) -> str:
    """Permalink to the line; a notebook's cells have none of their own."""
    address = f"{place.permalink}/{quote(place.path)}"
    mark = "lines-" if address.startswith("https://bitbucket.org/") else "L"
    return address if found.cell is not None else f"{address}#{mark}{found.line}"
