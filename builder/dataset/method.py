"""What a dataset's page says of how the dataset was made: taken from the manifest, the signatures and the readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import metadata
from types import MappingProxyType
from typing import Any

from builder.mapping.kinds import KINDS, NONE
from builder.reference.signatures import ANY, load_signatures
from builder.snapshots.license_detection import PACKAGE

SHARE_ALIKE = ("-sa-", "gpl", "odbl", "share-alike")  # in a licence's name: what is made of it may ask for the same
SOURCES = {  # kind of a source -> what it is
    "ecosystems": "repositories that depend on packages which load models, as ecosyste.ms knows them",
    "git": "public repositories, cloned at their newest commit",
    "github": "repositories that GitHub's search finds, by what their code calls and by their topics",
    "github_facts": "what GitHub says of the repositories that were found",
    "hub_dump": "a stored copy of the Hugging Face Hub's list of models",
    "huggingface": "the live list of models of the Hugging Face Hub",
    "list": "a list of repositories",
    "local": "repositories in a folder of the builder's machine",
    "pytorch_hub": "the pages of PyTorch Hub, and the `hubconf.py` files of the repositories that they name",
    "sourcegraph": "repositories that Sourcegraph's search of code finds",
    "spaces": "the Hugging Face Hub's list of Spaces",
    "release": "the SQLite file of the PeaTMOSS release",
}
LISTS = {"hub_dump", "huggingface", "pytorch_hub", "release"}  # kinds that list models
# kinds whose repositories are scanned
REPOSITORIES = {"ecosystems", "git", "github", "list", "local", "sourcegraph", "spaces"}
FILES = {  # kind of file -> its usual name, where that is another one
    "code": "source files in other languages (R, Java, Go, C++ and more)",
    "dockerfile": "Dockerfiles",
    "groovy": "Groovy (Jenkins)",
    "javascript": "JavaScript and TypeScript",
    "json": "JSON",
    "listing": "lists of models and downloads (text, CSV, SQL, JSON Lines)",
    "makefile": "Makefiles",
    "markdown": "Markdown",
    "markup": "XML",
    "modelfile": "Modelfiles",
    "notebook": "Jupyter notebooks",
    "procfile": "Procfiles",
    "python": "Python",
    "requirements": "requirements files",
    "rst": "reStructuredText",
    "rust": "Rust",
    "sections": "TOML, INI and `.env` files",
    "shell": "shell scripts",
    "unit": "systemd units",
    "yaml": "YAML",
}


@dataclass(frozen=True)
class Method:
    """How the tables were made: a line per source, and what the scanner of this version knows."""

    sources: list[str]
    kinds: frozenset[str]
    share_alike: list[dict[str, Any]]
    files: list[str]  # kinds of files that a scan reads
    libraries: int  # whose calls are known
    labelled: int  # places that `confidence` was measured on
    home: str | None  # address of the code, where the package names one
    scancode: str | None  # version of the detector of licences, where it was installed
    invented: bool  # whether any source says that its records are made up

    @property
    def lists_models(self) -> bool:
        """Whether any source lists models."""
        return bool(self.kinds & LISTS)

    @property
    def scans(self) -> bool:
        """Whether any source has repositories to be scanned."""
        return bool(self.kinds & REPOSITORIES)


def method(sources: list[dict[str, Any]], tools: Mapping[str, str] = MappingProxyType({})) -> Method:
    """The method behind a dataset of these sources and versions of tools, as its manifest has them."""
    signatures = load_signatures()
    kinds = dict.fromkeys(kind for kind, _ in KINDS if kind != NONE)
    return Method(
        sources=[_sentence(source) for source in sources],
        kinds=frozenset(source["kind"] for source in sources),
        share_alike=[source for source in sources if is_share_alike(source.get("license", ""))],
        files=[FILES.get(kind, kind) for kind in kinds],
        libraries=len(signatures.libraries),
        labelled=sum(one.places for one in signatures.confidence if one.context != ANY),
        home=_home(),
        scancode=tools.get(PACKAGE),
        invented=any(source.get("invented") for source in sources),
    )


def _home() -> str | None:
    named = (line.partition(", ") for line in metadata("peatmoss").get_all("Project-URL") or [])
    return next((address for _, _, address in named), None)


def is_share_alike(license_name: str) -> bool:
    """Whether a source's licence may ask that what is made of it is given on under the same terms."""
    return any(word in f"{license_name.lower()}-" for word in SHARE_ALIKE)


def _sentence(source: dict[str, Any]) -> str:
    text = f"`{source['name']}`: {SOURCES.get(source['kind'], source['kind'])}"
    if "taken_at" in source:
        text += f", taken on {source['taken_at'][:10]}"
    if source.get("complete"):
        text += ", complete"
    return f"{text}. Licence of the source: {source.get('license', 'unknown')}."
