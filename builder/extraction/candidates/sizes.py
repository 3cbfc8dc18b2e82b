"""How many parameters the card's model has: counts beside the word, in whatever order, and '7B' of a model."""

import re
from collections.abc import Iterable, Iterator

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.quantities import SCALES, counts

SCALE = "|".join(sorted((word for word in SCALES if word not in "ktthousand"), key=len, reverse=True))
GROUPED = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?:[._ \u202f]\d{3}){2,4}"
COUNT = rf"(?:{GROUPED}|\d{{1,4}}(?:[.,]\d{{1,4}})?[*`]{{0,2}}[ \u00a0-]?(?:{SCALE})(?![A-Za-z0-9]))"
LARGE = rf"(?:{COUNT}|\d{{6,13}}(?![\w.,]))"  # where the words say what it is, a plain number counts, too
# 'parameters' in several languages, however misspelled: cards have 'paramters' and 'parametes'
WORD = r"(?:param|parám|parâm|paramè|парам)\w{0,10}|参数|參數|パラメ|파라미터|매개변수"
BEFORE = re.compile(
    rf"(?<![A-Za-z\d_.,/-])[*`]{{0,2}}({COUNT})\+?[*`]{{0,2}}(?: of|\s?de|\s?di)?[ \u00a0-]?"
    rf"(?:(?!active|activated|fewer|less|more|extra|additional)[a-z-]{{3,12}} ){{0,2}}(?:{WORD})",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\b(?:(?:number|amount|count)\sof\s(?:[\w-]{1,15} ){0,2}param\w{0,10}(?: (?:in|of|for) (?:this|the|our) model)?"
    r"|(?:total|model|trainable|all) (?:[\w-]{1,15} ){0,2}param(?:et|t)\w{0,8}(?: (?:count|size|number))?"
    r"|param(?:eter)? (?:count|size))"
    r"(?:\s(?:is|are|was|were|of|equals?)(?: (?:about|around|roughly|approximately|only))?[ \t]{1,3}| ?[:=~≈][ \t]{0,3}"
    rf"|[ \t]{{1,3}})[~≈*`]{{0,3}} ?({LARGE})",
    re.IGNORECASE,
)
CJK = re.compile(
    rf"(?:参数(?:量|数)?|參數量?|パラメータ数|파라미터 ?수)(?:[为為はが는:：]|\s|约|約){{0,3}}({COUNT})", re.IGNORECASE
)
STANDS_FOR = re.compile(rf"({COUNT}) (?:represents|refers to|is|denotes) the number of (?:\w+ )?param", re.IGNORECASE)
LABELLED = re.compile(
    r"^[ \t]{0,6}(?:[-*+] +|\|[ \t]*)?[*_]{0,2}(?:(?:number of|total|model|trainable|num|no\.? of|\#) ?)?"
    r"(?:(?:\\\\\()?n_?\{?)?param(?:eter)?s?\}?(?:\\\\\))?(?: count| size)?"
    rf"[*_]{{0,2}}\s{{0,30}}[:|][*_]{{0,2}}[ \t]{{0,3}}[~≈]?[*_`]{{0,2}}({LARGE})",
    re.IGNORECASE | re.MULTILINE,
)
SIZE = re.compile(  # a size in millions may be one in bytes, one in billions is never
    r"^[ \t]{0,6}(?:[-*+] +|\|[ \t]*)?[*_]{0,2}(?:model )?size[*_]{0,2}\s{0,30}[:|][*_]{0,2}[ \t]{0,3}[~≈]?[*_`]{0,2}"
    r"(\d{1,4}(?:\.\d{1,3})?[ -]?(B|billion|M|million)(?![A-Za-z]))",
    re.IGNORECASE | re.MULTILINE,
)
SIZED = re.compile(
    r"(\d{1,4}(?:\.\d{1,3})?[ -]?(?:B|M|billion|million))"
    r"(?:[ -]param(?:eter)?s?)?,? (?:[\w/-]{1,20} ){0,3}?(?:model|LLM|transformer)\b"
)
IS = re.compile(r"(?:\b(?:is|as|this|our|with)|[\w)`*],) (?:an? ?|the ?)?$")  # before such a size
COLUMN = re.compile(
    r"\W*(?:(?:number of|total|model|trainable|num|\#) ?)?param(?:eter)?s?(?: count|\.)?\W*(?:\(([MB])\)\W*)?",
    re.IGNORECASE,
)
CELL = re.compile(rf"[~≈*`\s]{{0,4}}({LARGE}|\d{{1,4}}(?:\.\d{{1,4}})?)[*`\s]{{0,4}}", re.IGNORECASE)
OTHERS = re.compile(
    r"\b(?:will|plan\w*|upcoming|future|next|soon|teacher|larger|bigger|smaller|compar\w+|unlike|than|versus|vs"
    r"|original|instead of|up to|from|famous|range|between|ranging|other|baseline)\b[^.;()\n]{0,80}$",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"\W{0,3}(?:for|of|in) (?:the |an? )?(?:original|GPT|BERT|teacher|larger|base model)"
    r"|[^.;()\n]{0,30}\b(?:variant|version|model)s? (?:here|at \[|\[)",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[.;:!?(\n]\s*(?=\D)|, (?:which|while|whereas|but) ")
KEYS = re.compile(r"param|parám|parâm|парам|参数|參數|パラメ|파라미터|매개변수")  # in lower case
AROUND = 400
NEAR = 120  # code points before a count in which other models are spoken of


def sizes(page: Page) -> Iterator[Candidate]:
    """Candidates of parameter_count."""
    spans = list(_spans(page))
    for cue, words in (
        ("unit:parameters", BEFORE),
        ("cue:number of parameters", AFTER),
        ("cue:number of parameters", CJK),
        ("cue:number of parameters", STANDS_FOR),
        ("label:parameters", LABELLED),
    ):
        for start, end in spans:
            yield from _counts(page, cue, words.finditer(page.text, start, end))
    yield from _counts(page, "label:parameters", SIZE.finditer(page.text) if page.has("size") else ())
    sized = page.in_lines(("model", "llm", "transformer"), SIZED)
    named = (found for found in sized if IS.search(page.text, max(0, found.start() - 12), found.start()))
    yield from _counts(page, "cue:sized model", named)
    if spans:
        yield from _columns(page)


def _spans(page: Page) -> Iterator[tuple[int, int]]:
    """The places around the word for parameters, each with the line before and behind, at most AROUND to each side."""
    last = 0
    for found in KEYS.finditer(page.lower):
        if found.start() < last:
            continue
        least, most = max(last, found.start() - AROUND), found.end() + AROUND
        start = page.text.rfind("\n", least, max(least, page.text.rfind("\n", least, found.start())))
        end = page.text.find("\n", page.text.find("\n", found.end(), most) + 1, most)
        last = end if end > found.end() else min(most, len(page.text))
        yield (start + 1 if start >= 0 else least), last


def _counts(page: Page, cue: str, several: Iterable[re.Match[str]]) -> Iterator[Candidate]:
    for found in several:
        value = _count(found[1])
        if value and page.within("code", found.start(1)) is None:
            yield page.candidate("parameter_count", value, found.start(1), found.end(), _cue(page, cue, found))


def _cue(page: Page, cue: str, found: re.Match[str]) -> str:
    """The cue, another one where the words before speak of another model."""
    if cue == "label:parameters":
        return "label:size in millions" if found.re == SIZE and found[2][:1] in "Mm" else cue
    before = CLAUSE.split(page.text[max(0, found.start() - NEAR) : found.start()])[-1]
    if OTHERS.search(before) or BEHIND.match(page.text, found.end(), found.end() + NEAR):
        return "unit:others' parameters"
    return cue


def _columns(page: Page) -> Iterator[Candidate]:
    """The cell under a head such as 'Params' in a table with one row, or in the model's own row."""
    for block in page.blocks:
        heads = [head.strip() for head in block.text.split(" | ")] if block.kind == "table" else []
        columns = [at for at, head in enumerate(heads) if COLUMN.fullmatch(head)]
        if not columns:
            continue
        at, lines = block.start, []
        for line in page.text[block.start : block.end].split("\n"):
            lines.append((at, line))
            at += len(line) + 1
        rows = [(start, line) for start, line in lines[2:] if line.strip(" |")]
        own = [row for row in rows if any(page.is_own(cell.strip(" *`_")) for cell in row[1].split("|"))]
        cue = "table:only row" if len(rows) == 1 else "table:own row"
        for start, line in rows if len(rows) == 1 else own:
            yield from _cell(page, heads, columns[0], start, line, cue)


def _cell(page: Page, heads: list[str], column: int, start: int, line: str, cue: str) -> Iterator[Candidate]:
    cells = list(re.finditer(r"[^|\n]+", line))
    if len(cells) < len(heads):
        return
    found = CELL.fullmatch(cells[column][0])
    unit = COLUMN.fullmatch(heads[column])
    scale = (unit[1] or "") if unit else ""
    value = _count(found[1] + (scale if found[1][-1].isdigit() else "")) if found else None
    if found and value and value > 1000:
        place = start + cells[column].start()
        yield page.candidate("parameter_count", value, place + found.start(1), place + found.end(1), cue)


def _count(text: str) -> int | None:
    """The count that a text says, whatever parts its thousands; None where it says none."""
    bare = re.sub(r"[*`]", "", text).strip()
    if re.fullmatch(r"\d{1,3}(?:[._ \u202f]\d{3}){2,4}", bare):
        bare = re.sub(r"\D", "", bare)
    bare = re.sub(r"^(\d{1,4}),(\d{1,4})(?=[ \u00a0-]?[^\d\W])", r"\1.\2", bare.replace("\u00a0", " "))
    return next(counts(bare), None)
