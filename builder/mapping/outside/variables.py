"""Variables of a shell's text: what they may hold at a place, and where that was written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from builder import patterns as re
from builder.mapping.formats.entries import Place
from builder.mapping.formats.words import ALL, Command, Variable, Word, pieces
from builder.mapping.outside import menus
from builder.mapping.outside.texts import Text

MAX_VALUES = 40  # texts that one word or variable may stand for
MAX_DEPTH = 4  # defaults within defaults
MAX_TEXT = 20_000  # characters that a word stands for: variables of variables grow without end
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^\]=]*\])?=")
ITEM = re.compile(r"[A-Za-z_]\w*\[([^\]=]*)\]=")
KEYED = re.compile(r"\[[^\]=]*\]=")  # before the value of an associative array's item
FETCHING = frozenset({"clone", "submodule", "wget", "curl", "unzip", "tar"})  # words of commands that bring files here
KEPT = "assignments"  # in a command's own dictionary, as a cached property is
LOOPS = frozenset({"for", "select"})
DECLARING = frozenset({"export", "local", "declare", "readonly", "typeset", "set", "setx", "env"})
KEYWORDS = frozenset({"if", "elif", "else", "then", "do", "while", "until", "!", "{", "time", "exec", "sudo", "nohup"})


@dataclass
class Variables:
    """The variables of one file, as far as it has been read; `outside` are those that other files set."""

    outside: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    values: dict[str, list[Text]] = field(default_factory=dict)
    functions: Mapping[str, Sequence[Command]] = field(default_factory=dict)  # what the script's own run
    cloned: bool = False  # whether other repositories' files were fetched
    _chosen: set[str] = field(default_factory=set)  # variables that are set on a condition alone

    def within(self) -> "Variables":
        """What a function of the script sees: all that is set so far, to be set anew without effect here."""
        return Variables({**self.outside, **self.values}, functions=self.functions, cloned=self.cloned)

    def expand(self, word: Word, depth: int = 0) -> list[Text]:
        """What a word may stand for, at most MAX_VALUES texts; nothing if a variable in it is not known."""
        literal = word.literal
        if literal is not None:
            return [Text(literal)]
        if len(word.pieces) == 1 and isinstance(word.pieces[0], Variable):  # most words that hold one
            texts = self._look_up(word.pieces[0], depth)[:MAX_VALUES]
            return [_alone(text) for text in texts if len(text.text) <= MAX_TEXT]
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
            offered = any(text.offered for text in texts)
            whole = "".join(text.text for text in texts)
            found.append(Text(whole, longest.defined_at, longest.hops, longest.trail, offered))
            if len(found) >= MAX_VALUES:
                break
        return found

    def _look_up(self, variable: Variable, depth: int) -> list[Text]:
        if variable.name in self.values:
            return self._taken(variable, self.values[variable.name], depth)
        if variable.name in self.outside:
            return list(self.outside[variable.name])
        if variable.run and depth < MAX_DEPTH:
            return menus.given(variable.run, self, depth + 1)
        if variable.default is None or depth >= MAX_DEPTH:
            return []
        return self.expand(Word(pieces(variable.default), Place(0, 0)), depth + 1)

    def _taken(self, variable: Variable, texts: list[Text], depth: int) -> list[Text]:
        """What is taken of a variable's texts: an item of a list, a part of each."""
        if variable.item is None and any(map(_is_later, texts)):
            texts = [one._replace(offered=one.offered or _is_later(one)) for one in texts]
        if variable.item not in (None, ALL) and len(texts) > 1:
            item = variable.item or ""
            known = [Text(item)] if item.isalnum() else self._item(item, depth)
            picked = {text.text for text in known if not text.offered}
            texts = [one._replace(offered=one.offered or one.key not in picked) for one in texts]
        if not variable.cut:
            return [one if one.key is None else one._replace(key=None) for one in texts if one.text]
        made = (one._replace(key=None, text=menus.cut(one.text, variable.cut)) for one in texts)
        return [one for one in made if one.text]

    def _item(self, written: str, depth: int) -> list[Text]:
        return self.expand(Word(pieces(written), Place(0, 0)), depth + 1) if depth < MAX_DEPTH else []

    def assign(self, name: str, words: Iterable[Word], *, added: bool, chosen: bool = False, key: str = "") -> None:
        """Give a variable what words may stand for; `added`: beside what it may hold already.

        What is not known ("$1", "$(command)") leaves it as it is: a default before it may still hold. Of several that
        are `chosen` each is on offer. `key`: of the one item that is set.
        """
        texts = [(text, word, at) for at, word in enumerate(words) for text in self.expand(word) if text.text]
        made = [text.assigned(f":{word.place.line}")._replace(key=key or str(at)) for text, word, at in texts]
        if not made:
            return
        before = self.values.get(name, []) if added else []
        if chosen and before and {one.text for one in before} != {one.text for one in made}:
            made = [one._replace(offered=True) for one in made]
            if name in self._chosen:
                before = [one._replace(offered=True) for one in before]
        if chosen and not before:
            self._chosen.add(name)
        self.values[name] = [*before, *made][:MAX_VALUES]

    def run(self, command: Command) -> None:
        """Take in what a command assigns."""
        words = command.words
        first = words[0].literal if words else None
        self.cloned = self.cloned or is_fetching(command)
        if first in LOOPS and len(words) > 3 and words[2].literal == "in":
            self._loop(words[1].start, words[3:], chosen=first == "select")
            return
        if any(word.literal == "read" for word in words[:3]) and menus.READING in [word.literal for word in words]:
            self._read(command)
            return
        if first == ":":  # ": ${NAME:=default}"
            for word in words[1:]:
                for piece in word.pieces:
                    if isinstance(piece, Variable) and piece.default is not None and piece.name not in self.values:
                        self.assign(piece.name, [Word((piece,), word.place)], added=True)
            return
        branch = any(word.literal == "{" for word in words)
        for word, name, value in assignments(command):
            item = ITEM.match(word.start)
            given = given_words(command, value)
            if command.listed and not value.pieces:
                self._list(name, command, given)
                continue
            key = item[1].strip("\"'") if item is not None else ""
            added = item is not None or command.depth > 0
            chosen = branch or (command.chosen and item is None)
            self.assign(name, given, added=added or chosen, chosen=chosen, key=key)

    def _list(self, name: str, command: Command, given: Sequence[Word]) -> None:
        """A list: its items, with their keys where they have some."""
        listed = command.words[len(command.words) - command.listed :]
        keys = [KEYED.match(word.start) for word in listed]
        if not any(keys):
            self.assign(name, given, added=command.depth > 0)
            return
        self.values.pop(name, None)
        for word, key in zip(given, keys, strict=True):
            self.assign(name, (word,), added=True, key=key[0][1:-2].strip("\"'") if key is not None else "")

    def _read(self, command: Command) -> None:
        """`IFS='|' read -r a b <<< "$line"`: each variable holds its field, the last one all that is left."""
        literals = [word.literal for word in command.words]
        at = literals.index(menus.READING)
        source = command.words[at + 1] if at + 1 < len(command.words) else None
        names = [name for name in literals[literals.index("read") + 1 : at] if name and not name.startswith("-")]
        separator = next((value.known for _, name, value in assignments(command) if name == "IFS"), None)
        texts = self.expand(source) if source is not None else []
        for number, name in enumerate(names):
            fields = [(text, menus.field(text.text, separator, number, len(names))) for text in texts]
            self.values[name] = [text._replace(text=part) for text, part in fields if part][:MAX_VALUES]

    def _loop(self, name: str, words: Sequence[Word], *, chosen: bool = False) -> None:
        """A loop's variable holds every word that it goes through, and every one that a variable among them holds."""
        found: list[Text] = []
        for word in words:
            for text in self.expand(word):
                taken = text.assigned(f":{word.place.line}")._replace(offered=text.offered or chosen)
                found += (taken._replace(text=part) for part in text.text.split())
        self.values[name] = found[:MAX_VALUES]


def _is_later(text: Text) -> bool:
    """Whether a text is an item of a list behind its first, which alone a list's bare name stands for in a shell."""
    return text.key is not None and text.key.isdigit() and text.key != "0"


def _alone(text: Text) -> Text:
    """A variable's text as a word that holds nothing else."""
    if text.defined_at is None:
        return Text(text.text, offered=text.offered)
    return text if text.key is None else text._replace(key=None)


def given_words(command: Command, value: Word) -> tuple[Word, ...]:
    """The words that a variable is given: its value, or the list's behind it, without the keys of its items."""
    if not command.listed or value.pieces:
        return (value,)
    listed = command.words[len(command.words) - command.listed :]
    keys = (KEYED.match(word.start) for word in listed)
    return tuple(word.behind(key.end()) if key else word for word, key in zip(listed, keys, strict=True))


def assignments(command: Command) -> tuple[tuple[Word, str, Word], ...]:
    """The words of a command that assign a variable, its name and its value; kept with the command."""
    kept: tuple[tuple[Word, str, Word], ...] | None = vars(command).get(KEPT)
    if kept is None:
        kept = vars(command)[KEPT] = tuple(_assignments(command))
    return kept


def is_fetching(command: Command) -> bool:
    """Whether a command may bring other repositories' files here."""
    return any(word.literal in FETCHING for word in command.words[:4])


def may_assign(command: Command) -> bool:
    """Whether a command may change what variables hold, or bring files here."""
    words = command.words
    literals = [word.literal for word in words]
    first = literals[0] if literals else None
    return (
        first in LOOPS or first == ":" or "read" in literals[:3] or is_fetching(command) or bool(assignments(command))
    )


def _assignments(command: Command) -> Iterator[tuple[Word, str, Word]]:
    for before, mark, value in zip(command.words, command.words[1:], command.words[2:], strict=False):
        if mark.literal == "=" and len(before.pieces) == 1 and isinstance(before.pieces[0], Variable):
            yield value, before.pieces[0].name, value  # PowerShell's `$name = value`
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
