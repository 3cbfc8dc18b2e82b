"""A graph of base models in lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from builder.analysis.lineage import Step, Summary
from builder.wording import counted


def tree(title: str, steps: Sequence[Step], licences: Mapping[str, str], most: int) -> Iterator[str]:
    """A tree, at most so many lines of it: each model with how it was made and its licence ('' if it declares none).

    A model that `licences` lacks is not in `models`.
    """
    yield f"{title}: {len({step.model_id for step in steps}):,}"
    for step in steps[:most]:
        licence = licences.get(step.model_id, "not in models") or "no licence"
        how = [step.relation] if step.relation else []
        again = ["(see above)"] if step.again else []
        yield "  ".join(["  " * step.depth + step.model_id, *how, licence, *again])
    if len(steps) > most:
        yield f"  ... {len(steps) - most:,} more (--most N)"


def families(found: Summary, unlisted: int = 0) -> Iterator[str]:
    """Counts of a graph, its largest families and its circles, and how many of its models are not in `models`."""
    counts = (counted(found.models, "model"), counted(found.edges, "edge"), counted(found.roots, "root"))
    yield f"{', '.join(counts)}, depth {found.depth}"
    for root, size in found.families:
        yield f"{size:9,}  {root}"
    for circle in found.circles:
        yield f"cycle: {', '.join(circle)}"
    if unlisted:
        yield f"not in models: {unlisted:,}"
