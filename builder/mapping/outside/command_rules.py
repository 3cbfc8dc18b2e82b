"""The models among a command's words by the rules of known commands (see outside_python.toml)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from builder import patterns as re
from builder.mapping.formats.words import Word
from builder.mapping.found import Target
from builder.mapping.names import loads_of_file
from builder.mapping.outside.command_line import OFF, RUNNERS, TRUSTED, Line
from builder.mapping.outside.command_naming import Naming, Value
from builder.mapping.outside.key_values import is_request, key_values, named_by
from builder.mapping.outside.keys import plain
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import Wanted
from builder.reference.outside_rules import CommandRule
from builder.reference.signature_rules import ANY as ANY_KEY
from builder.reference.signature_rules import Loads

FILES = frozenset(
    {"--include", "--filename", "--file", "--allow-patterns", "--hf-file", "-i"}
)  # which a download takes
ANY = re.compile(r"[*?$]$|\*[^.]*$")  # a pattern that weights may fit


class ByRules:
    """The words of one command that a rule says are loaded."""

    def __init__(self, line: Line, variables: Variables, wanted: Wanted) -> None:
        self.line, self.variables, self.wanted = line, variables, wanted
        self.naming = Naming(line, variables, wanted)

    def values(self) -> Iterator[Value]:
        """What every rule that fits the command finds."""
        for rule, count in self._rules():
            if not self._excluded(rule):
                for value in self._by_rule(rule, count):
                    yield replace(value, tool=True)

    def may_find(self) -> bool:
        """Whether a rule fits the command that says which of its words are loaded, whatever its variables hold."""
        options = {plain(option.name) for option in self.line.options}
        return any(
            rule.words or rule.argument is not None or not options.isdisjoint(map(plain, (*rule.options, *rule.pairs)))
            for rule, _ in self._rules()
        )

    def _rules(self) -> Iterator[tuple[CommandRule, int]]:
        """The rules that fit the command, each with the number of words before its arguments."""
        words = self.line.words
        for start, word in enumerate(words[:40]):
            text = word.literal
            for rule in self.wanted.commands(text) if text is not None else ():
                end = self._fits(rule, start)
                if end is not None:
                    yield rule, end
            for rule in self.wanted.images.of(self._image(word)):
                yield rule, start + 1
        yield from ((rule, 1) for rule in self.wanted.everywhere)

    def _image(self, word: Word) -> str:
        """What a word may name an image as: its text, or the first that its variables may hold."""
        if word.literal is not None:
            return word.literal
        if not any("/" in (piece if isinstance(piece, str) else piece.default or "") for piece in word.pieces):
            return word.start
        return next((text.text for text in self.variables.expand(word) if "/" in text.text), word.start)

    def _fits(self, rule: CommandRule, start: int) -> int | None:
        """The number of words up to a rule's last; one word alone must be the program itself."""
        words = self.line.words
        if len(rule.words) == 1 and start and words[start - 1].literal not in RUNNERS:
            return None
        place = start + 1
        for wanted in rule.words[1:]:
            while place < len(words) and words[place].start != wanted and words[place].start.startswith("-"):
                place += 1
            if place >= len(words) or words[place].literal != wanted:
                return None
            place += 1
        return place

    def _excluded(self, rule: CommandRule) -> bool:
        for option in self.line.options:
            values = rule.unless.get(option.name)
            given = option.values[0].literal if option.values else None
            if values is not None and ("*" in values or given in values):
                return True
        return False

    def _by_rule(self, rule: CommandRule, count: int) -> Iterator[Value]:
        arguments = self.line.behind(count, rule.flags)
        target = Target(rule.library, " ".join(rule.words), self._loads(rule, arguments), rule.hub)
        revision = self._revision(rule)
        named = {plain(option) for option in rule.options}
        for option in self.line.options:
            if option.values and plain(option.name) in named:
                yield from self.naming.words(option.values[0], _below(target, option.name), rule.reads, revision)
            if option.values and option.name in rule.pairs:
                pairs = rule.pairs[option.name]
                for word in option.values if ANY_KEY in pairs else option.values[:1]:
                    yield from self._by_pairs(word, pairs, _below(target, option.name))
        if rule.argument is not None and not self._is_named(rule):
            for word in arguments[rule.argument : None if rule.many else rule.argument + 1]:
                if rule.reads != "url" or rule.loads != "file" or self._is_file(word):
                    yield from self.naming.words(word, target, rule.reads, revision)
        for position, pairs in rule.pairs.items():
            if position.isdigit() and int(position) < len(arguments):
                yield from self._by_pairs(arguments[int(position)], pairs, target)

    def _is_named(self, rule: CommandRule) -> bool:
        """Whether a rule's first option names the model, which no argument does then: they are its files."""
        first = plain(rule.options[0]) if rule.options else None
        return any(option.values and plain(option.name) == first for option in self.line.options)

    def _is_file(self, word: Word) -> bool:
        """Whether a word is a file's address, and no mere page's: as it is written, or by what its variables hold."""
        texts = (word.written, *(text.text for text in self.variables.expand(word) if word.literal is None))
        return any(
            "/resolve/" in text or "/raw/" in text or ("/blob/" in text and loads_of_file(text) == "model")
            for text in texts
        )

    def _loads(self, rule: CommandRule, arguments: Sequence[Word]) -> Loads:
        """What a download fetches: weights, unless the files that it names hold none."""
        if rule.loads != "file" or rule.reads in ("url", "package"):
            return rule.loads
        behind = 0 if rule.argument is None or rule.many else rule.argument + 1
        words = [*arguments[behind:]] if behind else []
        for option in self.line.options:
            if option.name in FILES:
                words += option.values
        known = ((word, [text.text for text in self.variables.expand(word)]) for word in words)
        files = [text for word, texts in known for text in texts or [word.written]]
        return (
            "model"
            if not files or any(loads_of_file(file) == "model" or ANY.search(file) for file in files)
            else "file"
        )

    def _revision(self, rule: CommandRule) -> str | None:
        given = (
            option.values[0].literal for option in self.line.options if option.values and option.name in rule.revision
        )
        return next((revision for revision in given if revision), None)

    def _by_pairs(self, word: Word, pairs: Mapping[str, Loads], target: Target) -> Iterator[Value]:
        """'key=value,key=value': the values of the keys that a rule names."""
        for text in self.variables.expand(word):
            given = key_values(text.text)
            trusts = next((value.lower() not in OFF for key, value in given if plain(key) == TRUSTED), None)
            for value, loads in named_by(text.text, pairs) if not is_request(text.text, given) else ():
                named = self.naming.word(word, text._replace(text=value), replace(target, loads=loads))
                yield from (replace(one, trusts=trusts) for one in named)


def _below(target: Target, option: str) -> Target:
    return replace(target, call=f"{target.call} {option}".strip())
