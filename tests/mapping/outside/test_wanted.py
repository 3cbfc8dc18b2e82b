import pytest

from builder.mapping.found import Demand, Target
from builder.mapping.outside.command_line import program_name
from builder.mapping.outside.keys import plain
from builder.mapping.outside.wanted import HUB, Wanted
from builder.mapping.outside.wrappers import wrapped
from builder.reference.signatures import load_signatures

MODEL = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
DEMAND = Demand({"encoder_kind": MODEL, "net.name": MODEL}, {"--net": MODEL}, {"NET": MODEL})
WANTED = Wanted(DEMAND, load_signatures())
NOTHING = Wanted(Demand(), load_signatures())


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("epochs", id="another key"),
        pytest.param("hub_model_id", id="output"),
        pytest.param("dataset_name", id="data set"),
        pytest.param("repo_id", id="repository of any kind"),
        pytest.param("", id="empty"),
    ],
)
def test_no_goal(key: str) -> None:
    assert WANTED.key(key) is None


@pytest.mark.parametrize(
    ("key", "library", "loads", "sure"),
    [
        pytest.param("model_name_or_path", HUB.name, "model", True, id="known key"),
        pytest.param("modelNameOrPath", HUB.name, "model", True, id="camel case"),
        pytest.param("--model-name-or-path", HUB.name, "model", True, id="option"),
        pytest.param("tokenizer_name", HUB.name, "tokenizer", True, id="tokenizer"),
        pytest.param("spacy_model", "spacy", "model", True, id="key of one library"),
        pytest.param("llm_model", HUB.name, "model", False, id="key that is not sure"),
        pytest.param("encoder-kind", "transformers", "model", True, id="key that the code asks for"),
    ],
)
def test_goal(key: str, library: str, loads: str, sure: bool) -> None:
    goal = WANTED.key(key)
    assert goal is not None
    assert (goal.target.library, goal.target.loads, goal.sure) == (library, loads, sure)


def test_what_the_code_asks_for_is_told_by_option_and_variable_as_they_are_written() -> None:
    assert WANTED.option("--net") is not None and WANTED.option("--nets") is None
    assert WANTED.variable("NET") is not None and WANTED.variable("net") is None
    assert (WANTED.read("NET"), NOTHING.read("NET")) == (True, False)
    assert (WANTED.takes, NOTHING.takes) == (True, False)


def test_demanded_keys_may_be_paths() -> None:
    assert WANTED.demanded(["a", "net", "name"]) == MODEL
    assert WANTED.demanded(["net", "type"]) is None
    assert WANTED.demanded(["x", "encoder_kind"]) == MODEL
    assert WANTED.demanded([]) is None


@pytest.mark.parametrize(
    ("word", "name"),
    [
        pytest.param("python3.11", "python", id="version"),
        pytest.param("/usr/bin/python", "python", id="folder"),
        pytest.param("pythonic", "pythonic", id="another program"),
        pytest.param("./vllm", "vllm", id="here"),
    ],
)
def test_program_name(word: str, name: str) -> None:
    assert program_name(word) == name


def test_plain() -> None:
    assert plain("--Model-Name_or_path") == plain("modelNameOrPath") == "modelnameorpath"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"epochs: 3", id="nothing of it"),
        pytest.param(b"llm: b", id="key that is not sure without an owner"),
    ],
)
def test_files_that_are_not_read(data: bytes) -> None:
    assert not WANTED.passes(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"MODEL_NAME_OR_PATH=b", id="known key"),
        pytest.param(b"encoderKind: b", id="key of the code"),
        pytest.param(b"llm: a/b", id="key that is not sure with an owner"),
        pytest.param(b'["vllm", "serve", "x"]', id="command"),
        pytest.param(b"https://huggingface.co/a/b", id="address"),
        pytest.param(b"x --net b", id="option"),
    ],
)
def test_files_that_are_read(data: bytes) -> None:
    assert WANTED.passes(data)


def test_scripts_are_read_where_a_module_of_theirs_stands() -> None:
    assert WANTED.passes_script(b'from "@huggingface/transformers"', "javascript")
    assert not WANTED.passes_script(b'from "react"', "javascript")
    assert not WANTED.passes_script(b"@huggingface/transformers", "rust")


@pytest.mark.parametrize(
    ("script", "handed_to"),
    [
        pytest.param(b"python a.py $1", None, id="one argument"),
        pytest.param(b"python a.py; run $@", None, id="another command"),
        pytest.param(b"run $@ a.py", None, id="before"),
        pytest.param(b"run .py $@", None, id="no name"),
        pytest.param(b"run a.py$@", None, id="no blank"),
        pytest.param(b'python src/a-b.py --x "$@"', "a-b.py", id="quoted"),
        pytest.param(b"python a.py.bak b.py $*\nc.py $@", "a.py", id="first"),
        pytest.param(b"x.py y\nz.py $@ > \xff.py", "z.py", id="second line"),
    ],
)
def test_script_that_gets_all_arguments(script, handed_to):
    assert wrapped({"bin/run.sh": script}) == ({"run.sh": handed_to} if handed_to else {})


@pytest.mark.parametrize("piece", [b"a", b"...", b".py", b"a.py ", b"a.py $@;", b" $@", b"a.py;"])
def test_time_grows_with_the_script_only(piece):
    text = piece * (2_000_000 // len(piece)) + b"\n$@"
    assert len(wrapped({"a.sh": text})) <= 1  # quadratic time would be hours
