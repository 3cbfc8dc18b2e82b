"""Machines of the training, and the CO2 that it emitted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.training_time import beside
from builder.extraction.quantities import grams, number
from builder.reference.beginnings import beginnings

TRAINED = re.compile(r"\b(?:train|fine-?tun|pre-?train)\w*\b[^.\n]{0,120}$|hardware|infrastructure", re.IGNORECASE)
GPU = (  # models of NVIDIA and AMD for data centres, whose letters are capitals, and those of desktops
    r"(?-i:(?:A2|A10G?|A16|A30|A40|A100|A800|B100|B200|GB200|GH200|H20|H100|H200|H800|L4|L40S?|P4|P40|P100|T4|V100S?|K40|K80"
    r"|M40|M60|MI\d{2,3}X?)(?:[ -](?:SXM\d?|PCIe|NVL))?)|(?:RTX |Quadro )?A[2456]000|RTX ?\d{3,4}(?: ?Ti| ?Super)?"
    r"|RTX ?PRO ?\d{4}|GTX ?\d{3,4}(?: ?Ti)?|TITAN (?:XP?|RTX|V)"
)
TPU = r"TPU(?: Pods?)?[- ]?v\d(?:[ep]|-\d{1,4})?|cloud TPUs?(?: v\d\b| \(`?v\d-\d{1,4}`?\))?"
WORDS = {
    "single": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "sixteen": 16,
}
MACHINE = re.compile(
    rf"(?<![\w./%-])(?:(\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}) ?[x×*]? ?|\b({'|'.join(WORDS)}|an?) )?"
    rf"((?:NVIDIA )?(?:GeForce |Tesla |Quadro )?(?:GTX (?=TITAN))?(?:{GPU})"
    rf"(?:[ -]\d{{2,3}} ?GB(?: VRAM)?)?|(?:Google )?(?:{TPU}))"
    r"(?:s| GPUs?)?(?![\w/-])(?: ?[x×] ?(\d{1,4})\b| \((\d{1,4}) GPUs?\))?",
    re.IGNORECASE,
)
MOST = 500  # machines of a card
NAMES = ("rtx", "gtx", "titan", "tpu")  # one of them, or QUICK, is in the name of every machine
POSSIBLE = beginnings(  # one of them is in the name of every machine
    (
        *("rtx", "gtx", "titan", "tpu(?<!utpu)", "a2", "a10", "a16", "a30", "a40", "a50", "a60", "a80", "b10", "b20"),
        *("h10", "h20", "h80", "l4", "p4", "p10", "t4", "v10", "k40", "k80", "m40", "m60", r"mi\d"),
    )
)
QUICK = re.compile(r"(?<![A-Za-z])(?:G?[ABHLPTVKM]I?\d)")
OTHER_WORK = re.compile(  # than the training of this model
    r"\b(?:infer\w*|latency|throughput|teacher|per second|docs? ?/ ?sec\w*|speed\w*|benchmark\w*|requires?|needs?"
    r"|compar\w+|versus|than)\b",
    re.IGNORECASE,
)
CARBON = re.compile(r"^.{0,40}carbon emitted.{0,60}$", re.IGNORECASE | re.MULTILINE)
EMITTED = re.compile(  # '12 kg of CO2eq', behind or before a word of emission in the same sentence
    r"(?:emi(?:t\w*|ssions?)|footprint|produced|released)\b[^.\n]{0,80}?(?P<mass>\d[\d.,]{0,12}\s?(?:k?gs?|grams?|kilograms?"
    r"|t|tons?|tonnes?|metric tons)\s?(?:of\s)?(?:CO2|CO₂|carbon)[\w-]{0,12})",
    re.IGNORECASE,
)
IN_GRAMS = re.compile(r"\bco2 emissions \(in grams\)\W{1,6}(\d[\d.]{0,20}(?:e-?\d{1,2})?)", re.IGNORECASE)


def _count(found: re.Match[str]) -> int | None:
    """How many machines there are; None where that is not said ("an A100" among others)."""
    if digits := found[1] or found[4] or found[5]:
        return int(digits.replace(",", ""))
    word = (found[2] or "").lower()
    return 1 if word == "a" else WORDS.get(word)


def amounts(page: Page) -> Iterator[Candidate]:
    """Candidates of hardware and carbon_emitted_g."""
    likely = POSSIBLE.search(page.lower) and (page.has(*NAMES) or QUICK.search(page.text))
    for found in islice(page.in_lines(POSSIBLE, MACHINE), MOST) if likely else ():
        before = page.text[max(0, found.start() - 160) : found.start()].rsplit("\n", 1)[-1]
        if page.prose(found.start()):
            near = beside(page.text, found.start(), found.end())
            machine = {
                "name": found[3].strip(),
                "count": _count(found),
                "hours": None,
                "provider": None,
                "region": None,
            }
            machine |= near.said
            cue = "cue:trained on" if TRAINED.search(before) else "name:machine"
            one = page.candidate("hardware", machine, near.start, near.end, cue)
            clause = re.split(r"[.;]\s", " ".join(page.text[max(0, found.start() - 200) : found.start()].split()))[-1]
            others = OTHER_WORK.search(one.sentence) or OTHER_WORK.search(clause)
            yield replace(one, cue="name:others' machine") if others else one
    for found in CARBON.finditer(page.text) if page.has("carbon emitted") else ():
        if (mass := next(grams(found[0]), None)) is not None:
            yield page.candidate("carbon_emitted_g", mass, found.start(), found.end(), "label:carbon emitted")
    for found in EMITTED.finditer(page.text) if page.has("co2", "co₂", "carbon") else ():
        mass = next(grams(found["mass"].replace("CO₂", "CO2")), None)
        if mass is not None and page.prose(found.start()):
            cue = "prose:emitted"
            yield page.candidate("carbon_emitted_g", mass, found.start("mass"), found.end("mass"), cue)
    for found in IN_GRAMS.finditer(page.text) if page.has("(in grams)") else ():
        if (mass := number(found[1].rstrip("."))) is not None and page.prose(found.start()):
            yield page.candidate("carbon_emitted_g", mass, found.start(), found.end(), "label:in grams")
