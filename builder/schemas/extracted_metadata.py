"""The table `extracted_metadata`."""

from builder.schemas.columns import BOOL, INT, REAL, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

HARDWARE = records(name=TEXT, count=INT, hours=REAL, provider=TEXT, region=TEXT)
PARTS = ["task", "dataset", "metric", "value", "value_text", "split", "deviation", "date", "source", "notes"]
EVALUATION = records(**dict.fromkeys(PARTS, TEXT) | {"value": REAL, "deviation": REAL})
EVIDENCE = records(field=TEXT, index=INT, source=TEXT, quote=TEXT, start=INT, end=INT, score=REAL)

EXTRACTED_METADATA = Table(
    "extracted_metadata",
    "One row per model card, read into typed fields, each value with its quotation.",
    key=("model_id", "revision"),
    order=("model_id", "revision"),
    references={"model_id": "models.model_id"},
    columns=(
        C("model_id", TEXT, "The model.", kept=True),
        C("domain", TEXT, "Domain of the tasks, with the values of `models.domain`."),
        C("tasks", TEXTS, "Tasks that the model is for."),
        C("license", TEXT, "Licence that the card declares.", kept=True),
        C("languages", TEXTS, "Languages of the model, as ISO 639 codes; the card's words are in `evidence`."),
        C("base_model", TEXT, "The first of `base_models`."),
        C("base_models", TEXTS, "Models that it was made from, as Hub ids."),
        C("datasets", records(name=TEXT, url=TEXT), "Data sets that the model was trained on."),
        C("papers", records(title=TEXT, url=TEXT), "Papers about the model."),
        C("github_repo", TEXT, "GitHub repository of the model's code."),
        C("parameter_count", INT, "Number of parameters."),
        C("evaluation", EVALUATION, "Evaluation results: `value` is the number, `value_text` the value as written."),
        C("hyperparameters", records(name=TEXT, value=TEXT), "Training hyperparameters."),
        C("hardware", HARDWARE, "Hardware that the model was trained on."),
        C("carbon_emitted_g", REAL, "CO2 emitted by the training, in grams."),
        C("limitations_and_biases", TEXT, "Limitations and biases that the card names."),
        C("demo", TEXT, "Link to a demo of the model."),
        C("grants", TEXTS, "Grants that funded the work."),
        C("input_format", TEXT, "Format of the model's input."),
        C("output_format", TEXT, "Format of the model's output."),
        C("libraries", TEXTS, "Libraries that load the model."),
        C("frameworks", TEXTS, "Frameworks that can run the model."),
        C(
            "evidence",
            EVIDENCE,
            "For each value: its field (with the index in a list), source, quotation, position in `snapshots.card` (in"
            " code points) and score.",
        ),
        C(
            "status",
            TEXT,
            "'ok', 'front_matter_only', 'empty_card', or why the language model could not read the card.",
            kept=True,
        ),
        C(
            "front_matter",
            TEXT,
            "State of the YAML front matter: 'ok', 'absent', 'invalid' or 'not_a_mapping'.",
            kept=True,
        ),
        C(
            "unread_fields",
            TEXTS,
            "Fields that were not looked for, or not in the whole card: a null there does not mean absent.",
        ),
        C("card_truncated", BOOL, "Whether the card was too long to be read completely.", kept=True),
        C(
            "card_tokens",
            INT,
            "Tokens of the prompts about the card, as the language model counts.",
            kept=True,
        ),
        C("output_tokens", INT, "Tokens of the answers.", kept=True),
        C("llm", TEXT, "Language model that read the card; null if none did.", kept=True),
        C("llm_revision", TEXT, "Revision of the language model.", kept=True),
        C("prompt_version", TEXT, "Version of the prompt.", kept=True),
        C("server", TEXT, "Server that ran the language model.", kept=True),
        C(
            "extracted_at",
            TIME,
            "Date of the build that read the card: `as_of` in its settings, otherwise its start.",
            kept=True,
        ),
        C("revision", TEXT, "Commit of the model's repository that the card comes from.", kept=True),
        C("card_sha256", TEXT, "SHA-256 of the card text as published in `snapshots`.", kept=True),
        C("prompt_sha256", TEXT, "SHA-256 of the prompt, answer schema and chat template.", kept=True),
        C("schema_sha256", TEXT, "SHA-256 of the answer schema.", kept=True),
    ),
)
