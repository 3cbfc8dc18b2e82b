import string
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.found import Found
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

SIGNATURES = load_signatures()


def read_bytes(data: bytes) -> list[Found]:
    return resolve({"app.py": Facts(data)}, SIGNATURES).found.get("app.py", [])


def read(source: str) -> list[Found]:
    return read_bytes(dedent(source).encode())


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """
            def from_pretrained(name): ...
            from_pretrained("gpt2")  # transformers
            """,
            id="own function",
        ),
        pytest.param(
            """
            from transformers import pipeline
            def run(pipeline):
                return pipeline("task", "gpt2")
            """,
            id="parameter hides the import",
        ),
        pytest.param(
            """
            from transformers import pipeline
            def run():
                for pipeline in pipelines():
                    pipeline("task", "gpt2")
            """,
            id="loop hides the import",
        ),
        pytest.param(
            """
            from transformers import pipeline
            def run():
                pipeline, other = build()
                pipeline("task", "gpt2")
            """,
            id="unpacking hides the import",
        ),
        pytest.param(
            """
            def run():
                from transformers import pipeline
            pipeline("task", "gpt2")
            """,
            id="import of another scope",
        ),
        pytest.param(
            """
            class Loader:
                from transformers import pipeline
                def run(self):
                    return pipeline("task", "gpt2")
            """,
            id="a class binds nothing for its methods",
        ),
        pytest.param(
            """
            import transformers
            code = 'transformers.AutoModel.from_pretrained("gpt2")'
            # transformers.AutoModel.from_pretrained("gpt2")
            """,
            id="code in a string or comment",
        ),
        pytest.param(
            """
            from transformers import AutoConfig, AutoModel
            AutoModel.from_config(AutoConfig())
            """,
            id="architecture without weights",
        ),
        pytest.param(
            """
            from transformers import AutoModel
            AutoModel.from_pretrained("./results/best")
            """,
            id="local path",
        ),
        pytest.param(
            """
            import torch
            torch.hub.load("/src/repo", "model", source="local")
            torch.hub.load(folder, "model", source="local")
            """,
            id="local folder of PyTorch Hub",
        ),
        pytest.param(
            """
            from sentence_transformers import SentenceTransformer
            SentenceTransformer(modules=[word, pooling])
            """,
            id="model put together from modules",
        ),
    ],
)
def test_nothing_is_loaded(source: str) -> None:
    assert read(source) == []


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        pytest.param(
            """
            import transformers
            transformers.AutoModel.from_pretrained("gpt2")
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="import",
        ),
        pytest.param(
            """
            from nets import Net
            Net.from_pretrained("acme/net")
            """,
            ["nets.Net.from_pretrained"],
            id="another library",
        ),
        pytest.param(
            """
            from .nets import Net
            Net.from_pretrained("acme/net")
            """,
            ["?.from_pretrained"],
            id="receiver that nothing tells",
        ),
        pytest.param(
            """
            import transformers as tf
            tf.AutoModel.from_pretrained("gpt2")
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="import as",
        ),
        pytest.param(
            """
            import transformers.models.bert as b
            b.BertModel.from_pretrained("gpt2")
            """,
            ["transformers.models.bert.BertModel.from_pretrained"],
            id="import of a submodule as",
        ),
        pytest.param(
            """
            import transformers.models.bert
            transformers.models.bert.BertModel.from_pretrained("gpt2")
            """,
            ["transformers.models.bert.BertModel.from_pretrained"],
            id="import of a submodule",
        ),
        pytest.param(
            """
            from transformers import (  # all of them
                AutoModel as AM,
                pipeline as pipe,
            )
            AM.from_pretrained("gpt2")
            pipe("task", "gpt2")
            """,
            ["transformers.AutoModel.from_pretrained", "transformers.pipeline"],
            id="from import as",
        ),
        pytest.param(
            """
            from transformers import *
            AutoModel.from_pretrained("gpt2")
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="star import",
        ),
        pytest.param(
            """
            def load():
                from torch import hub
                return hub.load("owner/repo", "entry")
            """,
            ["torch.hub.load"],
            id="import in a function",
        ),
        pytest.param(
            """
            def load():
                return pipeline("task", "gpt2")
            from transformers import pipeline
            """,
            ["transformers.pipeline"],
            id="import below its use",
        ),
        pytest.param(
            """
            try:
                from transformers import AutoModel
            except ImportError:
                AutoModel = None
            AutoModel.from_pretrained("gpt2")
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="optional import",
        ),
        pytest.param(
            """
            from transformers import AutoModel
            model_class = AutoModel
            model_class.from_pretrained("gpt2")
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="name of a class",
        ),
        pytest.param(
            """
            from diffusers import DiffusionPipeline
            pipe = DiffusionPipeline.from_pretrained("owner/base").to("cuda")
            pipe = pipe.to(device)
            pipe.load_lora_weights("owner/lora")
            """,
            ["diffusers.DiffusionPipeline.from_pretrained", "diffusers.DiffusionPipeline.load_lora_weights"],
            id="object",
        ),
        pytest.param(
            """
            from diffusers import DiffusionPipeline
            class App:
                def __init__(self):
                    self.pipe = DiffusionPipeline.from_pretrained("owner/base")
                def style(self):
                    self.pipe.load_lora_weights("owner/lora")
            """,
            ["diffusers.DiffusionPipeline.from_pretrained", "diffusers.DiffusionPipeline.load_lora_weights"],
            id="object in a member",
        ),
        pytest.param(
            """
            from diffusers import DiffusionPipeline
            def load():
                global pipe
                pipe = DiffusionPipeline.from_pretrained("owner/base")
            def style():
                pipe.load_lora_weights("owner/lora")
            """,
            ["diffusers.DiffusionPipeline.from_pretrained", "diffusers.DiffusionPipeline.load_lora_weights"],
            id="object in a global",
        ),
        pytest.param(
            """
            from transformers import AutoModel, pipeline
            model = AutoModel.from_pretrained("gpt2")
            pipeline("task", model=model)
            """,
            ["transformers.AutoModel.from_pretrained"],
            id="a model that is loaded is no name",
        ),
        pytest.param(
            """
            from transformers import AutoConfig, AutoModel
            AutoModel.from_config(AutoConfig.from_pretrained("gpt2"))
            """,
            ["transformers.AutoConfig.from_pretrained"],
            id="call within a call",
        ),
        pytest.param(
            """
            from transformers import AutoModel
            print "python 2"
            <<<<<<< HEAD
            AutoModel.from_pretrained("gpt2")
            =======
            AutoModel.from_pretrained("gpt2")
            >>>>>>> branch
            class = None
            """,
            ["transformers.AutoModel.from_pretrained"] * 2,
            id="file that does not parse",
        ),
    ],
)
def test_calls_are_found_under_their_qualified_names(source: str, calls: list[str]) -> None:
    assert [call.target.call for call in read(source)] == calls


@pytest.mark.parametrize(
    ("argument", "expression", "name"),
    [
        pytest.param("", None, None, id="left out"),
        pytest.param("name", "name", None, id="variable"),
        pytest.param('f"owner/{name}"', 'f"owner/{name}"', None, id="f-string"),
        pytest.param('"owner/" + name', '"owner/" + name', None, id="sum"),
        pytest.param('b"gpt2"', 'b"gpt2"', None, id="bytes"),
        pytest.param("*names", "*names", None, id="unpacked"),
        pytest.param("**settings", "**settings", None, id="unpacked keywords"),
        pytest.param('*names, "gpt2"', "*names", None, id="behind what is unpacked, no position is known"),
        pytest.param('"gpt2"', '"gpt2"', "gpt2", id="literal"),
        pytest.param("r'gpt2'", "r'gpt2'", "gpt2", id="raw"),
        pytest.param('"""gpt2"""', '"""gpt2"""', "gpt2", id="triple quoted"),
        pytest.param('f"gpt2"', 'f"gpt2"', "gpt2", id="f-string without anything in it"),
        pytest.param('"peat/" "moss"', '"peat/" "moss"', "peat/moss", id="implicit concatenation"),
        pytest.param('("gpt2")', '("gpt2")', "gpt2", id="in parentheses"),
        pytest.param('config=c, pretrained_model_name_or_path="gpt2"', '"gpt2"', "gpt2", id="keyword"),
        pytest.param('  # which\n"gpt2"', '"gpt2"', "gpt2", id="behind a comment"),
    ],
)
def test_argument(argument: str, expression: str | None, name: str | None) -> None:
    (call,) = read(f"import transformers\ntransformers.AutoModel.from_pretrained({argument})")
    assert (call.expression, call.name) == (expression, name)


def test_entry_point_is_part_of_the_name() -> None:
    calls = read(
        """
        import torch
        torch.hub.load("owner/repo:main", "entry")
        torch.hub.load(model="entry", repo_or_dir="owner/repo")
        torch.hub.load("owner/repo", entry)
        """
    )
    assert [(call.name, call.revision, call.expression) for call in calls] == [
        ("owner/repo#entry", "main", '"owner/repo:main", "entry"'),
        ("owner/repo#entry", None, '"owner/repo", "entry"'),
        (None, None, '"owner/repo", entry'),
    ]


def test_place_counts_characters_from_one() -> None:
    source = """
    from transformers import AutoModel
    naïve = "übung"; a = AutoModel.from_pretrained("gpt2"); b = AutoModel.from_pretrained(
        "gpt2",
    )
    """
    assert [(call.line, call.column, call.argument_line) for call in read(source)] == [(3, 22, 3), (3, 61, 4)]


def test_long_code_is_cut() -> None:
    (call,) = read(f"import transformers\ntransformers.AutoModel.from_pretrained(x, {'y, ' * 5000})")
    assert len(call.code) == 4000


DEPTH = 10_000


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("A.from_pretrained(" * DEPTH + ")" * DEPTH, 2, id="calls"),
        pytest.param("A.from_pretrained(" + "[" * DEPTH + "]" * DEPTH + ")", 0, id="brackets"),
        pytest.param("A.from_pretrained(" + "(" * DEPTH + '"gpt2"' + ")" * DEPTH + ")", 1, id="parentheses"),
        pytest.param("A.from_pretrained(" + "[" * DEPTH, 0, id="brackets that stay open"),
        pytest.param("A" + ".x" * DEPTH + '.from_pretrained("gpt2")', 1, id="attributes"),
        pytest.param("lambda: " * DEPTH + 'A.from_pretrained("gpt2")', 0, id="scopes"),
        pytest.param(
            "x0 = A\n" + "".join(f"x{n + 1} = x{n}\n" for n in range(DEPTH)) + f'x{DEPTH}.from_pretrained("gpt2")',
            1,
            id="assignments",
        ),
        pytest.param("x = A\n" * DEPTH + 'x.from_pretrained("gpt2")', 1, id="bindings of one name"),
        pytest.param('x = x.to()\nx.from_pretrained("gpt2")', 0, id="name of itself"),
    ],
)
def test_depth_neither_ends_nor_stops_the_walk(source: str, found: int) -> None:
    assert len(read(f"from transformers import AutoModel as A\n{source}")) == found


PIECES = (
    "import from as * transformers torch.hub AutoModel pipeline load .from_pretrained( ( ) [ ] { } , : = := . ; \n "
    "def class lambda global self self.x x for in with try except return await async @ ** -> if else print f\" f' "
    '"gpt2" """ \' r\' b" \\ # \t \r \x00 \ufeff é model= revision= **x *x ... 1 None True match case'
)


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=60))
def test_any_tokens_are_read(pieces: list[str]) -> None:
    source = (
        f"import transformers, torch.hub\nfrom transformers import *\n{' '.join(pieces)}\nAutoModel.from_pretrained"
    )
    for call in read_bytes(source.encode()):
        assert call.target.call.startswith(("transformers.", "torch.hub.", "?"))


@given(st.binary(max_size=200), st.text(string.printable, max_size=200))
def test_any_bytes_are_read(data: bytes, text: str) -> None:
    head = b"import transformers as t\n" + text.encode()
    assert isinstance(read_bytes(head + data + b"\nt.AutoModel.from_pretrained('gpt2')"), list)
