"""How sure mappings are: the shape of configs/signatures/confidence.toml, made by benchmarks/mapping_confidence.py."""

from typing import Annotated

from builder.records import dataclass
from builder.reference.limits import Limit, Strict


@dataclass(frozen=True)
class Confidence(Strict):
    """The share of read places found right, of one usage whose name was resolved in one way, in one kind of code.

    '*' as resolution or context: any other. `share` is pooled with that of the next wider kind, `places` were read.
    """

    usage: str
    resolution: str
    context: str
    share: Annotated[float, Limit(ge=0, le=1)]
    places: Annotated[int, Limit(ge=1)]
