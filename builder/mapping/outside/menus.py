"""What commands within a shell's words give: a menu's choices, what a function prints, a field of a text.

Sources: the manuals of bash (parameter expansion, `read`), dialog, whiptail, gum, fzf, zenity, rofi, cut and awk.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from builder import patterns as re
from builder.mapping.formats.shell import read_shell
from builder.mapping.formats.words import Command, Word
from builder.mapping.outside.texts import Text

READING = "<<<"  # before the text that `read` is given
# Programs that show their arguments, or the lines that they are given, and print the one that somebody takes.
MENUS = frozenset(
    {"whiptail", "dialog", "gum", "fzf", "zenity", "kdialog", "yad", "rofi", "dmenu", "smenu", "sk", "peco", "choose"}
)
PRINTING = frozenset({"echo", "printf", "Write-Output"})
SEPARATORS = "|;,\t"
FORM = re.compile(r"(?:\w+=)?[\w.-]+[/:][\w./:-]+")  # of a name with an owner or a tag, or an assignment of one
MAX_DEPTH = 3  # functions that print what functions print
GLOB = {"*": ".*", "?": "."}
CUT_FIELD = re.compile(r"-f\s*(\d+)")
AWK_FIELD = re.compile(r"\{\s*print\s+\$(\d+)\s*;?\s*\}")


class Variables(Protocol):
    """What is known of a script's variables and functions (see variables.py)."""

    @property
    def functions(self) -> Mapping[str, Sequence[Command]]:
        """The commands of the script's own functions that print something."""

    def expand(self, word: Word, depth: int = 0) -> list[Text]:
        """What a word may stand for."""

    def within(self) -> "Variables":
        """The same as a function sees them."""

    def run(self, command: Command) -> None:
        """Take in what a command assigns."""


def cut(text: str, how: str) -> str:
    """A text without what an expansion takes off it: '##*/' its longest beginning of that form, '%:*' its end."""
    if not how:
        return text
    double = how[:1] == how[1:2]
    pattern = re.sub(r"\\(.)|[\"']", r"\1", how[2 if double else 1 :])
    form = re.compile("".join(GLOB.get(one, re.escape(one)) for one in pattern), re.DOTALL)
    lengths = range(len(text) + 1)
    ends = [at for at in lengths if form.fullmatch(text[:at] if how[0] == "#" else text[at:])]
    if not ends:
        return text
    if how[0] == "#":
        return text[max(ends) if double else min(ends) :]
    return text[: min(ends) if double else max(ends)]


def field(text: str, separator: str | None, number: int, count: int) -> str:
    """The field of a text that the variable at a position of `count` holds; the last one holds all that is left.

    Where nothing says what separates them, the first mark that stands in the text does, else a space.
    """
    mark = (separator or "")[:1] or next((one for one in SEPARATORS if one in text), None)
    parts = text.split(mark, count - 1) if mark is not None and mark != " " else text.split(None, count - 1)
    return parts[number].strip() if number < len(parts) else ""


def given(run: str, variables: Variables, depth: int) -> list[Text]:
    """What `$(run)` may give, as far as the texts are known: choices are on offer."""
    commands = _read(run)
    programs = [_program(command) for command in commands]
    if not programs or depth > MAX_DEPTH:
        return []
    if not MENUS.isdisjoint(programs):
        words = (word for command in commands for word in command.words)
        return [text._replace(offered=True) for word in words for text in _names(word, variables)]
    if programs[0] in variables.functions and len(programs) == 1:
        return list(_printed(variables.functions[programs[0]], variables))
    if programs[0] not in PRINTING:
        return []
    texts = [text for word in commands[0].words[1:] for text in variables.expand(word, depth)]
    for command in commands[1:]:
        texts = _piped(command, texts)
    return texts


@lru_cache(maxsize=1000)
def _read(run: str) -> tuple[Command, ...]:
    """The commands of a text, which a function asks for whenever it is run."""
    return tuple(read_shell(run)[0])


def _program(command: Command) -> str:
    return command.words[0].start.rpartition("/")[2] if command.words else ""


def _names(word: Word, variables: Variables) -> Iterator[Text]:
    """The texts of a menu's word that may be names: one with an owner or a tag."""
    yield from (text for text in variables.expand(word) if FORM.fullmatch(text.text))


def _printed(body: Sequence[Command], variables: Variables) -> list[Text]:
    """What a function prints; where it prints one of several on a condition, each is on offer."""
    inner = variables.within()
    made: list[tuple[Text, bool]] = []
    for command in body:
        inner.run(command)
        words = command.words
        start = next((at for at, word in enumerate(words) if word.literal in PRINTING), None)
        if start is not None and not any(word.literal in {">&", ">"} for word in words):
            made += ((text, command.chosen) for word in words[start + 1 :] for text in inner.expand(word))
    several = len({text.text for text, _ in made}) > 1
    return [text._replace(offered=text.offered or (several and chosen)) for text, chosen in made]


def _piped(command: Command, texts: list[Text]) -> list[Text]:
    """What a command of a pipe makes of texts; nothing where that is not known."""
    program, words = _program(command), [word.written for word in command.words]
    if program == "xargs" and len(words) == 1:
        return texts
    if program not in {"cut", "awk"}:
        return []
    form = CUT_FIELD if program == "cut" else AWK_FIELD
    number = next((found for word in words if (found := form.search(word)) is not None), None)
    mark = next((word[2:3] for word in words if word[:2] in {"-d", "-F"}), "")
    if number is None:
        return []
    place = int(number[1]) - 1
    fields = [(text, text.text.split(mark or (None if program == "awk" else "\t"))) for text in texts]
    return [text._replace(text=parts[place].strip()) for text, parts in fields if 0 <= place < len(parts)]


def bodies(functions: Mapping[str, Sequence[Command]]) -> dict[str, Sequence[Command]]:
    """The functions that print something and hold what may be a name, by their name."""
    return {name: body for name, body in functions.items() if _prints(body)}


def _prints(body: Sequence[Command]) -> bool:
    words = [word for command in body for word in command.words]
    return any(word.literal in PRINTING for word in words) and any(FORM.fullmatch(word.start) for word in words)
