"""Markdown and reStructuredText -> the commands that they tell readers to run, and their Python.

Commands count as documented uses: they run the repository's code, or tools that load a model. Python in a document is
shown and not run; the caller reads it as mentions. Prose, links, tables, settings and results name and load nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent
from typing import NamedTuple

from builder.mapping import commands
from builder.mapping.commands import Script
from builder.mapping.entries import Place, decoded
from builder.mapping.found import Found
from builder.mapping.script_files import docker_text, make_text
from builder.mapping.variables import Text
from builder.mapping.wanted import Wanted
from builder.mapping.words import Command, Document

FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*([^\n`]*)$", re.MULTILINE)
DIRECTIVE = re.compile(
    r"^([ \t]*)(?:\.\.[ ]+(?:code-block|code|sourcecode|prompt)::[ \t]*(\w*)[^\n]*|\S[^\n]*::[ \t]*)$", re.MULTILINE
)
FREE = re.compile(r"(?:^(?: {4}|\t)[^\n]*(?:\n|\Z))+|(?P<ticks>`{1,2})(?P<code>[^`\n]+)(?P=ticks)(?!`)", re.MULTILINE)
INLINE = re.compile(r"[\w./$~][^\s=]*\s+\S")  # how a command begins; an option or a setting alone is none
ASSIGNING = re.compile(r"^[^\S\n]*(?:export[ \t]+)?[A-Za-z_]\w*=[\"']?[\w.-]+/", re.MULTILINE)  # for a later block
COMMENT = "<!--", "-->"
SHELL = frozenset(
    {"", "bash", "sh", "shell", "zsh", "fish", "console", "terminal", "shell-session", "shellsession", "sh-session"}
    | {
        "cmd",
        "bat",
        "batch",
        "powershell",
        "ps1",
        "ps",
        "pwsh",
        "text",
        "txt",
        "plaintext",
        "none",
        "command",
        "commandline",
    }
)
PYTHON = frozenset({"python", "py", "python3", "pycon", "ipython", "ipython3", "jupyter"})
DOCKER = frozenset({"dockerfile", "docker"})
MAKE = frozenset({"make", "makefile", "just"})
PROMPT = re.compile(
    r"^([ \t>]*)((?:\([\w.-]+\)[ \t]*)?(?:[\w.@~:/\\-]*[$%]|>{1,3}|PS[^>\n]*>|[A-Z]:[^>\n]*>)[ \t]+|!)(?=\S)",
    re.MULTILINE,
)
REMOVED = re.compile(r"^[ \t]*-(?!-)[^\n]*", re.MULTILINE)
ADDED = re.compile(r"^([ \t]*)\+", re.MULTILINE)


class Block(NamedTuple):
    """A block of code, as a shell's text; `line` is that of its first line."""

    text: str
    line: int


@dataclass(frozen=True)
class Page:
    """What a document tells to run, in its order, and language, line and text of its blocks of Python."""

    blocks: tuple[Block, ...] = ()
    shown: tuple[tuple[str, int, str], ...] = ()

    @cached_property
    def python(self) -> tuple[Document, ...]:
        """Its Python."""
        return tuple(_document(language, line, block) for language, line, block in self.shown)


def read(data: bytes, kind: str) -> Page:
    """The commands and the Python of a document of kind 'markdown' or 'rst'."""
    text = _uncommented(decoded(data).replace("\r\n", "\n"))
    blocks: list[Block] = []
    python: list[tuple[str, int, str]] = []
    for language, line, block in _blocks(text) if kind == "markdown" else _directives(text):
        if language in PYTHON:
            python.append((language, line, block))
        elif (shell := _shell(language, block)).strip():
            blocks.append(Block(shell, line))
    return Page(tuple(blocks), tuple(python))


def found(page: Page, wanted: Wanted, outside: Mapping[str, Sequence[Text]] | None = None) -> list[Found]:
    """The models that documented commands load; `defined_at` is ':line', without the path."""
    made: list[Command] = []
    for block in page.blocks:
        if ASSIGNING.search(block.text) or wanted.passes(block.text.encode("utf-8", "replace")):
            made += commands.read(block.text, (Place(block.line, 1),)).commands
    return commands.found(Script(tuple(made)), wanted, "documented", outside)


def _uncommented(text: str) -> str:
    """The text with its HTML comments emptied, line by line."""
    parts = []
    start = 0
    opening = text.find(COMMENT[0])
    while opening >= 0:
        end = text.find(COMMENT[1], opening)
        if end < 0:
            break
        parts += [text[start:opening], "\n" * text.count("\n", opening, end)]
        start = end + len(COMMENT[1])
        opening = text.find(COMMENT[0], start)
    return "".join([*parts, text[start:]])


def _blocks(text: str) -> Iterator[tuple[str, int, str]]:
    """Language, line and text of the fenced blocks of Markdown, and of indented blocks and code between them."""
    start, line = 0, 1
    fence: re.Match[str] | None = None
    for match in FENCE.finditer(text):
        if fence is not None and (match[3].strip() or not match[2].startswith(fence[2])):
            continue  # a fence within the block of a longer one, or of another language
        inner = text[start : match.start()]
        if fence is None:
            yield from _free(inner, line)
        else:
            yield _language(fence[3]), line, inner
        fence = match if fence is None else None
        line += text.count("\n", start, match.end()) + 1
        start = match.end() + 1
    if fence is not None:
        yield _language(fence[3]), line, text[start:]
    else:
        yield from _free(text[start:], line)


def _language(info: str) -> str:
    """'{.bash linenos}' and 'bash title="x"' are bash."""
    words = re.findall(r"[\w+-]+", info)
    return words[0].lower() if words else ""


def _free(text: str, line: int) -> Iterator[tuple[str, int, str]]:
    """Indented blocks and commands in code spans."""
    last = 0
    for match in FREE.finditer(text):
        code = match["code"]
        if code is None or INLINE.match(code):
            line += text.count("\n", last, match.start())
            last = match.start()
            yield "", line, match[0] if code is None else code


def _directives(text: str) -> Iterator[tuple[str, int, str]]:
    """Language, line and text of the code blocks of reStructuredText, and of code between them."""
    start, line = 0, 1
    for match in DIRECTIVE.finditer(text):
        if match.start() < start:
            continue
        yield from _free(text[start : match.start()], line)
        line += text.count("\n", start, match.end()) + 1
        start = end = match.end() + 1
        while end < len(text):
            stop = text.find("\n", end) % (len(text) + 1)
            row = text[end:stop]
            if row.strip() and len(row) - len(row.lstrip()) <= len(match[1]):
                break
            end = stop + 1
        yield (match[2] or "").lower(), line, text[start:end]
        line += text.count("\n", start, end)
        start = end
    yield from _free(text[start:], line)


def _python(block: str) -> str:
    """Python without the indentation of the text around it; of a session only what was typed."""
    lines = dedent(block).split("\n")
    if any(line.startswith(">>> ") for line in lines):
        lines = [line[4:] if line.startswith((">>> ", "... ")) else "" for line in lines]
    return "\n".join(lines)


def _document(language: str, line: int, block: str) -> Document:
    """A block's Python, and where each line of it begins."""
    code = _python(block)
    rows = zip(block.split("\n"), code.split("\n"), strict=True)
    places = (Place(line + row, 1 + len(whole) - len(kept)) for row, (whole, kept) in enumerate(rows))
    return Document(code, line, (language,), tuple(places))


def _shell(language: str, block: str) -> str:
    """A block as a shell's text, line by line; nothing where it is in another language."""
    if language in DOCKER:
        return docker_text(block)
    if language in MAKE:
        return make_text(block)
    if language == "diff":
        block = ADDED.sub(r"\1 ", REMOVED.sub("", block))
    elif language not in SHELL:
        return ""
    return PROMPT.sub(lambda prompt: " " * len(prompt[0]), block)
