"""Which files of a repository can see what a file defines, recognised by their imports before anything is parsed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from builder import patterns as re
from builder.mapping.python.program.modules import PACKAGE, Modules

ALL = "*"
NAMES = re.compile(rb"[A-Za-z_]\w*|\*")
FROM = re.compile(rb"[ \t]*from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import\b[ \t]*(\([^)]*|[^\n#;]*)")
PLAIN = re.compile(rb"[ \t]*import[ \t]+([^\n#;]+)")

DYNAMIC = re.compile(rb"""import\w*\(\s*["']([\w.]+)["']""")  # `import_module`, `importorskip`, `try_import`


def imports(data: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(module, names taken from it) of every line that imports; `find` reads the rest at the speed of memory."""
    place = data.find(b"import")
    while place >= 0:
        line = data.rfind(b"\n", 0, place) + 1
        if (taken := FROM.match(data, line)) is not None:
            names = (word.decode() for word in NAMES.findall(taken[2]))
            yield taken[1].replace(b" ", b"").decode("utf-8", "replace"), tuple(names)
        elif (taken := PLAIN.match(data, line)) is not None:
            for part in taken[1].split(b","):
                yield from ((word.decode("utf-8", "replace"), ()) for word in part.split()[:1])
        elif (taken := DYNAMIC.match(data, place)) is not None:
            yield taken[1].decode("utf-8", "replace"), ()
        place = data.find(b"import", max(taken.end() if taken is not None else 0, place + 1))


class Importers:
    """The imports of a repository's files, read when they are first asked for."""

    def __init__(self, modules: Modules, files: Mapping[str, bytes]) -> None:
        self._modules, self._files = modules, files
        self._known: dict[str, list[str]] = {}
        self._all: dict[str, set[str]] = {}
        self._named: dict[tuple[str, str], list[str]] = {}

    @cached_property
    def _lines(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        return {path: list(imports(data)) for path, data in self._files.items()}

    @cached_property
    def _direct(self) -> dict[str, set[str]]:
        """Path -> the files that import it; as a module, or a name from it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, lines in self._lines.items():
            for module, names in lines:
                other = self._modules.find(module, path)
                below = (self._modules.below(other, name) for name in names) if other is not None else ()
                for target in (other, *below):
                    if target is not None and target != path:
                        found[target].add(path)
        return found

    @cached_property
    def _naming(self) -> dict[str, set[str]]:
        """Name -> the files whose imports hold it, as what is taken or as the last of a module's names."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, lines in self._lines.items():
            for module, names in lines:
                for name in (module.rpartition(".")[2], *names):
                    found[name].add(path)
        return found

    @cached_property
    def _whole(self) -> dict[str, set[str]]:
        """Name -> the files that import what may be a module of this name, whose names they then reach through it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, lines in self._lines.items():
            for module, names in lines:
                for name in names or (module.rpartition(".")[2],):
                    found[name].add(path)
        return found

    @cached_property
    def _passing(self) -> set[str]:
        """Files that pass on what they import: packages, and those that import all of a module."""
        packages = {path for path in self._files if path.endswith(f"/{PACKAGE}.py")}
        return packages | self._naming.get(ALL, set())

    def _ways(self, path: str) -> list[str]:
        """A file and those that pass on what it defines."""
        if path not in self._known:
            found, waiting = {path: None}, [path]
            while waiting:
                importing = self._direct.get(waiting.pop(), set()) & self._passing
                new = [other for other in sorted(importing) if other not in found]
                found.update(dict.fromkeys(new))
                waiting.extend(new)
            self._known[path] = list(found)
        return self._known[path]

    def sees(self, path: str, other: str) -> bool:
        """Whether a file may use what another one, `path`, defines."""
        return other == path or other in self._seeing(path)

    def _seeing(self, path: str) -> set[str]:
        if path not in self._all:
            self._all[path] = set().union(*(self._direct.get(way, ()) for way in self._ways(path)))
        return self._all[path]

    def imported(self, path: str) -> list[str]:
        """The files that a file imports, or imports from, through packages, nearest first."""
        found: dict[str, None] = {}
        waiting = [path]
        while waiting:
            for other in self._imports.get(waiting.pop(0), ()):
                if other not in found:
                    found[other] = None
                    if other in self._passing:
                        waiting.append(other)
        return list(found)

    @cached_property
    def _imports(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for other, importing in self._direct.items():
            for path in importing:
                found[path].append(other)
        return {path: sorted(other for other in others if other in self._files) for path, others in found.items()}

    def of_name(self, path: str, name: str) -> list[str]:
        """The files that may use a name that a file defines: those that import it, the file, or all that it has."""
        if (path, name) not in self._named:
            self._named[path, name] = self._look_up(path, name)
        return self._named[path, name]

    def _look_up(self, path: str, name: str) -> list[str]:
        stem, *packages = (self._modules.name(way).rpartition(".")[2] for way in self._ways(path))
        naming = set().union(*(self._naming.get(word, ()) for word in (name, stem, ALL)))
        naming = naming.union(*(self._whole.get(word, ()) for word in packages))
        return [path, *sorted((naming & self._seeing(path)) - {path})]
