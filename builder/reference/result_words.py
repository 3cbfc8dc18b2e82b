"""configs/result_words.toml as questions: is this a metric, a benchmark, the head of a column of models?"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled
from builder.reference.beginnings import beginnings
from builder.reference.same_names import folded, load_same_names

NUMBER = r"\d{1,4}(?:-\d{1,4}|:\d{1,4}(?:-\d{1,4})?)?"


@dataclass(frozen=True)
class ResultWords:
    """Patterns and folded names. `metric`, `benchmark` and `dataset` are to be searched for; the others are whole."""

    metric: re.Pattern[str]
    benchmark: re.Pattern[str]
    dataset: re.Pattern[str]  # well-known sets of data, those of training as well
    aside: re.Pattern[str]
    starts: re.Pattern[str]  # of metrics in sentences, over small letters
    short: frozenset[str]
    heads: dict[str, frozenset[str]]  # 'model', 'dataset', 'metric', 'split', 'score'


@lru_cache
def load_result_words() -> ResultWords:
    """The bundled words."""
    data = tomllib.loads((bundled("configs") / "result_words.toml").read_text(encoding="utf-8"))
    known = [name for name in load_same_names()["datasets"] if len(name) > 3]
    return ResultWords(
        _any_of(data["metrics"]),
        _any_of([*data["benchmarks"], *known]),
        _any_of([*(name for name in data["benchmarks"] if name not in data["common_words"]), *known, *data["corpora"]]),
        _any_of(data["aside"]),
        beginnings((*data["metric_beginnings"], *(f"{name}(?![a-z])" for name in data["metric_words"])), r"a-z\d@."),
        frozenset(map(str.casefold, data["short"])),
        {
            kind: frozenset(map(folded, data[f"{kind}_heads"]))
            for kind in ("model", "dataset", "metric", "split", "score")
        },
    )


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """One of the names where no letter or digit stands before or behind; they are grouped by their first letters."""
    by_letter: dict[str, dict[str, list[str]]] = {}
    for name in sorted({name.casefold() for name in names}, key=len, reverse=True):
        by_letter.setdefault(name[0], {}).setdefault(name[1:2], []).append(name[2:])
    pattern = _one_of(
        _written(first) + _one_of(_written(second) + _one_of(map(_written, rest)) for second, rest in by_second.items())
        for first, by_second in by_letter.items()
    )
    return re.compile(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])", re.IGNORECASE)


def _one_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _written(name: str) -> str:
    return re.escape(name).replace(r"\ ", "[ _-]?").replace(r"\#", NUMBER)
