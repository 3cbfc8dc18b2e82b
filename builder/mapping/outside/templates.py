"""Values of settings that refer to others: `${NAME:-default}`, omegaconf, `!ref <name>`, aliases, Jinja's defaults."""

from collections.abc import Mapping, Sequence

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry, Place
from builder.mapping.formats.words import Variable, Word, referred
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import MAX_DEPTH, MAX_VALUES, Variables

REFERENCE = re.compile(
    r"""
\$\{\{[^{}\n]*+\}\}
|\$\{(?:(?:oc\.)?env:)?(?P<name>[\w.@/-]*[\w])\s*(?:(?::-|:=|:|,|\|)\s*(?P<default>[^{}\n]*+))?\}
|\$(?P<bare>[A-Za-z_]\w*+)(?:\|(?P<or>[^\s|{}$]++))?
|%\((?P<ini>\w+)\)s
|\{\{(?P<jinja>[^{}\n]*+)\}\}
|<(?P<ref>[\w.]+)>
""",
    re.VERBOSE,
)
DEFAULT = re.compile(r"""\bdefault\b[ (]*["']([^"'\n]*)["']|,\s*["']([^"'\n]*)["']\s*\)""")
# {{ name }} of Jinja, {{ .Values.group.name | quote }} of Helm; by its last key, as values are looked up.
NAME = re.compile(
    r"-?\s*(?:(?:required|coalesce|tpl|default)\s+(?:[\"'][^\"']*[\"']\s+)?)?\$?\.?(?P<above>(?:[A-Za-z_][\w-]*\.)*)(?P<last>[A-Za-z_]\w*)\s*(?:\||-?$|\s)"
)
CHOICES = "choices"  # the key of speechbrain's `!apply:speechbrain.utils.hparams.choice`
REF_TAG = re.compile(r"!(?:ref|copy)\s+")


class References:
    """The values that one file's entries may stand for; `outside` are variables that other files set."""

    def __init__(self, entries: Sequence[Entry], outside: Mapping[str, Sequence[Text]]) -> None:
        self._variables = Variables(outside)
        self._entries: dict[str, list[Entry]] = {}
        outermost = {entry.key for entry in entries if sum(key != ELEMENT for key in entry.keys) == 1}
        for entry in entries:
            keys = [key for key in entry.keys if key != ELEMENT]
            path = ".".join(keys)
            found = self._entries.setdefault(path, [])
            if entry.keys[-1] != ELEMENT:
                found.clear()
            found.append(entry)
            if len(keys) > 2 and keys[-2] == CHOICES:  # each of them is what the key around them may stand for
                self._entries.setdefault(".".join(keys[:-2]), []).append(entry)
            last = path.rpartition(".")[2]
            # One word alone refers to an entry within others only if there is one of its name.
            if last != path and last not in outermost:
                self._entries[last] = [] if last in self._entries else [entry]

    def expand(self, value: str, depth: int = 0) -> list[Text]:
        """What a value may stand for; nothing if something in it is not known."""
        found = pieces(value)
        for piece in found:
            if isinstance(piece, Variable) and piece.name and piece.name not in self._variables.values:
                self._look_up(piece.name, depth)
        return self._variables.expand(Word(found, Place(0, 0)))

    def _look_up(self, name: str, depth: int) -> None:
        entries = self._entries.get(name, ())[:MAX_VALUES]
        if not entries or depth >= MAX_DEPTH:
            return
        self._variables.values[name] = []  # while it is looked for: `a: ${a}`
        found = [
            text.assigned(f":{entry.place.line}") for entry in entries for text in self.expand(entry.value, depth + 1)
        ]
        if found:
            self._variables.values[name] = found
        else:
            del self._variables.values[name]


def pieces(value: str) -> tuple[str | Variable, ...]:
    """A value as text and references; a value without references is one piece."""
    if value.startswith("*") and value[1:2] != "*":
        return (Variable(value),)
    tagged = REF_TAG.match(value)
    if tagged is not None:
        value = value[tagged.end() :]
    elif not any(mark in value for mark in ("$", "{{", "%(")):
        return (value,)
    found: list[str | Variable] = []
    start = 0
    for match in REFERENCE.finditer(value):
        if match["ref"] is not None and tagged is None:
            continue
        if match.start() > start:
            found.append(value[start : match.start()])
        found.append(_variable(match))
        start = match.end()
    if start < len(value):
        found.append(value[start:])
    return tuple(found)


def _variable(match: re.Match[str]) -> Variable:
    if match["jinja"] is not None:
        default, named = DEFAULT.search(match["jinja"]), NAME.match(match["jinja"])
        text = (default[1] or default[2]) if default is not None else None
        return Variable(referred(named["above"], named["last"]) if named is not None else "", text)
    name = match["name"] or match["bare"] or match["ini"] or match["ref"] or ""
    default_text = match["default"] or match["or"]  # EnvYAML's `$NAME|default`
    return Variable(name.lstrip("."), default_text.strip().strip("\"'") if default_text else None)
