"""Addresses of code, papers and demonstrations, told apart by their host, their path and the words before them."""

import re
from collections.abc import Iterator

from builder.extraction.candidates.citations import citations, own_words
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.vocabulary import TEMPLATE_PAPERS
from builder.reference.card_words import load_card_words
from builder.reference.same_names import same_name

GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([\w.-]{1,60})/([\w.-]{1,100})", re.ASCII)
ARXIV = re.compile(  # from the word on: an address, or 'arXiv:' with the number
    r"arxiv(?:\.org/(?:abs|pdf|html)/|(?:[ _-]preprint)?\s?[:.\s-]\s?(?:arxiv:)?)(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?",
    re.ASCII | re.IGNORECASE,
)
SCHEME = re.compile(r"https?://(?:www\.|browse\.)?$", re.ASCII)
SPACE = re.compile(r"https?://(?:huggingface\.co/spaces/[\w.-]{1,60}/[\w.-]{1,100}|[\w-]{1,80}\.hf\.space/?)", re.ASCII)
DEMO = re.compile(  # before an address: a label, or words that offer to try the model there
    r"^\W*(?:(?:online|live|interactive|web|gradio|hf|huggingface|project) )?demos?(?: \[optional\]| link)?\s?[:*|]"
    r"\W{0,6}(?:\[[^\]\n]{0,80}\]\()?$"
    r"|(?P<words>(?:\bdemo\b(?! (?:model|code|was|data))|\btry (?:it|this|the model|out)\b|\bplayground\b)"
    r"[^.\n]{0,60}$)",
    re.IGNORECASE,
)
ANY = re.compile(r"https?://[^\s()<>\[\]\"'`|]{4,300}", re.ASCII)
NO_DEMO = re.compile(
    r"exbert|/blob/|/tree/|\.(?:ipynb|gif|png|jpe?g|svg|pdf|py|mp4)\b|arxiv\.org|youtu|wandb\.|colab\.|/notebooks?/|github\.com"
    r"|/(?:docs|blog|papers|datasets)/|huggingface\.co/(?!spaces)[\w.-]+/[\w.-]+/?$",
    re.IGNORECASE,
)
REFERENCES = re.compile(  # a section that lists works of others beside one's own
    r"\W{0,3}(?:references?|bibliography|literature|(?:related|prior|previous) (?:work|papers?|research)"
    r"|further reading|sources)\W{0,3}",
    re.IGNORECASE,
)
OWN_PAPER = re.compile(  # a section about the model's own paper
    r"\W{0,3}(?:(?:please )?(?:cite|citing|citations?|referencing|how to cite|(?:our )?paper|publication|article)"
    r"\b.{0,40}|(?:more|further) (?:details|information).{0,40}\bpaper.{0,20}"
    r"|.{0,40}\bcitation(?: info(?:rmation)?)?)\W{0,3}",
    re.IGNORECASE,
)
TITLE = re.compile(r"\[([^\[\]\n]{1,300})\]\($")
RELEASED = re.compile(r"(?:first )?released in\s+(?:the |\[)?(?:this |official )?repository\W*$", re.IGNORECASE)
LABEL = re.compile(
    r"^\W*(?:(?:\w+ ){0,2}(?:repository|repo)(?: \[optional\])?|(?:source |training |framework & )?code|github|project)"
    r"\s?[:*]\W{0,6}(?:see\W{1,3})?"
    r"(?:\[[^\]\n]{0,80}\]\()?$",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(?:training (?:code|scripts?|notebook)|fine-?tuning (?:code|scripts?)|our (?:code|repository)"
    r"|(?:scripts?|code|notebooks?) (?:used )?(?:for|to) (?:the |this )?(?:model )?(?:pre-?|fine-?)?(?:train|tun)\w*)"
    r"(?:(?!official|original)[^.\n]){0,70}$",
    re.IGNORECASE,
)
REPOSITORY = re.compile(  # what a link to a repository of one's own is called
    r"(?:(?:our|the|this|my|main|official|accompanying|project(?:['’]?s)?|own) )*"
    r"(?:git ?hub(?: (?:repo(?:sitory)?|page|link|project))?|(?:code )?repo(?:sitory)?|(?:source )?code|project page)",
    re.IGNORECASE,
)
FOUND_AT = re.compile(  # words before an address in the text, or a link called 'here'
    r"\b(?:git ?hub|repo(?:sitory)?|(?:source )?code|project|scripts?)\b[^.\n|]{0,40}"
    r"(?:found|available|at|see|is|released|hosted|published|on|visit|:)[^.\n|]{0,20}$",
    re.IGNORECASE,
)
RESULTS = re.compile(r"\bresults?\b", re.IGNORECASE)
HERE = re.compile(r"\[\W{0,4}(?:here|link|this(?: link| repo\w*)?|github)\W{0,4}\]\($", re.IGNORECASE)
INTRODUCED = re.compile(
    r"(?:introduced|presented|described|released)\s+(?:in|with|by)\b[^.\n]{0,50}$"
    r"|\bmodels?\b[^.\n]{0,40} proposed in\b[^.\n]{0,50}$"
    r"|\bour (?:\S{1,20} ){0,3}(?:paper|publication|article|preprint)\b[^.\n]{0,45}$",
    re.IGNORECASE,
)
ABOUT = re.compile(r"\b(?:paper|introduced|presented|described|proposed|released|cite|citation|check)\b", re.IGNORECASE)
DATA = re.compile(r"data|corpus|corpora|squad|bench|tools$", re.IGNORECASE)
TERMS = re.compile(r"/\S{0,200}licen[sc]e", re.IGNORECASE)
OTHER_USE = re.compile(r"\bdata\b|data ?set|corpus|corpora|evaluat|original|trained on|\|", re.IGNORECASE)
LEAST_WORDS = 5  # of a paper's whole title
BEFORE = 400  # code points read before an address
JOURNAL = re.compile(
    r"(?:journal|eprint|url|note|howpublished|volume)\s{0,12}=\s{0,12}[{\"][^{}\"\n]{0,40}$", re.IGNORECASE
)
UNTITLED = re.compile(
    r"(?:this|the|our|here)?\s*(?:link|here|arxiv|article|pdf|publication)|.{0,30}\bpaper(?: \w+)?", re.IGNORECASE
)
PUBLISHED = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((https?://(?:(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology|openreview\.net/(?:forum|pdf)"
    r"|(?:dx\.)?doi\.org|papers\.n(?:eur)?ips\.cc|proceedings\.mlr\.press|openaccess\.thecvf\.com|dl\.acm\.org/doi"
    r"|isca-speech\.org/archive|ieeexplore\.ieee\.org/(?:abstract/)?document|link\.springer\.com/(?:article|chapter)))"
    r"[^\s()]{3,300})\)",
    re.IGNORECASE,
)

DOCUMENT = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((https?://(?!arxiv\.org|github\.com|(?:www\.)?huggingface\.co)[^\s()]{6,300}\.pdf)\)",
    re.IGNORECASE,
)
NO_PAPER = re.compile(  # DOIs of archives of data and software
    r"//(?:dx\.)?doi\.org/10\.(?:5281/zenodo|57967/hf|5061/dryad|7910/dvn|6084/m9|17632)", re.IGNORECASE
)
THANKED = re.compile(  # in the sentence before an address: a machine or a grant may have a DOI
    r"\b(?:acknowledg|thank|grateful|support(?:ed)? (?:from|by|of)\b|funded by\b)(?:[^.]|\.(?!\s))*$", re.IGNORECASE
)
PAPER = re.compile(r"\b(?:paper|thesis|article|publication|preprint|report)\b", re.IGNORECASE)
REFERENCE = re.compile(r"\bet al\b|\b(?:19|20)\d\d[a-z]?\)?$", re.IGNORECASE)  # 'Moss et al., 2019'
ACCEPTED = re.compile(  # a line that is a title, with where it appears
    r"^[#*\s]{0,6}((?:[^\s\[\]()]{1,40} ){4,30}[^\s\[\]()]{1,40})\s{0,3}[\[(]"
    r"(?:accepted|published|to appear) (?:at|by|in|to|for)\b[^\[\]()\n]{2,60}[\])]",
    re.IGNORECASE | re.MULTILINE,
)
ASKED = re.compile(
    r"\b(?:cite|paper(?: titled| entitled| called)?|article),?:?\s[*_]{0,2}[\"“]"
    r"([^\"”“\n]{20,250}?)[.,]?(?:[\"”]|(?<=\w)\.\s(?=[A-Z]))",
    re.IGNORECASE,
)
APPEARS = ("[accepted", "(accepted", "[published", "(published", "[to appear", "(to appear")
OWN = frozenset(("cue:introduced in", "url:only paper", "heading:own paper", "url:own name"))


def links(page: Page) -> Iterator[Candidate]:
    """Candidates of github_repo, papers and demo, in prose alone."""
    yield from _repositories(page)
    numbered = list(page.found(("arxiv",), ARXIV))
    only = len({found[1] for found in numbered} - TEMPLATE_PAPERS) == 1
    papers = [one for one in _papers(page, numbered, only) if only or not any(map(REFERENCES.fullmatch, one.heading))]
    yield from papers
    if not any(one.cue in OWN for one in papers):  # the prose names the model's own paper first
        said = {same_name("papers", one.value["title"] or "") for one in papers} | {one.value["url"] for one in papers}
        for one in citations(page):
            if one.value["url"] not in said and same_name("papers", one.value["title"]) not in said:
                yield one
    yield from _demos(page)


def _papers(page: Page, numbered: list[re.Match[str]], only: bool) -> Iterator[Candidate]:
    """Papers by their number of arXiv or their address; `only`: no other one is named."""
    for found in numbered:
        if (
            page.within("code", found.start()) is None
            and found[1] not in TEMPLATE_PAPERS
            and not _cited(page.text, found.start())
        ):
            scheme = SCHEME.search(page.text, max(0, found.start() - 20), found.start())
            start = scheme.start() if scheme else found.start()
            before = page.text[max(0, start - BEFORE) : start]
            titled = TITLE.search(before)
            title = titled[1].strip('*" ') if titled and not UNTITLED.fullmatch(titled[1].strip()) else None
            line = before.rsplit("\n", 1)[-1]
            lead = before[: titled.start()] if titled else before
            cue = "url:only paper" if only and ABOUT.search(line) else "url:arxiv"
            cue = (
                "heading:own paper"
                if cue == "url:arxiv" and any(map(OWN_PAPER.fullmatch, page.heading(found.start())[-1:]))
                else cue
            )
            cue = _titled(page, title) if title and cue == "url:arxiv" else cue
            cue = "url:arxiv in heading" if cue == "url:arxiv" and not page.prose(found.start()) else cue
            cue = "cue:introduced in" if INTRODUCED.search(" ".join(lead.split())) else cue
            value = {"title": title, "url": f"https://arxiv.org/abs/{found[1]}"}
            yield page.candidate("papers", value, start, found.end(), cue)
    for pattern, kind in ((PUBLISHED, "url:published"), (DOCUMENT, "url:pdf")):
        for found in pattern.finditer(page.text) if kind == "url:published" or page.has(".pdf)") else ():
            if page.prose(found.start()) and not (kind == "url:pdf" and PUBLISHED.match(page.text, found.start())):
                yield from _published(page, found, kind)
    for found in ACCEPTED.finditer(page.text) if page.has(*APPEARS) else ():
        value = {"title": found[1].strip('*"“” #'), "url": None}
        yield page.candidate("papers", value, found.start(1), found.end(1), "title:accepted")
    for found in page.found(("cite", "paper", "article"), ASKED):
        if page.prose(found.start()):
            yield page.candidate(
                "papers", {"title": found[1], "url": None}, found.start(1), found.end(1), "title:quoted"
            )


def _published(page: Page, found: re.Match[str], kind: str) -> Iterator[Candidate]:
    """A paper by its address at a publisher, or that of a PDF file."""
    title = None if UNTITLED.fullmatch(found[1].strip()) else found[1].strip('*" ')
    before = " ".join(page.text[max(0, found.start() - BEFORE) : found.start()].split())
    named = PAPER.search(f"{before[-60:]} {found[1]}")
    if kind == "url:published" and not named and (NO_PAPER.search(found[2]) or THANKED.search(before)):
        return
    own = any(map(OWN_PAPER.fullmatch, page.heading(found.start())[-1:]))
    cue = "cue:introduced in" if INTRODUCED.search(before) else "heading:own paper" if own else kind
    if title and len(title.split()) < LEAST_WORDS and PAPER.search(title):
        title = None
    if cue == kind and page.within("table", found.start()):
        cue += " in a table"  # of data sets or of rivals
    elif cue == "url:published" and title and REFERENCE.search(title):
        cue += ", a reference"
    if cue != "url:pdf" or PAPER.search(before[-60:] if title else f"{before[-60:]} {found[1]}"):
        yield page.candidate("papers", {"title": title, "url": found[2]}, found.start(1), found.end(2), cue)


def _titled(page: Page, title: str) -> str:
    """The cue of a paper whose link says what it is: by a name of the card's own model, or by the whole title."""
    words = set(re.findall(r"[^\W_]{4,40}", title.casefold()))
    if own_words(page) & words and not words & load_card_words().other_work:
        return "url:own name"
    return "url:arxiv with title" if len(title.split()) >= LEAST_WORDS else "url:arxiv"


def _cited(text: str, place: int) -> bool:
    """Whether a number of arXiv stands in an entry of BibTeX, which is read by itself."""
    return JOURNAL.search(text, max(0, place - 60), place) is not None


def _demos(page: Page) -> Iterator[Candidate]:
    """Addresses behind 'Demo:' or 'try it', and Spaces."""
    met = set()
    for found in ANY.finditer(page.text) if page.has("demo", "try ", "playground") else ():
        line = page.line_before(found.start())
        said = DEMO.search(line) if page.prose(found.start()) and not NO_DEMO.search(found[0]) else None
        if said:
            met.add(found.start())
            cue = "cue:demo" if said["words"] else "label:demo"
            address = found[0].rstrip(".,;")
            yield page.candidate("demo", address, found.start(), found.start() + len(address), cue)
    for found in SPACE.finditer(page.text):
        if page.prose(found.start()) and found.start() not in met:
            yield page.candidate("demo", found[0], found.start(), found.end(), "url:space")


def _repositories(page: Page) -> Iterator[Candidate]:
    found = [said for said in GITHUB.finditer(page.text) if page.prose(said.start())]
    named = {f"{said[1]}/{said[2]}".casefold() for said in found if not _is_tool(said[1], said[2])}
    for said in found:
        name = said[2].removesuffix(".git").rstrip(".")
        cue = _code_cue(page, said.start())
        tool = _is_tool(said[1], name)
        if (
            (tool and cue == "url:github")
            or (_is_library(said[1], name) and cue == "cue:training code")
            or (cue == "url:github" and TERMS.match(page.text, said.end()))
        ):
            cue = "url:tool"
        elif cue == "url:github" and page.is_owner(said[1]):
            cue = "url:own owner"
        elif cue == "url:github" and (told := _called(page, said.start())):
            cue = told
        elif cue == "url:github" and len(named) == 1 and not OTHER_USE.search(_around(page.text, said.start())):
            cue = "url:only repository"
        yield page.candidate("github_repo", f"https://github.com/{said[1]}/{name}", said.start(), said.end(), cue)


def _called(page: Page, place: int) -> str | None:
    """The cue of an address whose link or whose sentence calls it a repository; None where they speak of other use."""
    before = page.text[max(0, place - BEFORE) : place].rsplit("\n\n", 1)[-1]
    link = re.search(r"\[\W{0,4}([^\[\]\n]{1,60}?)\W{0,4}\]\($", before)
    lead = before[: link.start()] if link else before
    sentence = " ".join(re.split(r"[.!?]\s", lead)[-1].split())
    if OTHER_USE.search(sentence) or RESULTS.search(sentence) or page.within("table", place):
        return None
    if link and REPOSITORY.fullmatch(link[1]):
        return "link:repository"
    return "cue:found at" if (link is None or HERE.search(before)) and FOUND_AT.search(sentence) else None


def _around(text: str, place: int) -> str:
    """The line of a place, BEFORE code points to each side, and 60 of what stands before in its paragraph."""
    least, most = max(0, place - BEFORE), place + BEFORE
    start, end = text.rfind("\n", least, place) + 1, text.find("\n", place, most)
    start = min(start or least, max(text.rfind("\n\n", least, place) + 2, place - 60, 0))
    return text[start : end if end >= 0 else most]


def _is_tool(owner: str, name: str) -> bool:
    """Whether a repository is a library that cards link for its use, or has data or tools in its name."""
    return _is_library(owner, name) or DATA.search(name) is not None


def _is_library(owner: str, name: str) -> bool:
    words = load_card_words()
    return owner.casefold() in words.tool_owners or f"{owner}/{name}".casefold() in words.tools


def _code_cue(page: Page, start: int) -> str:
    before = page.text[max(0, start - BEFORE) : start]
    link = before.rfind("[")
    if RELEASED.search(" ".join(before.removesuffix("(").removesuffix("]").split())):
        return "cue:released in"
    line = before.rsplit("\n", 1)[-1]
    if LABEL.match(line):
        return "label:repository"
    near = before[-120:].rsplit("\n\n", 1)[-1]  # what stands before in the paragraph
    titled = before[:link].rsplit("\n", 1)[-1] if link >= 0 else ""
    if any(CODE.search(" ".join(part.split())) for part in (line, near, titled)):
        return "cue:training code"
    return "url:github"
