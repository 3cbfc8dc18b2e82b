"""Functions of Python that nothing in a repository names: what they load is loaded by no run of it.

Only of scripts, and those whose names say that they are private: others may be called by whoever imports a module. A
class stays what it is, as its users build it.
"""

from collections.abc import Mapping
from functools import cached_property

from builder import patterns as re
from builder.mapping.context import context

TOP = re.compile(rb"(?:async[ \t]+)?def[ \t]+([A-Za-z_]\w*)")
SCRIPT = re.compile(rb"(?m)^if[ \t]+__name__[ \t]*==")
INNER = (b" ", b"\t", b")", b"]", b"}", b"#", b"\r", b'"', b"'")  # how a line begins that no statement begins with
# What is called from outside by its name alone: by servers, by test runners, by hosts of functions.
CALLED = re.compile(
    r"main|\w*handler|(?:model|predict|input|output|transform|train|serve|init|load|score|process)(?:_?(?:fn|model|context))?"
    r"|run|setup|init|startup|shutdown|lifespan|app|create_app|get_\w+|on_\w+|before_\w+|after_\w+|test\w*|pytest_\w+|hook_\w+"
)
# A repository that takes its functions by names that it makes.
TAKING = re.compile(rb"globals\(\)|getattr\(\s*(?:sys\.modules|importlib|module|mod)\b|\bfire\.Fire")
MAX_BYTES = 30_000_000  # of a repository whose names are looked through


class Reached:
    """What of a repository's Python something else of it names; `files` are its texts by path, `python` its Python."""

    def __init__(self, python: Mapping[str, bytes], texts: Mapping[str, bytes]) -> None:
        self._python, self._texts = python, texts
        self._known: dict[tuple[str, str], bool] = {}
        self._last: tuple[str, list[bytes]] = ("", [])

    def is_dead(self, path: str, line: int) -> bool:
        """Whether a line stands in a function of a file's outermost level that nothing names."""
        if not path.endswith(".py") or context(path) == "test" or self._is_open:
            return False
        name = self._around(path, line)
        if not name or name.startswith("__") or CALLED.fullmatch(name) is not None:
            return False
        if not name.startswith("_") and SCRIPT.search(self._python[path]) is None:
            return False
        if (path, name) not in self._known:
            self._known[path, name] = not self._is_named(path, name)
        return self._known[path, name]

    def _around(self, path: str, line: int) -> str:
        """The name of the function of a file's outermost level around a line; '' where none is, or it is decorated."""
        rows = self._rows(path)
        for at in range(min(line, len(rows)) - 1, -1, -1):
            row = rows[at]
            if not row or row.startswith(INNER):
                continue
            found = TOP.match(row)
            decorated = at > 0 and rows[at - 1].startswith((b"@", b")"))
            return found[1].decode() if found is not None and not decorated else ""
        return ""

    def _rows(self, path: str) -> list[bytes]:
        if self._last[0] != path:
            self._last = path, self._python[path].split(b"\n")
        return self._last[1]

    def _is_named(self, path: str, name: str) -> bool:
        """Whether a name stands somewhere but where it is defined."""
        word = name.encode()
        own = re.compile(
            rb"(?<!def )(?<!class )(?<!super\()\b%s\b" % word
        )  # but where it, or another of its name, begins
        if own.search(self._python[path]) is not None:
            return True
        others = (data for files in (self._python, self._texts) for one, data in files.items() if one != path)
        return any(word in data and own.search(data) is not None for data in others)

    @cached_property
    def _is_open(self) -> bool:
        """Whether some code takes functions by names that it makes, or the repository is too large to tell."""
        size = sum(map(len, self._python.values())) + sum(map(len, self._texts.values()))
        return size > MAX_BYTES or any(TAKING.search(data) is not None for data in self._python.values())
