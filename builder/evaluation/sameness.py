"""Whether an answer's value is the labelled one.

Values are compared by what they mean: results by value, metric and data set, settings by name and value, machines by
name, count and hours, repositories by owner and name, passages by their place in the card. Other names of the same
thing (`alternatives` of a label, lines of configs/same_names.toml) are the same.
"""

import re
from collections.abc import Callable, Iterable
from math import isclose

from builder.evaluation.numerals import amount, numeral
from builder.evaluation.values import PASSAGES, Value
from builder.extraction.quote_search import fold
from builder.extraction.vocabulary import paper_url
from builder.reference.languages import language_codes
from builder.reference.licenses import fold_name, license_spdx
from builder.reference.model_names import load_model_names
from builder.reference.same_names import bare_dataset, folded, same_name

LEAST_DIGITS = 3  # behind the point, of a result that is another one rounded
CLOSE = 0.01  # share by which two amounts may differ and be the same
REPOSITORY = re.compile(r"github\.com/([\w.-]+)/([\w.-]+)", re.ASCII | re.IGNORECASE)
URL = re.compile(r"https?://[^\s\])>\"'`]+")
PART_OF_RESULT = re.compile(r"^(?:(?:test|eval|evaluation|validation|valid|val|dev)[\W_]+)+", re.IGNORECASE)
MAKERS = frozenset(
    [
        "nvidia",
        "tesla",
        "geforce",
        "google",
        "cloud",
        "gpu",
        "gpus",
        "tpus",
        "pod",
        "a",
        "an",
        "the",
        "of",
        "with",
        "x",
        "vram",
        "amd",
        "intel",
    ]
)


def same(field: str, one: Value, other: Value) -> bool:
    """Whether an answer's value is the labelled one."""
    return SAME[field](one, other)


def _by_names(names: Callable[[str], Iterable[str]]) -> Callable[[Value, Value], bool]:
    """Two values are the same where they share a name."""

    def compare(one: Value, other: Value) -> bool:
        mine = {name for text in one.texts for name in names(text)}
        return not mine.isdisjoint(name for text in other.texts for name in names(text))

    return compare


def _known(kind: str) -> Callable[[str], Iterable[str]]:
    return lambda text: filter(None, [same_name(kind, text)])


def _language(text: str) -> Iterable[str]:
    return language_codes(text) or [folded(text)]


def _license(text: str) -> Iterable[str]:
    return [license_spdx(text) or fold_name(text)]


def _repository(text: str) -> Iterable[str]:
    return [f"{owner}/{name}".casefold().rstrip(".").removesuffix(".git") for owner, name in REPOSITORY.findall(text)]


def _address(text: str) -> Iterable[str]:
    """The addresses of a text without what does not change where they lead."""
    for url in URL.findall(text):
        bare = re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/.,;")
        yield bare.casefold()


def _paper(text: str) -> Iterable[str]:
    """A paper by its arXiv id, its page and its title."""
    for url in [text, *URL.findall(text)]:
        bare = url.strip().rstrip("/.,;").replace("/html/", "/abs/")
        if page := paper_url(bare):
            yield page
    yield from (re.sub(r"v\d+$", "", address.removesuffix(".pdf")) for address in _address(text))
    if len(word := folded(URL.sub(" ", text))) > 3:
        yield word


def _demo(one: Value, other: Value) -> bool:
    """By address; of a demonstration that is no address only that there is one."""
    mine, theirs = ({name for text in value.texts for name in _address(text)} for value in (one, other))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _id(kind: str) -> Callable[[Value, Value], bool]:
    """Models and data sets: two ids with owners are compared whole, else by their last part."""

    def names(value: Value) -> tuple[set[str], set[str]]:
        whole, last = set(), set()
        said = [value.part("name"), *value.alternatives] if isinstance(value.value, dict) else value.texts
        for text in filter(None, said):
            # an address with a name beside it says what of it is meant, and so does its anchor
            address = URL.search(text)
            beside = URL.sub(" ", text).strip("()[] ,;:") if address else text
            bare = beside or (address[0].partition("#")[2] or address[0] if address else "")
            path = re.split(r"[?#@]", re.sub(r"^https?://[^/]+/(?:datasets/)?", "", bare))[0].rstrip("/ ")
            owner, _, name = path.rpartition("/")
            last |= {same_name(kind, name or bare), same_name(kind, bare_dataset(name or bare))}
            if owner and re.fullmatch(r"[\w.-]+", owner):
                whole.add(path.casefold())
        return whole, last - {""}

    def compare(one: Value, other: Value) -> bool:
        (whole, last), (their_whole, their_last) = names(one), names(other)
        if whole & their_whole:
            return True
        if whole and their_whole and not (one.alternatives or other.alternatives):
            return False
        mine, theirs = last | folded_all(one), their_last | folded_all(other)
        return not mine.isdisjoint(theirs)

    def folded_all(value: Value) -> set[str]:
        said = [value.part("name"), *value.alternatives] if isinstance(value.value, dict) else value.texts
        known = [load_model_names().id_of(text) for text in said] if kind == "models" else []
        ids = [name.rpartition("/")[2] for name in known if name]  # a well-known name is the same as the id it means
        return {same_name(kind, text) for text in (*said, *ids) if text.strip()} - {""}

    return compare


def _amounts(field: str) -> Callable[[Value, Value], bool]:
    def compare(one: Value, other: Value) -> bool:
        mine, theirs = (
            [number for text in value.texts if (number := amount(field, text)) is not None] for value in (one, other)
        )
        return any(isclose(number, label, rel_tol=CLOSE) for number in mine for label in theirs)

    return compare


SCHEDULE = re.compile(r"(?:\s+(?:learning rate|lr))?\s+(?:decay|schedule|scheduler|annealing)$", re.IGNORECASE)


def _hyperparameter(one: Value, other: Value) -> bool:
    """By name and value; a label's other names may be those of either."""
    names = [
        {same_name("hyperparameters", text) for text in (v.part("name"), *v.alternatives)} - {""} for v in (one, other)
    ]
    values = [{_plain(text) for text in _wordings(v)} for v in (one, other)]
    return not names[0].isdisjoint(names[1]) and not values[0].isdisjoint(values[1])


def _wordings(value: Value) -> Iterable[str]:
    """What a setting may be set to, as written; 'Adam with betas=(0.9, 0.999)' is Adam as well."""
    for text in filter(None, (value.part("value"), *value.alternatives)):
        yield from {text, re.split(r"\s+with\s|\s*\(", text)[0], SCHEDULE.sub("", text)}


def _plain(text: str) -> str:
    """A setting's value: a number however it is written, else its letters and digits."""
    number = numeral(text)
    return f"{number:.6g}" if number is not None else folded(text)


def _result(one: Value, other: Value) -> bool:
    """By value, which one of them may have rounded; metric and data set agree where both name them, and one does."""
    mine, theirs = (_readings(value) for value in (one, other))
    if mine.isdisjoint(theirs) and not rounded(one, other):
        return False
    agreed = [_agree(*pair) for pair in zip(_about(one), _about(other), strict=True)]
    if False in agreed:
        return False
    return True in agreed or not any(_about(other))


def repeated(one: Value, other: Value) -> bool:
    """Whether two results are one, that is written twice: with fewer digits, of the same metric and data set."""
    agreed = (_agree(*pair) for pair in zip(_about(one), _about(other), strict=True))
    return rounded(one, other) and all(known is True for known in agreed)


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
    number = numeral(text, whole=False) if number is None else number
    if number is None:
        return set()
    return {f"{number:.6g}"} | ({f"{number / 100:.6g}"} if "%" in text else set())


def _about(value: Value) -> tuple[set[str], set[str]]:
    """The names of a result's metric and of its data set; a name that may be either stands for both."""
    open_names = {value.part("about"), *value.alternatives} - {""}
    metric, dataset = ({value.part(name)} - {""} for name in ("metric", "dataset"))
    if not metric and not dataset and value.part("about"):
        return _metrics({value.part("about")}), {same_name("datasets", value.part("about"))}
    return (
        _metrics(metric | open_names) if metric else set(),
        {same_name("datasets", text) for text in dataset | open_names} if dataset else set(),
    )


def _metrics(texts: Iterable[str]) -> set[str]:
    found = {same_name("metrics", PART_OF_RESULT.sub("", text)) for text in texts}
    return (found | {same_name("metrics", text) for text in texts}) - {""}


def _agree(mine: set[str], theirs: set[str]) -> bool | None:
    """Whether names agree, None where one side has none. 'glue (cola)' and 'cola' do, 'f1' and 'f1 macro' as well."""
    if not mine or not theirs:
        return None
    return any(a == b or (min(len(a), len(b)) > 1 and (a in b or b in a)) for a in mine for b in theirs)


def _hardware(one: Value, other: Value) -> bool:
    """By name, makers aside; count and hours agree where both know them."""
    for part in ("count", "hours"):
        mine, theirs = numeral(one.part(part)), numeral(other.part(part))
        if mine is not None and theirs is not None and not isclose(mine, theirs, rel_tol=CLOSE):
            return False
    machines = [
        [_machine(text) for text in (value.part("name") or str(value.value), *value.alternatives)]
        for value in (one, other)
    ]
    return any(a and b and (a <= b or b <= a) for a in machines[0] for b in machines[1])


def _machine(text: str) -> frozenset[str]:
    """The words of a machine's name, its maker and its number aside: 'TPUv3-8' and 'TPU v3-8' are one."""
    spaced = re.sub(r"\b(tpu|gpu|gtx|rtx)s?(?=v?\d|\b)", r"\1 ", text.casefold())
    spaced = re.sub(r"(\d)\s+(gb|ti|xp)\b", r"\1\2", spaced)
    words = [word for word in re.findall(r"[a-z0-9-]+", spaced) if not re.fullmatch(r"\d{1,3}x?", word)]
    return frozenset(word for word in words if word not in MAKERS) or frozenset(words)


def _passage(one: Value, other: Value) -> bool:
    """Two passages overlap; without places, one quotation holds the other; a bare text is only there or not."""
    if one.places and other.places:
        return any(a < d and c < b for a, b in one.places for c, d in other.places)
    if one.quote and other.quote:
        return shared_words(one.quote, other.quote)
    return True


def shared_words(one: str, other: str) -> bool:
    """Whether one of two quotations holds the other."""
    one, other = fold(one), fold(other)
    return one in other or other in one


SAME: dict[str, Callable[[Value, Value], bool]] = {
    "domain": _by_names(_known("domain")),
    "tasks": _by_names(_known("tasks")),
    "frameworks": _by_names(_known("frameworks")),
    "libraries": _by_names(_known("libraries")),
    "languages": _by_names(_language),
    "datasets": _id("datasets"),
    "license": _by_names(_license),
    "github_repo": _by_names(_repository),
    "papers": _by_names(_paper),
    "base_model": _id("models"),
    "base_models": _id("models"),
    "parameter_count": _amounts("parameter_count"),
    "hardware": _hardware,
    "carbon_emitted_g": _amounts("carbon_emitted_g"),
    "hyperparameters": _hyperparameter,
    "evaluation": _result,
    "demo": _demo,
    **dict.fromkeys(sorted(PASSAGES), _passage),
}
