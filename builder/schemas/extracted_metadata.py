"""The table `extracted_metadata`."""

from builder.schemas.columns import BOOL, INT, REAL, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

HARDWARE = records(name=TEXT, count=INT, hours=REAL, provider=TEXT, region=TEXT)
PARTS = ["task", "dataset", "metric", "value", "value_text", "split", "deviation", "date", "source", "notes"]
EVALUATION = records(**dict.fromkeys(PARTS, TEXT) | {"value": REAL, "deviation": REAL})
EVIDENCE = records(field=TEXT, index=INT, source=TEXT, quote=TEXT, start=INT, end=INT, score=REAL)

EXTRACTED_METADATA = Table(
    "extracted_metadata",
    "One row per model card, read into typed fields with the quotation behind each.",
    key=("model_id", "revision"),
    order=("model_id", "revision"),
    references={"model_id": "models.model_id"},
    columns=(
        C("model_id", TEXT, "The model.", kept=True),
        C("domain", TEXT, "Domain of the tasks, as in `models`."),
        C("tasks", TEXTS, "Tasks that the model is for."),
        C("license", TEXT, "Licence that the card declares.", kept=True),
        C("languages", TEXTS, "Languages of the model, as codes of ISO 639; the card's words are in `evidence`."),
        C("base_model", TEXT, "The first of `base_models`."),
        C("base_models", TEXTS, "Models that it was made from, as ids of the Hub."),
        C("datasets", records(name=TEXT, url=TEXT), "Data sets that the model was trained on."),
        C("papers", records(title=TEXT, url=TEXT), "Papers about the model."),
        C("github_repo", TEXT, "GitHub repository of the model's code."),
        C("parameter_count", INT, "Number of parameters."),
        C("evaluation", EVALUATION, "Results: value and deviation as numbers and as written; when and by whom."),
        C("hyperparameters", records(name=TEXT, value=TEXT), "Hyperparameters of the training."),
        C("hardware", HARDWARE, "Hardware that the model was trained on."),
        C("carbon_emitted_g", REAL, "CO2 emitted by the training, in grams."),
        C("limitations_and_biases", TEXT, "Limitations and biases that the card names."),
        C("demo", TEXT, "Demonstration of the model."),
        C("grants", TEXTS, "Grants that paid for the work."),
        C("input_format", TEXT, "What the model takes."),
        C("output_format", TEXT, "What the model gives."),
        C("libraries", TEXTS, "Libraries that load the model."),
        C("frameworks", TEXTS, "Frameworks that can run the model."),
        C(
            "evidence",
            EVIDENCE,
            "Each value's quotation, its code points in `snapshots.card`, its element in a list; how sure it is.",
        ),
        C("status", TEXT, "'ok', 'front_matter_only', 'empty_card' or what kept the model from reading.", kept=True),
        C("front_matter", TEXT, "'ok', 'absent', 'invalid' (no YAML) or 'not_a_mapping'.", kept=True),
        C("unread_fields", TEXTS, "Fields that nothing has looked for yet, or not to the end: not the same as absent."),
        C("card_truncated", BOOL, "Whether the card was too long to be read whole.", kept=True),
        C(
            "card_tokens",
            INT,
            "Tokens of the questions about the card, as the language model counts.",
            kept=True,
        ),
        C("output_tokens", INT, "Tokens of the answers.", kept=True),
        C("llm", TEXT, "Language model that read the card; null if none did.", kept=True),
        C("llm_revision", TEXT, "Its revision.", kept=True),
        C("prompt_version", TEXT, "Version of the prompt.", kept=True),
        C("server", TEXT, "Server that ran the language model.", kept=True),
        C(
            "extracted_at",
            TIME,
            "Date of the build that read the card: `as_of` of its settings, else when it began.",
            kept=True,
        ),
        C("revision", TEXT, "Commit of the model's repository that the card comes from.", kept=True),
        C("card_sha256", TEXT, "SHA-256 of the card text as published in `snapshots`.", kept=True),
        C("prompt_sha256", TEXT, "SHA-256 of prompt, answer schema and chat template.", kept=True),
        C("schema_sha256", TEXT, "SHA-256 of the answer schema.", kept=True),
    ),
)
