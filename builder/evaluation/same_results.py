"""Whether two results are the same: by value, metric and data set."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose

from builder.evaluation.numerals import numeral
from builder.evaluation.values import Value
from builder.reference.same_names import bare_dataset, folded, load_same_names, same_name

LEAST_DIGITS = 3  # behind the point, of a result that is another one rounded
SPLIT = r"(?:test|eval|evaluation|validation|valid|val|dev)"
BEFORE = re.compile(rf"^(?:{SPLIT}[\W_]+)+", re.IGNORECASE)
BEHIND = re.compile(rf"(?:[\W_]+(?:{SPLIT}|set|split))+\W*$", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
INSIDE = re.compile(r"\s*\(([^()]+)\)\s*$")
VERSION = re.compile(r"(?<=\d)[._]0(?!\d)")
# Words that make of a name the name of something else, as each number and each letter does ('squad v2', 'imagenet-a').
ANOTHER = "mm mismatched hans sketch real lsum norm normalized normalised unnormalized balanced train training plus"
OTHER = frozenset(ANOTHER.split())


def same_result(one: Value, other: Value) -> bool:
    """By value, which one of them may have rounded; metric and data set agree where both name them, and one does."""
    mine, theirs = (_readings(value) for value in (one, other))
    if mine.isdisjoint(theirs) and not rounded(one, other):
        return False
    agreed = _agreed(one, other)
    return False not in agreed and (True in agreed or not any(_about(other)))


def repeated(one: Value, other: Value) -> bool:
    """Whether two results are one, that is written twice: with fewer digits, of the same metric and data set."""
    return rounded(one, other) and all(known is True for known in _agreed(one, other))


def _agreed(one: Value, other: Value) -> list[bool | None]:
    """Whether two results are of one metric and of one data set; None for what one of them does not name."""
    (metrics, datasets), (their_metrics, their_datasets) = _about(one), _about(other)
    data = frozenset(word for name in datasets | their_datasets for word in name.words)  # 'MRPC F1' of MRPC is F1
    return [_agree(metrics, their_metrics, data), _agree(datasets, their_datasets)]


def rounded(one: Value, other: Value) -> bool:
    """Whether one result is the other with fewer digits, LEAST_DIGITS of them or more."""
    fewer, more = sorted(
        (one.part("value_text") or one.part("value"), other.part("value_text") or other.part("value")), key=len
    )
    digits = len(fewer.partition(".")[2])
    said, exact = numeral(fewer, whole=False), numeral(more, whole=False)
    if said is None or exact is None or said == exact or digits < LEAST_DIGITS or not fewer.replace(".", "").isdigit():
        return False
    return isclose(round(exact, digits), said, abs_tol=10**-digits / 1000)


def _readings(value: Value) -> set[str]:
    """A result's value; of one in percent its share as well."""
    text = value.part("value_text") or value.part("value")
    number = numeral(value.part("value"))
    number = numeral(text) if number is None else number
    number = numeral(text, whole=False) if number is None else number
    if number is None:
        return set()
    return {f"{number:.12g}"} | ({f"{number / 100:.12g}"} if "%" in text else set())


@dataclass(frozen=True)
class _Name:
    """A metric's or data set's name: the word that stands for it, its own words, and whether a line has it.

    `parts` are the words for 'glue' and for 'cola' in 'glue (cola)'.
    """

    word: str
    words: frozenset[str]
    known: bool
    parts: frozenset[str]


def _about(value: Value) -> tuple[set[_Name], set[_Name]]:
    """The names of a result's metric and of its data set; a name that may be either stands for both."""
    about = value.part("about")
    open_names = {about, *value.alternatives} - {""}
    metric, dataset = ({value.part(name)} - {""} for name in ("metric", "dataset"))
    if not metric and not dataset and about:
        return _names("metrics", {about}), _names("datasets", {about})
    return (
        _names("metrics", metric | open_names) if metric else set(),
        _names("datasets", dataset | open_names) if dataset else set(),
    )


def _names(kind: str, texts: Iterable[str]) -> set[_Name]:
    """The names as written, and without the split that they are of."""
    said = {part for text in texts for part in (text, BEFORE.sub("", text), BEHIND.sub("", text))}
    if kind == "datasets":  # 'common_voice_8_0' is Common Voice 8
        said |= {VERSION.sub("", bare_dataset(text)) for text in said}
    else:  # 'macro-f1' is 'f1 (macro)'; but 'en-de' is not 'de-en', and chrF++ is not chrF
        said = {text.replace("++", " plus plus ") for text in said}
        said |= {" ".join(sorted(WORD.findall(text.casefold()))) for text in said}
    return {_name(kind, text) for text in said if folded(text)}


def _name(kind: str, text: str) -> _Name:
    inside = INSIDE.search(text)
    parts = (text[: inside.start()], inside[1]) if inside else ()
    return _Name(
        same_name(kind, text),
        frozenset(WORD.findall(text.casefold())),
        folded(text) in load_same_names()[kind],
        frozenset(same_name(kind, name) for part in parts for name in (part, part.rpartition("/")[2])) - {""},
    )


def _agree(mine: set[_Name], theirs: set[_Name], aside: frozenset[str] = frozenset()) -> bool | None:
    """Whether names agree, None where one side has none. 'glue (cola)' and 'cola' do, 'f1' and 'f1 macro' as well.

    The words `aside` may stand in one name alone.
    """
    if not mine or not theirs:
        return None
    return any(a.word == b.word or _part(a, b, aside) or _part(b, a, aside) for a in mine for b in theirs)


def _part(general: _Name, special: _Name, aside: frozenset[str]) -> bool:
    """Whether one name is the other and says more of it, but for what makes it another thing."""
    if general.word in special.parts:
        return True
    if not general.words < special.words or (general.known and special.known):
        return False
    more = special.words - general.words - aside
    return not any(word in OTHER or len(word) == 1 or any(map(str.isdigit, word)) for word in more)
