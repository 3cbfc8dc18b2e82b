"""Text of a shell -> its commands as words with places; nothing is run, and what is not understood is passed over.

Quotes, escapes, continued lines, pipes, comments, here-documents, variables. One pass in time with the text's length.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from builder import patterns as re
from builder.mapping.formats.entries import Place, Positions
from builder.mapping.formats.words import Command, Document, Variable, Word, pieces, variable

TOKEN = re.compile(
    r"""
(?P<space>[ \t\r\f\v]++|\\\r?\n|\\[ \t]++(?:\#[^\n]*+)?(?:\n|\Z))
|(?P<line>\n)
|(?P<single>'[^'\n]*+'|(?<![A-Za-z])'[^']*+')
|(?P<double>"(?:[^"\\]|\\.)*+")
|(?P<variable>\$?\{\{[^{}\n]*+\}\}|\$\{(?:[^{}\n]|\{[^{}\n]*+\})*+\}|\$(?:[A-Za-z_]\w*+|[0-9@*\#?$!-]))
|(?P<run>\$\(|`)
|(?P<document><<-?[ \t]*(?:'[^'\n]+'|"[^"\n]+"|\\?\w+))
|(?P<placeholder><[A-Za-z][\w\ ./:-]*+>)
|(?P<redirect>\d*(?:<<<|>>|>&|<&|&>|>\||[<>]))
|(?P<array>(?<==)\()
|(?P<end>&&|\|\||;;&?|[;|&()])
|(?P<escape>\\.)
|(?P<comment>(?<![^\s;|&()])\#[^\n]*+)
|(?P<plain>[^\s'"$`;|&()<>\\\#{]++|.)
""",
    re.VERBOSE | re.DOTALL,
)
# What a token adds to the word that it stands in.
CONTENTS: dict[str, Callable[[str], tuple[str | Variable, ...]]] = {
    "plain": lambda written: (written,),
    "single": lambda written: (written[1:-1],),
    "double": lambda written: pieces(written[1:-1], quoted=True),
    "variable": lambda written: (variable(written),),
    "placeholder": lambda _: (Variable(""),),
    "escape": lambda written: (written[1],),
}
PARENTHESIS = re.compile(r"[()]")
MAX_RUN = 2000  # characters of a `$(command)`; what is not closed behind them is none
MAX_NESTED = 20  # brackets within one
MAX_COMMANDS = 20_000  # a text that holds more is data
JOINING = frozenset({"&&", "||"})
OPENING = frozenset({"if", "case", "for", "while", "until", "select", "{"})
CHOOSING = frozenset({"if", "case", "switch"})
CLOSING = frozenset({"fi", "esac", "done", "}"})


class _Lexer:
    def __init__(self, text: str, places: Sequence[Place]) -> None:
        self.text, self.places, self.rows = text, places, Positions(text)
        self.commands: list[Command] = []
        self.words: list[Word] = []
        self.word: list[str | Variable] | None = None
        self.at = 0  # where the word begins
        self.open: list[str] = []  # the words that opened the branches and loops around
        self.joined = False  # whether it depends on the command before it that this one runs
        self.array: int | None = None  # words before those of an open list
        self.listed = 0
        self.waiting: list[str] = []  # ends of the here-documents that begin on the next line
        self.documents: list[Document] = []
        self.lost: set[str] = set()  # ends that do not come any more
        self.first = 0  # commands before those of this line

    def run(self) -> tuple[list[Command], list[Document]]:
        offset = 0
        while offset < len(self.text) and len(self.commands) < MAX_COMMANDS:
            token = TOKEN.match(self.text, offset)
            if token is None:
                break
            offset = self._take(token)
        self._end_command()
        return self.commands, self.documents

    def _take(self, token: re.Match[str]) -> int:
        """Take a token in; the offset behind it."""
        kind, written, end = token.lastgroup, token[0], token.end()
        content = CONTENTS.get(kind or "")
        if content is not None:
            self._add(token, *content(written))
        elif kind == "space":
            self._end_word()
        elif kind == "line":
            self._end_word()
            if self.array is None:
                self._end_command()
            return self._here_documents(end)
        elif kind == "run":
            return self._substitution(token)
        elif kind == "document":
            self._end_word()
            self.waiting.append(written.lstrip("<-").strip("\"'\\ \t"))
        elif kind == "redirect":
            self._redirect(token)
        elif kind == "array":
            self._end_word()
            self.array = len(self.words)
        elif kind == "end":
            self._end_command(written)
        return end

    def _add(self, token: re.Match[str], *found: str | Variable) -> None:
        if self.word is None:
            self.word, self.at = [], token.start()
        self.word += found

    def _substitution(self, token: re.Match[str]) -> int:
        """`$(command)` is a variable without a name; one that is not closed is no more than its first character."""
        start, depth = token.end(), 1
        if token[0] == "`":
            close = self.text.find("`", start, start + MAX_RUN)
            self._add(token, Variable("", run=self.text[start:close]) if close >= 0 else "`")
            return close + 1 if close >= 0 else start
        for found in PARENTHESIS.finditer(self.text, start, start + MAX_RUN):
            depth += 1 if found[0] == "(" else -1
            if depth > MAX_NESTED:
                break
            if depth == 0:
                self._add(token, variable(self.text[token.start() : found.end()]))
                return found.end()
        self._add(token, "$")
        return start - 1

    def _redirect(self, token: re.Match[str]) -> None:
        """A redirection's file stays as a word behind it: only here-documents written to a file need it."""
        self._end_word()
        self.word, self.at = [token[0].lstrip("0123456789")], token.start()
        self._end_word()

    def _end_word(self) -> None:
        if self.word is None:
            return
        joined: list[str | Variable] = []
        for is_text, run in groupby(self.word, key=lambda piece: isinstance(piece, str)):
            parts = list(run)
            joined += ["".join(map(str, parts))] if is_text else parts
        self.words.append(Word(tuple(joined), self._place(self.at)))
        self.word = None

    def _place(self, offset: int) -> Place:
        row, column = self.rows.at(offset)
        if row <= len(self.places):
            first = self.places[row - 1]
            return Place(first.line, first.column + column - 1)
        return Place(self.places[-1].line + row - len(self.places), column)

    def _end_command(self, by: str = "") -> None:
        self._end_word()
        if self.array is not None and by != "":
            self.listed = len(self.words) - self.array
            self.array = None
            if by == ")":
                return
        first = self.words[0].literal if self.words else None
        if first in CLOSING:
            del self.open[-1:]
        if self.words:
            chosen = self.joined or not CHOOSING.isdisjoint(self.open)
            self.commands.append(Command(tuple(self.words), self.listed, len(self.open) + self.joined, chosen))
        if first in OPENING:
            self.open.append(first)
        self.joined = by in JOINING
        self.words, self.listed, self.array = [], 0, None

    def _here_documents(self, offset: int) -> int:
        """Take in the here-documents that begin here; the offset behind them."""
        if not self.waiting:
            self.first = len(self.commands)
            return offset
        words = tuple(word.known for command in self.commands[self.first :] for word in command.words)
        for end in self.waiting:
            close = None
            if end not in self.lost:
                close = re.compile(rf"^[ \t]*{re.escape(end)}[ \t\r]*$", re.MULTILINE).search(self.text, offset)
            if close is None:
                self.lost.add(end)
                continue
            self.documents.append(self._document(offset, close.start(), words))
            offset = min(close.end() + 1, len(self.text))
        self.waiting, self.first = [], len(self.commands)
        return offset

    def _document(self, start: int, end: int, words: tuple[str, ...]) -> Document:
        first = self.rows.at(start).line
        last = min(self.rows.at(end).line, len(self.places))  # behind them lines follow as in a file
        places = (self._place(self.rows.offset(row)) for row in range(first, last + 1))
        return Document(self.text[start:end], self._place(start).line, words, tuple(places))


def read_shell(text: str, places: Sequence[Place] = (Place(1, 1),)) -> tuple[list[Command], list[Document]]:
    """The commands of a text and its here-documents, in their order; `places` are those of the text's lines.

    Lines behind the last place follow it: line by line, from the first column.
    """
    return _Lexer(text, places).run()
