"""Each way in which a repository can name a model, in a word or two: files that use `acme/net`, and files that do not.

What there is to a way beyond that stands in the tests of the module that reads it.
"""

import json
from textwrap import dedent

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

Files = dict[str, str]
LOAD = "AutoModel.from_pretrained"
HEAD = "from transformers import AutoModel\n"
TAKES = HEAD + "def main(args):\n    AutoModel.from_pretrained(args.net)\n"  # what settings call 'net' is a model
READS = f'import os\n{HEAD}{LOAD}(os.environ["NET"])\n'
OPTION = (
    f"import argparse\n{HEAD}parser = argparse.ArgumentParser()\nparser.add_argument('--net')\n"
    f"{LOAD}(parser.parse_args().net)\n"
)


def used(files: Files) -> set[str]:
    """The models that files use, or offer."""
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    return {row["model_name"] for row in rows if row["usage"] != "mention" and row["model_name"] is not None}


def app(text: str) -> Files:
    """One file of Python that begins with the import."""
    return {"app.py": HEAD + dedent(text)}


def notebook(*cells: str) -> Files:
    made = [{"cell_type": "code", "source": cell} for cell in cells]
    return {"a.ipynb": json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})}


def options(library: str, text: str) -> Files:
    """Options of a command line whose default is a model, and a call that loads what `text` makes of them."""
    return app(f"{library}\n{dedent(text)}")


def python(text: str = 'AutoModel.from_pretrained("acme/net")') -> str:
    return f"{HEAD}{text}\n"


OPTION_OF_CLICK = "@click.option"
NAMES = [
    pytest.param(app(f'{LOAD}("acme/net")'), app('print("acme/net")'), id="literals"),
    pytest.param(app(f'N = "acme/net"\n{LOAD}(N)'), app(f'N = "acme/net"\n{LOAD}(M)'), id="constants"),
    pytest.param(
        app(f'def f(n="acme/net"):\n    {LOAD}(n)'),
        app(f'def f(n, m="acme/net"):\n    {LOAD}(n)'),
        id="defaults of parameters",
    ),
    pytest.param(
        app(
            f'class A:\n    def __init__(self):\n        self.n = "acme/net"\n    def f(self):\n        {LOAD}(self.n)'
        ),
        app(
            f'class A:\n    def __init__(self):\n        self.n = "acme/net"\n    def f(self):\n        {LOAD}(self.m)'
        ),
        id="self.x",
    ),
    pytest.param(
        app(f'class A:\n    N = "acme/net"\n{LOAD}(A.N)'),
        app(f'class A:\n    N = "acme/net"\nclass B:\n    pass\n{LOAD}(B.N)'),
        id="class attributes",
    ),
    pytest.param(
        app(f'N = {{"a": "acme/net"}}\n{LOAD}(N["a"])'),
        app(f'N = {{"a": "acme/net"}}\n{LOAD}(N["b"])'),
        id="dict values",
    ),
    pytest.param(
        app(f'{LOAD}(["acme/net", "acme/b"][0])'), app(f'{LOAD}(["acme/net", "acme/b"][1])'), id="list values"
    ),
    pytest.param(
        app(f'{LOAD}("acme/net" if big else "acme/b")'),
        app(f'{LOAD}(x if y == "acme/net" else "acme/b")'),
        id="conditional expressions",
    ),
    pytest.param(
        app(f'{LOAD}(None or "acme/net")'), app(f'{LOAD}(print("acme/net") or "acme/b")'), id="or expressions"
    ),
    pytest.param(
        app(f'def f(x):\n    {LOAD}(x or "acme/net")'), app(f"def f(x):\n    {LOAD}(x and y)"), id='`x or "ORG/NAME"`'
    ),
    pytest.param(
        app(f'def f(x=None):\n    if not x:\n        x = "acme/net"\n    {LOAD}(x)'),
        app(f'def f(x=None):\n    if not y:\n        y = "acme/net"\n    {LOAD}(x)'),
        id="`if not x: x = ...`",
    ),
    pytest.param(
        app(f'{LOAD}({{}}.get("k", "acme/net"))'), app(f'{LOAD}({{}}.get("acme/net"))'), id=".get(k, default)"
    ),
    pytest.param(
        app(f'O = "acme"\n{LOAD}(f"{{O}}/net")'), app(f'O = "acme"\n{LOAD}(f"{{P}}/net")'), id="f-strings of constants"
    ),
    pytest.param(
        app(f'{LOAD}("{{}}/net".format("acme"))'), app(f'{LOAD}("{{}}/net".format(x))'), id=".format of constants"
    ),
    pytest.param(
        app(f'import os\n{LOAD}(os.environ.get("M", "acme/net"))'),
        app(f'import os\n{LOAD}(os.environ.get("acme/net"))'),
        id="os.environ defaults",
    ),
    pytest.param(
        options(
            "import argparse",
            f"""
            p = argparse.ArgumentParser()
            p.add_argument("--net", default="acme/net")
            {LOAD}(p.parse_args().net)
            """,
        ),
        options(
            "import argparse",
            f"""
            p = argparse.ArgumentParser()
            p.add_argument("--net", default="acme/net")
            {LOAD}(p.parse_args().other)
            """,
        ),
        id="argparse defaults",
    ),
    pytest.param(
        options(
            "import click", f'@click.command()\n{OPTION_OF_CLICK}("--n", default="acme/net")\ndef f(n):\n    {LOAD}(n)'
        ),
        options(
            "import click", f'@click.command()\n{OPTION_OF_CLICK}("--n", default="acme/net")\ndef f(m):\n    {LOAD}(m)'
        ),
        id="click defaults",
    ),
    pytest.param(
        options("import typer", f'def f(n: str = typer.Option("acme/net")):\n    {LOAD}(n)'),
        options("import typer", f'def f(n: str = typer.Option("acme/b", help="acme/net")):\n    {LOAD}(n)'),
        id="typer defaults",
    ),
    pytest.param(
        options("from absl import flags", f'flags.DEFINE_string("n", "acme/net", "")\n{LOAD}(flags.FLAGS.n)'),
        options("from absl import flags", f'flags.DEFINE_string("n", "acme/net", "")\n{LOAD}(flags.FLAGS.m)'),
        id="absl defaults",
    ),
    pytest.param(
        options("from dataclasses import dataclass", f'@dataclass\nclass A:\n    n: str = "acme/net"\n{LOAD}(A().n)'),
        options(
            "from dataclasses import dataclass", f'@dataclass\nclass A:\n    n: str = "acme/net"\n{LOAD}(A(n=x).n)'
        ),
        id="dataclass field defaults",
    ),
    pytest.param(
        options("import pydantic", f'class A(pydantic.BaseModel):\n    n: str = "acme/net"\n{LOAD}(A().n)'),
        options("import pydantic", f'class A(pydantic.BaseModel):\n    n: str = "acme/net"\n{LOAD}(A().m)'),
        id="pydantic field defaults",
    ),
    pytest.param(
        {"names.py": 'N = "acme/net"', **app(f"from names import N\n{LOAD}(N)")},
        {"names.py": 'N = "acme/net"', **app(f"from other import N\n{LOAD}(N)")},
        id="imported constants across files",
    ),
    pytest.param(
        app(f'def load(n):\n    {LOAD}(n)\nload("acme/net")'),
        app(f'def load(m, n):\n    {LOAD}(n)\nload("acme/net", x)'),
        id="positional arguments into own wrappers",
    ),
    pytest.param(
        app(f'def load(n=None):\n    {LOAD}(n)\nload(n="acme/net")'),
        app(f'def load(n=None, m=None):\n    {LOAD}(n)\nload(m="acme/net")'),
        id="keyword arguments into own wrappers",
    ),
    pytest.param(
        app('Net = AutoModel\nNet.from_pretrained("acme/net")'),
        app('Net = Other\nNet.from_file("acme/net")'),
        id="class aliases",
    ),
    pytest.param(
        app('class Net(AutoModel):\n    pass\nNet.from_pretrained("acme/net")'),
        app('class Net(Other):\n    pass\nNet.fetch("acme/net")'),
        id="subclasses",
    ),
    pytest.param(
        app(f'class A:\n    def f(self):\n        {LOAD}(f"acme/{{self.s}}")\nclass B(A):\n    s = "net"'),
        app(f'class A:\n    def f(self):\n        {LOAD}(f"acme/{{self.s}}")\nclass B:\n    s = "net"'),
        id="f-strings over attributes that subclasses set",
    ),
    pytest.param(
        app(f'N = {{"small": "acme/net", "large": "acme/b"}}\ndef f(k):\n    {LOAD}(N[k])'),
        app(f'N = {{"acme/net": "small"}}\ndef f(k):\n    {LOAD}(M[k])'),
        id="dictionaries from short names to ids",
    ),
    pytest.param(
        app('C = {"a": AutoModel}\nC["a"].from_pretrained("acme/net")'),
        app('C = {"a": Other}\nC["a"].fetch("acme/net")'),
        id="dictionaries from short names to constructors",
    ),
    pytest.param(
        {"run.sh": "lm_eval --model hf --model_args pretrained=acme/net,dtype=float"},
        {"run.sh": "lm_eval --model hf --model_args tasks=acme/net,dtype=float"},
        id="ids inside key=value strings",
    ),
    pytest.param(
        {"app.py": TAKES, "run.sh": """python app.py '{"net": "acme/net"}'"""},
        {"app.py": TAKES, "run.sh": """python app.py '{"data": "acme/net"}'"""},
        id="ids inside JSON strings",
    ),
    pytest.param(
        {"base.py": python(f"class A:\n    N = None\n    def f(self):\n        {LOAD}(self.N)")}
        | {"b.py": 'from base import A\nclass B(A):\n    N = "acme/net"'},
        {"base.py": python(f"class A:\n    N = None\n    def f(self):\n        {LOAD}(self.N)")}
        | {"b.py": 'from other import A\nclass B(A):\n    N = "acme/net"'},
        id="class attributes used by a base class in another module",
    ),
    pytest.param(
        app(f'from enum import Enum\nclass E(Enum):\n    N = "acme/net"\n{LOAD}(E.N.value)'),
        app(f'from enum import Enum\nclass E(Enum):\n    N = "acme/net"\n{LOAD}(E.M.value)'),
        id="enum members",
    ),
    pytest.param(
        app(f'def load(n="acme/net"):\n    {LOAD}(n)\nload()'),
        app(f'def load(n="acme/net"):\n    {LOAD}(n)\nload("acme/b")'),
        id="a default that no caller ever reaches",
    ),
]
BEYOND = [
    pytest.param(notebook(HEAD, f'{LOAD}("acme/net")'), notebook(HEAD, f'"{LOAD}(acme/net)"'), id="notebooks per cell"),
    pytest.param(
        notebook(f'%%time\n{HEAD}m = {LOAD}("acme/net")'),
        notebook(f'%%html\n{HEAD}m = {LOAD}("acme/net")'),
        id="magics",
    ),
    pytest.param(notebook("!vllm serve acme/net"), notebook("!echo vllm serve acme/net"), id="! lines"),
    pytest.param(
        notebook("%%writefile x.py\n" + python()), notebook("%%writefile x.txt\n" + python()), id="files of a cell"
    ),
    pytest.param(
        notebook("%%writefile x.py\nN = 'acme/net'", f"{HEAD}from x import N\n{LOAD}(N)"),
        notebook("%%writefile x.py\nN = 'acme/net'", f"{HEAD}from y import N\n{LOAD}(N)"),
        id="module that a cell writes",
    ),
    pytest.param(
        notebook("%%bash\npython - <<E\n" + python() + "E"),
        notebook("%%bash\ncat - <<E\n" + python() + "E"),
        id="cell of a shell",
    ),
    *(
        pytest.param({"app.py": TAKES, path: taken}, {"app.py": TAKES, path: other}, id=name)
        for path, taken, other, name in (
            ("a.yaml", "net: acme/net", "title: acme/net", "YAML settings whose key is consumed as a model"),
            ("a.toml", '[x]\nnet = "acme/net"', '[x]\ntitle = "acme/net"', "TOML settings"),
            ("a.json", '{"net": "acme/net"}', '{"title": "acme/net"}', "JSON settings"),
        )
    ),
    pytest.param({"a.sh": "vllm serve acme/net"}, {"a.sh": "# vllm serve acme/net"}, id="shell"),
    pytest.param(
        {"Dockerfile": "FROM a\nRUN hf download acme/net"},
        {"Dockerfile": "FROM acme/net\nRUN hf login"},
        id="Dockerfile",
    ),
    pytest.param(
        {"compose.yaml": "services:\n  a:\n    command: vllm serve acme/net"},
        {"compose.yaml": "services:\n  a:\n    image: acme/net"},
        id="compose",
    ),
    pytest.param(
        {".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n    - run: hf download acme/net"},
        {".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n    - uses: acme/net"},
        id="CI files",
    ),
    pytest.param(
        {"app.py": OPTION, "README.md": "```bash\npython app.py --net acme/net\n```"},
        {"app.py": OPTION, "README.md": "```python\nload('acme/net')\n```\n`--net acme/net`"},
        id="README run commands",
    ),
    pytest.param(
        {"src/tool/cli.py": OPTION, "README.md": "```\ntool run --net acme/net\n```"},
        {"src/tool/cli.py": OPTION, "README.md": "```\ntool run --data acme/net\n```"},
        id="run commands of an own tool",
    ),
    pytest.param(
        {"src/tool/cli.py": OPTION, "README.md": "    python -m tool.cli --net acme/net"},
        {"src/tool/cli.py": OPTION, "README.md": "    python -m tool.cli --out-net acme/net"},
        id="run commands of an own module",
    ),
    pytest.param(
        {"requirements.txt": "https://github.com/explosion/spacy-models/releases/download/m-1/acme/net.whl\n"}
        | {"a.sh": "vllm serve acme/net"},
        {"requirements.txt": "https://example.org/acme/net.whl\n"},
        id="requirements",
    ),
    pytest.param(
        {"app.py": TAKES, "a.yaml": "net: ${NET:-acme/net}"}, {"app.py": TAKES, "a.yaml": "net: ${NET}"}, id="${VAR:-}"
    ),
    pytest.param(
        {"app.py": TAKES, "a.yaml": "x: acme/net\nnet: ${x}"},
        {"app.py": TAKES, "a.yaml": "x: acme/net\nnet: ${y}"},
        id="omegaconf ${...}",
    ),
    pytest.param(
        {"app.py": TAKES, "conf/a.yaml": "defaults:\n- net: small", "conf/net/small.yaml": "net: acme/net"},
        {"app.py": TAKES, "conf/a.yaml": "defaults:\n- net: acme_net"},
        id="hydra groups",
    ),
    pytest.param(
        {"app.py": TAKES, "a.yaml": "x: acme/net\nnet: !ref <x>"},
        {"app.py": TAKES, "a.yaml": "x: acme/net\nnet: !ref <y>"},
        id="!ref <name>",
    ),
    pytest.param(
        {"a.yaml": "containers:\n- image: vllm/vllm-openai:v1\n  args: [--model, acme/net]"},
        {"a.yaml": "containers:\n- image: acme/net\n  args: [--served-model-name, acme/net]"},
        id="Kubernetes argument lists",
    ),
    pytest.param(
        {"compose.yaml": "services:\n  a:\n    command:\n    - vllm\n    - serve\n    - acme/net"},
        {"compose.yaml": "services:\n  a:\n    command:\n    - cat\n    - acme/net"},
        id="compose argument lists",
    ),
    pytest.param(
        {"app.py": TAKES, "values.yaml": "server:\n  net: acme/net"},
        {"app.py": TAKES, "values.yaml": "server:\n  image: acme/net"},
        id="Helm values",
    ),
    *(
        pytest.param({path: text}, {path: text.replace("python3", "cat")}, id=f"here-documents with Python, {name}")
        for path, text, name in (
            ("a.sh", f"python3 - <<'E'\n{python()}E", "shell"),
            ("Dockerfile", f"FROM a\nRUN python3 <<E\n{python()}E", "Dockerfile"),
            ("a.yml", f"run: |\n  python3 - <<E\n  {python().strip().replace(chr(10), chr(10) + '  ')}\n  E", "CI"),
            ("Makefile", f"a:\n\tpython3 -c \"{HEAD.strip()}; {LOAD}('acme/net')\"", "makefile"),
        )
    ),
    pytest.param(
        {"a.sh": f"cat > x.py <<E\n{python()}E"}, {"a.sh": f"cat > x.txt <<E\n{python()}E"}, id="source that is written"
    ),
    pytest.param(
        {"Dockerfile": f"FROM a\nCOPY <<E /x.py\n{python()}E"},
        {"Dockerfile": f"FROM a\nCOPY <<E /x.txt\n{python()}E"},
        id="source that is copied",
    ),
    pytest.param(
        {"app.py": TAKES, "a.sh": "N=acme/net\ncat > x.yaml <<E\nnet: $N\nE"},
        {"app.py": TAKES, "a.sh": "cat > x.yaml <<E\ntitle: acme/net\nE"},
        id="settings that are written",
    ),
    pytest.param(
        {"a.sh": f"python3 -c \"{HEAD.strip()}; {LOAD}('acme/net')\""},
        {"a.sh": f"echo -c \"{HEAD.strip()}; {LOAD}('acme/net')\""},
        id="python -c",
    ),
    pytest.param(
        {"README.md": f"```\npython3 -c \"{HEAD.strip()}; {LOAD}('acme/net')\"\n```"},
        {"README.md": f"```python\n{python()}```"},
        id="Python of a document: told to run, shown",
    ),
    pytest.param({"a.sh": "vllm serve \\\n  acme/net"}, {"a.sh": "vllm serve\n  acme/net"}, id="continuation lines"),
]
NET = "NET=acme/net\n"
SERVE = "vllm serve $NET\n"
SERVICE = "services:\n  a:\n    env_file: a.env\n    command: vllm serve ${NET}\n"
HANDED_ON = [  # environment names set in one file and read in another
    pytest.param({"a.py": READS, ".env": NET}, {"a.py": READS, ".env": "DATA=acme/net"}, id=".env, Python"),
    pytest.param({"a.py": READS, ".env": NET}, {"a.py": "print(1)", ".env": NET}, id=".env that nobody reads"),
    pytest.param({"a.py": READS, "a.sh": f"export {NET}"}, {"a.sh": f"export {NET}"}, id="shell, Python"),
    pytest.param({"a.py": READS, "Dockerfile": f"ENV {NET}"}, {"Dockerfile": f"ENV {NET}"}, id="Dockerfile, Python"),
    pytest.param({".env": NET, "compose.yml": SERVICE}, {".env": NET, "a.yml": SERVICE}, id=".env, compose"),
    pytest.param({"a.env": NET, "compose.yml": SERVICE}, {"b.env": NET, "compose.yml": SERVICE}, id="env_file"),
    pytest.param({"a.py": READS, "a.env": NET}, {"a.py": READS, "a.txt": NET}, id="--env-file"),
    pytest.param(
        {"b.sh": f"export {NET}", "a.sh": f'source "$(dirname "$0")/b.sh"\n{SERVE}'},
        {"b.sh": f"export {NET}", "a.sh": f"cat b.sh\n{SERVE}"},
        id="sourced file",
    ),
    pytest.param(
        {"Dockerfile": f"FROM a\nENV {NET}CMD sh a.sh", "a.sh": SERVE},
        {"Dockerfile": f"FROM a\nENV {NET}CMD sh b.sh", "a.sh": SERVE},
        id="container's script",
    ),
    pytest.param(
        {"b.sh": "NET=acme/net bash x/a.sh", "x/a.sh": SERVE},
        {"b.sh": "NET=acme/net\nbash x/a.sh", "x/a.sh": SERVE},
        id="caller's variable",
    ),
    pytest.param(
        {"b.sh": f"export {NET}bash x/a.sh", "x/a.sh": SERVE, "y/a.sh": "ls"},
        {"b.sh": f"export {NET}bash y/a.sh", "x/a.sh": SERVE, "y/a.sh": "ls"},
        id="scripts of one name",
    ),
]


@pytest.mark.parametrize(("files", "others"), [*NAMES, *BEYOND, *HANDED_ON])
def test_a_model_is_used_where_it_reaches_a_call_and_nowhere_else(files: Files, others: Files) -> None:
    assert ("acme/net" in used(files), "acme/net" in used(others)) == (True, False)
