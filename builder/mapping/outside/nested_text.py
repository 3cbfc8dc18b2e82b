"""Texts within scalars of settings: a file that a ConfigMap holds, JSON in a variable, YAML in a block.

Each becomes a here-document that is written to a file, so that whatever reads those reads it.
"""

from collections.abc import Iterable, Iterator

from builder import patterns as re
from builder.mapping.formats.entries import Entry
from builder.mapping.formats.words import Document
from builder.mapping.kinds import kind

HELD = frozenset({"yaml", "json", "sections", "shell", "python", "unit"})  # kinds of files that are read within others
MIN_TEXT = 12  # characters of a text that holds a key and a name
JSON = re.compile(r"\s*(?:\{\s*[\"'}]|\[\s*[\"'{\[])")
SCRIPT = re.compile(r"#![^\n]*\b(?:ba|z|k|da)?sh\b")
YAML = re.compile(r"(?m)^[ ]*(?:- )?[\"']?[A-Za-z_][\w.-]*[\"']?:(?:[ ]|$)")
PAIRS = re.compile(r"(?m)^(?:export )?[A-Za-z_]\w*[ \t]*=")
MAX_TEXTS = 200  # of one file


def documents(entries: Iterable[Entry]) -> Iterator[Document]:
    """The texts within entries, as if a script wrote each to a file of its kind."""
    made = 0
    for entry in entries:
        name = _file(entry) if len(entry.value) >= MIN_TEXT else None
        if name is not None and made < MAX_TEXTS:
            made += 1
            yield Document(entry.value, entry.place.line, ("cat", ">", name), entry.places)


def _file(entry: Entry) -> str | None:
    """The name of a file of the kind that an entry's value is."""
    if "\n" in entry.value and "." in entry.keys[-1] and kind(entry.keys[-1]) in HELD:
        return entry.keys[-1]
    return file_of(entry.value)


def file_of(value: str) -> str | None:
    """The name of a file of the kind that a text is, recognised by how it looks; None where it is but a value."""
    if JSON.match(value):
        return "a.json"
    if "\n" not in value:
        return None
    if SCRIPT.match(value):
        return "a.sh"
    lines = sum(1 for line in value.split("\n") if line.strip() and not line.lstrip().startswith("#"))
    for name, pattern in (("a.yaml", YAML), ("a.env", PAIRS)):
        if 2 * len(pattern.findall(value)) > lines:
            return name
    return None
