"""configs/license_terms.toml as questions: which terms has this licence, and at which exposure does one count?"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from license_expression import get_license_index

from builder.bundled import bundled
from builder.licences.interface import Exposure

Force = Literal["duty", "condition", "commercial", "derivatives", "reciprocal", "passed_on"]
# Categories of ScanCode's LicenseDB whose licences restrict no use -> whether they want the same licence.
OPEN_CATEGORIES = {"Permissive": False, "Public Domain": False, "Copyleft Limited": True, "Copyleft": True}
LICENSE_DB = "https://scancode-licensedb.aboutcode.org"


@dataclass(frozen=True)
class Kind:
    """A kind of term, see license_terms.toml."""

    name: str
    obligation: str
    force: Force
    counts: frozenset[Exposure]
    restrictive: bool
    carried_by: frozenset[str]


@dataclass(frozen=True)
class Term:
    """A term of one licence, with the section that has it."""

    kind: Kind
    section: str

    @property
    def obligation(self) -> str:
        """What it asks, in plain words, with what the section says of limits."""
        detail = self.section.partition(": ")[2]
        return f"{self.kind.obligation} ({detail})" if detail else self.kind.obligation


@dataclass(frozen=True)
class Terms:
    """What one licence asks."""

    spdx: str
    url: str
    terms: tuple[Term, ...]
    hosting: bool = False
    accepts: frozenset[str] = frozenset()
    accepts_source: str = ""

    def at(self, exposure: Exposure) -> tuple[Term, ...]:
        """The terms that count at an exposure; hosting is distribution where the licence says so."""
        seen = {exposure, Exposure.BUNDLED} if exposure is Exposure.HOSTED and self.hosting else {exposure}
        return tuple(term for term in self.terms if term.kind.counts & seen)

    def carries(self, kind: Kind) -> bool:
        """Whether the licence has that kind of term, or one that says as much."""
        own = {term.kind.name for term in self.terms}
        return kind.name in own or bool(own & kind.carried_by)

    @property
    def reciprocal(self) -> bool:
        """Whether what is made from the work must stay under its licence."""
        return any(term.kind.force == "reciprocal" for term in self.terms)

    def source(self, term: Term) -> str:
        """Where one of its terms stands."""
        return f"{self.spdx}, {term.section.partition(': ')[0]} ({self.url})"


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of terms, by name."""
    return {
        name: Kind(
            name=name,
            obligation=kind["obligation"],
            force=kind["force"],
            counts=frozenset(map(Exposure, kind["counts"])),
            restrictive=kind.get("restrictive", False),
            carried_by=frozenset(kind.get("carried_by", [])),
        )
        for name, kind in _data()["kinds"].items()
    }


def version() -> int:
    """Version of the rules."""
    return int(_data()["version"])


@cache
def terms_of(spdx: str) -> Terms | None:
    """What a licence asks, by its SPDX identifier; None where neither our list nor ScanCode's categories know it.

    An exception ('GPL-2.0-only WITH Classpath-exception-2.0') permits more: the terms are those of the licence before
    it, and builder/licences/relations.py looks for the whole.
    """
    licence = spdx.partition(" WITH ")[0]
    return _listed().get(licence) or _of_category(licence)


def listed() -> Iterable[str]:
    """Identifiers of the licences whose terms license_terms.toml has."""
    return _listed().keys()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((bundled("configs") / "license_terms.toml").read_text(encoding="utf-8"))


@cache
def _listed() -> dict[str, Terms]:
    found = {}
    for licence in _data()["licences"]:
        terms = tuple(Term(kinds()[kind], section) for kind, section in licence["terms"].items())
        facts = {"hosting": licence.get("hosting", False), "accepts": frozenset(licence.get("accepts", []))}
        for spdx in licence["spdx"]:
            found[spdx] = Terms(spdx, licence["url"], terms, **facts, accepts_source=licence.get("accepts_source", ""))
    return found


@cache
def _categories() -> dict[str, tuple[str, str]]:
    """SPDX identifier -> category and key of ScanCode's LicenseDB, which license-expression brings along."""
    return {
        entry["spdx_license_key"]: (entry["category"], entry["license_key"])
        for entry in get_license_index()
        if entry.get("spdx_license_key") and not entry["is_exception"]
    }


def _of_category(spdx: str) -> Terms | None:
    """Terms of a licence that only a category tells of: notices are kept, and copyleft is."""
    category, key = _categories().get(spdx, ("", ""))
    if category not in OPEN_CATEGORIES:
        return None
    names = ["notice", "share_alike"] if OPEN_CATEGORIES[category] else ["notice"]
    section = f"category '{category}'"
    return Terms(spdx, f"{LICENSE_DB}/{key}.html", tuple(Term(kinds()[name], section) for name in names))
