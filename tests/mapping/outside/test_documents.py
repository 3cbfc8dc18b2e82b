import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand, Target
from builder.mapping.outside import documents
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

MODEL = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
WANTED = Wanted(Demand({}, {"--base": MODEL}, {}), load_signatures())


def names(text: str, kind: str = "markdown") -> list[tuple[int, str | None]]:
    return [(one.line, one.name) for one in documents.found(documents.read(text.encode(), kind), WANTED)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Run it with acme/net.", id="prose"),
        pytest.param("[acme/net](https://huggingface.co/acme/net)", id="link"),
        pytest.param("| acme/net | 1 |", id="table"),
        pytest.param("The `acme/net` model", id="name in code"),
        pytest.param("Pass `--base acme/net` to it", id="option alone"),
        pytest.param("Set `base_model=acme/net x`", id="setting alone"),
        pytest.param("```yaml\nbase_model: acme/net\n```", id="settings"),
        pytest.param('```python\nload("acme/net")\n```', id="python"),
        pytest.param('```json\n{"base_model": "acme/net"}\n```', id="result"),
        pytest.param("<!--\n```\nvllm serve acme/net\n```\n-->", id="comment"),
        pytest.param("```sh\n# vllm serve acme/net\n```", id="comment in a block"),
        pytest.param("```\nFROM acme/image\nENV TITLE=acme/net\n```", id="Dockerfile that sets another variable"),
        pytest.param("```\nFrom here on vllm is served\n```", id="text that begins like a Dockerfile"),
        pytest.param("```diff\n- vllm serve acme/net\n```", id="line that is taken away"),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("```\nFROM acme/image:1\nRUN vllm serve acme/net\n```", [(3, "acme/net")], id="Dockerfile unsaid"),
        pytest.param(
            "```text\n# x\nARG A=1\nFROM a AS b\nRUN vllm serve acme/net\n```", [(5, "acme/net")], id="its head"
        ),
        pytest.param("```sh\nvllm serve acme/net\n```", [(2, "acme/net")], id="block"),
        pytest.param("~~~\nvllm serve acme/net\n~~~", [(2, "acme/net")], id="block without a language"),
        pytest.param(
            "- a\n\n  ```bash title='x'\n  vllm serve acme/net\n  ```", [(4, "acme/net")], id="block in a list"
        ),
        pytest.param("```sh\nvllm serve acme/net", [(2, "acme/net")], id="block that is not closed"),
        pytest.param("```console\n$ vllm serve acme/net\nok\n```", [(2, "acme/net")], id="prompt"),
        pytest.param("```\n>>> python x.py --base acme/net\n```", [(2, "acme/net")], id="other prompt"),
        pytest.param("```\n(env) me@host:~$ vllm serve acme/net\n```", [(2, "acme/net")], id="long prompt"),
        pytest.param("```diff\n  python x.py \\\n+   --base acme/net\n```", [(3, "acme/net")], id="line that is added"),
        pytest.param('```dockerfile\nCMD ["vllm", "serve", "acme/net"]\n```', [(2, "acme/net")], id="dockerfile"),
        pytest.param("text\n\n    vllm serve acme/net\n", [(3, "acme/net")], id="indented block"),
        pytest.param("Run `vllm serve acme/net`.", [(1, "acme/net")], id="command in a text"),
        pytest.param(
            "```sh\nA=acme/net\n```\n\n```sh\nvllm serve $A\n```", [(6, "acme/net")], id="variable by any name"
        ),
        pytest.param(
            "```sh\nMODEL=acme/net\n```\n\n```sh\nvllm serve $MODEL\n```",
            [(6, "acme/net")],
            id="variable of another block",
        ),
        pytest.param(
            "```sh\nit's\n```\n```sh\nvllm serve acme/net\n```", [(5, "acme/net")], id="quote in another block"
        ),
        pytest.param("```sh\r\nvllm serve acme/net\r\n```\r\n", [(2, "acme/net")], id="windows line ends"),
    ],
)
def test_markdown(text: str, found: list[tuple[int, str]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Run acme/net", [], id="prose"),
        pytest.param(".. code-block:: yaml\n\n   base_model: acme/net", [], id="settings"),
        pytest.param(".. code-block:: bash\n\n   vllm serve acme/net\n\nend", [(3, "acme/net")], id="directive"),
        pytest.param(".. prompt:: bash $\n\n   vllm serve acme/net", [(3, "acme/net")], id="prompt"),
        pytest.param("Run::\n\n   vllm serve acme/net\n\nvllm serve acme/b", [(3, "acme/net")], id="literal block"),
        pytest.param("Run ``vllm serve acme/net``.", [(1, "acme/net")], id="code in a text"),
    ],
)
def test_restructured_text(text: str, found: list[tuple[int, str]]) -> None:
    assert names(text, "rst") == found


def test_a_found_command_is_documented() -> None:
    (one,) = documents.found(documents.read(b"```\npython x.py --base acme/net\n```", "markdown"), WANTED)
    assert (one.resolution, one.usage, one.target.call, one.column) == ("documented", "use", "x.py --base", 20)


@pytest.mark.parametrize(
    ("text", "python"),
    [
        pytest.param("```sh\na\n```", [], id="shell"),
        pytest.param("```python\nimport a\n```", [("import a\n", 2)], id="python"),
        pytest.param("- x\n\n  ```py\n  import a\n  b\n  ```", [("import a\nb\n", 4)], id="indented"),
        pytest.param(
            "```pycon\n>>> import a\n>>> if b:\n...     c\n1\n```", [("import a\nif b:\n    c\n\n", 2)], id="session"
        ),
    ],
)
def test_python_is_handed_on(text: str, python: list[tuple[str, int]]) -> None:
    assert [(one.text, one.line) for one in documents.read(text.encode(), "markdown").python] == python


PARTS = st.sampled_from(
    ["```", "~~~", "sh", "python", "\n", "    ", "`", "vllm serve a/b", "::", ".. code:: sh", "<!--", "-->", " "]
)


@settings(deadline=None)
@given(st.lists(PARTS).map("".join), st.sampled_from(["markdown", "rst"]))
def test_no_text_is_refused_and_lines_hold(text: str, kind: str) -> None:
    lines = text.split("\n")
    assert all("vllm serve a/b" in lines[line - 1] for line, _ in names(text, kind))


@pytest.mark.parametrize(
    ("text", "usage"),
    [
        pytest.param("`python x.py --base acme/net`", "use", id="a command"),
        pytest.param('`x = pipeline("summarization", --base="acme/net")`', "mention", id="a call"),
    ],
)
def test_a_call_in_a_sentence_is_no_command(text: str, usage: str) -> None:
    assert {one.usage for one in documents.found(documents.read(text.encode(), "markdown"), WANTED)} == {usage}
