"""Papers that a card cites in BibTeX, by their title and address."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.reference.card_words import load_card_words
from builder.reference.same_names import folded

ENTRY = re.compile(r"@(?P<kind>[a-z]{4,20})\s{0,5}\{\s{0,5}[^\s,{}]{0,100}\s{0,5},", re.IGNORECASE)
FIELD = re.compile(
    r"\b(?P<name>title|url|howpublished|eprint|doi|journal)\s{0,20}=\s{0,20}"
    r"(?:\{(?P<braced>(?:[^{}]|\{[^{}]{0,200}\}){1,400})\}|\"(?P<quoted>[^\"]{1,400})\")",
    re.IGNORECASE,
)
NO_PAPER = frozenset(("comment", "dataset", "misc", "online", "preamble", "software", "string"))
WORD = re.compile(r"[^\W_]{4,40}")
ASKED = re.compile(  # that the paper be cited, right before the entry
    r"\bcit(?:e|ing|ed) (?:(?:\w+ ){0,4})?(?:this|our|us|as|the(?: following)?|it|me|them|my|if)\b"
    r"|\b(?:this|our) (?:\w+ ){0,3}(?:work|model|paper|repo\w*|code)\b[^.\n]{0,60}\bcit(?:e|ing|ation)",
    re.IGNORECASE,
)
CITING = re.compile(r"\b(?:cit(?:e|ing|ations?)|bibtex)\b", re.IGNORECASE)  # a heading or a label
SEVERAL = re.compile(r"\b(?:papers|works|articles|publications)\b", re.IGNORECASE)
TOOL = frozenset(("toolkit", "library"))
BEFORE = 220  # code points before an entry
NUMBER = re.compile(r"(?<!\d)\d{4}\.\d{4,5}(?!\d)", re.ASCII)
ADDRESS = re.compile(r"https?://[^\s{}\\]{4,300}", re.ASCII)
HUB = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|github\.com)/", re.IGNORECASE)  # software, no paper
LONGEST = 6000  # code points of an entry: abstracts are long


def citations(page: Page) -> Iterator[Candidate]:
    """A candidate of papers for each entry that has a title; without an address those of kinds that papers have."""
    if not page.has("@"):
        return
    entries, known = list(ENTRY.finditer(page.text)), load_card_words()
    own = own_words(page)
    for number, entry in enumerate(entries):
        end = entries[number + 1].start() if number + 1 < len(entries) else len(page.text)
        fields: dict[str, re.Match[str]] = {}
        for field in FIELD.finditer(page.text, entry.end(), min(end, entry.end() + LONGEST)):
            fields.setdefault(field["name"].lower(), field)
        title, url = fields.get("title"), _url(fields)
        kind = entry["kind"].lower()
        if title is None or (kind in NO_PAPER and (HUB.match(url) if url else kind != "misc")):
            continue
        part = "braced" if title["braced"] else "quoted"
        said = " ".join(title[part].replace("{", "").replace("}", "").split())
        cue = "bibtex:only entry" if len(entries) == 1 else "bibtex:one of several"
        words = set(WORD.findall(said.casefold()))
        named = own & words and not words & known.other_work
        lead = page.text[max(0, entry.start() - BEFORE) : entry.start()]
        asked = ASKED.search(lead) is not None and not SEVERAL.search(lead) and not words & TOOL
        cue = f"{cue}, asked for" if asked and number == 0 else cue
        cue = ("bibtex:own name, asked for" if asked and number == 0 else "bibtex:own name") if named else cue
        cue += ", first" if cue == "bibtex:own name" and number == 0 else ""
        if kind in NO_PAPER and url is None:
            cue = (
                f"bibtex:without address{', own name' if named else ''}{', asked for' if asked and number == 0 else ''}"
            )
        elif not named and not asked:
            under = any(map(CITING.search, page.heading(entry.start())[-1:])) or CITING.search(lead[-80:]) is not None
            other = words & (known.other_work | TOOL) or folded(said).startswith(known.foundations)
            cue += ", other work" if other else ", to cite" if under and number == 0 else ""
        if said:
            yield page.candidate("papers", {"title": said, "url": url}, title.start(part), title.end(part), cue)


def own_words(page: Page) -> set[str]:
    """The words of the model's name that few other models share."""
    return set(WORD.findall((page.model_id or "").rpartition("/")[2].casefold())) - load_card_words().widespread


def _url(fields: dict[str, re.Match[str]]) -> str | None:
    """The address of a paper: on arXiv where a number of arXiv is given, else the one that is written, or its DOI's."""
    values = {name: field["braced"] or field["quoted"] for name, field in fields.items()}
    for name in ("eprint", "url", "journal", "howpublished"):
        number = NUMBER.search(values.get(name, ""))
        if number and (name == "eprint" or "arxiv" in values[name].lower()):
            return f"https://arxiv.org/abs/{number[0]}"
    written = ADDRESS.search(values.get("url", "") or values.get("howpublished", ""))
    if written:
        return written[0]
    return f"https://doi.org/{values['doi'].strip()}" if values.get("doi", "").strip().startswith("10.") else None
