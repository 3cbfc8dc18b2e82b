"""Whether two hyperparameters are the same: by name and value."""

import re
from collections.abc import Iterator

from builder.evaluation.numerals import NUMERAL, numeral, plain_signs, scaled
from builder.evaluation.values import Value
from builder.reference.same_names import folded, same_name

SCHEDULE = re.compile(r"(?:\s+(?:learning rate|lr))?\s+(?:decay|schedule|scheduler|annealing)$", re.IGNORECASE)
PART = re.compile(rf"{NUMERAL.pattern}|[^\W_]+", re.IGNORECASE)
COUNTED = re.compile(r"(.*\d)\s*([A-Za-z]+?)s?", re.DOTALL)  # '3 epochs', '512 tokens'
UNITS = frozenset(("token", "step", "epoch", "iteration", "sample", "example", "sequence", "pixel", "px"))
NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
WORDS = tuple(NUMBERS.split())


def same_setting(one: Value, other: Value) -> bool:
    """A label's other names may be those of the name or of the value."""
    names = [
        {same_name("hyperparameters", text) for text in (value.part("name"), *value.alternatives)} - {""}
        for value in (one, other)
    ]
    values = [{reading for text in _wordings(value) for reading in _readings(text)} for value in (one, other)]
    return not names[0].isdisjoint(names[1]) and not values[0].isdisjoint(values[1])


def _wordings(value: Value) -> Iterator[str]:
    """What a setting may be set to, as written; 'Adam with betas=(0.9, 0.999)' is Adam as well."""
    for text in filter(None, (value.part("value"), *value.alternatives)):
        yield from {text, re.split(r"\s+with\s|\s*\((?=[^)]*[A-Za-z])", text)[0], SCHEDULE.sub("", text)}


def _readings(text: str) -> Iterator[str]:
    """A value as a number however it is written, of a percentage its share as well, else as words and numbers."""
    counted = COUNTED.fullmatch(text.strip())
    bare = counted[1] if counted and counted[2].casefold() in UNITS else text
    bare = bare.strip().lstrip("~≈ ")
    number = numeral(bare)
    number = scaled(bare) if number is None else number
    word = text.strip().casefold()
    if number is None and word in WORDS:
        number = WORDS.index(word) + 1
    if number is not None:
        yield f"{number:.12g}"
        if "%" in text:
            yield f"{number / 100:.12g}"
        return
    yield same_name("setting_values", plain) if (plain := folded(text)).isalpha() else _parts(text)


def _parts(text: str) -> str:
    """A text by its letters and its numbers, whatever stands between them: (0.9,0.98) is not (0.9, 0.999)."""
    found = ""
    apart = re.sub(r",(?!\d{3}(?!\d))", " ", plain_signs(text).casefold())  # but for thousands
    for part in PART.findall(apart):
        number = numeral(part) if part[0] in "+-.0123456789" else None
        said = part if number is None else f"{number:.12g}"
        found += f" {said}" if found[-1:].isdigit() and (said[0] in "-." or said[0].isdigit()) else said
    return found
