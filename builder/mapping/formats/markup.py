"""XML -> entries: settings of applications, property lists, Android's resources, Xcode's schemes, services of Vespa.

An element's keys are the names of the elements around it and its own. `<property name="a" value="b"/>`,
`<string name="a">b</string>` and `<key>a</key><string>b</string>` give the key that they say.
"""

from html import unescape

from builder import patterns as re
from builder.mapping.formats.entries import MAX_DEPTH, MAX_ENTRIES, Entry, Place, Positions, below

TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<![^<>]*>"""
    r"""|<(?P<close>/)?(?P<name>[A-Za-z_][\w:.-]*)(?P<given>(?:[^<>"'/]|/(?!>)|"[^"<]{0,2000}"|'[^'<]{0,2000}')*+)(?P<empty>/)?>""",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]{1,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""")
NAMING = ("name", "key", "Name", "Key", "Include", "id")  # attributes that hold a key
VALUE = ("value", "Value")
KEY = "key"  # the element of a property list that holds the key of the next
ARGUMENT = {"argument": "args"}  # of Xcode's schemes: words of a command


def read_markup(text: str) -> list[Entry]:
    """The attributes and texts of a document as entries, in their order; what is not closed ends with it."""
    offsets = Positions(text)
    found: list[Entry] = []
    open_: list[tuple[str, tuple[str, ...], int, int]] = []  # element, its keys, its number, where its text begins
    key, number = "", 0
    for token in TOKEN.finditer(text):
        if len(found) > MAX_ENTRIES:
            break
        name = token["name"]
        if name is None:
            continue
        if token["close"]:
            while open_ and open_[-1][0] != name and any(one[0] == name for one in open_):
                open_.pop()
            if open_ and open_[-1][0] == name:
                _, keys, parent, start = open_.pop()
                key = _text(text, start, token.start(), keys, parent, name, key, offsets, found)
            continue
        number += 1
        keys, parent = (open_[-1][1], open_[-1][2]) if open_ else ((), 0)
        given = {match[1]: match for match in ATTRIBUTE.finditer(token["given"])}
        named = next((_value(given[one]) for one in NAMING if one in given), None)
        own = below(keys, named if named and (set(VALUE) & given.keys() or not token["empty"]) else key or name)
        if not token["empty"] and len(open_) < MAX_DEPTH:
            open_.append((name, own, number, token.end()))
        elif name != KEY:
            key = ""
        for attribute, match in given.items():
            part = 2 if match[2] is not None else 3
            place = offsets.at(token.start("given") + match.start(part))
            last = ARGUMENT.get(attribute, attribute)
            whole = own if attribute in VALUE and named else below(below(keys, name), last)
            found.append(Entry(whole, _value(match), (place,), parent if attribute in VALUE and named else number))
    return found


def _text(
    text: str,
    start: int,
    end: int,
    keys: tuple[str, ...],
    parent: int,
    name: str,
    key: str,
    offsets: Positions,
    found: list[Entry],
) -> str:
    """Adds an element's text; gives the key that it holds for the next."""
    inner = text[start:end]
    if "<" in inner and "<![CDATA[" not in inner:
        return ""
    inner = inner.replace("<![CDATA[", "").replace("]]>", "")
    value = unescape(inner.strip())
    if name == KEY:
        return value
    if value:
        place: Place = offsets.at(start + len(inner) - len(inner.lstrip()))
        found.append(Entry(keys, value, (place,), parent))
    return ""


def _value(match: re.Match[str]) -> str:
    return unescape(match[2] if match[2] is not None else match[3])
