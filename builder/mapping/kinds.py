"""Which reader a file is for: recognised by its name, and by how it begins where the name says nothing."""

from builder import patterns as re

# The first that fits decides. Names are in lower case, and without what says that they are examples or templates.
NONE = "none"
PYTHON, NOTEBOOK = "python", "notebook"  # what holds Python; outside/others.py has all other kinds
SETTINGS = ("yaml", "json", "sections")  # kinds of files that hold keys and values
SCRIPTS = ("javascript", "rust")  # kinds that scripts/ reads
TEMPLATE_KIND, UNNAMED = "template", "unnamed"  # known by how they begin
KINDS = (
    (NONE, r"package(?:-lock)?\.json|npm-shrinkwrap\.json|[tj]sconfig.*\.json|composer\.json|.*\.lock|.*-lock\.ya?ml"),
    (NONE, r"(?:tokenizer|vocab|merges|added_tokens|special_tokens_map|tokenizer_config|preprocessor_config)\.json"),
    (
        NONE,
        r"(?:generation_config|config_sentence_transformers|modules|trainer_state)\.json",
    ),
    (NONE, r".*\.(?:index|geojson|map|min|postman_collection)\.json|.*\.(?:geojson|webmanifest|code-workspace)"),
    (NONE, r"(?:.*[_-])?(?:results?|metrics|predictions?|scores?|history|annotations?)(?:_\w+)?\.(?:json|ya?ml)"),
    (NONE, r"(?:openapi|swagger|renovate|angular|turbo|nx|deno|manifest|dataset_infos?)\.(?:json|ya?ml)"),
    (NONE, r"\.pre-commit-config\.yaml|mkdocs\.ya?ml|_toctree\.ya?ml|codecov\.ya?ml|dependabot\.ya?ml"),
    ("python", r".*\.pyw?"),
    ("yaml", r".*\.ya?ml"),
    ("markdown", r".*\.(?:md|mdx|markdown|qmd|rmd)|readme(?:\.txt)?"),
    ("notebook", r".*\.ipynb"),
    ("requirements", r"(?:.*[_-])?(?:requirements?|constraints)(?:[._-].*)?\.(?:txt|pip)|requirements"),
    ("dockerfile", r"(?:.*[._-])?(?:dockerfile|containerfile|earthfile)[a-z0-9]*(?:[._-].*)?"),
    ("makefile", r"(?:gnu)?makefile(?:\..*)?|.*\.mk|\.?justfile"),
    ("procfile", r"procfile(?:\..*)?"),
    ("modelfile", r"(?:.*[._-])?modelfile(?:[._-].*)?"),
    ("yaml", r"mlproject"),
    ("groovy", r"jenkinsfile(?:[._-].*)?|.*\.(?:groovy|jenkinsfile)"),
    (
        "sections",
        r"(?:.*\.)?env(?:\.(?!(?:d\.)?(?:[cm]?[jt]sx?|rs|go|rb|php|java|kt|cs|swift|dart|vue|sh|json)$).*)?|.*\.(?:toml|ini|cfg|conf|properties|tfvars|tf|hcl|gin|container)|pipfile",
    ),
    ("unit", r".*\.service"),
    ("json", r".*\.(?:json|jsonc|json5|jsonnet|libsonnet)"),
    ("shell", r".*\.(?:sh|bash|zsh|ksh|fish|slurm|sbatch|sub|pbs|lsf|job|psm?1|bat|cmd)|\.?(?:bashrc|profile|envrc)"),
    ("rst", r".*\.rst"),
    (
        "listing",
        r"(?:.*[_.-])?(?:links?|urls?|models?|downloads?|weights|checkpoints?)(?:[_.-].*)?\.(?:txt|list|lst|csv|tsv)|.*\.sql"
        r"|(?:.*[_.-])?(?:models?|downloads?|weights|checkpoints?|profiles?|catalog(?:ue)?s?|registry|zoo|presets?)(?:[_.-].*)?"
        r"\.(?:jsonl|ndjson)",
    ),
    (
        "markup",
        r"(?!pom\.xml|.*(?:-|_)?(?:checkstyle|pmd|layout|sitemap|feed)\.xml).*\.(?:xml|plist|xcscheme|xaml|csproj|fsproj|props)",
    ),
    ("javascript", r"(?!.*\.min\.).*\.(?:js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|astro|html?)"),
    ("rust", r".*\.rs"),
    (
        "code",
        r".*\.(?:r|jl|java|kts?|scala|go|swift|exs?|livemd|rb|php|cs|razor|cc|cpp|cxx|hpp|h|c|m|mm|dart|lua|cmake|gradle|nix|bzl)",
    ),
    ("code", r"cmakelists\.txt|build(?:\.bazel)?|workspace(?:\.bazel)?"),
)
NAMES = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(KINDS)), re.DOTALL)
TEMPLATE = re.compile(
    r"(?:\.(?:j2|jinja2?|tmpl|tpl|tftpl|template|templ|example|sample|dist|default|gotmpl|mustache|erb))+$"
)
# Names without a suffix that are texts for people, or lists.
PLAIN = re.compile(
    r"(?:un)?licen[cs]e|copying|authors|contributors|maintainers|owners|codeowners|notice|patents|changelog|changes|history"
    r"|news|todo|version|manifest|citation|acknowledg\w+|credits|thanks|readme|head|vocab|merges"
)
MAX_UNNAMED = 200_000  # bytes of a file without a suffix; larger ones are data
PROGRAM = re.compile(rb"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-S[ \t]+)?(?:[A-Za-z_]\w*=\S+[ \t]+)*(?:\S*/)?)?([A-Za-z]+)")
PROGRAMS = {
    **dict.fromkeys(("python", "pypy", "uv", "pipx"), PYTHON),
    **dict.fromkeys(("sh", "bash", "zsh", "dash", "ksh", "ash", "fish"), "shell"),
    **dict.fromkeys(("node", "nodejs", "deno", "bun", "tsx"), "javascript"),
    "make": "makefile",
    "just": "makefile",
}
# How a template begins whose name does not say what it is for.
BEGINNINGS = (
    ("dockerfile", re.compile(rb"(?im)^(?:FROM|ARG)[ \t]+\S+[^\n]*\n(?:.*\n)*?(?:RUN|CMD|ENTRYPOINT|COPY|ENV)[ \t]")),
    ("json", re.compile(rb"\s*\{\s*[\"}]")),
    ("unit", re.compile(rb"(?m)^\[(?:Unit|Service|Container)\][ \t]*$")),
    ("yaml", re.compile(rb"(?m)^(?:---[ \t]*$|[ \t]*(?:- )?[\"']?[A-Za-z_][\w .-]*[\"']?:(?:[ \t]|$))")),
    ("sections", re.compile(rb"(?m)^(?:\[[\w .-]+\]|(?:export )?[A-Za-z_]\w*[ \t]*=)")),
)
# Folders of packages that were installed, and committed by mistake: a whole environment has 10,000 files.
INSTALLED = re.compile(r"(?:^|/)(?:site-packages|dist-packages|node_modules|bower_components|\.venv|\.tox|\.nox)/")
LOOK = 4000  # bytes of a template that are looked at


def kind(path: str) -> str | None:
    """The kind of reader for a file, or None: its name is that of no text that names models to be loaded.

    TEMPLATE_KIND and UNNAMED are recognised by the content, see `kind_of`.
    """
    name = path.rpartition("/")[2].lower()
    if name.endswith(".in") and "requirements" in name:
        return "requirements"
    bare = TEMPLATE.sub("", name)
    found = NAMES.fullmatch(bare)
    if found is not None and found.lastgroup is not None:
        fits = KINDS[int(found.lastgroup[1:])][0]
        return fits if fits != NONE else None
    if bare != name:
        return TEMPLATE_KIND
    return UNNAMED if name and "." not in name and PLAIN.match(name) is None else None


def is_candidate(path: str, size: int = 0) -> bool:
    """Whether the scanner reads a file of this name and size in bytes; what is installed is not the repository's."""
    found = kind(path) if not installed(path) else None
    return found is not None and (found != UNNAMED or size <= MAX_UNNAMED)


def installed(path: str) -> str:
    """The folder of installed packages that a path lies in ('venv/lib/python3.12/site-packages/'); '' for none."""
    found = INSTALLED.search(path)
    return path[: found.end()] if found is not None else ""


def kind_of(path: str, data: bytes) -> str | None:
    """The kind of reader for a file that was read; None where neither its name nor its beginning says one."""
    found = kind(path)
    program = PROGRAM.match(data)
    if found not in (TEMPLATE_KIND, UNNAMED) and (program is None or "." in path.rpartition("/")[2]):
        return found
    if program is not None:
        return PROGRAMS.get(program[1].decode())
    if found == UNNAMED:
        return None
    return next((name for name, begins in BEGINNINGS if begins.search(data, 0, LOOK) is not None), None)
