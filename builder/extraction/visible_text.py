"""What of a card its reader sees, as a text of the same length: what is hidden or noise is blank.

The language model is shown this text alone, and a quotation must stand in it, so that an instruction in a comment
reaches nobody. Since no character moves, a place in it is the same place in the card.
"""

import re

from builder.extraction.markdown import blocks

# A number of characters at most keeps the time in proportion to the text where an end is missing.
HIDDEN = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"<!--.*?(?:-->|\Z)",
        r"<(script|style|svg|template)\b[^<>]{0,500}>.*?(?:</\1\s*>|\Z)",
        r"<(\w{1,20})\s(?=[^<>]{0,500}?(?:\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0))"
        r"[^<>]{0,500}>.{0,5000}?</\1\s*>",
        r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)",  # pictures
        r"<(?:/|(?!a\b))[a-z][\w-]{0,30}(?:\s[^<>]{0,2000})?/?>",  # tags but links; the text between them stays
    )
)
MARKUP = re.compile(r"<[!/a-zA-Z]|!\[")
FENCED = re.compile(r"^[ >]{0,20}(```|~~~).*?(?:^[ >]{0,20}\1|\Z)", re.MULTILINE | re.DOTALL)
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
    if max(map(len, text.split()), default=0) >= LONG:
        text = ENCODED.sub(_blank, text)
    return defused(text)


def defused(text: str) -> str:
    """The text with nothing in it that a tokenizer takes for more than text; as long as it was."""
    return SPECIAL.sub(lambda found: ALIKE[found[0]], text)


def _shown(text: str) -> str:
    """The text without HTML and pictures, but for those in code."""
    # the parser costs more than all else, and few cards have HTML in their code
    odd = any(MARKUP.search(found[0]) for found in FENCED.finditer(text))
    code = [block for block in blocks(text) if block.kind == "code"] if odd else []
    # while HTML is looked for, code is a run of one letter that is no HTML
    bare = text
    for block in code:
        bare = bare[: block.start] + "x" * (block.end - block.start) + bare[block.end :]
    for pattern in HIDDEN:
        bare = pattern.sub(_blank, bare)
    for block in code:
        if not bare[block.start : block.end].isspace():  # else it stood in a comment
            bare = bare[: block.start] + text[block.start : block.end] + bare[block.end :]
    return bare


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
