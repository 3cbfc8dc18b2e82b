"""What a loop of a shell reads from a here-document, line by line: `while read -r repo file; do ...; done <<END`."""

from collections.abc import Sequence

from builder.mapping.formats.words import Command, Document
from builder.mapping.outside import menus
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import MAX_VALUES, assignments

END = "done"
BEGINNINGS = frozenset({"while", "until", "for", "select"})


def given(commands: Sequence[Command], documents: Sequence[Document]) -> dict[int, dict[str, list[Text]]]:
    """The texts of the variables that loops read, by the identity of the command that reads them."""
    found: dict[int, dict[str, list[Text]]] = {}
    for document in documents:
        ends = (at for at, one in enumerate(commands) if _word(one) == END and one.words[0].place.line < document.line)
        start = _beginning(commands, max(ends, default=0))
        if start is not None and "read" in (literals := [word.literal for word in start.words]):
            names = [name for name in literals[literals.index("read") + 1 :] if name and name.isidentifier()]
            separator = next((value.known for _, name, value in assignments(start) if name == "IFS"), None) or None
            found[id(start)] = _fields(document, names, separator)
    return found


def _word(command: Command) -> str | None:
    return command.words[0].literal if command.words else None


def _beginning(commands: Sequence[Command], end: int) -> Command | None:
    """The command that begins the loop which ends at an index."""
    open_ = 0
    for command in reversed(commands[: end + 1]):
        word = _word(command)
        open_ += (word == END) - (word in BEGINNINGS)
        if word in BEGINNINGS and open_ == 0:
            return command
    return None


def _fields(document: Document, names: Sequence[str], separator: str | None) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = {}
    for row, line in enumerate(document.text.split("\n")):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        for number, name in enumerate(names):
            text = menus.field(written, separator, number, len(names)) if len(names) > 1 else written
            if text and len(found.setdefault(name, [])) < MAX_VALUES:
                found[name].append(Text(text, f":{document.line + row}", 1))
    return found
