"""What a shell's text is read into: words of strings and variables, and commands of words."""

from functools import cached_property
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import Place
from builder.records import dataclass

VARIABLE = re.compile(
    r"""\$\{(?:[^{}\n]|\{[^{}\n]*\})*+\} | \$[A-Za-z_]\w*+ | \$[0-9@*\#?$!-] | \$\([^()]*+\) | \$?\{\{[^{}\n]*+\}\}""",
    re.VERBOSE,
)
BRACES = re.compile(
    r"\$\{(?:env[.:])?([A-Za-z_]\w*|[0-9@*])(?:\[([^\]]*)\])?(?:(:?[-=])(.*)|(##?|%%?)(.*)|[^\w].*)?\}", re.DOTALL
)
# $(NAME) of Kubernetes and Azure's pipelines, ${{ matrix.name || 'default' }} of GitHub's workflows, {{ vars.name }}.
NAMED = re.compile(
    r"\$\((\w[\w.-]*)\)|\$?\{\{-?\s*(?:(?:s?quote|tpl|toString|trim|lower|(?:required|default)\s+\"(?P<first>[^\"\n]*)\")\s+)?(?:\$\w*)?\.?(?P<above>(?:[\w-]+\.)*)(?P<last>[\w-]+)\s*(?:(?:\|\||\|\s*default\b)\s*[(\"']+(?P<default>[^\"'\n]*)[\"')]+\s*)?"
    r"(?:\|[^{}]*)?-?\}\}"
)
# Keys of which a file has many: they are looked up with all that stand around them.
COMMON = frozenset({"name", "id", "path", "repo", "repository", "image", "tag", "type", "value", "url", "version"})
ROOTS = frozenset({"Values", "vars", "var", "env", "inputs", "params", "matrix", "item", "global"})
ESCAPED = re.compile(r'\\([$`"\\])')


ALL = "@"  # as a list's item: each of them


class Variable(NamedTuple):
    """A value that is not in the text: a variable's, or ('') what is not followed; `default` is for one not set.

    `item`: of a list, which one ('0', '$n', ALL); `cut`: what is taken off it ('##*/'); `run`: the command that gives
    it.
    """

    name: str
    default: str | None = None
    item: str | None = None
    cut: str = ""
    run: str = ""


@dataclass(frozen=True)
class Word:
    """One word of a command, quotes and escapes taken away; `place` is that of its first character."""

    pieces: tuple[str | Variable, ...]
    place: Place

    @cached_property
    def literal(self) -> str | None:
        """The word's text; None if a variable is in it."""
        if len(self.pieces) == 1:
            return self.pieces[0] if isinstance(self.pieces[0], str) else None
        return "".join(map(str, self.pieces)) if all(isinstance(piece, str) for piece in self.pieces) else None

    @cached_property
    def start(self) -> str:
        """The text before the first variable."""
        return self.pieces[0] if self.pieces and isinstance(self.pieces[0], str) else ""

    @property
    def known(self) -> str:
        """The text without its variables."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))

    @property
    def written(self) -> str:
        """The word as a shell would read it again."""
        return "".join(piece if isinstance(piece, str) else _again(piece) for piece in self.pieces)

    def behind(self, count: int) -> "Word":
        """The word without the first characters of its literal start."""
        rest = self.start[count:]
        place = Place(self.place.line, self.place.column + count)
        return Word((*((rest,) if rest else ()), *self.pieces[1:]), place)


@dataclass(frozen=True)
class Document:
    """A text within another: its lines as they stand, the line of the first, the literal words of the line it is for.

    `places` are those of its first lines; without any, and behind them, each line follows from the first column.
    """

    text: str
    line: int
    words: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Command:
    """One command; the last `listed` of its words are those of a list that it assigns: `NAME=(a b)`.

    `depth` counts the branches and loops around it, and the condition before it (`a && b`); `chosen`: it is run on a
    condition, in an arm of `case` or `if` or behind one.
    """

    words: tuple[Word, ...]
    listed: int = 0
    depth: int = 0
    chosen: bool = False


def referred(above: str, last: str) -> str:
    """The name that a template's path is looked up by: its last key, one that is common with those around it."""
    around = [key for key in above.split(".") if key and key not in ROOTS]
    return ".".join((*around, last)) if last in COMMON else last


def variable(written: str) -> Variable:
    """'$NAME', '${NAME}', '${NAME:-default}', '$(NAME)' as a variable; all else (a command, a template) has no name."""
    inner = NAMED.fullmatch(written)
    if inner is not None:
        default = inner["first"] if "default" in written.partition('"')[0] else inner["default"]
        return Variable(inner[1] or referred(inner["above"], inner["last"]), default)
    if written.startswith("${"):
        braces = BRACES.fullmatch(written)
        return _braced(braces) if braces is not None else Variable("")
    if written.startswith("$("):
        return Variable("", run=written[2:-1])
    return Variable(written[1:] if written[1:2] not in {"(", "{"} and written[0] == "$" else "")


def _braced(found: re.Match[str]) -> Variable:
    """'${NAME[item]:-default}', '${NAME##*/}'."""
    item = None if found[2] is None else ALL if found[2] == "*" else found[2].strip("\"'")
    return Variable(found[1], found[4], item, f"{found[5]}{found[6]}" if found[5] else "")


def pieces(text: str, quoted: bool = False) -> tuple[str | Variable, ...]:
    """Text with variables in it as pieces; `quoted`: as it stands between double quotes."""
    found: list[str | Variable] = []
    start = 0
    for match in VARIABLE.finditer(text):
        if quoted and _escaped(text, match.start()):
            continue
        if match.start() > start:
            found.append(_plain(text[start : match.start()], quoted))
        found.append(variable(match[0]))
        start = match.end()
    if start < len(text):
        found.append(_plain(text[start:], quoted))
    return tuple(found)


def _escaped(text: str, offset: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    first = offset
    while first > 0 and offset - first < 8 and text[first - 1] == "\\":
        first -= 1
    return (offset - first) % 2 == 1


def _plain(text: str, quoted: bool) -> str:
    return ESCAPED.sub(r"\1", text) if quoted and "\\" in text else text


def _again(piece: Variable) -> str:
    if not piece.name:
        return "$()"
    item = f"[{piece.item}]" if piece.item is not None else ""
    default = f":-{piece.default}" if piece.default is not None else ""
    return f"${{{piece.name}{item}{piece.cut}{default}}}"
