"""All candidates of a card, found over what its reader sees, with the measured priors of their cues."""

from itertools import chain

from builder.extraction.candidates.amounts import amounts
from builder.extraction.candidates.base_models import base_models
from builder.extraction.candidates.datasets import datasets
from builder.extraction.candidates.interface import Candidate
from builder.extraction.candidates.known_settings import known_settings
from builder.extraction.candidates.license_names import license_names
from builder.extraction.candidates.links import links
from builder.extraction.candidates.named_results import named_results
from builder.extraction.candidates.page import Page
from builder.extraction.candidates.passages import passages
from builder.extraction.candidates.result_tables import result_tables
from builder.extraction.candidates.results import results
from builder.extraction.candidates.results_code import results_in_code
from builder.extraction.candidates.settings import hyperparameters
from builder.extraction.candidates.settings_code import settings_in_code
from builder.extraction.candidates.settings_prose import settings_in_prose
from builder.extraction.candidates.sizes import sizes
from builder.extraction.candidates.spoken import languages
from builder.reference.cue_priors import load_cue_priors

FINDERS = (
    links,
    base_models,
    datasets,
    languages,
    known_settings,
    settings_in_code,
    settings_in_prose,
    hyperparameters,
    results,
    results_in_code,
    result_tables,
    named_results,
    amounts,
    license_names,
    sizes,
    passages,
)


def candidates(card: str, start: int = 0, model_id: str | None = None) -> list[Candidate]:
    """The candidates of a card whose prose begins at `start` (the end of its front matter), in the card's order.

    `model_id` is the card's own model, whose name is never a candidate. Hidden text proposes nothing. Of
    several finders that propose the same place of a field, the first counts.
    """
    priors = load_cue_priors()
    page = Page(card, start, model_id)
    found: dict[tuple[str, int], Candidate] = {}
    for one in chain.from_iterable(finder(page) for finder in FINDERS):
        found.setdefault((one.field, one.start), one)
    measured = ((one, priors.get((one.field, one.cue))) for one in found.values())
    known = [one.with_prior(prior.share) if prior else one for one, prior in measured]
    return sorted(known, key=lambda one: (one.start, one.end, one.field))
