"""Variables that a compose file gives to the services that it builds: for their Dockerfile, and the scripts in it."""

from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry, decoded
from builder.mapping.formats.words import Word, pieces
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import ASSIGNMENT, Variables

COMPOSE = re.compile(r"(?:^|/)[^/]*compose[^/]*\.ya?ml$", re.IGNORECASE)
GIVING = frozenset({"environment", "args"})
MAX_BYTES = 100_000
MAX_FILES = 50


class Service(NamedTuple):
    """One service that is built: the folder of its Dockerfile, and what its variables are given, with places."""

    folder: str
    variables: dict[str, list[Text]]


def services(texts: Mapping[str, bytes], known: Mapping[str, Mapping[str, list[Text]]]) -> Iterator[Service]:
    """The built services of the compose files among `texts`; `known` are the variables that each of these sees."""
    for path in known:
        entries = read_yaml(decoded(texts[path]))
        built: dict[str, list[Entry]] = {}
        for entry in entries:
            if len(entry.keys) > 2 and entry.keys[0] == "services":
                built.setdefault(entry.keys[1], []).append(entry)
        for of in built.values():
            built_here = "." if any(one.keys[2] == "build" for one in of) else None
            folder = next((_folder(one) for one in of if _folder(one) is not None), built_here)
            if folder is not None:
                where = normpath(f"{dirname(path)}/{folder}" if dirname(path) else folder).lstrip("/")
                yield Service("" if where == "." else where, _given(of, path, Variables(known[path])))


def compose_files(texts: Mapping[str, bytes]) -> list[str]:
    """The paths of the compose files that build something; the first few."""
    fits = (
        path for path, data in texts.items() if COMPOSE.search(path) and len(data) <= MAX_BYTES and b"build" in data
    )
    return sorted(fits)[:MAX_FILES]


def _folder(entry: Entry) -> str | None:
    """The folder that a service is built from, where an entry says it."""
    inner = entry.keys[2:]
    return entry.value if inner in {("build",), ("build", "context")} else None


def _given(entries: list[Entry], path: str, variables: Variables) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = {}
    for entry in entries:
        if not GIVING.intersection(entry.keys[2:4]):
            continue
        name, value = entry.keys[-1], entry.value
        if name == ELEMENT:
            assigned = ASSIGNMENT.match(value)
            if assigned is None:
                continue
            name, value = assigned[1], value[assigned.end() :]
        for text in variables.expand(Word(pieces(value), entry.place)):
            if text.text:
                place = text.defined_at or f"{path}:{entry.place.line}"
                found.setdefault(name, []).append(Text(text.text, place, text.hops + 1))
    return found
