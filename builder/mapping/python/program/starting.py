"""Programs that cannot start at a commit: a module of the repository's own that they import is not there.

Only imports that every run makes count, those at the left margin: one within `try`, `if` or a function may never be
made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, partial
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.context import folders
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.modules import PACKAGE, PACKAGE_FILE, Modules
from builder.mapping.python.program.strayed import Strayed

IMPORT = re.compile(
    rb"^(?:from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import\b[ \t]*(\([^)]*\)|[^\n#;\\]*(?:\\\r?\n[^\n#;\\]*)*)"
    rb"|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
COMMENT = re.compile(rb"#[^\n]*")
TAKEN = re.compile(rb"([A-Za-z_]\w*)(?:[ \t\r\n\\]+as[ \t\r\n\\]+\w+)?")
# What defines names that no word of a module shows.
OPEN = re.compile(rb"import[ \t]*\(?[ \t]*\*|__getattr__|globals\(|exec\(|sys\.modules|setattr\(|[Ll]azy|vars\(\)")
# Modules that a build writes, or that everybody has their own of.
MADE = re.compile(
    r"_?version|_?build.*|.*_pb2(?:_grpc)?|_?generated.*|_C|_ext|.*_ext|_?cuda.*|secrets?|.*secret.*|credentials?|.*_?keys?|tokens?"
    r"|local_settings|settings_local|config_local|local_config|passwords?|private.*|resources_rc|.*_rc|ui_.*|_about.*"
    r"|gen|_?gen_.*|baml_client|.*(?:Lexer|Parser|Visitor|Listener)|_?cy_?.*|config|settings|paths?|path_config|config_path"
)
SAMPLE = re.compile(r"(?i)example|sample|template|default|dist|base")
MAX_FILES = 5000  # that one file's imports are followed to


class Lack(NamedTuple):
    """A module, or a name of one, that is missing, and the file whose import asks for it."""

    name: str
    path: str


class Starting:
    """Which files of a repository's Python fail as soon as they are imported or run."""

    def __init__(
        self,
        files: Mapping[str, Facts],
        modules: Modules,
        paths: Collection[str],
        texts: Mapping[str, bytes] | None = None,
    ) -> None:
        """`files` by path, `paths` those of all files of the repository, whatever they hold, `texts` what is read."""
        self._files, self._modules, self._paths = files, modules, paths
        self._texts = texts or {}
        self._strayed = Strayed(files, self._texts)
        self._read: dict[str, tuple[Lack | None, list[str]]] = {}
        self._known: dict[str, Lack | None] = {}
        self._told: dict[str, bool] = {}

    def lack(self, path: str) -> Lack | None:
        """What is missing where a file is imported or run, to it or to what it imports; None where nothing is known."""
        if path not in self._known:
            self._follow(path)
        return self._known[path]

    def imported(self, path: str) -> list[str]:
        """The files of the repository that a file and what it imports import at their beginning; itself first."""
        found, left = {path: None}, [path]
        while left and len(found) < MAX_FILES:
            more = [one for one in self._of(left.pop())[1] if one not in found]
            found.update(dict.fromkeys(more))
            left += more
        return list(found)

    def _follow(self, path: str) -> None:
        came: dict[str, str | None] = {path: None}
        left = [path]
        while left and len(came) < MAX_FILES:
            here = left.pop()
            lack, inner = self._of(here)
            lack = lack if lack is not None else self._known.get(here)
            if lack is not None:
                at: str | None = here
                while at is not None:
                    self._known[at] = lack
                    at = came[at]
                return
            for one in inner if here not in self._known else ():
                if one not in came:
                    came[one] = here
                    left.append(one)
        self._known.update(dict.fromkeys((one for one in came if one not in self._known), None))

    def _of(self, path: str) -> tuple[Lack | None, list[str]]:
        """What a file's own imports lack, and the files that they are of."""
        if path not in self._read:
            self._read[path] = self._look(path) if path in self._files and path.endswith(".py") else (None, [])
        return self._read[path]

    def _look(self, path: str) -> tuple[Lack | None, list[str]]:
        package = f"{path.rpartition('/')[0]}/{PACKAGE_FILE}".lstrip("/")
        inner = package in self._files and b"__name__" not in self._files[path].data  # is imported, never run
        files: dict[str, None] = {package: None} if inner and package != path else {}
        for module, names in self._imports(path):
            dots = len(module) - len(module.lstrip("."))
            if not dots and self._is_installed(module.partition(".")[0], path):
                continue
            lack = self._lacking(path, module, dots, names, files)
            if lack is not None:
                return Lack(lack, path), list(files)
        return None, list(files)

    def _is_installed(self, root: str, path: str) -> bool:
        """Whether a name is a library's; a package beside a script comes before one of its name."""
        known = self._modules.is_known(root) and not self._is_beside(root, path)
        return known or root in sys.stdlib_module_names

    def _is_beside(self, name: str, path: str) -> bool:
        """Whether a package of a name stands beside a file that is in no package: where scripts look first."""
        above = f"{path.rpartition('/')[0]}/".lstrip("/")
        return f"{above}{name}/{PACKAGE_FILE}" in self._files and f"{above}{PACKAGE_FILE}" not in self._files

    def _imports(self, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        facts = self._files[path]
        for found in IMPORT.finditer(facts.data):
            if not facts.regions.is_code(found.start()):
                continue
            if found[3] is not None:
                yield from ((part.split()[0].decode(), ()) for part in found[3].split(b",") if part.split())
            else:
                names = TAKEN.findall(COMMENT.sub(b"", found[2]))
                yield found[1].replace(b" ", b"").decode(), tuple(name.decode() for name in names)

    def _lacking(self, path: str, module: str, dots: int, names: tuple[str, ...], files: dict[str, None]) -> str | None:
        """What an import of the repository's own lacks; `files` gets those that it reads."""
        parts = [name for name in module[dots:].split(".") if name]
        folder = self._folder(path, parts, dots)
        if folder is None:
            astray = not dots and self._strayed.is_missing(path, module, names, known=parts[0] in self._names)
            return module if astray else None
        sure = partial(self._is_own, f"{folder}{parts[0]}" if not dots else None, parts)
        for place, name in enumerate(parts):
            if f"{folder}{PACKAGE_FILE}" in self._files and (place or dots):
                files[f"{folder}{PACKAGE_FILE}"] = None
            if f"{folder}{name}" not in self._folders:
                return self._of_module(folder, name, parts[place + 1 :], names, files, sure=sure)
            folder = f"{folder}{name}/"
        if names:
            return self._of_package(folder, names, files, sure=sure)
        return None

    def _folder(self, path: str, parts: list[str], dots: int) -> str | None:
        """The folder that an import's first name is looked for in; None where it is not known."""
        own = path.split("/")[:-1]
        if dots:
            return "".join(f"{name}/" for name in own[: len(own) - dots + 1]) if dots - 1 <= len(own) else None
        if self._is_beside(parts[0], path):
            return "".join(f"{name}/" for name in own)
        found, tops = self._modules.find(parts[0], path), self._tops.get(parts[0], set())
        if found is None or len(tops) > 1:
            return None
        bare = found.removesuffix(PACKAGE_FILE).removesuffix("/").removesuffix(".py")
        folder = bare[: len(bare) - len(parts[0])]
        if not folder or f"{folder}{PACKAGE_FILE}" not in self._files:
            return folder
        return next((f"{top}/" if top else "" for top in tops), None)  # what is in a package is no module of that name

    def _is_own(self, folder: str | None, parts: list[str]) -> bool:
        """Whether a module's first name means a folder here, and no library: it is a package.

        A name that differs from what is there by its capitals alone was meant for that. None: the import is relative.
        """
        if folder is None or f"{folder}/{PACKAGE_FILE}" in self._files:
            return True
        meant = "/".join((folder, *parts[1:]))
        return meant not in self._folders and meant.casefold() in self._casefolded

    def _of_module(
        self,
        folder: str,
        name: str,
        further: list[str],
        names: tuple[str, ...],
        files: dict[str, None],
        *,
        sure: Callable[[], bool],
    ) -> str | None:
        file = f"{folder}{name}.py"
        if file in self._files:
            files[file] = None
            return None if further else self._unnamed(file, names)
        if f"{folder}{name}" in self._stems or self._is_made(folder, name) or not sure():
            return None
        return f"{folder}{name}".replace("/", ".")

    def _of_package(
        self, folder: str, names: tuple[str, ...], files: dict[str, None], *, sure: Callable[[], bool]
    ) -> str | None:
        """What names taken from a package lack; modules of it are read."""
        start = f"{folder}{PACKAGE_FILE}"
        files.update({f"{folder}{name}.py": None for name in names if f"{folder}{name}.py" in self._files})
        files.update(
            {
                f"{folder}{name}/{PACKAGE_FILE}": None
                for name in names
                if f"{folder}{name}/{PACKAGE_FILE}" in self._files
            }
        )
        names = tuple(name for name in names if not {f"{folder}{name}"} & (self._stems | self._folders))
        if start in self._files:
            files[start] = None
            return self._unnamed(start, names)
        missing = next((name for name in names if not self._is_made(folder, name)), None)
        return f"{folder}{missing}".replace("/", ".") if missing is not None and sure() else None

    def _unnamed(self, file: str, names: tuple[str, ...]) -> str | None:
        """A name that is taken from a module and stands nowhere in it."""
        data = self._files[file].data
        missing = next((name for name in names if name.encode() not in data), None)
        if missing is None or OPEN.search(data) is not None or self._is_made("", missing):
            return None
        return f"{file.removesuffix('.py').removesuffix(f'/{PACKAGE}').replace('/', '.')}.{missing}"

    def _is_made(self, folder: str, name: str) -> bool:
        """Whether a build writes a module, a sample beside it is copied to it, or a text tells what to put there."""
        if folder and self._is_told_of(f"{folder}{name}"):
            return True
        beside = (stem.rpartition("/")[2] for stem in self._stems if stem.startswith(folder + name))
        return MADE.fullmatch(name) is not None or any(SAMPLE.search(stem) for stem in beside)

    def _is_told_of(self, path: str) -> bool:
        """Whether a text names a path that is not there, as one that is to be filled."""
        if path not in self._told:
            written = path.encode()
            word = re.compile(rb"(?<![\w/.-])(?:\./)?%s\b" % re.escape(written))
            holding = (data for data in self._texts.values() if written in data)  # found many times as fast
            self._told[path] = any(word.search(data) is not None for data in holding)
        return self._told[path]

    @cached_property
    def _tops(self) -> dict[str, set[str]]:
        """Name -> the folders of the packages and modules of that name that no package is around."""
        found: dict[str, set[str]] = {}
        for path in self._files:
            above, _, file = path.rpartition("/")
            name = above.rpartition("/")[2] if file == PACKAGE_FILE else file.removesuffix(".py")
            around = above.rpartition("/")[0] if file == PACKAGE_FILE else above
            if f"{around}/{PACKAGE_FILE}".lstrip("/") not in self._files or not around:
                found.setdefault(name, set()).add(around)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of all modules and folders of Python."""
        parts = (part for path in self._files for part in path.split("/"))
        return frozenset(part.removesuffix(".py") for part in parts)

    @cached_property
    def _folders(self) -> frozenset[str]:
        return folders(self._paths)

    @cached_property
    def _casefolded(self) -> frozenset[str]:
        return frozenset(one.casefold() for one in self._folders | self._stems)

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The paths of all files, each without what stands behind the first dot of its name."""
        return frozenset(
            f"{path.rpartition('/')[0]}/{path.rpartition('/')[2].partition('.')[0]}".lstrip("/") for path in self._paths
        )
