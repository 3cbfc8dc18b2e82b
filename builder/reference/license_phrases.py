"""Licences as a sentence names them ('the Creative Commons Attribution 4.0 International licence'), or links to them.

Names of one word that a record declares are in configs/licenses.toml; here are the spellings of running text. A name
without the version that its SPDX expression needs ('CC BY-NC', 'Apache License') names no licence.
"""

import re
from collections.abc import Iterator

from builder.reference.licenses import license_spdx

CC_WORDS = (
    ("BY", r"attribution|by"),
    ("NC", r"non-?commercial|nc"),
    ("SA", r"share-?alike|sharealike|sa"),
    ("ND", r"no-?deriv(?:ative|ate)?(?:s|ive works)?|nd"),
)
_BETWEEN = r"[\s,/&-]{0,3}"
_ELEMENTS = rf"(?:(?:{'|'.join(words for _, words in CC_WORDS)})\b{_BETWEEN}){{1,5}}"
CREATIVE_COMMONS = re.compile(
    rf"(?:creative commons{_BETWEEN}(?:licen[sc]e\s)?\(?|\bcc{_BETWEEN})(?P<elements>{_ELEMENTS})"
    r"(?:licen[sc]e\b[\s,]{0,2})?(?:version |v)?\(?(?P<version>[1-4]\.[05])?|"
    r"\battribution(?P<rest>(?:[\s-]{1,3}(?:non-?commercial|share-?alike|no-?deriv\w{0,6}))*)\s"
    r"(?P<bare>[1-4]\.[05])(?=\s(?:international|unported|generic))",
    re.IGNORECASE,
)
CC_LINK = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by[a-z-]{0,9})/|publicdomain/(?P<zero>zero)/)(?P<version>\d\.\d)"
)
_V = r"[\s,]{1,3}(?:licen[sc]e[\s,]{1,3})?(?:version[\s-]{0,2}|v\.?\s?)?"


def _gnu(kind: str, major: str) -> re.Pattern[str]:
    later = r"(?P<later>\+|\s(?:or|or any)\slater|-or-later)?"
    return re.compile(
        rf"\b(?:gnu\s)?(?:{kind})(?:{_V}|-v?|v?)(?P<major>{major})(?:\.0)?{later}(?!\.?\d)", re.IGNORECASE
    )


NAMES = (
    (re.compile(rf"\bapache(?:\s(?:software|public))?(?:-|{_V})?2(?:\.0)?\b", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"\bMIT\b(?! CSAIL)(?:[\s-](?i:licen[sc]e))?"), "MIT"),
    (re.compile(r"\b(?:BSD[\s-]{1,2}3(?:[\s-]{1,2}clause)?|3-clause\sBSD)\b", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"\b(?:BSD[\s-]{1,2}2(?:[\s-]{1,2}clause)?|2-clause\sBSD)\b", re.IGNORECASE), "BSD-2-Clause"),
    (re.compile(r"\b(?:CC-?0|creative commons zero)\b(?:[\s-]1\.0)?", re.IGNORECASE), "CC0-1.0"),
    (
        re.compile(r"\bcreativeml\s(?:open\s?)?rail(?:\+\+)?[\s-]?-?m\b", re.IGNORECASE),
        "LicenseRef-creativeml-openrail-m",
    ),
    (
        re.compile(r"\bbigscience\s(?:bloom\s)?(?:open)?rail(?:[\s-]m)?\b", re.IGNORECASE),
        "LicenseRef-bigscience-openrail-m",
    ),
    (re.compile(r"\bbigcode\sopenrail-m\b", re.IGNORECASE), "LicenseRef-bigcode-openrail-m"),
    (re.compile(r"\bgemma\s(?:terms\sof\suse|licen[sc]e)\b", re.IGNORECASE), "LicenseRef-gemma"),
)
LLAMA = re.compile(
    r"\b(?:meta\s)?llama[\s-]?(?P<version>[2-4](?:\.[1-3])?)\s(?:community\s)?licen[sc]e\b", re.IGNORECASE
)
GNU = (
    (_gnu(r"affero\sgeneral\spublic|agpl", "3"), "AGPL"),
    (_gnu(r"(?:lesser|library)\sgeneral\spublic|lgpl", r"2\.1|3"), "LGPL"),
    (_gnu(r"(?<!lesser\s)(?<!library\s)(?<!affero\s)general\spublic|gpl", "2|3"), "GPL"),
)
LINKS = (
    (re.compile(r"apache\.org/licenses/LICENSE-2\.0", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"opensource\.org/licenses?/mit\b", re.IGNORECASE), "MIT"),
    (re.compile(r"gnu\.org/licenses/agpl-3\.0", re.IGNORECASE), "AGPL-3.0-only"),
    (re.compile(r"gnu\.org/licenses/lgpl-3\.0", re.IGNORECASE), "LGPL-3.0-only"),
    (re.compile(r"gnu\.org/licenses/gpl-3\.0", re.IGNORECASE), "GPL-3.0-only"),
)


def licenses_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The SPDX expression, start and end of each licence that a short text names or links to, not in its order."""
    for found in CREATIVE_COMMONS.finditer(text):
        if (spdx := _creative_commons(found)) is not None:
            yield spdx, found.start(), found.end()
    for found in CC_LINK.finditer(text):
        name = "CC0-1.0" if found["zero"] else f"CC-{found['kind'].upper()}-{found['version']}"
        if (spdx := license_spdx(name)) is not None:
            yield spdx, found.start(), found.end()
    for words, spdx in (*NAMES, *LINKS):
        for found in words.finditer(text):
            yield spdx, found.start(), found.end()
    for found in LLAMA.finditer(text):
        if (spdx := license_spdx(f"llama{found['version']}")) is not None:
            yield spdx, found.start(), found.end()
    for words, family in GNU:
        for found in words.finditer(text):
            major = found["major"] if "." in found["major"] else f"{found['major']}.0"
            yield f"{family}-{major}-{'or-later' if found['later'] else 'only'}", found.start(), found.end()


def _creative_commons(found: re.Match[str]) -> str | None:
    """The expression of a Creative Commons licence, None without a version or for a set that was never published."""
    said = (found["elements"] or f"attribution {found['rest'] or ''}").casefold()
    parts = [name for name, words in CC_WORDS if re.search(rf"\b(?:{words})\b", said)]
    version = found["version"] or found["bare"]
    return license_spdx(f"CC-{'-'.join(parts)}-{version}") if version else None
