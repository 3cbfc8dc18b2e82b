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
CONFTEST = "conftest.py"
TEST = re.compile(rb"(?:class[ \t]+|(?:async[ \t]+)?def[ \t]+)(Test\w*|test\w*)")
COLLECTED = re.compile(r"test.*\.py|.*_tests?\.py|conftest\.py|__init__\.py")  # by pytest, unittest, Django, nose
TELLING = re.compile(rb"python_files|discover\b[^\n]*(?:-p|--pattern)\b|testmatch|testMatch")
FIXTURE = re.compile(rb"@(?:pytest[ \t]*\.[ \t]*|pytest_asyncio[ \t]*\.[ \t]*)?fixture\b")
OPEN_FIXTURE = re.compile(rb"\b(?:autouse|name)[ \t]*=")  # is used unasked, or by another name
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

    def is_uncollected(self, path: str, line: int) -> bool:
        """Whether a line stands in a test of a file that no runner of tests collects, and that nothing names."""
        file = path.rpartition("/")[2]
        if context(path) != "test" or not file.endswith(".py") or COLLECTED.fullmatch(file) or self._is_open:
            return False
        at, _ = self._function(path, line)
        found = TEST.match(self._rows(path)[at])
        if found is None or SCRIPT.search(self._python[path]) is not None or self._collects_more:
            return False
        name = found[1].decode()
        if (path, name) not in self._known:
            self._known[path, name] = not self._is_named(path, name) and not self._is_taken_whole(path)
        return self._known[path, name]

    def _is_taken_whole(self, path: str) -> bool:
        """Whether a file takes all names of another, or runs it by its path."""
        stem = path.rpartition("/")[2].removesuffix(".py").encode()
        whole = re.compile(rb"\b%s\.py\b|\b%s[ \t]+import[ \t]+\(?[ \t]*\*" % (stem, stem))
        files = (data for held in (self._python, self._texts) for data in held.values())
        return any(stem in data and whole.search(data) is not None for data in files)

    @cached_property
    def _collects_more(self) -> bool:
        """Whether settings or commands tell which files hold tests."""
        return any(TELLING.search(data) is not None for data in self._texts.values())

    def is_unasked(self, path: str, line: int) -> bool:
        """Whether a line stands in a fixture of a conftest.py that no test gets: none asks, or those have their own."""
        if path.rpartition("/")[2] != CONFTEST or self._is_open:
            return False
        rows, at, name = self._rows(path), *self._function(path, line)
        start = at
        while start > 0 and rows[start - 1].strip() and not TOP.match(rows[start - 1]):
            start -= 1
        head = b"\n".join(rows[start:at])
        if not name or FIXTURE.search(head) is None or OPEN_FIXTURE.search(head) is not None:
            return False
        if (path, name) not in self._known:
            self._known[path, name] = not self._is_got(path, name)
        return self._known[path, name]

    def _is_got(self, path: str, name: str) -> bool:
        """Whether a file asks for a fixture that another defines; one of its own that takes it asks for it, too."""
        word = re.compile(rb"\b%s\b" % name.encode())
        settings = (data for data in self._texts.values() if b"usefixtures" in data)
        if len(word.findall(self._python[path])) > 1 or any(word.search(data) is not None for data in settings):
            return True
        own = re.compile(rb"(?m)^@[^\n]*\bfixture\b[^\n]*\n(?:async[ \t]+)?def[ \t]+%s\(([^)]*)" % name.encode())
        for other, data in self._python.items():
            if other != path and word.search(data) is not None:
                found = own.search(data)
                if found is None or word.search(found[1]) is not None:
                    return True
        return False

    def _around(self, path: str, line: int) -> str:
        """The name of the function of a file's outermost level around a line; '' where none is, or it is decorated."""
        at, name = self._function(path, line)
        return "" if at > 0 and self._rows(path)[at - 1].startswith((b"@", b")")) else name

    def _function(self, path: str, line: int) -> tuple[int, str]:
        """The row at which a file's outermost statement around a line begins, and its name where it is a function."""
        rows = self._rows(path)
        for at in range(min(line, len(rows)) - 1, -1, -1):
            if rows[at] and not rows[at].startswith(INNER):
                found = TOP.match(rows[at])
                return at, found[1].decode() if found is not None else ""
        return 0, ""

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
