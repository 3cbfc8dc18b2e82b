"""What of a card its reader sees, as a text of the same length: what is hidden or noise is blank.

The language model is shown this text alone, and a quotation must stand in it, so that an instruction in a comment
reaches nobody. Since no character moves, a place in it is the same place in the card.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from builder.extraction.hidden_markup import html_shown, markdown_shown
from builder.extraction.markdown import blocks

MARKUP = re.compile(r"<[!?/a-zA-Z]|!\[|\]:|\]\(|~~(?!~)")
# What in code would be taken for markup; brackets and colons are in all code.
IN_CODE = re.compile(r"<[!?/a-zA-Z]|!\[|^ {0,3}\[[^\[\]\n]+\]:|\]\([^()\n]*[\"']|~~(?!~)", re.MULTILINE)
INLINE_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]{1,500}(?:\n(?=[ \t]*[^\s`])[^`\n]{1,500}){0,5}\1(?!`)")
FENCED = re.compile(  # line by line, up to the next that begins so
    r"^[ >]{0,20}(```|~~~)(?:[^\n]*+\n(?![ >]{0,20}\1))*+[^\n]*+(?:\n[ >]{0,20}\1|\Z)", re.MULTILINE
)
INFO = re.compile(
    r"(^[ >]{0,20}(?:`{3,}+|~{3,}+)[ \t]*+[^\s`]*+)([ \t]++[^`\n]++)$", re.MULTILINE
)  # behind code's language
# Encoded data, in code as well: nobody reads it.
LONG = 200
ENCODED = re.compile(rf"(?:data:[\w/+.-]{{1,100}};base64,)?(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{{{LONG},}}")
# What a tokenizer may take for the end of a message: its first character gives way to one that looks like it.
SPECIAL = re.compile(r"<(?=[/|｜]?[\w|｜:.▁-]{1,60}>)|\[(?=/?[A-Z_]{2,20}\d{0,3}\])")
ALIKE = {"<": "‹", "[": "⁅"}


def visible_text(card: str, start: int = 0) -> str:
    """The card as its reader sees it from `start` on (the end of the front matter), at its full length."""
    # a line end before the prose: behind spaces alone its first line would be code
    text = " " * (start - 1) + "\n" + card[start:] if start else card
    if MARKUP.search(text):
        text = _shown(text)
    if "```" in text or "~~~" in text:
        text = INFO.sub(lambda found: found[1] + " " * len(found[2]), text)
    if max(map(len, text.split()), default=0) >= LONG:
        text = ENCODED.sub(_blank, text)
    return defused(text)


def defused(text: str) -> str:
    """The text with nothing in it that a tokenizer takes for more than text; as long as it was."""
    return SPECIAL.sub(lambda found: ALIKE[found[0]], text)


def _shown(text: str) -> str:
    """The text without what its markup hides, and without HTML, but for those in code."""
    # the parser costs more than all else, and few cards have markup in their code
    fenced = FENCED.finditer(text) if "```" in text or "~~~" in text else ()
    odd = any(IN_CODE.search(found[0]) for found in fenced)
    code = [block for block in blocks(text) if block.kind == "code"] if odd else []
    # while markup is looked for, code is a run of one letter that is none
    bare = _replaced(text, [(block.start, block.end, "x" * (block.end - block.start)) for block in code])
    if "<" in bare:
        bare = html_shown(bare, _quoted(bare))
    bare = markdown_shown(bare)
    kept = [block for block in code if not bare[block.start : block.end].isspace()]  # else it stood in a comment
    return _replaced(bare, [(block.start, block.end, text[block.start : block.end]) for block in kept])


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    """The text with other letters in some places, which follow each other."""
    parts, at = [], 0
    for start, end, letters in pieces:
        if start >= at:  # a fence in a quotation may be two blocks
            parts += [text[at:start], letters]
            at = end
    return "".join([*parts, text[at:]])


def _quoted(text: str) -> Callable[[int], bool]:
    """Whether a place of the text is in inline code, where a tag is no tag."""
    spans: list[tuple[int, int]] | None = None

    def inside(place: int) -> bool:
        nonlocal spans
        if spans is None:  # most cards have no tag to ask about
            spans = [found.span() for found in INLINE_CODE.finditer(text)]
        at = bisect_right(spans, (place, len(text))) - 1
        return at >= 0 and place < spans[at][1]

    return inside


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
