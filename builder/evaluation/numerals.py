"""Numbers as labels and answers write them: '.743', '1,234.5', '5e-5', '28.7 %', '1.5B'."""

import re

from builder.extraction.quantities import counts, grams

NUMERAL = re.compile(
    r"[-−+]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:\s?(?:e|[x×*]\s?10\^?)\s?[-−+]?\d{1,3})?",
    re.IGNORECASE,
)
GROUPED = re.compile(r"[-−+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?.*", re.DOTALL)


def numeral(text: str, whole: bool = True) -> float | None:
    """The number that a text is, or that it begins with where it need not be one as a `whole`; None for no number.

    Commas stand between thousands, but '0,743' and '28,7' are decimals; a percent sign changes nothing.
    """
    said = text.strip().rstrip("%").strip().replace("_", "")
    found = NUMERAL.fullmatch(said) if whole else NUMERAL.search(said)
    if found is None:
        return None
    digits = found[0].replace("−", "-")
    digits = digits.replace(",", "") if GROUPED.fullmatch(digits) else digits.replace(",", ".")
    digits = re.sub(r"\s?(?:e|[x×*]\s?10\^?)\s?", "e", digits, flags=re.IGNORECASE)
    try:
        return float(digits)
    except (ValueError, OverflowError):
        return None


def amount(field: str, text: str) -> float | None:
    """The number of parameters or the grams of CO2 that a text says, None for neither."""
    number = numeral(text)
    if number is not None:
        return number
    found = next(iter(counts(text) if field == "parameter_count" else grams(text)), None)
    return None if found is None else float(found)
