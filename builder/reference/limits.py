"""What data files are checked for beside their types: read by pydantic, which only such a check imports."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ConfigDict

STRICT: "ConfigDict" = {"extra": "forbid", "defer_build": True}  # one validator, built for the whole, is enough


class Strict:
    """Base of dataclasses whose data has no other keys."""

    __pydantic_config__ = STRICT


class Limit:
    """Limits of a value, in an annotation of its type, by the words of pydantic's schemas (`ge`, `pattern`)."""

    def __init__(self, **limits: str | float) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """The schema of the type, with the limits."""
        return {**handler(source), **self._limits}
