"""What becomes of a command that runs a script of the repository's own: it may fail before it loads anything.

A script fails that imports a module which is not there, or whose parser of options refuses what the command gives it.
One that asks a server, and has no library of models, loads nothing itself.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from posixpath import normpath
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.outside.command_line import Line
from builder.mapping.outside.script_options import Parser, parser_of, refusal
from builder.reference.signatures import Signatures

CLIENT = re.compile(
    rb"(?m)^[ \t]*(?:import|from)[ \t]+"
    rb"(?:requests|httpx|aiohttp|openai|urllib3?|websockets?|grpc|tritonclient|http\.client)\b"
)
STARTS = re.compile(
    rb"\b(?:import subprocess|from subprocess|Popen\(|os\.(?:system|exec\w+|spawn\w+)\(|import docker|pexpect)"
)
IMPORTED = re.compile(rb"(?m)^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)")


class Run(NamedTuple):
    """What a command comes to, as far as is known: why it `fails`, or that it only `asks` a server."""

    fails: str = ""
    asks: bool = False


class OwnScripts:
    """The scripts of a repository, by what commands call them.

    `python` is the text of its files of Python by path, `missing` why a file fails as it is imported ('' where it does
    not), `imported` the files that it and what it imports are made of.
    """

    def __init__(
        self,
        python: Mapping[str, bytes],
        missing: Callable[[str], str],
        imported: Callable[[str], list[str]],
        signatures: Signatures,
    ) -> None:
        self._python, self._missing, self._imported, self._signatures = python, missing, imported, signatures
        self._parsers: dict[str, Parser | None] = {}
        self._asks: dict[str, bool] = {}

    def run(self, line: Line, wrapped: str = "") -> Run:
        """What a command comes to; `wrapped`: the script that its program stands for."""
        place, paths = self._script(line, wrapped)
        if not paths:
            return Run()
        for fails in (self._missing, lambda path: refusal(self._parser(path), line, place)):
            said = [fails(path) for path in paths]
            if all(said):
                return Run(said[0])
        return Run(asks=all(map(self._is_client, paths)))

    def _script(self, line: Line, wrapped: str) -> tuple[int, list[str]]:
        """The place of the word that names a script in a command, and the files that it may be."""
        words = [word.literal or "" for word in line.words]
        if line.module and line.module in words:
            inner = line.module.replace(".", "/")
            return words.index(line.module), self._ending((f"{inner}.py", f"{inner}/__main__.py"))
        if wrapped.endswith(".py"):
            return 0, self._ending((wrapped,)) if len(self._ending((wrapped,))) == 1 else []
        place = next((place for place, word in enumerate(words) if word.endswith(".py")), None)
        if place is None or words[place].startswith(("/", "~", "$")) or ":" in words[place]:
            return 0, []
        inner = normpath(words[place])
        while inner.startswith("../"):
            inner = inner[3:]
        return place, self._ending((inner,))

    def _ending(self, ends: Collection[str]) -> list[str]:
        names = {end.rpartition("/")[2] for end in ends}
        around = (path for name in names for path in self._by_name.get(name, ()))
        return [path for path in around if any(f"/{path}".endswith(f"/{end}") for end in ends)]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._python:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def _parser(self, path: str) -> Parser | None:
        if path not in self._parsers:
            self._parsers[path] = parser_of(self._python[path], lambda: self._files(path)[1:])
        return self._parsers[path]

    def _is_client(self, path: str) -> bool:
        """Whether a script asks a server, and nothing that it imports has a library of models or starts a program."""
        if path not in self._asks:
            data = self._python[path]
            self._asks[path] = CLIENT.search(data) is not None and not any(map(self._may_load, self._files(path)))
        return self._asks[path]

    def _files(self, path: str) -> list[bytes]:
        return [self._python[one] for one in self._imported(path) if one in self._python]

    def _may_load(self, data: bytes) -> bool:
        if STARTS.search(data) is not None:
            return True
        return any(name.decode() in self._libraries for name in IMPORTED.findall(data))

    @cached_property
    def _libraries(self) -> frozenset[str]:
        """The outermost packages of the libraries that load models here."""
        hubs = self._signatures.names.hub
        own = (library for library in self._signatures.libraries if not hubs[library.hub].hosted)
        roots = frozenset(root.partition(".")[0] for library in own for root in library.roots)
        return roots - {"requests", "httpx", "aiohttp", "openai", "urllib", "urllib3"}
