"""The code that a page of HTML shows: blocks of `<pre>`, and `<code>` between them, as plain text."""

from collections.abc import Iterator
from html import unescape

from builder import patterns as re

OPENING = re.compile(r"<(pre|code)\b([^<>]*)>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
BUTTON = re.compile(r"(?is)<(button|svg)\b.{0,2000}?</\1\s*>")  # what copies the code
BREAK = re.compile(r"(?i)<br\s*/?>")
LANGUAGE = re.compile(r"(?i)(?:language|lang|highlight|brush:|sourceCode)[-= \"':]*([a-z][\w+]*)")
AROUND = 200  # characters before a block in which what is around it says its language


def shown(text: str) -> Iterator[tuple[str, bool, int, str]]:
    """Language ('' where it is not said), whether it is a block, line and text of each piece of code, in order."""
    line, last, behind = 1, 0, 0
    closed = {"pre": True, "code": True}
    for match in OPENING.finditer(text):
        name = match[1].lower()
        if match.start() < behind or not closed[name]:
            continue
        end = text.find(f"</{match[1]}", match.end())
        if end < 0:
            closed[name] = False  # no later one is closed either
            continue
        line += text.count("\n", last, match.end())
        last, behind = match.end(), end
        code = text[match.end() : end]
        yield _language(text, match, code), name == "pre", line, _plain(code)


def _plain(code: str) -> str:
    """Code without its tags and buttons, on its own lines; where the page breaks one a command ends."""
    code = BUTTON.sub(lambda found: "\n" * found[0].count("\n"), code)
    return unescape(TAG.sub("", BREAK.sub(";", code)))


def _language(text: str, match: re.Match[str], code: str) -> str:
    """What the tag, a `<code>` that begins its text, or a block close before it says."""
    inner = OPENING.match(code.lstrip())
    before = text[max(0, match.start() - AROUND) : match.start()]
    around = before[before.rfind("</") + 1 :] if match[1].lower() == "pre" else ""
    said = (match[2], inner[2] if inner is not None else "", around)
    found = next((found for one in said if (found := LANGUAGE.search(one)) is not None), None)
    return found[1].lower() if found is not None else ""
