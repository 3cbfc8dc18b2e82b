"""Settings that say of the model beside them whether its weights are loaded: `timm_model_pretrained: false`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.command_line import TRUSTED
from builder.mapping.outside.keys import plain
from builder.mapping.outside.variables import ASSIGNMENT

UNLOADED = frozenset({"noweights", "skipweights", "randomweights", "dummyweights"})  # keys that leave weights out
TRAINED = "pretrained"  # how the key of such a switch ends; what stands before it is how the model's key begins
VERBS = ("use", "is", "load", "with")  # before that, they say nothing
ENABLING = frozenset({"enabled", "enable", "isenabled", "deploy", "install"})  # keys that switch their group
ON = frozenset({"true", "yes", "on", "1"})
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Words of a key that say that it is a switch, and those that say nothing of what is switched.
SWITCHING = frozenset(
    {"enable", "enabled", "use", "using", "is", "with", "activate", "active", "run", "do", "disabled"}
)
NEUTRAL = frozenset(
    {
        "decoding",
        "support",
        "service",
        "feature",
        "mode",
        "module",
        "stage",
        "step",
        "pipeline",
        "engine",
        "model",
        "models",
    }
)
# What so many settings are about that switching it off leaves the model beside it on.
COMMON = frozenset(
    {"llm", "hf", "huggingface", "local", "gpu", "cuda", "cache", "lora", "remote", "fast", "auth", "api", "fp16"}
)
OFF = frozenset({"false", "no", "off", "0", "null", "none", "~"})


class Switches(NamedTuple):
    """The keys that are on, as `plain` has them, and what says no: the mapping, and how keys begin that it is about.

    `trusting`: the mappings that let the code of their models run, or say that they do not. `disabled`: the keys that
    lead to groups which a key in them switches off. `unloaded`: the mappings that leave the weights out, and so ask for
    a model's config and tokenizer alone (optimum-benchmark's `no_weights: true`).
    """

    on: frozenset[str] = frozenset()
    untrained: frozenset[tuple[int, str]] = frozenset()
    trusting: Mapping[int, bool] = MappingProxyType({})
    disabled: frozenset[tuple[str, ...]] = frozenset()
    idle: frozenset[tuple[tuple[str, ...], frozenset[str]]] = frozenset()
    unloaded: frozenset[int] = frozenset()

    def is_untrained(self, entry: Entry) -> bool:
        """Whether a key beside an entry's says that no weights are loaded."""
        return any(entry.parent == parent and plain(entry.key).startswith(stem) for parent, stem in self.untrained)

    def is_disabled(self, entry: Entry) -> bool:
        """Whether a group that an entry stands in is switched off: `reranker: {enabled: false, model: ...}`."""
        if self.idle and self._is_idle(entry):
            return True
        return any(entry.keys[:end] in self.disabled for end in range(1, len(entry.keys))) if self.disabled else False

    def _is_idle(self, entry: Entry) -> bool:
        """Whether a switch beside an entry is off that is called after what its key is: `use_reranker: false`."""
        group, key, _ = _named(entry)
        words = frozenset(_words(key))
        return any(group == around and about <= words for around, about in self.idle)


NO_SWITCHES = Switches()


def switches(entries: Iterable[Entry]) -> Switches:
    """The switches of a file."""
    on, untrained, trusting = set(), set(), dict[int, bool]()
    disabled, unloaded = set(), set[int]()
    idle = set[tuple[tuple[str, ...], frozenset[str]]]()
    for entry in entries:
        value = entry.value.lower()
        group, key, given = _named(entry)
        if given in OFF and (about := _switched(key)):
            idle.add((group, about))
        if plain(entry.key) == TRUSTED and value in ON | OFF:
            trusting[entry.parent] = trusting.get(entry.parent, False) or value in ON
        if value in ON:
            on.add(plain(entry.key))
            unloaded.update((entry.parent,) if plain(entry.key) in UNLOADED else ())
        elif value in OFF and plain(entry.key) in ENABLING and len(entry.keys) > 1 and ELEMENT not in entry.keys:
            disabled.add(entry.keys[:-1])
        elif value in OFF and plain(entry.key).endswith(TRAINED):
            stem = plain(entry.key).removesuffix(TRAINED)
            untrained.add((entry.parent, "" if stem in VERBS else stem))
    return Switches(
        frozenset(on), frozenset(untrained), trusting, frozenset(disabled), frozenset(idle), frozenset(unloaded)
    )


def _named(entry: Entry) -> tuple[tuple[str, ...], str, str]:
    """The keys around an entry, its own and its value: 'NAME=value' in a list, and a variable's default, as well."""
    keys, value = entry.keys, entry.value
    assigned = ASSIGNMENT.match(value) if keys[-1] == ELEMENT else None
    if assigned is not None:
        return keys[:-1], assigned[1], value[assigned.end() :].lower()
    if keys[-1] == "default" and len(keys) > 1:
        return keys[:-2], keys[-2], value.lower()
    return keys[:-1], keys[-1], value.lower()


def _words(key: str) -> list[str]:
    """The words of a key, in lower case: 'USE_RERANKER' and 'useReranker' have two."""
    return [word.lower() for word in WORD.findall(key)]


def _switched(key: str) -> frozenset[str]:
    """The words for what a switch is about; none where a key is no switch, or says little."""
    said = _words(key)
    about = [word for word in said if word not in SWITCHING and word not in NEUTRAL]
    if (
        len(about) == len(said)
        or not about
        or not COMMON.isdisjoint(about)
        or SWITCHING.isdisjoint((said[0], said[-1]))
    ):
        return frozenset()
    return frozenset(about) if "disabled" not in said else frozenset()
