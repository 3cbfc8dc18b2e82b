"""Which file of a repository a module's name means, recognised by the paths alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

SUFFIXES = (".py", ".pyw", ".ipynb")
PACKAGE = "__init__"
PACKAGE_FILE = f"{PACKAGE}.py"
# Folders that stand on Python's path though no module is named after them.
ROOTS = frozenset({"src", "lib", "libs", "python", "code", "app", "backend", "server"})
MAX_LIBRARY = 300  # files of a library whose own calls are all followed
PORTION = 2  # more names than these tell a module of a namespace package
MAX_PATHS = 50  # modules of one name that are distinguished


class Module(NamedTuple):
    """A file as a module: its path and the names that lead to it from the repository's top."""

    path: str
    names: tuple[str, ...]


class Modules:
    """The Python files of a repository; a root of `libraries` means what is installed, unless a package is here."""

    def __init__(self, paths: Iterable[str], libraries: Collection[str] = ()) -> None:
        self._libraries = libraries
        self._paths = {path for path in paths if path.endswith(SUFFIXES)}
        self._folders: set[str] = set()
        self._by_name: dict[str, list[Module]] = defaultdict(list)
        self._names: dict[str, str] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        for path in sorted(self._paths):
            *above, name = path.split("/")
            stem = name.rpartition(".")[0]
            names = tuple(above) if stem == PACKAGE else (*above, stem)
            if names:
                self._by_name[names[-1]].append(Module(path, names))
            self._folders.update("/".join(above[: depth + 1]) for depth in range(len(above)))

    def name(self, path: str) -> str:
        """The module's name below the outermost package that it is in ('diffusers.models.unet')."""
        if path not in self._names:
            self._names[path] = self._name(path)
        return self._names[path]

    def _name(self, path: str) -> str:
        *above, file = path.split("/")
        top = len(above)
        while top and "/".join((*above[:top], f"{PACKAGE}.py")) in self._paths:
            top -= 1
        stem = (file or f"{PACKAGE}.py").rpartition(".")[0]
        return ".".join(above[top:] if stem == PACKAGE else (*above[top:], stem))

    def is_library(self, path: str) -> bool:
        """Whether a file is part of a library whose calls are known: of its own repository, or of a copy."""
        return self.is_known(self.name(path))

    def is_large_library(self, path: str) -> bool:
        """Whether a file is of a library too large to follow all its own calls, most of which say little of models."""
        root = self.name(path).partition(".")[0]
        return root in self._libraries and self._sizes[root] > MAX_LIBRARY

    @cached_property
    def _sizes(self) -> Counter[str]:
        """Outermost package -> its files."""
        return Counter(self.name(path).partition(".")[0] for path in self._paths)

    def is_known(self, name: str) -> bool:
        """Whether a qualified name is one of a library whose calls are known."""
        return name.partition(".")[0] in self._libraries

    def below(self, path: str, name: str) -> str | None:
        """The path of a module within a package or folder."""
        if path.endswith(("/", PACKAGE_FILE)):
            return self._at((*path.split("/")[:-1], name))
        return None

    def find(self, module: str, origin: str) -> str | None:
        """The path that a module's name means in a file: of a file, or of a folder with '/' behind it."""
        key = (module, origin)
        if key not in self._found:
            self._found[key] = self._find(module, origin)
        return self._found[key]

    def _find(self, module: str, origin: str) -> str | None:
        dots = len(module) - len(module.lstrip("."))
        names = tuple(name for name in module[dots:].split(".") if name)
        folder = tuple(origin.split("/")[:-1])
        if dots:
            above = folder[: len(folder) - dots + 1]
            return self._at((*above, *names)) if dots - 1 <= len(folder) else None
        return self._absolute(names, folder, origin) if names else None

    def _at(self, names: tuple[str, ...]) -> str | None:
        path = "/".join(name for name in names if name)
        if not path:
            return "/"
        found = next((path + end for end in (".py", f"/{PACKAGE}.py", ".pyw") if path + end in self._paths), None)
        return found or (f"{path}/" if path in self._folders else None)

    def _absolute(self, names: tuple[str, ...], folder: tuple[str, ...], origin: str) -> str | None:
        """The module of that name below the nearest folder that may be on Python's path."""
        best: tuple[int, str] | None = None
        fitting = [
            module for module in self._by_name.get(names[-1], ())[:MAX_PATHS] if module.names[-len(names) :] == names
        ]
        for module in fitting:
            root = module.names[: len(module.names) - len(names)]
            if module.path != origin and self._is_root(root, names, folder, len(fitting) == 1):
                depth = len(root) if root == folder[: len(root)] else -1
                if best is None or depth > best[0]:
                    best = (depth, module.path)
        return best[1] if best is not None else next(self._as_folder(names, folder), None)

    def _is_root(self, root: tuple[str, ...], names: tuple[str, ...], folder: tuple[str, ...], only: bool) -> bool:
        """Whether modules below a folder are imported by the names that stand below it."""
        package = "/".join((*root, names[0], f"{PACKAGE}.py")) in self._paths
        if names[0] in self._libraries:
            return package or self._is_portion(root, names, folder)
        if root == folder[: len(root)]:
            return True
        return (root[-1] in ROOTS and root[:-1] == folder[: len(root) - 1]) or (only and (package or len(names) > 1))

    def _is_portion(self, root: tuple[str, ...], names: tuple[str, ...], folder: tuple[str, ...]) -> bool:
        """Whether a folder holds a portion of a library's namespace package (PEP 420): one without `__init__`.

        Two folders of the module's name must be there, as many folders of examples have a library's name.
        """
        near = root == folder[: len(root)] or root[-1] in ROOTS
        return near and len(names) > PORTION

    def is_namespaced(self, target: str, origin: str) -> bool:
        """Whether what a file imports of a library stands in a namespace package's portion in this repository."""
        if target.count(".") < PORTION:
            return False
        path = self.find(target, origin) or self.find(target.rpartition(".")[0], origin)
        return path is not None and not path.endswith("/") and not self.is_known(self.name(path))

    def _as_folder(self, names: tuple[str, ...], folder: tuple[str, ...]) -> Iterator[str]:
        if names[0] not in self._libraries:
            for depth in range(len(folder), -1, -1):
                path = "/".join((*folder[:depth], *names))
                if path in self._folders:
                    yield f"{path}/"
