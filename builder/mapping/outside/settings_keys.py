"""The entries of one file of settings that name a model: by their key, what is around it and what stands beside it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry
from builder.mapping.formats.yaml import TARGET
from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import SERVICE, Name, at_service, fetched, marked, pinned
from builder.mapping.outside import gin, settings_forms
from builder.mapping.outside.entry_commands import names_of
from builder.mapping.outside.key_values import named_by
from builder.mapping.outside.keys import plain
from builder.mapping.outside.settings_chosen import HUB_WORDS, Alternatives
from builder.mapping.outside.settings_forms import key_words, listed, parts, words
from builder.mapping.outside.settings_records import Records
from builder.mapping.outside.settings_served import Serving
from builder.mapping.outside.settings_switches import NO_SWITCHES, Switches
from builder.mapping.outside.templates import References
from builder.mapping.outside.texts import Text
from builder.mapping.outside.tool_settings import Named, Tools
from builder.mapping.outside.variables import ASSIGNMENT
from builder.mapping.outside.wanted import HUB, Goal, Wanted

# Keys, as `plain` has them, that say little: the one around them tells what they name.
INNER = frozenset({"name", "id", "path", "nameorpath", "repo", "repoid", "pretrained", "checkpoint", "hfid", "hfrepo"})
# What is said beside a value that a key alone would not tell.
DESCRIBING = frozenset({"desc", "description", "help", "title", "comment", "doc"})
PRETRAINED = re.compile(r"(?i)pre-?trained\b.*\bmodel|\bhugging ?face\b")
URL = "url"  # the library of what is fetched by its address
MODELS = frozenset({"model", "models", "checkpoints"})  # a key that groups settings of models
PARTS = frozenset({"main", "draft", "base", "primary", "small", "large", "chat", "vision"})  # in such a group
# Keys whose value, beside a model's, says what it is and not who serves it: families have names of providers.
ABOUT = frozenset(
    {"family", "architecture", "arch", "name", "title", "slug", "modeltype", "author", "publisher", "tags"}
)
ITSELF = frozenset({"default", "value", "values"})
OFFERED = frozenset({"choices", "options", "enum", "allowed", "allowedvalues", "suggestions"})  # of which one is taken
CALLS = frozenset({TARGET, "class_path", "target", "type"})  # name the class or function that gets what is beside them
# The arguments of it, where they stand apart.
ARGUMENTS = frozenset(
    {"init_args", "params", "kwargs", "dict_kwargs", "init_parameters", "init_params", "arguments", "args"}
)
MAX_SHORT = 60  # characters of a value that may be a provider's name
ENVIRONMENT = frozenset({"env", "environment", "envs", "literals"})  # those of Kustomize's generators, too
GIVING = frozenset({"matrix", "inputs", "parameters", "parallel"})  # what a workflow hands to its variables
REFERRED = re.compile(
    r"\s*\$\{\{\s*(?:(?:github\.event\.)?inputs|matrix|parameters)\.([\w-]+)\s*(?:\|\|[^{}]*)?\}\}\s*"
)


class Search:
    """One file's entries, and what the repository wants of them."""

    def __init__(
        self,
        entries: Sequence[Entry],
        lines: Mapping[int, str],
        wanted: Wanted,
        outside: Mapping[str, Sequence[Text]],
        switches: Switches = NO_SWITCHES,
        path: str = "",
        keys: Collection[tuple[str, ...]] = (),
    ) -> None:
        self.rules = Tools(entries, keys, wanted.tools, path)
        *self.folders, self.file = path.split("/")
        self.tools = settings_forms.TOOLS.search(path) is not None or settings_forms.is_resource(entries)
        self.entries, self.lines, self.wanted, self.switches = entries, lines, wanted, switches
        self.references = References(entries, outside)
        self.names = names_of(entries)
        self.described = {one.parent for one in entries if one.keys[-1] in DESCRIBING and PRETRAINED.search(one.value)}
        self.alternatives, self.serving = Alternatives(entries, switches), Serving(entries, keys, self.names)
        self.routed = settings_forms.routed(entries, wanted.signatures.routes)
        self.providers: dict[int, list[Entry]] = {}
        for entry in entries:
            if self._is_provider(entry):
                self.providers.setdefault(entry.parent, []).append(entry)
        self.calls = {entry.keys[:-1]: entry.value for entry in entries if entry.keys[-1] in CALLS}
        self.calls |= gin.calls(entries, path)
        self.images, self.given = self._images(), dict(self._given())
        self.tables, self.records = settings_forms.tables(entries), Records(entries, path)
        self.of_offers = settings_forms.OFFERING.search(path) is not None
        named = {keys[:-2] for keys in settings_forms.catalogues(entries, path)}
        self.catalogues = named | settings_forms.choices(entries, path)
        self.labelled = settings_forms.labelled(entries)

    def found(self) -> Iterator[Found]:
        """Each entry's models; an entry may stand for several."""
        for entry in self.entries:
            if entry.place in self.routed:
                continue
            key, value = self._key(entry)
            hub_name = marked(value, self.wanted.signatures.names)
            if hub_name is not None:  # whatever the key is, and whoever stands beside it
                yield self._made(entry, key, Target(HUB.name, "", "model", HUB.hub), hub_name, Text(value))
                continue
            asked = at_service(value, self.wanted.signatures.names)
            if asked is not None:
                made = self._made(entry, key, Target(SERVICE, "", "model", HUB.hub), asked, Text(value))
                yield replace(made, usage="hosted", weights=None)
                continue
            address = fetched(value, self.wanted.signatures.names)
            if address is not None:
                name, loads = address
                found = self._made(entry, key, Target(URL, "", loads, HUB.hub), name, Text(value))
                yield replace(found, usage="selectable") if self._is_offered(entry) and loads == "model" else found
                continue
            page = pinned(value, self.wanted.signatures.names)
            if page is not None:
                found = self._made(entry, key, Target(HUB.name, "", "model", HUB.hub), page, Text(value))
                yield replace(found, usage="selectable") if entry.keys in self.tables else found
                continue
            tool = self.rules.named(entry)
            said = tool is not None and (tool.rule.usage is not None or tool.rule.hub != HUB.hub)
            if tool is not None and (said or not self._foreign(entry)):
                yield from self._to_tool(entry, key, tool)
                continue
            named = self._named(entry, key, value)
            other = named and self._foreign(entry)
            if named and (not other or self._says_hub(entry)):
                several = other or self._is_offered(entry) or self.alternatives.leave(entry)
                for target, name, text in named:
                    offered = several or target.offered
                    one = self._made(entry, key, target, name, text)
                    served = one.usage == "use" and self._is_served(entry, key)
                    usage = "hosted" if served else "selectable" if offered and one.usage == "use" else one.usage
                    usage = "mention" if several and self.records.is_origin(entry) else usage
                    yield replace(one, usage=usage, weights=None if usage in ("hosted", "mention") else one.weights)
            elif named and self._is_served(entry, key):
                for target, name, text in named:
                    if "/" in name.name and target.loads in WEIGHTY:
                        yield replace(self._made(entry, key, target, name, text), usage="hosted", weights=None)

    def _to_tool(self, entry: Entry, key: str, tool: Named) -> Iterator[Found]:
        """What a tool's own key names; where only the name tells, it must have an owner or be the library's own."""
        target = Target(tool.rule.library, "", tool.rule.loads, tool.rule.hub)
        for text in self.references.expand(tool.text):
            name = self.wanted.name(text.text, target)
            if name is not None and (tool.rule.hub != HUB.hub or self.wanted.is_known(name.name, target)):
                asked, usual = self.wanted.placed(target, name)
                found = self._made(entry, key, asked, name, text)
                usage = tool.rule.usage or ("hosted" if usual == "hosted" else None)
                yield found if usage is None else replace(found, usage=usage, weights=None)

    def _key(self, entry: Entry) -> tuple[str, str]:
        """The key that tells what an entry names, and its value: 'NAME=value' and {name: NAME, value: value} too."""
        last = entry.keys[-1]
        if last == ELEMENT and plain(entry.key) in ENVIRONMENT:
            assignment = ASSIGNMENT.match(entry.value)
            if assignment is not None:
                return assignment[1], entry.value[assignment.end() :]
        if plain(entry.key) in ITSELF | OFFERED:
            keys = [key for key in entry.keys if key != ELEMENT]
            above = keys[-2] if len(keys) > 1 else last
            return self.names.get(entry.parent, above) if last != ELEMENT else above, entry.value
        return entry.key, entry.value

    def _named(self, entry: Entry, key: str, value: str) -> list[tuple[Target, Name, Text]]:
        pairs = self.wanted.pairs.get(plain(key))
        goal = self._goal(entry, key) if pairs is None else None
        found = []
        if goal is not None:
            for text in self.references.expand(value):
                for written in listed(text.text):
                    name = self.wanted.name(written.strip(" \t\n\"'"), goal.target)
                    if name is not None and ((goal.sure and self._is_known(name, goal)) or "/" in name.name):
                        found.append((goal.target, name, text))
        elif pairs is not None:
            library, keys = pairs
            for text in self.references.expand(value):
                for written, loads in named_by(text.text, keys):
                    target = Target(library, "", loads, HUB.hub)
                    name = self.wanted.name(written, target)
                    if name is not None:
                        found.append((target, name, text))
        return found

    def _is_known(self, name: Name, goal: Goal) -> bool:
        return goal.called or self.wanted.is_known(name.name, goal.target)

    def _goal(self, entry: Entry, key: str) -> Goal | None:
        """What an entry names: by the call that it is an argument of, by the code, by its key and the one around it."""
        names = [name for whole in entry.keys if whole != ELEMENT for name in parts(whole)]
        path = settings_forms.DOTTED.fullmatch(key)
        names = [*parts(key)] if path and key != entry.key else names  # {name: a.id, value: owner/name}
        key = "model" if entry.keys[:-1] in self.labelled else key
        call = self.calls.get(entry.keys[:-1])
        if call is None and len(entry.keys) > 1 and entry.keys[-2] in ARGUMENTS:
            call = self.calls.get(entry.keys[:-2])
        match = self.wanted.signatures.find(call) if call is not None else None
        if match is not None and key in match.rule.model.names:
            target = Target(match.library.name, match.call, match.loads, match.library.hub)
            return Goal(target, sure=True, called=True)
        own = self.wanted.parameter(call, key) if call is not None else None
        if own is not None:
            return Goal(own, sure=True, called=True)
        if key in self.images:
            return Goal(self.images[key], sure=True)
        if self.wanted.read(key):
            return self.wanted.variable(key)
        if key in self.given and not GIVING.isdisjoint(entry.keys):
            return self.given[key]
        if (self.file, entry.key) in self.wanted.queried:
            return Goal(Target(HUB.name, "", "model", HUB.hub), sure=True)
        demanded = self.wanted.demanded(names, self.folders) if not self.tools else None
        if demanded is not None:
            return Goal(demanded, sure=True)
        if any(plain(name).startswith(settings_forms.APART) for name in names[:-1]):
            return None
        last = names[-1] if path and entry.keys[:-1] not in self.labelled else key
        inner = self.wanted.key(f"{names[-2]}_{last}") if plain(last) in INNER and len(names) > 1 else None
        goal = self.wanted.key(last)
        goal = inner if inner is not None and (inner.sure or goal is None or not goal.sure) else goal
        if goal is None and len(names) > 1 and plain(names[-2]) in MODELS:  # model: {embedding: owner/name}
            goal = self.wanted.key(f"{last}_model") or (self.wanted.key("model") if plain(last) in PARTS else None)
        if (entry.parent in self.described and plain(last).endswith("model")) or self.records.is_weights(entry):
            return Goal(Target(HUB.name, "", "model", HUB.hub), sure=True)
        if goal is None or goal.sure or self.wanted.takes:
            return goal
        about = (key, *names[-2:], self.file)
        return goal if self.wanted.loads_elsewhere and any("model" in plain(name) for name in about) else None

    def _given(self) -> Iterator[tuple[str, Goal]]:
        """Keys of a workflow's matrix and inputs that are given to a variable which the code reads, with its goal."""
        for entry in self.entries:
            reference = REFERRED.fullmatch(entry.value)
            key = self._key(entry)[0]
            goal = self.wanted.variable(key) if reference is not None and self.wanted.read(key) else None
            if reference is not None and goal is not None:
                yield reference[1], goal

    def _is_offered(self, entry: Entry) -> bool:
        """Whether an entry is one of a list of choices, or stands in a record of a catalogue."""
        inside = (entry.keys[: len(of)] == of and len(entry.keys) > len(of) + 1 for of in self.catalogues)
        labelled = entry.keys[:-1] in self.labelled
        return self.of_offers or labelled or plain(entry.key) in OFFERED or any(inside)

    def _foreign(self, entry: Entry) -> bool:
        """Whether another provider stands in an entry's keys or beside it, or a server's address does."""
        foreign = self.wanted.foreign
        around = any(plain(key) in foreign or foreign.intersection(key_words(key)) for key in entry.keys[:-1])
        if around or plain(entry.key) in foreign:  # `openrouter: owner/name`
            return True
        providers = self.providers.get(entry.parent, ())
        return self.serving.serves(entry) or any(other is not entry for other in providers[:2])

    def _is_served(self, entry: Entry, key: str) -> bool:
        """Whether a server is asked for what an entry names: one of the Hub's, or of which no more is known."""
        if self.wanted.read(key) or any(other is not entry for other in self.providers.get(entry.parent, ())[:2]):
            return False
        hub = self.wanted.signatures.names.answering(self.serving.address(entry))
        return (hub is None or hub.listed) and (self.serving.serves(entry) or self.serving.is_client(entry, key))

    def _says_hub(self, entry: Entry) -> bool:
        """Whether an entry's own key names the Hub: in settings it is for when the provider beside it is not taken."""
        said = not HUB_WORDS.isdisjoint(key_words(entry.keys[-1]))
        return said and entry.parent in self.providers and ELEMENT not in entry.keys

    def _is_provider(self, entry: Entry) -> bool:
        """Whether a value is, or holds as a word, another provider's name; texts and models' names are not."""
        if len(entry.value) > MAX_SHORT or "/" in entry.value or entry.keys[-1] == ELEMENT:
            return False
        if plain(entry.key) in ABOUT:
            return False
        foreign = self.wanted.foreign
        return plain(entry.value) in foreign or not foreign.isdisjoint(words(entry.value))

    def _images(self) -> dict[str, Target]:
        """Environment variables that name the model of a container, where the file runs one of a known image."""
        found = {}
        for entry in self.entries:
            if entry.keys[-1] == "image":
                for rule in self.wanted.images.of(entry.value):
                    target = Target(rule.library, " ".join(rule.words), rule.loads, HUB.hub)
                    found.update(dict.fromkeys(rule.environment, target))
        return found

    def _made(self, entry: Entry, key: str, target: Target, name: Name, text: Text) -> Found:
        line, column = entry.place
        weighty = target.loads in WEIGHTY
        asked = target.switch is None or any(plain(name) in self.switches.on for name in target.switch)
        random = weighty and (not asked or self.switches.is_untrained(entry))
        bare = weighty and entry.parent in self.switches.unloaded
        return Found(
            target=replace(target, call=f"settings {key}", switch=None, offered=False),
            line=line,
            column=column,
            argument_line=line,
            code=self.lines.get(line) or f"{key}: {entry.value}",
            expression=entry.value,
            name=name.name,
            resolution="environment" if self.wanted.read(key) else "config_file",
            usage="mention" if random else "component" if bare else usage_of(target.loads),
            hops=text.hops,
            defined_at=text.defined_at,
            trail=text.trail,
            revision=name.revision,
            weights="random" if random or bare else "requested" if weighty else None,
        )
