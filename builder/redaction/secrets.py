"""Secrets: tokens that have a shape, and values that follow a word ('api_key = ...') and look random.

Shapes are an issuer's prefix, keys in PEM, logins in addresses, known places. What looks random: hexadecimal digits of
a key's length, a UUID, a run of letters and digits in which the classes change as often as in base 62. Names of models,
classes and files are no such runs: their words are longer.

Every pattern takes time in proportion to the text: a word is entered at its first character only, and what may be tried
there again has a fixed length.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from builder import patterns as re
from builder.bundled import bundled

TOKEN = "<token>"  # noqa: S105 - what stands in the place of one
KEY_BEGIN = r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
KEY_REST = (
    r"(?:[^-]*+(?:-(?!----)[^-]*+)*+-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"|(?:(?:\s|\\[nr])*+[A-Za-z0-9+/=]{16,}+)*)"  # cut short: the lines of base64 that are there
)
URL_LOGIN = r"(://)[^\s/?#\"'<>@:]*+:[^\s/?#\"'<>]+@"
CHARACTERS = r"[A-Za-z0-9_.:/~+%$=-]"
DIGIT = re.compile("[0-9]")
SHORTEST = 15  # characters that every token begins with
FIRST = re.compile(r"\[[^]]+\](?:\{[0-9,]+\})?|\(|\\?.")  # a pattern's first character or class
# Of secrets without a shape: what stands before the value, and the value.
NAME = r"(?P<name>[A-Za-z0-9_.-]{0,30}?)"
CLOSING = r"[\"'`\])\\]{0,4}[ \t]{0,4}"
OPENING = r"[ \t]{0,4}(?:(?:bearer|basic|token|apikey)[ \t]{1,4})?[\"'`(\[{\\]{0,4}"
RANDOM = re.compile(
    rf"{NAME}{CLOSING}(?:=>|:=|==|[=:,]|[ \t]){OPENING}(?P<value>[A-Za-z0-9+/_.~%-]{{16,}}+={{0,2}})",
    re.ASCII | re.IGNORECASE,
)
CHOSEN = re.compile(
    rf"{NAME}{CLOSING}(?:=>|:=|[=:,])[ \t]{{0,4}}(?:u?\\?(?P<quote>[\"'])(?P<value>[^\s\"'\\]{{6,80}})\\?(?P=quote)"
    r"|(?P<bare>[^\s\"'<>{}()\[\]$,;\\]{6,80})(?![^\s\"',;&]))",
    re.ASCII | re.IGNORECASE,
)
HEX = re.compile(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
RUN = re.compile(r"[A-Za-z0-9]{20,}")
BASE64_40 = re.compile(r"[A-Za-z0-9+/]{40}")  # a secret access key of AWS
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
CHANGE = re.compile(r"(?=[a-z][A-Z]|[A-Za-z][0-9]|[0-9][A-Za-z])")
CHANGES = 0.2  # of neighbours; base 62 has 0.45, base 36 has 0.40, a name in capitals and digits about 0.15
DIFFERENT = 8  # characters
LOWER = {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@cache
def lists() -> dict[str, Any]:
    """What configs/secrets.toml has: `tokens`, `examples`, `placed`, `keyed` and `addresses`, each explained there."""
    return tomllib.loads((bundled("configs") / "secrets.toml").read_text(encoding="utf-8"))


def mask_secrets(text: str) -> str:
    """The text with '<token>' for each secret."""
    text = mask_tokens(text)
    return mask_keyed(text) if DIGIT.search(text) else text


@cache
def shapes() -> re.Pattern[str]:
    """All tokens as one pattern; those that begin alike stand together, so that few are tried at a word."""
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for token in lists()["tokens"]:
        left = f"(?<![{token['left']}])" if "left" in token else ""
        by_first[_first(token["start"])].append(f"{left}{token['start']}{token['rest']}")
    groups = (f"(?={first})(?:{'|'.join(patterns)})" for first, patterns in by_first.items())
    # the character before a word is part of the match: looking back at each character takes twice as long
    start = rf"(?P<before>[^A-Za-z0-9])(?=[A-Za-z0-9]{CHARACTERS}{{{SHORTEST - 1}}})"
    return re.compile(rf"{start}(?:{'|'.join(groups)})(?![A-Za-z0-9])")


def _first(start: str) -> str:
    """The first character of a pattern as a pattern; '' where it begins with a choice."""
    found = FIRST.match(start)
    return "" if found is None or found[0] == "(" else re.sub(r"\{.*", "", found[0])


@cache
def placed(random: bool) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """What is always in a text that holds such a secret, its pattern, and what to write instead.

    `random`: those that always hold a digit; the others a person may have chosen.
    """
    rules = [
        (rule["hint"], re.compile(rule["pattern"], re.ASCII), rf"\1{TOKEN}" + "@" * rule["pattern"].endswith("@"))
        for rule in lists()["placed"]
        if rule.get("random", False) == random
    ]
    if not random:
        rules.append(("://", re.compile(URL_LOGIN), rf"\1{TOKEN}@"))
        rules.append(("PRIVATE KEY", re.compile(KEY_BEGIN + KEY_REST), TOKEN))
    return tuple(rules)


def mask_tokens(text: str) -> str:
    """The text with '<token>' for each; an issuer's own example is none."""
    for hint, pattern, instead in placed(random=False):
        if hint in text:
            text = pattern.sub(instead, text)
    if DIGIT.search(text):
        for hint, pattern, instead in placed(random=True):
            if hint in text:
                text = pattern.sub(instead, text)
    return shapes().sub(_instead, f"\n{text}")[1:] if len(text) >= SHORTEST else text


def _instead(found: re.Match[str]) -> str:
    return found[0] if any(word in found[0] for word in lists()["examples"]) else found["before"] + TOKEN


def mask_keyed(text: str) -> str:
    """The text with '<token>' for each."""
    made, done = [], 0
    for start, end in spans(text):
        made += [text[done:start], TOKEN]
        done = end
    return "".join([*made, text[done:]]) if done else text


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where such secrets stand, in their order and apart."""
    lowered = (
        text.lower() if text.isascii() else text.translate(LOWER)
    )  # lower() of other letters may change the length
    done = 0
    for word_end, is_chosen in sorted(_words(lowered)):
        if word_end >= done:
            found = _value(text, word_end, is_chosen)
            if found is not None:
                yield found
                done = found[1]


def _words(lowered: str) -> Iterator[tuple[int, bool]]:
    """Where a word ends behind which a secret may stand, and whether a person chooses it."""
    for word, before, is_chosen in words():
        at = lowered.find(word)
        while at >= 0:
            if not before or lowered.endswith(before, 0, at):
                yield at + len(word), is_chosen
            at = lowered.find(word, at + len(word))


@cache
def words() -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Each word, what must stand before it (nothing: whatever it is), and whether a person chooses what follows."""
    keyed = lists()["keyed"]
    return (*((word, (), word in keyed["chosen"]) for word in keyed["words"]), ("key", tuple(keyed["keys"]), False))


def _value(text: str, start: int, is_chosen: bool) -> tuple[int, int] | None:
    found = RANDOM.match(text, start)
    if found is not None and not _harmless(found["name"]) and is_random(found["value"]):
        return found.span("value")
    if is_chosen:
        found = CHOSEN.match(text, start)
        if found is not None and _is_chosen(found["value"] or found["bare"], found["value"] is not None):
            return found.span("value" if found["value"] is not None else "bare")
    return None


def _harmless(name: str) -> bool:
    lowered = name.lower()
    return any(part in lowered for part in lists()["keyed"]["harmless"])


def is_random(value: str) -> bool:
    """Whether a value is no word that a person would write."""
    if HEX.fullmatch(value) or UUID.fullmatch(value) or BASE64_40.fullmatch(value):
        return len(set(value)) >= DIFFERENT and not value.isalpha()
    return any(_changes(run) for run in RUN.findall(value))


def _changes(run: str) -> bool:
    digits = sum(map(str.isdigit, run))
    return digits >= 2 and len(set(run)) >= DIFFERENT and len(CHANGE.findall(run)) >= CHANGES * len(run)


def _is_chosen(value: str, quoted: bool) -> bool:
    """Whether a value may be a password: letters and digits, and no path, name or placeholder."""
    lowered = value.lower()
    if value[0] in "/.~" or any(part in lowered for part in lists()["keyed"]["placeholders"]):
        return False
    kinds = (re.search("[A-Za-z]", value), re.search("[0-9]", value), re.search(r"[^\w.]", value))
    if quoted:
        return kinds[1] is not None and (kinds[0] is not None or kinds[2] is not None)
    mixed = value != lowered and value != value.upper()
    return None not in kinds[:2] and (kinds[2] is not None or mixed) and DOTTED.fullmatch(value) is None


def suspects() -> tuple[str, str]:
    """Patterns that RE2 reads too, of which one matches every text that holds a secret, and some that do not."""
    hints = {re.escape(rule["hint"]) for rule in lists()["placed"]} - {"://"}
    cores = {token.get("core", f"{token['start']}[A-Za-z0-9$]") for token in lists()["tokens"]}
    shaped = "|".join(["PRIVATE KEY", r"://[^\s/]*@", *sorted(hints | cores)])
    keys = f"(?:{'|'.join(map(re.escape, lists()['keyed']['keys']))})key"
    chosen = [re.escape(word) for word, _, is_chosen in words() if is_chosen]
    anywhere = "|".join([*(re.escape(word) for word, before, _ in words() if not before), keys])
    keyed = f"(?i:{anywhere})[^\\n]*[A-Za-z0-9+/_.~%-]{{16}}|(?i:{'|'.join(chosen)})[^\\n]*[0-9]"
    return shaped, keyed
