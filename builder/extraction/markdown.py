"""The blocks of a card's Markdown: headings, tables and code, each with its place."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, fence, heading, hr, html_block, list_block, reference
from markdown_it.token import Token

from builder.extraction.markdown_plain import paragraph, plain
from builder.extraction.markdown_state import Lines, by_letter
from builder.extraction.markdown_tables import table

_PARSER = MarkdownIt("commonmark")
_RULES = _PARSER.block.ruler  # those of CommonMark and of tables, joined: blocks are all that is asked for
_RULES.enableOnly(["code"])
_RULES.before("code", "plain", plain)
_RULES.before("code", "pipes", table, {"alt": ["paragraph", "reference"]})
for _name, _rule, _ends in (  # each with what its blocks end without an empty line
    (
        "marks",
        by_letter(("`~", fence), (">", blockquote), ("*-_", hr)),
        ["paragraph", "reference", "blockquote", "list"],
    ),
    (
        "others",
        by_letter(("*-+0123456789", list_block), ("<", html_block), ("#", heading)),
        ["paragraph", "reference", "blockquote"],
    ),
    ("definition", by_letter(("[", reference)), []),
    ("rest", paragraph, []),
):
    _RULES.push(_name, _rule, {"alt": _ends})
NEWLINE = re.compile(r"\r\n?|\n")  # markdown-it's own rule


@dataclass(frozen=True)
class Block:
    """A block from code point `start` to `end`: a 'heading' of a level, a 'table' with its head as text, or 'code'."""

    kind: str
    start: int
    end: int
    text: str = ""
    level: int = 0


def blocks(text: str) -> list[Block]:
    """The headings, tables and code of a text in their order, those in lists and quotes too."""
    # the front matter is blank: the parser would read it letter by letter
    begin = text.rfind("\n", 0, len(text) - len(text.lstrip(" \t\n"))) + 1
    source = text[begin:]
    bare = NEWLINE.sub("\n", source) if "\r" in source else source
    state = Lines(bare.replace("\0", "\ufffd"), _PARSER)
    ends = (found.end() for found in NEWLINE.finditer(source))
    lines = state.begins if bare is source else [0, *ends, len(source)]
    _PARSER.block.tokenize(state, 0, state.lineMax)
    tokens = state.tokens
    found = []
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        start, end = (begin + lines[min(line, len(lines) - 1)] for line in token.map)
        match token.type:
            case "heading_open":
                found.append(Block("heading", start, end, tokens[at + 1].content, int(token.tag[1:])))
            case "table_open":
                found.append(Block("table", start, end, _head(tokens[at:])))
            case "fence" | "code_block":
                found.append(Block("code", start, end))
    return found


def _head(tokens: list[Token]) -> str:
    """The cells of a table's first row."""
    row = takewhile(lambda token: token.type != "thead_close", tokens)
    return " | ".join(token.content for token in row if token.type == "inline")


@dataclass(frozen=True)
class Outline:
    """The headings and tables of a text, for the question what stands above a place."""

    found: list[Block]

    def above(self, place: int) -> str:
        """The headings that a place stands under, from the title on, and the head of the table that it stands in."""
        path: list[Block] = []
        table = ""
        for block in self.found[: bisect_right(self.found, place, key=lambda block: block.start)]:
            if block.kind == "heading":
                path = [*(heading for heading in path if heading.level < block.level), block]
            elif block.kind == "table" and place < block.end:
                table = block.text
        return "\n".join([*(block.text for block in path), table])
