"""Whether two pieces of hardware are the same: by name, and by count and hours where both tell them."""

import re
from math import isclose

from builder.evaluation.numerals import numeral
from builder.evaluation.values import Value

CLOSE = 0.01  # share by which two times may differ and be the same
# Words that tell no machine from another.
NO_NAMES = "nvidia tesla geforce google cloud gpu gpus tpus pod a an the of with vram amd intel core"
MAKERS = frozenset(NO_NAMES.split())
# Words of whole series: alone they name no machine (but a TPU), and the number behind them is a model, not a count.
FAMILIES = "tpu gtx rtx titan quadro radeon rx hd ryzen xeon i m cpu gpu"
SERIES = frozenset(FAMILIES.split())
SPACED = re.compile(r"\b(tpu|gpu|gtx|rtx|titan)s?(?=v?\d|\b)")
JOINED = re.compile(r"(\d[a-z]?)[\s-]+(gb|ti|super|max|pro|ultra)\b")
COUNT = re.compile(r"\d{1,3}x?")
WORD = re.compile(r"v\d+\w*-\d+|[a-z0-9]+")  # 'v3-8' is the size of a TPU; elsewhere a hyphen parts words


def same_machine(one: Value, other: Value) -> bool:
    """Makers aside; of a name that leaves out the memory's size or the socket, what it tells must agree."""
    for part in ("count", "hours"):
        mine, theirs = numeral(one.part(part)), numeral(other.part(part))
        if mine is not None and theirs is not None and not isclose(mine, theirs, rel_tol=CLOSE):
            return False
    machines = [
        [_machine(text) for text in (value.part("name") or str(value.value), *value.alternatives)]
        for value in (one, other)
    ]
    return any(_agree(a, b) for a in machines[0] for b in machines[1])


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    return fewer == more or (fewer < more and not fewer <= SERIES - {"tpu"})


def _machine(text: str) -> frozenset[str]:
    """The words of a machine's name, its maker and its number aside: 'TPUv3-8' and 'TPU v3-8' are one."""
    spaced = JOINED.sub(r"\1\2", SPACED.sub(r"\1 ", text.casefold()))
    words: list[str] = []
    for word in WORD.findall(spaced):
        counted = COUNT.fullmatch(word) and not (words and words[-1] in SERIES)
        times = word == "x" and (not words or words[-1] != "titan")
        if not counted and not times:
            words.append(re.sub(r"(?<=\d)s$", "", word))
    return frozenset(word for word in words if word not in MAKERS) or frozenset(words)
