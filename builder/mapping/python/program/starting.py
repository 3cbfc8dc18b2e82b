"""Programs that cannot start at a commit: a module of the repository's own that they import is not there.

Only imports that every run makes count, those at the left margin: one within `try`, `if` or a function may never be
made.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from builder import patterns as re
from builder.mapping.context import folders
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.modules import PACKAGE, PACKAGE_FILE, Modules

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
)
SAMPLE = re.compile(r"(?i)example|sample|template|default|dist|base")
MAX_FILES = 5000  # that one file's imports are followed to


class Starting:
    """Which files of a repository's Python fail as soon as they are imported or run."""

    def __init__(self, files: Mapping[str, Facts], modules: Modules, paths: Collection[str]) -> None:
        """`files` by path, `paths` those of all files of the repository, whatever they hold."""
        self._files, self._modules, self._paths = files, modules, paths
        self._read: dict[str, tuple[str | None, list[str]]] = {}
        self._known: dict[str, str | None] = {}

    def lack(self, path: str) -> str | None:
        """The module that is missing where a file is imported or run, by it or by what it imports; None: none is."""
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

    def _of(self, path: str) -> tuple[str | None, list[str]]:
        """What a file's own imports lack, and the files that they are of."""
        if path not in self._read:
            self._read[path] = self._look(path) if path in self._files and path.endswith(".py") else (None, [])
        return self._read[path]

    def _look(self, path: str) -> tuple[str | None, list[str]]:
        files: dict[str, None] = {}
        for module, names in self._imports(path):
            dots = len(module) - len(module.lstrip("."))
            root = module[dots:].partition(".")[0]
            if not dots and (
                root not in self._names or self._modules.is_known(root) or root in sys.stdlib_module_names
            ):
                continue
            lack = self._lacking(path, module, dots, names, files)
            if lack is not None:
                return lack, list(files)
        return None, list(files)

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
            return None
        sure = bool(dots) or f"{folder}{parts[0]}/{PACKAGE_FILE}" in self._files
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
        found = self._modules.find(parts[0], path)
        if found is None or self._count(parts[0]) > 1:
            return None
        bare = found.removesuffix(PACKAGE_FILE).removesuffix("/").removesuffix(".py")
        return bare[: len(bare) - len(parts[0])]

    def _of_module(
        self, folder: str, name: str, further: list[str], names: tuple[str, ...], files: dict[str, None], *, sure: bool
    ) -> str | None:
        file = f"{folder}{name}.py"
        if file in self._files:
            files[file] = None
            return None if further else self._unnamed(file, names)
        if f"{folder}{name}" in self._stems or not sure or self._is_made(folder, name):
            return None
        return f"{folder}{name}".replace("/", ".")

    def _of_package(self, folder: str, names: tuple[str, ...], files: dict[str, None], *, sure: bool) -> str | None:
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
        return f"{folder}{missing}".replace("/", ".") if missing is not None and sure else None

    def _unnamed(self, file: str, names: tuple[str, ...]) -> str | None:
        """A name that is taken from a module and stands nowhere in it."""
        data = self._files[file].data
        missing = next((name for name in names if name.encode() not in data), None)
        if missing is None or OPEN.search(data) is not None or self._is_made("", missing):
            return None
        return f"{file.removesuffix('.py').removesuffix(f'/{PACKAGE}').replace('/', '.')}.{missing}"

    def _is_made(self, folder: str, name: str) -> bool:
        """Whether a module is one that a build writes, or that a sample beside it is copied to."""
        beside = (stem.rpartition("/")[2] for stem in self._stems if stem.startswith(folder + name))
        return MADE.fullmatch(name) is not None or any(SAMPLE.search(stem) for stem in beside)

    def _count(self, name: str) -> int:
        return self._tops.get(name, 0)

    @cached_property
    def _tops(self) -> dict[str, int]:
        """How many packages and modules of a name there are that no package is around."""
        found: dict[str, set[str]] = {}
        for path in self._files:
            above, _, file = path.rpartition("/")
            name = above.rpartition("/")[2] if file == PACKAGE_FILE else file.removesuffix(".py")
            around = above.rpartition("/")[0] if file == PACKAGE_FILE else above
            if f"{around}/{PACKAGE_FILE}".lstrip("/") not in self._files or not around:
                found.setdefault(name, set()).add(around)
        return {name: len(places) for name, places in found.items()}

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of all modules and folders of Python."""
        parts = (part for path in self._files for part in path.split("/"))
        return frozenset(part.removesuffix(".py") for part in parts)

    @cached_property
    def _folders(self) -> frozenset[str]:
        return folders(self._paths)

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The paths of all files, each without what stands behind the first dot of its name."""
        return frozenset(
            f"{path.rpartition('/')[0]}/{path.rpartition('/')[2].partition('.')[0]}".lstrip("/") for path in self._paths
        )
