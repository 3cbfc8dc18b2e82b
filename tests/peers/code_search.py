"""GitHub's REST search on loopback: an index of files behind the limits that GitHub documents.

Results of a query end at the thousandth, a page has 100, a query wants a term besides its qualifiers; `size:a..b`,
`extension:`, `path:`, `filename:`, `language:` and their negations with '-', five operators; `created:`.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CAP = 1000
TOKEN = "loopback-token"
ENDINGS = {"python": {".py"}, '"Jupyter Notebook"': {".ipynb"}, "javascript": {".js"}, "typescript": {".ts"}}
ENDINGS |= {"rust": {".rs"}, "yaml": {".yaml", ".yml"}, "json": {".json"}}


@dataclass(frozen=True)
class File:
    """A file of the index: its repository, path, size in bytes and text."""

    repository: str
    path: str
    size: int
    text: str = "import transformers"
    private: bool = False


@dataclass(frozen=True)
class Repository:
    """A repository of the index by its topics and its first day."""

    name: str
    topics: tuple[str, ...]
    created: date
    private: bool = False


@dataclass
class CodeSearch:
    """The running server: what it indexes, what it was asked, how it misbehaves."""

    files: list[File] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Callable[[BaseHTTPRequestHandler], bool]] = field(default_factory=list)  # True: it has answered
    each_s: float = 0.0  # how long an answer takes
    incomplete: int = 0  # so many answers more are cut short
    _last: tuple[tuple[str, str], list[dict[str, Any]]] = (("", ""), [])

    def found(self, path: str, query: str) -> list[dict[str, Any]]:
        """Results of a query, as they are shown; those of the last one are kept for its other pages."""
        if self._last[0] != (path, query):
            if path == "/search/code":
                found = [shown(file) for file in self.code(query)]
            else:
                found = [told(one.name, one.private) for one in self.named(query)]
            self._last = ((path, query), found)
        return self._last[1]

    def code(self, query: str) -> list[File]:
        """Files that a query finds, in the order of the index; ValueError where it is none."""
        phrases, qualifiers = parsed(query)
        if not phrases:
            raise ValueError("Must include at least one search term")
        return [
            file
            for file in self.files
            if any(phrase in file.text for phrase in phrases) and all(holds(file, word) for word in qualifiers)
        ]

    def named(self, query: str) -> list[Repository]:
        """Repositories that a query finds."""
        _, qualifiers = parsed(query)
        return [one for one in self.repositories if all(describes(one, word) for word in qualifiers)]


def parsed(query: str) -> tuple[list[str], list[str]]:
    """Phrases and qualifiers of a query; ValueError for more operators than there may be."""
    words: list[str] = []
    quoted = False
    for char in query:
        if char == '"':
            quoted = not quoted
        if char == " " and not quoted:
            words.append("")
        else:
            words = words or [""]
            words[-1] += char
    words = [word for word in words if word]
    operators = [word for word in words if word in {"AND", "OR", "NOT"}]
    qualifiers = [word for word in words if ":" in word and not word.startswith('"')]
    if len(operators) + sum(word.startswith("-") for word in qualifiers) > 5:
        raise ValueError("More than five AND / OR / NOT operators were used.")
    phrases = [word.strip('"') for word in words if word not in {*operators, *qualifiers}]
    if len("".join(phrases)) > 256:
        raise ValueError("The search is longer than 256 characters.")
    return phrases, qualifiers


def holds(file: File, word: str) -> bool:
    """Whether a file has what a qualifier asks for, or with '-' has it not."""
    if word.startswith("-"):
        return not holds(file, word[1:])
    name, _, value = word.partition(":")
    path = PurePosixPath(file.path)
    match name:
        case "size":
            low, _, high = value.partition("..")
            return int(low) <= file.size <= int(high) and file.size < 393_216
        case "extension":
            return path.suffix == f".{value}"
        case "filename":
            return path.name == value
        case "path":
            return file.path.startswith(f"{value}/")
        case "language":
            return path.suffix in ENDINGS[value]
    raise ValueError(f"no qualifier {name}")


def describes(repository: Repository, word: str) -> bool:
    """Whether a repository is what a qualifier asks for."""
    name, _, value = word.partition(":")
    if name == "topic":
        return value in repository.topics
    low, _, high = value.partition("..")
    return date.fromisoformat(low) <= repository.created <= date.fromisoformat(high)


@contextmanager
def serving(search: CodeSearch) -> Iterator[CodeSearch]:
    """The search on loopback under its `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            search.asked.append((parts.path, query))
            if search.each_s:
                time.sleep(search.each_s)
            if search.faults and search.faults.pop(0)(self):
                return
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token and token not in search.tokens:
                answer(self, 401, {"message": "Bad credentials"})
            elif parts.path == "/search/code" and not token:
                answer(self, 401, {"message": "Requires authentication"})
            elif parts.path in {"/search/code", "/search/repositories"}:
                self.search(parts.path, query)
            else:
                answer(self, 404, {"message": "Not Found"})

        def search(self, path: str, query: dict[str, str]) -> None:
            size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
            if page * size > CAP:
                answer(self, 422, {"message": "Only the first 1000 search results are available"})
                return
            try:
                hits = search.found(path, query["q"])
            except ValueError as error:
                answer(self, 422, {"message": f"Validation Failed: {error}"})
                return
            cut = search.incomplete > 0
            search.incomplete -= cut
            found = hits[(page - 1) * size : page * size]
            answer(self, 200, {"total_count": len(hits), "incomplete_results": cut, "items": found})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    search.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield search
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def told(name: str, private: bool) -> dict[str, Any]:
    """A repository as results name it."""
    return {"full_name": name, "private": private, "html_url": f"https://github.com/{name}", "fork": False}


def shown(file: File) -> dict[str, Any]:
    """A file as a result."""
    return {
        "name": PurePosixPath(file.path).name,
        "path": file.path,
        "repository": told(file.repository, file.private),
        "score": 1.0,
    }


def answer(handler: BaseHTTPRequestHandler, status: int, value: object, **headers: str) -> bool:
    """Answers a request; True, as a fault that has answered."""
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json; charset=utf-8")
    handler.send_header("Content-Length", str(len(body)))
    for name, text in headers.items():
        handler.send_header(name.replace("_", "-"), text)
    handler.end_headers()
    handler.wfile.write(body)
    return True


def refusing(status: int, message: str, **headers: str) -> Callable[[BaseHTTPRequestHandler], bool]:
    """A fault: this answer in place of the next one."""
    return lambda handler: answer(handler, status, {"message": message}, **headers)
