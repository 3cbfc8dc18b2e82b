"""Settings that say of the model beside them whether its weights are loaded: `timm_model_pretrained: false`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.command_line import TRUSTED
from builder.mapping.outside.keys import plain

TRAINED = "pretrained"  # how the key of such a switch ends; what stands before it is how the model's key begins
VERBS = ("use", "is", "load", "with")  # before that, they say nothing
ENABLING = frozenset({"enabled", "enable", "isenabled", "deploy", "install"})  # keys that switch their group
ON = frozenset({"true", "yes", "on", "1"})
OFF = frozenset({"false", "no", "off", "0", "null", "none", "~"})


class Switches(NamedTuple):
    """The keys that are on, as `plain` has them, and what says no: the mapping, and how keys begin that it is about.

    `trusting`: the mappings that let the code of their models run, or say that they do not. `disabled`: the keys that
    lead to groups which a key in them switches off.
    """

    on: frozenset[str] = frozenset()
    untrained: frozenset[tuple[int, str]] = frozenset()
    trusting: Mapping[int, bool] = MappingProxyType({})
    disabled: frozenset[tuple[str, ...]] = frozenset()

    def is_untrained(self, entry: Entry) -> bool:
        """Whether a key beside an entry's says that no weights are loaded."""
        return any(entry.parent == parent and plain(entry.key).startswith(stem) for parent, stem in self.untrained)

    def is_disabled(self, entry: Entry) -> bool:
        """Whether a group that an entry stands in is switched off: `reranker: {enabled: false, model: ...}`."""
        return any(entry.keys[:end] in self.disabled for end in range(1, len(entry.keys))) if self.disabled else False


NO_SWITCHES = Switches()


def switches(entries: Iterable[Entry]) -> Switches:
    """The switches of a file."""
    on, untrained, trusting = set(), set(), dict[int, bool]()
    disabled = set()
    for entry in entries:
        value = entry.value.lower()
        if plain(entry.key) == TRUSTED and value in ON | OFF:
            trusting[entry.parent] = trusting.get(entry.parent, False) or value in ON
        if value in ON:
            on.add(plain(entry.key))
        elif value in OFF and plain(entry.key) in ENABLING and len(entry.keys) > 1 and ELEMENT not in entry.keys:
            disabled.add(entry.keys[:-1])
        elif value in OFF and plain(entry.key).endswith(TRAINED):
            stem = plain(entry.key).removesuffix(TRAINED)
            untrained.add((entry.parent, "" if stem in VERBS else stem))
    return Switches(frozenset(on), frozenset(untrained), trusting, frozenset(disabled))
