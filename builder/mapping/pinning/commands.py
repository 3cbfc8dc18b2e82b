"""A command -> the edits with which it loads a model at a commit: on a shell's line, or in a list of words.

Words are those of the shell's lexer (mapping/formats/shell.py), so that quotes, continued lines and comments are its.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.mapping.formats.shell import TOKEN
from builder.mapping.pinning.interface import HEADS, Edit, Spot, Unpinnable, newline, offset

WORDS = frozenset({"plain", "single", "double", "variable", "placeholder", "escape"})
ENDS = frozenset({"end", "run", "line"})
QUOTED = frozenset({"single", "double"})
NUMBER = re.compile(r"\d+(?:e\d+)?")  # what YAML reads as a number where it stands without quotes
MAX_NESTED = 4


@dataclass(frozen=True)
class Word:
    """One word: its place with quotes and all, its text where nothing but one quoted or plain piece makes it."""

    start: int
    end: int
    text: str | None
    inside: int  # offset of the text's first character
    quote: str
    known: str = ""  # the plain text before a variable


@dataclass(frozen=True)
class Around:
    """The command around a place: its words, and the one that holds the place."""

    words: tuple[Word, ...]
    word: Word


def edits(source: str, spot: Spot, option: str, *, yaml: bool = False) -> list[Edit]:
    """The edits of one command whose `option` takes a commit; Unpinnable says why there are none."""
    return edits_at(source, _start(source, spot), spot, option, yaml=yaml)


def edits_at(source: str, start: int, spot: Spot, option: str, *, yaml: bool = False) -> list[Edit]:
    """As `edits`, of the command in which the name stands at an offset."""
    found = _around(source, start)
    word = found.word
    before, _, name = (word.text or "").rpartition("=")
    if name != spot.name or (before and not before.startswith("-")):
        raise Unpinnable("the name is part of a longer text")
    listed = bool(word.quote) and source[: word.start].rstrip()[-1:] in ("[", ",")
    given = _given(found.words if not listed else _listed(source, word), option, spot)
    if given is not None:
        return [given]
    if spot.revision not in HEADS or spot.revision is not None:
        raise Unpinnable("the revision is given elsewhere")
    joined = f"{option}={spot.commit}"
    if listed:
        texts = (joined,) if before else (option, spot.commit)
        quoted = "".join(f", {word.quote}{text}{word.quote}" for text in texts)
        return [Edit(word.end, word.end, quoted)]
    if yaml and (indent := _item(source, word)) is not None:
        return [_lines(source, word, indent, (joined,) if before else (option, spot.commit))]
    return [Edit(word.end, word.end, f" {option} {spot.commit}")]


def addresses(source: str, spot: Spot) -> list[Edit]:
    """The edits of the address of the model's main branch that stands at a spot."""
    start = offset(source, spot.line, spot.column)
    word = _around(source, start).word
    return branches(source, spot, word.start, word.end)


def branches(source: str, spot: Spot, start: int, end: int) -> list[Edit]:
    """The edits of the addresses of the model's main branch in a string, which stands from `start` up to `end`."""
    form = re.compile(rf"/{re.escape(spot.name)}/(?:resolve|raw|blob)/(?P<branch>main)/")
    return [Edit(*found.span("branch"), spot.commit) for found in form.finditer(source, start, end)]


def _start(source: str, spot: Spot) -> int:
    """Where the model's name stands, behind a quote perhaps, or behind its option."""
    place = offset(source, spot.line, spot.column)
    for at in (place, place + 1):
        if source.startswith(spot.name, at):
            return at
    raise Unpinnable("the name does not stand in the command itself")


def _around(source: str, at: int) -> Around:
    """The command that holds a place; of a command within quotes the inner one."""
    start, end = _logical_line(source, at)
    for _ in range(MAX_NESTED):
        words: list[Word] = []
        for word in (*_words(source, start, end), None):
            if word is not None:
                words.append(word)
                continue
            here = next((one for one in words if one.start <= at < one.end), None)
            if here is not None:
                break
            words = []
        else:
            raise Unpinnable("the command is not found in the file")
        if not here.quote or here.text is None or " " not in here.text.strip():
            return Around(tuple(words), here)
        start, end = here.inside, here.end - 1
    raise Unpinnable("the command stands too deep within others")


def _words(source: str, start: int, end: int) -> Iterator[Word | None]:
    """The words of a text of commands; None behind the last word of each command."""
    pieces: list[tuple[str, int, int]] = []
    at = start
    while at < end:
        token = TOKEN.match(source, at, end)
        if token is None:
            break
        at = token.end()
        if token.lastgroup in WORDS:
            pieces.append((token.lastgroup or "", token.start(), token.end()))
            continue
        if pieces:
            yield _word(source, pieces)
            pieces = []
        if token.lastgroup in ENDS:
            yield None
    if pieces:
        yield _word(source, pieces)
    yield None


def _word(source: str, pieces: list[tuple[str, int, int]]) -> Word:
    start, end = pieces[0][1], pieces[-1][2]
    if len(pieces) == 1 and pieces[0][0] in QUOTED:
        return Word(start, end, source[start + 1 : end - 1], start + 1, source[start])
    if all(kind == "plain" for kind, *_ in pieces):
        return Word(start, end, source[start:end], start, "")
    if len(pieces) == 2 and pieces[0][0] == "plain" and pieces[1][0] in QUOTED:  # --model="owner/name"
        inside = source[pieces[1][1] + 1 : end - 1]
        return Word(start, end, source[start : pieces[0][2]] + inside, start, "")
    # A bracket or comma of a list of words stands right before or behind the quotes.
    quoted = [piece for piece in pieces if piece[0] in QUOTED]
    others = "".join(source[piece[1] : piece[2]] for piece in pieces if piece[0] not in QUOTED)
    if len(quoted) == 1 and not others.strip("[],"):
        _, first, last = quoted[0]
        return Word(first, last, source[first + 1 : last - 1], first + 1, source[first])
    known = source[pieces[0][1] : pieces[0][2]] if pieces[0][0] == "plain" else ""
    return Word(start, end, None, start, "", known)


def _logical_line(source: str, at: int) -> tuple[int, int]:
    """Offsets of the line around a place, with the lines before and behind it that a backslash joins to it."""
    first = source.rfind("\n", 0, at) + 1
    while first > 1 and source[max(0, first - 3) : first - 1].rstrip("\r").endswith("\\"):
        first = source.rfind("\n", 0, first - 1) + 1
    last = source.find("\n", at)
    while last >= 0 and source[max(0, last - 2) : last].rstrip("\r").endswith("\\"):
        last = source.find("\n", last + 1)
    return first, last if last >= 0 else len(source)


def _listed(source: str, word: Word) -> tuple[Word, ...]:
    """The words of the list around a quoted word, from its bracket to the next."""
    first = source.rfind("[", 0, word.start) + 1
    last = source.find("]", word.end)
    return tuple(one for one in _words(source, first, last if last >= 0 else len(source)) if one is not None)


def _given(words: tuple[Word, ...], option: str, spot: Spot) -> Edit | None:
    """The commit in place of the branch that an option gives; Unpinnable where it gives anything else."""
    for number, word in enumerate(words):
        written = word.text if word.text is not None else ""
        if written == option:
            value = words[number + 1] if number + 1 < len(words) else None
            if value is None or value.text != "main":
                raise Unpinnable(_other(value.text if value is not None else None))
            return Edit(value.inside, value.inside + len("main"), spot.commit)
        if written.startswith(f"{option}="):
            if written != f"{option}=main":
                raise Unpinnable(_other(written.partition("=")[2]))
            end = word.end - (1 if word.quote else 0)
            return Edit(end - len("main"), end, spot.commit)
        if word.text is None and word.known.startswith(option):
            raise Unpinnable("the revision is given by a variable")
    return None


def _other(revision: str | None) -> str:
    known = revision is not None and "$" not in revision
    return f"it loads the revision {revision}, whose commit is not known" if known else "the revision is a variable's"


def _item(source: str, word: Word) -> str | None:
    """The indentation and dash of a YAML list's item that is this word alone; None where it is none."""
    first = source.rfind("\n", 0, word.start) + 1
    last = source.find("\n", word.end)
    before = source[first : word.start]
    behind = source[word.end : last if last >= 0 else len(source)].strip()
    if before.strip() == "-" and (not behind or behind.startswith("#")):
        return before
    return None


def _lines(source: str, word: Word, indent: str, texts: tuple[str, ...]) -> Edit:
    """Items more behind an item of a YAML list."""
    last = source.find("\n", word.end)
    ending = newline(source, word.end)
    end = len(source) if last < 0 else last - (len(ending) - 1)
    quotes = [word.quote or ('"' if NUMBER.fullmatch(text) else "") for text in texts]
    items = (f"{ending}{indent}{quote}{text}{quote}" for quote, text in zip(quotes, texts, strict=True))
    return Edit(end, end, "".join(items))
