"""What stands behind keys within one word of a command: 'key=value,key=value', or an object of JSON."""

from collections.abc import Mapping, Sequence

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import Positions
from builder.mapping.outside.keys import plain
from builder.mapping.outside.served import REQUESTED, is_served
from builder.reference.signature_rules import ANY, Loads

PAIR = re.compile(r"\+{0,2}([A-Za-z_@][\w.@/-]*)=")
SPACE = re.compile(r"[,\s]+")
OPENING = frozenset({"{", "["})  # first characters of a text that is JSON


def key_values(text: str) -> list[tuple[str, str]]:
    """Keys and values of 'key=value,key=value', or of an object of JSON."""
    if text[:1] in OPENING:
        return [(entry.key, entry.value) for entry in read_brackets(text, Positions(text))[0]]
    found = []
    for part in text.split(","):
        pair = PAIR.match(part.strip())
        if pair is not None:
            found.append((pair[1], part.strip()[pair.end() :]))
    return found


def named_by(text: str, loads: Mapping[str, Loads]) -> list[tuple[str, Loads]]:
    """The values that name something in 'key=value,key=value' or JSON, by their key, and what each loads.

    With the key '*' the text is a list of 'value' or 'name=value', whatever the names are.
    """
    anything = loads.get(ANY)
    if anything is None or text[:1] in OPENING:
        return [(value, loads[key]) for key, value in key_values(text) if key in loads]
    return [(part.rpartition("=")[2], anything) for part in SPACE.split(text) if part]


def is_request(text: str, given: Sequence[tuple[str, str]]) -> bool:
    """Whether keys say that a server is asked: its address among pairs, or what requests hold in JSON."""
    if text[:1] in OPENING:
        return any(plain(key) in REQUESTED for entry in read_brackets(text, Positions(text))[0] for key in entry.keys)
    return any(is_served(key) for key, _ in given)
