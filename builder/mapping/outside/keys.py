"""Keys of settings, options and variables as words: which are one, and which say little."""

from functools import lru_cache

# Keys, as `plain` has them, that say little: what they name, the keys around them say.
GENERAL = frozenset(
    {"name", "id", "path", "type", "kind", "source", "version", "value", "key", "file", "url", "uri", "dir", "root"}
    | {"target", "title", "label", "tag", "tags", "task", "arch", "architecture", "class", "cls", "format", "mode"}
    | {"data", "default", "size", "variant", "lang", "language", "image", "repo", "repoid", "repository", "filename"}
    | {"local", "location", "ref", "method", "func", "function", "args", "input", "inputs", "output", "config", "load"}
)
OPEN = "*"  # a key that the code leaves open


@lru_cache(1 << 14)
def plain(key: str) -> str:
    """A key without its case, '-' and '_': 'model_name', '--model-name' and 'modelName' are one."""
    return key.replace("-", "").replace("_", "").lower()
