"""Faults of settings in plain words, for somebody who wrote a TOML file: what is wrong, and where."""

import reprlib
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from builder.settings.sources import KINDS
from builder.wording import similar

WANTED = {  # pydantic's word for a value of another type -> ours
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "finite_number": "a finite number",
}


def faults(error: ValidationError, model: type[BaseModel], raw: Mapping[str, Any] | None = None) -> list[str]:
    """Every fault of settings that were read as `model`, with its place: "sources[0].path: missing (source 'dump')".

    `raw` are the settings as they were written, for the names of their sources.
    """
    # sources that are all faulty are not also too few
    found = [fault for fault in error.errors() if fault["type"] != "too_short" or fault["input"] == []]
    return [
        ": ".join(filter(None, (_place(fault["loc"]), f"{_fault(fault, model)}{of_source(fault['loc'], raw or {})}")))
        for fault in found
    ]


def of_source(loc: tuple[int | str, ...], raw: Mapping[str, Any]) -> str:
    """ " (source 'NAME')" for a place within a source that has a name; else nothing, as where the name is at fault."""
    match loc, raw.get("sources"):
        case ("sources", int(number), *rest), list(sources) if rest[-1:] != ["name"]:
            source = sources[number] if number < len(sources) else None
            name = source.get("name") if isinstance(source, dict) else None
            return f" (source {name!r})" if isinstance(name, str) and name else ""
    return ""


def _place(loc: tuple[int | str, ...]) -> str:
    """('sources', 0, 'hub_dump', 'path') -> 'sources[0].path'; pydantic names a union's branch, people do not."""
    text = ""
    for before, part in zip((None, *loc), loc, strict=False):
        if isinstance(part, int):
            text += f"[{part}]"
        elif not isinstance(before, int) or part not in KINDS:
            text += f".{part}" if text else part
    return text


def _meant(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """What somebody may have meant by an unknown key at a place: a key of its table."""
    for part in loc[:-1]:
        field = _keys(model).get(str(part))
        inner = [field.annotation, *get_args(field.annotation)] if field else [KINDS.get(str(part))]
        model = next((one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)), model)
    near = similar(str(loc[-1]), _keys(model))
    if near:
        return f" (did you mean '{near}'?)"
    return _elsewhere(str(loc[-1]), model) if len(loc) == 1 else ""


def _elsewhere(key: str, whole: type[BaseModel]) -> str:
    """The table of the settings that has such a key, for one that was written outside of it."""
    for name, field in _keys(whole).items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel) and (near := similar(key, _keys(inner))):
            return f" (did you mean '{near}' below [{name}]?)"
    return ""


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a table as a file has them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _fault(fault: Any, model: type[BaseModel]) -> str:  # noqa: ANN401 - pydantic's own TypedDict of an error
    """One fault in our words; pydantic's sentence where we have none of our own."""
    value, context = fault["input"], fault.get("ctx", {})
    shown = reprlib.repr(value)
    match fault["type"]:
        case "missing" if fault["loc"] == ("sources",):
            return "at least one [[sources]] is needed: see docs/sources.md"
        case "missing" | "string_too_short":
            return "missing" if fault["type"] == "missing" else "empty"
        case "string_pattern_mismatch" if "endpoint" in fault["loc"] and "sources" not in fault["loc"]:
            return f"{shown} is not an address such as http://HOST:8000/v1"
        case "extra_forbidden":
            return f"unknown key{_meant(fault['loc'], model)}"
        case "greater_than" if context.get("gt") == 0:
            return f"{value} is not a positive number"
        case "greater_than_equal":
            return f"{value} is less than {context['ge']}"
        case "less_than_equal":
            return f"{value} is more than {context['le']}"
        case kind if kind in WANTED:
            table = kind == "tuple_type" and isinstance(value, dict)
            return f"{shown} is not {WANTED[kind]}" + (f": write [[{fault['loc'][-1]}]]" if table else "")
        case "union_tag_invalid" | "union_tag_not_found":
            wrong = value.get("kind") if isinstance(value, dict) else None
            meant = f" (did you mean '{near}'?)" if (near := similar(str(wrong), KINDS)) else ""
            return f"kind must be one of {', '.join(map(repr, KINDS))}{meant}"
        case "value_error":
            return str(context["error"])
        case "too_short":
            return "at least one is needed"
        case _:
            return f"{shown}: {fault['msg'][0].lower()}{fault['msg'][1:]}"
