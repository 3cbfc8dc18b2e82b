"""JavaScript, TypeScript and Rust -> the literals that known calls load, as far as one file tells.

One walk over the tokens: comments and strings are told from code, brackets nest, nothing else is understood.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from builder.mapping.formats.entries import Place, Positions, decoded
from builder.mapping.found import Found, Target
from builder.mapping.outside.wanted import Wanted
from builder.reference.signature_rules import ScriptRule

# What is not closed goes on to the end, so that no quote is looked for twice; an apostrophe in text is none.
STRINGS = {
    "javascript": r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.){0,1000}+'|`(?:[^`\\]|\\.)*+`?""",
    "rust": r"""r(?P<marks>\#{0,3})".*?(?:"(?P=marks)|\Z)|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\\n]|\\[^'\n]{1,8}|\\')'""",
}
GRAMMAR = r"""
(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)
|(?P<string>%s)
|(?P<word>[A-Za-z_$][\w$]*+(?:(?:\??\.|::)[A-Za-z_$][\w$]*+)*+)
|(?P<generic>(?:::)?<[^<>()\n]{0,100}>(?=\())
|(?P<open>[(\[{])
|(?P<close>[)\]}])
|(?P<mark>[,:;])
"""
TOKENS = {language: re.compile(GRAMMAR % strings, re.VERBOSE | re.DOTALL) for language, strings in STRINGS.items()}
CONSTANT = re.compile(
    r"""(?:\b(?:const|let|var|static|final|readonly)\s+(?:mut\s+)?|\bthis\.)([A-Za-z_$][\w$]*)\s*(?::[^=;\n]{1,60})?
    =\s*(?:[\w.$]+\s*(?:\|\||\?\?)\s*)?(["'`])([^"'`\n\\]{1,300})\2""",
    re.VERBOSE,
)
# An option of clap's derive macro, and the field that it is for.
DEFAULT = re.compile(
    r'\bdefault_value(?:_t)?\s*=\s*"([^"\n]{1,300})"[^\n{}]*\n(?:[ \t]*(?:#\[|//)[^\n]*\n)*[ \t]*(?:pub\s+)?(\w+)\s*:'
)
NAME = re.compile(r"[\w.-]{1,96}(?:/[\w.:@-]{1,120})?")
WORDS = re.compile(r"[\w$]+")
CALLED = re.compile(r"\s*!?(?:(?:::)?<.*>)?\s*", re.DOTALL)  # between a function's name and its arguments
OWNER = re.compile(r"([\w$]+)(?:\.(?:into|to_string|to_owned|clone|trim))?$")
MEMBER = re.compile(r"^(?:this|self|[A-Z][\w$]*)(?:\.|::)")  # of the class that a constant stands in
KEY = re.compile(r"\s*:")
JOINED = re.compile(r"\s*\+")
IMPORTING = frozenset({"from", "require", "import", "importScripts"})
MAX_DEPTH = 200  # brackets that are kept track of; deeper ones are generated
MAX_CALL = 1000  # characters of a call that are looked at
MAX_SITES = 20_000  # a file that holds more is generated


@dataclass
class _Call:
    """A call that is being read: its name, and where it begins and ends."""

    name: str
    start: int
    end: int = -1


@dataclass
class _Bracket:
    """An open bracket: the call whose arguments stand in it, and the argument and key that it has come to."""

    call: _Call | None
    argument: int = 0
    key: str | None = None
    is_call: bool = False


@dataclass(frozen=True)
class Site:
    """A string, or (`is_name`) a constant's name, in the arguments of a call, and the call's text from its start."""

    call: str
    argument: int
    key: str | None
    written: str
    is_name: bool
    place: Place
    argument_line: int
    code: str


@dataclass(frozen=True)
class Sites:
    """What one file holds: `constants` are name -> text and line, `defaults` an option's field, text and place."""

    sites: tuple[Site, ...] = ()
    constants: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    defaults: tuple[tuple[str, str, Place], ...] = ()
    modules: frozenset[str] = frozenset()


def read(data: bytes, language: str) -> Sites:
    """The calls with literal arguments of a file in 'javascript' (TypeScript too) or 'rust'."""
    text = decoded(data)
    offsets = Positions(text)
    constants = {match[1]: (match[3], offsets.at(match.start(3)).line) for match in CONSTANT.finditer(text)}
    modules: set[str] = set()
    named = list(islice(_named(text, language, constants, modules), MAX_SITES))
    sites = tuple(_site(text, offsets, *one) for one in named)
    defaults = [(found[2], found[1], offsets.at(found.start(1))) for found in DEFAULT.finditer(text)]
    return Sites(sites, constants, tuple(defaults if language == "rust" else ()), frozenset(modules))


def _named(
    text: str, language: str, constants: Mapping[str, tuple[str, int]], modules: set[str]
) -> Iterator[tuple[_Call, int, str | None, str, bool, int]]:
    """Strings and constants in calls: the call, argument and key, what is written, whether it is a name, its offset."""
    brackets = [_Bracket(None)]
    word, start = "", 0  # what was just read, and where
    for token in TOKENS[language].finditer(text):
        kind, top = token.lastgroup, brackets[-1]
        if kind == "word":
            word, start = token[0], token.start()
            modules.add(word.partition("::")[0])
            owner = OWNER.match(word)
            constant = owner[1] if owner is not None and owner[1] in constants else MEMBER.sub("", word)
            if constant in constants and top.call is not None and not KEY.match(text, token.end()):
                yield top.call, top.argument, top.key, constant, True, start
        elif kind == "string":
            value = token[0].strip("r#" if token[0][0] == "r" else "").strip("\"'`")
            if word in IMPORTING or (top.call is not None and top.call.name in IMPORTING):
                modules.add(value)
            if top.call is not None and NAME.fullmatch(value) and not JOINED.match(text, token.end()):
                yield top.call, top.argument, top.key, value, False, token.start()
            word, start = value, token.start()
        elif kind == "open" and len(brackets) < MAX_DEPTH:
            called = token[0] == "(" and word != "" and CALLED.fullmatch(text, start + len(word), token.start())
            inner = _Bracket(_Call(word, start), is_call=True) if called else _Bracket(top.call, top.argument, top.key)
            brackets.append(inner)
        elif kind == "close" and len(brackets) > 1:
            if top.is_call and top.call is not None:
                top.call.end = token.end()
            brackets.pop()
        elif kind == "mark":
            _mark(token[0], top, word)
        if kind in {"open", "close", "mark"}:
            word = ""


def _mark(mark: str, top: _Bracket, word: str) -> None:
    if mark == "," and top.is_call:
        top.argument += 1
    top.key = word if mark == ":" and not top.is_call else None


def _site(
    text: str, offsets: Positions, call: _Call, argument: int, key: str | None, written: str, is_name: bool, offset: int
) -> Site:
    last = call.start + MAX_CALL
    code = text[call.start : min(call.end, last) if call.end > 0 else last]
    return Site(call.name, argument, key, written, is_name, offsets.at(call.start), offsets.at(offset).line, code)


def found(sites: Sites, wanted: Wanted, language: str) -> list[Found]:
    """The models that calls of known libraries load, in the order of their place."""
    rules = [
        rule
        for rule in wanted.signatures.scripts
        if rule.language == language and any(module in name for module in rule.modules for name in sites.modules)
    ]
    made = [one for site in sites.sites for rule in rules if (one := _loaded(site, rule, sites, wanted)) is not None]
    if rules:
        made += _options(sites, wanted)
    unique = {(one.line, one.column, one.argument_line, one.name): one for one in reversed(made)}
    return sorted(unique.values(), key=lambda one: (one.line, one.column, one.argument_line))


def _loaded(site: Site, rule: ScriptRule, sites: Sites, wanted: Wanted) -> Found | None:
    """What a rule makes of a literal; None if the call is another one, or the literal names no model."""
    call = next((call for call in rule.calls if _ends(site.call, call)), None)
    in_place = site.key in rule.keys if rule.keys else site.argument == rule.argument and site.key is None
    if call is None or not in_place or any(word in site.code for word in rule.unless):
        return None
    loads = rule.loads
    if loads == "class":
        owners = WORDS.findall(site.call)[-2:-1]
        loads = wanted.signatures.loads_of_class(owners[0]) if owners else "model"
    target = Target(rule.library, f"{rule.library} {call}", loads, rule.hub)
    written, line = sites.constants[site.written] if site.is_name else (site.written, None)
    return _made(target, written, site.place, site.argument_line, site.code, line, wanted, site.written, rule.hosted)


def _options(sites: Sites, wanted: Wanted) -> Iterator[Found]:
    """What options of a command line written in Rust name if they are left out."""
    for option, written, place in sites.defaults:
        goal = wanted.key(option)
        target = Target(goal.target.library, f"option {option}", goal.target.loads, goal.target.hub) if goal else None
        if goal is not None and target is not None and (goal.sure or "/" in written):
            one = _made(target, written, place, place.line, f'default_value = "{written}"', None, wanted, written)
            if one is not None:
                yield replace(one, resolution="argument_parser")


def _made(
    target: Target,
    written: str,
    place: Place,
    line: int,
    code: str,
    defined: int | None,
    wanted: Wanted,
    expression: str,
    hosted: bool = False,
) -> Found | None:
    name = wanted.name(written, target)
    if name is None:
        return None
    target, usage = wanted.placed(target, name, hosted=hosted)
    return Found(
        target=target,
        line=place.line,
        column=place.column,
        argument_line=line,
        code=code,
        expression=expression,
        name=name.name,
        resolution="literal" if defined is None else "constant",
        usage=usage,
        hops=0 if defined is None else 1,
        defined_at=f":{defined}" if defined is not None else None,
        revision=name.revision,
        weights="requested" if usage == "use" else None,
    )


def _ends(called: str, call: str) -> bool:
    """Whether a call's path ends in a rule's words: 'hf_hub::Repo::model' in 'Repo::model'."""
    words, wanted = WORDS.findall(called), WORDS.findall(call)
    return words[-len(wanted) :] == wanted
