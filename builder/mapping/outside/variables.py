"""Variables of a shell's text: what they may hold at a place, and where that was written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from builder.mapping.formats.entries import Place
from builder.mapping.formats.words import Command, Variable, Word, pieces

MAX_VALUES = 20  # texts that one word or variable may stand for
MAX_TRAIL = 40  # places of one text
MAX_DEPTH = 4  # defaults within defaults
MAX_TEXT = 20_000  # characters that a word stands for: variables of variables grow without end
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^\]=]*\])?=")
KEYED = re.compile(r"\[[^\]=]*\]=")  # before the value of an associative array's item
LOOPS = frozenset({"for", "select"})
DECLARING = frozenset({"export", "local", "declare", "readonly", "typeset", "set", "setx", "env"})
KEYWORDS = frozenset({"if", "elif", "else", "then", "do", "while", "until", "!", "{", "time", "exec", "sudo", "nohup"})


class Text(NamedTuple):
    """A text that a word may stand for: where it was assigned (None: in the word itself), over how many steps.

    `trail`: the places at which it was assigned again since, in their order.
    """

    text: str
    defined_at: str | None = None
    hops: int = 0
    trail: tuple[str, ...] = ()

    def assigned(self, place: str) -> "Text":
        """The text one step further, where it is assigned at a place."""
        trail = (*self.trail, place) if self.defined_at is not None and len(self.trail) < MAX_TRAIL else self.trail
        return Text(self.text, self.defined_at or place, self.hops + 1, trail)

    def placed(self, path: str) -> "Text":
        """The text as other files see it: its places with the file's path."""
        if self.defined_at is None:
            return self
        return self._replace(
            defined_at=in_file(self.defined_at, path), trail=(*(in_file(one, path) for one in self.trail),)
        )


def in_file(place: str, path: str) -> str:
    """A place with its file's path, which one of the file itself (':7') lacks."""
    return path + place if place[:1] == ":" else place


@dataclass
class Variables:
    """The variables of one file, as far as it has been read; `outside` are those that other files set."""

    outside: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    values: dict[str, list[Text]] = field(default_factory=dict)

    def expand(self, word: Word, depth: int = 0) -> list[Text]:
        """What a word may stand for, at most MAX_VALUES texts; nothing if a variable in it is not known."""
        literal = word.literal
        if literal is not None:
            return [Text(literal)]
        names = list(dict.fromkeys(piece for piece in word.pieces if isinstance(piece, Variable)))
        choices = [self._look_up(name, depth)[:MAX_VALUES] for name in names]
        found = []
        for chosen in product(*choices):  # a variable that stands twice in a word holds the same text twice
            held = dict(zip(names, chosen, strict=True))
            texts = [Text(piece) if isinstance(piece, str) else held[piece] for piece in word.pieces]
            if sum(len(text.text) for text in texts) > MAX_TEXT:
                continue
            defined = [text for text in texts if text.defined_at is not None]
            longest = max(defined, key=lambda text: len(text.text), default=Text(""))
            found.append(Text("".join(text.text for text in texts), longest.defined_at, longest.hops, longest.trail))
            if len(found) >= MAX_VALUES:
                break
        return found

    def _look_up(self, variable: Variable, depth: int) -> list[Text]:
        if variable.name in self.values:
            return self.values[variable.name]
        if variable.name in self.outside:
            return list(self.outside[variable.name])
        if variable.default is None or depth >= MAX_DEPTH:
            return []
        return self.expand(Word(pieces(variable.default), Place(0, 0)), depth + 1)

    def assign(self, name: str, words: Iterable[Word], *, added: bool) -> None:
        """Give a variable what words may stand for; `added`: beside what it may hold already.

        What is not known ("$1", "$(command)") leaves it as it is: a default before it may still hold.
        """
        texts = [(text, word.place.line) for word in words for text in self.expand(word) if text.text]
        made = [text.assigned(f":{line}") for text, line in texts]
        if made:
            before = self.values.get(name, []) if added else []
            self.values[name] = [*before, *made][:MAX_VALUES]

    def run(self, command: Command) -> None:
        """Take in what a command assigns."""
        words = command.words
        first = words[0].literal if words else None
        if first in LOOPS and len(words) > 3 and words[2].literal == "in":
            self._loop(words[1].start, words[3:])
            return
        if first == ":":  # ": ${NAME:=default}"
            for word in words[1:]:
                for piece in word.pieces:
                    if isinstance(piece, Variable) and piece.default is not None and piece.name not in self.values:
                        self.assign(piece.name, [Word((piece,), word.place)], added=True)
            return
        for word, name, value in assignments(command):
            item = word.start.startswith(f"{name}[")
            self.assign(name, given_words(command, value), added=item or command.depth > 0)

    def _loop(self, name: str, words: Sequence[Word]) -> None:
        """A loop's variable holds every word that it goes through, and every one that a variable among them holds."""
        found: list[Text] = []
        for word in words:
            for text in self.expand(word):
                taken = text.assigned(f":{word.place.line}")
                found += (taken._replace(text=part) for part in text.text.split())
        self.values[name] = found[:MAX_VALUES]


def given_words(command: Command, value: Word) -> tuple[Word, ...]:
    """The words that a variable is given: its value, or the list's behind it, without the keys of its items."""
    if not command.listed or value.pieces:
        return (value,)
    listed = command.words[len(command.words) - command.listed :]
    keys = (KEYED.match(word.start) for word in listed)
    return tuple(word.behind(key.end()) if key else word for word, key in zip(listed, keys, strict=True))


def assignments(command: Command) -> Iterator[tuple[Word, str, Word]]:
    """The words of a command that assign a variable, its name and its value."""
    words = iter(command.words)
    declaring = False
    for word in words:
        match = ASSIGNMENT.match(word.start)
        if match is not None:
            yield word, match[1], word.behind(match.end())
        elif word.literal in DECLARING:
            declaring = True
        elif word.literal not in KEYWORDS and not (declaring and word.start.startswith("-")):
            return
