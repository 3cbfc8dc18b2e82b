"""JavaScript, TypeScript and Rust -> the models that a repository's own lists, match arms and loading functions name.

They count only in a repository one of whose files in that language has a library that loads models: what is chosen from
a list goes through messages, stores and traits to the call that loads it, and is not followed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from builder.mapping.formats.entries import Place, Positions
from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.outside.wanted import HUB, Wanted, plain
from builder.reference.signature_rules import Loads

MAX_LIST = 50_000  # characters of one list
TEST = re.compile(r"#\[cfg\(test\)\]")  # behind it stand a Rust file's tests
# `const MODELS: Model[] = [`, `models: {`, `MODEL_OPTIONS = Object.freeze({`
LIST = re.compile(
    r"""(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*[^=;{}()\n]{1,80})?\s*[=:]\s*(?:Object\.freeze\(|new\s+(?:Map|Set)\(\s*)?
    (?P<open>[\[{])""",
    re.VERBOSE,
)
NAMED = re.compile(r"(?:^|_)models?(?:_|$|[A-Z\d])|Models?(?:$|[A-Z_])|(?:^|_)MODELS?(?:_|$)|checkpoints?$", re.ASCII)
OTHERWISE = re.compile(r"(?i)token|dataset|image|icon|link|url|route|path|provider|api")
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?:(?P<key>[\w$]+)\s*:\s*)?(?P<quote>["'`])(?P<text>[^"'`\n\\]*)(?P=quote)|[\[\](){}]""",
    re.DOTALL,
)
KEYS = frozenset(
    {"id", "model", "modelid", "modelname", "value", "repo", "repoid", "hf", "hfid", "name", "modelpath", "path"}
)
# An arm of a `match` or a branch that gives a name, or a name and a file of it.
ARM = re.compile(r"""=>\s*(?:\{\s*)?(?://[^\n]*\n\s*)*\(?\s*"(?P<name>[^"\s\\]+/[^"\s\\]+)"\s*[,)}.]?""")
PAIR = re.compile(
    r"""\(\s*"(?P<name>[\w.-]+/[\w.-]+)"\s*,\s*"(?P<file>[^"\n]+\.(?:safetensors|bin|gguf|json|onnx|pt|model))"\s*,?\s*\)"""
)
CONSTANT = re.compile(
    r"""\b(?:const|static)\s+(?P<owner>\w+)\s*:\s*&\s*(?:'static\s+)?str\s*=\s*"(?P<name>[^"\s\\]+/[^"\s\\]+)"\s*;"""
)
GIVING = re.compile(r"\bfn\s+(\w+)|\blet\s+(?:mut\s+)?\(?(\w+)[^=;]*=\s*match\b")
SAYING = re.compile(r"(?i)repo|model|hub|hf|checkpoint|weights")
PART = re.compile(r"(?i)token|vocab|spiece|merges")
# A function of the repository whose name says that it loads.
LOADING = re.compile(
    r"""\b(?P<call>(?:ensure|download|fetch|load|pull|get)_?(?:\w*_)?(?:model|hub|hf|repo|pretrained|weights)\w*|from_(?:pretrained|hub|hf))
    \s*\(\s*["'`](?P<name>[\w.-]+/[\w.-]+)["'`]""",
    re.VERBOSE | re.IGNORECASE,
)


def found(text: str, wanted: Wanted, language: str) -> Iterator[Found]:
    """The models that lists, arms and functions of one file name, in no order."""
    if language not in wanted.scripted:
        return
    end = TEST.search(text) if language == "rust" else None
    text = text[: end.start()] if end is not None else text
    offsets = Positions(text)
    places = [*_lists(text, wanted)] if language == "javascript" else [*_arms(text), *_constants(text)]
    places += ((match["call"], match.start("name"), match["name"], "model") for match in LOADING.finditer(text))
    for owner, offset, name, loads in places:
        one = _made(offsets.at(offset), owner, name, loads, text, offset, wanted)
        if one is not None:
            yield one


def _lists(text: str, wanted: Wanted) -> Iterator[tuple[str, int, str, Loads]]:
    """Elements, and values of telling keys, of lists and objects whose name says that they are of models."""
    behind = 0
    for match in LIST.finditer(text):
        name = match["name"]
        if match.start() < behind or NAMED.search(name) is None or OTHERWISE.search(name) is not None:
            continue
        strings, behind = _strings(text, match.start("open"))
        if any(plain(string) in wanted.foreign for _, string, _ in strings):
            continue  # another provider's catalogue
        yield from ((name, offset, string, "model") for offset, string, telling in strings if telling)


def _strings(text: str, start: int) -> tuple[list[tuple[int, str, bool]], int]:
    """The strings of a bracket with their offsets, and whether they may be names; and where the bracket closes."""
    found: list[tuple[int, str, bool]] = []
    depth = 0
    for token in TOKEN.finditer(text, start, start + MAX_LIST):
        if token["text"] is not None:
            telling = token["key"] is None or plain(token["key"]) in KEYS
            found.append((token.start("text"), token["text"], telling))
        elif token[0][0] in "([{":
            depth += 1
        elif token[0][0] in ")]}":
            depth -= 1
            if depth == 0:
                return found, token.end()
    return found, start


def _arms(text: str) -> Iterator[tuple[str, int, str, Loads]]:
    """What arms of a `match` give in functions, or for variables, that are named for models."""
    pairs = {match.start("name"): match for match in PAIR.finditer(text)}
    for start, match in pairs.items():
        yield match["file"], start, match["name"], _loads(match["file"])
    givers = [(match.start(), match[1] or match[2]) for match in GIVING.finditer(text)]
    starts = [start for start, _ in givers]
    for match in ARM.finditer(text):
        giver = givers[bisect_left(starts, match.start()) - 1][1] if starts and starts[0] < match.start() else ""
        if match.start("name") not in pairs and SAYING.search(giver):
            yield giver, match.start("name"), match["name"], _loads(giver)


def _loads(said: str) -> Loads:
    return "tokenizer" if PART.search(said) else "model"


def _constants(text: str) -> Iterator[tuple[str, int, str, Loads]]:
    for match in CONSTANT.finditer(text):
        if SAYING.search(match["owner"]) is not None:
            yield match["owner"], match.start("name"), match["name"], _loads(match["owner"])


def _made(place: Place, owner: str, name: str, loads: Loads, text: str, offset: int, wanted: Wanted) -> Found | None:
    target = Target(HUB.name, f"list {owner}", loads, HUB.hub)
    known = wanted.name(name, target) if "/" in name else None
    if known is None:
        return None
    line = text[text.rfind("\n", 0, offset) + 1 : text.find("\n", offset) % (len(text) + 1)].strip()
    weighty = loads in WEIGHTY
    return Found(
        target=target,
        line=place.line,
        column=place.column,
        argument_line=place.line,
        code=line[:300],
        expression=name,
        name=known.name,
        resolution="constant",
        usage=usage_of(loads),
        revision=known.revision,
        weights="requested" if weighty else None,
    )
