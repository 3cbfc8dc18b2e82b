"""The scripts of a repository -> the places that name models, by path, and the files that were not read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from builder.mapping.found import Found
from builder.mapping.outside.wanted import Wanted, has_module
from builder.mapping.scripts import lists
from builder.mapping.scripts.evaluate import Evaluator
from builder.mapping.scripts.loads import Loading
from builder.mapping.scripts.modules import Modules

LANGUAGES = ("javascript", "rust")
MIN_WORD = 8  # characters of a call's last word that tells alone that a file is worth reading


@dataclass
class Scripts:
    """Places by path, and how many files were not read, by reason."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)


def found(files: Mapping[str, tuple[bytes, str]], wanted: Wanted) -> Scripts:
    """What the scripts among `files` load; their kinds are 'javascript' and 'rust', those of JSON files 'json'."""
    modules = Modules(files)
    evaluator = Evaluator(modules)
    made = Scripts()
    for language in LANGUAGES:
        paths = modules.of(language)
        own = [path for path in paths if has_module(modules.data(path), language, wanted.signatures)]
        if not own:
            continue
        loading = Loading(evaluator, wanted, language)
        calling = re.compile(
            rb"\b(?:%s)\s*\(" % "|".join(word for word in loading.words if len(word) >= MIN_WORD).encode()
        )
        others = [path for path in paths if path not in set(own) and calling.search(modules.data(path))]
        for path in [*own, *others]:
            file = modules.file(path)
            for place in loading.places(file) if file is not None else ():
                made.found.setdefault(place.path, []).append(place.found)
        told = {place for path, places in made.found.items() for one in places for place in _places(path, one)}
        for path in paths:
            file = modules.file(path) if lists.is_likely(modules.data(path), language) else None
            for one in lists.found(file, wanted) if file is not None else ():
                if (f"{path}:{one.line}", one.name) not in told:
                    made.found.setdefault(path, []).append(one)
    made.found = {path: _sorted(places) for path, places in made.found.items()}
    made.unread = modules.skipped()
    return made


def _places(path: str, found: Found) -> Iterator[tuple[str, str | None]]:
    """Where the string of a place stands."""
    yield f"{path}:{found.argument_line}", found.name
    if found.defined_at is not None:
        yield found.defined_at, found.name


def _sorted(places: list[Found]) -> list[Found]:
    unique = {(one.line, one.column, one.name, one.target.loads, one.usage == "use"): one for one in reversed(places)}
    known = {(one.line, one.column, one.name, one.target.loads) for one in places if one.usage == "use"}
    kept = [
        one
        for one in unique.values()
        if one.usage == "use" or (one.line, one.column, one.name, one.target.loads) not in known
    ]
    return sorted(kept, key=lambda one: (one.line, one.column, one.argument_line, one.name or ""))
