import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand
from builder.mapping.outside import requirements
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())
WHEEL = "https://github.com/explosion/spacy-models/releases/download/en_core_web_sm-3.7.1/en_core_web_sm-3.7.1.tar.gz"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("spacy==3.7", id="library"),
        pytest.param("# en-core-web-sm==3.7.1", id="comment"),
        pytest.param("https://github.com/explosion/spacy-models", id="page"),
        pytest.param("my-core-package==1.0", id="another package"),
    ],
)
def test_nothing(text: str) -> None:
    assert requirements.found(requirements.read(text), WANTED) == []


@pytest.mark.parametrize(
    ("text", "name", "revision", "column"),
    [
        pytest.param("en-core-web-sm==3.7.1", "en_core_web_sm", "3.7.1", 1, id="version"),
        pytest.param(f"en_core_web_sm @ {WHEEL}", "en_core_web_sm", "3.7.1", 1, id="name and address"),
        pytest.param(WHEEL, "en_core_web_sm", "3.7.1", 1, id="address"),
        pytest.param("    - en-core-web-sm==3.7.1", "en_core_web_sm", "3.7.1", 7, id="element of a list"),
        pytest.param(f'x = {{url = "{WHEEL}"}}', "en_core_web_sm", "3.7.1", 13, id="string"),
    ],
)
def test_names(text: str, name: str, revision: str, column: int) -> None:
    (one,) = requirements.found(requirements.read(text), WANTED)
    assert (one.name, one.revision, one.line, one.column) == (name, revision, 1, column)
    assert (one.target.library, one.usage, one.resolution) == ("spacy", "use", "config_file")


def test_in_settings_a_name_alone_is_no_requirement() -> None:
    assert requirements.read("- en_core_web_sm", settings=True) == ()
    assert len(requirements.read("- en_core_web_sm==3.7.1", settings=True)) == 1


@settings(deadline=None)
@given(st.text(alphabet="en_core-web_sm=@:/ \"'#\n\x00"))
def test_no_text_is_refused(text: str) -> None:
    assert all(one.name for one in requirements.found(requirements.read(text), WANTED))


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        pytest.param("/srv/en_core_web_lg-3.8.0-py3-none-any.whl", "mention", id="path"),
        pytest.param("./wheels/en_core_web_lg-3.8.0-py3-none-any.whl", "mention", id="path below"),
        pytest.param("wheels/en_core_web_lg-3.8.0-py3-none-any.whl", "mention", id="folder"),
        pytest.param("en_core_web_lg @ file:///srv/en_core_web_lg-3.8.0-py3-none-any.whl", "mention", id="file"),
        pytest.param("https://x.org/en_core_web_lg-3.8.0-py3-none-any.whl", "use", id="address"),
        pytest.param("en_core_web_lg @ https://x.org/en_core_web_lg-3.8.0-py3-none-any.whl", "use", id="name, address"),
        pytest.param("en_core_web_lg==3.8.0", "use", id="version"),
    ],
)
def test_a_wheel_that_is_on_the_machine_is_no_request(line: str, usage: str) -> None:
    assert [one.usage for one in requirements.found(requirements.read(line), WANTED)] == [usage]
