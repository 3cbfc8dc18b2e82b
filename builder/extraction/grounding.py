"""What may be taken out of an answer: a value only if its quotation stands in the card and the value follows from it.

One function per field: from a claim and its quotation to the column's value in its canonical form, None where the
quotation does not bear it out. `context` is the quotation with the headings and the table's head above it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from builder.extraction.answers import COLUMNS, Answer
from builder.extraction.claims import LONGEST_ANSWER, Claim, Value, result, says_something
from builder.extraction.fields import GITHUB, dataset_url
from builder.extraction.markdown import Outline, blocks
from builder.extraction.plausibility import plausible
from builder.extraction.quantities import counts, grams, hours, numbers
from builder.extraction.quote_search import Folded, fold
from builder.extraction.visible_text import defused, visible_text
from builder.extraction.vocabulary import FRAMEWORKS, LIBRARIES, TASK_WORDS, paper_url
from builder.reference.hub_ids import hub_model_id
from builder.reference.languages import language_codes
from builder.reference.licenses import license_spdx

LONGEST_PASSAGE = 5000  # code points of a quotation that is itself the value
NEAR = 200  # code points before and after a quotation in which a cue may stand
LEAST_WORDS = 3  # of such a quotation: a word or two say nothing by themselves
URL = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
LINK = re.compile(r"\[([^\[\]]{1,300})\]\(\s*<?(https?://[^\s<>()]+)")
PAPER = re.compile(r"arxiv[\w./:\s]{0,20}?(\d{4}\.\d{4,5})", re.IGNORECASE)
# What makes a name a part of a longer one ('transformers' in 'sentence-transformers', 'CC BY' in 'CC BY-NC').
LONGER = re.compile(r"[-_.](?!(?:based|compatible|licen[sc]ed|git)\b)\w")
LED = re.compile(r"\w[-_.]\Z")
HUB_URL = re.compile(r"https?://huggingface\.co/(?!datasets/|spaces/|papers/|docs/)([\w.-]+/[\w.-]+)", re.ASCII)


@dataclass(frozen=True)
class Quote:
    """A quotation found in the card: what a reader sees there, its place, and what stands above a place."""

    text: str
    start: int
    above: Callable[[int], str]

    @property
    def context(self) -> str:
        """The quotation with its headings and its table's head."""
        return f"{self.above(self.start)}\n{self.text}"


Rule: TypeAlias = Callable[[Any, Quote], Value | None]


def claims(answer: Answer, card: str, start: int, model: str | None = None) -> Iterator[Claim]:
    """What an answer says and the card bears out; `start` is where the card's prose begins, `model` its own model."""
    text = visible_text(card, start)
    folded = Folded(text)
    outline: list[Outline] = []

    def above(place: int) -> str:
        if not outline:
            outline.append(Outline(blocks(text)))
        return outline[0].above(place)

    for name in Answer.model_fields:
        said = getattr(answer, name)
        for claim in said if isinstance(said, list) else [said] if said else []:
            found = folded.find(defused(claim.quote))
            if found is None or found[1] - found[0] > LONGEST_PASSAGE:
                continue
            at, end = found
            quote = Quote(_shown(card[at:end], text[at:end]), at, above)
            value = RULES[name](claim, quote)
            column = COLUMNS.get(name, name)
            near = f"{quote.context}\n{text[max(0, at - NEAR) : end + NEAR]}"
            if value is not None and plausible(column, value, _written(claim), near, model):
                yield Claim(column, value, "llm", card[at:end], at, end)


def _written(claim: Any) -> str:  # noqa: ANN401 - a claim of any field
    return str(getattr(claim, "value", None) or getattr(claim, "name", None) or claim.quote)


def _shown(written: str, visible: str) -> str:
    """A stretch of the card without what is hidden in it, every other character as written."""
    if written == visible:
        return written
    return "".join(" " if see.isspace() else write for write, see in zip(written, visible, strict=True))


def stands_in(value: str, text: str) -> bool:
    """Whether a value that says something stands in a text as whole words, letter case aside."""
    meaningful = says_something(value) and any(letter.isalnum() for letter in value)
    return meaningful and Folded(text.casefold()).holds(value.casefold())


def named_in(name: str, text: str) -> bool:
    """Whether a name stands in a text by itself, not as a part of a longer one."""
    if not stands_in(name, text):
        return False
    words, looked = fold(name).casefold(), fold(text).casefold()
    places = (found.span() for found in re.finditer(re.escape(words), looked))
    return any(not LED.search(looked[:start][-2:]) and not LONGER.match(looked, end) for start, end in places)


def _as_written(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401 - a claim of any field
    return fold(claim.value) if stands_in(claim.value, quote.text) else None


def _passage(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    return quote.text if len(quote.text.split()) >= LEAST_WORDS or _unspaced(quote.text) else None


def _unspaced(text: str) -> bool:
    """Whether the text is of a script that puts no spaces between words, and more than a word."""
    return sum(letter >= "\u0e00" for letter in text) >= 2 * LEAST_WORDS


def _task(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    words = (claim.value, claim.value.replace("-", " "), *TASK_WORDS.get(claim.value, ()))
    return str(claim.value) if any(stands_in(word, quote.text) for word in words) else None


def _framework(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    words = [word for word, framework in FRAMEWORKS.items() if framework == claim.value]
    return str(claim.value) if any(stands_in(word, quote.text) for word in words) else None


def _library(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    if not named_in(claim.value, quote.text):
        return None
    written = fold(claim.value)
    return LIBRARIES.get(written.casefold(), written)


def _dataset(claim: Any, quote: Quote) -> Value | None:  # noqa: ANN401
    name = _as_written(claim, quote)
    if name is None:
        return None
    return {"name": name, "url": _link(name, quote.text) or dataset_url(name)}


def _link(text: str, quote: str) -> str | None:
    """Where the link leads that a text is the words of."""
    targets = (url for words, url in LINK.findall(quote) if stands_in(text, words))
    return next(targets, None)


def _license(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    """The SPDX expression of a name that stands in the quotation; a licence that has none as it is written."""
    if not named_in(claim.value, quote.text):
        return None
    written = fold(claim.value)
    return license_spdx(written) or written


def _github(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    found = GITHUB.fullmatch(claim.value.strip())
    if found is None or not named_in(f"{found[1]}/{found[2]}", quote.text):
        return None
    return f"https://github.com/{found[1]}/{found[2]}"


def _paper(claim: Any, quote: Quote) -> Value | None:  # noqa: ANN401
    """A paper by its arXiv id or URL, with the words of the link to it; or by its title, with the link's target."""
    written = _as_written(claim, quote)
    if written is None:
        return None
    if url := paper_url(written) or (written if URL.fullmatch(written) else None):
        titles = (words for words, target in LINK.findall(quote.text) if target == written and not URL.match(words))
        return {"title": next(titles, None), "url": url}
    linked = _link(written, quote.text)
    arxiv = PAPER.search(quote.text)
    return {"title": written, "url": paper_url(linked or "") or linked or (paper_url(arxiv[1]) if arxiv else None)}


def _base_model(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    """A model's id, as written or as the link behind its name has it."""
    for written in (claim.value, *(HUB_URL.findall(_link(claim.value, quote.text) or ""))):
        name = hub_model_id(str(written))
        if name and named_in(name, quote.text) and ("/" in name or re.search(r"[\d-]", name)):
            return name
    return None


def _language(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    """The code of a language that the quotation names."""
    return next(iter(language_codes(claim.value)), None) if stands_in(claim.value, quote.text) else None


def _parameters(claim: Any, quote: Quote) -> int | None:  # noqa: ANN401
    """A count that stands in the quotation, with a scale unless the quotation speaks of parameters."""
    value = next(counts(claim.value), None)
    plain = value is not None and str(value) in claim.value.replace(",", "")
    if value is None or value not in set(counts(quote.text)):
        return None
    return value if not plain or "param" in quote.context.casefold() else None


def _carbon(claim: Any, quote: Quote) -> float | None:  # noqa: ANN401
    value = next(grams(claim.value), None)
    return value if value is not None and value in set(grams(quote.text)) else None


def _hardware(claim: Any, quote: Quote) -> Value | None:  # noqa: ANN401
    if not stands_in(claim.name, quote.text):
        return None
    count = next(counts(claim.count or ""), None)
    time = next(hours(claim.hours or ""), None) or next(hours(f"{claim.hours} hours"), None)
    return {
        "name": fold(claim.name),
        "count": count if count in set(counts(_times(quote.text))) else None,
        "hours": time if time in set(hours(quote.text)) else None,
        "provider": _part(claim.provider, quote),
        "region": _part(claim.region, quote),
    }


def _times(text: str) -> str:
    """A text in which '8x' and '8×A100' are numbers that stand alone."""
    return re.sub(r"(?<=\d)\s?[x×*](?=[\sA-Z])", " ", text)


def _part(text: str | None, quote: Quote) -> str | None:
    """A part of a claim where it stands in the quotation or above it, else nothing."""
    if not text or not any(letter.isalnum() for letter in text):
        return None
    return fold(text) if stands_in(text, quote.text) or stands_in(text, quote.context) else None


def _hyperparameter(claim: Any, quote: Quote) -> Value | None:  # noqa: ANN401
    name = _part(claim.name, quote)
    return {"name": name, "value": fold(claim.value)} if name and stands_in(claim.value, quote.text) else None


def _measurement(claim: Any, quote: Quote) -> Value | None:  # noqa: ANN401
    """A number of the quotation, with what stands there or above it; a number of nothing is none."""
    value = next(numbers(claim.value), None)
    if value is None or value not in set(numbers(quote.text)):
        return None
    about = {name: _part(getattr(claim, name), quote) for name in ("task", "dataset", "metric")}
    if about["dataset"] is None and about["metric"] is None:
        return None
    return result(**about, value=value, value_text=fold(claim.value))


def _demo(claim: Any, quote: Quote) -> str | None:  # noqa: ANN401
    written = claim.value.strip()
    return written if URL.fullmatch(written) and written in quote.text and len(written) <= LONGEST_ANSWER else None


RULES: dict[str, Rule] = {
    "tasks": _task,
    "frameworks": _framework,
    "libraries": _library,
    "languages": _language,
    "datasets": _dataset,
    "license": _license,
    "github_repo": _github,
    "papers": _paper,
    "base_model": _base_model,
    "parameter_count": _parameters,
    "hardware": _hardware,
    "carbon_emitted": _carbon,
    "hyperparameters": _hyperparameter,
    "evaluation": _measurement,
    "limitations_and_biases": _passage,
    "demo": _demo,
    "grants": _as_written,
    "input_format": _passage,
    "output_format": _passage,
}
