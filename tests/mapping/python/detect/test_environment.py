import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

READER = 'import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained(os.environ["NET"])\n'
FIXTURE = """import os, pytest
@pytest.fixture(params=["acme/a", "bert-base-uncased"])
def server(request):
    os.environ["NET"] = request.param
"""


def found(source: str) -> list[tuple[int, str | None, str, str]]:
    facts = {"read.py": Facts(READER.encode()), "run.py": Facts(source.encode())}
    places = resolve(facts, load_signatures()).found.get("run.py", [])
    return [(one.line, one.name, one.resolution, one.usage) for one in places]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('import os\nos.environ["OTHER"] = "acme/a"', id="variable that nobody reads"),
        pytest.param('import os\n# os.environ["NET"] = "acme/a"', id="comment"),
        pytest.param("import os\nos.environ['NET'] == 'acme/a'", id="comparison"),
        pytest.param('import os\nos.environ["NET"] = "./net"', id="folder"),
        pytest.param('import os\nos.environ["NET"] = "net"', id="word"),
        pytest.param('import os, sys\nos.environ["NET"] = sys.argv[1]', id="what nobody knows"),
        pytest.param('import os\nos.environ["NET"] =', id="unfinished"),
        pytest.param('submit(environment_variables={"OTHER": "acme/a"})', id="another variable of a job"),
        pytest.param('submit(labels={"NET": "acme/a"}, env={})', id="labels of a job"),
        pytest.param('{"env": [{"name": "OTHER", "value": "acme/a"}, "NET"]}', id="another variable of a container"),
    ],
)
def test_nothing(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('import os\nos.environ["NET"] = "acme/a"', [(2, "acme/a")], id="text"),
        pytest.param("from os import environ\nenviron['NET']='acme/a'", [(2, "acme/a")], id="imported alone"),
        pytest.param('import os\nN = "acme/a"\nos.environ["NET"] = N', [(3, "acme/a")], id="constant"),
        pytest.param('job.submit(environment_variables={"NET": "acme/a", "T": f()})', [(1, "acme/a")], id="job"),
        pytest.param('M = "acme/a"\nrun(env_variables={\n"NET": M})', [(3, "acme/a")], id="job, several lines"),
        pytest.param('upload(serving_container_environment_variables={"NET": "acme/a"})', [(1, "acme/a")], id="server"),
        pytest.param('{"env": [{"name": "NET", "value": "acme/a"}]}', [(1, "acme/a")], id="list of a container"),
        pytest.param('env = [k.V1EnvVar(name="NET", value="acme/a")]', [(1, "acme/a")], id="variable of a container"),
        pytest.param(FIXTURE, [(4, "acme/a"), (4, "bert-base-uncased")], id="parameters of a fixture"),
        pytest.param('import os\nfor n in ["acme/a", "acme/b"]:\n    os.environ["NET"] = n', [(3, "acme/a"), (3, "acme/b")], id="loop"),
    ],
)  # fmt: skip
def test_use(source: str, expected: list[tuple[int, str]]) -> None:
    assert found(source) == [(line, name, "environment", "use") for line, name in expected]
