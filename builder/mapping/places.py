"""The files of one repository -> the places in them that name a model.

Python first: what its code takes from outside tells what keys, options and variables mean in all other files.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from builder.mapping.context import context
from builder.mapping.faults import Faults
from builder.mapping.files import Files, nested
from builder.mapping.found import Demand, Found
from builder.mapping.kinds import SCRIPTS, SETTINGS
from builder.mapping.outside import (
    built_objects,
    commands,
    deployments,
    embedded,
    literals,
    notebook,
    other_notebooks,
    others,
)
from builder.mapping.outside.console_scripts import console_scripts
from builder.mapping.outside.embedded import BUILT, RUN, Inner
from builder.mapping.outside.handed_on import HandedOn
from builder.mapping.outside.own_programs import own_programs
from builder.mapping.outside.settings_files import MAX_BYTES as MAX_SETTINGS
from builder.mapping.outside.stems import has_module
from builder.mapping.outside.wanted import Wanted
from builder.mapping.outside.wrappers import wrapped
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.modules import Modules
from builder.mapping.python.resolve import Resolved, resolve
from builder.mapping.started import Started, settled
from builder.reference.signatures import Signatures

Placed = Iterable[tuple[str, Found]]  # path of the file that a place stands in, and the place
Source = TypeVar("Source")
InnerFiles = dict[str, Inner]  # Python within files of other kinds, by its own name


def of(files: Files, signatures: Signatures, paths: Collection[str] = ()) -> dict[str, list[Found]]:
    """The places of every file by its path, in no order; a file that a fault ended is among the skipped ones, too.

    `paths` are those of all files of the repository; without them nothing is said to be missing.
    """
    faults = Faults()
    inner = {one.name: one for one in _inner(files, signatures, faults)}
    code = _run(files, inner, signatures)
    faults.also(_at_home(code, inner))
    started = Started(files, signatures, paths, faults)
    wanted = _wanted(files, code, signatures, faults, started)
    found: dict[str, list[Found]] = {}
    for part in (
        started.python(_in_code(code, files, inner)),
        _shown(files, inner, signatures, faults),
        _commanded(code, files, inner, wanted, faults),
        _in_notebooks(files, wanted, faults),
        started.scripts(_in_scripts(files, wanted, faults)),
        _written_by_cells(files, wanted, faults),
        _not_built(_elsewhere(files, code, inner, wanted, faults), code, inner),
    ):
        for path, place in part:
            found.setdefault(path, []).append(place)
    for path, fault in faults.of.items():
        files.skipped[f"partly read ({fault})"].append(path)
    # a file may be set aside after another reader has found a place in it
    return settled({path: placed for path, placed in found.items() if path in files.python or path in files.texts})


def _at_home(code: Resolved, inner: InnerFiles) -> dict[str, str]:
    """The faults of Python by the files that it stands in."""
    return {inner[path].host if path in inner else path: fault for path, fault in code.lost.items()}


def _inner(files: Files, signatures: Signatures, faults: Faults) -> Iterator[Inner]:
    """The Python that stands within files of other kinds, or that settings stand for.

    What nests too deep is a fault of its file.
    """
    modules = Modules(files.python, signatures.packages)
    for path, file in files.texts.items():
        yield from _shallow(faults.until(path, embedded.in_file(path, file.kind, file.data, signatures)), faults)
        if file.kind in SETTINGS and files.python:
            built = faults.until(path, built_objects.in_file(path, file.kind, file.data, modules.find))
            yield from _shallow(built, faults)
    for path, one in files.notebooks.items():
        yield from _shallow(faults.until(path, embedded.in_notebook(path, one, files.python.__contains__)), faults)


def _shallow(inner: Iterable[Inner], faults: Faults) -> Iterator[Inner]:
    for one in inner:
        reason = nested(one.source)
        if reason is None:
            yield one
        else:
            faults.also({one.host: reason})


def _run(files: Files, inner: InnerFiles, signatures: Signatures) -> Resolved:
    """All Python that is run, as one program. A file of Python without a suffix, known by its first line, is one."""
    facts = {path: file.facts for path, file in files.python.items()}
    own = {name: Facts(one.source) for name, one in inner.items() if one.way in (RUN, BUILT)}
    code = resolve(facts | own, signatures)
    demand = code.demand
    for path in sorted(code.inner.keys() - inner.keys()):
        demand = demand.also(code.inner.pop(path))
    return code._replace(demand=demand)


def _wanted(files: Files, code: Resolved, signatures: Signatures, faults: Faults, started: Started) -> Wanted:
    """What to look for in all other files."""
    named = (
        file.kind
        for path, file in files.texts.items()
        if faults.guarded(path, partial(has_module, file.data, file.kind, signatures), otherwise=False)
    )
    languages = set(named)
    shells = {path: file.data for path, file in files.texts.items() if file.kind == "shell"}
    texts = {path: file.data for path, file in files.texts.items()} | {
        path: file.facts.data for path, file in files.python.items() if path.endswith("setup.py")
    }
    wrappers = (console_scripts(texts) if texts else {}) | (wrapped(shells) if shells else {})
    made = partial(Wanted, code.demand, signatures, frozenset(languages), files.python, wrappers, shells)
    kinds = {path: file.kind for path, file in files.texts.items()}
    code_files = (other_notebooks.as_code(path, file.data) for path, file in files.texts.items() if file.kind == "code")
    made = partial(
        made,
        deploys=deployments.downloads(shells) or deployments.deploys(texts, kinds, signatures),
        named=literals.loading(code_files, signatures),
        own_scripts=started.own_scripts(),
    )
    common = made()
    if "rust" not in languages:
        return common
    sources = {path: (file.data, file.kind) for path, file in files.texts.items()}
    programs = own_programs(sources, lambda name: goal.target if (goal := common.key(name)) is not None else None)
    return made(programs)


def _in_code(code: Resolved, files: Files, inner: InnerFiles) -> Placed:
    """The calls of the repository's Python."""
    for path, places in code.found.items():
        host = inner[path].host if path in inner else path
        built = path in inner and inner[path].way == BUILT  # what it leaves open, its class leaves open
        yield from ((host, _at(one, path, files, inner)) for one in places if one.name is not None or not built)


def _not_built(places: Placed, code: Resolved, inner: InnerFiles) -> Placed:
    """The places but those of settings' entries that are arguments of objects whose classes say what they name."""
    built = ((name, one) for name, one in inner.items() if one.way == BUILT)
    lines = {
        (one.host, one.places[place.argument_line - 1].line)
        for name, one in built
        for place in code.found.get(name, ())
        if place.name is not None
    }
    return (placed for placed in places if (placed[0], placed[1].line) not in lines)


def _shown(files: Files, inner: InnerFiles, signatures: Signatures, faults: Faults) -> Placed:
    """The calls of Python that documents show; apart, as nothing of the repository is called by what they say.

    Each source is read once: the documents of earlier versions repeat most of it.
    """
    alike: dict[tuple[object, ...], list[Inner]] = {}
    for one in inner.values():
        if one.way not in (RUN, BUILT):
            alike.setdefault(_likeness(one), []).append(one)
    if not alike:
        return
    code = resolve({ones[0].name: Facts(ones[0].source) for ones in alike.values()}, signatures)
    for ones in alike.values():
        first = ones[0].name
        faults.also({one.host: code.lost[first] for one in ones if first in code.lost})
        places = [place for place in code.found.get(first, ()) if place.name is not None]
        for one in ones:
            own = (_at(_renamed(place, first, one.name), one.name, files, inner) for place in places)
            yield from ((one.host, one.described(place)) for place in own)


def _likeness(one: Inner) -> tuple[object, ...]:
    """What its places depend on: its source, and what its path says of the code."""
    folder, _, name = one.name.rpartition("/")
    return one.source, name.rpartition(".")[0], bool(folder), context(one.name)


def _renamed(place: Found, path: str, name: str) -> Found:
    """A place whose string was defined in a file, as of another file with the same text."""
    return place.relocated(lambda at: f"{name}:{at.rpartition(':')[2]}" if at.rpartition(":")[0] == path else at)


def _commanded(code: Resolved, files: Files, inner: InnerFiles, wanted: Wanted, faults: Faults) -> Placed:
    """The commands that the repository's Python runs."""
    for path, script in code.scripts.items():
        if path not in inner:
            run = faults.until(path, _placed(commands.found, script, wanted, path))
            yield from ((path, _at(one, path, files, inner)) for one in run)


def _in_notebooks(files: Files, wanted: Wanted, faults: Faults) -> Placed:
    """The shell lines of notebooks."""
    saved = {path: file.commands for path, file in files.python.items() if file.commands is not None}
    for path, one in (files.notebooks | saved).items():
        run = faults.until(path, _placed(notebook.found, one, wanted, path))
        yield from ((path, place) for place in run)


def _written_by_cells(files: Files, wanted: Wanted, faults: Faults) -> Placed:
    """What the files name that cells of notebooks write (`%%writefile serving.properties`), at its place there."""
    for path, one in files.notebooks.items():
        for part, name in notebook.written(one):
            ask = partial(others.read, name, part.path or "", part.text.encode("utf-8", "replace"), wanted, dict)
            nothing: list[Found] = []
            yield from ((path, notebook.at_part(found, part)) for found in faults.guarded(path, ask, nothing))


def _placed(
    find: Callable[[Source, Wanted], list[Found]], source: Source, wanted: Wanted, path: str
) -> Iterator[Found]:
    """The places of one file; nothing is looked for before they are asked for."""
    yield from others.placed(find(source, wanted), path)


def _in_scripts(files: Files, wanted: Wanted, faults: Faults) -> Placed:
    """The calls of JavaScript, TypeScript and Rust; a file that is too much to be read is set aside with its reason."""
    if not any(file.kind in SCRIPTS for file in files.texts.values()):
        return ()
    from builder.mapping.scripts import scan as scripts  # their grammars take a tenth of the start-up time

    made = scripts.found({path: (file.data, file.kind) for path, file in files.texts.items()}, wanted)
    for path, reason in made.unread.items():
        del files.texts[path]
        files.skipped[reason].append(path)
    faults.also(made.lost)
    return made.found


def _elsewhere(files: Files, code: Resolved, inner: InnerFiles, wanted: Wanted, faults: Faults) -> Placed:
    """The places of the files that hold no Python of their own; what Python within one asks for, it alone answers."""
    if not files.texts:
        return
    kinds = {path: file.kind for path, file in files.texts.items()}
    handed_on = HandedOn({path: file.data for path, file in files.texts.items()}, kinds)
    own: dict[str, Demand] = {}
    for name, demand in code.inner.items():
        host = inner[name].host
        if inner[name].way == BUILT:
            continue
        own[host] = own.get(host, code.demand).also(demand)
    for path, file in files.texts.items():
        is_page = path.lower().endswith(others.PAGES)
        if file.kind in SCRIPTS and not is_page:
            continue
        asked = Wanted(own[path], wanted.signatures, wanted.scripted) if path in own else wanted
        ask = partial(
            others.read, others.PAGE if is_page else file.kind, path, file.data, asked, partial(handed_on.to, path)
        )
        if file.kind in SETTINGS and len(file.data) > MAX_SETTINGS:
            files.skipped["too large to be settings"].append(path)
        nothing: list[Found] = []
        places = faults.guarded(path, ask, nothing)
        yield from ((path, one) for one in places)


def _at(found: Found, path: str, files: Files, inner: InnerFiles) -> Found:
    """A place of Python where it stands in the repository, and so the place of the string and the way from it."""
    found = found.relocated(lambda place: _shown_at(place, files, inner))
    if path in inner:
        return inner[path].moved(found)
    file = files.python.get(path)
    if file is not None and file.lines:
        return replace(found, line=file.lines[found.line - 1], argument_line=file.lines[found.argument_line - 1])
    return _in_cell(found, path, files)


def _shown_at(place: str, files: Files, inner: InnerFiles) -> str:
    """A line of the program ('path:line') as a line of the repository's file, or of a notebook's cell."""
    path, _, line = place.rpartition(":")
    if path in inner:
        return inner[path].at(int(line))
    file = files.python.get(path)
    if file is not None and file.notebook is not None:
        cell = file.notebook.lines[int(line) - 1]
        return f"{path}:cell{cell.cell}:{cell.line}"
    return f"{path}:{file.lines[int(line) - 1]}" if file is not None and file.lines else place


def _in_cell(found: Found, path: str, files: Files) -> Found:
    """A place by its cell and the line in it, where these are a notebook's."""
    file = files.python.get(path)
    if file is None or file.notebook is None:
        return found
    at, shown = file.notebook.lines[found.line - 1], file.notebook.lines[found.argument_line - 1]
    return replace(found, cell=at.cell, line=at.line, argument_line=shown.line)
