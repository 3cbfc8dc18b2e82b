import pytest
from scripts_of import scanned


def found(text: str, path: str) -> list[tuple[str | None, str, str]]:
    return sorted(((one.name, one.usage, one.target.library) for _, one in scanned({path: text}).found), key=str)


TRANSFORMERS = 'import { pipeline } from "@huggingface/transformers";\n'
HUB = "https://huggingface.co/acme/net/resolve/main"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("pipeline('sentiment-analysis')", "Xenova/distilbert-base-uncased-finetuned-sst-2-english", id="task"),
        pytest.param("const t = 'ner'; pipeline(t, null, { dtype: 'q8' })", "Xenova/bert-base-multilingual-cased-ner-hrl", id="null"),
        pytest.param("pipeline('translation_en_to_fr', undefined)", "Xenova/t5-small", id="task with languages"),
    ],
)  # fmt: skip
def test_default_of_a_task(text: str, name: str) -> None:
    assert found(TRANSFORMERS + text, "a.ts") == [(name, "use", "transformers.js")]


@pytest.mark.parametrize(
    ("text", "name", "usage", "library"),
    [
        pytest.param("import { InferenceClient } from '@huggingface/inference'; const hf = new InferenceClient(t); hf.chatCompletion({ model: 'acme/net', messages })", "acme/net", "hosted", "@huggingface/inference", id="hosted"),
        pytest.param("import { HfInference } from '@huggingface/inference'; const MODEL = 'acme/net'; const args = { model: MODEL }; new HfInference().featureExtraction(args)", "acme/net", "hosted", "@huggingface/inference", id="hosted, object elsewhere"),
        pytest.param("import { HuggingFaceTransformersEmbeddings as E } from '@langchain/community/embeddings/huggingface_transformers'; new E({ model: 'acme/net' })", "acme/net", "use", "langchain", id="LangChain"),
        pytest.param("import { HuggingFaceTransformersEmbeddings } from '@langchain/community/embeddings/huggingface_transformers'; new HuggingFaceTransformersEmbeddings()", "Xenova/all-MiniLM-L6-v2", "use", "langchain", id="LangChain's default"),
        pytest.param("import { HuggingFaceInference } from '@langchain/community/llms/hf'; new HuggingFaceInference({ model: 'acme/net' })", "acme/net", "hosted", "langchain", id="LangChain hosted"),
        pytest.param("import * as webllm from '@mlc-ai/web-llm'; webllm.CreateMLCEngine('Llama-3.2-1B-Instruct-q4f32_1-MLC')", "Llama-3.2-1B-Instruct-q4f32_1-MLC", "use", "web-llm", id="web-llm"),
        pytest.param("import * as webllm from '@mlc-ai/web-llm'; webllm.CreateMLCEngine('snowflake-arctic-embed-s-q0f32-MLC-b4')", "snowflake-arctic-embed-s-q0f32-MLC-b4", "use", "web-llm", id="web-llm for batches"),
        pytest.param("import { CreateWebWorkerMLCEngine } from '@mlc-ai/web-llm'; CreateWebWorkerMLCEngine(new Worker('w.js'), 'Llama-3.2-1B-Instruct-q4f32_1-MLC')", "Llama-3.2-1B-Instruct-q4f32_1-MLC", "use", "web-llm", id="web-llm in a worker"),
        pytest.param("import { resolveModelFile } from 'node-llama-cpp'; resolveModelFile('hf:acme/net/net.Q4_K_M.gguf', dir)", "acme/net", "use", "node-llama-cpp", id="hf: file"),
        pytest.param("import { createModelDownloader } from 'node-llama-cpp'; createModelDownloader({ modelUri: 'hf:acme/net:Q4_K_M' })", "acme/net", "use", "node-llama-cpp", id="hf: quantization"),
        pytest.param("import { Wllama } from '@wllama/wllama'; new Wllama(c).loadModelFromHF('acme/net', 'net.gguf')", "acme/net", "use", "wllama", id="wllama"),
        pytest.param(f"await fetch('{HUB}/model.onnx')", "acme/net", "use", "url", id="fetch of weights"),
        pytest.param(f"const base = '{HUB}'; await fetch(`${{base}}/model.onnx?download=true`)", "acme/net", "use", "url", id="address put together"),
        pytest.param(f"await fetch('{HUB}/tokenizer.json')", "acme/net", "component", "url", id="fetch of a tokenizer"),
        pytest.param(f"import axios from 'axios'; axios.get('{HUB}/model.gguf')", "acme/net", "use", "url", id="axios"),
        pytest.param(f"import * as ort from 'onnxruntime-web'; ort.InferenceSession.create('{HUB}/onnx/model.onnx')", "acme/net", "use", "url", id="onnxruntime-web"),
        pytest.param("fetch('https://api-inference.huggingface.co/models/acme/net', { method: 'POST' })", "acme/net", "hosted", "api-inference", id="inference address"),
        pytest.param("const m = 'acme/net'; fetch(`https://api-inference.huggingface.co/models/${m}`)", "acme/net", "hosted", "api-inference", id="inference address put together"),
        pytest.param("import OpenAI from 'openai'; const c = new OpenAI({ baseURL: 'https://router.huggingface.co/v1' }); c.chat.completions.create({ model: 'acme/net:groq' })", "acme/net", "hosted", "openai", id="router"),
        pytest.param("import { downloadFile } from '@huggingface/hub'; downloadFile({ repo: 'acme/net', path: 'model.safetensors' })", "acme/net", "use", "@huggingface/hub", id="hub's file"),
        pytest.param("import { downloadFile } from '@huggingface/hub'; downloadFile({ repo: { type: 'model', name: 'acme/net' }, path: 'config.json' })", "acme/net", "component", "@huggingface/hub", id="hub's file by a record"),
        pytest.param("import { DefaultEmbeddingFunction } from '@chroma-core/default-embed'; new DefaultEmbeddingFunction()", "Xenova/all-MiniLM-L6-v2", "use", "chromadb", id="chroma's default"),
        pytest.param("import { KokoroTTS } from 'kokoro-js'; KokoroTTS.from_pretrained('acme/net')", "acme/net", "use", "kokoro-js", id="kokoro"),
    ],
)  # fmt: skip
def test_libraries_of_javascript(text: str, name: str, usage: str, library: str) -> None:
    assert found(text, "a.ts") == [(name, usage, library)]


@pytest.mark.parametrize(
    ("text", "name", "usage", "library"),
    [
        pytest.param('use tokenizers::Tokenizer;\nfn f() { Tokenizer::from_pretrained("acme/net", None); }', "acme/net", "component", "tokenizers", id="tokenizers"),
        pytest.param("use fastembed::{TextEmbedding, InitOptions, EmbeddingModel};\nfn f() { TextEmbedding::try_new(InitOptions::new(EmbeddingModel::BGEM3).with_show_download_progress(true)); }", "BAAI/bge-m3", "use", "fastembed", id="fastembed"),
        pytest.param("use fastembed::{TextEmbedding, InitOptions, EmbeddingModel};\nfn f() { TextEmbedding::try_new(InitOptions { model_name: EmbeddingModel::BGEM3, ..Default::default() }); }", "BAAI/bge-m3", "use", "fastembed", id="fastembed, a record"),
        pytest.param("use fastembed::*;\nfn f() { TextEmbedding::try_new(Default::default()); }", "Xenova/bge-small-en-v1.5", "use", "fastembed", id="fastembed's default"),
        pytest.param("use rust_bert::pipelines::sentiment::SentimentModel;\nfn f() { SentimentModel::new(Default::default()); }", "distilbert/distilbert-base-uncased-finetuned-sst-2-english", "use", "rust-bert", id="rust-bert's default"),
        pytest.param("use rust_bert::bart::BartModelResources; use rust_bert::resources::RemoteResource;\nfn f() { RemoteResource::from_pretrained(BartModelResources::BART_CNN); }", "facebook/bart-large-cnn", "use", "rust-bert", id="rust-bert's resource"),
        pytest.param('use mistralrs::TextModelBuilder;\nasync fn f() { TextModelBuilder::new("acme/net").with_isq(Q).build().await; }', "acme/net", "use", "mistral.rs", id="mistral.rs"),
        pytest.param('use kalosm::language::*;\nfn f() { FileSource::huggingface("acme/net".to_string(), "main".to_string(), "net.gguf".to_string()); }', "acme/net", "use", "kalosm", id="kalosm"),
        pytest.param(f'fn f() {{ reqwest::blocking::get("{HUB}/model.safetensors"); }}', "acme/net", "use", "url", id="reqwest"),
        pytest.param(f'use ort::session::Session;\nfn f() {{ Session::builder()?.commit_from_url("{HUB}/model.onnx")?; }}', "acme/net", "use", "url", id="ort"),
        pytest.param('use model2vec_rs::model::StaticModel;\nfn f() { StaticModel::from_pretrained("acme/net", None, None, None); }', "acme/net", "use", "model2vec", id="model2vec"),
    ],
)  # fmt: skip
def test_libraries_of_rust(text: str, name: str, usage: str, library: str) -> None:
    assert found(text, "a.rs") == [(name, usage, library)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("fetch('https://huggingface.co/acme/net')", "a.ts", id="a model's page"),
        pytest.param("fetch('https://huggingface.co/datasets/acme/net/resolve/main/a.json')", "a.ts", id="a data set's file"),
        pytest.param("import { downloadFile } from '@huggingface/hub'; downloadFile({ repo: { type: 'dataset', name: 'acme/net' } })", "a.ts", id="a data set's file by its record"),
        pytest.param("import OpenAI from 'openai'; new OpenAI().chat.completions.create({ model: 'acme/net' })", "a.ts", id="another provider's"),
        pytest.param("import { pipeline } from 'stream'; pipeline('x', 'acme/net') // @huggingface/transformers", "a.ts", id="another module's pipeline"),
    ],
)  # fmt: skip
def test_nothing(text: str, path: str) -> None:
    assert found(text, path) == []


def test_a_revision() -> None:
    ((_, one),) = scanned({"a.ts": TRANSFORMERS + "pipeline('x', 'acme/net', { revision: 'v2' })"}).found
    assert one.revision == "v2"


def test_way_of_a_name_to_its_call() -> None:
    files = {
        "names.ts": "export const SMALL = 'o/n';\n",
        "options.ts": "import { SMALL } from './names';\nexport const options = {\n  model: SMALL,\n};\n",
        "main.ts": (
            f"{TRANSFORMERS}import {{ options }} from './options';\n"
            "const model = options.model;\nawait pipeline('ner', model);\n"
        ),
    }
    (one,) = [one for path, one in scanned(files).found if path == "main.ts"]
    assert (one.defined_at, one.trail) == ("names.ts:1", ("options.ts:3", "main.ts:3", "main.ts:4"))


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        pytest.param("a.ts", "spawn('rsync', ['-hf', './x'])", None, id="another program's path"),
        pytest.param("a.ts", "// spawn('llama-server', ['-hf', 'acme/net'])", None, id="comment"),
        pytest.param("a.ts", "spawn('llama-server', ['-hf', 'acme/net:Q4'])", "acme/net", id="llama.cpp"),
        pytest.param("a.js", 'execa("vllm", ["serve", "acme/net"])', "acme/net", id="vLLM"),
        pytest.param("a.rs", 'fn f() { Command::new("x").arg("-hf").arg("acme/net"); }', "acme/net", id="one by one"),
    ],
)
def test_programs_that_are_started(path: str, text: str, name: str | None) -> None:
    assert [(one, usage) for one, usage, _ in found(text, path)] == ([(name, "use")] if name else [])
