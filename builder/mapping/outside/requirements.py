"""Requirements, in files of their own or in settings, that install a model as a package (spaCy's are)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.entries import Place
from builder.mapping.found import Found, Target
from builder.mapping.names import is_local_package, packaged
from builder.mapping.outside.stems import PACKAGE_STEMS
from builder.mapping.outside.wanted import Wanted

STRING = re.compile(r"""["']([^"'\n]+)["']""")
COMMENT = re.compile(r"(?:^|\s)#.*")
LISTED = re.compile(r"-\s+")
PINNED = re.compile(r"==|://|\s@\s|^spacy-model-")


class Requirement(NamedTuple):
    """One requirement as written, and where."""

    text: str
    place: Place
    line: str


def read(text: str, *, settings: bool = False) -> tuple[Requirement, ...]:
    """The requirements of a text that may be models; in settings those only that say a version or an address."""
    if not any(stem in text for stem in PACKAGE_STEMS):
        return ()
    return tuple(
        requirement
        for row, line in enumerate(text.split("\n"), 1)
        if any(stem in line for stem in PACKAGE_STEMS)
        for requirement in _on_line(line, row)
        if not settings or PINNED.search(requirement.text)
    )


def _on_line(line: str, row: int) -> Iterator[Requirement]:
    bare = COMMENT.sub("", line).rstrip()
    strings = list(STRING.finditer(bare))
    for match in strings:
        yield Requirement(match[1], Place(row, match.start(1) + 1), line.strip())
    if not strings:
        content = bare.lstrip()
        listed = LISTED.match(content)
        content = content[listed.end() :] if listed is not None else content
        yield Requirement(content, Place(row, len(bare) - len(content) + 1), line.strip())


def found(requirements: Sequence[Requirement], wanted: Wanted) -> list[Found]:
    """The models among requirements, in the order of their place."""
    libraries = [library for library in wanted.signatures.libraries if library.packages or library.package is not None]
    made = []
    for requirement in requirements:
        for library in libraries:
            name = packaged(requirement.text, library, wanted.signatures.names)
            if name is None:
                continue
            line, column = requirement.place
            local = is_local_package(requirement.text)
            made.append(
                Found(
                    target=Target(library.name, "requirement", "model", library.hub),
                    line=line,
                    column=column,
                    argument_line=line,
                    code=requirement.line,
                    expression=requirement.text,
                    name=name.name,
                    resolution="config_file",
                    usage="mention" if local else "use",
                    revision=name.revision,
                    weights=None if local else "requested",
                )
            )
    return made
