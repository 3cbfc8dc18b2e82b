"""configs/signatures.toml as questions: does this call load a model, and which of its arguments names it?"""

from collections.abc import Callable
from dataclasses import fields, replace
from fnmatch import fnmatchcase, translate
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Annotated, Any

from builder import patterns as re
from builder.bundled import bundled
from builder.records import dataclass
from builder.reference.call_forms import CallIndex, import_words
from builder.reference.confidence import Confidence
from builder.reference.limits import Limit, Strict
from builder.reference.outside_rules import CommandRule, KeyRule, LiteralRule, ScriptRule, ToolRule, WeightsFormat
from builder.reference.reading import read_as
from builder.reference.signature_files import checked, read_parts
from builder.reference.signature_rules import (
    Argument,
    Backbone,
    CallRule,
    ClassRule,
    Hub,
    Library,
    LoadedArgument,
    Loads,
    NameRules,
    Weights,
    WeightsArgument,
)

__all__ = [
    "Argument",
    "Backbone",
    "CallRule",
    "CommandRule",
    "Hub",
    "KeyRule",
    "Library",
    "LoadedArgument",
    "Loads",
    "Match",
    "NameRules",
    "ScriptRule",
    "Signatures",
    "ToolRule",
    "Weights",
    "WeightsArgument",
    "WeightsFormat",
    "load_signatures",
]

STARRED = re.compile(r"\*{1,2}\.")  # the part of a call's pattern that stands for any names
UNKNOWN = "?"  # stands for the receiver of a call that nothing tells: '?.from_pretrained'
ANY = "*"  # resolution or context of a share that is for all of them


@dataclass(frozen=True)
class Match:
    """A call that loads something: its qualified name, whose call it is, how to read it and what it loads.

    `named` is the model's name where the call itself gives it: a builder's, or a package's; '*' where it is one of
    several, or is chosen when the code runs. Where it is not `certain`
    that the call loads what it is given, only a name says so.
    """

    call: str
    library: Library
    rule: CallRule
    loads: Loads
    named: str | None = None
    certain: bool = True

    @property
    def hub(self) -> str:
        """Where the names of the call live."""
        return self.rule.hub or self.library.hub


@dataclass(frozen=True)
class Signatures(Strict):
    """Every call that is known to load a model; `sha256` is the digest of the data, comments and layout aside."""

    names: NameRules
    libraries: Annotated[tuple[Library, ...], Limit(min_length=1)]
    classes: tuple[ClassRule, ...] = ()
    settings: tuple[KeyRule, ...] = ()
    not_models: tuple[str, ...] = ()
    commands: tuple[CommandRule, ...] = ()
    foreign: tuple[str, ...] = ()
    barren: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    factories: frozenset[str] = frozenset()
    routes: tuple[str, ...] = ()
    scripts: tuple[ScriptRule, ...] = ()
    tools: tuple[ToolRule, ...] = ()
    literals: tuple[LiteralRule, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    weights: tuple[WeightsFormat, ...] = ()
    sha256: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """The data alone: what is derived from it stays in its process."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def packages(self) -> frozenset[str]:
        """The outermost packages of the libraries."""
        return frozenset(root.partition(".")[0] for library in self.libraries for root in library.roots)

    @cached_property
    def find(self) -> Callable[[str], Match | None]:
        """What a call loads, by its qualified name ('transformers.AutoModel.from_pretrained'); None if nothing."""
        return lru_cache(1 << 14)(self._find)

    def _find(self, call: str) -> Match | None:
        found = self._index.find(call)
        if found is not None:
            (library, rule), named = found
            return Match(call, library, rule, self._loads(call, rule), named)
        root, _, below = call.partition(".")
        for library, rule in self._package_calls.get(below, ()):
            if library.is_package(root):
                return Match(call, library, rule, self._loads(call, rule), root)
        return None

    @cached_property
    def guess(self) -> Callable[[str], Match | None]:
        """What a call of a module that no library claims loads, recognised by its last word ('x.Net.from_pretrained').

        The module gives the library its name. '?.from_pretrained' is a call whose receiver nothing tells: it counts as
        the library's own.
        """
        return lru_cache(1 << 14)(self._guess)

    def _guess(self, call: str) -> Match | None:
        root, _, below = call.partition(".")
        found = next((found for tail, found in self._anywhere.items() if f".{below}".endswith(f".{tail}")), None)
        if found is None or not root or root in self.foreign or root in self.barren:
            return None
        library, rule = found
        owner = library if root == UNKNOWN else replace(library, name=root, roots=(root,))
        return Match(call, owner, rule, self._loads(call, rule))

    def _loads(self, call: str, rule: CallRule) -> Loads:
        return self.loads_of_class(call.split(".")[-2]) if rule.loads == "class" else rule.loads

    def loads_of_class(self, name: str) -> Loads:
        """What `from_pretrained` of a class of this name loads."""
        fits = (rule.loads for rule in self.classes if any(fnmatchcase(name, pattern) for pattern in rule.names))
        return next(fits, "model")

    def key(self, name: str) -> KeyRule | None:
        """What a key of settings, an option ('--model') or an environment variable names; None if nothing is loaded."""
        return self._key(_plain(name))

    def call_words(self, data: bytes, *, addresses: bool = False) -> frozenset[str]:
        """Last words of the calls that a Python file may hold, by the words in it alone; none for most files.

        A call's library stands in an `import` of its file, but for calls that `guess` knows by their last word.
        `addresses`: also those that fetch an address, which for most repositories is none of a model.
        """
        imported = import_words(data)
        words = self._index_of("name").last_words(data, imported, self._anywhere_words("name"))
        if addresses:
            words |= self._index_of("url").last_words(data, imported, self._anywhere_words("url"))
        if any(map(self._is_package, imported)):
            words.update(self._package_calls)
        return frozenset(words)

    @cached_property
    def _confidence(self) -> dict[tuple[str, str, str], Confidence]:
        return {(one.usage, one.resolution, one.context): one for one in self.confidence}

    def confident(self, usage: str, resolution: str, context: str) -> Confidence | None:
        """How many of such mappings were found right, or of the next wider kind that was read; None if none was."""
        kinds = ((usage, resolution, context), (usage, resolution, ANY), (usage, ANY, ANY))
        return next((self._confidence[kind] for kind in kinds if kind in self._confidence), None)

    @cached_property
    def by_name(self) -> dict[str, Library]:
        """The libraries by their name."""
        return {library.name: library for library in self.libraries}

    @cached_property
    def telling(self) -> tuple[Library, ...]:
        """The libraries whose names tell themselves whose they are."""
        return tuple(library for library in self.libraries if library.telling is not None)

    @cached_property
    def script_modules(self) -> dict[str, frozenset[bytes]]:
        """Language -> the modules whose calls load models in it, but those whose name another one stands in."""
        modules: dict[str, frozenset[bytes]] = {}
        for rule in self.scripts:
            modules[rule.language] = modules.get(rule.language, frozenset()) | {name.encode() for name in rule.modules}
        return {
            language: frozenset(word for word in named if not any(other in word for other in named - {word}))
            for language, named in modules.items()
        }

    @cached_property
    def choosing(self) -> frozenset[str]:
        """The outermost packages of the libraries whose modules have models as members."""
        libraries = (library for library in self.libraries if any(rule.modules for rule in library.calls))
        return frozenset(root.partition(".")[0] for library in libraries for root in library.roots)

    @cached_property
    def _index(self) -> CallIndex[tuple[Library, CallRule]]:
        return CallIndex(self._calls(lambda _: True))

    def _calls(
        self, fits: Callable[[CallRule], bool]
    ) -> list[tuple[tuple[Library, CallRule], str, str, tuple[str, ...]]]:
        """Calls of the rules that fit, with their roots and what {model} stands for in them."""
        return [
            ((library, rule), root, call, members)
            for library in self.libraries
            for members in [library.members or (tuple(library.tag_of) if library.tags else ())]
            for rule in library.calls
            if rule.named_by != "module" and fits(rule)
            for root, call in product(library.roots, rule.calls)
        ]

    @cached_property
    def _package_calls(self) -> dict[str, list[tuple[Library, CallRule]]]:
        calls: dict[str, list[tuple[Library, CallRule]]] = {}
        for library in self.libraries:
            for rule in library.calls:
                for call in rule.calls if rule.named_by == "module" else ():
                    calls.setdefault(call, []).append((library, rule))
        return calls

    @cached_property
    def _anywhere(self) -> dict[str, tuple[Library, CallRule]]:
        rules = ((library, rule) for library in self.libraries for rule in library.calls if rule.anywhere)
        return {STARRED.sub("", call): (library, rule) for library, rule in rules for call in rule.calls}

    @cached_property
    def _anywhere_words(self) -> Callable[[str], list[bytes]]:
        return lru_cache(
            lambda reads: [word.encode() for word, (_, rule) in self._anywhere.items() if rule.reads == reads]
        )

    @cached_property
    def _index_of(self) -> Callable[[str], CallIndex[tuple[Library, CallRule]]]:
        return lru_cache(lambda reads: CallIndex(self._calls(lambda rule: rule.reads == reads)))

    @cached_property
    def _key(self) -> Callable[[str], KeyRule | None]:
        never = re.compile("|".join(translate(_plain(pattern)) for pattern in self.not_models) or "(?!)")
        rules = [(re.compile("|".join(translate(_plain(p)) for p in rule.names)), rule) for rule in self.settings]

        def look_up(plain: str) -> KeyRule | None:
            if never.fullmatch(plain):
                return None
            return next((rule for pattern, rule in rules if pattern.fullmatch(plain)), None)

        return lru_cache(1 << 16)(look_up)

    @cached_property
    def _is_package(self) -> Callable[[bytes], bool]:
        owners = [library for library in self.libraries if library.packages or library.package]
        return lru_cache(1 << 16)(lambda word: any(library.is_package(word.decode()) for library in owners))


@lru_cache
def load_signatures(path: Path | None = None) -> Signatures:
    """The signatures of a file, by default the bundled ones, with the files in the folder of its name beside it.

    SettingsError names every fault with its place. The bundled ones are not checked again unless they cannot be read.
    """
    if path is not None:
        return checked(Signatures, read_parts(path), path)
    path = bundled("configs") / "signatures.toml"
    data = read_parts(path)
    try:
        found: Signatures = read_as(Signatures, data)
    except (TypeError, ValueError, KeyError, AttributeError):
        return checked(Signatures, data, path)
    return found


def _plain(key: str) -> str:
    """'--model-name-or-path', 'modelNameOrPath' -> 'modelnameorpath'."""
    return key.replace("-", "").replace("_", "").lower()
