"""The numbers of a table's cell: one, or as many as its metrics ('0.91 / 0.88' under 'acc / F1')."""

import re
from collections.abc import Iterator
from functools import lru_cache

from builder.extraction.candidates.tables import Cell
from builder.reference.result_words import load_result_words

NUMBER = r"[-−]?(?:\d{1,6}(?:[.,]\d{1,17})?|\.\d{1,10})(?:e-?\d{1,2})?"
ALONE = re.compile(
    rf"[~≈≤<>=]?\s?({NUMBER})\s?[%°]?(?:\s?(?:±|\+/-|\+-|\\pm|pm)\s?({NUMBER})%?)?"
    r"(?:\s?[(\[][^()\[\]]{0,40}[)\]])?\s?(?:[%↑↓✅🏆*†‡]|dB|ms|°){0,2}",
)
PAIR = re.compile(rf"({NUMBER})\s?%?\s?[/|]\s?({NUMBER})\s?%?(?:\s?/\s?({NUMBER})\s?%?)?")
LOSSES = re.compile(
    r"^[A-Z0-9_]{1,30}_LOSS$|\btrain(?:ing)?[ _]", re.IGNORECASE
)  # of the training, as spaCy writes them
WORDS = frozenset(  # that are metrics in capitals alone
    (
        "map",
        "mer",
        "ser",
        "ap",
        "las",
        "mos",
        "ari",
        "ter",
        "comet",
        "spice",
        "bits",
        "err",
        "error",
        "loss",
        "correlation",
        "sdr",
        "clas",
        "em",
        "f",
        "a",
        "p",
        "r",
        "meteor",
    )
)
MOST = 4096  # heads that are remembered: tables repeat them
METRICS = re.compile(r"[A-Za-z][\w@-]{0,12}/[A-Za-z][\w@-]{0,12}")  # 'F1/EM'
PARENTHESES = re.compile(r"^(.*)[(\[]([^()\[\]]{1,60})[)\]]([^()\[\]]*)$")


def values(cell: Cell, source: str) -> list[tuple[str, str | None, int]]:
    """The numbers of a cell as written, each with its deviation and its place; none of a cell of other words."""
    if not cell.text or len(cell.text) > 60 or cell.text.isalpha():
        return []
    said = cell.text
    if ("/" in said or "|" in said) and (found := PAIR.fullmatch(said)):
        numbers: list[tuple[str, str | None]] = [(number, None) for number in found.groups() if number]
    elif found := ALONE.fullmatch(said):
        numbers = [(found[1], found[2])]
    else:
        return []
    if "~~" in source[cell.start : cell.end]:
        return []
    placed: list[tuple[str, str | None, int]] = []
    at = cell.start
    for number, deviation in numbers:
        place = source.find(number, at, cell.end)
        if place < 0:
            return []
        placed.append((number, deviation, place))
        at = place + len(number)
    return placed


def metric_of(text: str) -> str | None:
    """The metric that a head or label names, as it stands there without what stands around; None for none."""
    said = text.strip(" :.↑↓↗↘%()")
    return _metric(said) if len(said) <= 80 else None


@lru_cache(MOST)
def _metric(said: str) -> str | None:
    words = load_result_words()
    if LOSSES.search(said):
        return None
    if said.casefold() in words.short:
        return said
    return said if words.metric.search(said) else None


def split_names(text: str, count: int) -> list[str]:
    """The names of `count` numbers: 'EM/F1', 'MNLI-(m/mm)', 'DRCD (EM/F1)' for two.

    The whole text for each where it names one thing.
    """
    inner = PARENTHESES.match(text) if count > 1 else None
    if inner and len(parts := [part.strip() for part in re.split(r"[/|,]", inner[2])]) == count:
        lead = inner[1].rstrip()
        return [f"{lead}{part}" if lead.endswith(("-", "_")) else f"{lead} {part}".strip() for part in parts]
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == count and count > 1:
        first = re.match(r"(.*[-_ ])\w{1,3}$", parts[0])  # 'MNLI-m/mm'
        if first and all(len(part) <= 3 for part in parts[1:]):
            return [parts[0], *(f"{first[1]}{part}" for part in parts[1:])]
        return parts
    return [text] * count


def named_and_measured(head: str) -> tuple[str, str | None]:
    """A head as what it names and the metric beside it: 'DRCD (EM/F1)', 'SQuAD F1'; the metric is None for none."""
    words = load_result_words()
    if found := PARENTHESES.match(head):
        outer, inner = f"{found[1]}{found[3]}".strip(" :"), found[2].strip()
        measures = [metric_of(part) for part in re.split(r"[/|,]", inner)]
        if all(measures) and outer and not metric_of(outer):
            return outer, inner
    benchmark = words.benchmark.search(head)
    if benchmark is None:
        return ("", head) if metric_of(head) else (head, None)
    outside = f"{head[: benchmark.start()]} {head[benchmark.end() :]}"
    if (pair := METRICS.search(outside)) and all(metric_of(part) for part in pair[0].split("/")):
        return head.replace(pair[0], "").strip(" :,()-"), pair[0]
    if (found := words.metric.search(outside)) is not None:
        return " ".join(head.replace(found[0], " ").split()).strip(" :,()-"), found[0]
    return head, None


def names_in(text: str) -> Iterator[str]:
    """The metrics that a text speaks of, as written."""
    for found in load_result_words().metric.finditer(text):
        if found[0].casefold() not in WORDS or found[0].isupper():
            yield found[0]
