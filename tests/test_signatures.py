from pathlib import Path

import pytest

from builder.errors import SettingsError
from builder.signatures import load_signatures

MINIMAL = """
[names]
pattern = '[a-z/]+'

[[libraries]]
name = "lib"
hub = "huggingface"
roots = ["lib"]

[[libraries.calls]]
calls = ["*.get"]
model = { position = 0 }
loads = "model"
"""


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("from_pretrained", id="no library"),
        pytest.param("mine.AutoModel.from_pretrained", id="another module"),
        pytest.param("mytransformers.AutoModel.from_pretrained", id="a root is a whole word"),
        pytest.param(".transformers.AutoModel.from_pretrained", id="a relative module of that name"),
        pytest.param("transformers.from_pretrained", id="a star stands for one name at least"),
        pytest.param("transformers.AutoModel.save_pretrained", id="another method"),
        pytest.param("transformers.AutoModel.from_config", id="architecture only"),
        pytest.param("transformers.Thing.pipeline", id="a pattern without star is exact"),
        pytest.param("torch.load", id="torch is not torch.hub"),
        pytest.param("spacy.blank", id="an empty pipeline"),
    ],
)
def test_call_that_loads_nothing(call: str) -> None:
    assert load_signatures().find(call) is None


@pytest.mark.parametrize(
    ("call", "library", "loads"),
    [
        pytest.param("transformers.AutoModel.from_pretrained", "transformers", "model", id="class"),
        pytest.param("transformers.models.bert.BertModel.from_pretrained", "transformers", "model", id="submodule"),
        pytest.param("transformers.BertTokenizerFast.from_pretrained", "transformers", "tokenizer", id="tokenizer"),
        pytest.param("transformers.ViTFeatureExtractor.from_pretrained", "transformers", "processor", id="extractor"),
        pytest.param("transformers.AutoImageProcessor.from_pretrained", "transformers", "processor", id="processor"),
        pytest.param("transformers.AutoConfig.from_pretrained", "transformers", "config", id="config"),
        pytest.param("pytorch_transformers.BertModel.from_pretrained", "transformers", "model", id="former root"),
        pytest.param("transformers.pipelines.pipeline", "transformers", "model", id="pipeline by its module"),
        pytest.param("diffusers.DDIMScheduler.from_pretrained", "diffusers", "config", id="scheduler"),
        pytest.param("diffusers.DiffusionPipeline.load_lora_weights", "diffusers", "adapter", id="adapter"),
        pytest.param("sentence_transformers.CrossEncoder", "sentence-transformers", "model", id="cross encoder"),
        pytest.param("timm.models.create_model", "timm", "model", id="timm"),
        pytest.param("spacy.load", "spacy", "model", id="spacy"),
        pytest.param("torch.hub.load", "torch.hub", "model", id="torch.hub"),
    ],
)
def test_call_that_loads(call: str, library: str, loads: str) -> None:
    match = load_signatures().find(call)
    assert match is not None
    assert (match.call, match.library.name, match.loads) == (call, library, loads)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(b"import torch\ntorch.load('x.pt')", set(), id="library without its call"),
        pytest.param(b"model.from_pretrained('x')", set(), id="call without its library"),
        pytest.param(b"import timm\nmodel.from_pretrained('x')", set(), id="call of another library"),
        pytest.param(b"from torch import hub\nhub.load('a/b', 'c')", {"load"}, id="one"),
        pytest.param(
            b"import timm, spacy\nspacy.load(timm.create_model)", {"create_model", "load"}, id="two libraries"
        ),
    ],
)
def test_call_words_that_a_file_may_hold(source: bytes, words: set[str]) -> None:
    assert load_signatures().call_words(source) == words


def test_aliases_are_only_of_libraries_that_have_one() -> None:
    assert load_signatures().aliases == {
        "sentence-transformers": "sentence-transformers/{name}",
        "spacy": "spacy/{name}",
        "timm": "timm/{name}",
    }


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        pytest.param("position = 0", "position = -1", "libraries[0].calls[0].model.position: ", id="negative position"),
        pytest.param('loads = "model"', 'loads = "modle"', "libraries[0].calls[0].loads: ", id="unknown kind"),
        pytest.param('hub = "huggingface"', "", "libraries[0].hub: ", id="missing"),
        pytest.param('roots = ["lib"]', 'roots = ["lib"]\nroot = "lib"', "libraries[0].root: ", id="unknown key"),
        pytest.param("'[a-z/]+'", "'[a-z/+'", "names.pattern: ", id="pattern that does not compile"),
        pytest.param('"*.get"', '"lib.*.get"', "libraries[0].calls[0].calls[0]: ", id="star in the middle"),
        pytest.param("[names]", "[names", "not TOML", id="no TOML"),
    ],
)
def test_fault_is_told_with_its_place(tmp_path: Path, before: str, after: str, fault: str) -> None:
    file = tmp_path / "signatures.toml"
    file.write_text(MINIMAL.replace(before, after, 1))
    with pytest.raises(SettingsError) as error:
        load_signatures(file)
    assert fault in str(error.value)
    assert str(file) in str(error.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load_signatures(tmp_path / "none.toml")


def test_digest_follows_the_data_and_not_its_layout(tmp_path: Path) -> None:
    sources = [MINIMAL, f"# why\n\n{MINIMAL}", MINIMAL.replace("*.get", "*.load")]
    digests = []
    for number, source in enumerate(sources):
        file = tmp_path / f"{number}.toml"
        file.write_text(source)
        digests.append(load_signatures(file).sha256)
    assert digests[0] == digests[1] != digests[2]
