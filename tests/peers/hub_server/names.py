"""The Hub's own checks of names; each raises a refusal with status 400."""

import re

from hub_server.answers import Refusal

NAME_RULES = (
    "Only regular characters and '-', '_', '.' are accepted. '--' and '..' are forbidden. "
    "'-' and '.' cannot start or end the name. The name cannot end with \".git\". Max length is 96."
)
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?", re.ASCII)
# What git refuses in a reference, and what only the Hub may make.
_BAD_REFERENCE = re.compile(r"^$|^refs/|^[-/.]|[\s~^:?*\[\\\x00-\x1f\x7f]|\.\.|//|@\{|/\.|[/.]$|\.lock$")


def check_repository(name: str) -> str:
    """The name of a repository without its owner."""
    if not _NAME.fullmatch(name) or "--" in name or ".." in name or name.endswith(".git"):
        raise Refusal(400, NAME_RULES)
    return name


def check_reference(name: str) -> str:
    """The name of a branch or tag."""
    if _BAD_REFERENCE.search(name):
        raise Refusal(400, f"Invalid reference name: {name}")
    return name


def check_path(path: str) -> str:
    """A file's path in a repository."""
    parts = path.split("/")
    if {"", ".", "..", ".git"} & set(parts):
        raise Refusal(400, f"Invalid path: {path}")
    return path
