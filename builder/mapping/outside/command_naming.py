"""One word of a command as a model: what it stands for, and what the command does with it."""

from collections.abc import Iterator
from dataclasses import replace

from builder.mapping.formats.words import Word
from builder.mapping.found import Target
from builder.mapping.names import Name, hub_url, is_local_package, loads_of_file, marked, packaged
from builder.mapping.outside.command_line import Line
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import Wanted
from builder.records import dataclass
from builder.reference.signature_rules import Weights


@dataclass(frozen=True)
class Value:
    """A word that names a model, what it stands for and what it is for.

    `line` is the command's text on the word's line, `read` whether code reads the variable which holds the name,
    `tool` whether the command is another's, by a rule, and not the repository's own; `weights` are not requested where
    an option is missing that asks for them, or where the command cannot run, for the reason `fails`; `trusts` as of a
    line.
    """

    word: Word
    text: Text
    name: Name
    target: Target
    line: str
    revision: str | None = None
    read: bool = False
    weights: Weights = "requested"
    fails: str = ""
    tool: bool = False
    trusts: bool | None = None


class Naming:
    """The words of one command as models, by what the repository wants and the variables before it hold."""

    def __init__(self, line: Line, variables: Variables, wanted: Wanted) -> None:
        self.line, self.variables, self.wanted = line, variables, wanted

    def words(self, word: Word, target: Target, reads: str, revision: str | None) -> Iterator[Value]:
        """What a word that names something to load stands for; `reads` as in CommandRule."""
        texts = self.variables.expand(word)
        if not texts and reads == "url":  # an address with a key that is set elsewhere
            texts = [Text(word.written)]
        for text in texts:
            yield from self.word(word, text, target, reads, revision)

    def word(
        self,
        word: Word,
        text: Text,
        target: Target,
        reads: str = "name",
        revision: str | None = None,
        *,
        read: bool = False,
        weights: Weights = "requested",
    ) -> Iterator[Value]:
        """The model that a word means where it stands for this text; nothing if it means none."""
        name = self._name(text.text, target, reads)
        if reads == "package" and is_local_package(text.text):
            weights = "unknown"
        if reads == "url" and target.loads == "file":
            target = replace(target, loads=loads_of_file(text.text))
        if name is not None:
            said: Weights = "requested" if name.trained and weights == "random" else weights
            yield Value(word, text, name, target, self.line.around(word), revision or name.revision, read, said)

    def _name(self, text: str, target: Target, reads: str) -> Name | None:
        signatures = self.wanted.signatures
        if reads == "url":
            return hub_url(text, signatures.names)
        if reads == "marked":
            return marked(text, signatures.names) or hub_url(text, signatures.names)
        if reads == "package":
            return packaged(text, signatures.by_name[target.library], signatures.names)
        return self.wanted.name(text, target) or marked(text, signatures.names)
