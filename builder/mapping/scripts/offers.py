"""The models that a page offers to its script: options of lists, suggestions, radio buttons, fields that are filled in.

They count only in a repository one of whose scripts has a library that loads models, where a script reads the choice:
what is chosen goes through messages, stores and workers to the call that loads it, and was not followed.
"""

from collections.abc import Iterator
from functools import cached_property

from builder import patterns as re
from builder.mapping.found import WEIGHTY, Found, Target
from builder.mapping.outside.wanted import HUB, Wanted
from builder.mapping.scripts.grammar import script_text
from builder.mapping.scripts.lists import PART
from builder.mapping.scripts.markup import Attribute, Tag, tags
from builder.mapping.scripts.modules import Modules
from builder.mapping.scripts.tree import File
from builder.reference.signature_rules import Loads

NAME = re.compile(rb"<[A-Za-z][^<>]*[\"'`=>][\w.-]{1,96}/[\w.-]{1,120}|>\s*[\w.-]{1,96}/[\w.-]{1,120}\s*<")
MODEL = re.compile(r"(?i)model|checkpoint|embed|encoder|pipeline|llm|repo|hugging|(?:^|[^a-z])hf")
OTHERWISE = re.compile(r"(?i)data-?set|image|icon|link|url|route|provider|api|zone|mime|format|lang|token(?!i[sz])")
# Attributes that hold what is chosen, and those that say what it is for.
VALUES = ("value", ":value", "v-bind:value", "ngValue", "[value]", "defaultValue", "default-value", "modelValue")
DATA = re.compile(r"data-[\w-]+")
IDENTITY = ("id", "name", "for", "list", "htmlFor", "class", "className", "aria-label", "placeholder", "title", "label")
BOUND = re.compile(r"v-model|bind:|(?:v-)?on[:A-Z]|on\w+$|@|\(|\[\(|:?ref$|formControlName")
WORD = re.compile(r"[A-Za-z_][\w-]{2,}")
MAX_IDS = 8
MAX_NEAR = 200  # bytes on a line before and behind a control's id
FORMER = ("value", "selected", "checked")  # attributes that in JSX take what the script holds


class Offers:
    """Asks the pages and scripts of one language what they offer."""

    def __init__(self, modules: Modules, wanted: Wanted, paths: list[str]) -> None:
        self._modules, self._wanted, self._paths = modules, wanted, paths
        self._read: dict[str, bool] = {}

    def found(self, path: str) -> Iterator[Found]:
        """The models that one file offers, in their order."""
        data = self._modules.data(path)
        if NAME.search(data) is None or self._modules.file(path) is None:
            return
        file = File(path, data, self._modules.language(path))  # all of it: as lowered, a page is its scripts alone
        every = list(tags(data))
        labels = {tag.attributes["for"].value: tag.text.value for tag in every if "for" in tag.attributes}
        for tag in every:
            for key, value in _offered(tag):
                loads = self._loads(tag, key, labels) if "/" in value.value else None
                if loads is not None:
                    yield from self._made(file, tag, key, value, loads)

    def _loads(self, tag: Tag, key: str, labels: dict[str, str]) -> Loads | None:
        """What a choice is for, as its control says; None where that is no model, or no script reads it."""
        controls = (tag, *tag.around[-1:])
        identity = [one for control in controls for one in _identity(control)]
        said = " ".join((*identity, *(labels.get(one, "") for one in identity), key if DATA.match(key) else ""))
        if OTHERWISE.search(said) is not None and MODEL.search(OTHERWISE.sub(" ", said)) is None:
            return None
        if not any(map(_is_bound, controls)) and not any(map(self._is_read, (*_ids(controls), *_data_words(key)))):
            return None
        if MODEL.search(said) is None and not any(map(self._is_model, _ids(controls))):
            return None
        return "tokenizer" if PART.search(said) is not None and "model" not in said.lower() else "model"

    def _is_read(self, word: str) -> bool:
        """Whether a script of the repository holds an id, a name or a class of a control."""
        if word not in self._read:
            mark = re.compile(rb"(?<![\w-])%s(?![\w-])" % re.escape(word.encode()))
            self._read[word] = any(mark.search(text) is not None for text in self._holding(word))
        return self._read[word]

    def _is_model(self, word: str) -> bool:
        """Whether a script that holds a control's id speaks of a model on the same line."""
        mark = re.compile(rb"(?<![\w-])%s(?![\w-])" % re.escape(word.encode()))
        lines = (_line(text, found.start()) for text in self._holding(word) for found in mark.finditer(text))
        return any(b"model" in line.lower() for line in lines)

    def _holding(self, word: str) -> Iterator[bytes]:
        """The scripts that hold a word, be it a part of another one: found much sooner than by a pattern."""
        return (text for text in self._scripts if word.encode() in text)

    @cached_property
    def _scripts(self) -> list[bytes]:
        """The scripts of the repository; of those that hold markup what stands outside its tags' identities."""
        texts = (script_text(self._modules.data(path), path) for path in self._paths)
        identity = re.compile(rb"<[A-Za-z][^<>]*?>")
        return [identity.sub(b" ", text) for text in texts]

    def _is_default(self, name: str, control: Tag) -> bool:
        """Whether a script sets the control, or what is bound to it, to a name before anybody chooses."""
        ids = [re.escape(word) for word in _ids((control,))[:MAX_IDS]]
        bound = [rf"\b{re.escape(word)}\b" for word in _bindings(control) if MODEL.search(word)][:MAX_IDS]
        heads = [*([rf"(?:{'|'.join(ids)})[\"'`]\)\.value"] if ids else []), *bound]
        if not heads:
            return False
        called = r"(?:=|:|\|\||\?\?)\s*(?:[\w.$]+(?:<\w+>)?\()?"
        mark = re.compile(rf"(?:{'|'.join(heads)})[^=:\n|?]{{0,80}}{called}[\"'`]{re.escape(name)}[\"'`]".encode())
        return any(name.encode() in text and mark.search(text) is not None for text in self._scripts)

    def _made(self, file: File, tag: Tag, key: str, value: Attribute, loads: Loads) -> Iterator[Found]:
        owner = (*tag.around[-1:], tag)[0]
        target = Target(HUB.name, f"{owner.name} {_title(owner)}".strip(), loads, HUB.hub)
        known = self._wanted.name(value.value, target)
        if known is None:
            return
        place = file.place(value.start)
        line = file.data[file.data.rfind(b"\n", 0, value.start) + 1 :].partition(b"\n")[0]
        weighty = loads in WEIGHTY
        default = weighty and self._is_default(value.value, owner)
        yield Found(
            target=target,
            line=place.line,
            column=place.column,
            argument_line=place.line,
            code=line.decode("utf-8", "replace").strip()[:300],
            expression=value.value,
            name=known.name,
            resolution="constant",
            usage="component" if not weighty else "use" if default else "selectable",
            revision=known.revision,
            weights="requested" if weighty else None,
        )


def _line(text: bytes, at: int) -> bytes:
    """What stands on the line of a byte, as far as it is near."""
    before, behind = text[max(0, at - MAX_NEAR) : at], text[at : at + MAX_NEAR]
    return before[before.rfind(b"\n") + 1 :] + behind.partition(b"\n")[0]


def _offered(tag: Tag) -> Iterator[tuple[str, Attribute]]:
    """The attributes of a tag that hold what is chosen; of an option without one its text."""
    given = [(key, one) for key, one in tag.attributes.items() if key in VALUES or DATA.fullmatch(key)]
    yield from given
    if not given and tag.name.lower() == "option":
        yield "", tag.text


def _identity(tag: Tag) -> list[str]:
    """What a control says it is: its id and names, and what it is bound to."""
    named = [tag.attributes[key].value for key in IDENTITY if key in tag.attributes]
    return [*named, *_bindings(tag)]


def _bindings(tag: Tag) -> list[str]:
    """The words of what a control is bound to, and of what it calls."""
    bound = [one.value for key, one in tag.attributes.items() if BOUND.match(key)]
    bound += [tag.attributes[key].value for key in FORMER if key in tag.attributes and tag.name.lower() != "option"]
    return [word for text in bound if "/" not in text for word in WORD.findall(text)]


def _is_bound(tag: Tag) -> bool:
    """Whether a control hands its value on by itself (`v-model`, `bind:value`, `onChange`)."""
    return any(BOUND.match(key) is not None for key in tag.attributes)


def _ids(controls: tuple[Tag, ...]) -> list[str]:
    """The ids, names and classes by which a script finds controls."""
    keys = ("id", "name", "class", "className", "list")
    return [word for one in controls for key in keys if key in one.attributes for word in _words(one, key)]


def _words(tag: Tag, key: str) -> list[str]:
    return tag.attributes[key].value.split()


def _data_words(key: str) -> list[str]:
    """How a script reads an attribute of data: `data-model-id`, `dataset.modelId`."""
    if DATA.match(key) is None:
        return []
    head, *rest = key.removeprefix("data-").split("-")
    return [key, "dataset." + head + "".join(map(str.capitalize, rest))]


def _title(tag: Tag) -> str:
    return next((tag.attributes[key].value for key in ("id", "name") if key in tag.attributes), "")
