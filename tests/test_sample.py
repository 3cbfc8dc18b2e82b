"""The embedded sample as data: what the other tests and `make dataset` rely on stands in it."""

import json
import re

import pytest

from builder.bundled import bundled

SAMPLE = bundled("sample")
FILES = sorted(path for path in SAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
CARDS = sorted(SAMPLE.glob("cards/*/*/README.md"))
REPOSITORIES = sorted(path for path in SAMPLE.glob("repositories/*/*") if path.is_dir())
EMAIL = re.compile(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})")
TOKENS = re.compile(
    rb"hf_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[\w-]{20,}|AKIA[0-9A-Z]{16}"
    rb"|xox[abprs]-[\w-]{10,}|glpat-[\w-]{20}|eyJ[\w-]{10,}\.eyJ|BEGIN [A-Z ]*PRIVATE KEY"
)


def values(name: str) -> list[object]:
    lines = (SAMPLE / "hub" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def models(name: str) -> dict[str, dict]:
    return {value["id"]: value for value in values(name) if isinstance(value, dict) and "id" in value}


NOW, THEN = models("2026-10"), models("2024-07")


def card(model_id: str) -> bytes:
    return (SAMPLE / "cards" / model_id / "README.md").read_bytes()


def front_matter(model_id: str) -> str:
    start, head, _ = card(model_id).decode("utf-8").split("---\n", 2)
    assert not start
    return head


def code(repository: str) -> str:
    """All Python of a repository and its notebooks, one after the other."""
    files = sorted((SAMPLE / "repositories" / repository).rglob("*"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in {".py", ".ipynb"})


# The files


def test_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 1_000_000


def test_no_address_outside_example_org() -> None:
    domains = {domain for path in FILES for domain in EMAIL.findall(path.read_bytes())}
    assert domains == {b"example.org"}


def test_no_file_holds_a_token() -> None:
    assert [path for path in FILES if TOKENS.search(path.read_bytes())] == []


def test_git_keeps_line_ends() -> None:
    assert (SAMPLE / ".gitattributes").read_text() == "* -text\n"


# The lists


@pytest.mark.parametrize(("name", "records"), [("2026-10", 61), ("2024-07", 32)])
def test_ids_are_unique(name: str, records: int) -> None:
    found = [value for value in values(name) if isinstance(value, dict)]
    assert len(found) == records
    for key in ("_id", "id"):
        ids = [record[key] for record in found if key in record]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("record", [*NOW.values(), *THEN.values()], ids=lambda record: record["id"])
def test_record_has_the_shape_of_the_hubs(record: dict) -> None:
    assert re.fullmatch(r"[0-9a-f]{24}", record["_id"])
    assert re.fullmatch(r"[0-9a-f]{40}", record["sha"])
    for key in ("createdAt", "lastModified"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record[key])
    assert record["createdAt"] <= record["lastModified"]
    assert isinstance(record["tags"], list)
    assert isinstance(record["downloads"], int)


def test_newer_list_is_clean_and_selects_most_models() -> None:
    assert len(values("2026-10")) == len(NOW)
    assert not any(record["private"] for record in NOW.values())
    assert sum(record["downloads"] > 50 for record in NOW.values()) == 49
    assert {50, 51} <= {record["downloads"] for record in NOW.values()}  # both sides of the paper's limit


def test_newer_list_has_every_form_of_card_data() -> None:
    data = [record.get("cardData") for record in NOW.values()]
    assert {type(value) for value in data} == {dict, str, type(None)}
    licenses = [value.get("license") for value in data if isinstance(value, dict)]
    assert ["mit", "cc-by-4.0"] in licenses
    assert {"apache-2.0", "gpl-3.0", "cc-by-nc-4.0", "llama3.2", "openrail++", "other", None} <= {
        value for value in licenses if not isinstance(value, list)
    }
    assert {record["gated"] for record in NOW.values()} == {False, "auto", "manual"}
    assert sum("gguf" in record for record in NOW.values()) == 3


def test_lineage_has_chains() -> None:
    data = {name: record["cardData"] for name, record in NOW.items() if isinstance(record.get("cardData"), dict)}
    assert data["TheBloke/zephyr-7B-beta-GGUF"]["base_model"] == "HuggingFaceH4/zephyr-7b-beta"
    assert data["HuggingFaceH4/zephyr-7b-beta"]["base_model"] == "mistralai/Mistral-7B-v0.1"
    assert "mistralai/Mistral-7B-v0.1" in NOW
    assert data["heath/gpt2-gorse"]["base_model"] == "gpt2"  # a former name


def test_older_list_has_what_a_build_must_skip() -> None:
    odd = [value for value in values("2024-07") if not isinstance(value, dict) or "id" not in value]
    assert len(odd) == 2
    assert 42 in odd
    assert [name for name, record in THEN.items() if record["private"]] == ["moss-lab/unreleased-draft"]


def test_older_list_has_models_gone_renamed_and_unchanged() -> None:
    now = {record["_id"]: record for record in NOW.values()}
    renamed = {name: now[r["_id"]]["id"] for name, r in THEN.items() if r["_id"] in now and name not in NOW}
    assert renamed == {
        "bert-base-uncased": "google-bert/bert-base-uncased",
        "gpt2": "openai-community/gpt2",
        "cross-encoder/ms-marco-MiniLM-L-6-v2": "cross-encoder/ms-marco-MiniLM-L6-v2",
    }
    gone = {name for name, record in THEN.items() if record["_id"] not in now and not record["private"]}
    assert gone == {"runwayml/stable-diffusion-v1-5", "runwayml/stable-diffusion-inpainting"}
    same = [name for name, record in THEN.items() if name in NOW and record["sha"] == NOW[name]["sha"]]
    assert len(same) == 10
    assert all(THEN[name]["lastModified"] == NOW[name]["lastModified"] for name in same)


# The cards


def test_every_card_is_of_a_model_with_a_snapshot() -> None:
    ids = {"/".join(path.relative_to(SAMPLE / "cards").parts[:2]) for path in CARDS}
    assert len(ids) == 28
    assert all(NOW[model_id]["downloads"] > 50 for model_id in ids)


def test_card_without_a_byte() -> None:
    assert card("microsoft/mpnet-base") == b""


def test_card_without_front_matter() -> None:
    assert card("nreimers/MiniLM-L6-H384-uncased").startswith(b"# ")


def test_card_with_malformed_front_matter() -> None:
    assert front_matter("spacy/es_core_news_sm").count("[") > front_matter("spacy/es_core_news_sm").count("]")


def test_card_whose_front_matter_is_a_list() -> None:
    assert all(line.startswith("- ") for line in front_matter("google/flan-t5-small").splitlines())


def test_card_that_is_not_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        card("Helsinki-NLP/opus-mt-en-de").decode("utf-8")
    assert "Größe" in card("Helsinki-NLP/opus-mt-en-de").decode("latin-1")


def test_card_with_a_huge_table() -> None:
    text = card("facebook/nllb-200-distilled-600M")
    assert text.count(b"\n| ") > 1_900
    assert len(text) < 150_000


def test_card_with_addresses_to_mask() -> None:
    assert len(EMAIL.findall(card("bigscience/bloom-560m"))) == 2


def test_card_with_crlf_line_ends() -> None:
    text = card("openai-community/gpt2")
    assert text.count(b"\r\n") == text.count(b"\n") > 20


def test_card_in_several_scripts() -> None:
    head = front_matter("ckiplab/bert-base-chinese-ws")
    assert any(ord(letter) > 0xFFFF for letter in head)
    assert {"中", "か", "с"} <= set(head)


def test_cards_tell_emissions_in_both_forms() -> None:
    assert "co2_eq_emissions: 412.7\n" in front_matter("fen-audio/whisper-small-dialect")
    assert "co2_eq_emissions:\n  emissions: 107000000\n" in front_matter("meta-llama/Llama-3.2-1B")


def test_several_cards_have_a_model_index() -> None:
    assert sum(b"\nmodel-index:\n" in path.read_bytes() for path in CARDS) == 8


# The repositories


def test_twelve_repositories_each_with_a_readme() -> None:
    assert len(REPOSITORIES) == 12
    assert all((path / "README.md").stat().st_size for path in REPOSITORIES)


@pytest.mark.parametrize(
    ("repository", "call"),
    [
        pytest.param("moss-lab/ticket-triage", '"--base", default="bert-base-uncased"', id="argparse-default"),
        pytest.param("moss-lab/ticket-triage", "AutoTokenizer.from_pretrained(CHECKPOINT)", id="constant"),
        pytest.param("moss-lab/summary-desk", "import transformers as tf", id="module-alias"),
        pytest.param("moss-lab/summary-desk", "from transformers import AutoModel as AM", id="name-alias"),
        pytest.param("moss-lab/summary-desk", '"facebook/nllb-200-distilled-600M"', id="non-commercial-in-apache"),
        pytest.param("sphagnum/scan-reader", '"ckiplab/bert-base-chinese-ws"', id="gpl-in-mit"),
        pytest.param("bog-vision/leaf-sorter", '"resnet50.a1_in1k", pretrained=True', id="timm-weights"),
        pytest.param("bog-vision/leaf-sorter", '"resnet50.a1_in1k", pretrained=False', id="timm-random"),
        pytest.param("bog-vision/leaf-sorter", 'torch.hub.load("pytorch/vision:v0.10.0"', id="torch-hub"),
        pytest.param("bog-vision/mural", "revision=PIN", id="pin"),
        pytest.param("bog-vision/mural", 'load_lora_weights("latent-consistency/', id="adapter"),
        pytest.param("bog-vision/mural", '"runwayml/stable-diffusion-v1-5"', id="gone-model"),
        pytest.param("reedbed/embed-kit", 'SentenceTransformer("all-MiniLM-L6-v2")', id="bare-name"),
        pytest.param("reedbed/name-finder", 'spacy.load("en_core_web_sm"', id="spacy"),
        pytest.param("marsh-tools/lm-bench", '"microsoft/phi-2", trust_remote_code=True', id="remote-code"),
        pytest.param("marsh-tools/lm-bench", 'GPT2TokenizerFast.from_pretrained("gpt2")', id="tokenizer-only"),
    ],
)
def test_repository_has_the_case(repository: str, call: str) -> None:
    assert call in code(repository)


def test_pin_is_a_revision_of_the_lists() -> None:
    assert NOW["stabilityai/stable-diffusion-xl-base-1.0"]["sha"] in code("bog-vision/mural")


def test_repository_without_a_model_uses_no_library() -> None:
    assert not re.search(r"\b(transformers|torch|timm|spacy|diffusers)\b", code("peat-studio/rain-gauge"))


def test_repository_whose_only_model_is_not_listed() -> None:
    names = set(re.findall(r'"([\w-]+/[\w.-]+)"', code("heath/dialect-tagger")))
    assert names == {"heath-nlp/moorland-tagger-base"}
    assert not names & (NOW.keys() | THEN.keys())


def test_notebook_is_valid_json_of_format_4() -> None:
    notebook = json.loads((SAMPLE / "repositories/fen-audio/field-notes/notebooks/transcribe.ipynb").read_text())
    assert notebook["nbformat"] == 4
    assert any("from_pretrained" in "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")


def test_two_files_do_not_parse() -> None:
    broken = []
    for path in SAMPLE.glob("repositories/**/*.py"):
        try:
            compile(path.read_bytes(), path.name, "exec")
        except SyntaxError:
            broken.append(path.name)
    assert sorted(broken) == ["classify.py", "count_words.py"]


def test_one_file_name_is_not_ascii() -> None:
    assert [path.name for path in FILES if not path.name.isascii()] == ["斷詞.py"]


def test_contexts_differ() -> None:
    parts = {part for path in FILES for part in path.relative_to(SAMPLE).parts[3:-1]}
    assert {"tests", "examples", "docs", "third_party", "notebooks"} <= parts


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("moss-lab/ticket-triage/LICENSE", "MIT License"),
        ("moss-lab/summary-desk/LICENSE", "Apache License"),
        ("sphagnum/scan-reader/LICENSE", "MIT License"),
        ("bog-vision/leaf-sorter/LICENSE", "SPDX-License-Identifier: BSD-3-Clause"),
        ("reedbed/name-finder/COPYING", "GNU GENERAL PUBLIC LICENSE"),
    ],
)
def test_license_file_begins_with_its_title(path: str, line: str) -> None:
    assert (SAMPLE / "repositories" / path).read_text().splitlines()[0].strip() == line
