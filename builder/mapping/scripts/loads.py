"""The calls of scripts that load a model, and what names it: the rules of [[scripts]] on what the evaluation tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder import patterns as re
from builder.mapping.found import WEIGHTY, Found, Target, Usage, usage_of
from builder.mapping.names import Name as HubName
from builder.mapping.names import hub_url
from builder.mapping.outside.wanted import Wanted
from builder.mapping.scripts.arguments import chain, named, part_of
from builder.mapping.scripts.evaluate import Evaluator
from builder.mapping.scripts.tree import Call, File, Imported, Member, Name, Node, Record, last_word
from builder.mapping.scripts.values import Value
from builder.mapping.scripts.variables import reaching
from builder.records import dataclass
from builder.reference.outside_rules import ScriptRule
from builder.reference.signature_rules import Loads

WORDS = re.compile(r"[\w$]+")
MAX_CALL = 1000  # characters of a call that are read, and reported
ADDRESS = re.compile(r"\.(?:co|com|cloud)$")  # among a rule's modules: a host, that no package is named for
OF_A_FILE = re.compile(r"/(?:resolve|raw|blob)/")
MOCKED = re.compile(
    rb"""\b(?:jest|vi|td|mock|mocker)\s*\.\s*(?:mock|doMock|unstable_mockModule|setMock|module|replace)\(\s*["'`]([^"'`\n]+)"""
)
GETTING = ("get", "download", "info", "url", "filename")
WEIGHTS = re.compile(
    r"(?i)\.(safetensors|bin|gguf|ggml|onnx|pt|pth|ot|npz|msgpack|h5|tflite|task|data)$|\.safetensors\.index"
)
FILE = re.compile(r"[\w./-]+\.[a-z]\w{1,11}")
TOKENIZER = re.compile(r"(?i)token|vocab|merges|spiece|\.spm$")


@dataclass(frozen=True)
class Place:
    """A place of a file."""

    path: str
    found: Found


class Loading:
    """Asks the calls of files what they load."""

    def __init__(self, evaluator: Evaluator, wanted: Wanted, language: str) -> None:
        self._ask, self._wanted, self._language = evaluator, wanted, language
        self._rules: dict[str, list[tuple[ScriptRule, str]]] = {}
        for rule in wanted.signatures.scripts:
            for call in rule.calls if rule.language == language else ():
                self._rules.setdefault(WORDS.findall(call)[-1], []).append((rule, call))

    @property
    def words(self) -> frozenset[str]:
        """The last words of the calls that load something."""
        return frozenset(self._rules)

    def places(self, file: File) -> Iterator[Place]:
        """What the calls of one file load; nothing of the modules that a test has replaced."""
        mocked = [match[1] for match in MOCKED.finditer(file.data)] if self._language == "javascript" else []
        for word, calls in file.calls.items():
            names = {word, *file.aliases.get(word, ())}
            rules = [rule for name in sorted(names) for rule in self._rules.get(name, ())]
            for call in calls if rules else ():
                callees = self._ask.question(call.callee)
                for rule, shown in rules:
                    if any(module.encode() in one for module in rule.modules for one in mocked):
                        continue
                    certain = self._is_of(call, callees, rule, shown)
                    if certain is not None:
                        yield from self._loaded(call, rule, shown, certain)

    def _is_of(self, call: Call, callees: list[Value], rule: ScriptRule, shown: str) -> bool | None:
        """Whether it is certain that a call is a rule's; None if it is not."""
        text = call.file.text(call)[:MAX_CALL]
        if any(word in text for word in rule.unless):
            return None
        wanted = WORDS.findall(shown)
        imported = [one.node for one in callees if isinstance(one.node, Imported)]
        if imported and not all(map(ADDRESS.search, rule.modules)):
            for one in imported:
                whole = f"{one.module}::{one.name}" if call.file.language == "rust" else one.name
                words = [word for word in WORDS.findall(whole) if word != "default"]
                if any(module in one.module for module in rule.modules) and words[-len(wanted) :] == wanted:
                    return True
            return None
        own = [one.node for one in callees if not isinstance(one.node, Imported)]
        if own and not any(_is_home(one, rule) for one in own) and not _is_from(call, rule):
            return None
        written = WORDS.findall(call.file.text(call.callee))
        there = any(module.encode() in call.file.data for module in rule.modules)
        return False if there and written[-len(wanted) :] == wanted else None

    def _loaded(self, call: Call, rule: ScriptRule, shown: str, certain: bool) -> Iterator[Place]:
        loads = self._loads(call, rule)
        call_target = Target(rule.library, f"{rule.library} {shown}", loads, rule.hub)
        argument, values = named(self._ask, call, rule)
        made = False
        for value in values:
            asked = self._handed(value.caller) if value.caller is not None and rule.loads == "file" else set()
            part = _loads_of(asked) or part_of(value.caller, self._wanted.signatures.loads_of_class)
            target = replace(call_target, loads=part or loads) if loads == "model" else call_target
            name = self._name(value, rule, target)
            if name is not None:
                made = True
                revision = name.revision or self._revision(call, rule)
                yield self._place(call, argument, value, HubName(name.name, revision), target, rule)
        if argument is None and rule.defaults:
            yield from self._default(call, rule, call_target)
        elif (
            certain
            and not made
            and argument is not None
            and not (rule.keys and isinstance(argument, Call))
            and all(one.text is None and not isinstance(one.node, Name | Imported) for one in values)
        ):
            yield self._unresolved(call, argument, call_target, rule)

    def _name(self, value: Value, rule: ScriptRule, target: Target) -> HubName | None:
        """The model that a value names."""
        if value.text is None:
            word = value.node.name if isinstance(value.node, Name) else getattr(value.node, "name", "")
            known = rule.names.get(str(word).replace(".", "::").rpartition("::")[2]) if word else None
            return HubName(known) if known is not None else None
        written = value.text
        if written in rule.names:
            return HubName(rule.names[written])
        if rule.form is not None:
            fits = rule.form.fullmatch(written)
            return self._wanted.name(fits["name"], target) if fits is not None else None
        if rule.reads == "url":
            return hub_url(written, self._wanted.signatures.names) if OF_A_FILE.search(written) else None
        return self._wanted.name(written, target)

    def _revision(self, call: Call, rule: ScriptRule) -> str | None:
        """The revision that a call pins."""
        texts: list[Value] = []
        if rule.pin is not None and rule.pin < len(call.arguments):
            texts = self._ask.question(call.arguments[rule.pin])
        for one in call.arguments if rule.revision else ():
            texts += [
                inner
                for value in self._ask.question(one)
                for key in rule.revision
                for inner in self._ask.step(value, key)
            ]
        written = {one.text for one in texts if one.text is not None and not one.open}
        return written.pop() if len(written) == 1 and written != {"main"} else None

    def _loads(self, call: Call, rule: ScriptRule) -> Loads:
        if rule.loads == "class":
            owner = call.callee.owner if isinstance(call.callee, Member) else None
            imported = (
                [one.node for one in self._ask.question(owner) if isinstance(one.node, Imported)] if owner else []
            )
            name = imported[0].name if imported else last_word(owner) if owner is not None else ""
            return self._wanted.signatures.loads_of_class(name.rpartition(".")[2])
        if rule.loads != "file":
            return rule.loads
        files = {one for word in GETTING for one in self._files(call, word)} or self._handed(call)
        given = {value.text for one in call.arguments for value in self._given(one) if value.text}
        if any(WEIGHTS.search(text.partition("?")[0]) for text in files | given):
            return "model"
        return _loads_of(files) or ("model" if rule.language == "rust" else "file")

    def _given(self, node: Node) -> Iterator[Value]:
        """What an argument is, and the values of an object's keys."""
        inner = [one for _, one in node.entries] if isinstance(node, Record) else [node]
        yield from (value for one in inner for value in self._ask.question(one))

    def _files(self, call: Call, word: str) -> Iterator[str]:
        """The files that are asked of what a call gives (`api.model(m)` and then `.get("config.json")`)."""
        for one in call.file.calls.get(word, ()):
            owner = one.callee.owner if isinstance(one.callee, Member) else None
            if word == "filename" and isinstance(owner, Call) and isinstance(owner.callee, Member):
                owner = owner.callee.owner  # `repo.download_file().filename(..)`
            given: list[Node | None] = [owner]
            if isinstance(owner, Name) and (home := owner.scope.home(owner.name)) is not None:
                given += [assigned.value for assigned in reaching(home.names[owner.name], owner)]
            if any(node is call or (isinstance(node, Call) and call in node.arguments) for node in given):
                for argument in one.arguments[:1]:
                    yield from (value.text or "" for value in self._ask.question(argument))

    def _handed(self, call: Call) -> set[str]:
        """The files that own functions of Rust are asked for with what a call gives (`fetch(&repo, "config.json")`)."""
        if call.file.language != "rust":
            return set()
        given = (
            one
            for calls in call.file.calls.values()
            for one in calls
            if any(_holds(arg, call) for arg in one.arguments)
        )
        texts = (value.text or "" for one in given for arg in one.arguments for value in self._ask.question(arg))
        return {text for text in texts if FILE.fullmatch(text)}

    def _default(self, call: Call, rule: ScriptRule, target: Target) -> Iterator[Place]:
        """The model of a task that is named alone."""
        tasks = self._ask.question(call.arguments[rule.task]) if rule.task is not None and call.arguments else []
        for value in tasks or [Value(call, "")]:
            name = rule.defaults.get((value.text or "").partition("_")[0]) or rule.defaults.get(value.text or "")
            if name is not None:
                one = Value(call, name, value.open, "default", caller=value.caller)
                yield self._place(call, None, one, HubName(name), target, rule)

    def _place(
        self, call: Call, argument: Node | None, value: Value, name: HubName, target: Target, rule: ScriptRule
    ) -> Place:
        """Where a model is named: the outermost call of the repository that names it."""
        at = value.caller or call
        file, node = at.file, value.node
        inside = node.file is file and at.start <= node.start < at.end
        start = file.place(at.start)
        shown = argument if argument is not None and at is call else node if inside else at
        line = file.place(
            node.start if inside and argument is not None else shown.start if shown.file is file else at.start
        ).line
        weighty = target.loads in WEIGHTY
        usage: Usage = "hosted" if rule.hosted else usage_of(target.loads)
        if usage == "use" and value.open:
            usage = "selectable"
        how = "literal" if inside and value.how == "constant" else value.how
        written = file.text(shown) if argument is not None and shown.file is file else None
        defined = f"{node.file.path}:{node.file.place(node.start).line}"
        return Place(
            file.path,
            Found(
                target=target,
                line=start.line,
                column=start.column,
                argument_line=line,
                code=file.text(at)[:MAX_CALL],
                expression=written[:MAX_CALL] if written is not None else None,
                name=name.name,
                resolution=how,
                usage=usage,
                hops=0 if inside else max(value.hops, 1),
                defined_at=None if inside else defined,
                revision=name.revision,
                weights="requested" if weighty and not rule.hosted else None,
                trail=() if inside else tuple(one for one in value.places() if one != defined),
            ),
        )

    def _unresolved(self, call: Call, argument: Node, target: Target, rule: ScriptRule) -> Place:
        """A call that loads a model which nothing names."""
        start = call.file.place(call.start)
        found = Found(
            target=target,
            line=start.line,
            column=start.column,
            argument_line=call.file.place(argument.start).line,
            code=call.file.text(call)[:MAX_CALL],
            expression=call.file.text(argument)[:MAX_CALL],
            name=None,
            resolution="dynamic",
            usage="unresolved",
            weights="requested" if target.loads in WEIGHTY and not rule.hosted else None,
        )
        return Place(call.file.path, found)


def _is_home(node: Node, rule: ScriptRule) -> bool:
    """Whether a function is the library's own, in the library's own repository: in a folder named for its module."""
    folders = node.file.path.replace("-", "_").split("/")[:-1]
    modules = [module.replace("-", "_") for module in rule.modules if module]
    return any(one.startswith(module) or f"/{one}" == module[-len(one) - 1 :] for module in modules for one in folders)


def _loads_of(files: set[str]) -> Loads | None:
    """What files of a model are where all are of its tokenizer, or its settings."""
    if files and all(map(TOKENIZER.search, files)):
        return "tokenizer"
    return "config" if files and all(one.endswith("config.json") for one in files) else None


def _holds(node: Node, call: Call) -> bool:
    """Whether an argument is a variable that holds what a call gives."""
    home = node.scope.home(node.name) if isinstance(node, Name) else None
    if not isinstance(node, Name) or home is None:
        return False
    return any(one.value is call for one in reaching(home.names[node.name], node))


def _is_from(call: Call, rule: ScriptRule) -> bool:
    """Whether Rust's path says that a function of this repository is the library's: one of its examples calls it."""
    *_, root = call, *chain(call)
    if not isinstance(root.callee, Name):
        return False
    head, *below = root.callee.name.split("::")
    home = root.callee.scope.home(head)
    modules = [one.value.module for one in home.names[head] if isinstance(one.value, Imported)] if home else []
    return any(module.split("::")[0] in rule.modules for module in (modules or [head]) if below)
