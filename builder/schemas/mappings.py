"""The table `mappings`."""

from builder.column_values import MEANING_OF_RESOLUTION, MEANING_OF_USAGE, USAGES
from builder.schemas.columns import BOOL, INT, REAL, TEXT, Table
from builder.schemas.columns import Column as C


def _list(meanings: dict[str, str]) -> str:
    """Values with their meanings, as the sentence about a column has them."""
    return ", ".join(f"'{value}' ({meaning})" for value, meaning in meanings.items())


MAPPINGS = Table(
    "mappings",
    "One row per place in a repository that loads, calls or names a model; `usage` says which.",
    key=("mapping_id",),
    order=("repository_id", "path", "line", "column", "mapping_id"),
    references={"repository_id": "repositories.repository_id", "model_id": "models.model_id"},
    columns=(
        C("repository_id", TEXT, "The repository."),
        C("path", TEXT, "File within the repository."),
        C("line", INT, "First line of the call expression, counted from 1; 1 for a weights file."),
        C("model_id", TEXT, "The model in `models` that the name refers to; null if there is none."),
        C("model_name", TEXT, "The string that the argument resolves to; null if it cannot be resolved."),
        C(
            "usage",
            TEXT,
            f"What the place does with the model, the strongest first: {_list(MEANING_OF_USAGE)}.",
            values=USAGES,
        ),
        C("code", TEXT, "The call's text, at most 200 characters; for a weights file 'sha256:' and its SHA-256."),
        C("url", TEXT, "Permanent link to the line."),
        C("library", TEXT, "Library that is called; for a weights file its format."),
        C("call", TEXT, "Qualified name of the called function; null for a weights file."),
        C("loads", TEXT, "What is loaded: 'model', 'adapter', 'tokenizer', 'processor', 'config' or 'file'."),
        C(
            "context",
            TEXT,
            "Kind of code: 'source', 'test', 'example', 'docs' or 'vendored' (copied from another project).",
        ),
        C(
            "confidence",
            REAL,
            "Share of such places that were right in repositories not used to write the rules; null: not measured.",
        ),
        C(
            "resolution",
            TEXT,
            f"How the name was found: {_list(MEANING_OF_RESOLUTION)}.",
            values=tuple(MEANING_OF_RESOLUTION),
        ),
        C("revision", TEXT, "Revision given in the call, or that a weights file belongs to; null if none."),
        C(
            "trust_remote_code",
            BOOL,
            "Whether the call allows code from the model's repository to run; null if it does not say.",
        ),
        C(
            "identity",
            TEXT,
            "How `model_id` was matched: by name ('exact', 'former_name', 'alias', 'builder') or by 'file_hash'.",
        ),
        C(
            "hub",
            TEXT,
            "Hub, registry or service that the model is from: 'huggingface', 'pytorch', 'ollama', 'openai', ...",
        ),
        C("weights", TEXT, "'requested', 'random' (the model is named, but built with random weights) or 'unknown'."),
        C("expression", TEXT, "The argument as written, at most 200 characters; for a weights file its name and size."),
        C("defined_at", TEXT, "'path:line' of the string, if it is not in the call."),
        C("hops", INT, "Number of steps from the call to the string."),
        C("column", INT, "Column of the first character of the call expression, counted from 1."),
        C("argument_line", INT, "Line of the argument that names the model."),
        C("cell", INT, "Notebook cell, counted from 0; null elsewhere."),
        C("first_seen", TEXT, "First release with this mapping."),
        C("last_seen", TEXT, "Last release with this mapping."),
        C("scanner", TEXT, "Version of peatmoss, then the version of its rules: '0.1.0/11'."),
        C("commit", TEXT, "Commit of the repository that was scanned."),
        C("blob", TEXT, "Git object id of the file."),
        C("mapping_id", TEXT, "Hash of repository, path, call, loads, name and ordinal; the same in every release."),
    ),
)
