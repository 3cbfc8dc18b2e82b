"""Which places are in programs that can start, and are reached: what others name, no run of the repository loads."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial

from builder.mapping.faults import Faults
from builder.mapping.files import Files
from builder.mapping.found import WEIGHTY, Found
from builder.mapping.outside.own_scripts import OwnScripts
from builder.mapping.python.program.modules import Modules
from builder.mapping.python.program.starting import Starting
from builder.mapping.reached import Reached
from builder.mapping.scripts.starting import ScriptStarting
from builder.reference.signatures import Signatures, Weights

Placed = Iterable[tuple[str, Found]]  # path of the file that a place stands in, and the place
LOADING = ("use", "component")
SCRIPT = "javascript"
UNNAMED = "nothing in the repository names the function that it stands in"
UNCOLLECTED = "no runner of tests collects the file that it stands in"
UNASKED = "no test gets the fixture that it stands in"


class Started:
    """The programs of a repository; without the paths of all its files nothing is said to be missing."""

    def __init__(self, files: Files, signatures: Signatures, paths: Collection[str], faults: Faults) -> None:
        self._files, self._signatures, self._faults, self._known = files, signatures, faults, bool(paths)
        facts = {path: file.facts for path, file in files.python.items()}
        scripts = {path: file.data for path, file in files.texts.items() if file.kind == SCRIPT}
        texts = {path: file.data for path, file in files.texts.items()}
        self._python = Starting(facts, Modules(files.python, signatures.packages), paths, texts)
        self._scripts = ScriptStarting(scripts, paths)
        notebooks = {path: file.facts.data for path, file in files.python.items() if file.notebook is not None}
        own = {path: file.facts.data for path, file in files.python.items() if not file.lines and file.notebook is None}
        self._reached = Reached(own, texts | notebooks)
        self._own = own

    def python(self, places: Placed) -> Placed:
        """The places of Python, named only where their file cannot be imported, or nothing names what they stand in."""
        for path, place in self._only(places, self._missing):
            asked = self._loads(place) and path in self._own
            why = self._faults.guarded(path, partial(self._unreached, path, place.line), "") if asked else ""
            yield path, named(place, why) if why else place

    def _unreached(self, path: str, line: int) -> str:
        """Why no run comes to a line; '' where one may."""
        if self._reached.is_dead(path, line):
            return UNNAMED
        if self._reached.is_uncollected(path, line):
            return UNCOLLECTED
        return UNASKED if self._reached.is_unasked(path, line) else ""

    def scripts(self, places: Placed) -> Placed:
        """The places of JavaScript, in the same way."""
        return self._only(places, self._lack)

    def own_scripts(self) -> OwnScripts | None:
        """What commands come to that run the repository's Python; None where there is none."""
        if not self._known or not self._files.python:
            return None
        python = {path: file.facts.data for path, file in self._files.python.items() if file.notebook is None}
        return OwnScripts(python, self._missing, self._python.imported, self._signatures)

    def _missing(self, path: str) -> str:
        """What keeps a file of Python from being run; '' where nothing is known to."""
        lack = self._python.lack(path)
        return f"{lack.path} imports {lack.name}, which is not in the repository" if lack is not None else ""

    def _lack(self, path: str) -> str:
        file = self._files.texts.get(path)
        lack = self._scripts.lack(path) if file is not None and file.kind == SCRIPT else None
        return f"it, or what it imports, imports {lack}, which is not in the repository" if lack is not None else ""

    def _only(self, places: Placed, missing: Callable[[str], str]) -> Placed:
        for path, place in places:
            why = self._faults.guarded(path, partial(missing, path), "") if self._loads(place) else ""
            yield path, named(place, why) if why else place

    def _loads(self, place: Found) -> bool:
        return self._known and place.usage in LOADING


def named(place: Found, why: str) -> Found:
    """A place as one that only names its model, though the call that stands there would ask for it."""
    weights: Weights | None = "unknown" if place.weights is not None else None
    return replace(place, usage="mention", weights=weights, fails=why)


def settled(found: dict[str, list[Found]]) -> dict[str, list[Found]]:
    """The places of every file, where a model that only such programs name stays open: it is no mere mention.

    What the repository asks for elsewhere, too, is only named by a program that cannot start.
    """
    known = {one.name for places in found.values() for one in places if one.usage not in ("mention", "unresolved")}
    return {path: [_settled(one, known) for one in places] for path, places in found.items()}


def _settled(place: Found, known: Collection[str | None]) -> Found:
    weighty = place.fails != "" and place.target.loads in WEIGHTY
    return replace(place, usage="selectable") if weighty and place.name not in known else place
