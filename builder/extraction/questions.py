"""A card -> the questions that the language model is asked about it: one, or one for each part of a long card."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from builder.extraction.answers import COLUMNS, GROUPS, Answer, schema
from builder.extraction.markdown import blocks
from builder.extraction.prompts import user
from builder.extraction.visible_text import visible_text

VERSION = 3  # of the questions' making; a higher one makes all of them again
BYTES_PER_TOKEN = 3  # no tokenizer at hand: few are shorter on average, whatever the script
LINE_SPACE = re.compile(r"[ \t]{2,}")
EMPTY_LINES = re.compile(r"\n\s*\n\s*\n")


@dataclass(frozen=True)
class Budget:
    """How much is asked at once: estimated tokens of a question's card, and how many questions a card may need."""

    tokens: int
    parts: int


@dataclass(frozen=True)
class Question:
    """One question: `key` is the hash of its text and its answer's schema, `size` orders questions by their length.

    `choices` is the closed list of its answers, if it has one; else `fields` are those that it asks for.
    """

    key: str
    text: str
    part: int
    size: int
    choices: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def questions(card: str, start: int, values: Mapping[str, Any], budget: Budget) -> tuple[list[Question], bool]:
    """The questions about a card whose prose begins at `start`, and whether some of it is left unread.

    `values` are the columns that are filled already. A card that shows no prose makes no question.
    """
    open_ = [name for name in Answer.model_fields if values.get(COLUMNS.get(name, name)) is None]
    groups = [tuple(name for name in group if name in open_) for group in GROUPS]
    text = visible_text(card, start)
    pieces = list(_pieces(text, budget.tokens * BYTES_PER_TOKEN))
    kept = pieces[: budget.parts]
    made: list[Question] = []
    for part, piece in enumerate(kept):
        for fields in filter(None, groups):
            data = user(piece, fields, part, len(kept)).encode("utf-8", "replace")
            key = sha256(data + _schema(fields)).hexdigest()
            made.append(Question(key, data.decode(), len(made), len(data), fields=fields))
    return made, len(pieces) > len(kept)


@cache
def _schema(fields: tuple[str, ...]) -> bytes:
    """The schema of an answer about some fields, as bytes for a hash."""
    return json.dumps(schema(fields), sort_keys=True).encode()


def _pieces(text: str, most: int) -> Iterator[str]:
    """The text without idle space, in pieces of so many bytes at most, cut before headings, else at lines."""
    held = ""
    for section in _sections(text, most):
        tidy = _tidy(section)
        if held and _bytes(held) + _bytes(tidy) > most:
            yield held
            held = ""
        held = f"{held}\n\n{tidy}" if held and tidy else held or tidy
    if held:
        yield held


def _sections(text: str, most: int) -> Iterator[str]:
    if _bytes(_tidy(text)) <= most:
        yield text
        return
    cuts = [0, *(block.start for block in blocks(text) if block.kind == "heading"), len(text)]
    for start, end in pairwise(cuts):
        yield from _lines(text[start:end], most)


def _lines(section: str, most: int) -> Iterator[str]:
    """A section, in several pieces of whole lines where it is too long; a line that is too long is cut."""
    if _bytes(_tidy(section)) <= most:
        yield section
        return
    held: list[str] = []
    size = 0
    for line in section.splitlines(keepends=True):
        for at in range(0, len(line), max(most // 4, 1)):  # a character has four bytes at most
            piece = line[at : at + max(most // 4, 1)]
            if held and size + _bytes(piece) > most:
                yield "".join(held)
                held, size = [], 0
            held.append(piece)
            size += _bytes(piece)
    yield "".join(held)


def _tidy(text: str) -> str:
    return EMPTY_LINES.sub("\n\n", LINE_SPACE.sub(" ", text)).strip()


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
