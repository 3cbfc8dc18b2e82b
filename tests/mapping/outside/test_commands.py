import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand, Target
from builder.mapping.outside import commands
from builder.mapping.outside.texts import Text
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

MODEL = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
ADAPTER = Target("peft", "peft.PeftModel.from_pretrained", "adapter", "huggingface")
DEMAND = Demand({"net": MODEL}, {"--base": MODEL, "--lora": ADAPTER}, {"NET": MODEL})
WANTED = Wanted(DEMAND, load_signatures())


def names(text: str, resolution: str = "command") -> list[tuple[int, str | None]]:
    return [(one.line, one.name) for one in commands.found(commands.read(text), WANTED, resolution)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# vllm serve acme/net", id="comment"),
        pytest.param("echo vllm serve acme/net", id="text that is printed"),
        pytest.param('echo "python x.py --base acme/net"', id="command that is printed"),
        pytest.param("vllm serve", id="no argument"),
        pytest.param("vllm serve ./net", id="local path"),
        pytest.param("vllm serve $NET_NAME", id="variable that nobody sets"),
        pytest.param("vllm serve <model>", id="placeholder"),
        pytest.param("vllm serve your-org/your-model", id="placeholder of words"),
        pytest.param("python x.py --output_dir acme/net", id="output"),
        pytest.param("python x.py --dataset_name acme/net", id="data set"),
        pytest.param("python x.py --hub_model_id acme/net", id="name to push to"),
        pytest.param("vllm serve /m --served-model-name acme/net", id="name to serve under"),
        pytest.param("python x.py --base 3", id="number"),
        pytest.param("litellm --model acme/net", id="another provider's command"),
        pytest.param("huggingface-cli download acme/net --repo-type dataset", id="download of a data set"),
        pytest.param("huggingface-cli download acme/net --repo-type=space", id="download of a space"),
        pytest.param("git clone https://github.com/acme/net", id="source code"),
        pytest.param("git clone git@github.com:acme/net.git", id="source code by ssh"),
        pytest.param("git clone https://huggingface.co/acme/$NET", id="clone of what nobody knows"),
        pytest.param("git clone git@hf.co:datasets/acme/net", id="clone of a data set by ssh"),
        pytest.param("git clone git@hf.co:spaces/acme/net", id="clone of a space by ssh"),
        pytest.param("python x.py --model_path hf:datasets/acme/net", id="data set that says its hub"),
        pytest.param("git clone https://huggingface.co/datasets/acme/net", id="clone of a data set"),
        pytest.param("curl -X POST https://huggingface.co/acme/net", id="page"),
        pytest.param("docker pull acme/net", id="image"),
        pytest.param("pip install transformers==4.0", id="package"),
        pytest.param("python x.py --model_args model=acme/net,base_url=http://h", id="model of a server"),
        pytest.param("chat --model acme/net --api-base http://h", id="model of a server, by option"),
        pytest.param("cd whisper --model small", id="folder of a command's name"),
        pytest.param("MODEL_NAME=acme/net", id="variable that nothing uses"),
        pytest.param("IMAGE=acme/net\nrun $IMAGE", id="variable of another thing"),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text) == []


BRANCHES = [f"net-{letter}" for letter in "abcdefghi"]
GET = "curl -L https://huggingface.co/acme/${M}-g/resolve/main/${M}-${K}.bin -o x"
CASES = "".join(f'  {number}) M="{name}" ;;\n' for number, name in enumerate(BRANCHES))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"case $N in\n{CASES}esac\necho {GET[5:]}", [], id="menu that is printed"),
        pytest.param(f"case $N in\n{CASES}esac\nK=$2\n{GET}", [], id="address that is not known"),
        pytest.param(f"read -rp 'Which? ' N\ncase $N in\n{CASES}esac\nK=1\n{GET}", BRANCHES, id="case"),
        pytest.param(f"f() {{\ncase $1 in\n{CASES}esac\nK=1\n{GET}\n}}\nf 2", BRANCHES, id="case in a function"),
        pytest.param(
            "K=1\nif [ $N = 1 ]; then\n"
            + "elif [ $N = x ]; then\n".join(f"M={name}\n" for name in BRANCHES)
            + f"fi\n{GET}",
            BRANCHES,
            id="if and elif",
        ),
        pytest.param(f"K=1\nA=({' '.join(BRANCHES)})\nM=${{A[$N]}}\n{GET}", BRANCHES, id="list"),
        pytest.param(f"K=1\nselect M in {' '.join(BRANCHES)}; do\n{GET}\ndone", BRANCHES, id="select"),
        pytest.param(f"K=1\nfor M in {' '.join(BRANCHES)}; do\n{GET}\ndone", BRANCHES, id="for"),
        pytest.param(
            "K=1\ndeclare -A A=(" + " ".join(f"[{name[4:]}]={name}" for name in BRANCHES) + f")\nM=${{A[$N]}}\n{GET}",
            BRANCHES,
            id="associative array",
        ),
        pytest.param(
            "K=1\ndeclare -A A\n" + "".join(f'A[{name[4:]}]="{name}"\n' for name in BRANCHES) + f"M=${{A[$N]}}\n{GET}",
            BRANCHES,
            id="associative array by items",
        ),
    ],
)
def test_menus_hand_all_their_values_on(text: str, found: list[str]) -> None:
    assert [name for _, name in names(text)] == [f"acme/{name}-g" for name in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("vllm serve acme/net", [(1, "acme/net")], id="argument"),
        pytest.param("vllm serve --port 80 acme/net", [(1, "acme/net")], id="argument behind an option"),
        pytest.param("vllm serve --enforce-eager acme/net", [(1, "acme/net")], id="argument behind a flag"),
        pytest.param("sudo -E env A=b /srv/vllm serve acme/net", [(1, "acme/net")], id="behind other programs"),
        pytest.param("python3 -u -m sglang.launch_server \\\n --model-path=acme/net", [(2, "acme/net")], id="module"),
        pytest.param("hf download acme/net f.gguf", [(1, "acme/net")], id="download"),
        pytest.param("./bin/test-x -hf acme/net-GGUF:Q4 -c 5", [(1, "acme/net-GGUF")], id="program from llama.cpp"),
        pytest.param("git clone git@hf.co:acme/net", [(1, "acme/net")], id="clone by ssh"),
        pytest.param("git clone git@huggingface.co:acme/net.git x", [(1, "acme/net")], id="clone by ssh, long host"),
        pytest.param("git clone ssh://git@hf.co/acme/net", [(1, "acme/net")], id="clone by ssh's address"),
        pytest.param("git clone https://user:${KEY}@huggingface.co/acme/net", [(1, "acme/net")], id="clone with a key"),
        pytest.param("python x.py --model_path hf:acme/net", [(1, "acme/net")], id="name that says its hub"),
        pytest.param("git clone https://huggingface.co/acme/net", [(1, "acme/net")], id="clone"),
        pytest.param(
            "wget https://huggingface.co/acme/net/resolve/main/f.bin", [(1, "acme/net")], id="file of the hub"
        ),
        pytest.param("python -m spacy download en_core_web_sm", [(1, "en_core_web_sm")], id="spacy"),
        pytest.param("pip install en-core-web-sm==3.7.1", [(1, "en_core_web_sm")], id="spacy's package"),
        pytest.param(
            "docker run -p 80:80 vllm/vllm-openai:v1 --model acme/net", [(1, "acme/net")], id="container of a command"
        ),
        pytest.param("x --model_args pretrained=acme/net,peft=acme/ad", [(1, "acme/ad"), (1, "acme/net")], id="pairs"),
        pytest.param("python x.py --base acme/net", [(1, "acme/net")], id="option of the code"),
        pytest.param("python x.py --base gpt2", [(1, "gpt2")], id="name without an owner"),
        pytest.param("python x.py --model_name_or_path 'acme/net'", [(1, "acme/net")], id="option that all use"),
        pytest.param("run.sh --llm acme/net", [(1, "acme/net")], id="option that is not sure"),
        pytest.param("python x.py --models acme/net acme/b", [(1, "acme/net"), (1, "acme/b")], id="several values"),
        pytest.param("python x.py trainer.net=acme/net", [(1, "acme/net")], id="hydra"),
        pytest.param('python x.py -c \'{"net": "acme/net"}\'', [(1, "acme/net")], id="json"),
        pytest.param("make run MODEL=acme/net", [(1, "acme/net")], id="make's variable"),
        pytest.param("A=acme/net\nvllm serve $A", [(2, "acme/net")], id="variable"),
        pytest.param("vllm serve ${1:-acme/net}", [(1, "acme/net")], id="default"),
        pytest.param("for m in acme/a acme/b; do vllm serve $m; done", [(1, "acme/a"), (1, "acme/b")], id="loop"),
        pytest.param("bash -lc 'vllm serve acme/net'", [(1, "acme/net")], id="shell in a shell"),
        pytest.param("CMD='python x.py --base acme/net'", [(1, "acme/net")], id="command in a variable"),
        pytest.param("ARGS=(--base acme/net)\npython x.py ${ARGS[@]}", [(1, "acme/net")], id="options in a list"),
        pytest.param("cat <<E\nvllm serve acme/net\nE", [], id="here-document that is printed"),
        pytest.param("usage() {\ncat >&2 <<E\nvllm serve acme/net\nE\n}", [], id="here-document with an error's text"),
        pytest.param("cat <<E | bash\nvllm serve acme/net\nE", [(2, "acme/net")], id="here-document to a shell"),
        pytest.param("ssh host <<E\nvllm serve acme/net\nE", [(2, "acme/net")], id="here-document to a host"),
        pytest.param("cat <<E > x.sh\nvllm serve acme/net\nE", [(2, "acme/net")], id="here-document"),
        pytest.param("MODEL_NAME=acme/net\nrun $MODEL_NAME", [(1, "acme/net")], id="variable that something uses"),
        pytest.param("BASE_MODEL=acme/net", [(1, "acme/net")], id="variable that tells by its name"),
        pytest.param("export NET=acme/net", [(1, "acme/net")], id="variable that the code reads"),
        pytest.param("docker run -e NET=acme/net x", [(1, "acme/net")], id="variable of a container"),
    ],
)
def test_names(text: str, found: list[tuple[int, str]]) -> None:
    assert sorted(names(text), key=str) == sorted(found, key=str)


@pytest.mark.parametrize(
    ("options", "trusts"),
    [
        pytest.param("", None, id="nothing said"),
        pytest.param("--trust-remote-codes", None, id="another option"),
        pytest.param("--trust-remote-code", True, id="a flag"),
        pytest.param("--trust_remote_code --port 80", True, id="underscores, another option behind it"),
        pytest.param("--trust-remote-code true", True, id="a value"),
        pytest.param("--trust-remote-code=True", True, id="a value with a sign"),
        pytest.param("--trust-remote-code=$TRUST", True, id="whatever it is"),
        pytest.param("--trust-remote-code false", False, id="off"),
        pytest.param("--trust-remote-code=False", False, id="off with a sign"),
        pytest.param("--no-trust-remote-code", False, id="its opposite"),
    ],
)
def test_whether_a_model_s_own_code_runs(options: str, trusts: bool | None) -> None:
    for text in (f"vllm serve acme/net {options}", f"python -m vllm.entrypoints.api_server --model acme/net {options}"):
        (one,) = commands.found(commands.read(text), WANTED)
        assert (one.name, one.trust_remote_code) == ("acme/net", trusts)


@pytest.mark.parametrize(
    ("pairs", "trusts"),
    [
        pytest.param("pretrained=acme/net", None, id="nothing said"),
        pytest.param("pretrained=acme/net,trust_remote_code=True", True, id="on"),
        pytest.param("trust_remote_code=true,pretrained=acme/net,dtype=float16", True, id="before the name"),
        pytest.param("pretrained=acme/net,trust_remote_code=False", False, id="off"),
    ],
)
def test_whether_code_runs_by_a_list_of_pairs(pairs: str, trusts: bool | None) -> None:
    (one,) = commands.found(commands.read(f"lm_eval --model hf --model_args {pairs} --tasks arc"), WANTED)
    assert (one.name, one.trust_remote_code) == ("acme/net", trusts)


def test_a_found_command_in_full() -> None:
    (one,) = commands.found(commands.read("A=acme/net\nvllm serve $A --revision v2 --port 80"), WANTED)
    assert (one.target.library, one.target.call, one.target.loads) == ("vllm", "vllm serve", "model")
    assert (one.line, one.column, one.argument_line, one.cell) == (2, 12, 2, None)
    assert (one.code, one.expression) == ("vllm serve ${A} --revision v2 --port 80", "${A}")
    assert (one.resolution, one.hops, one.defined_at) == ("command", 1, ":1")
    assert (one.usage, one.weights, one.revision) == ("use", "requested", "v2")


@pytest.mark.parametrize(
    ("text", "loads", "usage", "weights"),
    [
        pytest.param("python x.py --lora acme/ad", "adapter", "use", "requested", id="adapter"),
        pytest.param("hf download acme/net", "model", "use", "requested", id="all files"),
        pytest.param("hf download acme/net net.gguf", "model", "use", "requested", id="weights"),
        pytest.param("hf download acme/net config.json", "file", "component", None, id="file"),
        pytest.param("hf download acme/net --include *.json", "file", "component", None, id="files of settings"),
        pytest.param("hf download acme/net --include '*Q4*'", "model", "use", "requested", id="pattern"),
        pytest.param("wget https://hf.co/acme/net/resolve/main/a.pth", "model", "use", "requested", id="address"),
        pytest.param(
            "wget https://hf.co/acme/net/resolve/main/a.json", "file", "component", None, id="address of a file"
        ),
        pytest.param("ilab model download --repository acme/net", "model", "use", "requested", id="InstructLab"),
        pytest.param("tune download acme/net --output-dir x", "model", "use", "requested", id="torchtune"),
        pytest.param("ramalama run hf://acme/net", "model", "use", "requested", id="RamaLama"),
        pytest.param("vllm serve /m --tokenizer acme/net", "tokenizer", "component", None, id="tokenizer"),
    ],
)
def test_usage(text: str, loads: str, usage: str, weights: str | None) -> None:
    (one,) = commands.found(commands.read(text), WANTED)
    assert (one.target.loads, one.usage, one.weights) == (loads, usage, weights)


def test_what_a_document_says_to_install_is_a_use() -> None:
    script = commands.read("python -m spacy download en_core_web_sm\nvllm serve acme/net")
    assert [one.usage for one in commands.found(script, WANTED)] == ["use", "use"]
    assert [(one.usage, one.resolution) for one in commands.found(script, WANTED, "documented")] == [
        ("use", "documented"),
        ("use", "documented"),
    ]


def test_a_variable_that_the_code_reads_is_its_environment() -> None:
    (one,) = commands.found(commands.read("NET=acme/net"), WANTED)
    assert (one.resolution, one.target.call) == ("environment", "variable NET")


def test_variables_that_other_files_set() -> None:
    outside = {"NAME": [Text("acme/net", ".env:3", 1)]}
    (one,) = commands.found(commands.read("vllm serve $NAME"), WANTED, outside=outside)
    assert (one.name, one.defined_at) == ("acme/net", ".env:3")


@pytest.mark.parametrize(
    ("text", "python"),
    [
        pytest.param("cat <<E\nimport a\nE", [], id="text"),
        pytest.param("python x.py", [], id="script"),
        pytest.param("python3 - <<'E'\nimport a\nE", [("import a\n", 2)], id="here-document"),
        pytest.param("cat <<E > x.py\nimport a\nE", [("import a\n", 2)], id="file that it is written to"),
        pytest.param("\npython -c 'import a'", [("import a", 2)], id="argument"),
    ],
)
def test_python_within_commands(text: str, python: list[tuple[str, int]]) -> None:
    assert [(document.text, document.line) for document in commands.read(text).documents] == python


@settings(deadline=None)
@given(
    st.text(alphabet="ab/$(){}'\"=\\<-|; \n\x00")
    | st.lists(st.sampled_from(["vllm serve ", "--base ", "a/b ", "$A", "\n"])).map("".join)
)
def test_no_text_is_refused(text: str) -> None:
    assert all(name is not None for _, name in names(text))


@pytest.mark.parametrize(
    ("text", "name", "hub", "usage"),
    [
        pytest.param("ollama pull llama3.2:3b", "llama3.2:3b", "ollama", "use", id="pulled"),
        pytest.param(
            "ollama run hf.co/acme/net-GGUF:Q4", "acme/net-GGUF", "huggingface", "use", id="pulled from the Hub"
        ),
        pytest.param("modelscope download --model acme/net", "acme/net", "modelscope", "use", id="modelscope"),
        pytest.param(
            "modelscope download --model acme/net 2024/net.bin", "acme/net", "modelscope", "use", id="a file of it"
        ),
    ],
)
def test_names_of_other_registries(text: str, name: str, hub: str, usage: str) -> None:
    (one,) = commands.found(commands.read(text), WANTED)
    assert (one.name, one.target.hub, one.usage) == (name, hub, usage)
