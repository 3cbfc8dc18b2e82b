"""Names of services and registries other than the Hub: Python in, (name, hub, usage) of each place out."""

from textwrap import dedent

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile


def places(source: str) -> set[tuple[str | None, str, str]]:
    """What the rows of one file say."""
    files = [SourceFile("app.py", "0" * 40, dedent(source).encode())]
    rows = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures()).rows
    return {(row["model_name"], row["hub"], row["usage"]) for row in rows}


OPENAI = "from openai import OpenAI, AsyncOpenAI\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(OPENAI + 'OpenAI().chat.completions.create(model="your-model")', id="placeholder"),
        pytest.param(OPENAI + "OpenAI().chat.completions.create(model=name)", id="name that is not known"),
        pytest.param(OPENAI + 'OpenAI().files.create(file="gpt-4.1")', id="call that names no model"),
        pytest.param('client.chat.completions.create(messages=["gpt-4.1"])', id="another argument"),
        pytest.param('from litellm import completion\ncompletion(model="nobody/net")', id="route of nobody"),
        pytest.param('import boto3\nboto3.client("x").invoke_model(modelId="arn:aws:bedrock:x")', id="resource"),
        pytest.param('from funasr import AutoModel\nAutoModel(model="asr/models/net")', id="folder"),
    ],
)
def test_what_is_no_name(source: str) -> None:
    assert places(source) == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            OPENAI + 'OpenAI().chat.completions.create(model="gpt-4.1")', ("gpt-4.1", "openai", "hosted"), id="openai"
        ),
        pytest.param(
            OPENAI + 'c = AsyncOpenAI()\nasync def f():\n    await c.responses.create(model="o3-mini")',
            ("o3-mini", "openai", "hosted"),
            id="client with a name",
        ),
        pytest.param(
            'def ask(client):\n    client.chat.completions.create(model="gpt-4o")',
            ("gpt-4o", "openai", "hosted"),
            id="client that nothing tells",
        ),
        pytest.param(
            'import openai\nopenai.ChatCompletion.create(model="gpt-3.5-turbo")',
            ("gpt-3.5-turbo", "openai", "hosted"),
            id="former interface",
        ),
        pytest.param(
            OPENAI
            + 'OpenAI(base_url="https://router.huggingface.co/v1").chat.completions.create(model="acme/net:groq")',
            ("acme/net", "huggingface", "hosted"),
            id="the Hub's router",
        ),
        pytest.param(
            OPENAI
            + 'c = OpenAI(base_url="https://api.groq.com/openai/v1")\nc.chat.completions.create(model="acme/net")',
            ("acme/net", "groq", "hosted"),
            id="address of a service",
        ),
        pytest.param(
            OPENAI + 'OpenAI(base_url="http://localhost:11434/v1").chat.completions.create(model="llama3.2")',
            ("llama3.2", "ollama", "use"),
            id="address of Ollama",
        ),
        pytest.param(
            OPENAI + 'OpenAI(base_url="http://gpu:8000/v1").chat.completions.create(model="acme/net")',
            ("acme/net", "huggingface", "hosted"),
            id="server of one's own",
        ),
        pytest.param(
            'import anthropic\nanthropic.Anthropic().messages.create(model="claude-3-5-sonnet-latest")',
            ("claude-3-5-sonnet-latest", "anthropic", "hosted"),
            id="anthropic",
        ),
        pytest.param(
            'from google import genai\ngenai.Client().models.generate_content(model="gemini-2.0-flash")',
            ("gemini-2.0-flash", "google", "hosted"),
            id="google",
        ),
        pytest.param(
            'from mistralai import Mistral\nMistral().chat.complete(model="mistral-large-latest")',
            ("mistral-large-latest", "mistral", "hosted"),
            id="mistral",
        ),
        pytest.param(
            'import cohere\ncohere.Client("k").chat(model="command-r-plus")',
            ("command-r-plus", "cohere", "hosted"),
            id="cohere",
        ),
        pytest.param(
            'import boto3\nboto3.client("bedrock-runtime").invoke_model(modelId="anthropic.claude-v2:1")',
            ("anthropic.claude-v2:1", "bedrock", "hosted"),
            id="bedrock",
        ),
        pytest.param('import ollama\nollama.chat("llama3.2:3b")', ("llama3.2:3b", "ollama", "use"), id="ollama"),
        pytest.param(
            'import ollama\nollama.pull("hf.co/acme/net-GGUF:Q4")', ("acme/net-GGUF", "huggingface", "use"), id="pulled"
        ),
        pytest.param(
            'from modelscope import AutoModel\nAutoModel.from_pretrained("acme/net")',
            ("acme/net", "modelscope", "use"),
            id="modelscope",
        ),
        pytest.param(
            'from litellm import completion\ncompletion(model="huggingface/acme/net")',
            ("acme/net", "huggingface", "hosted"),
            id="litellm, the Hub",
        ),
        pytest.param(
            'from litellm import completion\ncompletion(model="huggingface/together/acme/net")',
            ("acme/net", "huggingface", "hosted"),
            id="litellm, a provider of the Hub",
        ),
        pytest.param(
            'from litellm import completion\ncompletion(model="ollama/llama3")',
            ("llama3", "ollama", "use"),
            id="litellm, Ollama",
        ),
        pytest.param(
            'from litellm import completion\ncompletion("gpt-4o")',
            ("gpt-4o", "openai", "hosted"),
            id="litellm, by its form",
        ),
        pytest.param(
            'from litellm import completion\ncompletion("together_ai/meta-llama/Net-3")',
            ("meta-llama/Net-3", "together", "hosted"),
            id="litellm, a service",
        ),
        pytest.param(
            'from langchain_openai import ChatOpenAI\nChatOpenAI(model="gpt-4o")',
            ("gpt-4o", "openai", "hosted"),
            id="langchain",
        ),
        pytest.param(
            'from langchain_openai import ChatOpenAI\nChatOpenAI(model="acme/net", base_url="http://localhost:8000/v1")',
            ("acme/net", "huggingface", "hosted"),
            id="langchain, server of one's own",
        ),
        pytest.param(
            'from langchain_ollama import ChatOllama\nChatOllama(model="llama3.1", base_url="http://gpu:1")',
            ("llama3.1", "ollama", "use"),
            id="langchain, Ollama",
        ),
        pytest.param(
            'from langchain.chat_models import init_chat_model\ninit_chat_model("anthropic:claude-3-opus")',
            ("claude-3-opus", "anthropic", "hosted"),
            id="langchain by a route",
        ),
        pytest.param(
            'from llama_index.llms.openai import OpenAI\nOpenAI(model="gpt-4o-mini")',
            ("gpt-4o-mini", "openai", "hosted"),
            id="llama_index",
        ),
        pytest.param(
            'from crewai import LLM\nLLM(model="gemini/gemini-2.0-flash")',
            ("gemini-2.0-flash", "google", "hosted"),
            id="crewai",
        ),
        pytest.param('import dspy\ndspy.LM("openai/gpt-4o-mini")', ("gpt-4o-mini", "openai", "hosted"), id="dspy"),
        pytest.param(
            'from pydantic_ai.models.huggingface import HuggingFaceModel\nHuggingFaceModel("acme/net")',
            ("acme/net", "huggingface", "hosted"),
            id="pydantic_ai",
        ),
        pytest.param(
            'from smolagents import LiteLLMModel\nLiteLLMModel(model_id="huggingface/acme/net")',
            ("acme/net", "huggingface", "hosted"),
            id="smolagents",
        ),
        pytest.param(
            'from ultralytics import YOLO\nYOLO("yolov8n.pt")', ("yolov8n.pt", "ultralytics", "use"), id="ultralytics"
        ),
        pytest.param(
            'from flair.models import TextClassifier\nTextClassifier.load("en-sentiment")',
            ("en-sentiment", "flair", "use"),
            id="flair's own store",
        ),
        pytest.param(
            'from flair.models import SequenceTagger\nSequenceTagger.load("ner")',
            ("flair/ner-english", "huggingface", "use"),
            id="flair on the Hub",
        ),
        pytest.param(
            "from doctr.models import parseq\nparseq(pretrained=True)",
            ("parseq", "doctr", "use"),
            id="docTR's own store",
        ),
    ],
)
def test_whose_a_name_is(source: str, expected: tuple[str, str, str]) -> None:
    assert places(source) == {expected}


def test_every_hub_that_a_rule_names_is_known() -> None:
    signatures = load_signatures()
    rules = [rule for library in signatures.libraries for rule in library.calls if rule.hub is not None]
    named = {rule.hub for rule in rules} | {library.hub for library in signatures.libraries}
    named |= {rule.hub for rule in (*signatures.commands, *signatures.scripts)}
    assert named - {"", *signatures.names.hub} == set()


def test_each_caller_of_a_client_of_ones_own_names_its_server() -> None:
    """The address is that of the call that gives the name, be it handed on by name, by place, or left to a default."""
    client = """
        from openai import OpenAI
        class Asked:
            def __init__(self, model, base_url="https://api.groq.com/openai/v1"):
                self.model = model
                self.client = OpenAI(base_url=base_url)
            def ask(self, text):
                return self.client.chat.completions.create(model=self.model, messages=[text])
        Asked("acme/a", base_url="https://openrouter.ai/api/v1").ask("")
        Asked("acme/b", "https://router.huggingface.co/v1").ask("")
        Asked("acme/c").ask("")
    """
    assert places(client) == {
        ("acme/a", "openrouter", "hosted"),
        ("acme/b", "huggingface", "hosted"),
        ("acme/c", "groq", "hosted"),
    }


def test_of_several_callers_servers_none_is_that_of_a_name_of_its_own() -> None:
    """A name that the client itself sends is whose its form says, whichever server it is told to ask."""
    client = """
        from openai import OpenAI
        class Asked:
            def __init__(self, base_url):
                self.client = OpenAI(base_url=base_url)
            def ask(self, text):
                return self.client.chat.completions.create(model="gpt-4o", messages=[text])
        Asked("https://openrouter.ai/api/v1").ask("")
        Asked("https://api.x.ai/v1").ask("")
    """
    assert places(client) == {("gpt-4o", "openai", "hosted")}
