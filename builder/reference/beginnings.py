"""Where names can begin in a text, found by their first letters."""

import re
from collections.abc import Iterable


def beginnings(names: Iterable[str], behind: str = "") -> re.Pattern[str]:
    """A pattern that matches where one of the names begins, none of the characters `behind` before it.

    Names are patterns that begin with a letter as it is, in lower case. They are grouped by it, since only what begins
    with known letters is looked for at the speed of memory: a boundary in front is tried at every character.
    """
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0], []).append(name[1:])
    no_end = {letter: f"(?<![{behind}]{letter})" if behind else "" for letter in by_letter}
    return re.compile("|".join(f"{letter}{no_end[letter]}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()))
