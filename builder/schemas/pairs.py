"""The table `pairs`."""

from builder.column_values import USAGES
from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, Table
from builder.schemas.columns import Column as C

EXPOSURES = ("referenced", "bundled", "hosted", "derived")
VERDICTS = (
    *("compatible", "conditional", "incompatible", "model_license_missing", "repository_license_missing"),
    "not_covered",
)

PAIRS = Table(
    "pairs",
    "One row per repository and model that it names, with the licences of both held against each other.",
    key=("repository_id", "model_id"),
    order=("repository_id", "model_id"),
    references={"repository_id": "repositories.repository_id", "model_id": "models.model_id"},
    columns=(
        C("repository_id", TEXT, "The repository."),
        C("model_id", TEXT, "The model."),
        C(
            "verdict",
            TEXT,
            "What the licences come to, base models included: a rule, never a wrong, and no legal advice; null of a"
            " mention.",
            values=VERDICTS,
        ),
        C("model_license", TEXT, "Licence of the model: SPDX where known, else as it is declared."),
        C("repository_license", TEXT, "Licence of the repository: SPDX where known, else the host's word."),
        C(
            "exposure",
            TEXT,
            "How the weights reach people: 'referenced' (fetched), 'bundled' (in the repository), 'hosted', 'derived'"
            " (see `derived_models`), the strongest last; null of a mere mention.",
            values=EXPOSURES,
        ),
        C("usage", TEXT, "The strongest `usage` among the places in `mappings`.", values=USAGES),
        C(
            "derived_models",
            TEXTS,
            "Models made from it that are published from the repository; it is held against their licences, where they"
            " have one.",
        ),
        C("places", INT, "Rows of `mappings` of the two."),
        C("rule", TEXT, "The rule that decides the verdict."),
        C("rule_source", TEXT, "Where the rule stands: licence and section, or table."),
        C("obligations", TEXTS, "What the model's licence asks at this exposure, in plain words."),
        C(
            "dropped_terms",
            TEXTS,
            "Restrictive terms of the model that the repository's licence does not carry on; null where not known.",
        ),
        C("conflict_via", TEXT, "The base model that the verdict comes through; null where it is the model itself."),
        C("contexts", TEXTS, "Their contexts: 'source', 'test', 'example', 'docs', 'vendored'."),
        C(
            "pinned",
            BOOL,
            "Whether every place that loads it names a commit (a branch or a tag is none); null where none could.",
        ),
        C("trust_remote_code", BOOL, "Whether a place lets the model's own code run; null if none says."),
        C("first_seen", TEXT, "First release that holds the pair."),
    ),
)
