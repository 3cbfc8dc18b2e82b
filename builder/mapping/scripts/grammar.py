"""tree-sitter's grammars for scripts: which part of a file is read by which, and what is too much to be read.

A file that is minified, nests too deep or takes too long costs that file: `Unread` says why.
"""

import time
from collections.abc import Iterator, Sequence
from functools import cache

import tree_sitter_javascript
import tree_sitter_rust
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Point, Range

from builder import patterns as re

SECONDS, SECONDS_PER_BYTE = 0.5, 2e-6  # of processor time, for one file: ten times what those take that people write
MAX_LINE = 1000  # characters of a line; of a bundle most stand in longer ones
MIN_MINIFIED = 20_000
SMALL = 32_768  # bytes; the parser ends a smaller text in time, whatever it is, and asks nobody in between
BLOCK = 4096  # bytes that the parser asks for at a time
DATA = re.compile(rb"[\w+/=%,.-]{400,}")  # an image or a font within the code
SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
FRONT = re.compile(rb"\A\s*---\r?\n(.*?)\r?\n---", re.DOTALL)
PAGES = (".html", ".htm", ".xhtml", ".vue", ".svelte", ".astro")
NO_NEWLINE = re.compile(rb"[^\n]")


class Unread(Exception):
    """A file that is not read, with the reason in few words."""


def parsed(data: bytes, path: str, language: str) -> Node:
    """The root of a file's syntax tree; Unread if it is minified or takes too long."""
    if is_minified(data):
        raise Unread("minified")
    parser = Parser(_grammar(_dialect(path, language)))
    if len(data) < SMALL:
        return parser.parse(data).root_node
    budget = SECONDS + SECONDS_PER_BYTE * len(data)
    until, spent = time.monotonic() + budget, time.thread_time() + budget

    def read(offset: int, _: object) -> bytes:
        return data[offset : offset + BLOCK]

    def is_over(_offset: int, _has_error: bool) -> bool:
        return time.monotonic() > until and time.thread_time() > spent  # the thread's own clock, a slow one, asked last

    try:
        return parser.parse(read, progress_callback=is_over).root_node
    except ValueError as error:  # what tree-sitter says of a parse that was ended
        raise Unread("took too long") from error


def parsed_part(data: bytes, part: Node, without: Sequence[tuple[int, int]] = ()) -> Node:
    """The root of the syntax tree of the tokens that a macro of Rust is given, at their place in the file.

    `without`: spans of words among them that no other code has.
    """
    inner = [(_point(data, offset), offset) for span in without for offset in span]
    bounds = [(part.start_point, part.start_byte), *inner, (part.end_point, part.end_byte)]
    spans = zip(bounds[::2], bounds[1::2], strict=True)
    within = [Range(start, end, first, last) for (start, first), (end, last) in spans]
    return Parser(_grammar("rust"), included_ranges=within).parse(data).root_node


def _point(data: bytes, offset: int) -> Point:
    """Line and column of a byte, both from 0."""
    return Point(data.count(b"\n", 0, offset), offset - data.rfind(b"\n", 0, offset) - 1)


def script_text(data: bytes, path: str) -> bytes:
    """A file with what is no script in it blanked: the text of a page around its scripts."""
    if not path.lower().endswith(PAGES):
        return data
    spans = [match.span(1) for match in SCRIPT.finditer(data)]
    if path.lower().endswith(".astro") and (front := FRONT.match(data)) is not None:
        spans.insert(0, front.span(1))
    return b"".join(_blanked(data, spans))


def _blanked(data: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in spans:
        if start >= at:
            yield NO_NEWLINE.sub(b" ", data[at:start])
            yield data[start:end]
            at = end
    yield NO_NEWLINE.sub(b" ", data[at:])


def is_minified(data: bytes) -> bool:
    """Whether most of a file stands in lines that nobody writes; images and fonts aside."""
    if len(data) < MIN_MINIFIED or data.count(b"\n") * MAX_LINE > len(data) * 4:
        return False
    lines = [DATA.sub(b"", line) if len(line) > MAX_LINE else line for line in data.split(b"\n")]
    long = sum(len(line) for line in lines if len(line) > MAX_LINE)
    return long > sum(map(len, lines)) / 2 and long > MIN_MINIFIED


def _dialect(path: str, language: str) -> str:
    if language == "rust":
        return "rust"
    name = path.lower()
    if name.endswith((".ts", ".mts", ".cts")):
        return "typescript"
    return "javascript" if name.endswith((".js", ".mjs", ".cjs", ".jsx")) else "tsx"


@cache
def _grammar(dialect: str) -> Language:
    match dialect:
        case "rust":
            return Language(tree_sitter_rust.language())
        case "typescript":
            return Language(tree_sitter_typescript.language_typescript())
        case "tsx":
            return Language(tree_sitter_typescript.language_tsx())
    return Language(tree_sitter_javascript.language())
