"""Files of sections and of lines 'key = value', with places: TOML, INI, properties, .env, Terraform.

One reader for all, tolerant: what is no such line is passed over. Values in brackets may go on over lines.
"""

from itertools import count

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets, unquoted
from builder.mapping.formats.entries import MAX_ENTRIES, Entry, Place, Positions, below

HEADER = re.compile(r"\[{1,2}([^\[\]\n]+)\]{1,2}\s*(?:[#;].*)?$")
BLOCK = re.compile(r'([A-Za-z_][\w-]*(?:\s+"[^"\n]*")*)\s*\{$')  # Terraform: resource "kind" "name" {
SHORT = re.compile(r'([A-Za-z_][\w-]*(?:\s+"[^"\n]*")*)\s*\{[ \t]*([^{}\n]*[^{}\s])[ \t]*\}$')  # one with a single line
NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w@$/-]++)"""
PAIR = re.compile(rf"(?:export\s+)?({NAME}(?:[ ]?\.[ ]?{NAME})*+)[ \t]*+(?:[:?]?=|:(?![:/]))[ \t]*+")
NAMES = re.compile(NAME)
QUOTED = re.compile(r'''(?s)"""(.*?)"""|\'\'\'(.*?)\'\'\'|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*\'''')
HERE = re.compile(r"<<[-~]?\s*\"?([A-Za-z_]\w*)\"?")  # of Terraform
COMMENT = re.compile(r"[ \t][#;]")
NEXT = re.compile(r'\s*\n[ \t]*(?=["\w.-]+[ \t]*=|\[\[?[A-Za-z])')
MAX_QUOTED = 20_000  # characters of a string of several lines; quotes that open none are given up behind them


class _Reader:
    """A walk down the lines of a file: `row` is the next line, `section` the keys that its values stand under."""

    def __init__(self, text: str) -> None:
        self.text, self.lines, self.row = text, text.split("\n"), 0
        self.offsets, self.numbers = Positions(text), count()
        self.section: tuple[str, ...] = ()
        self.parent = next(self.numbers)
        self.entries: list[Entry] = []

    def step(self) -> None:
        """Read the next line, and those that its value goes on in."""
        line = self.lines[self.row].rstrip()
        content = line.lstrip()
        self.row += 1
        if not content or content[0] in "#;":
            return
        short = SHORT.match(content)
        inner = PAIR.match(short[2]) if short is not None else None
        if short is not None and inner is not None:
            column = len(line) - len(content) + short.start(2) + inner.end()
            self.section, self.parent = (), next(self.numbers)
            self._value(_keys(_keys((), short[1]), inner[1]), column, short[2][inner.end() :])
            return
        header = HEADER.match(content) or BLOCK.match(content)
        pair = PAIR.match(content) if header is None else None
        if header is not None:
            self.section, self.parent = _keys((), header[1]), next(self.numbers)
        elif pair is not None and pair.end() < len(content):
            column = len(line) - len(content) + pair.end()
            self._value(_keys(self.section, pair[1]), column, content[pair.end() :])

    def _value(self, keys: tuple[str, ...], column: int, content: str) -> None:
        offset = self.offsets.offset(self.row) + column
        if content[0] in "[{" and not content.startswith("{{"):
            found, stop = read_brackets(
                self.text,
                self.offsets,
                offset,
                keys=keys,
                numbers=self.numbers,
                parent=self.parent,
                separator=":=",
                end=NEXT,
            )
            self.entries += found
            self.row = self.offsets.at(stop).line
            return
        here = HERE.fullmatch(content)
        if here is not None:
            self._here_document(keys, here[1])
            return
        place = Place(self.row, column + 1)
        quoted = QUOTED.match(self.text, offset, offset + MAX_QUOTED) if content[0] in "\"'" else None
        if quoted is None:
            comment = COMMENT.search(content)
            value = content[: comment.start()].rstrip() if comment is not None else content
            self.entries.append(Entry(keys, value, (place,), self.parent))
        else:
            self.entries.append(Entry(keys, *self._quoted(quoted, place), self.parent))

    def _here_document(self, keys: tuple[str, ...], end: str) -> None:
        """A text up to the line that holds its word alone; without one there is none."""
        last = next((row for row in range(self.row, len(self.lines)) if self.lines[row].strip() == end), None)
        if last is not None and last > self.row:
            lines = [line.removesuffix("\r") for line in self.lines[self.row : last]]
            margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            places = tuple(Place(row + 1, margin + 1) for row in range(self.row, last))
            self.entries.append(Entry(keys, "\n".join(line[margin:] for line in lines), places, self.parent))
            self.row = last + 1

    def _quoted(self, match: re.Match[str], place: Place) -> tuple[str, tuple[Place, ...]]:
        several = match[1] if match[1] is not None else match[2]
        if several is None:
            return unquoted(match[0]), (Place(place.line, place.column + 1),)
        self.row = self.offsets.at(match.end() - 1).line
        rows = range(place.line + 1, self.row + 1)
        return several, (Place(place.line, place.column + 3), *(Place(row, 1) for row in rows))


def _keys(section: tuple[str, ...], written: str) -> tuple[str, ...]:
    keys = section
    for name in NAMES.findall(written):
        keys = below(keys, unquoted(name))
    return keys


def read_sections(text: str) -> list[Entry]:
    """The values of a file of sections in the order of their place, at most about MAX_ENTRIES."""
    reader = _Reader(text)
    while reader.row < len(reader.lines) and len(reader.entries) <= MAX_ENTRIES:
        reader.step()
    return reader.entries
