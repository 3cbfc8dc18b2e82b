"""A model's name in settings -> the edit of the revision that stands beside it, or of the address that it is."""

from collections.abc import Sequence

from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import Entry, Place, Positions
from builder.mapping.formats.sections import read_sections
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.outside.settings_revisions import revisions
from builder.mapping.pinning.interface import Edit, Spot, Unpinnable
from builder.reference.signatures import load_signatures

HEADS = ("main", "null", "None", "~", "")  # what stands for the newest


def edits(text: str, kind: str, spot: Spot) -> list[Edit]:
    """The edit of the revision beside a model's name; none where no key for one stands there.

    Unpinnable where the revision is another one, whose commit is not known.
    """
    entries = _entries(text, kind)
    own = next((one for one in entries if one.place == Place(spot.line, spot.column)), None)
    beside = revisions(entries, load_signatures().revisions).get(own.parent) if own is not None else None
    if beside is None:
        return []
    if beside.value not in HEADS:
        raise Unpinnable(f"the revision {beside.value} stands beside it, whose commit is not known")
    positions = Positions(text)
    start = positions.offset(beside.place.line) + beside.place.column - 1
    end = start + len(beside.value)
    quoted = text[start - 1 : start] in ("'", '"') and text[end : end + 1] == text[start - 1 : start]
    if text[start:end] != beside.value:
        raise Unpinnable("the revision beside it is not found in the file")
    return [Edit(start, end, spot.commit if quoted else f'"{spot.commit}"')]


def _entries(text: str, kind: str) -> Sequence[Entry]:
    if kind == "yaml":
        return read_yaml(text)
    return read_brackets(text, Positions(text))[0] if kind == "json" else read_sections(text)
