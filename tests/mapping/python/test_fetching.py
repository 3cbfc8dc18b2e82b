"""Addresses of the Hub that Python code asks for: files that it fetches, models that it asks a service for."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

FILE = "https://huggingface.co/acme/wren/resolve/main/wren.bin"
HOSTED = "https://api-inference.huggingface.co/models/acme/wren"


def rows(source: str) -> list[tuple[int, str | None, str, str]]:
    made = resolve({"app.py": Facts(source.encode())}, load_signatures()).found
    return [(found.line, found.name, found.usage, found.target.library) for found in made.get("app.py", [])]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"URL = '{FILE}'\n", id="no call"),
        pytest.param(f"import requests\nprint('see {FILE}')", id="printed"),
        pytest.param("import requests\nrequests.get('https://huggingface.co/acme/wren')", id="a page, not a file"),
        pytest.param(
            "import requests\nrequests.get('https://huggingface.co/api/models/acme/wren')", id="the Hub's API"
        ),
        pytest.param(
            "import requests\nrequests.get('https://huggingface.co/datasets/acme/wren/resolve/main/a.csv')",
            id="data set",
        ),
        pytest.param(
            "import requests  # huggingface.co\nrequests.get('https://acme.org/a/resolve/main/b.bin')", id="other"
        ),
        pytest.param("import requests  # huggingface.co\nrequests.get(url)", id="an address that is not known"),
        pytest.param(f"table = {{}}\ntable.get('{FILE}')", id="get of a dictionary"),
        pytest.param(
            "import requests\nrequests.get('https://api-inference.huggingface.co/status/acme/wren')",
            id="state of a service",
        ),
    ],
)
def test_no_row(source: str) -> None:
    assert rows(source) == []


@pytest.mark.parametrize(
    ("source", "library"),
    [
        pytest.param("import requests\nrequests.get('{url}', stream=True)", "requests", id="requests"),
        pytest.param("import requests\nrequests.Session().get('{url}')", "requests", id="session"),
        pytest.param("import requests\nrequests.request('GET', '{url}')", "requests", id="request"),
        pytest.param("import urllib.request\nurllib.request.urlretrieve('{url}', 'a')", "urllib", id="urlretrieve"),
        pytest.param("from urllib.request import urlopen\nurlopen('{url}')", "urllib", id="urlopen"),
        pytest.param("import wget\nwget.download('{url}')", "wget", id="wget"),
        pytest.param("import httpx\nhttpx.stream('GET', '{url}')", "httpx", id="httpx"),
        pytest.param("import gdown\ngdown.download('{url}', 'a')", "gdown", id="gdown"),
        pytest.param("import torch\ntorch.hub.load_state_dict_from_url('{url}')", "torch.hub", id="state dict"),
        pytest.param("import torch\ntorch.hub.download_url_to_file('{url}', 'a')", "torch.hub", id="torch.hub file"),
        pytest.param("import torch\ntorch.utils.model_zoo.load_url('{url}')", "torch", id="model_zoo"),
        pytest.param("import keras\nkeras.utils.get_file('a', '{url}')", "keras", id="get_file by place"),
        pytest.param("import keras\nkeras.utils.get_file(origin='{url}')", "keras", id="get_file by keyword"),
        pytest.param("import pooch\npooch.retrieve(url='{url}', known_hash=None)", "pooch", id="pooch"),
        pytest.param("import fsspec\nfsspec.open('hf://acme/wren/wren.bin')", "fsspec", id="fsspec"),
        pytest.param("import acme\nacme.load_file_from_url('{url}', 'a')", "acme", id="anybody's, by its name"),
        pytest.param("import acme\nacme.download_file('a', '{url}')", "acme", id="second argument"),
    ],
)
def test_fetched_file(source: str, library: str) -> None:
    assert rows(source.replace("{url}", FILE)) == [(2, "acme/wren", "use", library)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param(
            "import requests\nNAME = 'acme/wren'\nrequests.get(f'{hub}/{NAME}/resolve/main/a.bin')", 3, id="parts"
        ),
        pytest.param(
            "import requests\ndef get(url):\n    requests.get(url)\nget('{file}')", 4, id="helper of the repository"
        ),
        pytest.param(
            "import requests\nURLS = ['{file}']\nfor url in URLS:\n    requests.get(url)", 4, id="a list of them"
        ),
    ],
)
def test_fetched_through(source: str, line: int) -> None:
    whole = source.replace("{file}", FILE).replace("{hub}", "https://huggingface.co")
    assert rows(whole) == [(line, "acme/wren", "use", "requests")]


@pytest.mark.parametrize(
    ("file", "usage", "loads"),
    [
        pytest.param("config.json", "component", "file", id="settings"),
        pytest.param("tokenizer.model", "component", "file", id="tokenizer"),
        pytest.param("optimizer.pt", "component", "file", id="state of training"),
        pytest.param("corpus-embeddings.safetensors", "component", "file", id="vectors that a model has made"),
        pytest.param("model.safetensors", "use", "model", id="weights"),
        pytest.param("embeddings-model.onnx", "use", "model", id="weights of a model of vectors"),
        pytest.param("model.onnx?download=true", "use", "model", id="weights with a query"),
    ],
)
def test_kind_of_the_file(file: str, usage: str, loads: str) -> None:
    source = f"import requests\nrequests.get('https://huggingface.co/acme/wren/resolve/v1/{file}')"
    (found,) = resolve({"app.py": Facts(source.encode())}, load_signatures()).found["app.py"]
    assert (found.usage, found.target.loads, found.revision) == (usage, loads, "v1")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(HOSTED, id="inference API"),
        pytest.param("https://api-inference.huggingface.co/pipeline/feature-extraction/acme/wren", id="by its task"),
        pytest.param("https://router.huggingface.co/hf-inference/models/acme/wren", id="router"),
        pytest.param(
            "https://router.huggingface.co/hf-inference/models/acme/wren/pipeline/summarization", id="task behind"
        ),
        pytest.param("https://api-inference.huggingface.co/models/acme/wren/v1/chat/completions", id="chat"),
    ],
)
def test_asked_of_a_service(url: str) -> None:
    source = f"import requests\nURL = '{url}'\ndef ask(body):\n    return requests.post(URL, json=body)"
    assert rows(source) == [(4, "acme/wren", "hosted", "requests")]


def test_clone() -> None:
    source = "import git\ngit.Repo.clone_from('https://huggingface.co/acme/wren', 'a')"
    assert rows(source) == [(2, "acme/wren", "use", "GitPython")]
