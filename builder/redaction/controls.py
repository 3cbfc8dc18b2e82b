"""Characters that a reader does not see, or that do something to what is read: controls, directions, no width."""

from builder import patterns as re

# Cc, Zl and Zp of Unicode, what sets a direction or has no width (UAX 9, UTS 39), lone surrogates, tags.
UNSEEN = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
# The same as the inside of a class of RE2, which writes them otherwise and knows no surrogates.
RE2_UNSEEN = re.sub(r"\\[uU]([0-9a-f]+)", r"\\x{\1}", UNSEEN.replace(r"\ud800-\udfff", ""))


def visible(text: str) -> str:
    """The text with '\\xNN', '\\uNNNN' or '\\UNNNNNNNN' in the place of each such character: one line, as it reads."""
    return text if text.isprintable() and text.isascii() else _UNSEEN.sub(_escape, text)


def has_unseen(text: str) -> bool:
    """Whether a text holds such a character: no name that a person gave does."""
    return not (text.isascii() and text.isprintable()) and _UNSEEN.search(text) is not None


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
