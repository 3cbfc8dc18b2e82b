"""How sure mappings are: the shape of configs/signatures/confidence.toml, made by benchmarks/mapping_confidence.py."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from builder.reference.signature_rules import STRICT


@dataclass(frozen=True, config=STRICT)
class Confidence:
    """The share of read places found right, of one usage whose name was resolved in one way, in one kind of code.

    '*' as resolution or context: any other. `share` is pooled with that of the next wider kind, `places` were read.
    """

    usage: str
    resolution: str
    context: str
    share: Annotated[float, Field(ge=0, le=1)]
    places: Annotated[int, Field(ge=1)]
