import csv
import pickle
from pathlib import Path

import pytest

from builder.errors import SettingsError
from builder.mapping.names import hub_name
from builder.reference.signatures import load_signatures

SIGNATURES = load_signatures()

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
    assert SIGNATURES.find(call) is None


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
    match = SIGNATURES.find(call)
    assert match is not None
    assert (match.call, match.library.name, match.loads) == (call, library, loads)


@pytest.mark.parametrize(
    ("call", "library", "name"),
    [
        pytest.param("torchvision.models.resnet50", "torchvision", "resnet50", id="builder"),
        pytest.param("torchvision.models.detection.ssd300_vgg16", "torchvision", "ssd300_vgg16", id="in a submodule"),
        pytest.param("torchaudio.pipelines.WAV2VEC2_BASE.get_model", "torchaudio", "WAV2VEC2_BASE", id="bundle"),
        pytest.param("timm.models.vit_base_patch16_224", "timm", "vit_base_patch16_224", id="timm's function"),
        pytest.param("en_core_web_sm.load", "spacy", "en_core_web_sm", id="spaCy package"),
        pytest.param("pl_forest_trees_lg.load", "spacy", "pl_forest_trees_lg", id="spaCy package by its form"),
        pytest.param("transformers.AutoModel.from_pretrained", "transformers", None, id="named by an argument"),
    ],
)
def test_call_that_names_its_model_itself(call: str, library: str, name: str | None) -> None:
    match = SIGNATURES.find(call)
    assert match is not None
    assert (match.library.name, match.named) == (library, name)


@pytest.mark.parametrize(
    ("call", "library", "loads"),
    [
        pytest.param("from_pretrained", None, None, id="no receiver"),
        pytest.param("shop.Cart.from_items", None, None, id="a word of no library"),
        pytest.param(".models.Net.from_pretrained", None, None, id="relative"),
        pytest.param("modelscope.AutoModel.from_pretrained", None, None, id="another provider"),
        pytest.param("relay.Net.from_pretrained", "relay", "model", id="an unknown library"),
        pytest.param("relay.NetTokenizer.from_pretrained", "relay", "tokenizer", id="what its class loads"),
        pytest.param("?.from_pretrained", "transformers", "model", id="an unknown receiver"),
        pytest.param("?.load_lora_weights", "diffusers", "adapter", id="a word of one library alone"),
    ],
)
def test_call_by_its_last_word_alone(call: str, library: str | None, loads: str | None) -> None:
    match = SIGNATURES.guess(call)
    assert (match and match.library.name, match and match.loads) == (library, loads)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(b"import torch\ntorch.load('x.pt')", set(), id="library without its call"),
        pytest.param(b"spacy.load('x')", set(), id="call without its library"),
        pytest.param(b"import timm\nspacy.load('x')", set(), id="call of another library"),
        pytest.param(b"from torch import hub\nhub.load('a/b', 'c')", {"load"}, id="one"),
        pytest.param(
            b"import timm, spacy\nspacy.load(timm.create_model)", {"create_model", "load"}, id="two libraries"
        ),
        pytest.param(b"import torchvision\ntorchvision.models.alexnet()", {"alexnet"}, id="builder"),
        pytest.param(b"import en_core_web_sm\nx()", {"load"}, id="package"),
        pytest.param(b"model.from_pretrained('x')", {"from_pretrained"}, id="a word that tells alone"),
    ],
)
def test_call_words_that_a_file_may_hold(source: bytes, words: set[str]) -> None:
    assert SIGNATURES.call_words(source) == words


@pytest.mark.parametrize(
    ("key", "loads", "sure"),
    [
        pytest.param("temperature", None, None, id="no model"),
        pytest.param("hub_model_id", None, None, id="output"),
        pytest.param("served_model_name", None, None, id="name to be served under"),
        pytest.param("push_to_hub_model_id", None, None, id="output of a training"),
        pytest.param("output_dir", None, None, id="folder"),
        pytest.param("dataset_name_or_path", None, None, id="data"),
        pytest.param("model_type", None, None, id="kind of a model"),
        pytest.param("model", "model", False, id="a model where something loads it"),
        pytest.param("model_name_or_path", "model", True, id="key"),
        pytest.param("--model-name-or-path", "model", True, id="option"),
        pytest.param("modelNameOrPath", "model", True, id="camel case"),
        pytest.param("HF_MODEL_ID", "model", True, id="environment"),
        pytest.param("pretrained_vae_model_name_or_path", "model", True, id="with a word before it"),
        pytest.param("tokenizer_name", "tokenizer", True, id="tokenizer"),
        pytest.param("adapter_name_or_path", "adapter", True, id="adapter"),
    ],
)
def test_what_a_key_of_settings_names(key: str, loads: str | None, sure: bool | None) -> None:
    rule = SIGNATURES.key(key)
    assert (rule and rule.loads, rule and rule.sure) == (loads, sure)


def test_rules_name_libraries_by_one_name() -> None:
    assert len(SIGNATURES.by_name) == len(SIGNATURES.libraries)
    assert {rule.library for rule in SIGNATURES.settings if rule.library} <= SIGNATURES.by_name.keys()


def test_default_names_and_backbones_are_names() -> None:
    """What a call loads unasked could be asked for as well."""
    for library in SIGNATURES.libraries:
        for rule in library.calls:
            if rule.default is not None:
                assert hub_name(rule.default, None, library, SIGNATURES.names) is not None, rule
            if rule.backbone is not None:
                assert rule.backbone.models.keys() <= set(library.members)


# The whole list of calls that is to be covered

LIST = Path(__file__).parents[3] / "shared" / "eval" / "mapping_signatures.csv"
# A proposed addition, by library and beginning of its call -> the calls, keys, commands and scripts that it means.
ADDED = {
    ("transformers", "AutoModel*.from_config"): ["transformers.AutoConfig.from_pretrained"],
    ("transformers", "TFAutoModel*"): [
        "transformers.TFAutoModel.from_pretrained",
        "transformers.FlaxBertModel.from_pretrained",
    ],
    ("transformers", "Trainer"): ["key:model_name_or_path"],
    ("sentence_transformers", "CrossEncoder"): [
        "sentence_transformers.CrossEncoder",
        "sentence_transformers.SparseEncoder",
        "sentence_transformers.models.Transformer",
    ],
    ("huggingface_hub", "snapshot_download"): [
        "huggingface_hub.snapshot_download",
        "huggingface_hub.hf_hub_url",
        "huggingface_hub.InferenceClient",
        "huggingface_hub.HfApi.hf_hub_download",
    ],
    ("diffusers", "from_single_file"): [
        "diffusers.FluxPipeline.from_single_file",
        "diffusers.FluxPipeline.load_lora_weights",
        "diffusers.FluxPipeline.load_textual_inversion",
        "diffusers.FluxPipeline.load_ip_adapter",
        "diffusers.ControlNetModel.from_pretrained",
    ],
    ("peft", "AutoPeftModel*"): ["peft.AutoPeftModelForCausalLM.from_pretrained"],
    ("torchvision", "get_model"): ["torchvision.models.get_model", "torchvision.models.resnet50"],
    ("timm", "create_model"): ["timm.create_model"],
    ("spacy", "cli.download"): ["spacy.cli.download", "command:python -m spacy download"],
    ("flair", "TransformerWordEmbeddings"): [
        "flair.embeddings.TransformerWordEmbeddings",
        "flair.embeddings.TransformerDocumentEmbeddings",
        "flair.nn.Classifier.load",
    ],
    ("faster_whisper", "WhisperModel"): ["faster_whisper.WhisperModel"],
    ("whisper", "load_model"): ["whisper.load_model"],
    ("optimum", "ORTModel*"): ["optimum.onnxruntime.ORTModelForCausalLM.from_pretrained"],
    ("setfit", "SetFitModel"): ["setfit.SetFitModel.from_pretrained"],
    ("keybert", "KeyBERT"): ["keybert.KeyBERT"],
    ("bertopic", "BERTopic"): ["bertopic.BERTopic"],
    ("langchain*", "HuggingFaceEmbeddings"): [
        "langchain_community.embeddings.HuggingFaceEmbeddings",
        "langchain_huggingface.HuggingFacePipeline.from_model_id",
        "langchain.llms.HuggingFaceHub",
    ],
    ("llama_index", "HuggingFaceEmbedding"): [
        "llama_index.embeddings.huggingface.HuggingFaceEmbedding",
        "llama_index.llms.huggingface.HuggingFaceLLM",
    ],
    ("vllm", "LLM"): ["vllm.LLM", "command:vllm serve"],
    ("simpletransformers", "ClassificationModel"): ["simpletransformers.classification.ClassificationModel"],
    ("haystack", "*(model_name_or_path=)"): ["haystack.nodes.FARMReader", "haystack.nodes.PromptNode"],
    ("gliner", "GLiNER"): ["gliner.GLiNER.from_pretrained"],
    ("auto_gptq / awq / unsloth", "from_quantized"): [
        "auto_gptq.AutoGPTQForCausalLM.from_quantized",
        "awq.AutoAWQForCausalLM.from_quantized",
        "unsloth.FastLanguageModel.from_pretrained",
    ],
    ("open_clip", "create_model"): ["open_clip.create_model", "open_clip.create_model_from_pretrained"],
    ("evaluate", "BERTScore"): ["evaluate.BERTScore"],
    ("ultralytics", "YOLO"): ["ultralytics.YOLO"],
    ("speechbrain.inference", "*.from_hparams"): [
        "speechbrain.inference.EncoderClassifier.from_hparams",
        "speechbrain.inference.interfaces.foreign_class",
    ],
    ("nemo", "*.from_pretrained"): ["nemo.collections.asr.models.ASRModel.from_pretrained"],
    ("gradio", "load"): ["gradio.load"],
    ("@huggingface/transformers (JS)", "pipeline"): ["script:pipeline"],
}


def covered(call: str) -> bool:
    """Whether the signatures know a call, or a 'key:', 'command:' or 'script:' of that name."""
    kind, _, name = call.rpartition(":")
    match kind:
        case "key":
            return SIGNATURES.key(name) is not None
        case "command":
            return any(" ".join(rule.words) == name for rule in SIGNATURES.commands)
        case "script":
            return any(name in rule.calls for rule in SIGNATURES.scripts)
    return SIGNATURES.find(call) is not None


def missing(row: dict[str, str]) -> list[str]:
    """What of a row of the list the signatures lack, or read from another argument."""
    if row["source"] == "PROPOSED addition":
        (calls,) = (
            calls
            for (library, start), calls in ADDED.items()
            if row["library"] == library and row["call_signature"].startswith(start)
        )
        return [call for call in calls if not covered(call)]
    root, call = row["import"].removeprefix("import "), row["call_signature"].split("…")[1].removesuffix("(")
    matches = [SIGNATURES.find(f"{root}.{between}{call}") for between in ("", "models.", "Thing.")]
    match = next((match for match in matches if match is not None), None)
    if match is None:
        return [f"{root}...{call}"]
    argument = row["model_id_argument"]
    if argument.startswith("none: "):
        return [] if match.named in (root, call) else [f"{root}...{call}: {match.named}"]
    position = match.rule.model.position
    return [] if f"arg{position}" in argument else [f"{root}...{call}: {argument}, not {position}"]


@pytest.mark.skipif(not LIST.is_file(), reason="the list of calls lies beside the checkout where there is one")
def test_every_call_of_the_list_is_covered() -> None:
    with LIST.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 505
    assert [fault for row in rows for fault in missing(row)] == []


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


def test_files_beside_it_are_part_of_it(tmp_path: Path) -> None:
    file, folder = tmp_path / "signatures.toml", tmp_path / "signatures"
    file.write_text(MINIMAL)
    alone = load_signatures(file)
    folder.mkdir()
    (folder / "b.toml").write_text('[tables.lib.names]\nshort = "oak/long"\n')
    (folder / "a.toml").write_text('[moved]\nbare = "oak/bare"\n')
    load_signatures.cache_clear()
    together = load_signatures(file)
    assert together.by_name["lib"].names == {"short": "oak/long"}
    assert together.names.moved == {"bare": "oak/bare"}
    assert together.sha256 != alone.sha256


def test_a_table_of_no_library_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "signatures.toml"
    file.write_text(MINIMAL + '\n[tables.lob.names]\nshort = "oak/long"\n')
    with pytest.raises(SettingsError, match=r"tables\.lob: no library has this name"):
        load_signatures(file)


def test_they_go_to_another_process_also_after_their_use() -> None:
    SIGNATURES.call_words(b"import en_core_web_sm")
    SIGNATURES.key("model")
    copy = pickle.loads(pickle.dumps(SIGNATURES))
    assert copy == SIGNATURES
    assert copy.find("timm.create_model") == SIGNATURES.find("timm.create_model")
