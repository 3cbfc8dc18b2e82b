"""Which reader a file is for, told by its name."""

import re

# The first that fits decides. Names are in lower case, and without what says that they are examples or templates.
NONE = "none"
KINDS = (
    (NONE, r"package(?:-lock)?\.json|npm-shrinkwrap\.json|[tj]sconfig.*\.json|composer\.json|.*\.lock|.*-lock\.ya?ml"),
    (NONE, r"(?:tokenizer|vocab|merges|added_tokens|special_tokens_map|tokenizer_config|preprocessor_config)\.json"),
    (
        NONE,
        r"(?:generation_config|config_sentence_transformers|modules|trainer_state|adapter_config|model_index)\.json",
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
    ("dockerfile", r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?"),
    ("makefile", r"(?:gnu)?makefile(?:\..*)?|.*\.mk|\.?justfile"),
    ("procfile", r"procfile(?:\..*)?"),
    ("sections", r"(?:.*\.)?env(?:\..*)?|.*\.(?:toml|ini|cfg|conf|properties|tfvars|tf|hcl|gin|service)|pipfile"),
    ("json", r".*\.(?:json|jsonc|json5|jsonnet|libsonnet)"),
    ("shell", r".*\.(?:sh|bash|zsh|ksh|fish|slurm|sbatch|sub|pbs|lsf|job|ps1|bat|cmd)|\.?(?:bashrc|profile|envrc)"),
    ("rst", r".*\.rst"),
    ("javascript", r"(?!.*\.min\.).*\.(?:js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|astro|html?)"),
    ("rust", r".*\.rs"),
)
NAMES = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(KINDS)))
TEMPLATE = re.compile(r"\.(?:j2|jinja2?|tmpl|tpl|template|example|sample|dist|default|gotmpl)$")


def kind(path: str) -> str | None:
    """The kind of reader for a file, or None: its name is that of no text that names models to be loaded."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(".in") and "requirements" in name:
        return "requirements"
    found = NAMES.fullmatch(TEMPLATE.sub("", name))
    if found is None or found.lastgroup is None:
        return None
    fits = KINDS[int(found.lastgroup[1:])][0]
    return fits if fits != NONE else None
