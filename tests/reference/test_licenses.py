"""Names and texts of licences as SPDX expressions, and the data behind them."""

import re
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from builder.reference.licenses import (
    detect_license,
    fold_name,
    fold_text,
    license_spdx,
    load_licenses,
    scancode_spdx,
)

# https://huggingface.co/docs/hub/repositories-licenses, 2026-10
HUB = """
apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m afl-3.0
artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0
cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl
lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl openmdw-1.0
openmdw-1.1 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license
fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community gemma unknown other
"""

UNCERTAIN_NAMES = [
    pytest.param(None, id="none"),
    pytest.param("", id="empty"),
    pytest.param("other", id="other"),
    pytest.param("cc-by-nc", id="no version"),
    pytest.param("mit, apache-2.0", id="two licences: a choice or a stack"),
    pytest.param("my-own-license", id="nobody's"),
    pytest.param("LicenseRef-LICENSE", id="a reference that only its author can resolve"),
    pytest.param("MIT AND (", id="broken expression"),
    pytest.param("()", id="empty expression"),
    pytest.param("(MIT)(", id="bracket that opens nothing"),
]
NAMES = [
    pytest.param("mit", "MIT", id="identifier of the Hub"),
    pytest.param(" Apache 2.0 ", "Apache-2.0", id="letter case and spaces"),
    pytest.param("MIT License", "MIT", id="full name"),
    pytest.param("gpl-3.0", "GPL-3.0-only", id="old id of SPDX is the -only form"),
    pytest.param("gpl-3.0+", "GPL-3.0-or-later", id="or later, as SPDX wrote it once"),
    pytest.param("bsd-3-clause or Apache-2.0", "BSD-3-Clause OR Apache-2.0", id="expression"),
    pytest.param("llama3.1", "LicenseRef-llama3.1", id="licence of a model"),
    pytest.param("openrail", "LicenseRef-openrail", id="family of model licences"),
    pytest.param("gpl", "GPL-1.0-or-later", id="a GNU licence without a version: any"),
    pytest.param("bsd", "LicenseRef-bsd", id="a family without such a rule"),
    pytest.param("openrail++", "LicenseRef-openrail-plus-plus", id="signs that SPDX does not allow"),
    pytest.param("LicenseRef-scancode-gemma-tou-2024-04-01", "LicenseRef-gemma", id="ScanCode's name"),
]


@pytest.mark.parametrize("name", UNCERTAIN_NAMES)
def test_uncertain_name_is_null(name: str | None) -> None:
    assert license_spdx(name) is None


@pytest.mark.parametrize(("name", "expression"), NAMES)
def test_name_is_an_expression(name: str, expression: str) -> None:
    assert license_spdx(name) == expression
    assert license_spdx(expression) == expression


pieces = st.sampled_from(["MIT", "GPL-2.0", "(", ")", " and ", " or ", " with ", "+", "-", "Classpath-exception-2.0"])


@given(st.text(max_size=60) | st.lists(pieces, max_size=9).map("".join))
def test_any_name_is_null_or_an_expression(name: str) -> None:
    expression = license_spdx(name)
    assert expression is None or license_spdx(expression) == expression


def test_every_identifier_of_the_hub_is_known() -> None:
    licenses = load_licenses()
    assert {name for name in HUB.split() if name not in licenses.ambiguous} <= licenses.spellings.keys()
    assert licenses.ambiguous <= set(HUB.split())
    assert not licenses.ambiguous & licenses.spellings.keys()


def test_every_spdx_value_is_an_expression_of_spdx() -> None:
    licenses = load_licenses()
    for value in {*licenses.spellings.values(), *(text.spdx for text in licenses.texts)}:
        reference = re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", value)
        assert reference or str(get_spdx_licensing().parse(value, validate=True, strict=True)) == value


def test_keys_and_phrases_can_be_met() -> None:
    licenses = load_licenses()
    assert [name for name in licenses.spellings if fold_name(name) != name] == []
    phrases = [phrase for text in licenses.texts for phrase in (*text.all, *text.none, *text.restrictions)]
    assert [phrase for phrase in phrases if fold_text(phrase) != phrase or not phrase] == []


MIT = """
MIT License

Copyright (c) 2020 Nobody

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND
"""
BSD_2 = """
Redistribution and use in source and binary forms, with or without modification, are permitted:

1. Redistributions of source code must retain the above copyright notice.
2. Redistributions in binary form must reproduce the above copyright notice.
"""
BSD_3 = (
    BSD_2
    + """
3. Neither the name of the author nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.
"""
)
BSD_4 = BSD_2 + "3. All advertising materials mentioning features of this software must display an acknowledgement."
APACHE = "Apache License\n   Version 2.0, January 2004\n  http://www.apache.org/licenses/"
APACHE_NOTICE = '# Licensed under the Apache License, Version 2.0 (the "License");\n# you may not use this file'
GPL_3 = "GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007\n\n"
GPL_APPENDIX = """
either version 3 of the License, or (at your option) any later version. See the GNU General Public License.
Use the GNU Lesser General Public License or the GNU Affero General Public License instead.
"""
GPL_NOTICE = """
 * under the terms of the GNU General Public License as published by the Free Software Foundation,
 * either version 3 of the License, or (at your option) any later version.
"""
CC_BY_NC = (
    "Attribution-NonCommercial 4.0 International\nCreative Commons Attribution-NonCommercial 4.0 International Public"
)

UNCERTAIN_TEXTS = [
    pytest.param("", id="empty"),
    pytest.param("Copyright 2020. All rights reserved.", id="no licence"),
    pytest.param("See LICENSE.MIT or LICENSE.APACHE", id="only names"),
    pytest.param(MIT + APACHE, id="two licences in one file"),
    pytest.param(MIT + "\nFor non-commercial use only.", id="restricted by a sentence"),
    pytest.param(MIT + "notices " * 1000, id="notices of others beside it"),
    pytest.param(MIT.replace("The above copyright notice and this permission notice", "Nothing"), id="MIT-0"),
    pytest.param(BSD_4, id="the advertising clause"),
    pytest.param("SPDX-License-Identifier: MIT\nSPDX-License-Identifier: ISC", id="two identifiers"),
    pytest.param("SPDX-License-Identifier: Nobodys-Own\n" + MIT, id="unknown identifier"),
    pytest.param(APACHE + " " * 2_000_000, id="no licence is that long"),
]
TEXTS = [
    pytest.param(MIT, "MIT", id="MIT"),
    pytest.param(textwrap.indent(MIT, " * ", lambda _: True), "MIT", id="MIT in a comment"),
    pytest.param(BSD_2, "BSD-2-Clause", id="two clauses"),
    pytest.param(BSD_3, "BSD-3-Clause", id="three clauses"),
    pytest.param(APACHE, "Apache-2.0", id="title of a text"),
    pytest.param(APACHE_NOTICE, "Apache-2.0", id="notice of a header"),
    pytest.param(GPL_3 + GPL_APPENDIX, "GPL-3.0-only", id="GPL with its appendix"),
    pytest.param(GPL_NOTICE, "GPL-3.0-or-later", id="GPL by notice"),
    pytest.param(CC_BY_NC, "CC-BY-NC-4.0", id="Creative Commons with an element more"),
    pytest.param("// SPDX-License-Identifier: (MIT or Apache-2.0) */\n", "MIT OR Apache-2.0", id="identifier"),
]


@pytest.mark.parametrize("text", UNCERTAIN_TEXTS)
def test_uncertain_text_is_null(text: str) -> None:
    assert detect_license(text) is None


@pytest.mark.parametrize(("text", "expression"), TEXTS)
def test_text_is_known(text: str, expression: str) -> None:
    assert detect_license(text) == expression


def test_scanning_needs_neither_arrow_nor_yaml() -> None:
    code = """
import sys
import builder.reference.domains, builder.reference.licenses
sys.exit(bool({"pyarrow", "yaml"} & sys.modules.keys()))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("key", "expression"),
    [
        pytest.param("proprietary-license", None, id="a key for what is no one licence"),
        pytest.param("bsd-new", "BSD-3-Clause", id="a key of ScanCode's own"),
        pytest.param("gpl-3.0-plus", "GPL-3.0-or-later", id="or later"),
        pytest.param("stable-diffusion-2022-08-22", "LicenseRef-creativeml-openrail-m", id="a model's licence"),
        pytest.param("apache-2.0 WITH llvm-exception", "Apache-2.0 WITH LLVM-exception", id="with an exception"),
    ],
)
def test_scancode_keys(key: str, expression: str | None) -> None:
    assert scancode_spdx(key) == expression
