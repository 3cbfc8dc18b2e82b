"""Terraform: values that refer to its variables and locals, and what those stand for.

Source: developer.hashicorp.com/terraform/language, "Input Variables", "Local Values", "Strings and Templates".
"""

from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename, dirname

from builder import patterns as re
from builder.mapping.formats.entries import Entry, decoded
from builder.mapping.formats.sections import read_sections
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import MAX_VALUES

FILE = re.compile(r".*\.(?:tf|hcl|tofu)")
VALUES = re.compile(r".*\.tfvars")
REFERENCE = re.compile(r"(?:var|local)\.([A-Za-z_][\w-]*)")
WITHIN = re.compile(r"\$\{\s*(?:var|local)\.([A-Za-z_]\w*)\s*\}")
RENDERED = re.compile(r'\btemplatefile\(\s*"([^"\n]+)"\s*,\s*(?:merge\([^{]*)?\{([^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}')
PAIR = re.compile(r'(\w+)\s*=\s*(?:"([^"$\n]*)"|"?(?:\$\{\s*)?(?:var|local)\.(\w+))')
MAX_BYTES = 100_000  # of a file whose variables others see


def with_variables(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with `var.name`, `local.name` and "${var.name}" as variables that other readers know: `${name}`."""
    made = []
    for entry in entries:
        bare = REFERENCE.fullmatch(entry.value)
        value = f"${{{bare[1]}}}" if bare is not None else WITHIN.sub(r"${\1}", entry.value)
        made.append(entry._replace(value=value) if value != entry.value else entry)
    return made


def variables(entries: Sequence[Entry]) -> Iterator[tuple[str, Text]]:
    """The defaults of a file's variables, and its locals; the places are ':line'."""
    for entry in entries:
        keys = entry.keys
        is_default = len(keys) == 3 and keys[0] == "variable" and keys[2] == "default"
        if is_default or (len(keys) == 2 and keys[0] == "locals"):
            yield keys[1], Text(entry.value, f":{entry.place.line}", 1)


def around(path: str, texts: Mapping[str, bytes]) -> dict[str, list[Text]]:
    """What the variables of a file of Terraform stand for by the other files of its folder: defaults and .tfvars."""
    found: dict[str, list[Text]] = {}
    if FILE.fullmatch(path) is None:
        return found
    folder = dirname(path)
    for other in sorted(texts):
        if other == path or dirname(other) != folder or len(texts[other]) > MAX_BYTES:
            continue
        for name, text in _of(other, texts[other]):
            given = found.setdefault(name, [])
            if len(given) < MAX_VALUES and text.text not in [one.text for one in given]:
                given.append(text.placed(other))
    return found


def _of(path: str, data: bytes) -> Iterator[tuple[str, Text]]:
    if VALUES.fullmatch(path):
        for entry in read_sections(decoded(data)):
            if len(entry.keys) == 1:
                yield entry.key, Text(entry.value, f":{entry.place.line}", 1)
    elif FILE.fullmatch(path):
        yield from variables(with_variables(read_sections(decoded(data))))


def templated(path: str, texts: Mapping[str, bytes], callers: Sequence[str]) -> Iterator[tuple[str, list[Text]]]:
    """What the files that render a template (`templatefile("u.tpl", { model = var.model })`) give to its variables."""
    for caller in callers:
        text = decoded(texts[caller])
        for call in RENDERED.finditer(text):
            if basename(call[1]) != basename(path):
                continue
            known = around(caller, texts)
            for name, own in variables(with_variables(read_sections(text))):
                known.setdefault(name, []).append(own.placed(caller))
            for given in PAIR.finditer(call[2]):
                row = text.count("\n", 0, call.start(2) + given.start()) + 1
                if given[2] is not None:
                    yield given[1], [Text(given[2], f"{caller}:{row}", 1)]
                else:
                    yield given[1], known.get(given[3], [])


def rendering(texts: Mapping[str, bytes]) -> list[str]:
    """The files that render templates."""
    fits = (path for path, data in texts.items() if b"templatefile(" in data and len(data) <= MAX_BYTES)
    return [path for path in fits if FILE.fullmatch(path)]
