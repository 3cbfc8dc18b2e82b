"""Numbers as labels and answers write them: '.743', '1,234.5', '5e-5', '2 × 10⁻⁵', '28.7 %', '10k', '1.5B'."""

import re

from builder.extraction.quantities import counts, grams

POWER = r"(?:\s?(?:e|[x*]\s?10\^?)\s?[-+]?\d{1,3})?"
NUMERAL = re.compile(
    rf"(?<![\w.,])(?<![A-Za-z]-)[-+]?(?:[1-9]\d{{0,2}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+){POWER}",
    re.IGNORECASE,
)
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?.*", re.DOTALL)
SPACED = re.compile(r"[-+]?[1-9]\d{0,2}(?:[  \u2009\u202f'’]\d{3})+(?:[.,]\d+)?")
EUROPEAN = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
EXPONENT = re.compile(r"(\d{1,2})\^([-+]?\d{1,2})")  # '2^16', '10^-4'
SCALED = re.compile(r"(.*\d)\s?(k|thousand|m|million|b|billion)", re.IGNORECASE)
SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}
# Signs that are written in other ways; an upright digit begins what a raised one goes on with.
SIGNS = str.maketrans({"−": "-", "–": "-", "×": "x", "·": "x", "$": None, "{": None, "}": None})
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def numeral(text: str, whole: bool = True) -> float | None:
    """The number that a text is, or the first in it where it need not be one as a `whole`; None for no number.

    Commas stand between thousands, but '0,743' and '28,7' are decimals; a percent sign changes nothing.
    """
    said = plain_signs(text).strip().rstrip("%").strip().replace("_", "")
    if power := EXPONENT.fullmatch(said):
        return float(int(power[1]) ** int(power[2]))
    if SPACED.fullmatch(said):
        said = re.sub(r"[^\d.,+-]", "", said).replace(",", ".")
    elif EUROPEAN.fullmatch(said):
        said = said.replace(".", "").replace(",", ".")
    found = NUMERAL.fullmatch(said) if whole else NUMERAL.search(said)
    if found is None:
        return None
    digits = found[0].replace(",", "") if GROUPED.fullmatch(found[0]) else found[0].replace(",", ".")
    try:
        return float(re.sub(r"\s?(?:e|[x*]\s?10\^?)\s?", "e", digits, flags=re.IGNORECASE))
    except (ValueError, OverflowError):
        return None


def plain_signs(text: str) -> str:
    """A text with the signs of its numbers as a keyboard has them: '$2 \\times 10^{-5}$' and '2 × 10⁻⁵' are one."""
    text = text.replace("\\times", "x").replace("\\cdot", "x").translate(SIGNS)
    return re.sub(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+", lambda raised: "^" + raised[0].translate(RAISED), text)


def scaled(text: str) -> float | None:
    """The number that a text with a word of scale is ('10k', '1.5 million'), None for any other text."""
    found = SCALED.fullmatch(text.strip())
    number = numeral(found[1]) if found else None
    return None if found is None or number is None else number * SCALES[found[2].casefold()]


def amount(field: str, text: str) -> float | None:
    """The number of parameters or the grams of CO2 that a text says, None for neither."""
    number = numeral(text)
    if number is not None:
        return number
    found = next(iter(counts(text) if field == "parameter_count" else grams(text)), None)
    return None if found is None else float(found)
