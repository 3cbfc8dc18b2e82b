"""Addresses of the Hub's inference, outside Python: what is asked there is hosted."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

API = "https://api-inference.huggingface.co"
ROUTER = "https://router.huggingface.co"
CHAT = f"{ROUTER}/v1/chat/completions"


def found(path: str, text: str) -> list[tuple[int, str | None, str, str | None]]:
    files = [SourceFile(path, "0" * 40, text.encode())]
    rows = map_repository("owner/repo", None, None, [path], files, load_signatures()).rows
    return [(row["line"], row["model_name"], row["usage"], row["weights"]) for row in rows]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.sh", f"curl {API}/status/acme/net", id="another question"),
        pytest.param("a.sh", f"echo {API}/models/acme/net", id="printed"),
        pytest.param("a.sh", f"# curl {API}/models/acme/net", id="comment"),
        pytest.param("a.sh", f"curl {ROUTER}/v1/models", id="a list of models"),
        pytest.param("a.sh", f"curl {API}/models/$MODEL", id="a variable that nobody sets"),
        pytest.param("a.sh", 'curl http://localhost/v1 -d \'{"model": "acme/net"}\'', id="a server of one's own"),
        pytest.param("a.sh", f'curl {CHAT} -d \'{{"user": "acme/net"}}\'', id="another key"),
        pytest.param("a.yaml", f"url: {API}/docs", id="settings without a model"),
        pytest.param("a.go", f'// "{API}/models/acme/net"', id="comment of another language"),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert found(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("a.sh", f"curl {API}/models/acme/net -X POST -d '{{}}'", 1, id="curl"),
        pytest.param("a.sh", f"curl -X POST \\\n  {API}/models/acme/net", 2, id="curl behind options"),
        pytest.param("a.sh", f"curl --url {API}/models/acme/net", 1, id="an option's value"),
        pytest.param("a.sh", f"curl {API}/pipeline/feature-extraction/acme/net", 1, id="by its task"),
        pytest.param("a.sh", f"curl {ROUTER}/hf-inference/models/acme/net", 1, id="router"),
        pytest.param("a.sh", f"curl {ROUTER}/hf-inference/models/acme/net/v1/chat/completions", 1, id="chat"),
        pytest.param("a.sh", f'curl {CHAT} -d \'{{"model": "acme/net:groq", "n": 1}}\'', 1, id="in the request"),
        pytest.param("a.sh", f"curl '{CHAT}' \\\n --json '{{\"model\": \"acme/net\"}}'", 2, id="on another line"),
        pytest.param("a.sh", f"wget -qO- --post-data '{{}}' {API}/models/acme/net", 1, id="wget"),
        pytest.param("a.sh", f"http POST {API}/models/acme/net inputs=x", 1, id="HTTPie"),
        pytest.param("a.sh", f"M=acme/net\ncurl {API}/models/$M", 2, id="variable in the address"),
        pytest.param("a.sh", f"URL={API}/models/acme/net\ncurl $URL", 2, id="address in a variable"),
        pytest.param("Makefile", f"ask:\n\tcurl {API}/models/acme/net\n", 2, id="Makefile"),
        pytest.param(".env", f"API_URL={API}/models/acme/net\n", 1, id="environment"),
        pytest.param("a.yaml", f"env:\n  API_URL: {API}/models/acme/net\n", 2, id="YAML"),
        pytest.param("a.json", f'{{"url": "{API}/models/acme/net"}}', 1, id="JSON"),
        pytest.param("a.go", f'url := "{API}/models/acme/net"', 1, id="Go"),
        pytest.param("A.java", f'URI.create("{ROUTER}/hf-inference/models/acme/net")', 1, id="Java"),
    ],
)
def test_hosted(path: str, text: str, line: int) -> None:
    assert found(path, text) == [(line, "acme/net", "hosted", None)]


@pytest.mark.parametrize(
    ("address", "usage"),
    [
        pytest.param("http://localhost:11434", "use", id="this machine"),
        pytest.param("http://ollama:11434", "use", id="a container beside it"),
        pytest.param("https://ollama.example.org", "hosted", id="a server elsewhere"),
    ],
)
def test_a_request_to_a_server_of_models(address: str, usage: str) -> None:
    request = '{"model": "llama3.3:70b", "messages": [{"role": "user"}], "stream": false}'
    text = f"ollama pull llama3.2\ncurl {address}/v1/chat/completions -d '{request}'"
    assert [row[2] for row in found("a.sh", text) if row[0] == 2] == [usage]
