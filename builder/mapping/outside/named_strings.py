"""Names of models in languages without a grammar here: strings whose constant, parameter, option or list says so.

Go, Swift, Kotlin, Java, C#, Dart, C++ and their like, in repositories whose code in that language has a library of
models or the Hub's own name. Spellings: flag, pflag, cobra, viper, kong, envconfig and struct tags of Go; options and
AppStorage of Swift; Spring's `@Value`, MicroProfile's `@ConfigProperty`, picocli; defaults by `??`, `?:` and getenv.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.outside.keys import plain
from builder.reference.signature_rules import Loads

TOKEN = re.compile(
    r"""/\*.*?\*/|//[^\n]*|^[ \t]*\#[^\n]*|"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)'"""
    r"""|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<comma>[,;])|(?P<line>\n)""",
    re.DOTALL | re.MULTILINE,
)
NAME = re.compile(r"(?a)(?=[^/]*[A-Za-z])[\w][\w.-]{0,95}/[\w][\w.-]{0,95}")
GIVEN = re.compile(r"(?a)[$#]\{\s*([\w.-]+)\s*:\s*([\w][\w.-]*/[\w][\w.-]*)\s*\}")  # Spring: ${a.model:owner/name}
WORD = re.compile(r"[A-Za-z_]\w*")
MODEL = re.compile(
    r"(?i)model(?!s?view|s?controller|bind|attr)|checkpoint|embed|encoder|(?-i:LLM|(?<![A-Za-z])[Ll]lm)|reranker|whisper|tokenizer|pretrained"
    r"|hf_?(?:repo|id)|repo_?ids?(?![a-z])|hugging_?face_?(?:repo|id|hub)"
)
OTHERWISE = re.compile(
    r"(?i)data_?set|docker|container|image(?!_?(?:model|encoder|embed))|github|route|mime|content_?type|media|font|license"
    r"|cache|folder|^path$|dir(?:ectory)?$|storage|log|file_?name|extension|schema|package|namespace|bucket"
)
PART = re.compile(r"(?i)tokeni[sz]er|vocab")
# Words that say little: what stands around them tells.
WEAK = frozenset(
    {"repo", "reponame", "repository", "repositoryid", "name", "id", "value", "identifier", "default", "key"}
    | {"defaultvalue", "hubid", "hfid", "from", "of", "source", "title", "label", "to", "with", "it", "self", "this"}
    | {"variant", "version", "first", "second", "url", "string", "str", "let", "var", "val", "const", "static", "args"}
    | {"public", "internal", "final", "readonly", "return", "else", "get", "set", "init", "new", "late", "required"}
    | {"environment", "processinfo", "system", "getenv", "os", "override", "lazy", "mutable", "text", "auto", "std"}
    | {"envdefault", "help", "nullable", "fun", "func", "lateinit", "open", "weak", "some", "any", "optional", "env"}
    | {"private", "char"}
)
LOADING = re.compile(
    r"(?i)(?:download|load|fetch|pull|get|from|with)_?(?:\w*_)?(?:model|pretrained|hub|hf|hugging_?face)\w*$"
)
ASKING = re.compile(
    r"(?i)(?:contains|has_?prefix|has_?suffix|starts_?with|ends_?with|equals?|assert\w*|expect\w*|require|index_?of|matches)$"
    r"|^(?:print\w*|[efs]*printf?|println|log\w*|debug|info|warn\w*|error\w*|fatal\w*|throw|describe|it|sprintf|errorf)$"
)
COMPARED = re.compile(r"(?:[=!]==?|\bcase|\bwhen)\s*$|(?:^|[^\w])is\s*$")
INVENTED = re.compile(r"(?i)preview|mock|fake|stub|sample|dummy")
FUNCTION = re.compile(r"\b(?:func|fun|def|void|fn|sub|function)\b|\)\s*(?:(?:->|:|throws|async|const)[^(){}]*)?$")
OWNERS = frozenset(
    {"application", "text", "image", "audio", "video", "multipart", "font", "models", "model", "org", "owner", "user"}
    | {"author", "username", "test", "tests", "src", "lib", "assets", "res", "tmp", "usr", "api", "v1", "your", "some"}
    | {"sources", "examples", "packages", "build", "dist", "data", "internal", "pkg", "cmd", "embeddings"}
    | {"prometheus", "metrics", "nlp", "cv", "timeseries", "tabular"}
)
MAX_BACK = 200  # characters before a string or bracket that are looked at
ROW = re.compile(r"=>\s*[\"']([\w.-]+/[\w.-]+)[\"']")
MAX_OPEN = 40
MIN_ROWS = 3  # different names that make a table of which one is taken


class Named(NamedTuple):
    """A string that names a model: its text, where it begins, what it loads, and whether it is one of several."""

    text: str
    start: int
    loads: Loads
    offered: bool


class _Said(NamedTuple):
    """A string of the form of a name, its offset, the word that says what it is, and the bracket around its own."""

    name: str
    start: int
    word: str
    around: int
    row: bool = False  # of a table: `key => "owner/name"`


@dataclass
class _Bracket:
    """An open bracket: what stands before it, where it is, and the strings in it so far."""

    head: str
    at: int
    strings: list[str] = field(default_factory=list)


def is_likely(text: str) -> bool:
    """Whether a text may hold such a string."""
    return MODEL.search(text) is not None


def named(text: str) -> list[Named]:
    """The strings of a text that are said to name a model, in their order."""
    found = [one for one in _said(text) if may_own(one.name)]
    names: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in found:
        names[plain(one.word), one.around].add(one.name)
    is_table = any(one.row for one in found) and len(set(ROW.findall(text))) >= MIN_ROWS

    def offered(one: _Said) -> bool:
        return len(names[plain(one.word), one.around]) > 1 or (one.row and is_table)

    return [Named(one.name, one.start, _loads(one.word), offered(one)) for one in found]


def may_own(text: str) -> bool:
    """Whether the parts of a text can be an owner's and a model's: no host, no folder, no version of an interface."""
    owner, _, name = text.partition("/")
    return "." not in owner and owner.lower() not in OWNERS and name.lower() not in OWNERS


def _loads(word: str) -> Loads:
    return "tokenizer" if PART.search(word) else "model"


def _said(text: str) -> Iterator[_Said]:
    """The strings of the form of a name that a word says to name a model."""
    brackets = [_Bracket("", 0)]
    since = statement = 0  # the ends of the argument or line before, and of the statement before
    for token in TOKEN.finditer(text):
        match token.lastgroup:
            case "open":
                if len(brackets) < MAX_OPEN:
                    head = text[max(since, token.start() - MAX_BACK) : token.start()]
                    if not head.strip():  # the bracket stands on a line of its own
                        head = text[max(statement, token.start() - MAX_BACK) : token.start()]
                    brackets.append(_Bracket(head, token.start()))
                since = statement = token.end()
            case "close":
                if len(brackets) > 1:
                    closed = brackets.pop()
                    since = closed.at - len(closed.head)
                statement = token.end()
            case "comma":
                since = statement = token.end()
            case "line":
                since = token.end()
            case "double" | "single":
                written = token[token.lastgroup]
                head = text[max(since, token.start() - MAX_BACK) : token.start()]
                yield from _of_string(written, token.start(token.lastgroup), head, brackets)
                brackets[-1].strings.append(written)


def _of_string(written: str, start: int, head: str, brackets: list[_Bracket]) -> Iterator[_Said]:
    around = brackets[-2].at if len(brackets) > 1 else 0
    given = GIVEN.fullmatch(written)
    if given is not None and _is_model(given[1].rpartition(".")[2], given[1]):
        yield _Said(given[2], start + given.start(2), given[1], start)
    elif NAME.fullmatch(written) is not None and COMPARED.search(head) is None:
        word = _word(head, brackets) if brackets[-1].head.strip() != "import" else None  # of Go's modules
        if word is not None and not any(INVENTED.search(one.head) for one in brackets):
            yield _Said(written, start, word, around, head.rstrip("\"' \t\n").endswith("=>"))


def _word(head: str, brackets: list[_Bracket]) -> str | None:
    """The word that says that a string names a model; None if nothing does, or something says otherwise."""
    own = _nearest(head)
    if own is not None:
        return own if _is_model(own) else None
    around = brackets[::-1]
    for text in around[0].strings[:-5:-1] if around[0].head.rstrip()[-1:].isalnum() else ():
        if len(text) > 1 and re.fullmatch(r"[\w.-]+", text):  # an option's or a variable's name, before its default
            return text if _is_model(text) else None
    returned = "return" in head or "->" in head or "=>" in head
    for bracket in around[:3]:
        callee = str((WORD.findall(bracket.head) or [""])[-1])
        if ASKING.search(callee) is not None:
            return None
        if LOADING.fullmatch(callee) is not None:
            return callee
        if FUNCTION.search(bracket.head) is not None and not returned:
            return None
        word = _nearest(bracket.head)
        if word is not None:
            words = [str(one) for one in WORD.findall(bracket.head) if _is_model(one)]
            return words[-1] if words and OTHERWISE.search(word) is None else None
    return None


def _nearest(head: str) -> str | None:
    """The nearest word that says something."""
    words = [word for word in WORD.findall(head) if plain(word) not in WEAK]
    return words[-1] if words else None


def _is_model(word: str, whole: str = "") -> bool:
    return MODEL.search(whole or word) is not None and OTHERWISE.search(word) is None
