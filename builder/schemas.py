"""The tables: columns with a sentence each, keys, references, order. Everything else takes its shape from here.

Types are those that the Hub's viewer, its statistics and Croissant all keep: string, int64, float64, bool, naive
`timestamp[us]` in UTC, lists of strings and lists of structs. Renaming or dropping a column is a major version.
"""

from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from builder.column_values import MEANING_OF_RESOLUTION, MEANING_OF_USAGE, USAGES

TEXT, INT, REAL, BOOL, TIME = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us")
TEXTS = pa.list_(TEXT)


def _list(meanings: dict[str, str]) -> str:
    """Values with their meanings, as the sentence about a column has them."""
    return ", ".join(f"'{value}' ({meaning})" for value, meaning in meanings.items())


def records(**fields: pa.DataType) -> pa.DataType:
    """Type of a list of structs with these fields."""
    return pa.list_(pa.struct(list(fields.items())))


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, the sentence that explains it, whether it outlives a model's removal, its values."""

    name: str
    type: pa.DataType
    doc: str
    kept: bool = False  # still published when its model is gone from the hub (ids, dates, counts, licence)
    values: tuple[str, ...] = ()  # the only ones it can have, where they are a closed set


@dataclass(frozen=True)
class Table:
    """One table (a `datasets` config): `key` is unique and never null, rows stand in the order of `order`."""

    name: str
    doc: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    references: dict[str, str] = field(default_factory=dict)  # column -> 'table.column' that holds its values

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the published table."""
        return pa.schema([(c.name, c.type) for c in self.columns])


C = Column

CARRIED = records(field=TEXT, source=TEXT, collected_at=TIME)

MODELS = Table(
    "models",
    "One row per pre-trained model on the Hugging Face Hub or PyTorch Hub.",
    key=("model_id",),
    order=("created_at", "model_id"),
    columns=(
        C("model_id", TEXT, "The model's name: 'owner/name', on PyTorch Hub 'owner/repo#entry'.", kept=True),
        C("hub", TEXT, "Where the model lives: 'huggingface' or 'pytorch'.", kept=True),
        C("hub_id", TEXT, "The hub's own immutable id, which outlives renames.", kept=True),
        C("revision", TEXT, "Commit of the model's repository when it was listed.", kept=True),
        C("author", TEXT, "Owner of the model: the part of the id before the slash.", kept=True),
        C("created_at", TIME, "When the model was made; the Hub knows nothing before 2022-03-02.", kept=True),
        C("last_modified", TIME, "When the model's repository last changed.", kept=True),
        C("downloads", INT, "Downloads of the last 30 days, taken before any file is fetched.", kept=True),
        C("downloads_all_time", INT, "Downloads since the model was made.", kept=True),
        C("likes", INT, "Likes on the hub.", kept=True),
        C("task", TEXT, "What the model does, in the hub's words (pipeline tag)."),
        C(
            "domain",
            TEXT,
            "'nlp', 'cv', 'audio', 'multimodal' or 'other', from task and tags: two or more domains make 'multimodal'.",
        ),
        C("library", TEXT, "Library that loads the model, as the hub names it."),
        C("tags", TEXTS, "All tags of the model."),
        C("license", TEXT, "Licence as the model declares it.", kept=True),
        C("license_name", TEXT, "Name that the card gives where the licence is 'other'.", kept=True),
        C("license_link", TEXT, "Link that the card gives where the licence is 'other'.", kept=True),
        C("license_spdx", TEXT, "The declared licence as an SPDX expression; null when it is ambiguous.", kept=True),
        C("languages", TEXTS, "Languages that the model declares, as codes of ISO 639 (or 'multilingual')."),
        C("datasets", TEXTS, "Data sets that the model declares it was trained on."),
        C(
            "base_models",
            records(model_id=TEXT, relation=TEXT),
            "Models it was made from; relation is 'finetune', 'adapter', 'merge' or 'quantized', null if unknown.",
        ),
        C("architectures", TEXTS, "Class names in the model's config.json."),
        C("model_type", TEXT, "Model type in the model's config.json."),
        C("parameters", INT, "Number of parameters."),
        C("parameters_source", TEXT, "Where `parameters` comes from: 'safetensors' or 'gguf'."),
        C("gated", TEXT, "'auto' or 'manual' where access must be asked for, 'no' where it is open, null if unknown."),
        C("disabled", BOOL, "Whether the hub has disabled the model."),
        C("used_storage", INT, "Bytes that the model's repository takes on the hub, all revisions together."),
        C("trending_score", INT, "The hub's own measure of recent interest."),
        C("children_model_count", INT, "How many models the hub knows that were made from it."),
        C("inference_providers", TEXTS, "Inference providers that serve it, as the hub names them."),
        C("spaces_count", INT, "How many Spaces of the hub use it."),
        C("former_ids", TEXTS, "Names that the model had before.", kept=True),
        C("status", TEXT, "'present', 'gone' (from its newest complete list), 'renamed', 'replaced'.", kept=True),
        C("reused_name", BOOL, "Whether another model had this name before: see the rows 'replaced'.", kept=True),
        C("has_card", BOOL, "Whether `snapshots` holds a card of the model."),
        C("has_snapshot", BOOL, "Whether `snapshots` holds the model at any revision.", kept=True),
        C("entrypoint_source", TEXT, "PyTorch Hub: where the entry point was found, 'card', 'hubconf' or 'registry'."),
        C("source", TEXT, "Name of the source in the build's settings.", kept=True),
        C("collected_at", TIME, "When the source was taken.", kept=True),
        C("carried_over", CARRIED, "Values from an older record of the same revision, each with its source and date."),
    ),
)

FILE = records(path=TEXT, size=INT, oid=TEXT, lfs_sha256=TEXT, security=TEXT)
TIMED = {"is_pull_request": BOOL, "created_at": TIME, "closed_at": TIME}
# discussions of a model as the steps hand them on with its snapshot, of which the merge makes rows of DISCUSSIONS
TALK = pa.field("discussions", records(num=INT, title=TEXT, status=TEXT, **TIMED, comments=INT, author_role=TEXT))
SNAPSHOTS = Table(
    "snapshots",
    "One row per model captured at a revision.",
    key=("model_id", "revision"),
    order=("model_id", "revision"),
    references={"model_id": "models.model_id"},
    columns=(
        C("model_id", TEXT, "The model.", kept=True),
        C("hub", TEXT, "Where the model lives.", kept=True),
        C("revision", TEXT, "Commit of the model's repository.", kept=True),
        C(
            "captured_at",
            TIME,
            "Date of the build that took it: `as_of` of its settings, else when it began.",
            kept=True,
        ),
        C("downloads", INT, "The monthly downloads that selected the model.", kept=True),
        C("files", FILE, "Files at that revision, weights and configs first, at most 1,000."),
        C("file_count", INT, "How many files there are in all.", kept=True),
        C("total_bytes", INT, "Their size together, where the source tells sizes.", kept=True),
        C("card_sha256", TEXT, "SHA-256 of the published card text (UTF-8).", kept=True),
        C("commits", records(sha=TEXT, date=TIME, title=TEXT), "The newest 200 commits."),
        C("commit_count", INT, "How many commits there are in all.", kept=True),
        C("branches", TEXTS, "Branches of the model's repository."),
        C("tags", TEXTS, "Git tags of the model's repository."),
        C(
            "discussion_count",
            INT,
            "How many discussions there are in all: `discussions` has the newest 200.",
            kept=True,
        ),
        C("parameters", INT, "Number of parameters by the headers of the safetensors files.", kept=True),
        C("dtypes", records(dtype=TEXT, parameters=INT), "Types of these parameters, and how many there are of each."),
        C(
            "omitted",
            TEXTS,
            "What could not be captured, and why: 'card:too_large', 'files:bad_path:2' ...",
            kept=True,
        ),
        C("archive", TEXT, "URL of the list of the files that were kept, each with its SHA-256; null if none were."),
        C("status", TEXT, "'captured', or 'gone' when the model has left its hub since.", kept=True),
        C("config", TEXT, "The model's config.json, as JSON text."),
        C("card", TEXT, "The model card, e-mail addresses and tokens masked; its authors' text."),
    ),
)

FOUND = records(source=TEXT, query=TEXT, slice=TEXT, total=INT, complete=BOOL)
REPOSITORIES = Table(
    "repositories",
    "One row per repository that was looked at for models.",
    key=("repository_id",),
    order=("repository_id",),
    columns=(
        C("repository_id", TEXT, "'owner/name'."),
        C("host", TEXT, "Where the repository lives ('github.com'), 'local' for a folder of this machine."),
        C("host_id", TEXT, "The host's own immutable id."),
        C("url", TEXT, "Page of the repository; null for a local one."),
        C("commit", TEXT, "Commit that was read; null for a folder that is not under git."),
        C("committed_at", TIME, "Date of that commit."),
        C("default_branch", TEXT, "Branch that the repository shows first."),
        C("created_at", TIME, "When the repository was made."),
        C("pushed_at", TIME, "When it was last pushed to."),
        C("stars", INT, "Stars on the host."),
        C("forks", INT, "Forks on the host."),
        C("is_fork", BOOL, "Whether it is a fork."),
        C("is_archived", BOOL, "Whether it is archived."),
        C("languages", TEXTS, "Programming languages, most bytes first."),
        C("topics", TEXTS, "Topics on the host."),
        C("description", TEXT, "Description on the host, at most 300 characters."),
        C("size_kb", INT, "Size of the files that were looked at, in kB (1,000 bytes)."),
        C("license_declared", TEXT, "Licence in the host's word."),
        C("license_spdx", TEXT, "Licence detected from the files, as an SPDX expression; null when not recognised."),
        C("license_files", TEXTS, "Paths of the licence files."),
        C("dependencies", records(name=TEXT, specifier=TEXT, path=TEXT), "Machine-learning packages it asks for."),
        C(
            "found_by",
            FOUND,
            "Sources and queries that found it: slice of the query, its results, whether all of them were given.",
        ),
        C("models_declared", TEXTS, "Models that the host itself says it uses (Spaces); null where it says nothing."),
        C("fingerprint", TEXT, "SHA-256 of the set of contents of its source files: the same for copies and forks."),
        C("issue_count", INT, "Issues on the host, open and closed."),
        C("pull_request_count", INT, "Pull requests on the host, open and closed."),
        C(
            "model_issue_count",
            INT,
            "Issues that name a mapped model or its library: those in `discussions`; null: unread.",
        ),
        C("model_pull_request_count", INT, "Pull requests in `discussions`, likewise."),
        C("former_ids", TEXTS, "Names that the repository had before."),
        C("status", TEXT, "'present', 'empty', 'gone' or 'blocked' (by the host, for legal reasons or abuse)."),
        C("scan_status", TEXT, "'scanned', 'partial' (some files unreadable), 'not_fetched' or 'failed'."),
        C("files_scanned", INT, "Files read for models."),
        C("files_skipped", INT, "Files that should have been read and could not be."),
        C("scanned_at", TIME, "Date of the build that scanned it: `as_of` of its settings, else when it began."),
        C("captured_at", TIME, "Date of the build that read its files and licence, likewise."),
    ),
)

MAPPINGS = Table(
    "mappings",
    "One row per place in a repository that loads, calls or names a model; `usage` says which.",
    key=("mapping_id",),
    order=("repository_id", "path", "line", "column", "mapping_id"),
    references={"repository_id": "repositories.repository_id", "model_id": "models.model_id"},
    columns=(
        C("mapping_id", TEXT, "Hash of repository, path, call, loads, name and ordinal; the same in every release."),
        C("repository_id", TEXT, "The repository."),
        C("commit", TEXT, "Commit that was read."),
        C("path", TEXT, "File within the repository."),
        C("line", INT, "First line of the call expression, counted from 1; 1 of a weights file."),
        C("column", INT, "First character of the call expression, counted from 1."),
        C("argument_line", INT, "Line of the argument that names the model."),
        C("cell", INT, "Notebook cell, counted from 0; null elsewhere."),
        C("url", TEXT, "Permanent link to the line."),
        C("code", TEXT, "The call's text, at most 200 characters; of a weights file 'sha256:' and its SHA-256."),
        C("library", TEXT, "Library whose call it is; of a weights file its format."),
        C("call", TEXT, "Qualified name of the call; null of a weights file."),
        C("loads", TEXT, "'model', 'adapter', 'tokenizer', 'processor', 'config' or 'file'."),
        C("expression", TEXT, "The argument as written, at most 200 characters; of a weights file its name and size."),
        C("model_name", TEXT, "The string that the argument resolves to; null when it does not."),
        C("model_id", TEXT, "The model in `models` that the name means; null if it is none of them."),
        C(
            "identity",
            TEXT,
            "How it was matched: 'exact', 'former_name', 'alias' or 'builder' by its name, or 'file_hash'.",
        ),
        C("hub", TEXT, "Hub, registry or service whose model it is: 'huggingface', 'pytorch', 'ollama', 'openai', ..."),
        C("revision", TEXT, "Revision pinned in the call, or whose file this is; null if none."),
        C(
            "resolution",
            TEXT,
            f"How the name was found: {_list(MEANING_OF_RESOLUTION)}.",
            values=tuple(MEANING_OF_RESOLUTION),
        ),
        C("hops", INT, "Steps between the call and the string."),
        C("defined_at", TEXT, "'path:line' of the string where it is not in the call."),
        C(
            "usage",
            TEXT,
            f"What the place does with the model, the strongest first: {_list(MEANING_OF_USAGE)}.",
            values=USAGES,
        ),
        C("weights", TEXT, "'requested', 'random' (the model is named, but built with random weights) or 'unknown'."),
        C("trust_remote_code", BOOL, "Whether the call lets the model's own code run; null if it does not say."),
        C("context", TEXT, "'source', 'test', 'example', 'docs' or 'vendored'."),
        C(
            "confidence",
            REAL,
            "Share of such places found right in repositories new to the rules; null: none was read.",
        ),
        C("blob", TEXT, "Git object id of the file."),
        C("scanner", TEXT, "Version of peatmoss, then the version of its rules: '0.1.0/11'."),
        C("first_seen", TEXT, "First release that holds this mapping."),
        C("last_seen", TEXT, "Last release that holds this mapping."),
    ),
)

HARDWARE = records(name=TEXT, count=INT, hours=REAL, provider=TEXT, region=TEXT)
PARTS = ["task", "dataset", "metric", "value", "value_text", "split", "deviation", "date", "source", "notes"]
EVALUATION = records(**dict.fromkeys(PARTS, TEXT) | {"value": REAL, "deviation": REAL})
EVIDENCE = records(field=TEXT, index=INT, source=TEXT, quote=TEXT, start=INT, end=INT)

EXTRACTED_METADATA = Table(
    "extracted_metadata",
    "One row per model card, read into typed fields with the quotation behind each.",
    key=("model_id", "revision"),
    order=("model_id", "revision"),
    references={"model_id": "models.model_id"},
    columns=(
        C("model_id", TEXT, "The model.", kept=True),
        C("revision", TEXT, "Commit of the model's repository that the card comes from.", kept=True),
        C("card_sha256", TEXT, "SHA-256 of the card text as published in `snapshots`.", kept=True),
        C("domain", TEXT, "Domain of the tasks, as in `models`."),
        C("tasks", TEXTS, "Tasks that the model is for."),
        C("frameworks", TEXTS, "Frameworks that can run the model."),
        C("libraries", TEXTS, "Libraries that load the model."),
        C("languages", TEXTS, "Languages of the model, as codes of ISO 639; the card's words are in `evidence`."),
        C("datasets", records(name=TEXT, url=TEXT), "Data sets that the model was trained on."),
        C("license", TEXT, "Licence that the card declares.", kept=True),
        C("github_repo", TEXT, "GitHub repository of the model's code."),
        C("papers", records(title=TEXT, url=TEXT), "Papers about the model."),
        C("base_models", TEXTS, "Models that it was made from, as ids of the Hub."),
        C("base_model", TEXT, "The first of `base_models`."),
        C("parameter_count", INT, "Number of parameters."),
        C("hardware", HARDWARE, "Hardware that the model was trained on."),
        C("carbon_emitted_g", REAL, "CO2 emitted by the training, in grams."),
        C("hyperparameters", records(name=TEXT, value=TEXT), "Hyperparameters of the training."),
        C("evaluation", EVALUATION, "Results: value and deviation as numbers and as written; when and by whom."),
        C("limitations_and_biases", TEXT, "Limitations and biases that the card names."),
        C("demo", TEXT, "Demonstration of the model."),
        C("grants", TEXTS, "Grants that paid for the work."),
        C("input_format", TEXT, "What the model takes."),
        C("output_format", TEXT, "What the model gives."),
        C("evidence", EVIDENCE, "Each value's quotation, its code points in `snapshots.card`, its element in a list."),
        C("front_matter", TEXT, "'ok', 'absent', 'invalid' (no YAML) or 'not_a_mapping'.", kept=True),
        C("unread_fields", TEXTS, "Fields that nothing has looked for yet, or not to the end: not the same as absent."),
        C("status", TEXT, "'ok', 'front_matter_only', 'empty_card' or what kept the model from reading.", kept=True),
        C("card_tokens", INT, "Tokens of the card, as the language model counts.", kept=True),
        C("output_tokens", INT, "Tokens of the answer.", kept=True),
        C("card_truncated", BOOL, "Whether the card was too long to be read whole.", kept=True),
        C("llm", TEXT, "Language model that read the card; null if none did.", kept=True),
        C("llm_revision", TEXT, "Its revision.", kept=True),
        C("prompt_version", TEXT, "Version of the prompt.", kept=True),
        C("prompt_sha256", TEXT, "SHA-256 of prompt, answer schema and chat template.", kept=True),
        C("schema_sha256", TEXT, "SHA-256 of the answer schema.", kept=True),
        C("server", TEXT, "Server that ran the language model.", kept=True),
        C(
            "extracted_at",
            TIME,
            "Date of the build that read the card: `as_of` of its settings, else when it began.",
            kept=True,
        ),
    ),
)

QUERIES = Table(
    "queries",
    "One row per query that a source was asked for repositories, or per slice of one.",
    key=("source", "query", "slice"),
    order=("source", "query", "slice"),
    columns=(
        C("source", TEXT, "Name of the source in the build's settings."),
        C("query", TEXT, "What was asked, as it was sent."),
        C("slice", TEXT, "Part of the query that was asked at once, in the source's words; '' for the whole."),
        C("total", INT, "Results that there are, as the source says; null where it does not."),
        C("complete", BOOL, "Whether every one of them was given."),
        C("asked_at", TIME, "When it was asked: the build's moment."),
    ),
)

DISCUSSIONS = Table(
    "discussions",
    "One row per discussion of a model, and per issue or pull request of a repository that names a model it maps.",
    key=("subject", "subject_id", "num"),
    order=("subject_id", "subject", "num"),
    columns=(
        C("subject", TEXT, "Whose it is: 'model' or 'repository'.", values=("model", "repository")),
        C("subject_id", TEXT, "The `model_id` or the `repository_id`."),
        C("num", INT, "Its number there."),
        C("title", TEXT, "Its title, addresses, tokens and names of people masked."),
        C("state", TEXT, "'open', 'closed', 'merged' or 'draft'."),
        C("is_pull_request", BOOL, "Whether it proposes a change."),
        C("created_at", TIME, "When it was begun."),
        C("closed_at", TIME, "When it was closed or merged; null while it is open, or where the source does not say."),
        C("comments", INT, "How many comments it has."),
        C("labels", TEXTS, "Its labels on the host; null on a hub, which has none."),
        C(
            "models",
            TEXTS,
            "Models it is about: mapped ones that a repository's title or text name, by `model_id` where that is known;"
            " else the model itself.",
        ),
        C(
            "libraries",
            TEXTS,
            "Of a repository's: libraries of its mappings that title or text name; null of a model's.",
        ),
        C(
            "author_role",
            TEXT,
            "What its author is to it: 'owner', 'member', 'contributor', 'other' or 'bot'; no name.",
        ),
    ),
)

# a release adds those of dataset/derived.py
TABLES = (MODELS, SNAPSHOTS, REPOSITORIES, MAPPINGS, EXTRACTED_METADATA, QUERIES, DISCUSSIONS)
BY_NAME = {table.name: table for table in TABLES}
