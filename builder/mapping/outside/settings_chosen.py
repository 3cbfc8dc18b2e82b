"""Alternatives in a file of settings of which a key beside them takes one: the others are on offer and no more.

`provider: ollama` beside the groups `ollama` and `huggingface`; `platform: gpu` beside `platformDefaults: {gpu, cpu}`;
`backend: onnx` beside `hf_model`.
"""

from collections.abc import Iterable, Iterator, Sequence

from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.keys import plain
from builder.mapping.outside.settings_forms import words
from builder.mapping.outside.settings_switches import Switches

# Keys, as `plain` has them, whose value is the name of the group, or of the kind of key, that is taken.
CHOOSING = frozenset(
    {"provider", "backend", "engine", "mode", "driver", "platform", "framework", "runtime", "active", "selected", "use"}
    | {
        "current",
        "choice",
        "implementation",
        "profile",
        "default",
        "selection",
        "chosen",
        "activemodel",
        "defaultmodel",
    }
    | {
        "selectedmodel",
        "currentmodel",
        "embedder",
        "vectorizer",
        "inferencebackend",
        "llmprovider",
        "embeddingprovider",
    }
)
HUB_WORDS = frozenset({"hf", "huggingface", "transformers"})
MAX_SHORT = 40  # characters of a value that may be a group's name
MAX_CHOICES = 200  # keys of one file that may choose
Path = tuple[str, ...]


class Alternatives:
    """The groups and keys of one file that a key beside them does not take, or a key in them switches off."""

    def __init__(self, entries: Sequence[Entry], switches: Switches) -> None:
        self._switches = switches
        self._left: set[Path] = set()
        self._chosen: dict[int, set[str]] = {}  # by a mapping, the words of what a key in it takes
        choosers = [one for one in entries if _may_choose(one)][:MAX_CHOICES]
        if not choosers:
            return
        inner = dict[Path, dict[str, set[Path]]]()
        for entry in entries:
            for place in range(len(entry.keys) - 1):
                if entry.keys[place] != ELEMENT:
                    group = inner.setdefault(entry.keys[:place], {})
                    group.setdefault(entry.keys[place], set()).add(entry.keys[place + 1 :])
        chosen: set[Path] = set()
        for one in choosers:
            for path, taken in _told(one, inner):
                (chosen if taken else self._left).add(path)
            if plain(one.keys[-1]) in CHOOSING:
                self._chosen.setdefault(one.parent, set()).update(words(one.value))
        self._left -= chosen

    def leave(self, entry: Entry) -> bool:
        """Whether an entry stands in a group that is not taken, or its key is the Hub's and another is taken."""
        left = self._left
        if self._switches.is_disabled(entry) or any(entry.keys[:end] in left for end in range(1, len(entry.keys))):
            return True
        taken = self._chosen.get(entry.parent)
        return taken is not None and _is_hubs(words(entry.keys[-1])) and not _is_hubs(taken)


def _may_choose(entry: Entry) -> bool:
    value = entry.value
    return (
        bool(value) and len(value) <= MAX_SHORT and not {"/", "$", "{", " "} & set(value) and entry.keys[-1] != ELEMENT
    )


def _told(one: Entry, inner: dict[Path, dict[str, set[Path]]]) -> Iterator[tuple[Path, bool]]:
    """The groups of which a key takes one, each with whether it is that: beside it, below it, or beside its own."""
    around, key, taken = one.keys[:-1], plain(one.keys[-1]), plain(one.value)
    for child in inner.get(around, ()):
        named = plain(child).startswith(key) and len(key) > 3
        if named or key in CHOOSING:
            yield from _alternatives((*around, child), taken, inner.get((*around, child), {}), alike=not named)
    if key in CHOOSING:
        for group in {around, around[:-1]}:
            yield from _alternatives(group, taken, inner.get(group, {}), alike=True)


def _alternatives(
    around: Path, taken: str, groups: dict[str, set[Path]], *, alike: bool
) -> Iterator[tuple[Path, bool]]:
    """Groups side by side, where one is taken; `alike`: of the others those that hold a key which it holds as well."""
    held = {path for name, paths in groups.items() if plain(name) == taken for path in paths}
    for name, paths in groups.items():
        if held and (not alike or not held.isdisjoint(paths)):
            yield (*around, name), plain(name) == taken


def _is_hubs(said: Iterable[str]) -> bool:
    return not HUB_WORDS.isdisjoint(said)
