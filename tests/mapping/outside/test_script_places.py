"""Commands that run scripts which are not there."""

import pytest

from builder.mapping.outside.command_line import line
from builder.mapping.outside.commands import read
from builder.mapping.outside.script_places import script_of, script_place
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

PATHS = ["train.py", "tools/prepare/words.py", "pkg/__init__.py"]
TRAIN = (
    "import argparse\nfrom transformers import AutoModel\np = argparse.ArgumentParser()\np.add_argument('--model')\n"
    "AutoModel.from_pretrained(p.parse_args().model)\n"
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param("train.py", "there", id="at the root"),
        pytest.param("./train.py", "there", id="here"),
        pytest.param("../../train.py", "there", id="from a folder below"),
        pytest.param("prepare/words.py", "there", id="from a folder above it"),
        pytest.param("words.py", "there", id="from its own folder"),
        pytest.param("tools/words.py", "elsewhere", id="moved"),
        pytest.param("run.py", "missing", id="nowhere"),
        pytest.param("tools/run.py", "missing", id="nowhere in a folder that is there"),
        pytest.param("vendor/x/run.py", "unknown", id="in a folder of another's"),
    ],
)
def test_where_a_script_is(path: str, place: str) -> None:
    assert script_place(path, PATHS) == place


def test_nothing_is_known_of_a_repository_without_python() -> None:
    assert script_place("run.py", []) == "unknown"


@pytest.mark.parametrize(
    ("command", "script"),
    [
        pytest.param("python a/b.py --x y.py", "a/b.py", id="python"),
        pytest.param("A=1 torchrun --nproc 2 a.py", "a.py", id="torchrun"),
        pytest.param("./a.py --x 1", "./a.py", id="by itself"),
        pytest.param("docker run image python a.py", "", id="in a container"),
        pytest.param("python /app/a.py", "", id="of the machine"),
        pytest.param("python -m a.b", "", id="a module"),
        pytest.param("python $DIR/a.py", "", id="a variable"),
    ],
)
def test_which_script_runs(command: str, script: str) -> None:
    assert script_of(line(read(command).commands[0])) == script


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        pytest.param("python train.py --model acme/net", ["use"], id="there"),
        pytest.param("python tools/train.py --model acme/net", ["selectable"], id="moved"),
        pytest.param("python run.py --model acme/net", ["mention"], id="missing"),
        pytest.param("git clone https://h/o/r\npython run.py --model acme/net", ["use"], id="another's"),
        pytest.param("huggingface-cli download acme/net", ["use"], id="a program"),
    ],
)
def test_usage(command: str, usage: list[str]) -> None:
    files = [SourceFile(name, "0" * 40, text.encode()) for name, text in (("train.py", TRAIN), ("run.sh", command))]
    rows = map_repository("owner/repo", None, None, ["train.py", "run.sh"], files, load_signatures()).rows
    assert [row["usage"] for row in rows if row["path"] == "run.sh"] == usage
