"""configs/license_terms.toml: every licence in use has its terms, and each term its section."""

import pytest

from builder.licences.interface import Exposure
from builder.licences.terms import kinds, listed, terms_of
from builder.reference.licenses import license_spdx, load_licenses

# Licences that more than 50 of the 759,951 models of the Hub's list of 2024-07-11 declare, the most frequent first
IN_USE = """
apache-2.0 mit openrail creativeml-openrail-m cc-by-nc-4.0 llama2 cc-by-4.0 llama3 openrail++ afl-3.0 cc-by-nc-sa-4.0
cc-by-sa-4.0 gpl-3.0 gemma artistic-2.0 bsd-3-clause bigscience-openrail-m bigscience-bloom-rail-1.0 cc-by-nc-nd-4.0
bigcode-openrail-m wtfpl agpl-3.0 cc0-1.0 unlicense cc-by-sa-3.0 gpl bsd cc-by-nc-2.0 cc-by-3.0 cc-by-2.0 gpl-2.0
lgpl-3.0 c-uda bsl-1.0 bsd-2-clause cc-by-nd-4.0 osl-3.0 cc-by-nc-3.0 ms-pl pddl cdla-permissive-2.0
"""


@pytest.mark.parametrize("name", IN_USE.split())
def test_licence_in_use_has_terms(name: str) -> None:
    spdx = license_spdx(name)
    assert spdx is not None
    assert terms_of(spdx) is not None


@pytest.mark.parametrize("spdx", ["MIT-0", "0BSD", "Unlicense", "CC0-1.0"])
def test_licence_that_asks_for_nothing(spdx: str) -> None:
    found = terms_of(spdx)
    assert found is not None
    assert found.terms == ()


def test_every_licence_of_the_hub_but_families_has_terms() -> None:
    known = {spdx for spdx in load_licenses().spellings.values() if terms_of(spdx)}
    assert set(load_licenses().spellings.values()) - known == {"LicenseRef-cc", "LicenseRef-grok2-community"}


def test_every_name_is_one_of_the_project() -> None:
    assert [spdx for spdx in listed() if license_spdx(spdx) != spdx] == []


def test_every_term_has_a_section_and_every_licence_an_address() -> None:
    for spdx in listed():
        found = terms_of(spdx)
        assert found is not None
        assert found.url.startswith("https://")
        assert all(term.section for term in found.terms)


def test_every_kind_is_used_and_carried_by_kinds_that_exist() -> None:
    used = {term.kind.name for spdx in listed() for term in (terms_of(spdx) or pytest.fail(spdx)).terms}
    assert used == set(kinds())
    assert all(kind.carried_by <= set(kinds()) for kind in kinds().values())


def test_terms_of_a_category() -> None:
    assert terms_of("LicenseRef-nobody") is None
    assert terms_of("PolyForm-Noncommercial-1.0.0") is None  # restricts use: its terms would have to be listed
    found = terms_of("BlueOak-1.0.0")
    assert found is not None
    assert not found.reciprocal
    assert "Permissive" in found.source(found.terms[0])
    copyleft = terms_of("CECILL-2.1")
    assert copyleft is not None
    assert copyleft.reciprocal


def test_terms_count_at_their_exposure() -> None:
    found = terms_of("GPL-3.0-only")
    assert found is not None
    assert found.at(Exposure.REFERENCED) == ()
    assert {term.kind.name for term in found.at(Exposure.DERIVED)} >= {"share_alike", "source"}
