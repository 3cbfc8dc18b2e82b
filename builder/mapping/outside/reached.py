"""Names that calls and addresses take from elsewhere, in languages without a grammar here.

`hub.New(id)` in `for _, id := range []string{"owner/name"}`, `"https://huggingface.co/\\(repo)/resolve/main/f"` below
`let repo = "owner/name"`. Known by words alone: what a name is given where it is defined, what a property or a function
of the name returns, what a loop goes through, a parameter's default and arguments, the fields of tables and enums.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.outside import name_sites
from builder.mapping.outside.code_tokens import Code, String
from builder.mapping.outside.name_sites import IDENTIFIER, LOOK
from builder.mapping.outside.named_strings import INVENTED, OTHERWISE
from builder.reference.outside_rules import LiteralRule
from builder.reference.signature_rules import Loads

NAME = re.compile(r"(?a)(?=[^/]*[A-Za-z])[\w][\w.-]{0,95}/[\w][\w.-]{0,95}")
MARKS = ("huggingface", "hf.co", "hf-mirror", "/resolve/")
HEAD = re.compile(r"\b(?:fun|func|class|struct|object|extension)\s+(\w+)")
FAR = 3000  # characters before a string in which the function or class around it begins
READING = re.compile(r"(?:\(\)|\.(?:c_str|str|data|to_s|toString|ToString|value|clone|as_str)(?:\(\))?)+$")
ITEMS = frozenset(
    {"First", "FirstOrDefault", "Last", "first", "last", "Keys", "Values", "values", "keys", "random", "sample"}
)
MAX_DEPTH = 3
MAX_STRINGS = 60
MAX_SITES = 100  # of one file


class Reached(NamedTuple):
    """A string that names a model to a call or an address elsewhere; `rule` is None for an address."""

    text: str
    start: int
    loads: Loads
    rule: LiteralRule | None
    offered: bool


def reached(text: str, rules: Iterable[LiteralRule]) -> Iterator[Reached]:
    """The strings of a text that its calls, and the addresses which it builds, take for the names of models."""
    sites = [*name_sites.called(text, rules)]
    if not sites and not any(mark in text for mark in MARKS):
        return
    code = Code(text)
    sites = [site for site in sites if not code.in_comment(site.at)]
    for site in (*sites, *name_sites.addressed(code))[:MAX_SITES]:
        values = _Values(code, site.at if site.rule is not None else None)
        for one in () if OTHERWISE.search(site.identifier) else values.of(site.identifier, site.at):
            yield Reached(one.text, one.start, site.loads, site.rule, one.offered)


class _Values:
    """What names stand for in one file; `call` is where the call by a rule is that takes them."""

    def __init__(self, code: Code, call: int | None) -> None:
        self.code, self.call = code, call
        self._asked: set[str] = set()

    def of(self, identifier: str, at: int, depth: int = 0) -> list[String]:
        """The strings that a name at an offset may stand for, each once; of several, each is on offer."""
        written = identifier.strip()
        if written[:1] in "\"'":
            behind = self.code.within(at, at + len(written) + LOOK)
            return [one for one in behind if one.text == written[1:-1] and NAME.fullmatch(one.text)][:1]
        parts = re.split(r"\.|->|::|\?\.|!\.", READING.sub("", written.lstrip("&*$")))
        if parts[-1] in ITEMS and len(parts) > 1:
            parts.pop()
        if depth > MAX_DEPTH or written in self._asked:
            return []
        self._asked.add(written)
        found = self._looked_up(parts[-1], parts[-2] if len(parts) > 1 else "", at, depth)
        unique = {one.start: one for one in found if NAME.fullmatch(one.text) and not self._invented(one.start)}
        return list(unique.values())[:MAX_STRINGS]

    def _invented(self, at: int) -> bool:
        """Whether an offset is in a preview, a mock or their like, and the call that loads is not in the same."""
        heads = list(HEAD.finditer(self.code.text, max(0, at - FAR), at))
        if not heads or INVENTED.search(heads[-1][1]) is None:
            return False
        if self.call is None or self.call < heads[-1].start():
            return True
        return HEAD.search(self.code.text, heads[-1].end(), self.call) is not None

    def _looked_up(self, name: str, owner: str, at: int, depth: int) -> list[String]:
        looped = self._in_loop(owner or name, at, depth)
        if looped:
            return looped
        if name == "rawValue":
            return _offered(self._raw_values())
        given = [*self._defined(name, at, depth), *self._field(name)]
        return _offered(given) if given else self._parameter(name, at, depth) or self._returned(name)

    def _in_loop(self, name: str, at: int, depth: int) -> list[String]:
        """The texts that the nearest loop before an offset gives its variable."""
        word = re.escape(name)
        loop = re.compile(
            rf"\bfor\s+(?:\w+\s*,\s*)?{word}\s*:?=\s*range\s+(?P<go>[^\n{{]*)"
            rf"|\bfor(?:each|Each)?\s*\(?\s*(?:(?:await|var|val|let|final|const|auto|String|string)\b[\s&*]*)*{word}\s*(?:in|:)\s*(?P<in>[^\n{{)]*)"
            rf"|\bforeach\s*\(\s*(?P<php>[^()\n]*?)\s+as\s+(?:\$\w+\s*=>\s*)?\${word}\s*\)"
            rf"|(?P<each>[\w.]+)\.(?:forEach|each|map)\s*(?:do\s*\||\{{)\s*{word}\b"
        )
        loops = list(loop.finditer(self.code.text, 0, at))
        if not loops:
            return []
        group = next(group for group, written in loops[-1].groupdict().items() if written is not None)
        start, end = loops[-1].span(group)
        written = self.code.text[start:end].strip()
        if re.fullmatch(IDENTIFIER, written):
            return [one._replace(offered=False) for one in self.of(written, at, depth + 1)]
        opened = end if self.code.text[end : end + 1] == "{" and group == "go" else start + len(written) - 1
        return self._names(start, self.code.closing(opened) or end + 1)

    def _names(self, start: int, end: int) -> list[String]:
        """The texts of the form of a name between two offsets."""
        return [one for one in self.code.within(start, end) if NAME.fullmatch(one.text)]

    def _defined(self, name: str, at: int, depth: int) -> list[String]:
        """What a name is given where it is defined: a text, a list or table of texts, or another name.

        Of several functions' variables of one name it is that of the function around the offset.
        """
        given = re.compile(
            rf"(?<![\w.$])\$?{re.escape(name)}\b(?:\s*:\s*[\w.<>\[\]?! ]+?|\s+\[?\]?[\w.*]+|\[\w*\])?"
            rf"\s*(?::?=(?![=>])|:(?=\s*[\"'(\[{{]))\s*|#define\s+{re.escape(name)}\s+"
        )
        ends = [one.end() for one in given.finditer(self.code.text) if not self.code.in_comment(one.start())]
        body = self.code.body(at) if len(ends) > 1 else None
        own = [end for end in ends if body is not None and body[0] < end < body[1]]
        for held in (own, [end for end in ends if end not in own]):
            found = [one for end in held for one in self._given(end, depth)]
            if found:
                return _offered(found)
        return []

    def _given(self, at: int, depth: int) -> list[String]:
        """What stands behind the sign with which a name is given something."""
        names = self._names(at, self.code.statement_end(at))
        other = re.compile(IDENTIFIER).match(self.code.text, at)
        return self.of(other[0], at, depth + 1) if not names and other is not None else names

    def _returned(self, name: str) -> list[String]:
        """What a function or a property of a name gives back."""
        head = re.compile(
            rf"\b(?:func|fun|var|val|def|function|get|static|string|String)\s+(?:[\w<>]+\s+)?{re.escape(name)}\s*(?:\([^()]*\))?"
            rf"\s*(?:(?:->|:)\s*[\w?<>]+\s*)?(?P<open>\{{|=>|=\s*when\b[^{{]*\{{|=\s*switch\b)"
        )
        found: list[String] = []
        for one in head.finditer(self.code.text):
            end = self.code.closing(one.end() - 1) or self.code.statement_end(one.end())
            found += self._names(one.end(), end)
        return _offered(found)

    def _parameter(self, name: str, at: int, depth: int) -> list[String]:
        """What the calls of the function around an offset give for its parameter, else its default."""
        word = re.escape(name)
        heads = re.compile(rf"(\w+)\s*\(([^()]*(?<![\w.]){word}\b[^()]*)\)\s*[^;{{}}()\n]*(?:\{{|=>|=)")
        head = next((one for one in reversed([*heads.finditer(self.code.text, 0, at)])), None)
        if head is None:
            return []
        parameters = head[2].split(",")
        place = next((n for n, one in enumerate(parameters) if re.search(rf"(?<![\w.]){word}\b", one)), 0)
        found = self._arguments(str(head[1]), name, place, head.start(), depth)
        default = parameters[place].partition("=")[2].strip()
        if default:
            start = head.start(2) + head[2].index(default)
            found += self._names(start, head.end(2) + 1)[:1]
            if re.fullmatch(IDENTIFIER, default):
                found += self.of(default, start, depth + 1)
        return found

    def _arguments(self, function: str, name: str, place: int, own: int, depth: int) -> list[String]:
        found: list[String] = []
        for call in re.compile(rf"\b{re.escape(function)}\s*\(").finditer(self.code.text):
            if call.start() == own or self.code.in_comment(call.start()):
                continue
            given = self.code.arguments(call.end() - 1)
            labelled = next((one for one in given if one.label == name), None)
            one = labelled or (given[place] if place < len(given) and not given[place].label else None)
            if one is None:
                continue
            names = self._names(one.start, one.end)
            found += names or (self.of(one.text, one.start, depth + 1) if re.fullmatch(IDENTIFIER, one.text) else [])
        return found

    def _field(self, name: str) -> list[String]:
        """What instances of the class, struct or enum with such a field give it, by the place of the field."""
        word = re.escape(name)
        head = re.compile(
            rf"\b(?:class|struct|record)\s+(\w+)\s*(?:\(|\{{)(?=[^(){{}}]*?\b{word}\b)|\bstruct\s*\{{(?=[^{{}}]*?\b{word}\b)"
        )
        found: list[String] = []
        for one in head.finditer(self.code.text):
            kind = one[1]
            end = self.code.closing(one.end() - 1) or one.end()
            if kind is not None and self.code.text[one.end() - 1] == "(":
                parameters = self.code.text[one.end() : end].split(",")
                place = next((n for n, each in enumerate(parameters) if re.search(rf"\b{word}\b", each)), 0)
                made = (
                    re.escape(kind)
                    if "enum" not in self.code.text[max(0, one.start() - 8) : one.start()]
                    else r"[A-Z]\w*"
                )
                found += self._arguments_of(made, name, place, end)
            else:
                found += self._elements(kind, end)
        return _offered(found)

    def _arguments_of(self, made: str, name: str, place: int, since: int) -> list[String]:
        found: list[String] = []
        for call in re.compile(rf"(?<![\w.]){made}\s*\(").finditer(self.code.text, since):
            given = self.code.arguments(call.end() - 1)
            labelled = next((one for one in given if one.label == name), None)
            one = labelled or (given[place] if place < len(given) and not given[place].label else None)
            if one is not None:
                found += self._names(one.start, one.end)
        return found

    def _elements(self, kind: str | None, end: int) -> list[String]:
        """The names in the tables of a struct: what stands in brackets behind its name, or behind its own body."""
        text = self.code.text
        lists = re.compile(rf"\b{re.escape(kind)}\b[^;\n{{}}]*\{{" if kind else r"\{")
        found: list[String] = []
        for one in lists.finditer(text, end) if kind else filter(None, [lists.match(text, end)]):
            close = self.code.closing(one.end() - 1)
            if close is not None:
                found += self._names(one.end(), close)
        return found

    def _raw_values(self) -> list[String]:
        """The raw texts of a file's enums in Swift."""
        enums = re.compile(r"\benum\s+\w+\s*:\s*String\b[^{]*\{")
        found: list[String] = []
        for one in enums.finditer(self.code.text):
            close = self.code.closing(one.end() - 1)
            found += self.code.within(one.end(), close) if close is not None else []
        return [
            one
            for one in found
            if re.search(r"\bcase\s+\w+\s*=\s*$", self.code.text[max(0, one.start - 60) : one.start - 1])
        ]


def _offered(strings: list[String]) -> list[String]:
    """Several strings of which each is on offer; one alone is what is taken."""
    several = len({one.text for one in strings}) > 1
    return [one._replace(offered=one.offered or several) for one in strings]
