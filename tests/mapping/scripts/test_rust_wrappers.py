"""Rust: a model that is named far from what loads it: own functions, owners and names apart, builders, statics."""

import pytest
from scripts_of import names, only, places, scanned

HUB = """use hf_hub::{split_id, HFClientSync, HFRepositorySync, RepoTypeModel};
pub fn model_repo(client: &HFClientSync, model_id: &str) -> HFRepositorySync<RepoTypeModel> {
    let (owner, name) = split_id(model_id);
    client.model(owner, name)
}
"""
NET = """use crate::hub::{build_client, model_repo};
pub struct Net { model: Model }
impl Net {
    pub fn new(model_id: %s, revision: Option<&str>) -> Result<Self> {
        let client = build_client(None)?;
        let repo = model_repo(&client, %smodel_id);
        Ok(Self { model: load(&repo, revision)? })
    }
}
"""


def of_wrapper(text: str, typed: str = "&str", borrowed: str = "") -> list[tuple[str | None, str]]:
    """Names and usages in a file that begins with an own type whose `new` goes through an own function."""
    files = {"src/hub.rs": HUB, "src/net.rs": NET % (typed, borrowed) + text}
    return [(name, usage) for path, _, name, usage in places(files) if path == "src/net.rs"]


@pytest.mark.parametrize(
    ("text", "typed", "borrowed"),
    [
        pytest.param('impl Default for Net { fn default() -> Self { Self::new("acme/net", None).unwrap() } }', "&str", "", id="default"),
        pytest.param('impl Default for Net { fn default() -> Self { Self::new("acme/net".to_string(), Some("main")).unwrap() } }', "String", "&", id="default, a String"),
        pytest.param('impl Default for Net { fn default() -> Self { Net::new("acme/net", None).expect("no model") } }', "&str", "", id="default by its name"),
        pytest.param('fn f() -> Net { crate::net::Net::new("acme/net", None)? }', "&str", "", id="path"),
        pytest.param('static NET: LazyLock<Net> = LazyLock::new(|| Net::new("acme/net", None).unwrap());', "&str", "", id="LazyLock"),
        pytest.param('static NET: once_cell::sync::Lazy<Net> = once_cell::sync::Lazy::new(|| { Net::new("acme/net", None).unwrap() });', "&str", "", id="once_cell"),
        pytest.param('static NET: OnceLock<Net> = OnceLock::new();\nfn f() -> &\'static Net { NET.get_or_init(|| Net::new("acme/net", None).unwrap()) }', "&str", "", id="OnceLock"),
        pytest.param('thread_local! { static NET: Net = Net::new("acme/net", None).unwrap(); }', "&str", "", id="thread_local"),
        pytest.param('lazy_static! { static ref NET: Net = Net::new("acme/net", None).unwrap(); }', "&str", "", id="lazy_static"),
        pytest.param('lazy_static::lazy_static! {\n    /// The net.\n    pub static ref NET: Mutex<Net> = Mutex::new(Net::new("acme/net", None).unwrap());\n}', "&str", "", id="lazy_static, public"),
        pytest.param('lazy_static! { static ref ID: String = "acme/net".to_string(); }\nfn f() { Net::new(&ID, None); }', "&str", "", id="lazy_static, the name"),
        pytest.param('static ID: LazyLock<String> = LazyLock::new(|| "acme/net".to_string());\nfn f() { Net::new(&ID, None); }', "&str", "", id="LazyLock, the name"),
    ],
)  # fmt: skip
def test_own_functions(text: str, typed: str, borrowed: str) -> None:
    assert of_wrapper(text, typed, borrowed) == [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('fn f() { client.model("acme", "net"); }', id="model"),
        pytest.param('const O: &str = "acme"; const N: &str = "net"; fn f() { client.model(O, N); }', id="constants"),
        pytest.param('fn f() { client.repo(RepoType::Model, "acme", "net"); }', id="repo"),
        pytest.param('fn f() { client.repo(RepoTypeModel, "acme", "net"); }', id="repo, its type"),
        pytest.param('fn f() { hf_hub::HFRepository::new(client, RepoType::Model, "acme", "net"); }', id="new"),
        pytest.param('fn f() { let (o, n) = hf_hub::split_id("acme/net"); client.model(o, n); }', id="split_id"),
        pytest.param('fn f() { let (o, n) = "acme/net".split_once(\'/\').unwrap(); client.model(o, n); }', id="split_once"),
        pytest.param('fn f() { let (o, n) = "acme/net".rsplit_once("/").ok_or("bad")?; client.model(o, n); }', id="rsplit_once"),
        pytest.param('fn f() { let p: Vec<&str> = "acme/net".split(\'/\').collect(); client.model(p[0], p[1]); }', id="split"),
        pytest.param('fn f() { let p = "acme/net".splitn(2, \'/\').collect::<Vec<_>>(); client.model(p[0], p[1]); }', id="splitn"),
        pytest.param('fn f() { let id = "acme/net"; let (o, n) = match id.split_once(\'/\') { Some((o, n)) => (o, n), None => ("", id) }; client.model(o, n); }', id="match"),
        pytest.param('fn f() { let Some((o, n)) = "acme/net".split_once(\'/\') else { return }; client.model(o, n); }', id="let else"),
        pytest.param('fn parts(id: &str) -> Option<(String, String)> { id.split_once(\'/\').map(|(o, n)| (o.to_string(), n.to_string())) }\nfn f() { let (o, n) = parts("acme/net").unwrap(); client.model(o, n); }', id="own function"),
    ],
)  # fmt: skip
def test_owner_and_name_apart(text: str) -> None:
    assert names(text, "a.rs") == [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('fn f() { client.dataset("acme", "net"); }', id="data set"),
        pytest.param('fn f() { client.repo(RepoTypeDataset, "acme", "net"); }', id="repo of a data set"),
        pytest.param('fn f() { client.model(owner, "net"); }', id="owner not known"),
        pytest.param('fn f() { let (m, r) = "acme/net".split_once(\':\').unwrap(); client.model(m, r); }', id="another sign"),
    ],
)  # fmt: skip
def test_no_owner_and_name(text: str) -> None:
    assert [one for one in names(text, "a.rs") if one[0] is not None] == []


def test_each_name_keeps_its_owner() -> None:
    text = 'fn f(s: bool) { let id = if s { "acme/a" } else { "other/b" }; let (o, n) = split_id(id); client.model(o, n); }'
    assert names(text, "a.rs") == [("acme/a", "selectable"), ("other/b", "selectable")]


def test_the_files_of_version_1() -> None:
    text = 'fn f() { let r = client.model("acme", "net"); r.download_file().filename("%s").send(); }'
    kinds = [only(text % file, "a.rs").target.loads for file in ("model.safetensors", "tokenizer.json", "config.json")]
    assert kinds == ["model", "tokenizer", "config"]


@pytest.mark.parametrize(
    ("files", "loads"),
    [
        pytest.param(["tokenizer.json"], "tokenizer", id="tokenizer"),
        pytest.param(["config.json", "preprocessor_config.json"], "config", id="settings"),
        pytest.param(["tokenizer.json", "model.safetensors"], "model", id="weights"),
        pytest.param([], "model", id="none"),
    ],
)
def test_own_functions_that_are_given_a_repository_and_a_file(files: list[str], loads: str) -> None:
    asked = "".join(f'let x = download_file(&repo, "{one}", None)?; ' for one in files)
    main = f'use crate::hub::model_repo;\nfn f() {{ let repo = model_repo(&client, "acme/net"); {asked}show(&repo, "a token"); }}'
    ((_, found),) = scanned({"src/hub.rs": HUB, "src/main.rs": main}).found
    assert (found.target.loads, found.usage) == (loads, "use" if loads == "model" else "component")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('fn f() { let (_, m) = ("main", "acme/net"); api.model(m.into()); }', id="tuple"),
        pytest.param('fn f() { let (_, (_, m)) = (1, ("a", "acme/net")); api.model(m.into()); }', id="tuples in one another"),
        pytest.param('fn f() { for (_, m) in [("main", "acme/net")] { api.model(m.into()); } }', id="for"),
        pytest.param('enum S { Hub(String, String) }\nfn f(s: S) { match s { S::Hub(_, m) => { api.model(m); } } }\nfn main() { f(S::Hub("main".into(), "acme/net".into())) }', id="variant"),
    ],
)  # fmt: skip
def test_parts_that_nobody_names(text: str) -> None:
    assert names(text, "a.rs") == [("acme/net", "use")]


SIZE = """enum Size { Small, Large }
impl Size { fn id(&self) -> &'static str { match self { Self::Small => "acme/small", Self::Large => "acme/large" } } }
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("fn f() { api.model(Size::Small.id().into()); }", [("acme/large", "selectable"), ("acme/small", "use")], id="variant"),
        pytest.param("fn f() { let s = Size::Large; api.model(s.id().into()); }", [("acme/large", "use"), ("acme/small", "selectable")], id="variable"),
        pytest.param("fn f(s: Size) { api.model(s.id().into()); }", [("acme/large", "selectable"), ("acme/small", "selectable")], id="not known"),
        pytest.param("fn f(s: Size) { api.model(s.id().into()); }\nfn main() { f(Size::Small) }", [("acme/large", "selectable"), ("acme/small", "use")], id="argument"),
        pytest.param("fn f(s: Size) { api.model(s.id().into()); }\nfn main() { f(Size::Small); f(Size::Large) }", [("acme/large", "selectable"), ("acme/small", "selectable")], id="two arguments"),
    ],
)  # fmt: skip
def test_methods_of_a_known_variant(text: str, found: list[tuple[str, str]]) -> None:
    assert names(SIZE + text, "a.rs") == found


def test_a_choice_taken_apart_for_a_wrapper() -> None:
    text = """fn build(id: Option<&str>, revision: Option<&str>, small: bool, which: Which) -> Net {
    let (default, default_revision) = if small { ("acme/small", "main") } else { which.model_and_revision() };
    let (id, revision) = match (id, revision) {
        (Some(id), Some(revision)) => (id, revision),
        (Some(id), None) => (id, "main"),
        (None, Some(revision)) => (default, revision),
        (None, None) => (default, default_revision),
    };
    Net::new(id, Some(revision))
}
enum Which { A, B }
impl Which {
    fn model_and_revision(&self) -> (&'static str, &'static str) {
        match self { Self::A => ("acme/a", "main"), Self::B => ("acme/b", "refs/pr/1") }
    }
}
"""
    assert sorted(set(of_wrapper(text))) == [(f"acme/{one}", "selectable") for one in ("a", "b", "small")]


EMBED = "use embed_anything::embeddings::{embed::{Embedder, EmbedderBuilder}, local::text_embedding::ONNXModel};\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('EmbedderBuilder::new().model_id(Some("acme/net")).from_pretrained_hf()', id="builder"),
        pytest.param('EmbedderBuilder::new()\n.model_architecture("bert")\n.model_id(Some("acme/net"))\n.path_in_repo(Some("x"))\n.from_pretrained_onnx()', id="builder, more setters"),
        pytest.param('{ let b = EmbedderBuilder::new().model_id(Some("acme/net")); b.from_pretrained_hf() }', id="builder in a variable"),
        pytest.param('{ let mut b = EmbedderBuilder::new();\n b = b.model_id(Some("acme/net"));\n b.from_pretrained_hf() }', id="builder set again"),
        pytest.param('EmbedderBuilder::default().model_id(Some(&args.model.unwrap_or("acme/net".into()))).from_pretrained_hf()', id="a default"),
        pytest.param('Embedder::from_pretrained_onnx("colbert", None, None, Some("acme/net"), None, Some("onnx/model.onnx"))', id="fourth argument"),
        pytest.param('Embedder::from_pretrained_hf("acme/net", None, None, None, None)', id="first argument"),
        pytest.param('Embedder::from_pretrained_hf("Bert", "acme/net", None, None)', id="second argument"),
        pytest.param('embed_anything::reranker::model::Reranker::new("acme/net", None, Dtype::F32, None)', id="reranker"),
        pytest.param('embed_anything::file_processor::audio::audio_processor::AudioDecoderModel::from_pretrained(Some("acme/net"), Some("main"), "tiny-en", false)', id="audio"),
    ],
)  # fmt: skip
def test_embed_anything(text: str) -> None:
    found = places({"a.rs": f"{EMBED}fn main() {{ let model = {text}.unwrap(); }}"})
    assert [(name, usage) for _, _, name, usage in found if name is not None and "/" in name] == [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('Embedder::from_pretrained_onnx("sparse-bert", Some(ONNXModel::SPLADEPPENV2), None, None, None, None)', id="argument"),
        pytest.param("EmbedderBuilder::new().onnx_model_id(Some(ONNXModel::SPLADEPPENV2)).from_pretrained_onnx()", id="builder"),
    ],
)  # fmt: skip
def test_embed_anything_enum(text: str) -> None:
    assert [one[2:] for one in places({"a.rs": f"{EMBED}fn main() {{ {text}; }}"})] == [
        ("prithivida/Splade_PP_en_v2", "use")
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('EmbedderBuilder::new().model_architecture("openai").model_id(Some("acme/net")).from_pretrained_cloud()', id="a provider's"),
        pytest.param('EmbedderBuilder::new().model_id(Some("acme/net"))', id="nothing is loaded"),
    ],
)  # fmt: skip
def test_no_embed_anything(text: str) -> None:
    assert places({"a.rs": f"{EMBED}fn main() {{ {text}; }}"}) == []


OWN = """pub struct EmbedderBuilder { model_id: Option<String> }
impl EmbedderBuilder {
    pub fn new() -> Self { Self { model_id: None } }
    pub fn model_id(mut self, model_id: Option<&str>) -> Self { self.model_id = model_id.map(|s| s.to_string()); self }
    pub fn from_pretrained_hf(self) -> Embedder { todo!() }
}
"""


def test_examples_of_the_library_itself() -> None:
    call = 'fn main() { EmbedderBuilder::new().model_id(Some("acme/net")).from_pretrained_hf(); }'
    files = {
        "rust/src/builder.rs": OWN,
        "rust/examples/a.rs": EMBED + call,
        "rust/examples/b.rs": f"use other::EmbedderBuilder;\n{call}",
    }
    assert [one[:1] + one[2:] for one in places(files)] == [("rust/examples/a.rs", "acme/net", "use")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param('use mistralrs::TextModelBuilder;\nasync fn f() { TextModelBuilder::new("acme/net").with_isq(IsqType::Q8_0).with_logging().build().await?; }', "acme/net", id="mistral.rs"),
        pytest.param('use kalosm::language::*;\nasync fn f() { Llama::builder().with_source(LlamaSource::new(FileSource::huggingface("acme/net", "main", "a.gguf"))).build().await?; }', "acme/net", id="kalosm"),
        pytest.param("use fastembed::{InitOptions, TextEmbedding, EmbeddingModel};\nfn f() { TextEmbedding::try_new(InitOptions::new(EmbeddingModel::BGEM3).with_show_download_progress(true))?; }", "BAAI/bge-m3", id="fastembed"),
        pytest.param("use fastembed::*;\nfn f() { ImageEmbedding::try_new(ImageInitOptions::new(ImageEmbeddingModel::ClipVitB32))?; }", "Qdrant/clip-ViT-B-32-vision", id="fastembed, images"),
        pytest.param("use fastembed::{ImageEmbedding};\nfn f() { ImageEmbedding::try_new(Default::default())?; }", "Qdrant/clip-ViT-B-32-vision", id="fastembed, images, default"),
        pytest.param("use fastembed::{SparseInitOptions, SparseModel, SparseTextEmbedding};\nfn f() { SparseTextEmbedding::try_new(SparseInitOptions::new(SparseModel::SPLADEPPV1))?; }", "Qdrant/Splade_PP_en_v1", id="fastembed, sparse"),
        pytest.param("use fastembed::{ImageEmbedding, ImageEmbeddingModel, InitOptions};\nfn f() { ImageEmbedding::try_new(ImageInitOptions { model_name: ImageEmbeddingModel::Resnet50, ..Default::default() })?; }", "Qdrant/resnet50-onnx", id="fastembed, record"),
        pytest.param('use mistralrs::{MultimodalModelBuilder, IsqType};\nasync fn f() { MultimodalModelBuilder::new("acme/net").with_isq(IsqType::Q4K).build().await?; }', "acme/net", id="mistral.rs, multimodal"),
        pytest.param('use mistralrs::UqffTextModelBuilder;\nasync fn f() { UqffTextModelBuilder::new("acme/net", vec!["a.uqff".into()]).into_inner().build().await?; }', "acme/net", id="mistral.rs, UQFF"),
        pytest.param('use mistralrs::{NormalLoaderBuilder, NormalSpecificConfig};\nfn f() { NormalLoaderBuilder::new(NormalSpecificConfig::default(), None, None, Some("acme/net".to_string())).build(None)?; }', "acme/net", id="mistral.rs, loader"),
        pytest.param('use mistralrs::{GGUFLoaderBuilder, GGUFSpecificConfig};\nfn f() { GGUFLoaderBuilder::new(None, None, "acme/net".to_string(), vec!["a.gguf".into()], GGUFSpecificConfig::default(), false, None).build(); }', "acme/net", id="mistral.rs, GGUF"),
        pytest.param("use rust_bert::pipelines::sentence_embeddings::*;\nfn f() { SentenceEmbeddingsBuilder::remote(SentenceEmbeddingsModelType::AllMiniLmL6V2).with_device(d).create_model()?; }", "sentence-transformers/all-MiniLM-L6-v2", id="rust-bert"),
    ],
)  # fmt: skip
def test_builders_of_other_crates(text: str, name: str) -> None:
    assert [one[2:] for one in places({"a.rs": text})] == [(name, "use")]


def test_a_processor_of_an_own_type() -> None:
    own = NET.replace("Net", "NetProcessor").replace("new", "from_pretrained") % ("&str", "")
    files = {"src/hub.rs": HUB, "src/net.rs": own + 'fn f() { NetProcessor::from_pretrained("acme/a", None); }\n'}
    assert [(name, usage) for path, _, name, usage in places(files) if name is not None] == [("acme/a", "component")]
