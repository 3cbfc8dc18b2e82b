"""Values of any column as text that is safe in a Markdown page: one line, cut short, readable."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder.schemas import Table

LENGTH = 120  # characters of a value
EXAMPLE = 60  # of one beside a column
UNREADABLE = {
    "Cc",
    "Cf",
    "Co",
    "Cs",
    "Cn",
}  # control, format (zero-width, right-to-left), private, surrogate, unassigned
MASK = "\N{MIDDLE DOT}"
PERCENT = "\N{NO-BREAK SPACE}%"
MARKS = "\\|`*_[]<>#~$"  # that Markdown, or the Hub's formulas, would take


@dataclass(frozen=True)
class Described:
    """A line of the table that explains a table's columns, each value ready to stand in its cell."""

    name: str
    type: str
    nulls: str  # share of null
    doc: str
    example: str


def described(table: Table, rows: int, nulls: dict[str, int] | None, example: dict[str, Any]) -> list[Described]:
    """The columns of a table of so many `rows`; `nulls` counts those without a value (None: not counted)."""
    return [
        Described(
            column.name,
            cell(type_name(column.type)),
            "" if nulls is None else share(nulls[column.name], rows),
            column.doc,
            cell(example.get(column.name), EXAMPLE),
        )
        for column in table.columns
    ]


def cell(value: Any, length: int = LENGTH) -> str:  # noqa: ANN401 - a value of any column
    """A value as the text of a table's cell: one line of at most `length` characters, Markdown's signs escaped."""
    return "".join(f"\\{sign}" if sign in MARKS else sign for sign in line(value, length))


def code(value: Any, length: int = LENGTH) -> str:  # noqa: ANN401 - a value of any column
    """A value as code in a table's cell; as plain text where it holds a backtick, which would end the code."""
    text = line(value, length)
    return f"`{text.replace('|', chr(92) + '|')}`" if text and "`" not in text else cell(value, length)


def fenced(text: str) -> str:
    """A text as a code block, character for character, but for those that nobody can read."""
    shown = "".join(MASK if sign != "\n" and unicodedata.category(sign) in UNREADABLE else sign for sign in text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def size_name(count: int) -> str:
    """A number of bytes for a reader: '5 bytes', '1.2 kB', '34.3 MB' (units of 1,000)."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 1000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def line(value: Any, length: int = LENGTH) -> str:  # noqa: ANN401 - a value of any column
    """A value as one line without characters that nobody can read; '' for null."""
    if value is None:
        return ""
    text = str(value) if isinstance(value, str | datetime) else json.dumps(value, default=str, ensure_ascii=False)
    text = "".join(MASK if unicodedata.category(sign) in UNREADABLE else sign for sign in " ".join(text.split()))
    return text if len(text) <= length else f"{text[:length].rstrip()}..."


def share(part: float, whole: float) -> str:
    """A share as per cent: '12.5 %'; only nothing reads '0 %', only all of it '100 %', and of nothing it is ''."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if percent in {0, 100}:
        return f"{percent:.0f}{PERCENT}"
    text = "< 0.1" if percent < 0.05 else "> 99.9" if percent >= 99.95 else f"{percent:.1f}"
    return text + PERCENT


def type_name(kind: pa.DataType) -> str:
    """A column's type for a reader: 'string', 'list of string', 'list of {path, size}'."""
    if not pa.types.is_list(kind):
        return "timestamp" if pa.types.is_timestamp(kind) else str(kind).replace("double", "float64")
    inner = kind.value_type
    return f"list of {{{', '.join(one.name for one in inner)}}}" if pa.types.is_struct(inner) else f"list of {inner}"
