"""E-mail addresses (RFC 5322), as people write them too: 'jane [at] example [dot] org', '&#64;', a '@' with blanks.

An address ends in a top-level domain of IANA's list, so that products of matrices ('q@k.transpose()'), decorators,
packages at a version and images of a double size are none. Each '@' is looked at with what stands next to it.
"""

from functools import cache

from builder import patterns as re
from builder.redaction.secrets import lists

EMAIL = "<email>"
LONGEST = 256  # characters before the '@' that are looked at; RFC 5321 allows 64
# Backwards from the '@': jane.doe, **jane**, {jane,joe}, "jane doe"
WHO = re.compile(
    r"(?:[*`~]{1,3}|>\w{1,8}/<)?(?P<who>[\w.+%-]+)|(?P<group>\}[\w.+ \t,;|-]{1,200}\{)|(?P<quoted>\"[^\"@\n]{1,64}\")"
)
SIGN = r"[@＠﹫]"
PLAIN = re.compile(rf"{SIGN}(?:\r?\n)?(?![ \t\u00a0])")
SPACED = re.compile(rf"{SIGN}[ \t\u00a0]{{1,2}}")
ENCODED = re.compile(r"%(?:25)?40|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|\\u0040|\\x40|\\@")
BRACKETED = re.compile(r"[\[({<][ \t]?(?:at|@)[ \t]?[\])}>][ \t]{0,3}", re.IGNORECASE)
SPELLED = re.compile(r"[ \t]at[ \t]{1,3}", re.IGNORECASE)
DOT = re.compile(r"[ \t]{0,3}[\[({<][ \t]?(?:dot|\.)[ \t]?[\])}>][ \t]{0,3}|[ \t]{1,3}dot[ \t]{1,3}", re.IGNORECASE)
ANY_DOT = re.compile(rf"{DOT.pattern}|\.", re.IGNORECASE)
# 'jane at gmail.com': hosts that have nothing but mail
AT_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64}[ \t]at[ \t](?:gmail|googlemail|outlook|hotmail|yahoo|icloud|protonmail|qq|163|126)"
    r"\.[a-z]{2,4}(?:\.[a-z]{2})?(?![\w-])",
    re.IGNORECASE,
)
SPELLED_DOT = re.compile(rf"[\w-]{{1,63}}(?:{DOT.pattern})(?P<top>[A-Za-z]{{2,4}})(?![\w-])", re.IGNORECASE)
SPELLED_DOMAIN = re.compile(rf"[\w-]{{1,63}}(?:(?:{ANY_DOT.pattern})[\w-]{{1,63}}){{1,6}}+", re.IGNORECASE)
JOINED = re.compile(r"(?<![A-Za-z0-9.+])[A-Za-z0-9.+]++([_-])at\1[A-Za-z0-9]++(?:\1dot\1[A-Za-z0-9]++)++")
DOMAIN = re.compile(r"[\w-]++(?:\.[\w-]++)++")
LITERAL = re.compile(r"\[(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})\]")

# RE2 patterns of which one matches every text that holds an address, and some that do not.
SUSPECT = (
    rf"{SIGN}\s{{0,2}}[^\s@]+[.:]",
    ENCODED.pattern,
    r"(?i:[\[({<][ \t]?(?:at|@)[ \t]?[\])}>])",
    r"(?i:[ \t]at[ \t][a-z0-9]{2,10}\.)",
    r"(?i:[ \t]dot[ \t]|[_-]dot[_-]|[\[({<][ \t]?dot)",
)


@cache
def _domains(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in lists()["addresses"][name].split())


def mask_addresses(text: str) -> str:
    """The text with '<email>' for each address."""
    if "@" in text or not text.isascii():
        text = _masked(text, PLAIN)
        text = _masked(text, SPACED, blanks=2)
    if "40" in text or "64" in text or "&" in text or "\\" in text:
        text = _masked(text, ENCODED)
    if BRACKETED.search(text):
        text = _masked(text, BRACKETED, blanks=3)
    if ("dot" in text or "DOT" in text or "Dot" in text) and DOT.search(text):
        text = _masked(text, SPELLED, blanks=2)
    if " at " in text or " AT " in text:
        text = AT_MAIL.sub(EMAIL, text)
    return JOINED.sub(EMAIL, text) if "_dot_" in text or "-dot-" in text else text


def _masked(text: str, sign: re.Pattern[str], blanks: int = 0) -> str:
    """The text without the addresses that are written with this sign, with up to so many blanks before it."""
    made, done = [], 0
    for found in sign.finditer(text):
        start = _start(text, found.start(), blanks)
        end = _end(text, start, found, sign) if start is not None else None
        if start is not None and end is not None and end > done:
            made += [text[done : max(done, start)], EMAIL]
            done = end
    return "".join([*made, text[done:]]) if done else text


def _start(text: str, at: int, blanks: int) -> int | None:
    """Where the address begins whose '@' stands at an offset; None if nobody is named before it."""
    if not at:
        return None
    before = text[max(0, at - LONGEST) : at]
    near = before.rstrip(" \t\u00a0")
    if len(before) - len(near) > blanks:
        return None
    found = WHO.match(near[::-1])
    if found is None or (found["who"] and re.search(r"\w", found["who"]) is None):  # '+@torch.no_grad()' in a diff
        return None
    start = at - (len(before) - len(near)) - found.end()
    if found["who"] in {"n", "r", "t"} and text[start - 1 : start] == "\\":
        return None  # a decorator behind an escaped line end
    if found["who"] and found["who"].startswith("tig.") and text[start - 1 : start] == "/":
        return None  # git+https://host/owner/name.git@branch
    return start


def _end(text: str, start: int, found: re.Match[str], sign: re.Pattern[str]) -> int | None:
    """Where the address ends that begins at `start`; None if no domain follows its '@'."""
    at = found.end()
    if sign in (BRACKETED, SPELLED):
        return _spelled_end(text, at, sign is SPELLED)
    literal = LITERAL.match(text, at)
    if literal is not None:
        return literal.end()
    domain = DOMAIN.match(text, at)
    labels = domain[0].rstrip("_").split(".") if domain is not None else []  # '_jane@host.org_' in Markdown
    count = _domain(labels)
    end = at + len(".".join(labels[:count]))
    if count == 0 and (dot := SPELLED_DOT.match(text, at)) and dot["top"].lower() in _domains("common"):
        return dot.end()
    if count == 0 or (text[start : found.start()] == "git" and text[end : end + 1] in {":", "/"}):
        return None  # git@host:owner/name is no person
    if sign is SPACED and labels[count - 1].lower() not in _domains("common"):
        return None
    return None if _is_member(labels, count, text[end : end + 1]) else end


def _domain(labels: list[str]) -> int:
    """How many of the labels are a domain; 0 if there is none. 'example.org.png' has two."""
    return next((count for count in range(len(labels), 1, -1) if _is_top(labels[count - 1])), 0)


def _is_top(label: str) -> bool:
    if not label.isascii():
        return len(label) > 1 and label.isalpha()
    lowered = label.lower()
    if label not in {lowered, label.upper(), label.capitalize()}:  # 'mT'
        return False
    return lowered in _domains("top_level_domains", "reserved") or lowered.startswith("xn--")


def _is_member(labels: list[str], count: int, behind: str) -> bool:
    """Whether the last label is a tensor's member, not a domain: 'a@b.to(device)', 'h@W.data'."""
    last = labels[count - 1]
    if count == 2 and (last in _domains("always_members") or (labels[0] == "self" and last in _domains("members"))):
        return True
    return last in _domains("members") and (behind in {"(", "["} or count < len(labels))


def _spelled_end(text: str, at: int, by_words: bool) -> int | None:
    """As `_end`, where the '@' is spelled; a bare ' at ' needs a spelled dot as well."""
    found = SPELLED_DOMAIN.match(text, at)
    if found is None or (by_words and DOT.search(found[0]) is None):
        return None
    dots = list(ANY_DOT.finditer(found[0]))
    starts = [0, *(dot.end() for dot in dots)]
    ends = [*(dot.start() for dot in dots), len(found[0])]
    count = _domain([found[0][start:end] for start, end in zip(starts, ends, strict=True)])
    return at + ends[count - 1] if count else None
