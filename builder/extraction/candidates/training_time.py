"""How long a machine trained, and where: what the sentence of a machine or the lines of a template say beside it."""

import re
from dataclasses import dataclass
from typing import Any

from builder.extraction.candidates.page import fills

UNIT = {"hour": 1.0, "hr": 1.0, "h": 1.0, "day": 24.0, "week": 168.0, "minute": 1 / 60, "min": 1 / 60}
_OF_MACHINE = r"(?:(?:[GT]PU|machine|[AVH]100)[\s-]?)?"
_AMOUNT = rf"(\d{{1,5}}(?:[.,]\d{{1,3}})?)[\s-]?{_OF_MACHINE}(hours?|hrs?|h|days?|weeks?|minutes?|mins?)\b"
TIME = re.compile(  # "for 3 days", "took about 7 days and 6 hours", "(48 hours on 8 V100)"
    r"(?:\b(?:for|took|takes?|taking|in|within|lasted|lasting|during|over|after|of|trained|training|about|around"
    r"|approximately|roughly|nearly|almost)\s|[(~≈]\s?)(?:(?:a )?total(?: of)?\s|only\s|just\s|about\s|around\s|~\s?"
    rf"|approximately\s|roughly\s|nearly\s|almost\s|less than\s)*{_AMOUNT}(?:,? and {_AMOUNT})?"
    r"(?!\s(?:of\s(?!training|compute|gpu|tpu)|(?:\w+\s)?(?:audio|speech|recordings?|data|videos?|music|songs?|corpus)\b"
    r"|old\b|ago\b|later\b|before\b|per\s|an?\s))",
    re.IGNORECASE,
)
OF_DATA = re.compile(r"\b(?:audio|speech|recordings?|transcribed|songs?|music|footage)\b", re.IGNORECASE)
BOUNDARY = re.compile(r"(?<=[.!?])\s(?=[A-Z])|\n\s*\n|\n(?=[-*|#])")
LINE = r"^[ \t]{{0,6}}(?:[-*+] )?(?:\*\*)?{}:?(?:\*\*)?:?[ \t]*(?P<said>[^\n]{{1,80}})$"
USED = re.compile(LINE.format(r"hours? used"), re.IGNORECASE | re.MULTILINE)
PROVIDER = re.compile(LINE.format(r"cloud provider"), re.IGNORECASE | re.MULTILINE)
REGION = re.compile(LINE.format(r"compute region"), re.IGNORECASE | re.MULTILINE)
TEMPLATE = re.compile(r"hardware(?: type)?\W{0,8}$", re.IGNORECASE)
FAR = 400  # code points after the machine in which the template's other lines stand


@dataclass(frozen=True)
class Beside:
    """What is said beside a machine, and the passage that says it together with the machine's name."""

    said: dict[str, Any]
    start: int
    end: int


def beside(text: str, start: int, end: int) -> Beside:
    """Hours, provider and region of the machine whose name stands at a place; a key that nothing tells is absent.

    Hours are those of the clock ('3 days' are 72), of machine time where the card counts in that ('100 GPU hours').
    """
    if TEMPLATE.search(text[max(0, start - 40) : start]):
        return _template(text, start, end)
    left, right = _sentence(text, start, end)
    times = list(TIME.finditer(text, left, right))
    if len(times) != 1 or OF_DATA.search(text, times[0].start(), times[0].end()):
        return Beside({}, start, end)
    hours = _hours(times[0][1], times[0][2]) + (_hours(times[0][3], times[0][4]) if times[0][3] else 0.0)
    return Beside({"hours": round(hours, 4)}, min(start, times[0].start(1)), max(end, times[0].end()))


def _template(text: str, start: int, end: int) -> Beside:
    """The lines after 'Hardware Type' of the Hub's template, up to the next heading."""
    rest = re.split(r"^#", text[end : end + FAR], maxsplit=1, flags=re.MULTILINE)[0]
    said: dict[str, Any] = {}
    last = 0
    for key, line in (("hours", USED), ("provider", PROVIDER), ("region", REGION)):
        found = line.search(rest)
        words = found["said"].strip(" *`") if found else ""
        value: Any = words
        if key == "hours":
            amount = re.fullmatch(
                r"[~≈]?\s?(\d{1,6}(?:,\d{3})*(?:\.\d{1,3})?)\+?\s?(?:\w+[ -])?(?:hours?|hrs?|h)?", words, re.IGNORECASE
            )
            value = float(amount[1].replace(",", "")) if amount else None
        if found and value and fills(words):
            said[key] = value
            last = max(last, found.end())
    return Beside(said, start, end + last)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence of a place begins and ends."""
    left = max(0, start - FAR)
    for found in BOUNDARY.finditer(text, left, start):
        left = found.end()
    right = BOUNDARY.search(text, end, end + FAR)
    return left, right.start() if right else min(len(text), end + FAR)


def _hours(amount: str, unit: str) -> float:
    name = unit.casefold().rstrip("s") if len(unit) > 1 else unit.casefold()
    digits = amount.replace(",", "") if re.fullmatch(r"\d+,\d{3}", amount) else amount.replace(",", ".")
    return float(digits) * UNIT[name]
