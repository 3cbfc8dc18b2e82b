"""Which strings can be a model's name: the form of names on the hubs, and what means something else."""

from typing import NamedTuple

from builder import patterns as re
from builder.mapping.services import ITSELF, Asked, served
from builder.redaction.privacy import has_secret
from builder.reference.signatures import Hub, Library, Loads, NameRules

MAX_NAME = 300  # characters; an owner, a name and an entry point are never as long
MAX_URL = 1000
DEFAULT_BRANCH = "main"  # an address cannot leave it out: it pins nothing
FETCHING = re.compile(r"/(?:resolve|raw)/[^/\s]+(?:/|$)")
UNOWNED = re.compile(r"(?ai)https?://(?:huggingface|hf)\.co/([\w.-]+)/(?:resolve|raw)/")  # an address of former days
COMMIT = re.compile(r"/(?:commit|tree)/[0-9a-f]{7,40}/?$")
FOLDER = re.compile(r"/(?:resolve|raw)/[^/\s]+/?$")  # of all files, to which a program adds the name of one
WEIGHTS = re.compile(
    r"(?i)\.(?:safetensors|pth?|pt2|ckpt|onnx|bin|gguf|ggml|h5|keras|nemo|msgpack|tflite|pkl|mlmodel|npz|engine|ot|pte|llamafile)"
    r"(?:[?#].*)?$"
)
# Weights' formats that hold something else: what training leaves beside a model, vectors that were computed with one.
AUXILIARY = re.compile(
    r"(?i)(?:^|[/_-])(?:optimizer|scheduler|scaler|rng_state(?:_\d+)?|training_args|trainer_state|embeddings?|vectors|features|"
    r"index|cache|stats|latents|activations|labels)\.\w+(?:[?#].*)?$"
)
SERVICE = "api-inference"  # the library of what a service of the Hub is asked for by its address
NOTHING = re.compile(r"(?!)")
ENTRY = re.compile(r"\W?\{entry\}")


class Name(NamedTuple):
    """A model's name as its hub says it, and the revision that was written into the same string.

    `trained`: the string alone says that weights are loaded. `hub`: whose the name is, where the string says that it is
    another's than the call's; `asked`: it is sent to a server of one's own, about which no more is known. `hosted`: the
    string is the address at which a service of the Hub runs the model.
    """

    name: str
    revision: str | None = None
    trained: bool = False
    hub: str | None = None
    asked: bool = False
    hosted: bool = False


def hub_name(
    written: str,
    entry: str | None,
    library: Library,
    rules: NameRules,
    template: str | None = None,
    asked: Asked = ITSELF,
) -> Name | None:
    """The name that a string, and an entry point within what it names, mean to a library.

    `template` is the call's (see signatures.toml). None where they can be no name: a path, a URL, a sentence, a secret,
    a placeholder, a bare name that the hub does not have, a name of another provider.
    """
    where = rules.hub[asked.hub or library.hub]
    if where.name == library.name and where.name != library.hub and _is_hubs(written, library):
        found = hub_name(written, entry, library, rules, template)
        return found._replace(hub=library.hub) if found is not None else None
    if asked.routed or (not where.listed and library.pattern is None):
        return _served(written, where, library, rules, asked)
    if library.urls and (page := hub_url(written, rules)) is not None:
        return page
    if len(written) > MAX_NAME:
        return None
    prefix = next((prefix for prefix in library.prefixes if written.startswith(prefix)), "")
    name, revision = _without_marks(written.removeprefix(prefix), library)
    full = library.names.get(name)
    if full is None and not _fits(name, None if prefix else entry, bool(prefix), library, rules):
        return None
    if prefix or full is not None:
        return Name(full or name, revision, bool(prefix) and library.trained)
    return Name(
        filled(template or library.template_of(name), name, entry),
        revision,
        hub=library.unowned if "/" not in name else None,
    )


def _is_hubs(written: str, library: Library) -> bool:
    """Whether a library that has a store of its own, too, finds a name on the Hub."""
    return "/" in written or written in library.names or (library.form or NOTHING).fullmatch(written) is not None


def _served(written: str, hub: Hub, library: Library, rules: NameRules, asked: Asked) -> Name | None:
    """A name of a registry or service; None where it stands for a name, is a file of the machine or a secret."""
    prefix = next((prefix for prefix in library.prefixes if written.startswith(prefix)), "")
    name = written.removeprefix(prefix)
    found = served(library.names.get(name, name), hub, rules, asked)
    if found is None:
        return None
    if rules.hub[found.hub].listed:
        return Name(found.name, hub=found.hub, asked=found.asked) if _is_hub_name(found.name, rules) else None
    if rules.hub[found.hub].form.fullmatch(found.name) is None:
        return None
    local = not library.files and any(pattern.fullmatch(found.name) for pattern in rules.local)
    if local or any(pattern.fullmatch(found.name) for pattern in rules.other) or has_secret(found.name):
        return None
    return Name(found.name, hub=found.hub)


def filled(template: str | None, name: str, entry: str | None) -> str:
    """A template with its model and entry point; without an entry point its place falls away.

    Without a template: 'owner/repo#entry', or the name alone.
    """
    template = template or "{model}#{entry}"
    if entry is None:
        template = ENTRY.sub("", template)
    return template.replace("{model}", name).replace("{entry}", entry or "")


def hub_url(text: str, rules: NameRules) -> Name | None:
    """The model whose page, or a file of which, stands at an address ('https://huggingface.co/o/n/resolve/main/f')."""
    return _of_hub(rules.url, text, rules)


def fetched(text: str, rules: NameRules) -> tuple[Name, Loads] | None:
    """The model that an address fetches a file of ('https://huggingface.co/o/n/resolve/main/f'), and what it holds."""
    if FETCHING.search(text) is None:
        return None
    name = hub_url(text, rules)
    return (name, "model" if FOLDER.search(text) else loads_of_file(text)) if name is not None else None


def pinned(text: str, rules: NameRules) -> Name | None:
    """The model at a commit whose page is an address ('https://huggingface.co/o/n/commit/4236a6a'): no mere link."""
    return hub_url(text, rules) if COMMIT.search(text) is not None else None


def at_service(text: str, rules: NameRules) -> Name | None:
    """The model that a service of the Hub runs at an address ('https://api-inference.huggingface.co/models/o/n')."""
    name = _of_hub(rules.asked, text, rules)
    return name._replace(hosted=True) if name is not None else None


def addressed(text: str, rules: NameRules, *, pages: bool = False) -> tuple[Name, Loads] | None:
    """The model that a request for an address fetches a file of, or asks a service of the Hub for, and what it loads.

    `pages`: a model's own page, too, which is where a clone of all its files comes from.
    """
    asked = at_service(text, rules)
    if asked is not None:
        return asked, "model"
    name = marked(text, rules) or (hub_url(text, rules) if pages else None)
    return (name, "model" if pages else loads_of_file(text)) if name is not None else fetched(text, rules)


def loads_of_file(path: str) -> Loads:
    """'model' for a file of weights, recognised by its name or address, else 'file'."""
    return "model" if WEIGHTS.search(path) is not None and AUXILIARY.search(path) is None else "file"


def marked(text: str, rules: NameRules) -> Name | None:
    """The model that a text names which says itself that it is the Hub's ('hf://owner/name')."""
    return _of_hub(rules.marked, text, rules)


def _of_hub(form: re.Pattern[str], text: str, rules: NameRules) -> Name | None:
    found = form.fullmatch(text) if len(text) <= MAX_URL else None
    if found is None:
        bare = UNOWNED.match(text) if form is rules.url and len(text) <= MAX_URL else None
        return Name(bare[1]) if bare is not None and bare[1] in rules.moved else None
    if not _is_hub_name(found["name"], rules):
        return None
    revision = found.groupdict().get("revision")
    return Name(found["name"], revision if revision != DEFAULT_BRANCH else None)


LOCAL_PACKAGE = re.compile(r"(?i)(?:.*@\s*)?(?:file:|[.~]{0,2}/|[a-z]:[\\/]|(?!.*://)[^\s@]*[\\/]).*")


def is_local_package(requirement: str) -> bool:
    """Whether a requirement is a file or folder of the machine ('/srv/x-1.0-py3-none-any.whl', 'x @ file:///srv/x')."""
    return LOCAL_PACKAGE.fullmatch(requirement) is not None


def packaged(requirement: str, library: Library, rules: NameRules) -> Name | None:
    """The model that a requirement installs as a package: a wheel's address or file, 'name @ address', 'name==1.0'."""
    if len(requirement) > MAX_URL:
        return None
    found = next((found for form in rules.packages if (found := form.search(requirement)) is not None), None)
    if found is None:
        return None
    name = found["name"].replace("-", "_")
    return Name(name, found["version"] or None) if library.is_package(name) else None


def _without_marks(name: str, library: Library) -> tuple[str, str | None]:
    """A name without what a library lets stand behind it, and the revision among that."""
    if library.cut is not None:
        name = name.partition(library.cut)[0]
    if library.pin is None:
        return name, None
    name, _, revision = name.partition(library.pin)
    return name, revision or None


def _fits(name: str, entry: str | None, on_hub: bool, library: Library, rules: NameRules) -> bool:
    """Whether a name without its marks is one of a library; `on_hub`: a prefix said that it is the hub's."""
    if not on_hub and (name in library.members or name in library.packages):
        return True
    if on_hub or (library.pattern is None and not library.closed):
        owned = "/" in name or name in rules.moved or _is_bare(name, library)
        return owned and _is_hub_name(name, rules)
    if library.pattern is None:
        return False
    whole = name if entry is None else f"{name}#{entry}"
    return library.pattern.fullmatch(whole) is not None and (library.files or _is_clean(whole, rules))


def is_known(name: str, library: Library, rules: NameRules) -> bool:
    """Whether a text is a library's name whoever says it: it has an owner, or is one that the library itself has.

    For what stands in settings: 'adamw' below `name` is a model to no library, though each takes any word in a call.
    """
    if "/" in name or "#" in name or name in rules.moved:
        return True
    own = (library.names, library.members, library.tag_of, library.aliases)
    if any(name in names for names in own) or name in library.names.values() or library.is_package(name):
        return True
    form = library.form or library.bare or library.pattern
    return form is not None and form.fullmatch(name) is not None


def _is_bare(name: str, library: Library) -> bool:
    """Whether a name without an owner has the form that a library's own have."""
    return library.alias is not None and (library.bare is None or library.bare.fullmatch(name) is not None)


def _is_hub_name(name: str, rules: NameRules) -> bool:
    return rules.pattern.fullmatch(name) is not None and _is_clean(name, rules)


def _is_clean(name: str, rules: NameRules) -> bool:
    """Whether nothing says that this is a file, a placeholder, another provider's name or a secret."""
    patterns = (*rules.local, *rules.other, *rules.providers)
    return not any(pattern.fullmatch(name) for pattern in patterns) and not has_secret(name)
