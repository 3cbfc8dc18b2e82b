"""What a text that names a model means as an id of the Hub: ids and addresses are told apart from paths and prose."""

from collections.abc import Collection, Mapping
from functools import cache

from builder import patterns as re

# How a model was made of another: the Hub's words, and 'distilled', which cards alone say.
RELATIONS = ("adapter", "distilled", "finetune", "merge", "quantized")
SPELLED = {"adapt": "adapter", "distil": "distilled", "finetun": "finetune", "merg": "merge", "quanti": "quantized"}
HUB_ID = re.compile(r"(?:\w[\w.-]{0,95}/)?\w[\w.-]{0,95}", re.ASCII)
HOST = re.compile(
    r"(?:(?:https?:)?//)?(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)/|hf://(?:models/)?", re.IGNORECASE
)
# Places of the Hub that are no owners (docs/hub), and first parts of paths that people have on their own machines.
PLACES = frozenset(
    ("api", "blog", "collections", "datasets", "docs", "join", "learn", "login", "models", "papers", "posts", "pricing")
    + ("spaces", "tasks")
)
FOLDERS = frozenset(
    ("artifacts", "base_model", "base_models", "cache", "checkpoint", "checkpoints", "ckpts", "content", "data", "disk")
    + ("downloads", "drive", "experiments", "home", "input", "kaggle", "local", "local_models", "logs", "lora")
    + (
        "loras",
        "media",
        "merged",
        "merged_model",
        "merged_models",
        "mnt",
        "model",
        "model_weights",
        "mydrive",
        "nfs",
        "opt",
    )
    + ("output", "outputs", "pretrained", "pretrained_model", "pretrained_models", "project", "projects")
    + ("result", "results", "root", "runs", "save", "saved_model", "saved_models", "saves", "scratch", "src")
    + ("storage", "temp", "tmp", "trained", "trained_models", "user", "users", "usr", "var", "volume", "work")
    + ("workspace",)
)
# What stands where no model is named, and folders of a trainer.
NO_NAME = re.compile(
    r"(?:n/?an?|none|null|nil|tbd|todo|unknown|custom|other|scratch|local|(?:my_?|base_?)?models?|checkpoint(?:[-_].*)?)",
    re.IGNORECASE,
)
FILES = (".bin", ".ckpt", ".gguf", ".h5", ".msgpack", ".onnx", ".pkl", ".pt", ".pth", ".safetensors", ".zip")
# What follows a model's id in the addresses of its pages.
PAGES = frozenset(("blob", "commit", "commits", "discussions", "edit", "raw", "resolve", "settings", "tree"))
BEFORE, BEHIND = " \t\r\n\"'`<([", " \t\r\n\"'`>)].,;"  # quotation marks and brackets; the end of a sentence
SEVERAL = re.compile(r"\s*[,;\n]\s*")
MARKDOWN = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")  # [owner/name](address)
CACHED = re.compile(r"models--(.+?)--(.+)")  # huggingface_hub.file_download.repo_folder_name
REPO_ID = re.compile(r"(?!.*(?:--|\.\.))(?!.*[-.](?:/|\Z)).*")  # huggingface_hub.utils.validate_repo_id


def relation_of(word: str | None) -> str | None:
    """The relation that a card's `base_model_relation` means, however it is spelled; None where it says none of these.

    'fine-tuned' is 'finetune', 'distillation' is 'distilled'.
    """
    letters = re.sub(r"[^a-z]", "", (word or "").casefold())
    return next((relation for start, relation in SPELLED.items() if letters.startswith(start)), None)


def hub_model_id(text: str) -> str | None:
    """The id that a text names a model by, None where it names none: prose, a local path, a file, a data set's page.

    Addresses become ids ('https://huggingface.co/owner/name/tree/main' is 'owner/name'); a revision behind '@' and a
    tag behind ':' go.
    """
    linked = MARKDOWN.fullmatch(text.strip())
    said = (linked[1] if linked else text).lstrip(BEFORE).rstrip(BEHIND)
    host = HOST.match(said)
    said = said[host.end() :] if host else said
    if cached := CACHED.fullmatch(said):
        said = f"{cached[1]}/{cached[2]}"
    parts = re.split(r"[?#@]", said, maxsplit=1)[0].rstrip("/").split("/")
    if len(parts) > 1:
        parts[-1] = parts[-1].partition(":")[0]  # of Ollama's names: owner/name:Q4_K_M
    if parts[0].casefold() in PLACES and (host or len(parts) > 1):
        return None
    if not host and len(parts) > 1 and parts[0].casefold() in FOLDERS:
        return None
    page = next((at for at, part in enumerate(parts[:3]) if at and part in PAGES), len(parts))
    name = "/".join(parts[:page]).removesuffix(".git")
    if not HUB_ID.fullmatch(name) or not REPO_ID.fullmatch(name) or name.casefold().endswith(FILES):
        return None
    if NO_NAME.fullmatch(name) or (host and len(parts) == 1 and name not in _without_owner()):
        return None
    return name


def hub_model_ids(text: str) -> list[str]:
    """The ids of one text that may name several, separated by commas, semicolons or line ends."""
    return [name for part in SEVERAL.split(text) if (name := hub_model_id(part))]


def _without_owner() -> Collection[str]:
    """Names that the Hub has moved to an owner; the page of any other lone name is that of an owner."""
    from builder.reference.signatures import load_signatures  # here: few texts need it

    return load_signatures().names.moved


def bare_model_id(text: str) -> str | None:
    """The id without owner that a text writes in its own way: 'T5-base' is 't5-base'; None for other names."""
    return _by_letters().get(re.sub(r"[\W_]", "", text.casefold())) if re.search(r"[\d-]|\s", text) else None


@cache
def _by_letters() -> Mapping[str, str]:
    """Names that the Hub has moved to an owner, by their letters and digits."""
    return {re.sub(r"\W", "", name.casefold()): name for name in _without_owner()}


def hub_model_id_of(entry: Mapping[str, str]) -> str | None:
    """The id of a model that a card tells as a mapping: by its address, its id, or its owner and name.

    Such mappings are what huggingface_hub's cards of trained models and model cards of other tools hold.
    """
    for key in ("repo_url", "url", "id", "model_id", "repo_id"):
        if (text := entry.get(key)) and (found := hub_model_id(text)):
            return found
    owner, name = (entry.get("organization") or entry.get("owner") or "").strip(), (entry.get("name") or "").strip()
    return hub_model_id(f"{owner}/{name}" if owner and "/" not in name else name)
