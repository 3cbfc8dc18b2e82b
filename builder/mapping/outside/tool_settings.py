"""The keys of tools' own settings (mergekit, LocalAI, spaCy, LiteLLM): which entries of a file name a model to one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.keys import GENERAL, OPEN, plain
from builder.reference.outside_rules import ToolRule

ROOT = "/"  # before a path that begins at the file's root
Path = tuple[str, ...]
Rules = Mapping[str, Sequence[tuple[ToolRule, Path]]]  # by the last key of each path


class Named(NamedTuple):
    """What an entry names to a tool: the rule that says so, and the name without the tool's prefix."""

    rule: ToolRule
    text: str


class Tools:
    """One file's entries, and the rules that fit it; `keys` are those of all its entries, whatever their value."""

    def __init__(
        self, entries: Sequence[Entry], keys: Collection[tuple[str, ...]], rules: Rules, path: str = ""
    ) -> None:
        self._entries, self._keys, self._rules, self._file = entries, keys, rules, path
        self._marks: dict[Path, bool] = {}

    def named(self, entry: Entry) -> Named | None:
        """What an entry names to the first tool whose rule fits; None if to none."""
        rules = (*self._rules.get(plain(entry.key.rpartition(".")[2]), ()), *self._rules.get(OPEN, ()))
        path = _path(entry.keys) if rules else ()
        for rule, wanted in rules:
            if not _ends(path, wanted) or not self._fits(rule, entry):
                continue
            prefix = next((prefix for prefix in rule.prefixes if entry.value.startswith(prefix)), None)
            if prefix is not None or not rule.prefixes:
                return Named(rule, entry.value.removeprefix(prefix or ""))
        return None

    def _fits(self, rule: ToolRule, entry: Entry) -> bool:
        if rule.files is not None and rule.files.fullmatch(self._file) is None:
            return False
        if rule.beside and not _fit(rule.beside, self._values.get(entry.parent, {})):
            return False
        if rule.root and not any(_fit(rule.root, values) for values in self._roots):
            return False
        return not rule.marks or any(self._has(path_of(mark)) for mark in rule.marks)

    @cached_property
    def _values(self) -> dict[int, dict[str, str]]:
        values: dict[int, dict[str, str]] = {}
        for entry in self._entries:
            values.setdefault(entry.parent, {})[entry.keys[-1]] = entry.value
        return values

    @cached_property
    def _roots(self) -> list[dict[str, str]]:
        """The values of the keys at the root of each document."""
        parents = {entry.parent for entry in self._entries if len(entry.keys) == 1}
        return [self._values[parent] for parent in parents]

    @cached_property
    def _paths(self) -> frozenset[Path]:
        return frozenset(map(_path, self._keys))

    def _has(self, mark: Path) -> bool:
        """Whether a path is in the file, or leads to one that is."""
        if mark not in self._marks:
            ends = ((path, end) for path in self._paths for end in range(len(mark), len(path) + 1))
            self._marks[mark] = any(_ends(path[:end], mark) for path, end in ends)
        return self._marks[mark]


def _fit(patterns: Mapping[str, re.Pattern[str]], values: Mapping[str, str]) -> bool:
    return all(pattern.fullmatch(values.get(key, "")) is not None for key, pattern in patterns.items())


def by_last_key(rules: Sequence[ToolRule]) -> Rules:
    """The rules as Tools wants them."""
    found: dict[str, list[tuple[ToolRule, Path]]] = {}
    for rule in rules:
        for path in map(path_of, rule.keys):
            found.setdefault(path[-1], []).append((rule, path))
    return found


@lru_cache
def path_of(written: str) -> Path:
    """A path of keys as a rule writes it, key by key."""
    return tuple(_parts(written))


def _parts(path: str) -> Iterator[str]:
    if path.startswith(ROOT):
        yield ROOT
    yield from map(plain, path.removeprefix(ROOT).split("."))


def _path(keys: tuple[str, ...]) -> Path:
    return tuple(plain(key) for whole in keys if whole != ELEMENT for key in whole.split("."))


def _ends(path: Path, wanted: Path) -> bool:
    if wanted[0] == ROOT:
        return path == wanted[1:]
    if len(wanted) > len(path):
        return False
    return all(one in (key, OPEN) for one, key in zip(wanted, path[len(path) - len(wanted) :], strict=True))


def words_of(rule: ToolRule) -> Iterator[str]:
    """A word that stands in every file which a rule fits, for each of its paths."""
    if rule.prefixes:
        yield from (prefix.rstrip("/:") for prefix in rule.prefixes)
        return
    for path in rule.marks if 0 < len(rule.marks) < len(rule.keys) else rule.keys:
        telling = [key for key in path.strip("/").split(".") if plain(key) not in GENERAL | {OPEN}]
        yield telling[-1] if telling else next(iter(rule.beside), path)
