"""Other languages, by their words alone: literals in calls that load models, and addresses that fetch their files."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder import patterns as re
from builder.mapping.context import is_invented
from builder.mapping.formats.entries import Positions, decoded
from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import SERVICE, Name, at_service, fetched, marked
from builder.mapping.outside import named_strings, reached
from builder.mapping.outside.settings_forms import words
from builder.mapping.outside.wanted import HUB, Wanted
from builder.reference.outside_rules import LiteralRule
from builder.reference.signature_rules import Loads
from builder.reference.signatures import Signatures

URL = "url"  # the library of what is fetched by its address
HINTS = (b"huggingface", b"hf.co", b"hf://", b"hf-mirror", b'"hf:', b"'hf:", b"`hf:")
# A comment, which is passed over, or a string.
TEXTS = re.compile(
    r"""/\*.*?\*/|(?<![:"'\w])//[^\n]*|^[ \t]*(?:\#|--)[^\n]*|"(?P<double>[^"\n]+)"|'(?P<single>[^'\n]+)'""",
    re.DOTALL | re.MULTILINE,
)
# The same in JavaScript, TypeScript and Rust, where a line that begins with '#' is code.
SCRIPT_TEXTS = re.compile(
    r"""/\*.*?\*/|(?<![:"'\w])//[^\n]*|"(?P<double>[^"\n]+)"|'(?P<single>[^'\n]+)'|`(?P<template>[^`$\n]+)`""",
    re.DOTALL,
)
# The same in CMake, where an address needs no quotes.
CMAKE_TEXTS = re.compile(TEXTS.pattern + r"""|(?<=[\s(])(?P<bare>https?://[^\s()"'$]+)""", TEXTS.flags)
# Languages of one program, and files that hold no program.
FAMILIES = (("cs", "razor"), ("java", "kt", "kts", "scala"), ("c", "cc", "cpp", "cxx", "h", "hpp", "m", "mm", "swift"))
MARKING = frozenset({"gradle", "cmake", "nix", "bzl", "r", "jl"})
LINE = re.compile(r"^[ \t]*(?://|\#|--|\*|/\*)")
LOADING = re.compile(r"(?i)(\w+)\s*(?:::|\.|->)\s*from_?pretrained\s*\(\s*(?:\w+\s*:\s*)?[\"']$")
PARTS: dict[str, Loads] = {
    "tokenizer": "tokenizer",
    "processor": "processor",
    "featureextractor": "processor",
    "config": "config",
}
SCRIPT = "script"  # the language of rules for scripts that have a grammar, too
ARGUMENT = re.compile(rb"""["'](?:-hfr?|--hf-repo|vllm)["']""")  # of a program that is started
CMAKE = (".cmake", "cmakelists.txt")
ADDRESS = "address"  # how a place is called that is one of a file of the Hub
# What stands before a string that is compared with a name, searched or shown.
COMPARING = re.compile(
    r"(?:[=!]==?|\bcase|\.(?:includes|startsWith|endsWith|replace|replaceAll|match|indexOf|test|toBe|toEqual)\(|\blog\()\s*$"
)
FIELD = re.compile(r"""[{(,]\s*[\"']?(\w+)[\"']?\s*:\s*$""")  # of a record: `{url: "..."}`, `Model(url: '...')`
MIN_RECORDS = 3  # different names under one field that make records of which a program takes one
# web-llm's records: `{model: "https://...", model_id: "its own name", model_lib: ...}`, and those of former versions.
LABEL = re.compile(r"\b(?:model_id|local_id)[\"']?\s*:\s*$")
RECORD = re.compile(r"\b(?:model|model_url)[\"']?\s*:")
# Folders of tests that run a whole system, which loads what they name.
WHOLE = re.compile(r"(?i)(?:^|/)(?:e2e|end[-_]?to[-_]?end|integration[-_]?tests?|androidTest|instrumented)(?:[-_/]|$)")
LINK, NEAR = "href", 9  # a word within a few characters before an address that a page links to
MAX_BEFORE = 60  # characters before a string that say what is done with it
MAX_STATEMENT = 400  # characters before a string that may say whose it is
MAX_LOOK = 1_000_000  # bytes of a file that is looked through


def found(path: str, data: bytes, wanted: Wanted) -> list[Found]:
    """The models that a file names, in the order of their place."""
    suffix = path.rpartition(".")[2].lower()
    rules = [rule for rule in wanted.signatures.literals if suffix in rule.language]
    rules = [rule for rule in rules if any(mark.encode() in data for mark in rule.marks)]
    if len(data) > MAX_LOOK or not (rules or suffix in wanted.named or any(hint in data for hint in HINTS)):
        return []
    text = decoded(data)
    places = Positions(text)
    made = [*_addressed(text, places, wanted, CMAKE_TEXTS if path.lower().endswith(CMAKE) else TEXTS)]
    for rule in rules:
        target = Target(rule.library, "call", rule.loads, rule.hub)
        for call in rule.pattern.finditer(text):
            group = next(group for group, written in call.groupdict().items() if written is not None)
            name = wanted.name(call[group], target)
            if name is not None and not LINE.match(_line(text, call.start())):
                asked, usage = wanted.placed(target, name, hosted=rule.hosted)
                hosted = rule.hosted or usage == "hosted"
                made.append(_made(text, places, call.start(group), call[group], asked, name, hosted=hosted))
    taken = [*_reached(text, places, rules, wanted, {(one.line, one.column) for one in made})]
    likely = suffix in wanted.named and (not is_invented(path) or WHOLE.search(path) is not None)
    likely = likely and named_strings.is_likely(text)
    said: list[Found] = []
    if likely and wanted.foreign.isdisjoint(words(path)):
        sure = (*made, *(one for one in taken if one.target.loads != "file"))  # of a file, its constant may say more
        said = [*_named(text, places, wanted, {(one.line, one.column) for one in sure})]
    known = {(one.line, one.column) for one in said}
    made += [*said, *(one for one in taken if (one.line, one.column) not in known)]
    unique = {(one.line, one.column, one.target.loads): one for one in reversed(made)}
    return [unique[key] for key in sorted(unique)]


def _part(before: str, loads: Loads) -> Loads:
    """What a call loads: the part of a model that its class is named after, `AutoTokenizer::fromPretrained(`."""
    called = LOADING.search(before)
    part = next((name for name in PARTS if called is not None and called[1].lower().endswith(name)), None)
    return PARTS[part] if part is not None else loads


def _reached(
    text: str, places: Positions, rules: Iterable[LiteralRule], wanted: Wanted, known: set[tuple[int, int]]
) -> Iterator[Found]:
    """Strings that a call or an address takes by a name: a constant, an item of a list, a parameter."""
    for one in reached.reached(text, rules):
        rule = one.rule
        target = Target(rule.library, "call", one.loads, rule.hub) if rule else Target(URL, ADDRESS, one.loads, HUB.hub)
        name = wanted.name(one.text, target) if named_strings.may_own(one.text) else None
        if name is None:
            continue
        asked, usage = wanted.placed(target, name, hosted=rule is not None and rule.hosted)
        found = _made(text, places, one.start, one.text, asked, name, hosted=usage == "hosted")
        if (found.line, found.column) not in known:
            offered = one.offered and found.usage == "use"
            yield replace(found, resolution="constant", usage="selectable" if offered else found.usage)


def loading(files: Iterable[tuple[str, bytes]], signatures: Signatures) -> frozenset[str]:
    """The suffixes of the files, by path, of which one has a library of models or the Hub's name."""
    marks: dict[str, list[bytes]] = {}
    for rule in signatures.literals:
        for language in rule.language:
            marks.setdefault(language, []).extend(mark.encode() for mark in rule.marks)
    found: set[str] = set()
    for path, data in files:
        suffix = path.rpartition(".")[2].lower()
        if (
            suffix not in found
            and suffix not in MARKING
            and any(mark in data for mark in (*HINTS, *marks.get(suffix, ())))
        ):
            found.update(next((family for family in FAMILIES if suffix in family), (suffix,)))
    return frozenset(found)


def _named(text: str, places: Positions, wanted: Wanted, known: set[tuple[int, int]]) -> Iterator[Found]:
    """Strings whose constant, parameter, option or list says that they name a model."""
    for one in named_strings.named(text):
        since = max(text.rfind(end, 0, one.start) for end in (";", "\n\n"))
        if not wanted.foreign.isdisjoint(words(text[max(since, one.start - MAX_STATEMENT, 0) : one.start])):
            continue  # it is asked of another provider
        target = Target(
            HUB.name, "constant", _part(text[max(since, one.start - MAX_STATEMENT, 0) : one.start], one.loads), HUB.hub
        )
        name = wanted.name(one.text, target)
        found = _made(text, places, one.start, one.text, target, name) if name is not None else None
        if found is not None and (found.line, found.column) not in known:
            offered = one.offered and found.usage == "use"
            yield replace(found, resolution="constant", usage="selectable" if offered else found.usage)


def may_address(data: bytes, signatures: Signatures) -> bool:
    """Whether a script may hold an address of the Hub or a telling name, or start a program that loads a model."""
    return any(hint in data for hint in HINTS) or _may_tell(data, signatures) or ARGUMENT.search(data) is not None


def _may_tell(data: bytes, signatures: Signatures) -> bool:
    return any((library.telling or "").encode() in data for library in signatures.telling)


def addressed(data: bytes, wanted: Wanted) -> Iterator[Found]:
    """The strings of a script that say themselves which file of the Hub they fetch, in their order."""
    if len(data) <= MAX_LOOK and may_address(data, wanted.signatures):
        text = decoded(data)
        places = Positions(text)
        yield from _addressed(text, places, wanted, SCRIPT_TEXTS)
        if _may_tell(data, wanted.signatures):
            yield from _telling(text, places, wanted)
        for rule in wanted.signatures.literals if ARGUMENT.search(data) is not None else ():
            for call in rule.pattern.finditer(text) if SCRIPT in rule.language else ():
                target = Target(rule.library, "call", rule.loads, rule.hub)
                name = wanted.name(call["name"], target)
                if name is not None and not LINE.match(_line(text, call.start())):
                    yield _made(text, places, call.start("name"), call["name"], target, name)


def _telling(text: str, places: Positions, wanted: Wanted) -> Iterator[Found]:
    """Strings that are a library's names by their form alone, or the Hub's page of one; none that is compared."""
    for string in SCRIPT_TEXTS.finditer(text):
        written = string[string.lastgroup] if string.lastgroup is not None else ""
        for library in wanted.signatures.telling if "/resolve/" not in written else ():
            bare = written.rstrip("/").rpartition("/")[2]
            before = text[max(0, string.start() - MAX_BEFORE) : string.start()]
            if library.bare is None or library.bare.fullmatch(bare) is None or COMPARING.search(before) is not None:
                continue
            target = Target(library.name, ADDRESS, "model", library.hub)
            name = wanted.name(written, target)
            if name is not None and not _is_own(text, string.start(), before):
                yield _made(text, places, string.start() + 1, written, target, name)


def _is_own(text: str, at: int, before: str) -> bool:
    """Whether a string is the name that a record of a model's own address and program gives it."""
    around = text[max(0, text.rfind("{", 0, at)) : text.find("}", at) + 1]
    return LABEL.search(before) is not None and RECORD.search(around) is not None


def _addressed(text: str, places: Positions, wanted: Wanted, texts: re.Pattern[str] = TEXTS) -> Iterator[Found]:
    """Strings that say themselves which file of the Hub they fetch; those of several records are on offer."""
    made = [
        (one, FIELD.search(text[max(0, at - MAX_BEFORE) : at])) for at, one in _fetching(text, places, wanted, texts)
    ]
    names: dict[str, set[str | None]] = {}
    for one, field in made:
        if field is not None and one.usage == "use":
            names.setdefault(field[1], set()).add(one.name)
    for one, field in made:
        offered = field is not None and one.usage == "use" and len(names[field[1]]) >= MIN_RECORDS
        yield replace(one, usage="selectable") if offered else one


def _fetching(text: str, places: Positions, wanted: Wanted, texts: re.Pattern[str]) -> Iterator[tuple[int, Found]]:
    """The same with the offset of each string."""
    for string in texts.finditer(text):
        group = string.lastgroup
        if group is None or LINK in text[max(0, string.start() - NEAR) : string.start()]:
            continue
        written = string[group]
        asked = at_service(written, wanted.signatures.names)
        if asked is not None:
            target = Target(SERVICE, ADDRESS, "model", HUB.hub)
            yield string.start(), _made(text, places, string.start(group), written, target, asked, hosted=True)
            continue
        address = fetched(written, wanted.signatures.names)
        name = address[0] if address is not None else marked(written, wanted.signatures.names)
        if name is not None:
            target = Target(URL if address else HUB.name, ADDRESS, address[1] if address else "model", HUB.hub)
            yield string.start(), _made(text, places, string.start(group), written, target, name)


def _line(text: str, offset: int) -> str:
    return text[text.rfind("\n", 0, offset) + 1 : offset]


def _made(
    text: str, places: Positions, offset: int, written: str, target: Target, name: Name, *, hosted: bool = False
) -> Found:
    line, column = places.at(offset)
    end = text.find("\n", offset)
    start = places.offset(line)
    weighty = target.loads in WEIGHTY and not hosted
    return Found(
        target=target,
        line=line,
        column=column,
        argument_line=line,
        code=text[start : end if end >= 0 else len(text)].strip(),
        expression=written,
        name=name.name,
        resolution="literal",
        usage="hosted" if hosted else usage_of(target.loads),
        revision=name.revision,
        weights="requested" if weighty else None,
    )
