"""Numbers whose unit says what they are: parameters, machines of the training, CO2; and licences with a label."""

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.page import Page, fills
from builder.extraction.quantities import counts, grams
from builder.reference.licenses import license_spdx

PARAMETERS = re.compile(
    r"(?<![\w.,-])(?:\*\*)?(\d{1,3}(?:,\d{3}){1,4}|\d{1,4}(?:\.\d{1,4})?(?:\*\*)?[ -]?(?:million|billion|[MB]))"
    r"(?:\*\*)?[ -]"
    r"(?:trainable |adapter |total )?param(?:eter)?s?\b",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\b(?:will|plan\w*|upcoming|future|next|soon|teacher|larger|bigger|smaller|compar\w+|unlike|than|versus|vs|original)\b",
    re.IGNORECASE,
)
TRAINED = re.compile(r"\b(?:train|fine-?tun|pre-?train)\w*\b[^.\n]{0,120}$|hardware|infrastructure", re.IGNORECASE)
MACHINE = re.compile(
    r"(?:(?<![\w.])(\d{1,4}) ?[x×]? ?|\b(single|one) (?:cloud )?)?((?:NVIDIA )?(?:GeForce |Tesla |TITAN |Quadro )?"
    r"(?:RTX ?[A\d]\d{3,4}(?: ?Ti)?|GTX ?\d{3,4} ?(?:Ti)?|[VAHPL]\d{2,3}(?=[ ,.)\n-])|T4(?=[ ,.)\n])|K80"
    r"|TITAN (?:XP?|RTX|V))"
    r"(?: \d{2}GB)?|TPU ?v\d(?:-\d{1,4})?)",
    re.IGNORECASE,
)
NAMES = ("rtx", "gtx", "titan", "tpu", "k80")  # one of them, or QUICK, is in the name of every machine
QUICK = re.compile(r"[VAHPL]\d\d|T4", re.IGNORECASE)
CARBON = re.compile(r"^.{0,40}carbon emitted.{0,60}$", re.IGNORECASE | re.MULTILINE)
LICENSE = re.compile(
    r"^[ \t]{0,6}[-*] \*\*licen[sc]e:?\*\*:?[ \t]{0,3}([^\n]{2,80}?)[ \t]*$", re.IGNORECASE | re.MULTILINE
)


def amounts(page: Page) -> Iterator[Candidate]:
    """Candidates of parameter_count, hardware, carbon_emitted_g and license."""
    for found in PARAMETERS.finditer(page.text) if page.has("param") else ():
        value = next(counts(found[1].replace("*", "")), None)
        if value and page.prose(found.start()):
            one = page.candidate("parameter_count", value, found.start(1), found.end(), "unit:parameters")
            yield replace(one, cue="unit:others' parameters") if OTHERS.search(one.sentence) else one
    for found in MACHINE.finditer(page.text) if page.has(*NAMES) or QUICK.search(page.text) else ():
        before = page.text[max(0, found.start() - 160) : found.start()].rsplit("\n", 1)[-1]
        if page.prose(found.start()):
            count = int(found[1]) if found[1] else 1 if found[2] else None
            machine = {"name": found[3].strip(), "count": count, "hours": None, "provider": None, "region": None}
            cue = "cue:trained on" if TRAINED.search(before) else "name:machine"
            yield page.candidate("hardware", machine, found.start(), found.end(), cue)
    for found in CARBON.finditer(page.text) if page.has("carbon emitted") else ():
        if (mass := next(grams(found[0]), None)) is not None:
            yield page.candidate("carbon_emitted_g", mass, found.start(), found.end(), "label:carbon emitted")
    for found in LICENSE.finditer(page.text) if page.has("**licen") else ():
        name = license_spdx(found[1].strip(" .*`"))
        if fills(found[1]) and name and page.prose(found.start(1)):
            yield page.candidate("license", name, found.start(1), found.end(1), "label:license")
