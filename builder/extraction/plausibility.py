"""Whether a value that a language model read, and whose quotation stands in the card, can be one of its field at all.

As strict as the rules: known licences and libraries, a cue near data sets, machines and grants, and never the model's
own name or what a template leaves to be filled in.
"""

import re
from collections.abc import Callable
from typing import Any

from builder.extraction.vocabulary import FRAMEWORKS, LIBRARIES, PLACEHOLDER
from builder.reference.licenses import license_spdx
from builder.reference.same_names import folded

LICENSE = re.compile(r"\w[\w .-]*\blicen[sc]e\b|openrail|public domain|non-?commercial|\bcc[ -]by", re.IGNORECASE)
GENERIC = re.compile(
    r"(?:the|this|that|its|same|an?|own|file|see|following|mit's)?\s*(?:licen[sc]e|file)", re.IGNORECASE
)
PACKAGE = re.compile(r"\b(?:librar|package|toolkit|framework|pip install|import)", re.IGNORECASE)
DATA = re.compile(
    r"train|tuned|data|sources?\b|corp(?:us|ora)|collection|benchmark|learned (?:from|on)|entra[iî]n|entren"
    r"|donn[ée]es|daten|datos|dados|gegevens|训练|数据|データ|学習|학습|데이터|обуч|данн|بيانات",
    re.IGNORECASE,
)
COMMAND = re.compile(r"\b(?:pip|conda|git|import|from_pretrained|print)\b|[()={};]", re.IGNORECASE)
MACHINE = re.compile(
    r"[gtcn]pus?\b|\b(?:[vahpltk]\d{1,3}0{0,2}[a-z]*|rtx|gtx|titan|tesla|quadro|geforce|xeon|epyc|ryzen|core i\d|gaudi"
    r"|trainium|inferentia|mi\d{2,3}x?|m[1-5]|jetson|dgx|hgx|gh?b?200|ascend|tpuv?\d?)\b",
    re.IGNORECASE,
)
PAYING = re.compile(
    r"grant|fund|fond|support|award|sponsor|finan[czs]|project|acknowledg|scholarship|gef[öo]rdert|subsid|subvent|beca"
    r"|bourse|资助|基金|助成|支援|지원|грант|поддерж",
    re.IGNORECASE,
)
SPOKEN = re.compile(r"language|speak|lingual", re.IGNORECASE)
EMPTY_TITLE = re.compile(
    r"(?:the|this|our|original|see)?\s*(?:paper|article|link|here|arxiv|publication|preprint|pdf)", re.IGNORECASE
)
MOST_WORDS = 8  # of a name
NAMED = frozenset(("datasets", "base_models", "libraries", "license", "grants", "hardware", "papers"))


def plausible(field: str, value: Any, written: str, context: str, model: str | None) -> bool:  # noqa: ANN401
    """Whether a column's value can be one; `written` is how the answer has it, `context` its quotation and headings.

    `model` is the id of the card's own model.
    """
    said = _name(value) or written
    if PLACEHOLDER.fullmatch(said.strip()):
        return False
    if field in NAMED and model and folded(said.rsplit("/", 1)[-1]) == folded(model.rsplit("/", 1)[-1]):
        return False
    if field == "papers" and value["url"]:
        return True
    check = CHECKS.get(field)
    return check is None or check(said, written, context)


def _name(value: Any) -> str:  # noqa: ANN401
    match value:
        case {"name": str(name)} | {"title": str(name)}:
            return name
        case str():
            return value
    return ""


def _license(said: str, written: str, _: str) -> bool:
    if GENERIC.fullmatch(written.strip()):
        return False
    return license_spdx(written) is not None or license_spdx(said) is not None or bool(LICENSE.search(written))


def _library(said: str, _: str, context: str) -> bool:
    if folded(said) in {folded(name) for name in LIBRARIES} | {folded(name) for name in FRAMEWORKS}:
        return True
    near = re.search(
        rf"(?:{PACKAGE.pattern})\w*\W+(?:\w+\W+)?{re.escape(said)}|{re.escape(said)}\W+{PACKAGE.pattern}",
        context,
        re.IGNORECASE,
    )
    return bool(near) and len(said) > 2 and len(said.split()) == 1


def _dataset(said: str, _: str, context: str) -> bool:
    fits = len(said.split()) <= MOST_WORDS and any(letter.isalpha() for letter in said)
    return fits and not COMMAND.search(said) and bool(DATA.search(context))


def _language(_: str, written: str, context: str) -> bool:
    return len(written.strip()) > 3 or bool(SPOKEN.search(context))


CHECKS: dict[str, Callable[[str, str, str], bool]] = {
    "license": _license,
    "libraries": _library,
    "datasets": _dataset,
    "languages": _language,
    "hardware": lambda said, _, __: bool(MACHINE.search(said)),
    "grants": lambda _, __, context: bool(PAYING.search(context)),
    "papers": lambda said, _, __: not EMPTY_TITLE.fullmatch(said.strip()),
}
