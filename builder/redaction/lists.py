"""What masking looks for, as configs/secrets.toml has it."""

import tomllib
from functools import cache
from typing import Any

from builder.bundled import bundled


@cache
def lists() -> dict[str, Any]:
    """The file's contents: `tokens`, `examples`, `placed`, `keyed` and `addresses`, each explained there."""
    return tomllib.loads((bundled("configs") / "secrets.toml").read_text(encoding="utf-8"))
