"""What a page says of its sources and of the scanner is what the settings and the code have."""

import pytest

from builder.dataset.method import FILES, LISTS, REPOSITORIES, SOURCES, is_share_alike, method
from builder.mapping.kinds import KINDS, NONE
from builder.settings.sources import FINDING
from builder.settings.sources import KINDS as KINDS_OF_SOURCES


def test_every_kind_of_source_has_its_sentence() -> None:
    assert set(SOURCES) == set(KINDS_OF_SOURCES)
    finding = {kind for kind, of in KINDS_OF_SOURCES.items() if of in FINDING}
    assert finding < REPOSITORIES
    assert set(KINDS_OF_SOURCES) == LISTS | REPOSITORIES | {"github_facts"}


def test_every_kind_of_file_is_named() -> None:
    kinds = {kind for kind, _ in KINDS if kind != NONE}
    assert set(FILES) == kinds
    named = method([]).files
    assert len(named) == len(set(named)) == len(kinds)


def test_a_source() -> None:
    source = {"name": "a", "kind": "hub_dump", "license": "mit", "taken_at": "2024-07-11T00:00:00", "complete": True}
    made = method([source])
    assert made.sources == [f"`a`: {SOURCES['hub_dump']}, taken on 2024-07-11, complete. Licence of the source: mit."]
    assert made.lists_models
    assert not made.scans


@pytest.mark.parametrize("kind", sorted(REPOSITORIES))
def test_repositories_are_scanned(kind: str) -> None:
    made = method([{"name": "a", "kind": kind}])
    assert made.scans
    assert made.sources[0].endswith("Licence of the source: unknown.")


@pytest.mark.parametrize(
    ("license_name", "holds"),
    [("CC-BY-SA-4.0", True), ("gpl-3.0", True), ("odbl", True), ("CC-BY-4.0", False), ("", False), ("saga", False)],
)
def test_is_share_alike(license_name: str, holds: bool) -> None:
    assert is_share_alike(license_name) is holds
    assert bool(method([{"name": "a", "kind": "git", "license": license_name}]).share_alike) is holds
