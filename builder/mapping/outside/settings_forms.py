"""Forms of settings: values that list names, keys that are paths, files that are catalogues or resources."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from builder import patterns as re
from builder.mapping.formats.entries import Entry, Place
from builder.mapping.outside.keys import plain

WORD = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z0-9]+")
DOTTED = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)+")  # a path of keys in one
LISTED = re.compile(r"\s*[\w./-]+(?:\s+[\w./-]*[/_-][\w./-]*)+\s*")  # names with spaces between them
SWEPT = re.compile(r"\s*(?:choice|shuffle)\((.*)\)\s*", re.DOTALL)  # hydra: each of the values in turn
# Settings of tools that the repository's code never reads.
TOOLS = re.compile(
    r"(?i)(?:^|/)(?:\.github|\.circleci|\.gitlab|\.azure|\.buildkite|\.devcontainer|\.vscode|\.idea)/"
    r"|(?:^|/)(?:\.[\w-]+\.ya?ml|azure-pipelines[\w.-]*|action\.ya?ml|[\w.-]*compose[\w.-]*\.ya?ml|environment\.ya?ml)$"
    r"|\.(?:cs|vb|fs|vcx)proj$|\.(?:props|targets)$|(?:^|/)pom\.xml$"  # of builds
    r"|(?:^|/)(?:pyproject\.toml|setup\.cfg|tox\.ini|skaffold\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml)$"
)
# Beginnings of keys around one that names a model, which make it data, an output or a container.
APART = ("dataset", "output", "docker", "image", "wandb", "mlflow", "traindata", "evaldata", "testdata")
# Files that are called after the models which they offer.
CATALOGUE = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*[-_.])?(?:models|model[-_]?(?:list|zoo|catalog(?:ue)?|registry|presets|configs|cards)|catalog(?:ue)?|registry"
    r"|presets|supported[-_]models|available[-_]models)(?:[-_.][\w-]+)?\.ya?ml(?:\.\w+)?$"
)
# Folders of which each file is a model on offer.
OFFERING = re.compile(
    r"(?i)(?:^|/)(?:model[-_](?:configs?|cards?|presets|zoo|registry)|presets)/[^/]+\.(?:json|ya?ml|toml)$"
)
TITLES = frozenset(
    {"name", "id", "alias", "key", "title", "label", "slug", "model_name", "display_name"}
)  # of a record
MIN_SPELT = 5  # characters
# Last words of keys around records of which a program takes one: by the machine's memory, an argument, a user's wish.
CHOICES = frozenset(
    {"alternatives", "candidates", "choices", "options", "presets", "profiles", "sizes", "tiers", "variants"}
)
MIN_RECORDS = 3  # different values of a key that make a list of records a catalogue


def listed(text: str) -> list[str]:
    """The names that a text lists: with commas, spaces, or as a sweep of hydra's."""
    swept = SWEPT.fullmatch(text)
    parts = (swept[1] if swept is not None else text).split(",")
    return [word for part in parts for word in (part.split() if LISTED.fullmatch(part) else (part,))]


def tables(entries: Sequence[Entry]) -> frozenset[tuple[str, ...]]:
    """The keys of records in a list or mapping that have different names: a catalogue that a program chooses from."""
    held: dict[tuple[tuple[str, ...], str], list[Entry]] = {}
    for entry in entries:
        if len(entry.keys) > 1 and "/" in entry.value:
            held.setdefault((entry.keys[:-2], entry.keys[-1]), []).append(entry)
    several = (of for of in held.values() if len({one.value for one in of}) >= MIN_RECORDS)
    return frozenset(one.keys for of in several for one in of)


def catalogues(entries: Sequence[Entry], path: str) -> frozenset[tuple[str, ...]]:
    """The keys of records that offer models by their names, in a file of settings that a program reads.

    The file is called after them ('models.yaml'), or the records are named as their models are: by a key around them,
    or by a name in them. Records that are named after what they do ('embedding', 'reranker') are all taken.
    """
    if path.lower().endswith(".json"):
        return tables(entries)  # nobody writes all that a program takes in JSON, record by record
    if TOOLS.search(path) is not None or is_resource(entries):
        return frozenset()
    found = tables(entries) if CATALOGUE.search(path) is not None else frozenset[tuple[str, ...]]()
    names = {one.parent: one.value for one in entries if one.keys[-1] in TITLES and "/" not in one.value}
    spelt: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        titles = (*one.keys[:-1], names.get(one.parent, "")) if len(one.keys) > 1 and "/" in one.value else ()
        if any(_is_spelt(title, one.value) for title in titles):
            spelt.setdefault((one.keys[0] if len(one.keys) > 2 else "", one.keys[-1]), []).append(one)
    several = (of for of in spelt.values() if len({one.value for one in of}) >= MIN_RECORDS)
    return found.union(one.keys for of in several for one in of)


def choices(entries: Sequence[Entry], path: str) -> frozenset[tuple[str, ...]]:
    """The keys around several records of which a program takes one ('profiles'), in a file that no tool reads."""
    if TOOLS.search(path) is not None or is_resource(entries):
        return frozenset()
    found: dict[tuple[str, ...], set[int]] = {}  # the mappings within that hold a name
    for one in entries:
        for at, key in enumerate(one.keys[:-2] if "/" in one.value else ()):
            if words(key)[-1:] and words(key)[-1] in CHOICES:
                found.setdefault(one.keys[: at + 1], set()).add(one.parent)
    return frozenset(keys for keys, records in found.items() if len(records) > 1)


def labelled(entries: Sequence[Entry]) -> frozenset[tuple[str, ...]]:
    """The keys around rows that give models labels to be chosen by: `models: {Qwen3-0.6B: owner/Qwen3-0.6B, ...}`."""
    rows: dict[tuple[str, ...], list[Entry]] = {}
    for one in entries:
        if len(one.keys) > 1 and words(one.keys[-2])[-1:] == ["models"]:
            rows.setdefault(one.keys[:-1], []).append(one)
    named = {keys: of for keys, of in rows.items() if all(one.value.count("/") == 1 for one in of)}
    spelt = {keys: sum(_is_label(one.keys[-1], one.value) for one in of) for keys, of in named.items()}
    return frozenset(keys for keys, of in named.items() if len(of) >= MIN_RECORDS and 2 * spelt[keys] > len(of))


def _is_label(label: str, model: str) -> bool:
    """Whether a label has the words of a model's name: 'Qwen3 0.6B' of Qwen/Qwen3-0.6B-ONNX."""
    short, whole = "".join(words(label)), "".join(words(model.rpartition("/")[2]))
    return len(short) >= MIN_SPELT and (short in whole or whole in short)


def _is_spelt(title: str, model: str) -> bool:
    """Whether a record's name spells its model's, with a number or several words in it: 'qwen3-4b' of Qwen/Qwen3-4B."""
    short, whole = plain(title), plain(model.rpartition("/")[2])
    return (
        len(short) >= MIN_SPELT
        and (any(map(str.isdigit, short)) or len(words(title)) > 1)
        and (short in whole or whole in short)
    )


def routed(entries: Sequence[Entry], routes: Collection[str]) -> frozenset[Place]:
    """The entries of resources, by their `kind`, that send requests to models which others serve."""
    roots = {entry.parent for entry in entries if entry.keys == ("kind",) and entry.value in routes}
    found, root = [], 0
    for entry in sorted(entries, key=lambda one: one.place) if roots else ():
        root = entry.parent if len(entry.keys) == 1 else root
        if root in roots:
            found.append(entry.place)
    return frozenset(found)


def is_resource(entries: Sequence[Entry]) -> bool:
    """Whether a file is a resource of Kubernetes."""
    roots = {entry.keys for entry in entries if len(entry.keys) == 1}
    return ("apiVersion",) in roots and ("kind",) in roots


@lru_cache(1 << 14)
def parts(key: str) -> tuple[str, ...]:
    """The keys that a key is a path of ('backend.model'); most are none."""
    return tuple(key.split(".")) if DOTTED.fullmatch(key) else (key,)


def words(text: str) -> list[str]:
    """The words of a name, in lower case ('modelName' has two)."""
    return [word.lower() for word in WORD.findall(text)]


@lru_cache(1 << 14)
def key_words(key: str) -> frozenset[str]:
    """The words of a key."""
    return frozenset(words(key))
