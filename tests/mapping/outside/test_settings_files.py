import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand, Target
from builder.mapping.outside import settings_files
from builder.mapping.outside.settings_files import MAX_BYTES, MAX_RECORDS
from builder.mapping.outside.texts import Text
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

MODEL = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
WANTED = Wanted(
    Demand({"net": MODEL, "store.path": MODEL}, {}, {"NET": MODEL}, {"Encoder.source": MODEL}), load_signatures()
)
UNASKED = Wanted(Demand(), load_signatures())


def names(text: str, kind: str = "yaml", wanted: Wanted = WANTED) -> list[tuple[int, str | None]]:
    return [(one.line, one.name) for one in settings_files.found(settings_files.read(text.encode(), kind), wanted)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# base_model: acme/net", id="comment"),
        pytest.param("title: acme/net", id="another key"),
        pytest.param("base_model: ./net", id="local path"),
        pytest.param("base_model: /m/net", id="absolute path"),
        pytest.param("base_model: outputs/net", id="output"),
        pytest.param("base_model: true", id="switch"),
        pytest.param("base_model: a sentence with a/b", id="sentence"),
        pytest.param("base_model: ${NAME}", id="variable that nobody sets"),
        pytest.param("base_model: your-name/your-model", id="placeholder"),
        pytest.param("hub_model_id: acme/net", id="name to push to"),
        pytest.param("dataset_name: acme/net", id="data set"),
        pytest.param("dataset:\n  net_name: x\n  base_model: acme/net", id="key of a data set"),
        pytest.param("image: acme/net", id="image"),
        pytest.param("uses: actions/checkout", id="action"),
        pytest.param("repo: acme/net", id="repository"),
        pytest.param("model: net", id="name without an owner under a key that is not sure"),
        pytest.param("defaults:\n- model: net", id="hydra's group"),
        pytest.param("openai:\n  base_model: acme/net", id="another provider around it"),
        pytest.param("provider: ollama\nbase_model: acme/net", id="another provider beside it"),
        pytest.param("_target_: langchain_openai.ChatOpenAI\nmodel: acme/net", id="another provider's class"),
        pytest.param("model_args: model=acme/net", id="pairs with another key"),
        pytest.param("run: echo vllm serve acme/net", id="text that a step prints"),
        pytest.param("description: vllm serve acme/net", id="command in a text"),
        pytest.param("url: hf://datasets/acme/net", id="data set by its scheme"),
        pytest.param("url: s3://acme/net", id="another scheme"),
        pytest.param("text: see hf://acme/net for more", id="scheme within a text"),
        pytest.param("x: !new:own.Decoder\n  source: acme/net", id="another class of the code"),
        pytest.param("x: !new:own.Encoder\n  target: acme/net", id="another parameter of the code's class"),
        pytest.param("source: acme/net", id="parameter without its class"),
        pytest.param("backend.title: acme/net", id="another key at the end of a path"),
        pytest.param("backend.image.base_model: acme/net", id="path of keys that says it is none"),
        pytest.param(
            "x: !apply:pick\n  options:\n    a: acme/a\nbase_model: !ref <x>", id="reference to what offers no choices"
        ),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("base_model: acme/net", [(1, "acme/net")], id="known key"),
        pytest.param("baseModel: acme/net # why", [(1, "acme/net")], id="camel case and comment"),
        pytest.param("base_model: gpt2", [(1, "gpt2")], id="name without an owner"),
        pytest.param("x:\n  net: bert-base-uncased", [(2, "bert-base-uncased")], id="key that the code asks for"),
        pytest.param("store:\n  path: acme/net", [(2, "acme/net")], id="path of keys that the code asks for"),
        pytest.param("model: acme/net", [(1, "acme/net")], id="key that is not sure"),
        pytest.param("model:\n  name: acme/net", [(2, "acme/net")], id="key within a key"),
        pytest.param("base_model:\n- acme/a\n- acme/b", [(2, "acme/a"), (3, "acme/b")], id="list"),
        pytest.param("base_model: acme/a,acme/b", [(1, "acme/a"), (1, "acme/b")], id="list in a text"),
        pytest.param("base_model: ${NAME:-acme/net}", [(1, "acme/net")], id="default"),
        pytest.param("base_model: ${oc.env:NAME,acme/net}", [(1, "acme/net")], id="omegaconf's default"),
        pytest.param("x: acme/net\nbase_model: ${x}", [(2, "acme/net")], id="reference"),
        pytest.param("hub: acme/net\nbase_model: !ref <hub>", [(2, "acme/net")], id="speechbrain's reference"),
        pytest.param("x: &a acme/net\nbase_model: *a", [(2, "acme/net")], id="alias"),
        pytest.param("base_model: '{{ x | default(\"acme/net\") }}'", [(1, "acme/net")], id="jinja"),
        pytest.param(
            "m:\n  _target_: transformers.AutoModel.from_pretrained\n  pretrained_model_name_or_path: acme/net",
            [(3, "acme/net")],
            id="hydra's call",
        ),
        pytest.param(
            "class_path: sentence_transformers.SentenceTransformer\ninit_args:\n  model_name_or_path: acme/net",
            [(3, "acme/net")],
            id="lightning's class",
        ),
        pytest.param("model_args: pretrained=acme/net,dtype=x", [(1, "acme/net")], id="pairs"),
        pytest.param("environment:\n  NET: acme/net", [(2, "acme/net")], id="variable of a container"),
        pytest.param("environment:\n- NET=acme/net", [(2, "acme/net")], id="variables as a list"),
        pytest.param("env:\n- name: NET\n  value: acme/net", [(3, "acme/net")], id="kubernetes"),
        pytest.param("inputs:\n  base_model:\n    default: acme/net", [(3, "acme/net")], id="default of an input"),
        pytest.param("steps:\n- run: |\n    a\n    vllm serve acme/net", [(4, "acme/net")], id="workflow's step"),
        pytest.param("script:\n- vllm serve acme/net", [(2, "acme/net")], id="line of a script"),
        pytest.param("run: >\n  vllm serve\n  acme/net", [(3, "acme/net")], id="folded command"),
        pytest.param("image: x\ncommand: vllm serve acme/net", [(2, "acme/net")], id="compose"),
        pytest.param('command: ["vllm", "serve", "acme/net"]', [(1, "acme/net")], id="list of words"),
        pytest.param(
            "image: vllm/vllm-openai:v1\nargs:\n- --model\n- acme/net\n", [(4, "acme/net")], id="arguments of an image"
        ),
        pytest.param("args:\n- --base_model=acme/net", [(2, "acme/net")], id="arguments alone"),
        pytest.param('command: ["sh", "-c"]\nargs: ["vllm serve acme/net"]', [(2, "acme/net")], id="shell"),
        pytest.param(
            "env:\n  WHICH: acme/net\nrun: vllm serve $WHICH",
            [(3, "acme/net")],
            id="command's variable in the same file",
        ),
        pytest.param(
            "matrix:\n  which: [acme/a, acme/b]\nrun: vllm serve ${{ matrix.which }}",
            [(3, "acme/a"), (3, "acme/b")],
            id="matrix",
        ),
        pytest.param("url: hf://acme/net", [(1, "acme/net")], id="scheme of the hub under any key"),
        pytest.param(
            "engine: ollama\nurl: hf://acme/net@v1/x.gguf", [(2, "acme/net")], id="scheme, whoever is beside it"
        ),
        pytest.param("x: !new:own.Encoder\n  source: acme/net", [(2, "acme/net")], id="parameter of the code's class"),
        pytest.param("_target_: pkg.Encoder\nsource: gpt2", [(2, "gpt2")], id="the same in hydra's words"),
        pytest.param(
            "v: net\nx: !new:own.Encoder\n  source: !ref acme/<v>", [(3, "acme/net")], id="reference within a name"
        ),
        pytest.param(
            "x: !apply:pick\n  choices:\n    a: acme/a\n    b: acme/b\nbase_model: !ref <x>",
            [(5, "acme/a"), (5, "acme/b")],
            id="reference to choices",
        ),
        pytest.param("x: [acme/a, acme/b]\nbase_model: ${x}", [(2, "acme/a"), (2, "acme/b")], id="reference to a list"),
        pytest.param("params:\n  backend.model: acme/a,acme/b", [(2, "acme/a"), (2, "acme/b")], id="sweep over a path"),
        pytest.param("model: choice(acme/a, 'acme/b')", [(1, "acme/a"), (1, "acme/b")], id="hydra's choice"),
        pytest.param(
            "c: !new:speechbrain.lobes.models.huggingface_transformers.wavlm.WavLM\n  source: acme/net",
            [(2, "acme/net")],
            id="speechbrain's class",
        ),
        pytest.param("dependencies:\n- pip:\n  - en-core-web-sm==3.7.1", [(3, "en_core_web_sm")], id="conda"),
    ],
)
def test_names(text: str, found: list[tuple[int, str]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        pytest.param('{"base_model": "acme/net", // x\n}', "json", [(1, "acme/net")], id="json with comments"),
        pytest.param('local m = "acme/net";\n{"base_model": m}', "json", [(2, "acme/net")], id="jsonnet"),
        pytest.param('[m]\nbase_model = "acme/net"', "sections", [(2, "acme/net")], id="toml"),
        pytest.param("[m]\nbase_model = acme/net", "sections", [(2, "acme/net")], id="ini"),
        pytest.param("export BASE_MODEL=acme/net", "sections", [(1, "acme/net")], id="env"),
        pytest.param(
            '[project]\ndependencies = ["en_core_web_sm==3.7.1"]', "sections", [(2, "en_core_web_sm")], id="pyproject"
        ),
        pytest.param("[Service]\nExecStart=vllm serve acme/net", "sections", [(2, "acme/net")], id="service"),
    ],
)
def test_formats(text: str, kind: str, found: list[tuple[int, str]]) -> None:
    assert names(text, kind) == found


def test_keys_that_are_not_sure_count_only_where_the_code_takes_something_from_outside() -> None:
    assert names("model: acme/net", wanted=UNASKED) == []
    assert names("base_model: acme/net", wanted=UNASKED) == [(1, "acme/net")]


def test_a_found_entry_in_full() -> None:
    text = "a:\n  base_model: ${b}  # why\nb: acme/net"
    (one,) = settings_files.found(settings_files.read(text.encode(), "yaml"), WANTED)
    assert (one.target.library, one.target.call, one.target.loads) == (
        "huggingface_hub",
        "settings base_model",
        "model",
    )
    assert (one.line, one.column, one.argument_line, one.code) == (2, 15, 2, "base_model: ${b}  # why")
    assert (one.expression, one.resolution, one.hops, one.defined_at) == ("${b}", "config_file", 1, ":3")
    assert (one.usage, one.weights) == ("use", "requested")


@pytest.mark.parametrize(
    ("text", "usage", "resolution"),
    [
        pytest.param("tokenizer_name: acme/net", "component", "config_file", id="tokenizer"),
        pytest.param("NET: acme/net", "use", "environment", id="variable that the code reads"),
        pytest.param("run: vllm serve acme/net", "use", "command", id="command"),
    ],
)
def test_usage_and_resolution(text: str, usage: str, resolution: str) -> None:
    (one,) = settings_files.found(settings_files.read(text.encode(), "yaml"), WANTED)
    assert (one.usage, one.resolution) == (usage, resolution)


@pytest.mark.parametrize(
    ("text", "trusts"),
    [
        pytest.param("base_model: acme/net\nrevision: v1", None, id="nothing said"),
        pytest.param("base_model: acme/net\ntrust_remote_code: true", True, id="beside it"),
        pytest.param("trust_remote_code: false\nbase_model: acme/net", False, id="off"),
        pytest.param("a:\n  base_model: acme/net\ntrust_remote_code: true", None, id="in another mapping"),
        pytest.param("command: vllm serve acme/net --trust-remote-code", True, id="in a command"),
    ],
)
def test_whose_code_runs(text: str, trusts: bool | None) -> None:
    (one,) = settings_files.found(settings_files.read(text.encode(), "yaml"), WANTED)
    assert one.trust_remote_code is trusts


def test_variables_that_other_files_set() -> None:
    settings = settings_files.read(b"command: vllm serve ${WHICH}\nbase_model: ${WHICH}", "yaml")
    outside = {"WHICH": [Text("acme/net", ".env:3", 1)]}
    found = settings_files.found(settings, WANTED, outside)
    assert [(one.line, one.name, one.defined_at) for one in found] == [
        (1, "acme/net", ".env:3"),
        (2, "acme/net", ".env:3"),
    ]


def test_python_of_a_step_is_handed_on() -> None:
    settings = settings_files.read(b"run: |\n  python - <<E\n  import a\n  E\n", "yaml")
    assert [(document.text, document.line) for document in settings.script.documents] == [("import a\n", 3)]


def test_data_is_not_read() -> None:
    records = "[" + ",".join('{"base_model": "acme/net"}' for _ in range(MAX_RECORDS + 1)) + "]"
    assert settings_files.read(records.encode(), "json").reason == "data"
    assert settings_files.read(b" " * (MAX_BYTES + 1), "json").reason == "data"
    assert settings_files.read(b'[{"base_model": "acme/net"}]', "json").reason is None


@pytest.mark.parametrize("kind", ["yaml", "json", "sections"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x00\x01\xff\xfe", id="binary"),
        pytest.param("base_model: acme/net".encode("utf-16"), id="utf-16"),
        pytest.param(b"base_model: \xff\xfe/net", id="no utf-8"),
        pytest.param(b"[" * 10_000, id="brackets"),
        pytest.param(b"{'a':" * 10_000, id="braces"),
    ],
)
def test_bad_input_gives_nothing(data: bytes, kind: str) -> None:
    assert settings_files.found(settings_files.read(data, kind), WANTED) == []


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert names("\ufeffbase_model: acme/net") == [(1, "acme/net")]


PARTS = st.sampled_from(
    [
        "base_model",
        "net",
        ": ",
        "a/b",
        "\n",
        "- ",
        "${x}",
        "*x",
        "&x ",
        "run: ",
        "command: [",
        "]",
        "  ",
        '"',
        "{{ x }}",
    ]
)


@settings(deadline=None)
@given(st.lists(PARTS).map("".join), st.sampled_from(["yaml", "json", "sections"]))
def test_no_text_is_refused(text: str, kind: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 and name for line, name in names(text, kind))


def workflow(key: str, given: str) -> str:
    return f"jobs:\n  a:\n    strategy:\n      matrix:\n        include:\n        - {key}: bert-base-uncased\n    env:\n      {given}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(workflow("title", "TITLE: ${{ matrix.title }}"), [], id="variable that nobody reads"),
        pytest.param(workflow("title", "NET: ${{ matrix.other }}"), [], id="another key"),
        pytest.param(workflow("title", "NET: x-${{ matrix.title }}"), [], id="part of a value"),
        pytest.param(workflow("title", "NET: ${{ secrets.title }}"), [], id="secret"),
        pytest.param(workflow("title", "NET: ${{ matrix.title }}"), [(6, "bert-base-uncased")], id="matrix"),
        pytest.param(workflow("title", "NET: ${{matrix.title}}"), [(6, "bert-base-uncased")], id="without spaces"),
        pytest.param(
            "jobs:\n  a:\n    strategy:\n      matrix:\n        title: [bert-base-uncased, acme/net]\n"
            "    env:\n      NET: ${{ matrix.title }}",
            [(5, "bert-base-uncased"), (5, "acme/net")],
            id="list of a matrix",
        ),
    ],
)
def test_matrix_that_is_given_to_a_variable_which_the_code_reads(text: str, found: list[tuple[int, str]]) -> None:
    assert names(text) == found
