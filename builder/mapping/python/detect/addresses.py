"""Addresses of files on the Hub in code that no call was seen to fetch: what tables of downloads hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from builder import patterns as re
from builder.mapping.found import WEIGHTY, Found, Target
from builder.mapping.names import fetched, loads_of_file
from builder.mapping.python.values.values import File
from builder.reference.signatures import Signatures

LIBRARY = "huggingface_hub"
ADDRESS = re.compile(
    rb"https?://(?:huggingface\.co|hf\.co|hf-mirror\.com)/[\w.-]+/[\w.-]+/(?:resolve|blob)/[^\s\"'\\<>)]{1,300}"
)
HOSTS = (b"//huggingface.co/", b"//hf.co/", b"//hf-mirror.com/")
FETCHING = re.compile(rb"urlopen|urlretrieve|download|requests|httpx|wget|curl|aiohttp|fetch", re.IGNORECASE)
QUOTES = (b'"', b"'")
PREFIXES = re.compile(rb"[rRfFuU]{0,2}[\"']")


def found(file: File, known: Collection[str | None], signatures: Signatures) -> Iterator[Found]:
    """The models whose files a file's code has addresses of, where it fetches addresses and none is known yet."""
    data = file.facts.data
    if not any(host in data for host in HOSTS) or ADDRESS.search(data) is None or FETCHING.search(data) is None:
        return  # in this order: the last takes the longest
    for match in ADDRESS.finditer(data):
        address = match[0].partition(b"{")[0].decode("utf-8", "replace")
        one = fetched(address, signatures.names)
        if one is None or one[0].name in known or not _is_value(file, match):
            continue
        loads = "model" if "{" in match[0].decode("utf-8", "replace") else loads_of_file(address)
        line = file.facts.row(match.start()) + 1
        yield Found(
            target=Target(LIBRARY, "address", loads, "huggingface"),
            line=line,
            column=file.facts.column(match.start()),
            argument_line=line,
            code=file.facts.excerpt(match.start(), match.end()),
            expression=file.facts.excerpt(match.start(), match.end()),
            name=one[0].name,
            resolution="constant",
            usage="selectable",
            revision=one[0].revision,
            weights="requested" if loads in WEIGHTY else None,
        )


def _is_value(file: File, match: re.Match[bytes]) -> bool:
    """Whether an address is a text of its own in code: no comment, no part of a docstring or of a sentence."""
    data, place = file.facts.data, match.start()
    if data[place - 1 : place] not in QUOTES or not file.facts.regions.is_code(place - 1):
        return False
    stands = file.facts.statement(place)
    return stands is not None and PREFIXES.match(data, stands[1].start) is None
