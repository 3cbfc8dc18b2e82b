"""Writes one more entry behind the last of a bracketed list, in the list's own style."""

from builder.mapping.pinning.interface import Edit, newline


def appended(text: str, last_start: int, last_end: int, close: int, entry: str, comment: str) -> list[Edit]:
    """The edits that put `entry` behind the list's last entry; `close` is the offset of the closing bracket.

    A list whose last entry begins a line gets a line more; a trailing comma and a comment stay with the last entry.
    """
    line = text.rfind("\n", 0, last_start) + 1
    indent = text[line:last_start]
    comma = _comma(text, last_end, close, comment)
    end = text.find("\n", last_end)
    if indent.strip() or not 0 <= end < close:  # it stands in a line with others
        return [Edit(last_end, last_end, f", {entry}")]
    ending = newline(text, last_end)
    if comma is not None and comma > end:
        return [Edit(last_end, last_end, f",{ending}{indent}{entry}")]
    end -= len(ending) - 1
    if comma is not None:
        return [Edit(end, end, f"{ending}{indent}{entry},")]
    if end == last_end:
        return [Edit(end, end, f",{ending}{indent}{entry}")]
    return [Edit(last_end, last_end, ","), Edit(end, end, f"{ending}{indent}{entry}")]


def _comma(text: str, start: int, end: int, comment: str) -> int | None:
    """Offset of the comma between two places, comments aside."""
    at = start
    while at < end:
        if text.startswith(comment, at):
            at = text.find("\n", at)
            if at < 0:
                return None
        elif text[at] == ",":
            return at
        at += 1
    return None
