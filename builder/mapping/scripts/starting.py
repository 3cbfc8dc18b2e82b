"""Scripts of JavaScript that cannot start: a file of the repository's own that they import is not there."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from posixpath import dirname, normpath

from builder import patterns as re
from builder.mapping.context import folders

IMPORT = re.compile(
    rb"""^(?:import|export)\b(?![ \t]+type\b)[^'"`;()=]{0,2000}?["'](\.{1,2}/[^'"\n]+)["']"""
    rb"""|^(?:const|let|var)\b[^'"\n=]*=\s*require\(\s*["'](\.{1,2}/[^'"\n]+)["']\s*\)""",
    re.MULTILINE,
)
BLOCK = re.compile(rb"/\*.*?\*/", re.DOTALL)
MADE = re.compile(
    r"(?i)(?:^|/)(?:[\w.-]*generated[\w.-]*|dist|build|out|lib-?dist|pkg|wasm|target|\.[\w-]+|prisma|proto)(?:/|$)|_pb$"
)
MAX_FILES = 500  # that one file's imports are followed to


class ScriptStarting:
    """Which scripts import a file that is not there, directly or by what they import."""

    def __init__(self, data: Mapping[str, bytes], paths: Collection[str]) -> None:
        """`data` of the scripts by path, `paths` of all files of the repository."""
        self._data, self._paths = data, paths

    def lack(self, path: str) -> str | None:
        """The file that is missing; None: none is."""
        seen, left = {path}, [path]
        while left and len(seen) < MAX_FILES:
            here = left.pop()
            for target in self._imports(here):
                found = self._files_of(target)
                if not found and target not in self._folders and MADE.search(target) is None:
                    return target
                more = [one for one in found if one in self._data and one not in seen]
                seen.update(more)
                left += more
        return None

    def _imports(self, path: str) -> Iterator[str]:
        for found in IMPORT.finditer(BLOCK.sub(b"", self._data[path])):
            written = (found[1] or found[2]).decode("utf-8", "replace").partition("?")[0]
            target = normpath(f"{dirname(path)}/{written}".lstrip("/"))
            if "$" not in target and not target.startswith(".."):
                yield target

    def _files_of(self, target: str) -> list[str]:
        """The files that an address of a module may mean: with any suffix, or the index of a folder."""
        folder, _, name = target.rpartition("/")
        own = self._by_stem.get(f"{folder}/{name.partition('.')[0]}".lstrip("/"), [])
        return own or self._by_stem.get(f"{target}/index", [])

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            folder, _, name = path.rpartition("/")
            found.setdefault(f"{folder}/{name.partition('.')[0]}".lstrip("/"), []).append(path)
        return found

    @cached_property
    def _folders(self) -> frozenset[str]:
        return folders(self._paths)
