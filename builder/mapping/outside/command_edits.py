"""The models among a command's words that it writes into settings: a chart's values, a file's keys, variables.

`helm install x . --set model.name=owner/name`, `yq -i '.model = "owner/name"' f`, `kubectl set env deploy/x M=o/n`.
Sources: helm.sh/docs, "The format and limitations of --set"; mikefarah.gitbook.io/yq, "Assign (Update)";
jqlang.org/manual, "Assignment"; the references of kubectl, oc, gcloud, az, docker, heroku, flyctl and dotenv.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.formats.words import Word
from builder.mapping.names import Name
from builder.mapping.outside.command_line import Line, program_name
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.settings_keys import Search
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import ASSIGNMENT, Variables
from builder.mapping.outside.wanted import Wanted

CHARTS = frozenset({"helm", "helmfile", "argocd"})
CHART_OPTIONS = frozenset(
    {"--set", "--set-string", "--set-literal", "--helm-set", "--helm-set-string"}
    | {"--state-values-set", "--state-values-set-string"}
)
QUERIES = frozenset({"yq", "jq", "gojq", "jaq", "dasel"})
STREAMS = frozenset({"sed", "gsed"})
# Programs that set variables of a service by options, or by words behind a word of theirs.
SERVICES = frozenset({"gcloud", "az", "aws", "docker", "podman", "nerdctl", "fly", "flyctl", "railway", "cf", "heroku"})
SERVICE_OPTIONS = frozenset(
    {"--set-env-vars", "--update-env-vars", "--env-vars", "--environment-variables", "--settings", "--env-add"}
    | {"--replace-env-vars", "--variables", "--env"}
    | {"--container-env-vars", "--environment"}
)
SETTERS = (
    ("kubectl", "set", "env"), ("oc", "set", "env"), ("heroku", "config:set"), ("fly", "secrets", "set"),
    ("flyctl", "secrets", "set"), ("railway", "variables", "set"), ("vercel", "env", "add"),
    ("supabase", "secrets", "set"), ("modal", "secret", "create"), ("dokku", "config:set"),
    ("conda", "env", "config", "vars", "set"),
)  # fmt: skip
PAIRED = (("dotenv", "set"), ("crudini", "--set"), ("cf", "set-env"))  # the key and the value are words of their own
EDITORS = CHARTS | QUERIES | STREAMS | SERVICES | {words[0] for words in (*SETTERS, *PAIRED)}
SEPARATOR = re.compile(r"(?<!\\),(?![^{}]*\})")
DOT = re.compile(r"(?<!\\)\.")
INDEX = re.compile(r"\[(\d*)\]")
SET = re.compile(  # of yq and jq: a path, and the text or variable that it is set to
    r"""(?:\.|\[")([A-Za-z_][\w-]*)"?\]?\s*\|?=\s*(?:"([^"\n]+)"|\$([A-Za-z_]\w*)|(?:strenv|env)\(([A-Za-z_]\w*)\))"""
)
PATH = re.compile(r"""(?:\.|\[")([A-Za-z_][\w-]*)"?\]?""")
REPLACED = re.compile(r"\s*(?:[\w,$^/.*-]*\s)?s(?P<mark>[|#@,!/~:%+])(?P<rest>.+)", re.DOTALL)
WRITTEN = re.compile(r"""["']?([A-Za-z_][\w.-]*)["']?\s*(?:=|:\s)\s*["']?([\w.@-]+/[\w.-]+)["']?\s*,?\s*$""")
ASSIGNED = re.compile(r""",(?=["' ]*[A-Za-z_]\w*=)""")  # before a variable: other commas are its value's
MAX_PAIRS = 100  # of one command


class Pair(NamedTuple):
    """What a command sets: the word that says so, the keys outermost first, a text that it may be set to."""

    word: Word
    keys: tuple[str, ...]
    text: Text


def edits(line: Line, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """The models that a command writes into settings, by the rules of settings."""
    pairs = [*_pairs(line, variables)][:MAX_PAIRS]
    if not pairs:
        return
    parents: dict[tuple[str, ...], int] = {}
    entries = []
    for number, pair in enumerate(pairs, 1):
        parent = parents.setdefault(pair.keys[:-1], len(parents))
        keys = tuple(ELEMENT if key.isdigit() else key for key in pair.keys)
        place = pair.word.place._replace(line=number)
        entries.append(Entry(keys, pair.text.text, (place,), parent))
    keys_of_all = frozenset(entry.keys for entry in entries)
    for found in Search(entries, {}, wanted, variables.outside, keys=keys_of_all).found():
        pair = pairs[found.line - 1]
        if found.name is not None:
            name = Name(found.name, found.revision, hosted=found.usage == "hosted")
            target = replace(found.target, call=f"{program_name(line.program)} {'.'.join(pair.keys)}")
            value = Value(pair.word, pair.text, name, target, line.around(pair.word), found.revision)
            yield replace(value, weights="random") if found.usage == "mention" else value


def may_edit(line: Line) -> bool:
    """Whether a command is of a program that writes settings, whatever its variables hold."""
    names = {program_name(word.literal or "") for word in line.words[:8]}
    return not names.isdisjoint(EDITORS)


def _pairs(line: Line, variables: Variables) -> Iterator[Pair]:
    names = [program_name(word.literal or "") for word in line.words[:8]]
    program = next((name for name in names if name in CHARTS | QUERIES | STREAMS | SERVICES), "")
    options = CHART_OPTIONS if program in CHARTS else SERVICE_OPTIONS if program in SERVICES else frozenset[str]()
    given = [option.values for option in line.options if option.name in options]
    if program in CHARTS:
        yield from _chart((words[0] for words in given if words), variables)
    elif program in QUERIES:
        yield from _queried(line, variables)
    elif program in STREAMS:
        yield from _replaced(line, variables)
    else:
        yield from _assigned((word for words in given for word in words), variables)
    yield from _said(line, names, variables)


def _said(line: Line, names: list[str], variables: Variables) -> Iterator[Pair]:
    """What programs set by a word of theirs: `kubectl set env deploy/x NAME=value`, `dotenv set NAME value`."""
    for words in SETTERS:
        if tuple(names[: len(words)]) == words:
            yield from _assigned(line.words[len(words) :], variables)
    for words in PAIRED:
        if tuple(names[: len(words)]) == words and len(line.words) > len(words) + 1:
            key, value = line.words[-2:]
            if key.literal:
                yield from (Pair(value, ("env", key.literal), text) for text in variables.expand(value))


def _chart(words: Iterable[Word], variables: Variables) -> Iterator[Pair]:
    """`a.b=x,c[0].d=y`: each value with its path; a list's elements (`a={x,y}`) one by one."""
    for word in words:
        for text in variables.expand(word) or [Text(word.written)]:
            for part in SEPARATOR.split(text.text):
                path, _, value = part.partition("=")
                keys = tuple(key for key in DOT.split(INDEX.sub(r".\1", path.strip())) if key)
                inner = value.strip()
                for one in inner[1:-1].split(",") if inner[:1] == "{" and inner[-1:] == "}" else (inner,):
                    if keys and one:
                        yield Pair(word, keys, text._replace(text=one.strip(" \"'")))


def _queried(line: Line, variables: Variables) -> Iterator[Pair]:
    """`.a.b = "x"`, `.a = $name` with `--arg name x`, `.a = strenv(NAME)`."""
    given: dict[str, Sequence[Text]] = {}
    for option in line.options:
        if option.name in {"--arg", "--argjson"} and len(option.values) > 1:
            given[option.values[0].literal or ""] = variables.expand(option.values[1])
    for word in line.words[1:]:
        for text in variables.expand(word) if "=" in word.known else ():
            for match in SET.finditer(text.text):
                before = PATH.findall(text.text, match.start() - 200 if match.start() > 200 else 0, match.start())
                keys = (*before[-3:], match[1])
                held = [text._replace(text=match[2])] if match[2] else given.get(match[3] or match[4] or "", ())
                held = held or variables.values.get(match[4] or match[3] or "", ())
                yield from (Pair(word, keys, one) for one in held)


def _replaced(line: Line, variables: Variables) -> Iterator[Pair]:
    """`s|^MODEL=.*|MODEL=owner/name|`: what a line is replaced with."""
    for word in line.words[1:]:
        for text in variables.expand(word):
            found = REPLACED.match(text.text)
            if found is None:
                continue
            parts = re.split(rf"(?<!\\){re.escape(found['mark'])}", found["rest"])
            written = WRITTEN.search(parts[1].replace(f"\\{found['mark']}", found["mark"])) if len(parts) > 1 else None
            if written is not None:
                yield Pair(word, (written[1],), text._replace(text=written[2]))


def _assigned(words: Iterable[Word], variables: Variables) -> Iterator[Pair]:
    """`NAME=value`, several with commas between them too."""
    for word in words:
        for text in variables.expand(word) if "=" in word.known else ():
            for part in ASSIGNED.split(text.text.removeprefix("Variables={").removesuffix("}")):
                match = ASSIGNMENT.match(part.strip("\"' "))
                if match is not None:
                    value = part.strip("\"' ")[match.end() :].strip("\"'")
                    yield Pair(word, ("env", match[1]), text._replace(text=value))
