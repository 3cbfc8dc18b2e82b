"""Variables that one file sets and another reads: `.env` files, sourced scripts, a container's and a caller's.

A file is handed what the files that it names set (`source x.sh`, `env_file: x.env`), a compose file what the `.env`
beside it sets, and a script what the files that run it set for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from posixpath import basename, dirname, normpath

from builder import patterns as re
from builder.mapping.formats.entries import ELEMENT, decoded
from builder.mapping.formats.script_files import docker_text, make_text
from builder.mapping.formats.sections import read_sections
from builder.mapping.formats.words import ROOTS, Command
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.kinds import kind
from builder.mapping.outside import commands, composed, config_map, terraform
from builder.mapping.outside.settings_files import set_of
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import DECLARING, MAX_VALUES, Variables, assignments

# Words behind which a line names a file whose variables hold from there on.
SOURCING = re.compile(
    rb"(?m)(?:^|[\s;&|(\"'])(?:source|\.|-?include|env_file:)[ \t=]+([^\n;&|]{1,200})"
    rb"|EnvironmentFile=-?(\S+)"
)
LISTED = re.compile(rb"env_file:[ \t]*((?:\n[ \t]*-[^\n]{1,200}){1,10})")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
COMPOSE = re.compile(r"(?:^|/)[^/]*compose[^/]*\.ya?ml$", re.IGNORECASE)
RUNNING = re.compile(rf"{COMPOSE.pattern}|(?:^|/)\.github/workflows/[^/]+\.ya?ml$|\.gitlab-ci\.ya?ml$", re.IGNORECASE)
AS_SHELL: dict[str, Callable[[str], str]] = {"shell": str, "dockerfile": docker_text, "makefile": make_text}
YAML = (".yaml", ".yml")
CONFIGURED = b"onfigMap"  # of `configMapRef` and `configMapKeyRef`
CONFIG_MAP = re.compile(rb"(?m)^kind:[ \t]*ConfigMap\b|^configMapGenerator:")
READING = frozenset({"shell", "dockerfile", "makefile", "unit", "yaml", "json", "sections"})
TEMPLATES = ("", ".example", ".sample", ".template", ".dist", ".default")
MARKS = (b"$", b"{{", b"var.", b"local.")  # of variables
# Files of a chart of Helm's or a role of Ansible's, and those beside them that give their variables.
INSIDE = re.compile(r"((?:.*/)?)(?:templates|tasks|handlers)/.+")
GIVEN = ("values.yaml", "values.yml", "defaults/main.yml", "defaults/main.yaml", "vars/main.yml", "vars/main.yaml")
MAX_BYTES = 100_000  # of a file that sets variables
MAX_RUNNING = 200  # files that are asked what they run


class HandedOn:
    """The variables that a repository's files hand on; `texts` are the files that hold no Python, by their path.

    `kinds` are those of files whose name does not say it.
    """

    def __init__(self, texts: Mapping[str, bytes], kinds: Mapping[str, str] | None = None) -> None:
        self._texts, self._kinds = texts, kinds or {}
        self._set: dict[str, dict[str, list[Text]]] = {}

    def to(self, path: str) -> dict[str, list[Text]]:
        """What a file's variables may stand for by what other files set, at most MAX_VALUES texts each."""
        data = self._texts[path]
        name = self._kind(path)
        if name not in READING or not any(mark in data for mark in MARKS):
            return {}
        found = {**self._values(path), **terraform.around(path, self._texts)}
        for other in dict.fromkeys(self._named(path, data)):
            for variable, texts in self._of(other, all_=True).items():
                found.setdefault(variable, texts)
        for variable, texts in terraform.templated(path, self._texts, self._rendering) if b"${" in data else ():
            found.setdefault(variable, texts)
        for variable, texts in self._configured(path, data) if name == "yaml" else ():
            found.setdefault(variable, texts)
        for service in self._services if name in {"shell", "dockerfile"} else ():
            if self._is_of(path, name, service.folder):
                for variable, texts in service.variables.items():
                    known = found.setdefault(variable, [])
                    found[variable] = [*known, *(text for text in texts if text not in known)][:MAX_VALUES]
        for other in self._running if name == "shell" else ():
            if other != path and self._runs(other, path):
                for variable, texts in self._of(other, all_=False).items():
                    known = found.setdefault(variable, [])
                    found[variable] = [*known, *(text for text in texts if text not in known)][:MAX_VALUES]
        return found

    def _configured(self, path: str, data: bytes) -> Iterator[tuple[str, list[Text]]]:
        """What the ConfigMaps in the folders around a file give to its containers."""
        for other, texts in self._config_maps.items() if CONFIGURED in data else ():
            mine, its = (f"{dirname(one)}/".removeprefix("/") for one in (path, other))
            if path != other and (mine.startswith(its) or its.startswith(mine)):
                yield from texts.items()

    @cached_property
    def _rendering(self) -> list[str]:
        return terraform.rendering(self._texts)

    @cached_property
    def _config_maps(self) -> dict[str, dict[str, list[Text]]]:
        """The variables of each file that holds a ConfigMap, or what Kustomize makes one of."""
        fits = (path for path, data in self._texts.items() if path.endswith(YAML) and CONFIG_MAP.search(data))
        small = (path for path in fits if len(self._texts[path]) <= MAX_BYTES)
        return {path: config_map.variables(path, self._texts[path]) for path in islice(small, MAX_RUNNING)}

    @cached_property
    def _services(self) -> list[composed.Service]:
        """What compose files give to the services that they build."""
        known = {path: self.to(path) for path in composed.compose_files(self._texts)}
        return list(composed.services(self._texts, known))

    def _is_of(self, path: str, name: str | None, folder: str) -> bool:
        """Whether a Dockerfile, or a script that the Dockerfile beside it names, is a service's of a folder."""
        if dirname(path) == folder and name == "dockerfile":
            return True
        inside = f"{path}/".startswith(f"{folder}/" if folder else "")
        files = (other for other in self._texts if dirname(other) == folder and self._kind(other) == "dockerfile")
        return inside and any(basename(path).encode() in self._texts[other] for other in files)

    def _values(self, path: str) -> dict[str, list[Text]]:
        """What the values of a chart, or the defaults of a role, give to its templates and tasks."""
        inside = INSIDE.fullmatch(path)
        found: dict[str, list[Text]] = {}
        for file in GIVEN if inside is not None else ():
            other = f"{inside[1] or ''}{file}" if inside is not None else ""
            data = self._texts.get(other, b"")
            for entry in read_yaml(decoded(data)) if 0 < len(data) <= MAX_BYTES else ():
                whole = ".".join(key for key in entry.keys if key not in {ELEMENT, *ROOTS})
                for name in {entry.key, whole}:
                    texts = found.setdefault(name, [])
                    if len(texts) < MAX_VALUES and "{{" not in entry.value:
                        texts.append(Text(entry.value, f"{other}:{entry.place.line}", 1))
        return found

    def _kind(self, path: str) -> str | None:
        return self._kinds.get(path) or kind(path)

    def _runs(self, path: str, script: str) -> bool:
        """Whether a file names a script by its path, or by its name where no other script has that."""
        word, data = basename(script).encode("utf-8", "replace"), self._texts[path]
        if word not in data:
            return False
        if self._names[basename(script)] == 1:
            return True
        written = re.findall(rb"[\w./-]*" + re.escape(word), data)
        places = (one.decode("utf-8", "replace").lstrip("/") for one in written)
        return any(script in {normpath(f"{dirname(path)}/{one}").lstrip("/"), normpath(one)} for one in places)

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(map(basename, self._texts))

    @cached_property
    def _running(self) -> list[str]:
        """The files that may run a script."""
        fits = (path for path in self._texts if self._kind(path) in AS_SHELL or RUNNING.search(path))
        return sorted(path for path in fits if len(self._texts[path]) <= MAX_BYTES)[:MAX_RUNNING]

    def _named(self, path: str, data: bytes) -> Iterator[str]:
        """The paths of the files whose variables a file takes over."""
        written = [match[1] or match[2] for match in SOURCING.finditer(data)]
        written += [line for match in LISTED.finditer(data) for line in match[1].split(b"\n")]
        names = [file for one in written for file in FILE.findall(one.decode("utf-8", "replace"))]
        names += [".env"] if COMPOSE.search(path) else []
        for name in names:
            near = (normpath(f"{dirname(path)}/{name}").lstrip("/"), normpath(name), name.rpartition("/")[2])
            fits = (one + end for one in near for end in TEMPLATES)
            yield from [one for one in fits if one != path and one in self._texts][:1]

    def _of(self, path: str, *, all_: bool) -> dict[str, list[Text]]:
        """What a file sets: for whoever sources it, or (not `all_`) for what it runs alone."""
        key = path if all_ else f"{path}\n"
        if key not in self._set:
            self._set[key] = {name: texts for name, texts in self._read(path, all_=all_) if name}
        return self._set[key]

    def _read(self, path: str, *, all_: bool) -> Iterator[tuple[str, list[Text]]]:
        data, name = self._texts[path], self._kind(path)
        if len(data) > MAX_BYTES:
            return
        if name == "sections":
            for entry in read_sections(decoded(data)) if len(data) <= MAX_BYTES else ():
                if len(entry.keys) == 1 and "$" not in entry.value:
                    yield entry.key, [Text(entry.value, f"{path}:{entry.place.line}", 1)]
        elif name == "yaml":
            yield from _placed(set_of(data), path)
        elif name in AS_SHELL:
            yield from _placed(_assigned(AS_SHELL[name](decoded(data)), all_=all_), path)


def _assigned(text: str, *, all_: bool) -> dict[str, list[Text]]:
    """What a script's variables hold at its end; only those that what it runs sees, unless `all_`."""
    variables = Variables()
    given: set[str] = set()
    for command in commands.read(text).commands:
        variables.run(command)
        given.update(name for _, name, _ in assignments(command) if all_ or _is_given(command))
    return {name: texts for name, texts in variables.values.items() if name in given}


def _is_given(command: Command) -> bool:
    """Whether an assignment is seen by programs: it is exported, or stands before one."""
    first = command.words[0].literal
    return first in DECLARING - {"local"} or len(list(assignments(command))) < len(command.words)


def _placed(found: Mapping[str, list[Text]], path: str) -> Iterator[tuple[str, list[Text]]]:
    for name, texts in found.items():
        yield name, [text.placed(path) for text in texts if text.defined_at]
