"""Values of fields in the one form in which labels and answers are compared, from our columns or the paper's JSON."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from builder.errors import InputError
from builder.extraction.fields import GITHUB
from builder.extraction.quantities import counts, grams
from builder.extraction.vocabulary import paper_url
from builder.reference.languages import language_codes
from builder.reference.licenses import fold_name, license_spdx

Said: TypeAlias = frozenset[str] | float | None  # elements, an amount, or nothing; {''} is a text that is only there

# The paper's keys -> ours.
PAPER = {
    "model_tasks": "tasks",
    "frameworks": "frameworks",
    "datasets": "datasets",
    "license": "license",
    "github": "github_repo",
    "paper": "papers",
    "upstream_model": "base_model",
    "parameter_count": "parameter_count",
    "hyper_parameters": "hyperparameters",
    "evaluation": "evaluation",
    "hardware": "hardware",
    "limitation_and_bias": "limitations_and_biases",
    "code_demo": "demo",
    "demo": "demo",
    "input_format": "input_format",
    "output_format": "output_format",
}
NUMBERS = {"parameter_count", "carbon_emitted_g"}
PRESENCE = {"limitations_and_biases", "demo", "hardware", "input_format", "output_format"}  # texts: there or not
URL = re.compile(r"https?://[^\s\])]+")
NESTED = {"datasets": "name", "papers": "url", "hyperparameters": "name", "evaluation": "value"}


def read(path: Path) -> dict[str, dict[str, Said]]:
    """Labels or answers by model and field; InputError where the file is of neither form.

    A JSON object of objects: with our columns as keys, a missing one being not labelled; or with the paper's, where
    the empty text means that the card says nothing. A value of ours may stand with its quotation: {value, quote}.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        # a text in a model's place is what went wrong with it: an answer that says nothing
        return {str(model): of_row({} if isinstance(fields, str) else fields) for model, fields in found.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path} is not a JSON object of models with their fields") from error


def of_row(row: Mapping[str, Any]) -> dict[str, Said]:
    """The fields of one model in their form for comparing."""
    if "upstream_model" in row:
        row = {PAPER[key]: value for key, value in row.items() if key in PAPER}
    return {name: canonical(name, value) for name, value in row.items() if name in FORMS}


def canonical(field: str, value: Any) -> Said:  # noqa: ANN401 - a column's value or what the paper's JSON holds
    """A value as an amount or a set of elements; None where it says nothing."""
    texts = [text for text in _texts(field, value) if text.strip()]
    if field in NUMBERS:
        return next((amount for text in texts if (amount := _amount(field, text)) is not None), None)
    found = frozenset(form for text in texts if (form := FORMS[field](text)) is not None)
    return found or None


def _texts(field: str, value: Any) -> Iterable[str]:  # noqa: ANN401
    """All that a value says, as texts."""
    match value:
        case None | "":
            return
        case str():
            yield value
        case {"value": inner, "quote": _}:
            yield from _texts(field, inner)
        case Mapping() if field in NESTED and NESTED[field] in value:
            yield str(value[NESTED[field]] or value.get("name") or value.get("title") or "")
        case Mapping():
            if field == "hyperparameters":
                yield from (str(key) for key, inner in value.items() if inner not in ("", None))
            else:
                for inner in value.values():
                    yield from _texts(field, inner)
        case list() | tuple():
            for inner in value:
                yield from _texts(field, inner)
        case _:
            yield str(value)


def _amount(field: str, text: str) -> float | None:
    amounts: Iterable[float] = counts(text) if field == "parameter_count" else grams(text)
    found = next(iter(amounts), None)
    if found is None:
        try:
            return float(text)
        except ValueError:
            return None
    return float(found)


def _word(text: str) -> str | None:
    """Letters and digits alone: 'text generation' and 'text-generation' are one."""
    return re.sub(r"[\W_]+", "", text.casefold()) or None


def _dataset(text: str) -> str | None:
    """A data set's name: what stands beside its URL, else the last part of that, its anchor being the part used."""
    beside = _word(URL.sub(" ", text))
    address = URL.search(text)
    name = beside or (_word(address[0].partition("#")[2]) or _name(address[0]) if address else None)
    return name if address else _name(text)


def _language(text: str) -> str | None:
    """The code of a language, however it is written."""
    return next(iter(language_codes(text)), None) or _word(text)


def _name(text: str) -> str | None:
    """The last part of an id or URL."""
    bare = re.split(r"[?#\[(]", text.strip())[0].rstrip("/ ")
    return _word(bare.rsplit("/", 1)[-1]) or _word(text)


def _license(text: str) -> str:
    return license_spdx(text) or fold_name(text)


def _repository(text: str) -> str | None:
    found = GITHUB.search(text)
    return f"{found[1]}/{found[2]}".casefold() if found else None


def _paper(text: str) -> str | None:
    return paper_url(text) or _word(text)


def _number(text: str) -> str | None:
    """A result to four digits."""
    found = re.search(r"-?\d+(?:\.\d+)?", text)
    return f"{float(found[0]):.4g}" if found else None


def _there(_: str) -> str:
    return ""


FORMS = {
    "tasks": _word,
    "frameworks": _word,
    "libraries": _word,
    "languages": _language,
    "datasets": _dataset,
    "license": _license,
    "github_repo": _repository,
    "papers": _paper,
    "base_model": _name,
    "base_models": _name,
    "parameter_count": _word,
    "carbon_emitted_g": _word,
    "hyperparameters": _word,
    "evaluation": _number,
    "grants": _word,
    **dict.fromkeys(sorted(PRESENCE), _there),
}
