"""JSON patches (RFC 6902) in settings: what an operation sets, under the keys that its path leads to.

Kustomize's `patches` and `patchesJson6902`, Argo CD, Flux and Helm's post-renderers take them: `{op: replace, path:
/spec/template/spec/containers/0/args/1, value: owner/name}`. Where the path ends within a list, nothing tells what the
one element is for: one of the form of a name is the model's, among a container's arguments and variables.
"""

from collections.abc import Sequence

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.keys import plain

SETTING = frozenset({"add", "replace"})  # operations that set something
NUMBER = re.compile(r"\d+|-")
ARGUMENTS = frozenset({"args", "command", "env"})  # of a container
NAME = re.compile(r"(?a)[\w][\w.-]{0,95}/[\w][\w.-]{0,95}")
MODEL = "model"
PLACES = ("/args/", "/env/", "/command/")  # in paths of operations on a container


def with_targets(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a file, those that operations set under the keys of their targets; all others as they are."""
    operations = {one.parent for one in entries if one.keys[-1] == "op" and one.value in SETTING}
    paths = {
        one.parent: one.value
        for one in entries
        if one.parent in operations and one.keys[-1] == "path" and one.value[:1] == "/"
    }
    return [_moved(one, paths[one.parent]) if one.parent in paths else one for one in entries] if paths else entries


def _moved(entry: Entry, path: str) -> Entry:
    """A value, or an element of a list of values, under the keys of its operation's path."""
    element = entry.keys[-1] == ELEMENT
    if plain(entry.key) != "value":
        return entry
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.strip("/").split("/")]
    keys = [ELEMENT if NUMBER.fullmatch(step) else step for step in steps]
    named = [key for key in keys if key != ELEMENT]
    last = plain(named[-1]) if named else ""
    if not element and last == "value" and len(named) > 1:  # of a variable
        named, last = named[:-1], plain(named[-2])
    if not element and last in ARGUMENTS and keys[-1] != named[-1] and NAME.fullmatch(entry.value) is not None:
        keys = [*named, MODEL]
    outer = entry.keys[: -2 if element else -1]
    return entry._replace(keys=(*outer, *keys, *([ELEMENT] if element else [])))
