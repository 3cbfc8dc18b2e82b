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
    "One row per pair of a repository and a model that it names, with a verdict on their licences.",
    key=("repository_id", "model_id"),
    order=("repository_id", "model_id"),
    references={"repository_id": "repositories.repository_id", "model_id": "models.model_id"},
    columns=(
        C("repository_id", TEXT, "The repository."),
        C("model_id", TEXT, "The model."),
        C(
            "verdict",
            TEXT,
            "Whether the licences are compatible by the rules, base models included; not legal advice; null for a"
            " mention.",
            values=VERDICTS,
        ),
        C("model_license", TEXT, "Licence of the model: SPDX if known, otherwise as declared."),
        C("repository_license", TEXT, "Licence of the repository: SPDX if known, otherwise as the host reports it."),
        C(
            "exposure",
            TEXT,
            "How the weights reach people: 'referenced' (fetched), 'bundled' (in the repository), 'hosted', 'derived'"
            " (see `derived_models`), the strongest last; null for a mention.",
            values=EXPOSURES,
        ),
        C("usage", TEXT, "The strongest `usage` among the places in `mappings`.", values=USAGES),
        C(
            "derived_models",
            TEXTS,
            "Models made from it that the repository publishes; its licence is compared with theirs, if they have one.",
        ),
        C("places", INT, "Number of rows of `mappings` with this repository and model."),
        C("rule", TEXT, "The rule that decides the verdict."),
        C("rule_source", TEXT, "Source of the rule: licence and section, or table."),
        C("obligations", TEXTS, "What the model's licence asks at this exposure, in plain words."),
        C(
            "dropped_terms",
            TEXTS,
            "Restrictive terms of the model's licence that the repository's licence lacks; null if not known.",
        ),
        C("conflict_via", TEXT, "The base model whose licence decides the verdict; null if it is the model's own."),
        C("contexts", TEXTS, "Contexts of these rows: 'source', 'test', 'example', 'docs', 'vendored'."),
        C(
            "pinned",
            BOOL,
            "Whether every place that loads it names a commit (not a branch or tag); null if no place can.",
        ),
        C(
            "trust_remote_code",
            BOOL,
            "Whether a place allows code from the model's repository to run; null if none says.",
        ),
        C("first_seen", TEXT, "First release with this pair."),
    ),
)
