"""The table `models`."""

from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

CARRIED = records(field=TEXT, source=TEXT, collected_at=TIME)

MODELS = Table(
    "models",
    "One row per pre-trained model on the Hugging Face Hub or PyTorch Hub.",
    key=("model_id",),
    order=("created_at", "model_id"),
    columns=(
        C("model_id", TEXT, "The model's name: 'owner/name', on PyTorch Hub 'owner/repo#entry'.", kept=True),
        C("task", TEXT, "What the model does, in the hub's words (pipeline tag)."),
        C(
            "domain",
            TEXT,
            "'nlp', 'cv', 'audio', 'multimodal' or 'other', from task and tags: two or more domains make 'multimodal'.",
        ),
        C("library", TEXT, "Library that loads the model, as the hub names it."),
        C("license", TEXT, "Licence as the model declares it.", kept=True),
        C(
            "license_spdx",
            TEXT,
            "The declared licence as an SPDX expression; null if it is ambiguous (such as 'other').",
            kept=True,
        ),
        C("downloads", INT, "Downloads of the last 30 days, taken before any file is fetched.", kept=True),
        C("likes", INT, "Likes on the hub.", kept=True),
        C("created_at", TIME, "When the model was created; the Hub has no dates before 2022-03-02.", kept=True),
        C("author", TEXT, "Owner of the model: the part of the id before the slash.", kept=True),
        C("hub", TEXT, "Hub of the model: 'huggingface' or 'pytorch'.", kept=True),
        C(
            "base_models",
            records(model_id=TEXT, relation=TEXT),
            "Models it was made from; `relation` is 'finetune', 'adapter', 'merge', 'quantized', 'distilled' or null.",
        ),
        C("parameters", INT, "Number of parameters."),
        C("languages", TEXTS, "Languages that the model declares, as codes of ISO 639 (or 'multilingual')."),
        C("datasets", TEXTS, "Data sets that the model declares it was trained on."),
        C("architectures", TEXTS, "Class names in the model's config.json."),
        C("model_type", TEXT, "Model type in the model's config.json."),
        C("tags", TEXTS, "All tags of the model."),
        C("last_modified", TIME, "When the model's repository last changed.", kept=True),
        C("downloads_all_time", INT, "Downloads since the model was created.", kept=True),
        C(
            "status",
            TEXT,
            "'present', 'gone' (missing from the hub's newest complete list), 'renamed', or 'replaced' (another model"
            " took its name).",
            kept=True,
        ),
        C("gated", TEXT, "'auto' or 'manual' if access must be requested, 'no' if it is open, null if unknown."),
        C("disabled", BOOL, "Whether the hub has disabled the model."),
        C("has_card", BOOL, "Whether `snapshots` holds a card of the model."),
        C("has_snapshot", BOOL, "Whether `snapshots` holds the model at any revision.", kept=True),
        C("license_name", TEXT, "Name of the licence in the card, if `license` is 'other'.", kept=True),
        C("license_link", TEXT, "Link to the licence in the card, if `license` is 'other'.", kept=True),
        C("parameters_source", TEXT, "Where `parameters` comes from: 'safetensors' or 'gguf'."),
        C("used_storage", INT, "Size of the model's repository on the hub in bytes, all revisions together."),
        C("trending_score", INT, "The hub's own measure of recent interest."),
        C("children_model_count", INT, "Number of models that were made from it, as the hub counts them."),
        C("inference_providers", TEXTS, "Inference providers that serve it, as the hub names them."),
        C("spaces_count", INT, "Number of Spaces that use it, as the hub counts them."),
        C("former_ids", TEXTS, "Names that the model had before.", kept=True),
        C(
            "reused_name",
            BOOL,
            "Whether another model had this name before (see rows with `status` 'replaced').",
            kept=True,
        ),
        C("entrypoint_source", TEXT, "PyTorch Hub: where the entry point was found, 'card', 'hubconf' or 'registry'."),
        C("source", TEXT, "Name of the source in the build's settings.", kept=True),
        C("collected_at", TIME, "Date of the source's data.", kept=True),
        C(
            "carried_over",
            CARRIED,
            "Fields taken from an older record of the same revision, each with its source and date.",
        ),
        C("revision", TEXT, "Commit of the model's repository when it was listed.", kept=True),
        C("hub_id", TEXT, "The hub's own immutable id, which stays the same after a rename.", kept=True),
    ),
)
