"""PowerShell's scripts as a text that a shell's reader reads, line by line: what it needs to follow names, no more.

Variables and their scopes, parameters of scripts and functions, lists, hashtables, branches, loops, `switch`, the call
operator, continued lines. Source: learn.microsoft.com/powershell/module/microsoft.powershell.core/about.
"""

from typing import NamedTuple

from builder import patterns as re

BLOCK_COMMENT = re.compile(r"<#.*?#>", re.DOTALL)
CONTINUED = re.compile(r"`[ \t]*(?=\r?\n)")
SCOPED = re.compile(r"\$\{?(?:env|script|global|local|private|using):(\w+)\}?", re.IGNORECASE)
INDEXED = re.compile(r"(?<![\w{])\$(\w+)\[([^\[\]\n]+)\]")
DOWNLOAD = re.compile(
    r"(?i)(?:\(\s*New-Object\s+[\w.]*WebClient\s*\)|\$\w+)\.DownloadFile(?:Async)?\(\s*([^,()\n]+),\s*([^,()\n]+)\)"
)
TYPE = r"(?:\[[\w.\[\],\s]+\]\s*)*"
ASSIGNED = re.compile(rf"{TYPE}\$\{{?(\w+)\}}?\s*\+?=(?!=)\s*")
EXPORTED = re.compile(r"\$env:(\w+)\s*=(?!=)\s*", re.IGNORECASE)
FUNCTION = re.compile(r"(?:function|filter)\s+(?:\w+:)?([\w-]+)\s*", re.IGNORECASE)
PARAM = re.compile(r"param\s*(?=\()", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"\[(?:CmdletBinding|OutputType|Parameter|Validate\w*|Alias|Diagnostics\.\w+)\s*\(", re.IGNORECASE
)
PARAMETER = re.compile(rf"{TYPE}\$(\w+)\s*(?:=\s*(\"[^\"\n]*\"|'[^'\n]*'|[\w.$-]+))?")
BRANCH = re.compile(r"(elseif|if|while|for|switch)\s*(?:-\w+\s*)*(?=\()", re.IGNORECASE)
EACH = re.compile(r"foreach\s*\(\s*\$(\w+)\s+in\s+", re.IGNORECASE)
PLAIN = re.compile(r"(else|try|catch|finally|process|begin|end|do)\b\s*(?:\[[\w.]+\]\s*)*(?=\{)", re.IGNORECASE)
ARM = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*'|\w+)\s*(?=\{)")
ENTRY = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*'|\w+)\s*=\s*(\"[^\"\n]*\"|'[^'\n]*')[ \t]*;?")
BRACED = re.compile(r"\$\{[^{}\n]*\}")
STRING = re.compile(r"\"(?:[^\"`]|`.)*\"|'[^']*'|@\"\r?\n.*?\n\"@|@'\r?\n.*?\n'@", re.DOTALL)
WORD = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s;|{}()]+")
NAME = re.compile(r"[A-Za-z][\w-]*(?=[ \t]|$)", re.MULTILINE)
BLANK = re.compile(r"\s*&?[ \t]*")
BRACE = re.compile(r"\s*\{")
OTHERWISE = re.compile(r"\}\s*(?:else|elseif)\b", re.IGNORECASE)
MAX_SPAN = 20_000  # characters between brackets
ENDS = {"if": " ; fi", "for": " ; done", "function": " ; }", "switch": " esac", "arm": " ;;", "other": " ; "}
BEGINNINGS = {"if": "if true ; then ", "elseif": "elif true ; then ", "else": "else ", "while": "while true ; do "}
KINDS = {"elseif": "if", "else": "if", "while": "for", "for": "for"}
LISTED = re.compile(r"\b(\w+)=\((?!\[)")  # a variable that is given a list


class Opened(NamedTuple):
    """What stands for a header, the kind of the block that it opens, and where the text goes on."""

    text: str
    kind: str
    end: int


def power_text(text: str) -> str:
    """The commands and variables of a script of PowerShell, each on its line."""
    text = BLOCK_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    text = SCOPED.sub(lambda found: found[0] if _sets(text, found) else f"${{{found[1]}}}", CONTINUED.sub("\\\\", text))
    text = DOWNLOAD.sub(r"Invoke-WebRequest -Uri \1 -OutFile \2", text)
    return _whole(_Walk(text).written())


def _whole(written: str) -> str:
    """The text with the bare names of lists as all of their items, which in a shell they are not."""
    names = "|".join(dict.fromkeys(LISTED.findall(written)))
    return re.sub(rf"\$(?P<name>{names})(?![\w\[.:])", r"${\g<name>[@]}", written) if names else written


def _sets(text: str, found: re.Match[str]) -> bool:
    return EXPORTED.match(text, found.start()) is not None


class _Walk:
    """A walk over a script, statement by statement; `open` are the kinds of the blocks around, innermost last."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.begins = text, 0, True  # `begins`: a statement does here
        self.open: list[str] = []
        self.made: list[str] = []
        self.functions: dict[str, list[str]] = {}  # by name, in lower case, their parameters' names

    def written(self) -> str:
        while self.at < len(self.text):
            if self.begins:
                self.begins = False
                self._statement()
                continue
            string = STRING.match(self.text, self.at) or BRACED.match(self.text, self.at)
            char = self.text[self.at]
            if string is not None:
                self._put(INDEXED.sub(r"${\1[\2]}", string[0]), string.end())
            elif char == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\n;{("):
                end = self.text.find("\n", self.at)
                self._put("", end if end >= 0 else len(self.text))
            elif char == "{":
                self.open.append("other")
                self._put(" ; ", self.at + 1)
                self.begins = True
            elif char == "}":
                self._close()
                self.begins = True
            else:
                indexed = INDEXED.match(self.text, self.at)
                if indexed is not None:
                    self._put(f"${{{indexed[1]}[{indexed[2]}]}}", indexed.end())
                else:
                    self._put(char, self.at + 1)
                self.begins = char in ";\n|"
        return "".join(self.made)

    def _put(self, made: str, end: int) -> None:
        """Write what stands for the text up to an offset, with its line ends, and go on there."""
        missing = self.text.count("\n", self.at, end) - made.count("\n")
        self.made.append(made + "\n" * max(missing, 0))
        self.at = end

    def _close(self) -> None:
        kind = self.open.pop() if self.open else "other"
        follows = OTHERWISE.match(self.text, self.at)
        self._put(" ; " if kind == "if" and follows is not None else ENDS[kind], self.at + 1)

    def _statement(self) -> None:
        """The beginning of a statement, as far as it is one of those that are known."""
        blank = BLANK.match(self.text, self.at)
        if blank is not None:
            self._put(blank[0].replace("&", " "), blank.end())
        opened = self._header()
        if opened is not None:
            self._put(opened.text, opened.end)
            brace = BRACE.match(self.text, self.at)
            if brace is not None:
                self._put("", brace.end())
                self.open.append(opened.kind)
                self._parameters(opened.kind)
                self.begins = True
            return
        if ATTRIBUTE.match(self.text, self.at):
            self._put("", self._closing(self.text.index("(", self.at)) + 2)
            self.begins = True
            return
        if PARAM.match(self.text, self.at):
            self._param(function=False)
            return
        exported, assigned = EXPORTED.match(self.text, self.at), ASSIGNED.match(self.text, self.at)
        given = exported or assigned
        if given is not None:
            self._put(f"{'export ' if exported else ''}{given[1]}=", given.end())
            self._value()
            return
        called = NAME.match(self.text, self.at)
        if called is not None and called[0].lower() in self.functions:
            self._call(called)

    def _header(self) -> Opened | None:
        """What stands for the header of a block."""
        text, at = self.text, self.at
        each = EACH.match(text, at)
        if each is not None:
            end = self._closing(text.index("(", at))
            items = text[each.end() : end].strip()
            items = items[2:-1] if items.startswith("@(") else items
            listed = f"${{{items[1:]}[@]}}" if re.fullmatch(r"\$\w+", items) else _list(items)
            return Opened(f"for {each[1]} in {listed} ; do ", "for", end + 1)
        function = FUNCTION.match(text, at)
        if function is not None:
            end = function.end()
            self.functions[function[1].lower()] = []
            names: list[str] = []
            if text[end : end + 1] == "(":
                stop = self._closing(end)
                names, end = [one[1] for one in PARAMETER.finditer(text, end, stop)], stop + 1
            self.functions[function[1].lower()] = names
            given = "".join(f"{name}=${number} ; " for number, name in enumerate(names, 1))
            return Opened(f"{function[1]}() {{ {given}", "function", end)
        branch = BRANCH.match(text, at)
        if branch is not None:
            word, start = branch[1].lower(), text.index("(", branch.start())
            end = self._closing(start) + 1
            if word == "switch":
                return Opened(f"case {text[start + 1 : end - 1].strip() or 'x'} in ", "switch", end)
            return Opened(BEGINNINGS.get(word, BEGINNINGS["while"]), KINDS.get(word, word), end)
        plain = PLAIN.match(text, at)
        if plain is not None:
            word = plain[1].lower()
            return Opened(BEGINNINGS.get(word, ""), KINDS.get(word, "other"), plain.end())
        arm = ARM.match(text, at) if self.open[-1:] == ["switch"] else None
        return Opened(f"{arm[1]}) ", "arm", arm.end()) if arm is not None else None

    def _parameters(self, kind: str) -> None:
        """The parameters that a function's own `param(...)` names."""
        while kind == "function":
            blank = BLANK.match(self.text, self.at)
            self._put("", blank.end() if blank is not None else self.at)
            if ATTRIBUTE.match(self.text, self.at):
                self._put("", self._closing(self.text.index("(", self.at)) + 2)
                continue
            if PARAM.match(self.text, self.at):
                self._param(function=True)
            return

    def _param(self, *, function: bool) -> None:
        """`param(...)`: a script's defaults, or a function's names for its arguments."""
        start = self.text.index("(", self.at)
        end = self._closing(start)
        body = ATTRIBUTE.sub(lambda found: " " * len(found[0]), self.text[start + 1 : end])
        parts: list[str] = []
        behind = 0
        for number, one in enumerate(PARAMETER.finditer(body), 1):
            parts.append("\n" * body.count("\n", behind, one.start()))
            parts.append(f"{one[1]}=${number} ; " if function else f"{one[1]}={one[2]} ; " if one[2] else "")
            behind = one.start()
            if function:
                self.functions[next(reversed(self.functions))].append(one[1])
        self._put("".join(parts), end + 1)

    def _value(self) -> None:
        """What a variable is given: a list, a hashtable, a text; a command goes on as one of its own."""
        opening = self.text[self.at : self.at + 2]
        if opening in ("@(", "@{"):
            end = self._closing(self.at + 1)
            body = self.text[self.at + 2 : end]
            made = ENTRY.sub(r"[\1]=\2", body) if opening == "@{" else _list(body)
            self._put(f"({made})", end + 1)
        elif opening[:1].isalpha() or opening[:1] == "&":
            self._put(" ; ", self.at)
            self.begins = True

    def _call(self, called: re.Match[str]) -> None:
        """A call of a function with its arguments in the order of its parameters."""
        end = min((at for mark in "\n;|}" if (at := self.text.find(mark, called.end())) >= 0), default=len(self.text))
        names = [name.lower() for name in self.functions[called[0].lower()]]
        given: dict[str, str] = {}
        others: list[str] = []
        waiting = ""
        for word in WORD.findall(self.text, called.end(), end):
            name = word[1:].rstrip(":").lower()
            if word[0] == "-" and name in names:
                waiting = name
            elif waiting:
                given[waiting], waiting = word, ""
            else:
                others.append(word.rstrip(","))
        words = [given[name] if name in given else (others.pop(0) if others else "''") for name in names]
        self._put(" ".join((called[0], *words)), end)

    def _closing(self, start: int) -> int:
        """The offset of the bracket that closes the one at an offset; the end of what is looked at where none does."""
        depth, at, last = 0, start, min(len(self.text), start + MAX_SPAN)
        while at < last:
            string = STRING.match(self.text, at)
            if string is not None:
                at = string.end()
                continue
            depth += (self.text[at] in "({") - (self.text[at] in ")}")
            if depth == 0:
                return at
            at += 1
        return last


def _list(body: str) -> str:
    """The elements of a list with spaces between them."""
    return "".join(part if part[0] in "\"'" else part.replace(",", " ") for part in _parts(body))


def _parts(body: str) -> list[str]:
    parts, at = [], 0
    for string in STRING.finditer(body):
        parts += [body[at : string.start()], string[0]]
        at = string.end()
    return [part for part in (*parts, body[at:]) if part]
