"""Amounts as people write them, in one unit each: counts ('1.5B'), grams of CO2 ('0.3 kg'), hours ('2 days').

In prose every amount is found (`counts`, `grams`, `hours`); a value of the front matter is one as a whole or none
(`number`, `grams_of`).
"""

import math
import re
from collections.abc import Iterator
from decimal import Decimal

NUMBER = r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?)"
SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "trillion": 10**12,
    # other languages, and plurals
    **dict.fromkeys(("millions", "mio", "millionen", "miljoen", "millones", "milhões", "milioni", "milionów"), 10**6),
    **dict.fromkeys(("млн", "миллион", "миллиона", "миллионов"), 10**6),
    **dict.fromkeys(("billions", "mrd", "milliarden", "miljard", "milliards", "miliardi", "bilhões"), 10**9),
    **dict.fromkeys(("млрд", "миллиард", "миллиарда", "миллиардов"), 10**9),
    **dict.fromkeys(("万", "萬", "만"), 10**4),
    **dict.fromkeys(("亿", "億", "억"), 10**8),
}
GRAMS = {
    "g": 1,
    "gram": 1,
    "grams": 1,
    "kg": 1000,
    "kgs": 1000,
    "kilogram": 1000,
    "kilograms": 1000,
    "t": 10**6,
    "tonne": 10**6,
    "tonnes": 10**6,
    "metric tons": 10**6,
}
HOURS = {"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1, "day": 24, "days": 24}
MOST = 10**15  # what is greater counts no parameters


def _amounts(units: dict[str, int], between: str = r"\s?", after: str = "") -> re.Pattern[str]:
    words = "|".join(sorted(units, key=len, reverse=True))
    return re.compile(rf"{NUMBER}{between}({words})(?![A-Za-z0-9]){after}", re.IGNORECASE)


_COUNTS = _amounts(SCALES, r"[\s-]?")
_GRAMS = _amounts({**GRAMS, **{f"{unit}co2": 0 for unit in GRAMS}, **{f"{unit}co2eq": 0 for unit in GRAMS}})
_HOURS = _amounts(HOURS, r"[\s-]?(?:[A-Za-z]\w{1,9}[\s-])?")
AMOUNT = re.compile(
    r"([\d._]+(?:e[-+]?\d+)?)(?:\s*(?:in\s+)?([a-z]+?)(?:\s*(?:of\s+)?co2(?:\s*-?eq\w*\.?)?)?)?", re.IGNORECASE
)
_PLAIN = re.compile(rf"{NUMBER}(?![\w%])", re.IGNORECASE)
_SIGNED = re.compile(rf"([-−]?){NUMBER}", re.IGNORECASE)


def counts(text: str) -> Iterator[int]:
    """Counts with their scale ('66M', '7 billion'), then plain numbers; only whole ones."""
    for found in _COUNTS.finditer(text):
        yield from _whole(_number(found[1]) * SCALES[found[2].casefold()])
    for found in _PLAIN.finditer(text):
        yield from _whole(_number(found[1]))


def grams(text: str) -> Iterator[float]:
    """Masses with their unit, in grams."""
    for found in _GRAMS.finditer(text):
        unit = " ".join(found[2].casefold().removesuffix("eq").removesuffix("co2").split())
        yield float(_number(found[1]) * GRAMS[unit])


def hours(text: str) -> Iterator[float]:
    """Times of hours or days, in hours: '12 hours', '96 GPU hours', '3 days'."""
    for found in _HOURS.finditer(text):
        yield float(_number(found[1]) * HOURS[found[2].casefold()])


def numbers(text: str) -> Iterator[float]:
    """All numbers, whatever stands after them; with their sign."""
    for found in _SIGNED.finditer(text):
        yield float(_number(found[2])) * (-1 if found[1] else 1)


def number(text: str) -> float | None:
    """A text as a finite number as YAML writes them ('24_700_000' among them), None if it is anything else."""
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def grams_of(text: str) -> float | None:
    """Grams of CO2 in a text such as '28.5', '0.32 kg' or '5 grams of CO2'; None where number or unit is unclear."""
    found = AMOUNT.fullmatch(text.strip())
    amount = number(found[1]) if found else None
    factor = GRAMS.get((found[2] or "g").casefold()) if found else None
    return None if amount is None or factor is None else amount * factor


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _whole(value: Decimal) -> Iterator[int]:
    if value == int(value) and 0 < value <= MOST:
        yield int(value)
