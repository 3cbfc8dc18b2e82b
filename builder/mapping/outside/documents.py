"""Markdown, reStructuredText and pages of HTML -> the commands that they tell readers to run, and their Python.

Commands count as documented uses: they run the repository's code, or tools that load a model. Python in a document is
shown and not run; the caller reads it as mentions. Prose, links, tables, settings and results name and load nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from textwrap import dedent
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats import pages
from builder.mapping.formats.entries import Place, decoded
from builder.mapping.formats.powershell import power_text
from builder.mapping.formats.script_files import docker_text, make_text
from builder.mapping.formats.words import Command, Document
from builder.mapping.found import Found
from builder.mapping.outside import commands
from builder.mapping.outside.commands import Script
from builder.mapping.outside.texts import Text
from builder.mapping.outside.wanted import Wanted
from builder.records import dataclass

# Each of these begins with characters that few places have: `re` skips the others at a speed that `^` does not allow.
FENCES = tuple(re.compile(rf"({mark}*)[ \t]*([^\n`]*)$", re.MULTILINE) for mark in ("````", "~~~~"))
BEFORE_FENCE = " \t>"
DIRECTIVE = re.compile(
    r"^([ \t]*)(?:\.\.[ ]+(?:code-block|code|sourcecode|prompt)::[ \t]*(\w*)[^\n]*|\S[^\n]*::[ \t]*)$", re.MULTILINE
)
INDENTED = re.compile(r"\n((?:(?: {4}|\t)[^\n]*(?:\n|\Z))+)")
SPAN = re.compile(r"`(`?)([^`\n]+)`\1(?!`)")
INLINE = re.compile(r"[\w./$~][^\s=]*\s+\S")  # how a command begins; an option or a setting alone is none
ASSIGNING = re.compile(r"^[^\S\n]*(?:export[ \t]+)?[A-Za-z_]\w*=[\"']?[\w.-]+/", re.MULTILINE)  # for a later block
FRONT = re.compile(rb"---[ \t]*\r?\n(.{0,20000}?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
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
POWERSHELL = frozenset({"powershell", "ps1", "ps", "pwsh"})
PYTHON = frozenset({"python", "py", "python3", "pycon", "ipython", "ipython3", "jupyter"})
# How a block begins that is marked as Python and holds commands of a shell.
COMMANDS = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:[$%!][ \t]*)?(?:[A-Z_]\w*=\S*[ \t]+)*"
    r"(?:python[\d.]*[ \t]+(?:-[mu][ \t]+)?[\w./-]*\w[ \t\n\\]|"
    r"(?:torchrun|deepspeed|accelerate[ \t]+launch)[ \t]+[\w./-])"
)
DOCKER = frozenset({"dockerfile", "docker"})
UNSAID = frozenset({"", "text", "txt", "plaintext", "none"})
DOCKERFILE = re.compile(
    r"\s*(?:(?:#|ARG\b)[^\n]*\n\s*)*FROM[ \t]+(?:--platform=\S+[ \t]+)?\S+(?:[ \t]+(?:AS|as)[ \t]+\S+)?[ \t]*\n"
)
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
    """The commands and the Python of a document of kind 'markdown', 'rst' or 'page' (HTML)."""
    text = "\n" + _uncommented(decoded(data).replace("\r\n", "\n"))  # so that every line has one before it
    blocks: list[Block] = []
    python: list[tuple[str, int, str]] = []
    for language, line, block in READING[kind](text):
        if language in PYTHON and COMMANDS.match(block) is not None:
            blocks.append(Block(_shell("sh", block), line))
        elif language in PYTHON:
            python.append((language, line, block))
        elif (shell := _shell(language, block)).strip():
            blocks.append(Block(shell, line))
    return Page(tuple(blocks), tuple(python))


def front_matter(data: bytes) -> bytes | None:
    """The YAML before a document's text, on its own lines; None where there is none that names a model."""
    found = FRONT.match(data) if data.startswith(b"---") else None
    return b"\n" + found[1] if found is not None and b"model" in found[1] else None


def found(
    page: Page, wanted: Wanted, outside: Mapping[str, Sequence[Text]] | None = None, *, tools: bool = True
) -> list[Found]:
    """The models that documented commands load; `defined_at` is ':line', without the path, `tools` as for commands."""
    made: list[Command] = []
    whole = "\n".join(block.text for block in page.blocks)
    if not wanted.passes(whole.encode("utf-8", "replace")):
        return []
    for block in page.blocks:
        if ASSIGNING.search(block.text) or wanted.passes(block.text.encode("utf-8", "replace")):
            made += commands.read(block.text, (Place(block.line, 1),)).commands
    return commands.found(Script(tuple(made)), wanted, "documented", outside, tools=tools)


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
    start, line = 1, 1
    fence: re.Match[str] | None = None
    for match in _in_order(text, 0, len(text), FENCES):
        head = text.rfind("\n", 0, match.start()) + 1
        if text[head : match.start()].strip(BEFORE_FENCE):
            continue
        if fence is not None and (match[2].strip() or not match[1].startswith(fence[1])):
            continue  # a fence within the block of a longer one, or of another language
        if fence is None:
            yield from _free(text, start, head, line)
        else:
            yield _language(fence[2]), line, text[start:head]
        fence = match if fence is None else None
        line += text.count("\n", start, match.end()) + 1
        start = match.end() + 1
    if fence is not None:
        yield _language(fence[2]), line, text[start:]
    else:
        yield from _free(text, start, len(text), line)


def _language(info: str) -> str:
    """'{.bash linenos}' and 'bash title="x"' are bash."""
    words = re.findall(r"[\w+-]+", info)
    return words[0].lower() if words else ""


def _free(text: str, start: int, end: int, line: int) -> Iterator[tuple[str, int, str]]:
    """Indented blocks and commands in code spans, in a part of a text that begins with the line of this number."""
    last = start
    behind = start - 1
    for match in _in_order(text, behind, end, (INDENTED, SPAN)):
        code = match[match.re.groups]
        if match.start() < behind or (match.re == SPAN and not INLINE.match(code)):
            continue
        place = match.start(match.re.groups)
        line += text.count("\n", last, place)
        last, behind = place, match.end()
        yield "", line, code


def _in_order(text: str, start: int, end: int, patterns: Iterable[re.Pattern[str]]) -> list[re.Match[str]]:
    """The matches of several patterns by their place: alone, each of them is looked for several times as fast."""
    found = [match for pattern in patterns for match in pattern.finditer(text, start, end)]
    return sorted(found, key=re.Match.start)


def _directives(text: str) -> Iterator[tuple[str, int, str]]:
    """Language, line and text of the code blocks of reStructuredText, and of code between them."""
    start, line = 1, 1
    for match in DIRECTIVE.finditer(text):
        if match.start() < start:
            continue
        yield from _free(text, start, match.start(), line)
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
    yield from _free(text, start, len(text), line)


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
    if language in DOCKER or (language in UNSAID and DOCKERFILE.match(block) is not None):
        return docker_text(block)
    if language in MAKE:
        return make_text(block)
    if language in POWERSHELL:
        block = power_text(block)
    if language == "diff":
        block = ADDED.sub(r"\1 ", REMOVED.sub("", block))
    elif language not in SHELL:
        return ""
    return PROMPT.sub(lambda prompt: " " * len(prompt[0]), block)


def _page(text: str) -> Iterator[tuple[str, int, str]]:
    """Language, line and text of the code that a page of HTML shows; in a sentence what begins like a command."""
    for language, block, line, code in pages.shown(text):
        if block or INLINE.match(code):
            yield language, line - 1, code  # the text has a line before its first


READING = {"markdown": _blocks, "rst": _directives, "page": _page}
