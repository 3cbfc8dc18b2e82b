"""Markup that a page does not show: comments, hidden elements, tags, and in Markdown pictures, titles, definitions.

Every function gives the text back at its full length, with spaces for what is not shown. Each pattern is bounded or
possessive, so that the time stays in proportion to the text where an end is missing.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from html import unescape
from math import inf

COMMENT = re.compile(r"<!--.*?(?:--!?>|\Z)|<[!?](?!--)[^<>]{0,5000}>", re.DOTALL)
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]{0,30})(?=[\s/>])"
    r"(?P<attributes>(?:[^<>\"']++|\"[^\"]{0,20000}\"|'[^']{0,20000}')*+>|[^<>]{0,2000}>)"
)
HREF = re.compile(r"href\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
RAW = frozenset(("iframe", "noembed", "noframes", "script", "style"))  # end at the first end tag
ENDLESS = RAW | {"svg", "template"}  # and without one they hide all that follows
UNSEEN = ENDLESS | {"audio", "canvas", "datalist", "head", "annotation", "noscript", "object", "rp", "title", "video"}
BY_NAME = UNSEEN | {"del", "dialog", "strike"}  # what is struck through is said no longer
INLINE = frozenset(("b", "em", "font", "i", "li", "p", "small", "span", "strong", "sub", "sup", "td", "th", "tr", "u"))
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ATTRIBUTE = re.compile(r"(?:^|\s)(?:hidden|popover)(?=[\s=/>]|$)", re.IGNORECASE)
CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
HIDING = frozenset(
    ("d-none", "hidden", "hide", "invisible", "is-hidden", "screen-reader-text", "sr-only", "visually-hidden")
)
STYLE = re.compile(r"\bstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
ASIDE = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)  # of a style
NOUGHT = r"0*(?:\.0*)?(?:px|pt|r?em|%|v[hw])?(?![\w.%])"
WHITE = r"(?:white|transparent|#fff(?:fff)?(?:00)?(?!\w)|rgb\(255,255,255\)|(?:rgba|hsla)\([^()]*,0?\.?0+\))"
NOT_SHOWN = re.compile(
    r"(?<![\w-])(?:display:none|(?:content-)?visibility:(?:hidden|collapse)|filter:opacity\(0"
    rf"|(?:opacity|zoom|font-size):{NOUGHT}|font-size:(?:[012]?\.\d+|[12])(?:px|pt)|font-size:0?\.[01]\d*r?em|font:0"
    r"|(?:left|right|top|bottom|text-indent|margin(?:-left|-top)?):-\d{3,}"
    r"|clip:rect\([01](?:px)?,|clip-path:(?:inset\((?:50|100)%|circle\(0)|transform:scale[xy]?\(0(?:\.0*)?[,)])",
    re.IGNORECASE,
)
NO_ROOM = re.compile(rf"(?<![\w-])(?:max-)?(?:height|width):{NOUGHT}", re.IGNORECASE)
UNLIKE = re.compile(rf"(?<![\w-])color:{WHITE}", re.IGNORECASE)  # letters in the colour of the page
FONT = re.compile(rf"\bcolor\s*=\s*[\"']?{WHITE}", re.IGNORECASE)
EMPTY_LINE = re.compile(r"\n[ \t]*\n")

PICTURE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\[\]]{0,300}\]){0,1000}+\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,300}\)[^()\n]{0,2000})?\)|\[[^\[\]\n]{0,300}\])"
)
TITLE = re.compile(
    r"\]\(\s{0,9}<?(?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,1000}+>?(\s{1,9}(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|\([^()]{0,2000}\)))\s{0,9}\)"
)
DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]\n]{1,300})\]:[ \t]*\n?[ \t]*(?:<[^<>\n]{0,500}>|[^\s<][^\s]{0,2000})"
    r"(?P<title>[ \t]*\n?[ \t]+(?:\"[^\"]{0,5000}\"|'[^']{0,5000}'|\([^()]{0,5000}\)))?[ \t]*$",
    re.MULTILINE,
)
REMARK = re.compile(r"^ {0,3}\[(?://|comment)\]:.*$", re.MULTILINE | re.IGNORECASE)
FOOTNOTE = re.compile(r"^ {0,3}\[(?P<label>\^[^\[\]\s]{1,100})\]:.*$", re.MULTILINE)
LABEL = re.compile(r"\[([^\[\]]{1,300})\]")
STRUCK = re.compile(r"(?<!~)~~(?![\s~])[^~\n]{1,2000}(?<!\s)~~(?!~)")


def html_shown(text: str, quoted: Callable[[int], bool]) -> str:
    """The text without HTML, but for the addresses of its links; `quoted` tells whether a place is in inline code."""
    text = COMMENT.sub(lambda found: found[0] if quoted(found.start()) else " " * len(found[0]), text)
    tags = list(TAG.finditer(text))
    spans = _hidden(text, tags, quoted)
    spans += [span for tag in tags for span in _without_address(tag)]
    return blanked(text, spans)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spaces in some places of it."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at : max(start, at)], " " * (end - max(start, at))]
            at = end
    return "".join([*parts, text[at:]])


def _without_address(tag: re.Match[str]) -> list[tuple[int, int]]:
    """The parts of a tag that are not shown: all of it, but for where a link leads."""
    link = HREF.search(tag[0]) if tag["name"].lower() == "a" and not tag["end"] else None
    if link is None:
        return [tag.span()]
    start, end = tag.start() + link.start(), tag.start() + link.end()
    return [(tag.start("name") + 1, start), (end, tag.end() - 1)]


def _hidden(text: str, tags: list[re.Match[str]], quoted: Callable[[int], bool]) -> list[tuple[int, int]]:
    """The elements that are not shown, from their first to their last tag."""
    hiding = [tag for tag in tags if _begins_hidden(tag) and not quoted(tag.start())]
    if not hiding:
        return []
    tags = [tag for tag in tags if not quoted(tag.start())]
    ends = _ends(tags)
    starts: dict[str, list[int]] = {}
    for tag in tags:
        if not tag["end"]:
            starts.setdefault(tag["name"].lower(), []).append(tag.start())
    empty_lines = [found.start() for found in EMPTY_LINE.finditer(text)]
    found, done = [], 0
    for tag in hiding:
        place, name = tag.start(), tag["name"].lower()
        end = ends.get(place)
        if place < done or (end is None and name in BY_NAME and name not in ENDLESS):
            continue
        if end is None and name in INLINE:
            end = int(min(_after(starts[name], place), _after(empty_lines, tag.end() - 1), len(text)))
        done = len(text) if end is None else end
        found.append((place, done))
    return found


def _begins_hidden(tag: re.Match[str]) -> bool:
    name = tag["name"].lower()
    if tag["end"] or name in VOID:
        return False
    if name in BY_NAME:
        return name != "dialog" or "open" not in tag["attributes"].lower()
    return hides(name, tag["attributes"])


def _after(places: list[int], place: int) -> float:
    """The first of sorted places behind one, infinity where there is none."""
    at = bisect_right(places, place)
    return places[at] if at < len(places) else inf


def _ends(tags: list[re.Match[str]]) -> dict[int, int]:
    """Where the element of each tag that begins one ends, by the tag's place; nothing of those without an end."""
    open_tags: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for tag in tags:
        name = tag["name"].lower()
        inside = open_tags.setdefault(name, [])
        if not tag["end"]:
            inside.append(tag.start())
        elif name in RAW:
            found |= dict.fromkeys(inside, tag.end())
            inside.clear()
        elif inside:
            found[inside.pop()] = tag.end()
    return found


def hides(name: str, attributes: str) -> bool:
    """Whether an element with these attributes is not shown."""
    if len(attributes) < len("hidden>"):
        return False
    said = unescape(attributes.rstrip("/>"))
    if ATTRIBUTE.search(QUOTED.sub("''", said)):
        return True
    classes = next((one for found in CLASS.findall(said) for one in found if one), "")
    if not HIDING.isdisjoint(classes.lower().split()):
        return True
    if name == "font" and FONT.search(said):
        return True
    style = next((ASIDE.sub("", one) for found in STYLE.findall(said) for one in found if one), "")
    if not style:
        return False
    no_room = "overflow" in style.lower() and NO_ROOM.search(style)
    unlike = "background" not in style.lower() and UNLIKE.search(style)
    return bool(NOT_SHOWN.search(style) or no_room or unlike)


def markdown_shown(text: str) -> str:
    """The text without what Markdown does not show, or strikes through."""
    spans: list[tuple[int, int]] = []
    if "![" in text:
        text = PICTURE.sub(lambda found: " " * len(found[0]), text)
    if "](" in text:
        spans += [found.span(1) for found in TITLE.finditer(text)]
    if "]:" in text:
        spans += _definitions(text)
    if "~~" in text:
        spans += [found.span() for found in STRUCK.finditer(text)]
    return blanked(text, spans) if spans else text


def _definitions(text: str) -> list[tuple[int, int]]:
    """Definitions and footnotes that nothing refers to, remarks in their form, and the titles of the others."""
    spans = [found.span() for found in REMARK.finditer(text)]
    known = [*DEFINITION.finditer(text), *FOOTNOTE.finditer(text)]
    if known:
        named = Counter(label.casefold() for label in LABEL.findall(text))
        for found in known:
            if named[found["label"].casefold()] < 2:
                spans.append(found.span())
            elif "title" in found.groupdict() and found["title"]:
                spans.append(found.span("title"))
    return spans
