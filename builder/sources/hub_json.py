"""What nests freely in a record of the Hub, read out of JSON texts: card data, config, counts, base models, results."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from builder import schemas
from builder.hub.eval_results import EVAL_RESULTS, eval_results
from builder.reference.hub_ids import hub_model_id_of, hub_model_ids, relation_of
from builder.reference.languages import NORWEGIAN, language_codes
from builder.sources.raw import valid, whole_number

BASE_MODELS = schemas.MODELS.schema.field("base_models").type
CARD_DATA = pa.struct(
    [("license", pa.string()), ("license_name", pa.string()), ("license_link", pa.string())]
    + [("languages", pa.list_(pa.string())), ("base_models", BASE_MODELS)]
)
CONFIG = pa.struct(
    [("architectures", pa.list_(pa.string())), ("model_type", pa.string()), ("base_models", BASE_MODELS)]
)
TOTAL = pa.struct([("total", pa.int64())])
BASES = pa.struct([("base_models", BASE_MODELS)])
RESULTS = pa.struct([("eval_results", EVAL_RESULTS)])
PROVIDERS = pa.struct([("inference_providers", pa.list_(pa.string()))])
COUNT = pa.struct([("count", pa.int64())])
# Where the config names the model that an adapter was made for: adapter_config.json as the Hub shows it.
ADAPTED = (("peft", "base_model_name_or_path"), ("adapter_transformers", "model_name"))


def from_json(texts: pa.Array, read: Callable[[Any], dict[str, Any]], kind: pa.DataType) -> pa.Array:
    """JSON texts as structs; nulls where a text is null or no JSON."""
    if texts.null_count == len(texts):
        return pa.array([{}] * len(texts), kind)
    rows = []
    for text in texts.to_pylist():
        try:
            value = json.loads(text) if text else None
        except (ValueError, RecursionError):
            value = None
        rows.append({} if value is None else read(value))
    return pa.array(rows, kind)


def strings(value: Any) -> list[str] | None:  # noqa: ANN401 - a JSON value
    """A text or the texts of a list, None where there are none."""
    values = value if isinstance(value, list) else [value]
    found = [valid(entry) for entry in values if isinstance(entry, str) and entry]
    return found or None


def string(value: Any) -> str | None:  # noqa: ANN401 - a JSON value
    """A text that says something."""
    return valid(value) if isinstance(value, str) and value else None


def card_data(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The YAML of a card as the Hub read it. `languages` is [] where it names none: bare tags are no languages then."""
    if not isinstance(value, dict):
        return {}
    licenses = strings(value.get("license"))
    said = next((value[key] for key in ("language", "languages", "lang") if key in value), None)
    return {
        "license": ", ".join(licenses) if licenses else None,
        "license_name": string(value.get("license_name")),
        "license_link": string(value.get("license_link")),
        "languages": _languages(said),
        "base_models": _models(
            value.get("base_model") or value.get("base_models"), string(value.get("base_model_relation"))
        ),
    }


def _languages(said: Any) -> list[str]:  # noqa: ANN401
    """Codes of ISO 639; false is what YAML makes of the code of Norwegian."""
    words = [NORWEGIAN if entry is False else entry for entry in (said if isinstance(said, list) else [said])]
    codes = (code for word in words if isinstance(word, str) for code in language_codes(valid(word)))
    return list(dict.fromkeys(codes))


def config(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The config as the Hub shows it: classes, type, and the model that an adapter was made for."""
    if not isinstance(value, dict):
        return {}
    inner = [(value.get(part), key) for part, key in ADAPTED]
    adapted = [part.get(key) for part, key in inner if isinstance(part, dict)]
    if "peft_type" in value:  # adapter_config.json itself
        adapted.append(value.get("base_model_name_or_path"))
    return {
        "architectures": strings(value.get("architectures")),
        "model_type": string(value.get("model_type")),
        "base_models": _models(adapted, "adapter"),
    }


def total(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """How many parameters the weights have: `total`, else the sum over the types of numbers."""
    if not isinstance(value, dict):
        return {}
    said = whole_number(value.get("total"))
    if said is None and isinstance(value.get("parameters"), dict):
        counts = [whole_number(count) for count in value["parameters"].values()]
        said = sum(count for count in counts if count is not None) if counts and None not in counts else None
    count = whole_number(said)  # a sum may be beyond 64 bits
    return {"total": count if count is not None and count >= 0 else None}


def base_models(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The Hub's own `baseModels`, {relation, models}; Python's ModelInfo may hold the list alone."""
    relation = string(value.get("relation")) if isinstance(value, dict) else None
    models = value.get("models") if isinstance(value, dict) else value
    return {"base_models": _models(models if isinstance(models, list) else None, relation)}


def results(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The Hub's `evalResults`."""
    return {"eval_results": eval_results(value) or None}


def providers(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Names of the inference providers that serve a model: a mapping by provider, or a list of entries that name it."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    named = [entry.get("provider") for entry in entries if isinstance(entry, dict)]
    said = list(value) if isinstance(value, dict) else named
    return {"inference_providers": sorted({valid(name) for name in said if isinstance(name, str) and name})}


def count(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """How many entries a list has; a count stays one."""
    return {"count": len(value) if isinstance(value, list) else whole_number(value)}


def united(tagged: pa.Array, others: list[pa.Array]) -> pa.Array:
    """Base models of tags and of all other sources, each once: the tags' relation first, then who names one."""
    others = [other for other in others if other.null_count < len(other)]
    if not others:
        return tagged
    rows = [_united(lists) for lists in zip(*(column.to_pylist() for column in (tagged, *others)), strict=True)]
    return pa.array(rows, BASE_MODELS)


def _united(lists: tuple[list[dict[str, str | None]] | None, ...]) -> list[dict[str, str | None]] | None:
    found: dict[str, dict[str, str | None]] = {}
    for entry in (entry for entries in lists for entry in entries or ()):
        known = found.setdefault(str(entry["model_id"]).casefold(), dict(entry))
        known["relation"] = known["relation"] or entry["relation"]
    return list(found.values()) if found or lists[0] is not None else None


def _models(said: Any, relation: str | None) -> list[dict[str, str | None]] | None:  # noqa: ANN401
    """Models that a card or record names: texts, or mappings with id, name or address; what is no id is left out."""
    ids = [name for entry in (said if isinstance(said, list) else [said]) for name in _ids(entry)]
    return [{"model_id": name, "relation": relation_of(relation)} for name in dict.fromkeys(ids)] or None


def _ids(entry: Any) -> list[str]:  # noqa: ANN401
    match entry:
        case str():
            return hub_model_ids(valid(entry))
        case dict():
            found = hub_model_id_of({key: valid(part) for key, part in entry.items() if isinstance(part, str)})
            return [found] if found else []
    return []
