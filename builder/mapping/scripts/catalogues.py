"""Catalogues in scripts: records of a model's repository and file, and objects whose keys are models' names.

They count where `lists` does. Forms: `{repo: "owner/name", filename: "a.gguf"}`, `{hfRepo: "owner/name"}`, a struct of
Rust named for models, `{model: "https://huggingface.co/owner/name", model_lib: ...}`, `const MODELS = {"owner/name":
[41, 152]}`, and "owner/name/file.gguf", which code splits itself.
"""

from collections import defaultdict
from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.names import Name as HubName
from builder.mapping.outside.keys import plain
from builder.mapping.outside.wanted import Wanted
from builder.mapping.scripts.tree import Call, File, Node, Record, Text, last_word
from builder.reference.signature_rules import Loads

HUB_KEYS = frozenset(
    {"hfrepo", "hfrepoid", "hfid", "hfmodelid", "hfmodel", "hfpath", "huggingfaceid", "huggingfacerepo", "hfname"}
    | {"huggingfacerepoid", "huggingfacemodelid", "huggingfacemodel", "huggingfacename", "hfmodelname", "hfhubid"}
)
NAMING = frozenset(
    {"repo", "repoid", "repository", "model", "modelid", "modelcode", "modelname", "modelrepo", "id", "name"}
)
# web-llm's records of models: a page of the Hub, and the program that runs it (its `ModelRecord`).
PROGRAMS = frozenset({"modellib", "modelliburl"})
PAGES = frozenset({"model", "modelurl"})  # their keys that may hold a page
STRUCT = re.compile(r"Model(?:$|[A-Z]|s)|Checkpoint|Embedd|Tokenizer|Weights")
FILE = re.compile(r"[\w.-]+\.(?:gguf|ggml|safetensors|onnx|bin|pth?|task|tflite|litertlm|mlmodelc|ot|npz)")
SPLIT = re.compile(r"(?a)([\w][\w.-]*)/([\w][\w.-]*)/((?:[\w.-]+/)*[\w.-]+\.(?:gguf|ggml|safetensors|onnx))")
PIECE = re.compile(r"[A-Za-z]{3,}")
KEY = re.compile(rb"""["'`]((?a:[\w][\w.-]*/[\w][\w.-]*))["'`]\s*(?::|\])""")
PART = re.compile(r"(?i)token|vocab")
WRAPPING = frozenset({"from", "new", "into", "Some", "to_string", "to_owned", "format"})
PROVIDER = frozenset({"provider", "service", "backend", "vendor", "api", "hub"})


def of_records(file: File, wanted: Wanted) -> Iterator[tuple[str, Text, Loads, bool]]:
    """What records name: the key, the text, what it loads, and whether the file names several so."""
    found: list[tuple[str, Text, Loads]] = []
    for record in file.records:
        given = {plain(key): text for key, node in record.entries if key and (text := _text(node)) is not None}
        if any(key in PROVIDER and plain(text.value) in wanted.foreign for key, text in given.items()):
            continue
        beside = any(FILE.fullmatch(text.value) for text in given.values())
        programmed = any(plain(key or "") in PROGRAMS for key, _ in record.entries)
        for key, text in given.items():
            if programmed and key in PAGES and "://" in text.value:
                found.append(("model", text, "model"))
                continue
            struct = bool(record.name) and STRUCT.search(record.name) is not None
            if key in HUB_KEYS or (key in NAMING and (beside or struct)):
                found.append((key, text, "tokenizer" if PART.search(key) else "model"))
    names: dict[str, set[str]] = defaultdict(set)
    for key, text, _ in found:
        names[key].add(text.value)
    yield from ((key, text, loads, len(names[key]) > 1) for key, text, loads in found)


def of_keys(file: File, record: Record) -> Iterator[Text]:
    """The keys of an object that have the form of a name with an owner."""
    wanted = {key for key, _ in record.entries if key is not None and "/" in key}
    if not wanted:
        return
    for match in KEY.finditer(file.data, record.start, record.end):
        key = match[1].decode("utf-8", "replace")
        if key in wanted:
            wanted.discard(key)
            yield Text(match.start(), match.end(1) + 1, file, key)


def split_name(text: str) -> HubName | None:
    """The name in 'owner/name/file.gguf': the file is named like its repository, so that it is no path."""
    found = SPLIT.fullmatch(text)
    if found is None:
        return None
    own = {word.lower() for word in PIECE.findall(found[2])}
    stem = {word.lower() for word in PIECE.findall(found[3].rpartition("/")[2].rpartition(".")[0])}
    return HubName(f"{found[1]}/{found[2]}") if own & stem else None


def _text(node: Node) -> Text | None:
    """A text, or one that is made a string of the heap (`String::from("a")`, `Some("a".into())`)."""
    for _ in range(3):
        if isinstance(node, Call) and node.arguments and last_word(node.callee) in WRAPPING:
            node = node.arguments[0]
    return node if isinstance(node, Text) else None
