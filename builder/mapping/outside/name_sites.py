"""Where code in a language without a grammar here has a name in place of a literal: in calls by rules, in addresses."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.names import loads_of_file
from builder.mapping.outside.code_tokens import Code, String
from builder.reference.outside_rules import LiteralRule
from builder.reference.signature_rules import Loads

IDENTIFIER = r"[&*]?\$?[A-Za-z_]\w*(?:(?:\.|->|::|\?\.|!\.)[A-Za-z_]\w*)*(?:\(\))?"
QUOTED = re.compile(r"""(?:\["'\]|")\(\?P<(name\d?)>\[\^["'\\n]+\]\+\)""")  # a rule's literal
HOST = re.compile(
    r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)|djl://ai\.djl\.huggingface\.\w+)/?$"
)
HOLE = rf"(?:\$\{{?(?P<a>{IDENTIFIER})\}}?|\{{(?P<b>{IDENTIFIER})\}}|\\\((?P<c>{IDENTIFIER})\)|(?P<d>%[sv@]|\{{\d?\}}))"
OF_FILE = re.compile(rf"{HOLE}/(?:resolve|raw)/(?P<file>.*)")  # a repository of the Hub is the part before
PLACE = re.compile(r"%[sv@]|\{\d?\}")
ELSEWHERE = "modelscope"  # which has addresses of the same form
JOINED = re.compile(
    rf"""\s*\)?\s*(?:\+|\.\.?|<>|~)\s*(?:"/"\s*(?:\+|\.\.?|<>|~)\s*)?(?:(?:std::)?string\()?({IDENTIFIER})"""
)
NAMING = re.compile(r"(\w+)(?:\s*:\s*\w+)?\s*=\s*(?:(?:std::)?string\(\s*)?[\"']$")
LOOK = 200  # characters around a string that are looked at


class Site(NamedTuple):
    """A name in place of a literal: in a call by a rule, or in an address."""

    identifier: str
    at: int
    loads: Loads
    rule: LiteralRule | None


def called(text: str, rules: Iterable[LiteralRule]) -> Iterator[Site]:
    """The names that stand for the literals of calls by rules."""
    for rule in rules:
        pattern = _with_identifier(rule.pattern.pattern)
        for call in pattern.finditer(text) if pattern is not None else ():
            group = next((name for name, written in call.groupdict().items() if written is not None), None)
            if group is not None:
                yield Site(call[group], call.start(group), rule.loads, rule)


@lru_cache
def _with_identifier(pattern: str) -> re.Pattern[str] | None:
    """A rule's call with a name in place of its literal; None where it has none to be replaced."""
    made, count = QUOTED.subn(lambda found: rf"(?P<{found[1]}>{IDENTIFIER})(?=\s*[,)\]}}.;\n])", pattern)
    return re.compile(made) if count else None


def addressed(code: Code) -> Iterator[Site]:
    """The names in addresses of the Hub's files, where an owner and a model stand in others."""
    for string in code.strings:
        hole = OF_FILE.search(string.text) if "/resolve/" in string.text or "/raw/" in string.text else None
        if hole is not None and ELSEWHERE not in string.text:
            file = hole["file"]
            loads = loads_of_file(file) if "." in file.rpartition("/")[2] else "model"
            if hole["d"] is None:
                yield Site(str(hole["a"] or hole["b"] or hole["c"]), string.start, loads, None)
                continue
            given = code.argument_behind(string, len(PLACE.findall(string.text[: hole.start()])))
            if given:
                yield Site(given, string.end, loads, None)
        elif HOST.match(string.text) is not None:
            yield from _joined(code, string)


def _joined(code: Code, string: String) -> Iterator[Site]:
    """The names that are put behind the Hub's own address, or behind a constant that holds it."""
    after = [string.end + 1]
    naming = NAMING.search(code.text[max(0, string.start - LOOK) : string.start])
    if naming is not None:
        after += [one.end() for one in re.finditer(rf"\b{naming[1]}\b(?=\s*[+.~<])", code.text)]
    for at in after:
        joined = JOINED.match(code.text, at)
        if joined is not None:
            yield Site(joined[1], at, "model", None)
