"""The commands that settings hold: CI steps, compose files, containers' arguments, services."""

from collections.abc import Iterable, Mapping, Sequence

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, Entry, Place
from builder.mapping.formats.shell import read_shell
from builder.mapping.formats.words import Command, Document, Word, pieces
from builder.mapping.outside import nested_text
from builder.mapping.outside.keys import plain
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import ASSIGNMENT, MAX_DEPTH, MAX_VALUES, Variables

# Keys, as `plain` has them, whose text is a shell's; in lists each element.
LINES = frozenset(
    {"run", "script", "scripts", "beforescript", "afterscript", "commands", "cmds", "install", "beforeinstall", "steps"}
    | {"setup", "bash", "sh", "shell", "runcmd", "startcommand", "buildcommand", "inlinescript", "execstart", "test"}
    | {"prebuild", "postbuild", "build", "tasks", "predeploy", "postcreatecommand"}
    | {"userdata", "customdata", "startupscript", "metadatastartupscript", "inline", "onstart", "oncreate"}
)
# Keys whose list is one command, word by word, in the order in which a container joins them.
WORDS = ("entrypoint", "command", "cmd", "exec", "args", "arguments")
SETTING = frozenset(  # hold variables
    {"env", "environment", "variables", "vars", "matrix", "inputs", "envs", "parameters", "parallel", "literals"}
)
# A variable that holds a command, or options of one.
GIVEN = re.compile(r"(?:[\w./-]+ (?:[\w./:-]+ ){0,6})?--?[a-z][\w-]*[= ]\S")
# A value that is the command of a server or a download, whatever its key is called; texts for people aside.
STARTING = re.compile(
    r"\s*(?:exec\s+)?(?:(?:vllm|sglang|lmdeploy)\s+serve|python3?\s+-m\s+(?:vllm|sglang|mlx_lm)[\w.]*|trtllm-serve|llama-server"
    r"|text-generation-launcher|text-embeddings-router|infinity_emb\s+v2|(?:hf|huggingface-cli)\s+download)\s+\S"
)
SHOWN = frozenset({"name", "description", "title", "label", "help", "message", "summary", "comment", "doc", "text"})
NAMING = ("name", "Name", "key", "Key", "variable", "parameter", "ParameterKey", "id")  # beside a value: what it is for
ENTRY_POINTS = "entry_points"  # of an MLflow project
PARAMETER = re.compile(r"(?<!\$)\{(\w+)\}")
GROUPED = re.compile(r"\$\{(?:vars|env|params|parameters|variables)\.(\w+)\}")  # of spaCy's projects, DVC and others
COLLECTION = re.compile(r"^(?:ansible|community|containers)\.\w+\.(?:win_)?")  # before a module's name, in Ansible
ALIAS = "*"  # before the name of an anchor, where it is referred to
TEMPLATED = re.compile(r"\$?\{\{[^{}\n]*\}\}")  # a value that is set elsewhere, with spaces of its own
LOOPS = frozenset({"loop", "withitems", "witharray", "withlist", "withflattened"})  # of Ansible, over `item`
MAX_TEXT = 100_000  # characters of one text of commands


def entry_commands(entries: Sequence[Entry]) -> tuple[list[Command], list[Document]]:
    """Commands and here-documents among the entries of one file."""
    commands: list[Command] = []
    documents: list[Document] = []
    containers: dict[int, dict[str, list[Entry]]] = {}
    aliases = {entry.keys[0]: entry.value for entry in entries if len(entry.keys) == 1 and entry.keys[0][:1] == ALIAS}
    for entry in map(_ungrouped, entries):
        if entry.value in aliases:
            entry = entry._replace(value=aliases[entry.value])  # noqa: PLW2901
        key = plain(COLLECTION.sub("", entry.key))
        if len(entry.value) > MAX_TEXT:
            continue
        if key in LINES or _is_command(entry, key):
            _read(entry, commands, documents)
        elif key in WORDS or key == "image":
            containers.setdefault(entry.parent, {}).setdefault(key, []).append(entry)
    for container in containers.values():
        words: list[Word] = []
        for key in WORDS:
            words += _words(container.get(key, ()), commands, documents)
        if words:
            image = [Word((entry.value,), entry.place) for entry in container.get("image", ())[:1]]
            commands.append(Command((*image, *words)))
    documents += nested_text.documents(entry for entry in entries if plain(entry.key) not in LINES)
    return commands, documents


def _is_command(entry: Entry, key: str) -> bool:
    """Whether a value is a command, or options of one, by how it looks."""
    if GIVEN.match(entry.value) and not SETTING.isdisjoint(map(plain, entry.keys)):
        return True
    return key not in WORDS and key not in SHOWN and STARTING.match(entry.value) is not None


def _ungrouped(entry: Entry) -> Entry:
    """An entry whose references to a group's variable name the variable alone: `${vars.name}`."""
    return entry._replace(value=GROUPED.sub(r"${\1}", entry.value)) if "${" in entry.value else entry


def with_parameters(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of an MLflow project with the parameters of its commands (`{name}`) as variables; others as they are.

    Source: mlflow.org/docs, "MLproject file", entry_points.
    """
    if not any(entry.keys[0] == ENTRY_POINTS for entry in entries):
        return entries
    return [
        entry._replace(value=PARAMETER.sub(r"${\1}", entry.value))
        if entry.keys[0] == ENTRY_POINTS and entry.keys[-1] == "command"
        else entry
        for entry in entries
    ]


def _read(entry: Entry, commands: list[Command], documents: list[Document]) -> None:
    text = entry.value.replace("\n", " \\\n") if entry.folded else entry.value
    found, more = read_shell(text, entry.places)
    commands += found
    documents += more


def _words(entries: Iterable[Entry], commands: list[Command], documents: list[Document]) -> list[Word]:
    """The words that entries give to a container's command; text that is a script of its own goes to `commands`."""
    words: list[Word] = []
    for entry in entries:
        bare = TEMPLATED.sub("", entry.value).strip()
        if entry.keys[-1] == ELEMENT and (entry.value.startswith("-") or " " not in bare):
            words.append(Word(pieces(entry.value), entry.place))
            continue
        found: list[Command] = []
        _read(entry, found, documents)
        if len(found) == 1 and entry.keys[-1] != ELEMENT and not found[0].listed:
            words += found[0].words
        else:
            commands += found
    return words


def set_variables(entries: Sequence[Entry]) -> dict[str, list[Text]]:
    """The variables that settings set for their commands: 'env', 'environment', a workflow's matrix and inputs."""
    found: dict[str, list[Text]] = {}
    names = names_of(entries)
    for entry in entries:
        keys = [key for key in entry.keys if key != ELEMENT]
        looped = bool(keys) and plain(keys[-1]) in LOOPS
        if not looped and SETTING.union(LOOPS).isdisjoint(map(plain, keys)):
            continue
        name, value = "item" if looped else keys[-1], entry.value
        assignment = ASSIGNMENT.match(value) if entry.keys[-1] == ELEMENT else None
        if assignment is not None:
            name, value = assignment[1], value[assignment.end() :]
        elif name in ("value", "Value", "ParameterValue"):
            name = names.get(entry.parent, name)
        elif name in ("default", "options", "enum", "values") and len(keys) > 1:
            name = names.get(entry.parent, keys[-2]) if entry.keys[-1] != ELEMENT else keys[-2]
        texts = found.setdefault(name, [])
        if len(texts) < MAX_VALUES:
            texts.append(Text(value, f":{entry.place.line}", 1))
    return {name: [one for text in texts for one in _expanded(text, name, found)] for name, texts in found.items()}


def _expanded(text: Text, name: str, others: Mapping[str, list[Text]], depth: int = 0) -> list[Text]:
    """What a variable's text stands for where it refers to other variables of the file: `NET: ${BASE}`."""
    if depth >= MAX_DEPTH or ("$" not in text.text and "{{" not in text.text) or text.defined_at is None:
        return [text]
    known = {
        other: [one for given in texts for one in _expanded(given, other, others, depth + 1)]
        for other, texts in others.items()
        if other != name and other in text.text
    }
    stands_for = Variables(known).expand(Word(pieces(text.text), Place(0, 0)))
    return [one.assigned(text.defined_at) for one in stands_for if one.text][:MAX_VALUES] or [text]


def names_of(entries: Iterable[Entry]) -> dict[int, str]:
    """What stands beside a value as its name, by the mapping of both: {name: MODEL, value: owner/name}."""
    names: dict[int, str] = {}
    for entry in entries:
        if entry.keys[-1] in NAMING and (entry.parent not in names or entry.keys[-1] == NAMING[0]):
            names[entry.parent] = entry.value
    return names
