"""Candidates that need no judgement: those whose cue was right often enough on labelled cards, as claims by rule."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from builder.extraction.candidates.interface import Candidate
from builder.extraction.claims import LIST_FIELDS, Claim
from builder.reference.cue_priors import load_cue_priors
from builder.reference.same_names import bare_dataset, same_name

ADDED = frozenset(("datasets", "evaluation", "papers"))  # to what other sources say, where it is not the same
WORD = re.compile(r"[^\s,;+&\"']+")
PART = re.compile(r"^(?:validation|eval(?:uation)?|val|test)[ _]", re.IGNORECASE)  # of a metric's name
PASSAGES = frozenset(("limitations_and_biases", "input_format", "output_format"))
MOST = 2000  # of a field


def certain_claims(card: str, candidates: Iterable[Candidate], known: Iterable[Claim]) -> Iterator[Claim]:
    """Claims of source 'rule' on what `known` leaves open.

    A field of one value takes the one that stands most often in the prose, and none where two stand as often.
    """
    priors = load_cue_priors()
    said: dict[str, list[Any]] = {}
    for claim in known:
        said.setdefault(claim.field, []).append(claim.value)
    sure: dict[str, list[Candidate]] = {}
    for one in candidates:
        prior = priors.get((one.field, one.cue))
        if prior is not None and prior.certain:
            sure.setdefault(one.field, []).append(one)
    for field, found in sure.items():
        other = said.get(field, [])
        if other and field not in ADDED:
            continue
        taken = {_core(field, value) for value in other}
        if field == "datasets":  # a word of a longer name is the same data set
            taken |= {_core(field, {"name": part}) for value in other for part in WORD.findall(value["name"])}
        results = Repeated(other if field == "evaluation" else ())
        for one in (found if field in LIST_FIELDS else _most_frequent(found))[:MOST]:
            core = _core(field, one.value)
            if field == "evaluation" and one.value in results:
                continue
            if core not in taken and not (field == "datasets" and any(_is_of(core, other) for other in taken)):
                taken.add(core)
                yield Claim(field, one.value, "rule", card[one.start : one.end], one.start, one.end)


def parted(known: Iterable[Claim], candidates: Iterable[Candidate], card: str) -> Iterator[Claim]:
    """The claims, of which an entry of the front matter that lists data sets gives one for each of them.

    A list is told from a name of several words ('a b' or 'a, b') by the prose, which names each of them by itself.
    """
    named = {_core("datasets", one.value) for one in candidates if one.field == "datasets"}
    for claim in known:
        parts = list(WORD.finditer(claim.quote)) if claim.field == "datasets" and claim.start is not None else []
        if len(parts) < 2 or not all(_core("datasets", {"name": part[0]}) in named for part in parts):
            yield claim
            continue
        for part in parts:
            start, end = (claim.start or 0) + part.start(), (claim.start or 0) + part.end()
            yield Claim("datasets", {"name": part[0], "url": None}, claim.source, card[start:end], start, end)


def _most_frequent(found: list[Candidate]) -> list[Candidate]:
    if found[0].field in PASSAGES:  # no two passages are the same: that of the surest words counts
        return [max(found, key=lambda one: one.prior or 0.0)]
    often = Counter(str(one.value).casefold() for one in found).most_common(2)
    if len(often) > 1 and often[0][1] == often[1][1]:
        return []
    return [one for one in found if str(one.value).casefold() == often[0][0]]


def _core(field: str, value: Any) -> Any:  # noqa: ANN401
    """What makes two values of a field the same thing."""
    match field:
        case "evaluation":
            dataset = same_name("datasets", value["dataset"] or "")
            return value["value"], _metric(value), dataset, value["split"]
        case "datasets":
            return same_name("datasets", bare_dataset(value["name"].rsplit("/", 1)[-1]))
        case "papers":
            return str(value["url"]).casefold()
        case "hyperparameters":
            return value["name"].casefold().replace(" ", "_"), value["value"]
    return str(value).casefold()


class Repeated:
    """Whether results are among known ones, rounded or in percent: what `model-index` says, a card's table repeats."""

    def __init__(self, known: Iterable[Any]) -> None:
        """Takes the known results."""
        self._known = [(one["value"], _metric(one)) for one in known if one["value"] is not None]
        self._rounded: dict[int, dict[float, set[str]]] = {}

    def __contains__(self, result: dict[str, Any]) -> bool:
        """Whether one of them has the result's value and, where both name one, its metric."""
        if result["value"] is None:
            return False
        digits = min(len(result["value_text"].replace(",", ".").partition(".")[2]), 8)
        if digits not in self._rounded:
            rounded = self._rounded.setdefault(digits, {})
            for number, metric in self._known:
                for scale in (1, 100, 0.01):
                    rounded.setdefault(round(scale * number, digits), set()).add(metric)
        names = self._rounded[digits].get(round(result["value"], digits), ())
        own = _metric(result)
        return any(not name or not own or name in own or own in name for name in names)


def _metric(result: dict[str, Any]) -> str:
    """The folded name of what a result measures, whichever part it is of."""
    return same_name("metrics", PART.sub("", result["metric"] or ""))


def _is_of(name: str, other: str) -> bool:
    """Whether one folded name begins with the other: 'commonvoice70' and 'commonvoice' are hardly two data sets."""
    return name.startswith(other) or other.startswith(name)
