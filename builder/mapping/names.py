"""Which strings can be a model's name: the form of names on the hubs, and what means a file of the machine."""

from typing import NamedTuple

from builder.privacy import has_secret
from builder.signatures import Library, NameRules

MAX_NAME = 300  # characters; an owner, a name and an entry point are never as long


class Name(NamedTuple):
    """A model's name as its hub says it, and the revision that was written into the same string."""

    name: str
    revision: str | None


def hub_name(written: str, entry: str | None, library: Library, rules: NameRules) -> Name | None:
    """The name that a string, and an entry point within what it names, mean to a library.

    None where they can be no name: a path, a URL, a sentence, a secret.
    """
    if len(written) > MAX_NAME:
        return None
    prefix = next((prefix for prefix in library.prefixes if written.startswith(prefix)), "")
    name, revision = written.removeprefix(prefix), ""
    if library.pin is not None:
        name, _, revision = name.partition(library.pin)
    if entry is not None:
        name = f"{name}#{entry}"
    pattern = rules.pattern if prefix or library.pattern is None else library.pattern
    if not pattern.fullmatch(name) or any(local.fullmatch(name) for local in rules.local) or has_secret(name):
        return None
    return Name(name, revision or None)
