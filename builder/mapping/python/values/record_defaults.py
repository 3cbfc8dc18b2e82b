"""Defaults of a record's fields that no object of the repository's keeps: whoever makes one gives the field."""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.context import context
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition

PARSED = re.compile(  # what makes objects of a class by its defaults: parsers of command lines, and stores of settings
    rb"ArgumentParser|parse_args_into|tyro|simple_parsing|pyrallis|draccus|ConfigStore|OmegaConf|structured|parse_obj|from_dict"
    rb"|TrlParser|jsonargparse|field\(default_factory|model_validate|BaseSettings|fire\."
)
MAX_CALL = 6000  # bytes of a call that makes an object
MAX_CALLS = 60


def is_always_given(ev: Evaluator, kind: Definition, name: str) -> bool:
    """Whether every call of a class that is no test's passes a field by its name, or hands on what it was given.

    One at least must pass it by name; of a class that a parser of command lines makes, nothing is said.
    """
    word = kind.scope.name.encode()
    called, given = re.compile(rb"\b%s\s*\(" % word), re.compile(rb"\b%s\s*=(?!=)" % re.escape(name.encode()))
    named = 0
    for path in dict.fromkeys((kind.file.path, *ev.importers.of_name(kind.file.path, kind.scope.name))):
        data = ev.files[path].facts.data
        if word not in data or context(path) in ("test", "docs"):
            continue
        if (
            PARSED.search(data) is not None
            or data.count(word) > MAX_CALLS
            or re.search(rb"class\s+\w+\(.*\b%s\b" % word, data)
        ):
            return False
        for call in called.finditer(data):
            inside = _inside(data, call.end())
            if data[: call.start()].endswith((b"class ", b"def ")):
                continue
            if given.search(inside) is not None:
                named += 1
            elif b"**" not in inside:
                return False
    return named > 0


def _inside(data: bytes, start: int) -> bytes:
    """What stands in a call's brackets."""
    depth = 1
    for place in range(start, min(len(data), start + MAX_CALL)):
        if data[place] in b"([{":
            depth += 1
        elif data[place] in b")]}":
            depth -= 1
            if not depth:
                return data[start:place]
    return data[start : start + MAX_CALL]
