"""What code is searched for: imports, calls, keys of settings, packages that are models; from the signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.reference.call_forms import PLACEHOLDER
from builder.reference.discovery import Discovery
from builder.reference.signatures import Signatures

HUBS = {"huggingface", "pytorch"}  # those whose models the dataset lists
Language = Literal["python", "notebook", "javascript", "typescript", "rust", "yaml", "json"]


@dataclass(frozen=True)
class Search:
    """Code that holds one of these phrases, in one language."""

    phrases: tuple[str, ...]
    language: Language


def searches(signatures: Signatures, discovery: Discovery) -> tuple[Search, ...]:
    """Every search, each once: imports in the signatures' order, calls, packages, members, keys, scripts."""
    return tuple(dict.fromkeys(_all(signatures, discovery)))


def _all(signatures: Signatures, discovery: Discovery) -> Iterator[Search]:
    for root in _roots(signatures, discovery):
        yield from _python(f"import {root}", f"from {root}")
    for call in discovery.calls:
        yield from _python(call)
    for package in sorted({name for library in signatures.libraries for name in library.packages}):
        yield from _python(package)
    for library, written in discovery.members.items():
        for name in signatures.by_name[library].members:
            yield from _python(written.replace(PLACEHOLDER, name))
    for key in discovery.keys:
        yield Search((key,), "yaml")
        yield Search((key,), "json")
    for rule in signatures.scripts:
        if rule.language == "rust":
            yield from (
                Search((f"use {name}",), "rust") for name in rule.modules if "-" not in name and "." not in name
            )
        else:
            names = [name for name in rule.modules if "." not in name]
            yield from (Search((name,), language) for name in names for language in _SCRIPTS)


_SCRIPTS: tuple[Language, ...] = ("javascript", "typescript")


def _roots(signatures: Signatures, discovery: Discovery) -> dict[str, None]:
    """Modules whose import makes a use likely, in the order of the signatures."""
    libraries = (library for library in signatures.libraries if library.hub in HUBS)
    return dict.fromkeys(root for library in libraries for root in library.roots if root not in discovery.generic)


def _python(*phrases: str) -> Iterator[Search]:
    yield Search(phrases, "python")
    yield Search(phrases, "notebook")
