"""One call of each library whose rule needs more than a name at a place: nested settings, defaults, services."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures


def rows(source: str) -> list[tuple[str | None, str, str]]:
    made = resolve({"app.py": Facts(source.encode())}, load_signatures()).found
    return [(found.name, found.usage, found.target.library) for found in made.get("app.py", [])]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "from sagemaker.huggingface import HuggingFaceModel\nHuggingFaceModel(env={'A': 'acme/a'})", id="env"
        ),
        pytest.param(
            "import boto3\nboto3.client('sagemaker').create_model(PrimaryContainer={'Image': 'acme/a'})", id="image"
        ),
        pytest.param(
            "from sagemaker.huggingface import HuggingFaceModel\nHuggingFaceModel(model_data='s3://a/b')", id="data"
        ),
        pytest.param("import litellm\nlitellm.Router(model_list=[{'model_name': 'acme/a'}])", id="a router's own word"),
        pytest.param(
            "from ray.serve.llm import LLMConfig\nLLMConfig(model_loading_config={'model_id': 'a'})", id="own id"
        ),
        pytest.param("from llama_index.core import VectorStoreIndex as V\nV.from_documents(d)", id="no embedding"),
        pytest.param("import mauve\nmauve.compute_mauve(p_features=p, q_features=q)", id="features as they are"),
        pytest.param("import trlx\ntrlx.train(reward_fn=f, config=c)", id="settings name the model"),
    ],
)
def test_no_row(source: str) -> None:
    assert rows(source) == []


@pytest.mark.parametrize(
    ("source", "usage", "library"),
    [
        pytest.param(
            "from sagemaker.huggingface import HuggingFaceModel\nhub = {'HF_MODEL_ID': 'acme/a'}\nHuggingFaceModel(env=hub)",
            "use",
            "sagemaker",
            id="environment by a constant",
        ),
        pytest.param(
            "import boto3\nc = boto3.client('sagemaker')\n"
            "c.create_model(PrimaryContainer={'Environment': {'HF_MODEL_ID': 'acme/a'}})",
            "use",
            "boto3",
            id="environment within a container",
        ),
        pytest.param(
            "import boto3\nc = boto3.client('sagemaker')\n"
            "c.create_model(Containers=[{'Environment': {'HF_MODEL_ID': 'acme/a'}}])",
            "use",
            "boto3",
            id="one of several containers",
        ),
        pytest.param(
            "from aws_cdk import aws_sagemaker as s\n"
            "s.CfnModel.ContainerDefinitionProperty(image=i, environment={'HF_MODEL_ID': 'acme/a'})",
            "use",
            "aws-cdk",
            id="CDK",
        ),
        pytest.param(
            "import litellm\nlitellm.Router(model_list=[{'litellm_params': {'model': 'huggingface/acme/a'}}])",
            "hosted",
            "litellm",
            id="routes in a list",
        ),
        pytest.param(
            "from ray.serve.llm import LLMConfig\nLLMConfig(model_loading_config=dict(model_source='acme/a'))",
            "use",
            "ray",
            id="Ray Serve",
        ),
        pytest.param(
            "from llama_index.core import VectorStoreIndex as V\nV.from_documents(d, embed_model='local:acme/a')",
            "use",
            "llama_index",
            id="local:",
        ),
        pytest.param(
            "from haystack.components.generators import HuggingFaceAPIGenerator as G\n"
            "G(api_type='serverless_inference_api', api_params={'model': 'acme/a'})",
            "hosted",
            "haystack",
            id="service",
        ),
        pytest.param(
            "import spacy\nn = spacy.blank('en')\nn.add_pipe('transformer', config={'model': {'name': 'acme/a'}})",
            "use",
            "spacy-component",
            id="component of spaCy",
        ),
        pytest.param(
            "from presidio_analyzer.nlp_engine import TransformersNlpEngine as E\n"
            "E(models=[{'model_name': {'transformers': 'acme/a'}}])",
            "use",
            "presidio",
            id="model within a list",
        ),
        pytest.param(
            "from txtai import Embeddings\nEmbeddings({'path': 'acme/a'})", "use", "txtai", id="settings by place"
        ),
        pytest.param(
            "from axolotl.utils.dict import DictDefault\nDictDefault(base_model='acme/a')",
            "use",
            "axolotl",
            id="axolotl",
        ),
        pytest.param(
            "from agno.models.huggingface import HuggingFace\nHuggingFace(id='acme/a')", "hosted", "agno", id="agent"
        ),
        pytest.param(
            "import bentoml\nclass S:\n    m = bentoml.models.HuggingFaceModel('acme/a')",
            "use",
            "bentoml",
            id="BentoML",
        ),
        pytest.param(
            "from colbert import Indexer\nIndexer(checkpoint='acme/a', config=c)", "use", "colbert", id="ColBERT"
        ),
        pytest.param(
            "import ctranslate2\nctranslate2.converters.TransformersConverter('acme/a')",
            "use",
            "ctranslate2",
            id="converter",
        ),
        pytest.param(
            "from vllm.lora.request import LoRARequest\nLoRARequest('a', 1, 'acme/a')",
            "use",
            "vllm",
            id="adapter of vLLM",
        ),
        pytest.param(
            "from txtai.pipeline import RAG\nRAG(index, o['llm'] if o.get('llm') else 'acme/a')",
            "use",
            "txtai",
            id="second argument of txtai's RAG",
        ),
        pytest.param("import lmppl\nlmppl.MaskedLM('acme/a')", "use", "lmppl", id="lmppl"),
        pytest.param("import trlx\ntrlx.train('acme/a', reward_fn=f)", "use", "trlx", id="trlx"),
        pytest.param(
            "from pyserini.search.faiss import FaissSearcher\nFaissSearcher.from_prebuilt_index('index', 'acme/a')",
            "use",
            "pyserini",
            id="encoder of an index",
        ),
    ],
)
def test_rule(source: str, usage: str, library: str) -> None:
    assert rows(source) == [("acme/a", usage, library)]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("from kokoro import KPipeline\nKPipeline(lang_code='a')", "hexgrad/Kokoro-82M", id="kokoro"),
        pytest.param(
            "from chatterbox.tts import ChatterboxTTS\nChatterboxTTS.from_pretrained(device='cuda')",
            "ResembleAI/chatterbox",
            id="chatterbox",
        ),
        pytest.param("from f5_tts.api import F5TTS\nF5TTS()", "SWivid/F5-TTS", id="F5"),
        pytest.param("from fastcoref import FCoref\nFCoref(device='cpu')", "biu-nlp/f-coref", id="fastcoref"),
        pytest.param("from mauve import compute_mauve as m\nm(p_text=p, q_text=q)", "gpt2-large", id="mauve"),
        pytest.param("import ltp\nltp.LTP()", "LTP/small", id="ltp"),
        pytest.param(
            "from text2vec import SentenceModel\nSentenceModel()", "shibing624/text2vec-base-chinese", id="text2vec"
        ),
        pytest.param("from manga_ocr import MangaOcr\nMangaOcr()", "kha-white/manga-ocr-base", id="manga_ocr"),
        pytest.param(
            "from lancedb.rerankers import ColbertReranker\nColbertReranker()", "colbert-ir/colbertv2.0", id="lancedb"
        ),
    ],
)
def test_default(source: str, name: str) -> None:
    (found,) = rows(source)
    assert found[:2] == (name, "use")


def test_every_entry_of_a_long_table() -> None:
    table = "".join(f"    'm{number}': 'acme/model-{number}',\n" for number in range(200))
    found = rows(f"from transformers import AutoModel\nT = {{\n{table}}}\nAutoModel.from_pretrained(T[key()])")
    assert len({name for name, usage, _ in found if usage == "selectable"}) == 200
