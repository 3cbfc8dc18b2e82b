import pytest

from builder.mapping.names import hub_name
from builder.signatures import Library, load_signatures

SIGNATURES = load_signatures()
LIBRARIES: dict[str, Library] = {library.name: library for library in SIGNATURES.libraries}


@pytest.mark.parametrize(
    ("library", "written"),
    [
        pytest.param("transformers", "", id="empty"),
        pytest.param("transformers", "./bert", id="relative path"),
        pytest.param("transformers", "../bert", id="path above"),
        pytest.param("transformers", "/data/bert", id="absolute path"),
        pytest.param("transformers", "~/bert", id="home"),
        pytest.param("transformers", "C:\\models\\bert", id="windows path"),
        pytest.param("transformers", "https://huggingface.co/gpt2", id="URL"),
        pytest.param("transformers", "s3://bucket/bert", id="s3"),
        pytest.param("transformers", "a model", id="space"),
        pytest.param("transformers", "path/to/model", id="two slashes"),
        pytest.param("transformers", "owner/", id="no name"),
        pytest.param("transformers", "pytorch_model.bin", id="file"),
        pytest.param("transformers", "owner/model.safetensors", id="file in a folder"),
        pytest.param("transformers", "models/bert", id="folder of models"),
        pytest.param("transformers", "my_checkpoints/bert", id="folder of checkpoints"),
        pytest.param("transformers", "run/checkpoint-500", id="checkpoint of a training"),
        pytest.param("transformers", "owner/na--me", id="two hyphens"),
        pytest.param("transformers", "<model>", id="placeholder"),
        pytest.param("transformers", "x" * 97, id="longer than the hub takes"),
        pytest.param("transformers", "a/" * 200, id="far longer"),
        pytest.param("transformers", "hf_" + "a" * 34, id="secret"),
        pytest.param("spacy", "en", id="shortcut of spaCy 2"),
        pytest.param("spacy", "output/model-best", id="folder of a spaCy training"),
        pytest.param("timm", "local-dir:models/vit", id="timm's local folder"),
    ],
)
def test_no_name(library: str, written: str) -> None:
    assert hub_name(written, None, LIBRARIES[library], SIGNATURES.names) is None


@pytest.mark.parametrize(
    ("repository", "entry"),
    [
        pytest.param("resnet", "resnet18", id="no owner"),
        pytest.param(".", "model", id="this folder"),
        pytest.param("owner/repo", "not an entry", id="entry with spaces"),
    ],
)
def test_no_name_on_pytorch_hub(repository: str, entry: str) -> None:
    assert hub_name(repository, entry, LIBRARIES["torch.hub"], SIGNATURES.names) is None


@pytest.mark.parametrize(
    ("library", "written", "entry", "name"),
    [
        pytest.param("transformers", "gpt2", None, ("gpt2", None), id="without owner"),
        pytest.param("transformers", "owner/name-v1.5_x", None, ("owner/name-v1.5_x", None), id="with owner"),
        pytest.param("transformers", "x" * 96, None, ("x" * 96, None), id="longest"),
        pytest.param("sentence-transformers", "all-MiniLM-L6-v2", None, ("all-MiniLM-L6-v2", None), id="bare"),
        pytest.param("spacy", "en_core_web_sm", None, ("en_core_web_sm", None), id="spaCy package"),
        pytest.param("timm", "vit_base.augreg_in1k", None, ("vit_base.augreg_in1k", None), id="timm"),
        pytest.param("timm", "hf-hub:owner/name", None, ("owner/name", None), id="prefix"),
        pytest.param("timm", "hf_hub:owner/name@v2", None, ("owner/name", "v2"), id="prefix and revision"),
        pytest.param("torch.hub", "owner/repo", "entry", ("owner/repo#entry", None), id="entry point"),
        pytest.param("torch.hub", "owner/repo:v0.9", "entry", ("owner/repo#entry", "v0.9"), id="branch"),
    ],
)
def test_name(library: str, written: str, entry: str | None, name: tuple[str, str | None]) -> None:
    assert hub_name(written, entry, LIBRARIES[library], SIGNATURES.names) == name
