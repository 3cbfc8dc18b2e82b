import pytest

from builder.mapping.found import Demand
from builder.mapping.outside import commands
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ngc registry model list nvidia/nemo/conformer_en", id="list"),
        pytest.param("ngc registry resource download-version nvidia/riva/riva_quickstart:2.0", id="resource"),
        pytest.param("ngc registry model download-version ./local", id="path"),
    ],
)
def test_nothing(text: str) -> None:
    assert commands.found(commands.read(text), WANTED) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "ngc registry model download-version nvidia/nemo/conformer_en:1.0.0 --dest .",
            "nvidia/nemo/conformer_en:1.0.0",
            id="team and version",
        ),
        pytest.param(
            'ngc registry model download-version --dest /x "nvidia/bert_base:1"',
            "nvidia/bert_base:1",
            id="option first",
        ),
        pytest.param(
            "V=1.0; ngc registry model download-version nvidia/nemo/net:$V", "nvidia/nemo/net:1.0", id="variable"
        ),
        pytest.param("ngc registry model pull nvidia/nemo/net:2", "nvidia/nemo/net:2", id="older command"),
    ],
)
def test_downloads(text: str, name: str) -> None:
    assert [(one.name, one.usage, one.target.hub) for one in commands.found(commands.read(text), WANTED)] == [
        (name, "use", "ngc")
    ]
