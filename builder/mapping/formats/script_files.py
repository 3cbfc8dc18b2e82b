"""Files that hold commands as a shell's text, line by line and, where it can be, column by column.

Dockerfiles, makefiles, Procfiles, systemd's units, Ollama's Modelfiles, Jenkins' pipelines.
"""

from collections.abc import Callable, Iterator

from builder import patterns as re
from builder.mapping.formats.powershell import power_text

RUNNING = re.compile(r"(\s*(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)\b(?:\s+--[a-z]+=\S+)*)(.*)", re.I | re.S)
SETTING = re.compile(r"(\s*)(?:ENV|ARG)(\s+)(.*)", re.I | re.S)
OLD_SETTING = re.compile(r"(\w+)[ \t]+(?!=)(.+)", re.S)  # ENV NAME value
OTHER = re.compile(r"\s*(?:FROM|COPY|LABEL|EXPOSE|VOLUME|USER|WORKDIR|SHELL|STOPSIGNAL|MAINTAINER)\s", re.I)
WRITING = re.compile(r"(\s*)(?:COPY|ADD)\b(.*<<.*)", re.I | re.S)  # COPY <<EOF /app/x.py
DOCUMENT = re.compile(r"<<-?[\"']?(\w+)")
STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|[\[\],]')
RECIPE = re.compile(r"\s+[@+-]*")
VARIABLE = re.compile(r"\s*(?:export\s+|override\s+)?([A-Za-z_]\w*)\s*(?::{0,3}|\?|\+)=\s*(.*)", re.S)
CONDITION = re.compile(r"(?im)^[ \t]*@?(?:else[ \t]+)?if\b[^\n()]{2,200}?[ \t](?=@?set[ \t])")  # of a batch file
EXPANDED = re.compile(r"[%!]([A-Za-z_]\w*)[%!]")  # a variable in one
PROCESS = re.compile(r"[ \t]*[\w-]+:\s*")
EXECUTING = re.compile(r"(?i)Exec(?:Start(?:Pre|Post)?|Condition|Reload|Stop(?:Post)?)[ \t]*=[ \t]*[@:+!|-]*")
ENVIRONMENT = re.compile(r"(?i)Environment[ \t]*=[ \t]*")
PULLING = re.compile(r"(?i)[ \t]*(?:FROM|ADAPTER)[ \t]+\S+")
# A step that runs a shell, and the string that it is given.
STEP = re.compile(
    r"""\b(?:sh|bash|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:script[ \t]*:[ \t]*)?"""
    r"""(?:\'\'\'(.*?)\'\'\'|\"\"\"(.*?)\"\"\"|'((?:[^'\\\n]|\\.)*+)'|"((?:[^"\\\n]|\\.)*+)")""",
    re.DOTALL,
)
NOT_ENDING = re.compile(r"[^\n]")


def shell_text(text: str, path: str) -> str:
    """The commands of a shell's script; those of Windows in the words of one: batch files and PowerShell's."""
    if path.lower().endswith((".ps1", ".psm1")):
        return power_text(text)
    if not path.lower().endswith((".bat", ".cmd")):
        return text
    text = CONDITION.sub(lambda found: ":".ljust(len(found[0]) - 3) + "&& ", text)
    return EXPANDED.sub(r"${\1}", text)


def docker_text(text: str) -> str:
    """The commands and variables of a Dockerfile."""
    return "\n".join(_lines(text, _instruction))


def make_text(text: str) -> str:
    """The recipes and variables of a makefile or justfile."""
    return "\n".join(_lines(text, _rule))


def process_text(text: str) -> str:
    """The commands of a Procfile."""
    return "\n".join(_behind_name(line) for line in text.split("\n"))


def _behind_name(line: str) -> str:
    """The command of a line, at its place."""
    name = PROCESS.match(line)
    return line if name is None else " " * name.end() + line[name.end() :]


def unit_text(text: str) -> str:
    """The commands of a unit of systemd, behind the variables that it sets for them."""
    return "\n".join(_lines(text, _assignment))


def model_text(text: str) -> str:
    """The lines of a Modelfile that name weights."""
    lines = _outside_quotes(text).split("\n")
    return "\n".join(line if PULLING.match(line) else "" for line in lines)


def pipeline_text(text: str) -> str:
    """What the steps of a pipeline in Groovy give to a shell."""
    shown = [(found.start(group), found.end(group)) for found in STEP.finditer(text) if (group := found.lastindex)]
    made, last = [], 0
    for start, end in shown:
        made += [NOT_ENDING.sub(" ", text[last:start]), text[start:end], ""]
        last = end
    return "".join((*made, NOT_ENDING.sub(" ", text[last:])))


def _outside_quotes(text: str) -> str:
    """A text without what stands between triple quotes, line by line."""
    parts = text.split('"""')
    return "".join(part if number % 2 == 0 else "\n" * part.count("\n") for number, part in enumerate(parts))


def _lines(text: str, as_shell: Callable[[str], str]) -> Iterator[str]:
    """Each line, with those that it goes on in, as a shell's; what is a comment between them goes on as well."""
    whole: list[str] = []
    document: str | None = None
    for line in text.split("\n"):
        stripped = line.strip()
        if document is not None:
            yield line
            document = None if stripped == document else document
            continue
        if whole and (not stripped or stripped[0] == "#"):
            whole.append("\\")
            continue
        whole.append(line.rstrip())
        if not stripped.endswith("\\"):
            begins = DOCUMENT.search(line)
            document = begins[1] if begins is not None else None
            yield as_shell("\n".join(whole))
            whole = []
    if whole:
        yield as_shell("\n".join(whole))


def _instruction(line: str) -> str:
    running = RUNNING.fullmatch(line)
    if running is not None:
        command = running[2]
        if command.lstrip().startswith("["):  # the words as a list of JSON
            command = STRINGS.sub(lambda found: found[0] if found[0][0] == '"' else " ", command)
        return " " * len(running[1]) + command
    setting = SETTING.fullmatch(line)
    if setting is not None:
        old = OLD_SETTING.fullmatch(setting[3])
        return f"{setting[1]}env{setting[2]}" + (f"{old[1]}={old[2]}" if old is not None else setting[3])
    writing = WRITING.fullmatch(line)
    if writing is not None:
        *documents, file = writing[2].replace("\\\n", " ").split()
        return "\n" * line.count("\n") + f"cat {' '.join(documents)} > {file}"
    return "\n" * line.count("\n") if OTHER.match(line) else line


def _rule(line: str) -> str:
    line = line.replace("$$", "$")
    variable = VARIABLE.fullmatch(line) if not line.startswith("\t") else None
    if variable is not None:
        quote = "" if set(variable[2]) & set("\"'") else '"'
        return f"{variable[1]}={quote}{variable[2]}{quote}"
    recipe = RECIPE.match(line)
    return " " * recipe.end() + line[recipe.end() :] if recipe is not None else "\n" * line.count("\n")


def _assignment(line: str) -> str:
    setting = ENVIRONMENT.match(line)
    if setting is not None:
        return "export".ljust(setting.end()) + line[setting.end() :]
    running = EXECUTING.match(line)
    return " " * running.end() + line[running.end() :] if running is not None else "\n" * line.count("\n")
