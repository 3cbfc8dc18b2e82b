"""Constants of a notebook's Python in its shell lines: `URL = f"{BASE}/x"`, then `!wget "{URL}"` or `!wget $URL`.

Source: ipython.readthedocs.io, "Shell Assignment": IPython puts what a variable holds in place of `{name}` and `$name`.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from builder import patterns as re
from builder.mapping.found import Found
from builder.mapping.outside.texts import Text

CONSTANT = re.compile(r"""([A-Za-z_]\w*)\s*=\s*(f?)(["'])([^"'\\$`\n]{1,400})\3\s*(?:#.*)?$""")
ASSIGNED = re.compile(r"([A-Za-z_]\w*)\s*=(?!=)")
REFERRED = re.compile(r"(?<![{$\\])\{([A-Za-z_]\w*)\}(?!\})|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}")
FIELD = re.compile(r"\{([^{}]*)\}")
MARK = "__notebook"  # behind a variable's name: the assignment that holds at a line


@dataclass
class Constants:
    """What the variables of a notebook hold by the line that assigns them; None where that is no constant.

    `texts` are the shell's variables that stand for them in `put`, `written` what stood there.
    """

    lines: dict[str, list[int]] = field(default_factory=dict)
    values: dict[tuple[str, int], str | None] = field(default_factory=dict)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def at(self, name: str, line: int) -> tuple[int, str] | None:
        """Where a variable got what it holds before a line, and what that is; None where it is not known."""
        lines = self.lines.get(name, [])
        place = bisect_left(lines, line)
        value = self.values[name, lines[place - 1]] if place else None
        return (lines[place - 1], value) if value is not None else None

    def put(self, text: str, line: int) -> str:
        """A shell's text with variables of the shell for those of Python that it refers to."""
        return REFERRED.sub(lambda match: self._variable(match, line), text) if self.lines else text

    def _variable(self, match: re.Match[str], line: int) -> str:
        name = match[1] or match[2] or match[3]
        held = self.at(name, line)
        if held is None:
            return match[0]
        variable = f"{name}{MARK}{held[0]}"
        self.texts[variable] = [Text(held[1], f":{held[0]}", 1)]
        self.written[f"${{{variable}}}"] = match[0]
        return f"${{{variable}}}"

    def restored(self, one: Found) -> Found:
        """A place with the text that stood there."""
        return replace(one, code=self._again(one.code), expression=one.expression and self._again(one.expression))

    def _again(self, text: str) -> str:
        for variable, before in self.written.items() if MARK in text else ():
            text = text.replace(variable, before)
        return text


def constants(python: str, number: Callable[[int], int]) -> Constants:
    """The constants that a notebook's Python assigns outside functions; `number` gives a row's line, in their order."""
    found = Constants()
    for row, line in enumerate(python.split("\n")):
        assigned = ASSIGNED.match(line)
        if assigned is not None:
            at = number(row)
            match = CONSTANT.match(line)
            value = _text(match[4], found, at) if match is not None and match[2] else match[4] if match else None
            found.lines.setdefault(assigned[1], []).append(at)
            found.values[assigned[1], at] = value
    return found


def _text(written: str, known: Constants, line: int) -> str | None:
    """An f-string of constants; None where one in it is not known."""
    made = written
    for inner in FIELD.findall(written):
        held = known.at(inner, line)
        if held is None:
            return None
        made = made.replace(f"{{{inner}}}", held[1])
    return made
