"""What kind of code a file is, recognised by its path and by the repository's other paths."""

from collections.abc import Iterable

from builder import patterns as re
from builder.reference.signatures import Signatures

# The first that is found in a path tells its context; what fits none is 'source'.
CONTEXTS = (
    ("vendored", r"(^|/)(third[-_]?party|_?vendor(ed)?|site-packages|dist-packages|node_modules|externals?|extern)/"),
    (
        "test",
        r"(^|/)(tests?|testing|unit_?tests?|__tests__|__mocks__|e2e)/|(^|/)(test_[^/]*|[^/]*_tests?|conftest)\.py$",
    ),
    ("test", r"(^|/)[^/]+(\.(test|spec|e2e|cy)\.[cm]?[jt]sx?|_test\.(go|rs|cc|cpp)|_spec\.rb)$"),
    ("docs", r"(^|/)(docs?|documentation)/"),
    ("example", r"(^|/)(examples?|notebooks?|tutorials?|demos?|samples?)/"),
    ("docs", r"(^|/)readme(\.txt)?$|\.(md|mdx|markdown|rst)$"),
)
RULES = tuple((context, re.compile(pattern, re.IGNORECASE)) for context, pattern in CONTEXTS)

OWN = frozenset({"test", "example", "docs"})  # whose names are theirs alone
FIXTURES = re.compile(r"(?i)(^|/)(?:__|[\w-]*_)?(?:fixtures?|mocks?|stubs?|test_?data|testing)(?:__)?/")


def context(path: str, copies: Iterable[str] = ()) -> str:
    """'source', 'test', 'example', 'docs' or 'vendored': the context of a file; `copies` as from copied_libraries."""
    if any(path.startswith(folder) for folder in copies):
        return "vendored"
    return next((name for name, rule in RULES if rule.search(path)), "source")


def is_of_others(defined: str, path: str) -> bool:
    """Whether a name that is defined in one file is a test's or an example's, and another file is of the source."""
    return context(defined) in OWN and context(path) not in OWN


def is_invented(path: str) -> bool:
    """Whether names in a file are likely made up: it is a test, or what tests are given."""
    return context(path) == "test" or FIXTURES.search(path) is not None


def copied_libraries(repository_id: str, paths: Iterable[str], signatures: Signatures) -> tuple[str, ...]:
    """Folders ('lib/transformers/') that hold a copy of a model library, recognised by files that only it has.

    The library's own repository, by name so that forks count, holds no copy of it.
    """
    own = repository_id.rpartition("/")[2].lower()
    foreign = (library for library in signatures.libraries if own not in map(str.lower, library.home))
    marks = tuple(mark for library in foreign for mark in library.copies)
    folders = set()
    for path in paths:
        if path.endswith(marks):
            mark = next(mark for mark in marks if path.endswith(mark))
            above = path.removesuffix(mark)
            if above == "" or above.endswith("/"):
                folders.add(above + mark.partition("/")[0] + "/")
    return tuple(sorted(folders))


def folders(paths: Iterable[str]) -> frozenset[str]:
    """Every folder that one of the paths lies in, however deep, but the root."""
    found = set[str]()
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return frozenset(found)
