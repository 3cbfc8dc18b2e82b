"""Addresses of pages, without what does not change where they lead."""

import re

URL = re.compile(r"https?://[^\s\])>\"'`]+")


def address(url: str) -> str:
    """A page's address without scheme, 'www.', place in the page and letter case."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0]).rstrip("/.,;").casefold()
    return re.sub(r"^hf\.co/", "huggingface.co/", bare)


def addresses(text: str) -> set[str]:
    """The addresses in a text."""
    return {address(url) for url in URL.findall(text)}
