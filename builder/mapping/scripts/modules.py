"""The scripts of a repository: read when they are asked for, found by the modules and words that others name."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from itertools import islice
from posixpath import commonprefix, dirname, normpath

from builder import patterns as re
from builder.mapping.faults import Faults
from builder.mapping.scripts import javascript, rust
from builder.mapping.scripts.definitions import may_fill, may_have_item, may_have_type
from builder.mapping.scripts.grammar import Unread
from builder.mapping.scripts.tree import File, Node, Record, Scope, Sequenced, Text
from builder.mapping.scripts.vocabulary import Vocabulary

LOWER = {"javascript": javascript.lowered, "rust": rust.lowered}
ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte", ".json")
BUILT = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
ENVIRONMENT = re.compile(r"(?:^|/)(?:[\w-]+)?\.env(?:\.[\w.-]+)?$")
SET = re.compile(rb"""(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(["']?)([^\s"'#$]+)\2""")
MAX_JSON = 1_000_000
MAX_MENTIONS = 60  # files that are read for one word
MAX_DEPTH = 50


class Modules:
    """The files by path: scripts with their language ('javascript', 'rust'), JSON with 'json'."""

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        self._data = files
        self._read: dict[str, File | None] = {}
        self._json: dict[str, Node | None] = {}
        self._mentions: dict[tuple[bytes, str], list[str]] = {}
        self._mentioned: dict[tuple[str, str], list[File]] = {}
        self._fitting: dict[tuple[str, ...], list[File]] = {}
        self._vocabularies: dict[str, tuple[list[str], Vocabulary]] = {}
        self._resolved: dict[tuple[str, str], str | None] = {}
        self.unread: dict[str, str] = {}  # path -> why it was not read
        self._faults = Faults()

    @property
    def lost(self) -> Mapping[str, str]:
        """Path -> the fault that ended the reading of a script."""
        return self._faults.of

    def of(self, language: str) -> list[str]:
        """The paths of the scripts in a language."""
        return [path for path, (_, kind) in self._data.items() if kind == language]

    def data(self, path: str) -> bytes:
        """The bytes of a file."""
        return self._data[path][0]

    def language(self, path: str) -> str:
        """The language of a file."""
        return self._data[path][1]

    def file(self, path: str) -> File | None:
        """A script as lowered; None if it is none, or was not read."""
        if path not in self._read:
            self._read[path] = None
            self._read[path] = self._faults.guarded(path, partial(self._lowered, path), None)
        return self._read[path]

    def _lowered(self, path: str) -> File | None:
        data, language = self._data.get(path, (b"", ""))
        try:
            return LOWER[language](path, data) if language in LOWER else None
        except Unread as reason:
            self.unread[path] = str(reason)
            return None

    def mentioning(self, word: str, language: str) -> list[File]:
        """The scripts in a language that hold a word; the first few."""
        key = (word, language)
        if key not in self._mentioned:
            self._mentioned[key] = self._files(self._mentioning(word, language))
        return self._mentioned[key]

    def _files(self, paths: Iterable[str]) -> list[File]:
        return [file for path in paths if (file := self.file(path)) is not None]

    def _mentioning(self, word: str, language: str) -> list[str]:
        key = (word.encode(), language)
        if key not in self._mentions:
            paths, vocabulary = self._vocabulary(language)
            self._mentions[key] = [paths[one] for one in islice(vocabulary.holding(key[0]), MAX_MENTIONS)]
        return self._mentions[key]

    def _vocabulary(self, language: str) -> tuple[list[str], Vocabulary]:
        if language not in self._vocabularies:
            paths = self.of(language)
            self._vocabularies[language] = paths, Vocabulary([self._data[path][0] for path in paths])
        return self._vocabularies[language]

    def with_types(self, name: str, language: str) -> list[File]:
        """Of the scripts that mention a name those that may declare a type of it; only they are read."""
        return self._that(may_have_type, language, name)

    def with_items(self, name: str, language: str) -> list[File]:
        """Of the scripts that mention a name those that may set a function, constant or variable of it."""
        return self._that(may_have_item, language, name)

    def with_records(self, name: str, key: str, language: str) -> list[File]:
        """Of the scripts that mention a struct's name those that may set a field of one."""
        return self._that(may_fill, language, name, key)

    def _that(self, fits: Callable[..., bool], language: str, name: str, *more: str) -> list[File]:
        if language != "rust":
            return self.mentioning(name, language)
        key = (fits.__name__, name, *more)
        if key not in self._fitting:
            words = [word.encode() for word in (name, *more)]
            paths = self._mentioning(name, language)
            self._fitting[key] = self._files([path for path in paths if fits(self._data[path][0], *words)])
        return self._fitting[key]

    def resolve(self, module: str, importer: str) -> str | None:
        """The path of the repository's file that a module is; None if it is a package's."""
        key = (module, dirname(importer))
        if key not in self._resolved:
            self._resolved[key] = self._resolve(module.partition("?")[0], importer)
        return self._resolved[key]

    def _resolve(self, module: str, importer: str) -> str | None:
        if module.startswith("."):
            return self._at(normpath(f"{dirname(importer)}/{module}" if dirname(importer) else module))
        if module.startswith("/"):
            return self.ending(module.strip("/"), importer)
        head, _, rest = module.partition("/")
        if head in {"@", "~", "src", "app", "lib", "$lib", "$app"} or head[:1] in "#$~":
            below = rest if head[:1] in "@~#$" and rest else module.lstrip("#$~@/")
            return self.ending(below, importer)
        package = module.rpartition("/")[2]
        return self._workspace(package, importer) if head.startswith("@") or not rest else None

    def _at(self, path: str) -> str | None:
        if path in self._data:
            return path
        stem, dot, ending = path.rpartition(".")
        tries = [stem + other for other in BUILT.get(dot + ending, ())]
        tries += [path + ending for ending in ENDINGS]
        tries += [f"{path}/index{ending}".removeprefix("./") for ending in ENDINGS]
        return next((one for one in tries if one in self._data), None)

    def ending(self, path: str, importer: str) -> str | None:
        """The file whose path ends so, its ending aside; of several the nearest."""
        name = path.rpartition("/")[2]
        names = {name, *(name + ending for ending in ENDINGS)}
        wanted = {path, *(path + ending for ending in ENDINGS), *(f"{path}/index{ending}" for ending in ENDINGS)}
        names |= {f"index{ending}" for ending in ENDINGS}
        fits = [
            one
            for last in names
            for one in self._by_name.get(last, ())
            if any(one == end or one.endswith(f"/{end}") for end in wanted)
        ]
        return max(sorted(fits), key=lambda one: len(commonprefix([one, importer])), default=None)

    def _workspace(self, package: str, importer: str) -> str | None:
        """The entry of a package of the repository, recognised by its folder."""
        places = [f"{package}/{inner}index{ending}" for inner in ("src/", "", "lib/") for ending in ENDINGS]
        known = (
            one
            for place in places
            for one in self._by_name.get(place.rpartition("/")[2], ())
            if f"/{one}".endswith(f"/{place}")
        )
        return next(known, None) if package not in {"", "src", "lib"} else None

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for path in self._data:
            names.setdefault(path.rpartition("/")[2], []).append(path)
        return names

    def variables(self, name: str) -> list[Text]:
        """What the repository's `.env` files set an environment variable to."""
        return self._variables.get(name, [])

    @cached_property
    def _variables(self) -> dict[str, list[Text]]:
        found: dict[str, list[Text]] = {}
        for path, (data, _) in self._data.items():
            if ENVIRONMENT.search(path) is None or len(data) > MAX_JSON:
                continue
            file = File(path, data, "env", Scope(None))
            for match in SET.finditer(data):
                value = match[3].decode("utf-8", "replace")
                texts = found.setdefault(match[1].decode(), [])
                if value not in [one.value for one in texts]:
                    texts.append(Text(match.start(3), match.end(3), file, value))
        return found

    def json(self, path: str) -> Node | None:
        """A JSON file as records, sequences and texts; None if it is none."""
        if path not in self._json:
            data, kind = self._data.get(path, (b"", ""))
            self._json[path] = _json(path, data) if kind == "json" and len(data) <= MAX_JSON else None
        return self._json[path]


def _json(path: str, data: bytes) -> Node | None:
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError):
        return None
    file = File(path, data, "json", Scope(None))
    at = 0

    def made(value: object, depth: int) -> Node:
        nonlocal at
        if isinstance(value, str):
            written = json.dumps(value).encode()
            found = data.find(written, at)
            found = found if found >= 0 else data.find(json.dumps(value, ensure_ascii=False).encode(), at)
            start = at = max(found, at)
            return Text(start, start + len(written), file, value)
        if depth > MAX_DEPTH:
            return Node(at, at, file)
        if isinstance(value, dict):
            return Record(at, at, file, [(key, made(inner, depth + 1)) for key, inner in value.items()])
        if isinstance(value, list):
            return Sequenced(at, at, file, [made(inner, depth + 1) for inner in value])
        return Node(at, at, file)

    return made(loaded, 0)
