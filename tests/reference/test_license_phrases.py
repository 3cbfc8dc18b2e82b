"""Licences in running text and the SPDX expressions that they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reference.license_phrases import licenses_in

SAID = [
    ("CC-BY 4.0", "CC-BY-4.0"),
    ("a CC BY-NC-SA 2.5 licence", "CC-BY-NC-SA-2.5"),
    ("Attribution-ShareAlike 3.0 Unported", "CC-BY-SA-3.0"),
    ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License", "CC-BY-NC-SA-4.0"),
    ("Creative Commons license (CC BY 4.0)", "CC-BY-4.0"),
    ("https://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC-BY-NC-4.0"),
    ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
    ("the Apache License, Version 2.0", "Apache-2.0"),
    ("Apache Software License 2.0", "Apache-2.0"),
    ("Apache2", "Apache-2.0"),
    ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    ("the MIT licence", "MIT"),
    ("3-clause BSD", "BSD-3-Clause"),
    ("GPLv3", "GPL-3.0-only"),
    ("GNU General Public License, version 3 or later", "GPL-3.0-or-later"),
    ("GNU Lesser General Public License v2.1", "LGPL-2.1-only"),
    ("AGPL-3.0", "AGPL-3.0-only"),
    ("the Llama 3.1 Community License", "LicenseRef-llama3.1"),
    ("CreativeML OpenRAIL-M", "LicenseRef-creativeml-openrail-m"),
]
NONE = [
    "CC BY-NC",
    "a Creative Commons licence",
    "Apache License",
    "MIT CSAIL",
    "permit",
    "a GPL-style licence",
    "OpenRAIL",
]


@pytest.mark.parametrize(("text", "spdx"), SAID)
def test_a_licence_and_where_it_stands(text: str, spdx: str) -> None:
    found = list(licenses_in(text))
    assert {name for name, _, _ in found} == {spdx}
    assert all(0 <= start < end <= len(text) for _, start, end in found)


@pytest.mark.parametrize("text", NONE)
def test_no_licence(text: str) -> None:
    assert list(licenses_in(text)) == []


@given(st.text(alphabet="CcBYNSAD-3.0 attribution GPLv()Mit,", max_size=60))
def test_places_are_in_the_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for _, start, end in licenses_in(text))
