"""Addresses of code, papers and demonstrations, told apart by their host, their path and the words before them."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.vocabulary import TEMPLATE_PAPERS

GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([\w.-]{1,60})/([\w.-]{1,100})", re.ASCII)
ARXIV = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?", re.ASCII)
SPACE = re.compile(r"https?://(?:huggingface\.co/spaces/[\w.-]{1,60}/[\w.-]{1,100}|[\w-]{1,80}\.hf\.space/?)", re.ASCII)
TITLE = re.compile(r"\[([^\[\]\n]{1,300})\]\($")
RELEASED = re.compile(r"(?:first )?released in\s+(?:the |\[)?(?:this |official )?repository\W*$", re.IGNORECASE)
LABEL = re.compile(r"^\W*repository(?: \[optional\])?\W{1,6}$", re.IGNORECASE)
CODE = re.compile(r"(?:training (?:code|script)|fine-?tuning code|our (?:code|repository))[^.\n]{0,60}$", re.IGNORECASE)
INTRODUCED = re.compile(
    r"(?:introduced|presented|described|released)\s+(?:in|with|by)\s+(?:the\s+)?(?:this\s+)?(?:paper)?[^.\n]{0,40}$",
    re.IGNORECASE,
)
ABOUT = re.compile(r"\b(?:paper|introduced|presented|described|proposed|released|cite|citation|check)\b", re.IGNORECASE)
BEFORE = 400  # code points read before an address
UNTITLED = re.compile(r"(?:this|the|our)?\s*(?:paper|link|here|arxiv|article)", re.IGNORECASE)


def links(page: Page) -> Iterator[Candidate]:
    """Candidates of github_repo, papers and demo, in prose alone."""
    for found in GITHUB.finditer(page.text):
        if page.prose(found.start()):
            url = f"https://github.com/{found[1]}/{found[2].removesuffix('.git').rstrip('.')}"
            yield page.candidate("github_repo", url, found.start(), found.end(), _code_cue(page, found.start()))
    only = len({found[1] for found in ARXIV.finditer(page.text)} - TEMPLATE_PAPERS) == 1
    for found in ARXIV.finditer(page.text):
        if page.prose(found.start()) and found[1] not in TEMPLATE_PAPERS:
            before = page.text[max(0, found.start() - BEFORE) : found.start()]
            titled = TITLE.search(before)
            title = titled[1].strip('*" ') if titled and not UNTITLED.fullmatch(titled[1].strip()) else None
            line = before.rsplit("\n", 1)[-1]
            lead = before[: titled.start()] if titled else before
            cue = "url:only paper" if only and ABOUT.search(line) else "url:arxiv"
            cue = "cue:introduced in" if INTRODUCED.search(" ".join(lead.split())) else cue
            value = {"title": title, "url": f"https://arxiv.org/abs/{found[1]}"}
            yield page.candidate("papers", value, found.start(), found.end(), cue)
    for found in SPACE.finditer(page.text):
        if page.prose(found.start()):
            yield page.candidate("demo", found[0], found.start(), found.end(), "url:space")


def _code_cue(page: Page, start: int) -> str:
    before = page.text[max(0, start - BEFORE) : start]
    link = before.rfind("[")
    if RELEASED.search(" ".join(before.removesuffix("(").removesuffix("]").split())):
        return "cue:released in"
    line = before.rsplit("\n", 1)[-1]
    if LABEL.match(line):
        return "label:repository"
    if CODE.search(line) or (link >= 0 and CODE.search(before[:link].rsplit("\n", 1)[-1])):
        return "cue:training code"
    return "url:github"
