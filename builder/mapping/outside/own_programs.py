"""The programs that a repository's Rust builds, and which of their options name a model to them.

An option is recognised by the field or argument that it fills (`#[arg(long = "m")] model_id: String`), if the
code reads that.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from builder import patterns as re
from builder.mapping.found import Target
from builder.records import dataclass

MANIFEST = "Cargo.toml"
CARGO, RUN = "cargo", frozenset({"run", "r", "watch"})
PARSERS = (b"clap", b"structopt", b"argh", b"bpaf")
BINARY = re.compile(r"(?:^|/)src/bin/([\w-]+)(?:/main)?\.rs$")
# Attributes of clap, structopt and argh with the field behind them, other attributes and comments between.
FIELD = re.compile(
    r"""#\[\s*(arg|clap|structopt|argh|bpaf)\s*\(((?:[^()"']|"(?:[^"\\]|\\.)*"|'[^']'|\([^()]*\))*)\)\s*\]"""
    r"""(?:\s*(?://[^\n]*|\#\[[^\]\n]*\])){0,30}\s*(?:pub(?:\([^)]*\))?\s+)?(?:r\#)?([a-z_]\w*)\s*:[^:]"""
)
BUILT = re.compile(r'Arg::(?:new|with_name)\(\s*"([\w-]+)"\s*\)((?:\s*\.\s*\w+\((?:[^()]|\([^()]*\))*\))*)')
LONG = re.compile(r"""\blong\b(?:\s*[=(]\s*"([\w-]+)")?""")
SHORT = re.compile(r"""\bshort\b(?:\s*[=(]\s*(?:'(\w)'|"(\w)"))?""")
ALIAS = re.compile(r'\b(?:visible_)?alias(?:es)?\s*[=(]\s*\[?((?:\s*"[\w-]+"\s*,?)+)')
TEXT = re.compile(r'"[^"]*"')
WORD = re.compile(r'"([\w-]+)"')
MAX_SOURCES = 400  # files of Rust that are looked at


@dataclass(frozen=True)
class Programs:
    """Names of programs, without a folder or '.exe', and what their options mean, with their dashes ('--m')."""

    names: frozenset[str] = frozenset()
    options: Mapping[str, Target] = field(default_factory=dict)

    def run_by(self, words: Sequence[str]) -> bool:
        """Whether a command's words run one of them: itself, through `cargo run`, or behind another program."""
        names = [word.replace("\\", "/").rpartition("/")[2].removesuffix(".exe") for word in words]
        if CARGO in names and not RUN.isdisjoint(names[names.index(CARGO) + 1 :]):
            return True
        return not self.names.isdisjoint(names)


def own_programs(files: Mapping[str, tuple[bytes, str]], meaning: Callable[[str], Target | None]) -> Programs:
    """The programs of a repository's files, by path with their kind; `meaning` tells what a field's name stands for."""
    options: dict[str, Target] = {}
    sources = [data for data, kind in files.values() if kind == "rust" and any(one in data for one in PARSERS)]
    for data in sources[:MAX_SOURCES]:
        for name, given in _options(data.decode("utf-8", "replace")):
            target = meaning(name)
            if target is not None:
                options.update(dict.fromkeys(given, target))
    if not options:
        return Programs()
    manifests = (data for path, (data, _) in files.items() if path.rpartition("/")[2] == MANIFEST)
    names = {name for data in manifests for name in _built(data)}
    names |= {found[1] for path in files if (found := BINARY.search(path)) is not None}
    return Programs(frozenset(names), options)


def _options(text: str) -> Iterator[tuple[str, list[str]]]:
    """The fields and arguments that options fill, each with its options."""
    for library, given, name in FIELD.findall(text):
        yield name, _spelled(given, name, always=library == "argh" and "positional" not in given)
    for name, given in BUILT.findall(text):
        yield name.replace("-", "_"), _spelled(given, name, always=False)


def _spelled(given: str, name: str, *, always: bool) -> list[str]:
    """How an option is written: `long`, `long = "m"`, `short`, `alias`; `always`: it has a long form in any case."""
    bare = TEXT.sub('""', given)  # what a help text says is no option
    long, short = LONG.search(given if LONG.search(bare) else ""), SHORT.search(given if SHORT.search(bare) else "")
    made = []
    if long is not None or always:
        made.append("--" + ((long[1] if long is not None else None) or name.replace("_", "-")))
    if short is not None:
        made.append("-" + (short[1] or short[2] or name[0]))
    if made:
        made += ["--" + word for found in ALIAS.findall(given) for word in WORD.findall(found)]
    return made


def _built(data: bytes) -> Iterator[str]:
    """The names of the programs that a manifest of Cargo builds."""
    try:
        manifest: dict[str, Any] = tomllib.loads(data.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    binaries = manifest.get("bin")
    for one in (manifest.get("package"), *(binaries if isinstance(binaries, list) else ())):
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and name:
            yield name
