"""Keys of the front matter and what they claim, as YAML in and (field, value, quotation) out."""

from typing import Any

import pytest

from builder.extraction.fields import front_matter_claims
from builder.extraction.front_matter import read_front_matter

SQUAD = {"name": "squad", "url": None}
OWNED = {"name": "owner/set", "url": "https://huggingface.co/datasets/owner/set"}


def said(block: str) -> list[tuple[str, Any, str]]:
    """What a front matter claims; every quotation is checked against the card."""
    card = f"\n---\n{block}\n---\n# A model\n"
    claims = list(front_matter_claims(read_front_matter(card).values, card))
    assert [c.quote for c in claims] == [card[c.start : c.end] for c in claims]
    assert {c.source for c in claims} <= {"front_matter"}
    return [(c.field, c.value, c.quote) for c in claims]


def paper(number: str) -> dict[str, str | None]:
    return {"title": None, "url": f"https://arxiv.org/abs/{number}"}


def machine(**told: Any) -> dict[str, Any]:
    return {"name": None, "count": None, "hours": None, "provider": None, "region": None} | told


SILENT = [
    pytest.param("license:", id="key left open"),
    pytest.param("license: ???\nlanguage: null\ndatasets: [None, '']", id="words for nothing"),
    pytest.param("license: {name: mit}", id="mapping where a text belongs"),
    pytest.param("license: " + "mit " * 300, id="a page where a name belongs"),
    pytest.param("inference: false\nthumbnail: x.png", id="keys of no column"),
    pytest.param("pipeline_tag: false", id="boolean task"),
    pytest.param("task: asr", id="task that the Hub does not know, under a key it does not know"),
    pytest.param("base_model: ./checkpoints/last", id="path"),
    pytest.param("base_model: a model of mine", id="sentence"),
    pytest.param("base_model: 'C:\\Models\\Base'", id="path of Windows"),
    pytest.param("base_model: [/srv/models/base, ../base, ~/base, file:///base]", id="paths of a machine"),
    pytest.param("base_model: https://huggingface.co/datasets/owner/set", id="page of a data set"),
    pytest.param("base_model: {name: Seven 7B}", id="mapping without an id"),
    pytest.param("languages: [python, code]", id="programming languages"),
    pytest.param("github: https://gitlab.com/owner/name", id="another host"),
    pytest.param("tags: [arxiv:1910.09700]", id="paper of the template"),
    pytest.param("tags: [arxiv, ml, my-tag, 'license:mit']", id="tags of no column"),
    pytest.param("co2_eq_emissions: Kg", id="unit without number"),
    pytest.param("co2_eq_emissions: {emissions: NA, hardware_used: NA}", id="emissions not told"),
]
SPOKEN = [
    pytest.param("license: MIT # ours", [("license", "MIT", "MIT")], id="licence as written"),
    pytest.param(
        "license: other\nlicense_name: peat-terms",
        [("license", "peat-terms", "peat-terms")],
        id="a licence without an id",
    ),
    pytest.param(
        "licence: [Other]\nlicense_name: 'Apache 2.0'",
        [("license", "Apache-2.0", "'Apache 2.0'")],
        id="a known licence by its name",
    ),
    pytest.param("license: other\nlicense_name: ???", [("license", "other", "other")], id="a name left open"),
    pytest.param("license: mit\nlicense_name: peat-terms", [("license", "mit", "mit")], id="a licence with an id"),
    pytest.param("license_name: peat-terms", [], id="a name without a licence"),
    pytest.param("licenses: 'mit'", [("license", "mit", "'mit'")], id="misspelt key, quoted"),
    pytest.param("license: [mit, gpl-3.0]", [("license", "mit, gpl-3.0", "mit, gpl-3.0")], id="two licences"),
    pytest.param("language: no", [("languages", "no", "no")], id="Norwegian is no boolean"),
    pytest.param("language:\n- en\n- sv-SE", [("languages", "en", "en"), ("languages", "sv", "sv-SE")], id="languages"),
    pytest.param("datasets: squad", [("datasets", SQUAD, "squad")], id="bare data set has no page"),
    pytest.param("dataset: [owner/set]", [("datasets", OWNED, "owner/set")], id="data set with an owner"),
    pytest.param("datasets: [{name: squad, x: y}]", [("datasets", SQUAD, "squad")], id="data set as a mapping"),
    pytest.param("pipeline_tag: Text Generation", [("tasks", "text-generation", "Text Generation")], id="task"),
    pytest.param("pipeline_tag: protein-folding", [("tasks", "protein-folding", "protein-folding")], id="new task"),
    pytest.param("task: text-to-speech", [("tasks", "text-to-speech", "text-to-speech")], id="task, another key"),
    pytest.param("library_name: Transformers", [("libraries", "transformers", "Transformers")], id="library"),
    pytest.param("library_name: mylib", [("libraries", "mylib", "mylib")], id="unknown library"),
    pytest.param("base_model: owner/base", [("base_models", "owner/base", "owner/base")], id="base model"),
    pytest.param(
        "base_model: https://huggingface.co/owner/base",
        [("base_models", "owner/base", "https://huggingface.co/owner/base")],
        id="base model by its page",
    ),
    pytest.param(
        "base_model: https://huggingface.co/owner/base/tree/main",
        [("base_models", "owner/base", "https://huggingface.co/owner/base/tree/main")],
        id="base model by its files",
    ),
    pytest.param(
        "base_model: [{name: B, organization: o, repo_url: https://huggingface.co/o/b}]",
        [("base_models", "o/b", "B, organization: o, repo_url: https://huggingface.co/o/b")],
        id="base model as a mapping",
    ),
    pytest.param(
        "datasets: [{name: S, repo_url: https://huggingface.co/datasets/o/s}]",
        [("datasets", {"name": "S", "url": "https://huggingface.co/datasets/o/s"}, "S")],
        id="data set as a mapping with its page",
    ),
    pytest.param(
        "base_model: [{id: o/a}, o/b]",
        [("base_models", "o/a", "o/a"), ("base_models", "o/b", "o/b")],
        id="mappings and texts in their order",
    ),
    pytest.param(
        "language: [English, zh-Hant]", [("languages", "en", "English"), ("languages", "zh", "zh-Hant")], id="words"
    ),
    pytest.param("language: false", [("languages", "no", "false")], id="Norwegian, as YAML once read it"),
    pytest.param(
        "lang: 'en, deu'", [("languages", "en", "'en, deu'"), ("languages", "de", "'en, deu'")], id="two at once"
    ),
    pytest.param(
        "tags: [summarization, tf, spacy, 'arXiv: 2104.01778v2']",
        [
            ("tasks", "summarization", "summarization"),
            ("frameworks", "tensorflow", "tf"),
            ("libraries", "spacy", "spacy"),
            ("papers", paper("2104.01778"), "'arXiv: 2104.01778v2'"),
        ],
        id="tags that mean something",
    ),
    pytest.param(
        "paper: https://arxiv.org/pdf/2104.01778.pdf",
        [("papers", paper("2104.01778"), "https://arxiv.org/pdf/2104.01778.pdf")],
        id="link to a paper",
    ),
    pytest.param(
        "github: https://github.com/owner/name.git",
        [("github_repo", "https://github.com/owner/name", "https://github.com/owner/name.git")],
        id="repository",
    ),
    pytest.param("co2_eq_emissions: 1e-3", [("carbon_emitted_g", 0.001, "1e-3")], id="emissions in grams"),
    pytest.param("co2_eq_emissions: 24_700_000", [("carbon_emitted_g", 2.47e7, "24_700_000")], id="underscores"),
    pytest.param("co2_eq_emissions: {emissions: 2 t}", [("carbon_emitted_g", 2e6, "2 t")], id="emissions in tonnes"),
    pytest.param("co2_eq_emissions: 0.25 Kg", [("carbon_emitted_g", 250.0, "0.25 Kg")], id="emissions in kg"),
    pytest.param(
        "co2_eq_emissions:\n  emissions: 5\n  hardware_used: 8 x V100\n  hours_used: 2\n  geographical_location: Oslo",
        [
            ("carbon_emitted_g", 5.0, "5"),
            (
                "hardware",
                machine(name="V100", count=8, hours=2.0, region="Oslo"),
                "8 x V100\n  hours_used: 2\n  geographical_location: Oslo",
            ),
        ],
        id="report of emissions",
    ),
    pytest.param(
        "co2_eq_emissions: {hardware_used: a TPU v3}",
        [("hardware", machine(name="a TPU v3"), "a TPU v3")],
        id="hardware alone",
    ),
]


@pytest.mark.parametrize("block", SILENT)
def test_says_nothing(block: str) -> None:
    assert said(block) == []


@pytest.mark.parametrize(("block", "claims"), SPOKEN)
def test_says(block: str, claims: list[tuple[str, Any, str]]) -> None:
    assert said(block) == claims


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        pytest.param("2080 Ti", "2080 Ti", None, id="a name of digits"),
        pytest.param("16 GB GPU", "16 GB GPU", None, id="a size"),
        pytest.param("A100 80GB", "A100 80GB", None, id="a size behind the name"),
        pytest.param("8 v100 GPUs", "v100 GPUs", 8, id="a count before the name"),
        pytest.param("8xV100", "V100", 8, id="a count with a sign"),
        pytest.param("A100 80GB × 4", "A100 80GB", 4, id="a count behind the name"),
        pytest.param("A100x4", "A100", 4, id="a count behind the name, without blanks"),
        pytest.param("V100 (8x)", "V100", 8, id="a count in brackets"),
        pytest.param("1024 H100", "H100", 1024, id="a count of four digits"),
        pytest.param("2 80GB A100", "80GB A100", 2, id="a count before a size"),
        pytest.param("4090 GPU", "4090 GPU", None, id="a name of four digits"),
        pytest.param("Intel x86", "Intel x86", None, id="an architecture"),
        pytest.param("100 kWh", "100 kWh", None, id="energy"),
        pytest.param("A100 (x4)", "A100", 4, id="a count behind the name"),
        pytest.param("512 TPU v4", "TPU v4", 512, id="many"),
    ],
)
def test_machines_are_counted(text: str, name: str, count: int | None) -> None:
    ((_, found, _),) = said(f"co2_eq_emissions: {{hardware_used: {text}}}")
    assert (found["name"], found["count"]) == (name, count)


@pytest.mark.parametrize(
    ("block", "field", "expected"),
    [
        (
            "datasets:\n- squad\n- Bog: https://bog.org/data",
            "datasets",
            [SQUAD, {"name": "Bog", "url": "https://bog.org/data"}],
        ),
        ("datasets:\n- Bog: cleaned", "datasets", []),
        ("tags:\n- ta\n- da\n- moss", "languages", []),
        ("tags:\n- Tamil\n- multilingual", "languages", ["ta", "multilingual"]),
        ("language: en\ntags:\n- ta", "languages", ["en"]),
        ("language: French Cszech", "languages", ["fr"]),
    ],
)
def test_forms_of_lists(block: str, field: str, expected: list[Any]) -> None:
    assert [value for name, value, _ in said(block) if name == field] == expected
