"""Imports of a module of the repository's own under a name that it does not have: it was moved, or stands in a package.

The name alone may be a library's that nothing here tells of. So a module of the same name must be here that defines all
that is taken, and nothing may tell of a library, or of a place that is put on Python's path.
"""

from collections.abc import Mapping
from functools import cached_property

from builder import patterns as re
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.importers import imports
from builder.mapping.python.program.modules import PACKAGE_FILE

RELATIVE = re.compile(rb"(?m)^from[ \t]+\.")
ON_PATH = (b"sys.path", b"PYTHONPATH", b"addsitedir")
DEFINED = rb"(?m)^(?:class|(?:async[ \t]+)?def)[ \t]+%s\b|^%s[ \t]*[:=]"


class Strayed:
    """The modules of a repository by their own names; `texts` are its other files, by path as the files of Python."""

    def __init__(self, files: Mapping[str, Facts], texts: Mapping[str, bytes]) -> None:
        self._files, self._texts = files, texts
        self._foreign: dict[str, bool] = {}

    def is_missing(self, path: str, module: str, names: tuple[str, ...], *, known: bool) -> bool:
        """Whether a file's import of these names fails; `known`: something here has the module's first name."""
        first, _, inner = module.partition(".")
        others = self._modules.get(module.rpartition(".")[2], ())
        if not names or bool(inner) is known or path in others or self._sets_path(path):
            return False
        if known:
            return len(others) == 1 and self._is_inner(others[0]) and self._defines(others[0], names)
        return any(self._defines(one, names) for one in others) and not self._is_foreign(first)

    def _sets_path(self, path: str) -> bool:
        return any(word in self._files[path].data for word in ON_PATH)

    def _is_inner(self, path: str) -> bool:
        """Whether a module can be imported by its package alone: what it takes from its siblings says so."""
        package = f"{path.rpartition('/')[0]}/{PACKAGE_FILE}"
        return package in self._files and RELATIVE.search(self._files[path].data) is not None

    def _defines(self, path: str, names: tuple[str, ...]) -> bool:
        data = self._files[path].data
        words = (name.encode() for name in names)
        return all(word in data and re.compile(DEFINED % (word, word)).search(data) is not None for word in words)

    def _is_foreign(self, root: str) -> bool:
        """Whether a package may be somebody else's: named by more than imports of modules that are here, too."""
        if root not in self._foreign:
            self._foreign[root] = PACKAGE_FILE in self._files or self._is_told_of(root)
        return self._foreign[root]

    def _is_told_of(self, root: str) -> bool:
        word = re.compile(rb"(?i)\b%s\b" % root.replace("_", "[-_ .]?").encode())
        if any(word.search(data) is not None for data in self._texts.values()):
            return True
        for facts in self._files.values():
            times = len(word.findall(facts.data))
            if times and times != sum(self._is_here(module, names, root) for module, names in imports(facts.data)):
                return True
        return False

    def _is_here(self, module: str, names: tuple[str, ...], root: str) -> bool:
        """Whether an import takes from a package what a module of that name here defines."""
        first, _, inner = module.partition(".")
        others = self._modules.get(inner.rpartition(".")[2], ())
        return first == root and any(self._defines(one, names) for one in others)

    @cached_property
    def _modules(self) -> dict[str, list[str]]:
        """Name -> the files of Python that are called so."""
        found: dict[str, list[str]] = {}
        for path in self._files:
            if path.endswith(".py"):
                found.setdefault(path.rpartition("/")[2].removesuffix(".py"), []).append(path)
        return found
