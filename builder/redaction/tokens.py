"""Secrets that have a shape: tokens by their issuer's prefix, keys in PEM, logins in addresses, known places.

Every pattern takes time in proportion to the text: a word is entered at its first character only, and what may be tried
there again has a fixed length.
"""

import re
from collections import defaultdict
from functools import cache

from builder.redaction.lists import lists

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


def suspect() -> list[str]:
    """Patterns that RE2 reads too, of which one matches every text that holds such a secret, and some that do not."""
    hints = {re.escape(rule["hint"]) for rule in lists()["placed"]} - {"://"}
    cores = {token.get("core", f"{token['start']}[A-Za-z0-9$]") for token in lists()["tokens"]}
    return ["PRIVATE KEY", r"://[^\s/]*@", *sorted(hints | cores)]
