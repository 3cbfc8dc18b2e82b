import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.names import Name, filled, hub_name, hub_url, marked, packaged
from builder.reference.signatures import load_signatures

SIGNATURES = load_signatures()
LIBRARIES = SIGNATURES.by_name
PAGE = "https://huggingface.co/"
WHEELS = "https://github.com/explosion/spacy-models/releases/download/"


@pytest.mark.parametrize(
    ("library", "written"),
    [
        pytest.param("transformers", "", id="empty"),
        pytest.param("transformers", "./bert", id="relative path"),
        pytest.param("transformers", "../bert", id="path above"),
        pytest.param("transformers", "/data/bert", id="absolute path"),
        pytest.param("transformers", "~/bert", id="home"),
        pytest.param("transformers", "C:\\models\\bert", id="windows path"),
        pytest.param("transformers", f"{PAGE}oak/gpt2", id="URL where the library takes none"),
        pytest.param("transformers", "s3://bucket/bert", id="s3"),
        pytest.param("transformers", "a model", id="space"),
        pytest.param("transformers", "path/to/model", id="two slashes"),
        pytest.param("transformers", "oak/", id="no name"),
        pytest.param("transformers", "2023/12", id="no letter"),
        pytest.param("transformers", "pytorch_model.bin", id="file"),
        pytest.param("transformers", "oak/model.safetensors", id="file in a folder"),
        pytest.param("transformers", "oak/Model.PT", id="file in capitals"),
        pytest.param("transformers", "models/bert", id="folder of models"),
        pytest.param("transformers", "my_checkpoints/bert", id="folder of checkpoints"),
        pytest.param("transformers", "run/checkpoint-500", id="checkpoint of a training"),
        pytest.param("transformers", "oak/best_model", id="best of a training"),
        pytest.param("transformers", "finetuned", id="bare name that the hub does not have"),
        pytest.param("transformers", "your-username/bert", id="placeholder of an owner"),
        pytest.param("transformers", "oak/your-model", id="placeholder of a name"),
        pytest.param("transformers", "owner/name", id="owner and name"),
        pytest.param("transformers", "company/model-name", id="company and model"),
        pytest.param("transformers", "xxx/yyy", id="letters that stand for names"),
        pytest.param("transformers", "oak/XXXX", id="letters that stand for a name"),
        pytest.param("transformers", "x/y", id="one letter each"),
        pytest.param("transformers", "custom/model", id="any model"),
        pytest.param("transformers", "local/net", id="a server of one's own"),
        pytest.param("transformers", "wiki.oak.example.org/page", id="address without its scheme"),
        pytest.param("transformers", "openai-codex/gpt-9", id="provider of a coding agent"),
        pytest.param("transformers", "does-not-exist/net", id="what does not exist"),
        pytest.param("transformers", "mock-model", id="dummy"),
        pytest.param("transformers", "n/a", id="no answer"),
        pytest.param("transformers", "encodings/train.npy", id="array"),
        pytest.param("sentence-transformers", "none", id="nothing"),
        pytest.param("sentence-transformers", "vicuna-13b", id="bare name that is none of the library's"),
        pytest.param("transformers", "image/png", id="media type"),
        pytest.param("transformers", "datasets/squad", id="data set"),
        pytest.param("transformers", "oak/na--me", id="two hyphens"),
        pytest.param("transformers", "<model>", id="placeholder in brackets"),
        pytest.param("transformers", f"oak/{'x' * 97}", id="longer than the hub takes"),
        pytest.param("transformers", "a/" * 200, id="far longer"),
        pytest.param("transformers", "oak/hf_" + "a" * 34, id="secret"),
        pytest.param("langchain", "gpt-4o-mini", id="OpenAI"),
        pytest.param("langchain", "text-embedding-3-small", id="OpenAI's embeddings"),
        pytest.param("langchain", "ollama/llama3", id="another provider's prefix"),
        pytest.param("langchain", "claude-3-opus-20240229", id="Anthropic"),
        pytest.param("spacy", "my_model", id="no language"),
        pytest.param("spacy", "output/model-best", id="folder of a spaCy training"),
        pytest.param("timm", "local-dir:models/vit", id="timm's local folder"),
        pytest.param("whisper", "oak/whisper", id="name of a library that takes short ones alone"),
        pytest.param("whisper", "huge", id="short name that it does not know"),
        pytest.param("clip", "ViT-B-32", id="another library's form"),
        pytest.param("ultralytics", "yolov8n.yaml", id="architecture"),
        pytest.param("ultralytics", "runs/train/best.pt", id="own weights"),
        pytest.param("ultralytics", "yolov8n_custom.pt", id="own weights of that beginning"),
        pytest.param("keras", "oak/model.keras", id="file where a prefix is needed"),
        pytest.param("torchvision", "resnet51", id="no builder"),
        pytest.param("gradio", "spaces/oak/app", id="space"),
        pytest.param("gradio", "huggingface/", id="prefix alone"),
        pytest.param("allennlp", "https://storage.example/archive.tar.gz", id="archive"),
    ],
)
def test_no_name(library: str, written: str) -> None:
    assert hub_name(written, None, LIBRARIES[library], SIGNATURES.names) is None


@pytest.mark.parametrize(
    ("library", "written", "entry"),
    [
        pytest.param("torch.hub", "resnet", "resnet18", id="no owner"),
        pytest.param("torch.hub", ".", "model", id="this folder"),
        pytest.param("torch.hub", "oak/repo", "not an entry", id="entry with spaces"),
        pytest.param("torch.hub", "oak/repo", None, id="no entry"),
        pytest.param("open_clip", "ViT-B-32", "weights/clip.pt", id="own weights"),
    ],
)
def test_no_name_with_an_entry_point(library: str, written: str, entry: str | None) -> None:
    assert hub_name(written, entry, LIBRARIES[library], SIGNATURES.names) is None


@pytest.mark.parametrize(
    ("library", "written", "entry", "name"),
    [
        pytest.param("transformers", "gpt2", None, Name("gpt2"), id="without owner"),
        pytest.param("transformers", "oak/name-v1.5_x", None, Name("oak/name-v1.5_x"), id="with owner"),
        pytest.param("transformers", f"oak/{'x' * 96}", None, Name(f"oak/{'x' * 96}"), id="longest"),
        pytest.param("transformers", "oak/gpt-4-tuned", None, Name("oak/gpt-4-tuned"), id="much like another's"),
        pytest.param("transformers", "company-a/net", None, Name("company-a/net"), id="owner much like a placeholder"),
        pytest.param("transformers", "xx-lab/xlm", None, Name("xx-lab/xlm"), id="letters within a name"),
        pytest.param("vllm", "openai/gpt-oss-20b", None, Name("openai/gpt-oss-20b"), id="an open model of OpenAI's"),
        pytest.param("sentence-transformers", "all-MiniLM-L6-v2", None, Name("all-MiniLM-L6-v2"), id="bare"),
        pytest.param("spacy", "en_core_web_sm", None, Name("en_core_web_sm"), id="spaCy package"),
        pytest.param("spacy", "LandmarkNER", None, Name("LandmarkNER"), id="listed spaCy package"),
        pytest.param("timm", "vit_base.augreg_in1k", None, Name("vit_base.augreg_in1k"), id="timm"),
        pytest.param("timm", "hf-hub:oak/name", None, Name("oak/name"), id="prefix"),
        pytest.param("timm", "hf_hub:oak/name@v2", None, Name("oak/name", "v2"), id="prefix and revision"),
        pytest.param("pyannote", "pyannote/vad@2.1", None, Name("pyannote/vad", "2.1"), id="revision"),
        pytest.param("llama.cpp", "oak/name-GGUF:Q4_K_M", None, Name("oak/name-GGUF"), id="quantization"),
        pytest.param("torch.hub", "oak/repo", "entry", Name("oak/repo#entry"), id="entry point"),
        pytest.param("torch.hub", "oak/repo:v0.9", "entry", Name("oak/repo#entry", "v0.9"), id="branch"),
        pytest.param("flair", "ner", None, Name("flair/ner-english"), id="flair's short name"),
        pytest.param("flair", "oak/tagger", None, Name("oak/tagger"), id="flair's full name"),
        pytest.param("whisper", "small.en", None, Name("openai/whisper-small.en"), id="whisper"),
        pytest.param("faster-whisper", "large", None, Name("Systran/faster-whisper-large-v3"), id="faster-whisper"),
        pytest.param("faster-whisper", "oak/whisper-ct2", None, Name("oak/whisper-ct2"), id="faster-whisper in full"),
        pytest.param("ultralytics", "yolo11n-seg.pt", None, Name("yolo11n-seg.pt"), id="name of a file"),
        pytest.param("keras_hub", "hf://oak/gemma", None, Name("oak/gemma"), id="scheme"),
        pytest.param("keras_hub", "gemma_2b_en", None, Name("gemma_2b_en", hub="kaggle"), id="preset of another hub"),
        pytest.param("gradio", "huggingface/gpt2", None, Name("gpt2"), id="gradio"),
        pytest.param("diffusers", f"{PAGE}oak/sd/blob/main/sd.safetensors", None, Name("oak/sd"), id="file by address"),
    ],
)
def test_name(library: str, written: str, entry: str | None, name: Name) -> None:
    assert hub_name(written, entry, LIBRARIES[library], SIGNATURES.names) == name


@pytest.mark.parametrize(
    ("call", "written", "entry", "name"),
    [
        pytest.param("open_clip.create_model", "RN50", None, Name("open_clip:RN50"), id="architecture alone"),
        pytest.param("open_clip.create_model", "RN50", "openai", Name("open_clip:RN50/openai"), id="weights' tag"),
        pytest.param(
            "open_clip.create_model", "hf-hub:oak/clip", "x", Name("oak/clip", None, trained=True), id="on the hub"
        ),
        pytest.param("clip.load", "ViT-L/14@336px", None, Name("clip:ViT-L/14@336px"), id="clip"),
        pytest.param("torchvision.models.get_model", "resnet50", None, Name("pytorch/vision#resnet50"), id="builder"),
    ],
)
def test_name_by_a_template(call: str, written: str, entry: str | None, name: Name) -> None:
    match = SIGNATURES.find(call)
    assert match is not None
    assert hub_name(written, entry, match.library, SIGNATURES.names, match.rule.template) == name


def test_an_entry_point_that_is_not_given_takes_its_mark_along() -> None:
    assert filled("lib:{model}/{entry}", "a", None) == "lib:a"
    assert filled("lib:{model}/{entry}", "a", "b") == "lib:a/b"
    assert filled(None, "o/r", "e") == "o/r#e"
    assert filled(None, "o/r", None) == "o/r"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("https://example.org/oak/elm", None, id="another host"),
        pytest.param(f"{PAGE}datasets/oak/elm", None, id="data set"),
        pytest.param(f"{PAGE}spaces/oak/elm", None, id="space"),
        pytest.param(f"{PAGE}docs/transformers", None, id="documentation"),
        pytest.param(f"{PAGE}oak", None, id="owner"),
        pytest.param(f"see {PAGE}oak/elm", None, id="sentence"),
        pytest.param(f"{PAGE}oak/elm/discussions/1", None, id="discussion"),
        pytest.param(f"{PAGE}oak/elm", Name("oak/elm"), id="page"),
        pytest.param(f"{PAGE}oak/elm.git", Name("oak/elm"), id="git"),
        pytest.param(f"{PAGE}oak/elm-2.0/", Name("oak/elm-2.0"), id="slash at the end"),
        pytest.param(f"{PAGE}oak/elm/resolve/main/a/b.bin?download=true", Name("oak/elm"), id="file"),
        pytest.param(f"{PAGE}oak/elm/raw/v1/x", Name("oak/elm", "v1"), id="file of a revision"),
        pytest.param("hf.co/oak/elm:Q8_0", Name("oak/elm"), id="short host and quantization"),
    ],
)
def test_address_of_a_model(text: str, name: Name | None) -> None:
    assert hub_url(text, SIGNATURES.names) == name


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        pytest.param("spacy==3.7.0", None, id="library"),
        pytest.param("scikit-learn", None, id="another package"),
        pytest.param("de-bugger==1.0", None, id="language code at the beginning alone"),
        pytest.param(f"{WHEELS}spacy-3.7.0/spacy-3.7.0.tar.gz", None, id="archive of something else"),
        pytest.param(
            f"{WHEELS}en_core_web_sm-3.7.1/en_core_web_sm-3.7.1-py3-none-any.whl",
            Name("en_core_web_sm", "3.7.1"),
            id="wheel",
        ),
        pytest.param(f"{WHEELS}de_dep_news_trf-3.0.0.tar.gz", Name("de_dep_news_trf", "3.0.0"), id="archive"),
        pytest.param(
            f"{PAGE}spacy/en_core_web_sm/resolve/main/en_core_web_sm-any-py3-none-any.whl",
            Name("en_core_web_sm"),
            id="wheel on the hub",
        ),
        pytest.param("en-core-web-sm==3.7.0", Name("en_core_web_sm", "3.7.0"), id="pinned"),
        pytest.param("en_core_web_lg @ https://x.y/z", Name("en_core_web_lg"), id="name and address"),
        pytest.param("spacy-model-en_core_web_md", Name("en_core_web_md"), id="conda"),
    ],
)
def test_requirement_that_is_a_model(requirement: str, name: Name | None) -> None:
    assert packaged(requirement, LIBRARIES["spacy"], SIGNATURES.names) == name


@given(st.text(max_size=400), st.sampled_from(sorted(LIBRARIES)))
def test_any_text_has_an_answer(written: str, library: str) -> None:
    name = hub_name(written, None, LIBRARIES[library], SIGNATURES.names)
    assert name is None or (name.name and "\n" not in name.name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("acme/net", None, id="no mark"),
        pytest.param("hf://datasets/acme/net", None, id="data set"),
        pytest.param("hf://spaces/acme/net", None, id="space"),
        pytest.param("hf://acme", None, id="owner alone"),
        pytest.param("x hf://acme/net", None, id="text before it"),
        pytest.param("hf://your-name/net", None, id="placeholder"),
        pytest.param("hf://acme/net", Name("acme/net"), id="scheme"),
        pytest.param("hf://models/acme/net", Name("acme/net"), id="kind of repository"),
        pytest.param("hf://acme/net@v1/a/b.gguf", Name("acme/net", "v1"), id="revision and file"),
        pytest.param("hf://acme/net:Q4_K_M", Name("acme/net"), id="quantization"),
        pytest.param("hf-hub:acme/net", Name("acme/net"), id="prefix of timm"),
    ],
)
def test_a_text_that_says_itself_that_it_names_a_model(text: str, name: Name | None) -> None:
    assert marked(text, SIGNATURES.names) == name
