"""Which entries of settings name a model that a server is asked for: its address or key stands beside them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.outside.keys import plain
from builder.mapping.outside.served import is_served
from builder.mapping.outside.variables import ASSIGNMENT

MESSAGES = "messages"  # of a request to a server
PROMPT, MODEL_KEY = "prompt", "model"  # of one to complete a text: in a list of such, or beside its limit
# What stands behind a word in the keys of a client: LLM_MODEL beside LLM_BASE_URL or LLM_API_KEY.
CLIENT = re.compile(
    r"(.+?)(?:apikey|apibase|(?:api|base|server|invoke|inference)url|(?:api|http|grpc|server|inference)?endpoint(?:url)?)$"
)
MODEL = re.compile(r"(.*?)model(?:name|id)?$")
SERVER = re.compile(r".+(?:serverurl|apibase|apiurl|baseurl|inferenceurl|inferenceendpoint|llmurl)$")
HUBS = frozenset({"hf", "huggingface", "huggingfacehub", "hub"})  # whose keys are for downloads
Group = tuple[str, ...]


class Serving:
    """The servers that one file speaks of; `keys` are those of all its entries, `names` what values are for."""

    def __init__(self, entries: Sequence[Entry], keys: Collection[Group], names: Mapping[int, str]) -> None:
        self._names = names
        beside = [one for one in entries if is_served(one.keys[-1]) and not one.value.startswith("/")]
        self._addresses = {one.parent: one.value for one in beside}
        self._requests = {one.keys[: one.keys.index(MESSAGES)] for one in entries if MESSAGES in one.keys}
        self._asked = {
            path[:-1] for path in keys if path[-1] == PROMPT and (ELEMENT in path or _limits(path[:-1], keys))
        }
        self._clients = {*self._stems(entries), *_stems_of(keys)}

    def serves(self, entry: Entry) -> bool:
        """Whether the address of a server stands beside an entry, or it is part of a request."""
        of = entry.keys[:-1]
        asked = of in self._asked and entry.keys[-1] == MODEL_KEY
        return asked or entry.parent in self._addresses or of in self._requests

    def is_client(self, entry: Entry, key: str) -> bool:
        """Whether keys beside an entry's give the address of what its own names, or the key to it: LLM_API_KEY."""
        found = MODEL.fullmatch(plain(key))
        return found is not None and (_group(entry, self._names), found[1]) in self._clients  # '': of any server

    def address(self, entry: Entry) -> str:
        """The address that stands beside an entry; '' where none does."""
        return self._addresses.get(entry.parent, "")

    def _stems(self, entries: Sequence[Entry]) -> Iterator[tuple[Group, str]]:
        for entry in entries:
            assigned = ASSIGNMENT.match(entry.value) if entry.keys[-1] == ELEMENT else None
            name = assigned[1] if assigned is not None else self._names.get(entry.parent, entry.keys[-1])
            yield from _stem(_group(entry, self._names), name)


def asks(name: str, given: Iterable[str]) -> bool:
    """Whether variables that are given beside one's own are the address of what it names, or the key to it."""
    found = MODEL.fullmatch(plain(name))
    return found is not None and any(stem == found[1] for other in given for _, stem in _stem((), other))


def _limits(of: Group, keys: Collection[Group]) -> bool:
    """Whether keys stand together that requests to a server have, and settings of a model of one's own have not."""
    return (*of, "max_tokens") in keys and (*of, MODEL_KEY) in keys


def _stems_of(keys: Collection[Group]) -> Iterator[tuple[Group, str]]:
    for path in keys:
        yield from _stem(path[:-1], path[-1])


def _stem(group: Group, key: str) -> Iterator[tuple[Group, str]]:
    found = CLIENT.fullmatch(plain(key))
    if found is not None and found[1] not in HUBS:
        yield group, found[1]
    if SERVER.fullmatch(plain(key)) is not None:
        yield group, ""


def _group(entry: Entry, names: Mapping[int, str]) -> Group:
    """The keys around the mapping or list that variables stand in."""
    inside = entry.keys[-1] in {"value", "Value"} and entry.parent in names
    return entry.keys[:-2] if inside else entry.keys[:-1]
