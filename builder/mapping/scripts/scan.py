"""The scripts of a repository -> the places that name models, by path, and the files that were not read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from builder import patterns as re
from builder.mapping.context import is_invented
from builder.mapping.faults import Faults
from builder.mapping.found import Found
from builder.mapping.kinds import SCRIPTS
from builder.mapping.outside import literals
from builder.mapping.outside.stems import has_module
from builder.mapping.outside.wanted import Wanted
from builder.mapping.scripts import lists
from builder.mapping.scripts.evaluate import Evaluator
from builder.mapping.scripts.grammar import script_text
from builder.mapping.scripts.loads import Loading
from builder.mapping.scripts.modules import Modules
from builder.mapping.scripts.offers import Offers
from builder.mapping.scripts.tree import Call, File, Record, Sequenced
from builder.records import dataclass

MIN_WORD = 8  # characters of a call's last word that tells alone that a file is worth reading


@dataclass(frozen=True)
class Scripts:
    """Places with the path of their file; by path why files were not read, and which fault ended the reading of one."""

    found: tuple[tuple[str, Found], ...]
    unread: Mapping[str, str]
    lost: Mapping[str, str]


def found(files: Mapping[str, tuple[bytes, str]], wanted: Wanted) -> Scripts:
    """What the scripts among `files` load; their kinds are 'javascript' and 'rust', those of JSON files 'json'."""
    modules = Modules(files)
    evaluator = Evaluator(modules)
    found: dict[str, list[Found]] = {}
    faults = Faults()
    for language in SCRIPTS:
        paths = modules.of(language)
        own = [path for path in paths if has_module(modules.data(path), language, wanted.signatures)]
        if own:
            _called(modules, Loading(evaluator, wanted, language), own, paths, found, faults)
            _listed(modules, wanted, paths, found, faults)
            _offered(modules, wanted, paths if language == "javascript" else [], found, faults)
        _addressed(modules, wanted, paths, found, faults)
    strongest = ((path, one) for path, places in found.items() for one in _strongest(places))
    return Scripts(tuple(strongest), modules.unread, {**faults.of, **modules.lost})


def _called(
    modules: Modules,
    loading: Loading,
    own: list[str],
    paths: list[str],
    found: dict[str, list[Found]],
    faults: Faults,
) -> None:
    """Adds what calls load: in files that name a library, and in those that may have one from another file."""
    words = sorted(word.encode() for word in loading.words if len(word) >= MIN_WORD)
    calling = re.compile(rb"\b(?:%s)\s*\(" % b"|".join(words))

    def may_call(data: bytes) -> bool:
        return any(word in data for word in words) and calling.search(data) is not None

    known = set(own)
    others = (path for path in paths if path not in known and may_call(modules.data(path)))
    for path in [*own, *others]:
        file = modules.file(path)
        for place in faults.until(path, loading.places(file)) if file is not None else ():
            found.setdefault(place.path, []).append(place.found)


def _listed(modules: Modules, wanted: Wanted, paths: list[str], found: dict[str, list[Found]], faults: Faults) -> None:
    """Adds what lists name that no call was seen to take it from."""
    followed = {place for path, places in found.items() for one in places for place in _places(path, one)}
    for path in paths:
        data = modules.data(path)
        file = modules.file(path) if lists.is_likely(data, modules.language(path)) else None
        for one in faults.until(path, lists.found(file, wanted)) if file is not None else ():
            if (f"{path}:{one.line}", one.name) not in followed:
                found.setdefault(path, []).append(one)


def _addressed(
    modules: Modules, wanted: Wanted, paths: list[str], found: dict[str, list[Found]], faults: Faults
) -> None:
    """Adds the addresses of the Hub's files that no call was seen to fetch; of several models one is chosen."""
    followed = {place for path, places in found.items() for one in places for place in _places(path, one)}
    for path in paths:
        if is_invented(path) or not literals.may_address(modules.data(path), wanted.signatures):
            continue
        file = modules.file(path)
        spans = file.tests if file is not None else ()
        tests = [(file.place(start).line, file.place(end).line) for start, end in spans] if file is not None else []
        of_lists = list(_elements(file)) if file is not None else []
        made = faults.until(path, literals.addressed(script_text(modules.data(path), path), wanted))
        own = [one for one in made if not any(first <= one.line <= last for first, last in tests)]
        listed = len({one.name for one in own if one.usage == "use" and one.target.call == literals.ADDRESS}) > 1
        for one in own:
            if (f"{path}:{one.line}", one.name) not in followed:
                offered = listed or any(first <= one.line <= last for first, last in of_lists)
                offered = offered and one.usage == "use" and one.target.call == literals.ADDRESS
                found.setdefault(path, []).append(replace(one, usage="selectable") if offered else one)


def _elements(file: File) -> Iterator[tuple[int, int]]:
    """The first and last lines of the objects in a file's lists of several: which of them is taken stays open."""
    for _, value in file.named:
        made = [one for one in value.items if isinstance(one, Record | Call)] if isinstance(value, Sequenced) else []
        yield from ((file.place(one.start).line, file.place(one.end).line) for one in made if len(made) > 1)


def _offered(modules: Modules, wanted: Wanted, paths: list[str], found: dict[str, list[Found]], faults: Faults) -> None:
    """Adds what pages offer to their scripts."""
    offers = Offers(modules, wanted, paths)
    for path in paths:
        for one in faults.until(path, offers.found(path)):
            found.setdefault(path, []).append(one)


def _places(path: str, found: Found) -> Iterator[tuple[str, str | None]]:
    """Where the string of a place stands."""
    yield f"{path}:{found.argument_line}", found.name
    if found.defined_at is not None:
        yield found.defined_at, found.name


def _strongest(places: list[Found]) -> list[Found]:
    """Each place once: as a use where it is one on any way that leads to it."""
    unique: dict[tuple[int, int, str | None, str], Found] = {}
    for one in places:
        key = (one.line, one.column, one.name, one.target.loads)
        if key not in unique or (one.usage == "use" and unique[key].usage != "use"):
            unique[key] = one
    return list(unique.values())
