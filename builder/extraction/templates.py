"""The templates of a prompt: the folder prompts/VERSION with `system.jinja` and `user.jinja`."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.bundled import bundled

NAMES = ("system.jinja", "user.jinja")


@cache
def templates(version: str) -> Environment:
    """The templates of one version; what a template names and is not given is an error."""
    return Environment(
        loader=FileSystemLoader(bundled("prompts") / version),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - no page: a prompt
    )


@cache
def sources(version: str) -> list[str]:
    """Their texts, for a prompt's digest."""
    return [(bundled("prompts") / version / name).read_text(encoding="utf-8") for name in NAMES]
