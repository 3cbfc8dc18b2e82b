"""Lists, match arms, constants and loading functions of a repository's own, whose names say that they are of models.

They count only in a repository one of whose scripts has a library that loads models: what is chosen from a list goes
through messages, stores and traits to the call that loads it, and was not followed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from builder import patterns as re
from builder.mapping.context import is_invented
from builder.mapping.found import WEIGHTY, Found, Target
from builder.mapping.names import hub_url
from builder.mapping.outside.keys import plain
from builder.mapping.outside.settings_forms import words
from builder.mapping.outside.wanted import HUB, Wanted
from builder.mapping.scripts import catalogues
from builder.mapping.scripts.catalogues import PROVIDER
from builder.mapping.scripts.tree import (
    Call,
    Choice,
    Fallback,
    File,
    Function,
    Node,
    Record,
    Sequenced,
    Text,
)
from builder.mapping.services import PULLED
from builder.reference.signature_rules import Loads

MAX_DEPTH = 12
NAMED = re.compile(r"(?:^|_)models?(?:_|$|[A-Z\d])|Models?(?:$|[A-Z_])|(?:^|_)MODELS?(?:_|$)|checkpoints?$", re.ASCII)
OTHERWISE = re.compile(
    r"(?i)token|dataset|image|icon|link|url|route|path|provider|api|(?:down|un|pre|^|_)loaded|cached|installed"
)
KEYS = frozenset(
    {"id", "model", "modelid", "modelname", "value", "repo", "repoid", "hf", "hfid", "name", "modelpath", "path"}
)
SAYING = re.compile(r"(?i)repo|model|hub|hf|checkpoint|weights")
PART = re.compile(r"(?i)token|vocab|spiece|merges")
WEIGHTS_FILE = re.compile(r"[^\n]+\.(?:safetensors|bin|gguf|json|onnx|pt|model)$")
OWN = frozenset(  # providers whose servers load models of the Hub for whoever starts them
    {
        "sagemaker",
        "huggingface",
        "hf",
        "local",
        "transformers",
        "transformersjs",
        "xenova",
        "vllm",
        "tgi",
        "tei",
        "onnx",
    }
)
LOADING = re.compile(
    r"(?i)(?:(?:ensure|download|fetch|load|pull|get|start|serve|launch|spawn|setup|deploy|prepare)_?(?:\w*_)?(?:model|hub|hf|repo|pretrained|weights)\w*|from_(?:pretrained|hub|hf))$"
)
NAME = re.compile(
    rb"""["'`](?:(?:https?://)?(?:hf|huggingface)\.co/)?[\w.-]{1,96}/(?:[\w.:@-]{1,120}|[\w.-]{1,96}/[\w./-]{1,120}\.(?:gguf|safetensors|onnx))["'`]"""
)
OWNER = re.compile(r"(\w+)\s*(?:<[^<>]*>\s*)?(?:::|\.)\s*\w+$")  # the type whose function is called
CONSTANT = re.compile(r"^(?:[A-Z][A-Z0-9_]*_)?MODEL(?:_[A-Z0-9_]+)?$|^default(?:[A-Z]\w*)?Model(?:Id|Name|Repo)?$")
SERVED = re.compile(rb"(?i)openai|openrouter|anthropic|api_?key|base_?url|ollama|groq|together")  # it asks a server
LIKELY = {
    "javascript": re.compile(
        rb"""(?i)(?:models?|checkpoints?)\w*["']?\s*(?:(?::[^=;{}()\n]{1,80})?[=:]|\{)|_?(?:model|hub|hf|repo|pretrained|weights)\w*\("""
    ),
    "rust": re.compile(rb"(?i)repo|model|hub|hf|checkpoint|weights|safetensors|gguf|onnx"),
}


def is_likely(data: bytes, language: str) -> bool:
    """Whether a file may hold such a list, recognised by the words in it alone."""
    return NAME.search(data) is not None and LIKELY[language].search(data) is not None  # the quick one first


def found(file: File, wanted: Wanted) -> Iterator[Found]:
    """The models that lists, arms, constants and functions of one file name, in no order."""
    another = not wanted.foreign.isdisjoint(words(file.path))  # it is another provider's models that it lists
    parts = wanted.signatures.loads_of_class
    places = _arms(file) if file.language != "javascript" else _lists(file, wanted) if not another else ()
    for listed, named in ((True, places), (False, _loading(file, parts))):
        for owner, text, loads in named:
            if not any(start <= text.start < end for start, end in file.tests):
                one = _made(file, owner, text, loads, wanted)
                if one is not None:
                    constant = listed and CONSTANT.search(owner) is not None and file.language == "javascript"
                    yield replace(one, usage="selectable") if listed and one.usage == "use" and not constant else one
    if is_invented(file.path):
        return
    for key, text, loads, several in catalogues.of_records(file, wanted):
        one = _made(file, key, text, loads, wanted)
        if one is not None and not any(start <= text.start < end for start, end in file.tests):
            yield replace(one, usage="selectable" if several else "use") if loads in WEIGHTY else one


def _lists(file: File, wanted: Wanted) -> Iterator[tuple[str, Text, Loads]]:
    """Elements, and values of telling keys, of lists and objects whose name says that they are of models."""
    for name, value in file.named:
        if NAMED.search(name) is None or OTHERWISE.search(name) is not None:
            continue
        strings = list(_strings(value, None, 0))
        if isinstance(value, Text) and not _is_constant(name, file):
            continue  # one name alone is followed
        if any(plain(text.value) in wanted.foreign for text, _ in strings):
            strings = [one for record in _own(value) for one in _strings(record, None, 1)]  # else another's catalogue
        yield from ((name, text, "model") for text, telling in strings if telling)
        if isinstance(value, Record):
            yield from ((name, text, "model") for text in catalogues.of_keys(file, value))


def _own(value: Node) -> Iterator[Record]:
    """The records of a list of several providers' models that say that one's own server runs theirs."""
    for record in value.items if isinstance(value, Sequenced) else ():
        entries = record.entries if isinstance(record, Record) else ()
        said = [plain(one.value) for key, one in entries if plain(key or "") in PROVIDER and isinstance(one, Text)]
        if isinstance(record, Record) and said and OWN.issuperset(said):
            yield record


def _is_constant(name: str, file: File) -> bool:
    """Whether a name is that of a constant with a model, whose way through stores and messages nothing follows."""
    return CONSTANT.search(name) is not None and not is_invented(file.path) and SERVED.search(file.data) is None


def _strings(node: Node, key: str | None, depth: int) -> Iterator[tuple[Text, bool]]:
    """The strings of a list with whether they may be names."""
    if depth > MAX_DEPTH:
        return
    match node:
        case Text():
            yield node, key is None or plain(key) in KEYS
        case Record():
            for name, inner in node.entries:
                yield from _strings(inner, name, depth + 1)
        case Sequenced():
            for inner in node.items:
                yield from _strings(inner, None if depth == 0 else key, depth + 1)
        case Call() if depth == 0 and node.arguments:
            yield from _strings(node.arguments[0], None, depth + 1)


def _arms(file: File) -> Iterator[tuple[str, Text, Loads]]:
    """What arms of a `match`, constants and pairs of a name and a file give."""
    for functions in file.functions.values():
        for function in functions:
            if SAYING.search(function.name):
                yield from ((function.name, text, _loads(function.name)) for text in _given(function, 0))
    for name, value in file.named:
        if SAYING.search(name) and (name.isupper() or isinstance(value, Choice | Fallback)):
            yield from ((name, text, _loads(name)) for text in _given(value, 0))
    for first, second in file.pairs:
        if "/" in first.value and WEIGHTS_FILE.match(second.value):
            yield second.value, first, _loads(second.value)


def _given(node: Node, depth: int) -> Iterator[Text]:
    if depth > MAX_DEPTH:
        return
    inner: list[Node] = []
    match node:
        case Text():
            yield node
        case Function():
            inner = node.results
        case Choice():
            inner = list(node.options)
        case Fallback():
            inner = [node.first, node.second]
        case Sequenced():
            inner = list(node.items[:1])
    for one in inner:
        if not (isinstance(node, Function) and isinstance(one, Text) and depth == 0):
            yield from _given(one, depth + 1)


def _loading(file: File, parts: Callable[[str], Loads]) -> Iterator[tuple[str, Text, Loads]]:
    """What functions are given whose name says that they load; of `Processor::from_pretrained` the part that it is."""
    for word, calls in file.calls.items():
        for call in calls if LOADING.fullmatch(word) else ():
            if call.arguments and isinstance(call.arguments[0], Text):
                owner = OWNER.search(file.text(call.callee))
                yield word, call.arguments[0], parts(owner[1]) if owner is not None else _loads(word)


def _loads(said: str) -> Loads:
    return "tokenizer" if PART.search(said) else "model"


def _made(file: File, owner: str, text: Text, loads: Loads, wanted: Wanted) -> Found | None:
    target = Target(HUB.name, f"list {owner}", loads, HUB.hub)
    known = wanted.name(text.value, target) if "/" in text.value else None
    if known is None and (text.value.startswith(PULLED) or (owner in catalogues.PAGES and "://" in text.value)):
        known = hub_url(text.value, wanted.signatures.names)
    if known is None and not is_invented(file.path):
        known = catalogues.split_name(text.value)
    if known is None:
        return None
    place = file.place(text.start)
    line = file.data[file.data.rfind(b"\n", 0, text.start) + 1 :].partition(b"\n")[0]
    weighty = loads in WEIGHTY
    return Found(
        target=target,
        line=place.line,
        column=place.column + 1,
        argument_line=place.line,
        code=line.decode("utf-8", "replace").strip()[:300],
        expression=text.value,
        name=known.name,
        resolution="constant",
        usage="component"
        if not weighty
        else "use"
        if LOADING.fullmatch(owner) or CONSTANT.search(owner)
        else "selectable",
        revision=known.revision,
        weights="requested" if weighty else None,
    )
