"""What functions and scripts of a shell load of the arguments that they are given."""

from collections.abc import Iterator
from typing import Any

import pytest

from builder.mapping.formats.words import Command
from builder.mapping.outside.variables import Variables
from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

FUNCTION = 'get() { hf download "$1" --quiet; }\n'
SCRIPT = '#!/bin/bash\nMODEL=$1\nvllm serve "$MODEL"\n'
OPTIONS = "#!/bin/bash\nwhile [ $# -gt 0 ]; do\n  case $1 in\n    -m|--model) MODEL=$2; shift 2 ;;\n  esac\ndone\nvllm serve $MODEL\n"
GETOPTS = (
    '#!/bin/bash\nwhile getopts "m:" o; do\n  case $o in\n    m) MODEL=$OPTARG ;;\n  esac\ndone\nvllm serve $MODEL\n'
)
FETCH = 'get() {\n  local url="$1"\n  if wget -q -O "$2" "$url"; then\n    echo $url\n  fi\n}\n'
ADDRESS = "https://huggingface.co/o/n/resolve/main/m.gguf"
CLIENT = '#!/bin/bash\ncurl "$URL/v1/completions" -d "{\\"model\\": \\"$1\\", \\"prompt\\": \\"x\\"}"\n'


def named(files: dict[str, str]) -> list[tuple[str, int, str | None]]:
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    return [(row["path"], row["line"], row["model_name"]) for row in rows if row["usage"] == "use"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.sh": FUNCTION}, id="never called"),
        pytest.param({"a.sh": "get() { echo $1; }\nget o/n"}, id="prints it"),
        pytest.param({"a.sh": FUNCTION + "got o/n"}, id="another name"),
        pytest.param({"a.sh": SCRIPT, "README.md": "```\n./b.sh o/n\n```"}, id="another script"),
        pytest.param({"a.sh": CLIENT, "b.sh": "./a.sh o/n"}, id="a script that asks a server"),
        pytest.param({"a.sh": SCRIPT, "x/a.sh": "ls", "b.sh": "./a.sh o/n"}, id="two scripts of the name"),
        pytest.param({"a.sh": "get() { get $1; }\nget o/n"}, id="calls itself"),
        pytest.param({"a.sh": FETCH + "get https://huggingface.co/o/n x"}, id="fetches a page"),
        pytest.param({"a.sh": FETCH + "get https://acme.org/m.gguf x"}, id="fetches from elsewhere"),
        pytest.param({"lib.sh": FUNCTION, "a.sh": "source other.sh\nget o/n"}, id="sources another script"),
        pytest.param({"lib.sh": FUNCTION, "a.sh": "get o/n"}, id="sources none"),
        pytest.param({"a.sh": f"has() {{ [ -f $1 ]; }}\nhas {ADDRESS}"}, id="a function that fetches nothing"),
        pytest.param({"a.sh": f"if [[ $x == {ADDRESS} ]]; then ls; fi"}, id="compared address"),
        pytest.param({"a.sh": f"case $x in\n {ADDRESS}) ls ;;\nesac"}, id="address of a case"),
        pytest.param({"README.md": f"```\nfetch {ADDRESS}\n```"}, id="documented program that is not known"),
        pytest.param({"a.sh": 'echo "HF_MODEL_ID=o/n"'}, id="printed variable"),
        pytest.param({"a.sh": 'echo "HF_MODEL_ID=o/n" > notes.txt'}, id="variable in a text"),
        pytest.param({"a.sh": 'echo "OTHER=o/n" > .env'}, id="another variable"),
    ],
)
def test_nothing(files: dict[str, str]) -> None:
    assert named(files) == []


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"a.sh": FUNCTION + "get o/n"}, ("a.sh", 2), id="function"),
        pytest.param({"a.sh": "function get {\n  hf download $1\n}\nget o/n"}, ("a.sh", 4), id="keyword"),
        pytest.param({"a.sh": "get() {\n  local m=${1}\n  hf download $m\n}\nget o/n"}, ("a.sh", 5), id="local"),
        pytest.param({"a.sh": FUNCTION + "M=o/n\nget $M"}, ("a.sh", 3), id="variable"),
        pytest.param({"a.sh": FUNCTION + "for m in o/n; do get $m; done"}, ("a.sh", 2), id="loop"),
        pytest.param(
            {"a.sh": 'a() { hf download $1; }\nb() { a "$1"; }\nb o/n'}, ("a.sh", 3), id="function in function"
        ),
        pytest.param(
            {"a.sh": 'get() { for m in "$@"; do hf download $m; done; }\nget o/n'}, ("a.sh", 2), id="all arguments"
        ),
        pytest.param({"a.sh": FETCH + f'get "{ADDRESS}" x'}, ("a.sh", 7), id="address"),
        pytest.param({"a.sh": f'get() {{ curl -L -o x "$1"; }}\nget {ADDRESS}'}, ("a.sh", 2), id="curl"),
        pytest.param(
            {"a.sh": f'HF=https://huggingface.co\n{FETCH}get "$HF/o/n/resolve/main/m.gguf" x'}, ("a.sh", 8), id="host"
        ),
        pytest.param({"lib.sh": FUNCTION, "a.sh": "source ./lib.sh\nget o/n"}, ("a.sh", 2), id="sourced"),
        pytest.param(
            {"x/lib.sh": FUNCTION, "x/a.sh": '. "$(dirname "$0")/lib.sh"\nget o/n'}, ("x/a.sh", 2), id="sourced beside"
        ),
        pytest.param({"a.sh": SCRIPT, "README.md": "```\n./a.sh o/n\n```"}, ("README.md", 2), id="documented"),
        pytest.param({"a.sh": f"fetch {ADDRESS}"}, ("a.sh", 1), id="program that is not known"),
        pytest.param({"a.sh": 'echo "HF_MODEL_ID=o/n" >> .env'}, ("a.sh", 1), id="written variable"),
        pytest.param({"a.yml": "run: echo HF_MODEL_ID=o/n >> $GITHUB_ENV"}, ("a.yml", 1), id="workflow's variable"),
        pytest.param({"build": SCRIPT, "README.md": "```\n./build o/n\n```"}, ("README.md", 2), id="without a suffix"),
        pytest.param(
            {"a.sh": "while read -r m; do\n  hf download $m\ndone <<E\no/n\nE"}, ("a.sh", 2), id="read from a text"
        ),
        pytest.param(
            {
                "a.sh": "while IFS='|' read -r x m; do\n  for i in 1; do hf download $m; done\ndone <<E\n# a|o/m\nb|o/n\nE"
            },
            ("a.sh", 2),
            id="fields of a text",
        ),
        pytest.param({"a.sh": SCRIPT, "b.sh": "bash a.sh o/n"}, ("b.sh", 1), id="by another script"),
        pytest.param({"a.sh": SCRIPT, "Makefile": "x:\n\t./a.sh o/n"}, ("Makefile", 2), id="by a makefile"),
        pytest.param({"a.sh": SCRIPT, "b.sh": "sbatch --gpus=1 a.sh o/n"}, ("b.sh", 1), id="by a scheduler"),
        pytest.param({"a.sh": SCRIPT, "w.yaml": "run: ./a.sh o/n"}, ("w.yaml", 1), id="by a workflow"),
        pytest.param({"a.sh": OPTIONS, "b.sh": "./a.sh --model o/n"}, ("b.sh", 1), id="option"),
        pytest.param({"a.sh": OPTIONS, "b.sh": "./a.sh -m o/n"}, ("b.sh", 1), id="short option"),
        pytest.param({"a.sh": GETOPTS, "b.sh": "./a.sh -m o/n"}, ("b.sh", 1), id="getopts"),
    ],
)
def test_loaded(files: dict[str, str], found: tuple[str, int]) -> None:
    assert named(files) == [(*found, "o/n")]


def test_a_script_that_several_files_run() -> None:
    files = {"a.sh": SCRIPT, "b.sh": "./a.sh o/n", "c.sh": "./a.sh o/n\n./a.sh o/m", "d.md": "```\n./a.sh o/n\n```"}
    assert named(files) == [("b.sh", 1, "o/n"), ("c.sh", 1, "o/n"), ("c.sh", 2, "o/m"), ("d.md", 2, "o/n")]


def test_a_file_that_is_given_up_says_nothing_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run of a script that a fault ends is done again for the next file that asks."""
    from builder.mapping.outside import called

    whole, calls = called.running, []

    def once(*given: Any) -> Iterator[tuple[Command, Variables]]:
        calls.append(given)
        if len(calls) == 1:
            raise RecursionError
        return whole(*given)

    monkeypatch.setattr(called, "running", once)
    assert named({"a.sh": SCRIPT, "b.sh": "./a.sh o/n", "c.sh": "./a.sh o/n"}) == [("c.sh", 1, "o/n")]
