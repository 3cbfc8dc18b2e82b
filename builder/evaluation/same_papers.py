"""By which names a paper is known: its arXiv id, its DOI, its id at the ACL and at OpenReview, its page, its title."""

import re

from builder.evaluation.addresses import URL, addresses
from builder.evaluation.values import Value
from builder.extraction.vocabulary import paper_url
from builder.reference.same_names import folded

# Pages that show a paper of arXiv, and its DOI; behind a name of arXiv's a bare id is one.
ARXIV = re.compile(
    r"(?:(?:arxiv|ar5iv|alphaxiv)(?:\.org)?[\w./:\s()-]{0,30}?|(?:huggingface\.co|hf\.co)/papers/)"
    r"(?<!\d)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?!\d)",
    re.IGNORECASE,
)
ACL = re.compile(
    r"(?:aclanthology\.org|aclweb\.org/anthology(?:/papers/[\w/]+)?|10\.18653/v1)/([\w.-]+)", re.IGNORECASE
)
OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf)\?id=([\w-]+)", re.IGNORECASE)
DOI = re.compile(r"\b(10\.\d{1,9}/[^\s\"'<>\])]+)")
ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]\s*\Z")  # 'Peat (Reed et al., 2021)'
# Words of which a link's text is made that is no title.
LINK_WORDS = (
    "the this our original see paper papers article link here arxiv publication preprint pdf technical report research"
    " read full on page in at for more details blog post a an official model project website"
)
NO_TITLE = frozenset(LINK_WORDS.split())


def same_paper(one: Value, other: Value) -> bool:
    """By any of their names; two ids of arXiv tell two papers apart, whatever their titles are."""
    mine, theirs = ({name for text in value.texts for name in names(text)} for value in (one, other))
    arxiv = [{name for name in several if name.startswith("https://arxiv.org/abs/")} for several in (mine, theirs)]
    if arxiv[0] and arxiv[1]:
        return not arxiv[0].isdisjoint(arxiv[1])
    return not mine.isdisjoint(theirs)


def names(text: str) -> set[str]:
    """What a text that names a paper says it is."""
    pages = [page.rstrip("/.,;") for page in URL.findall(text)]
    found = {page for said in (text.strip(), *pages, *ARXIV.findall(text)) if (page := paper_url(said))}
    found |= {f"acl:{name.removesuffix('.pdf').rstrip('.').casefold()}" for name in ACL.findall(text)}
    found |= {f"openreview:{name}" for name in OPENREVIEW.findall(text)}
    found |= {f"doi:{name.rstrip('.,;').casefold()}" for name in DOI.findall(text)}
    found |= {re.sub(r"v\d+$", "", page.removesuffix(".pdf")) for page in addresses(text)}
    title = folded(ASIDE.sub("", URL.sub(" ", text)))
    words = re.findall(r"\w+", URL.sub(" ", text).casefold())
    if len(title) > 3 and not NO_TITLE.issuperset(words):
        found.add(title)
    return found
