"""What a model's licence asks, whatever the licence of the repository is."""

from builder.licences.expressions import Declared
from builder.licences.interface import Exposure
from builder.licences.judge import judge

WHEN = {  # what somebody does with a model -> the exposures that it comes to
    "to use it": (Exposure.REFERENCED,),
    "to host it": (Exposure.HOSTED,),
    "to pass it on": (Exposure.BUNDLED,),
    "to pass on what is made from it": (Exposure.DERIVED,),
}


def owed(licence: Declared) -> dict[str, tuple[str, ...]]:
    """What is to be kept for each use of a model, in plain words; each once, under the first use that asks for it."""
    told: set[str] = set()
    found = {}
    for when, exposures in WHEN.items():
        asked = dict.fromkeys(text for one in exposures for text in judge(licence, None, one).obligations)
        new = tuple(text for text in asked if text not in told)
        told.update(new)
        if new:
            found[when] = new
    return found
