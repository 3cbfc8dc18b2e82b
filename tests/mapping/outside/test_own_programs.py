import pytest

from builder.mapping.files import read
from builder.mapping.found import Target
from builder.mapping.outside.own_programs import own_programs
from builder.mapping.places import of
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

MODEL = Target("huggingface_hub", "", "model", "huggingface")
CARGO = '[package]\nname = "tool"\n[[bin]]\nname = "serve-it"\npath = "src/main.rs"\n'
HUB = "use hf_hub::api::sync::Api;\n"
ARGS = "use clap::Parser;\n#[derive(Parser)]\nstruct Args {\n    %s\n}\n"


def options(source: str) -> set[str]:
    files = {"Cargo.toml": (CARGO.encode(), "sections"), "src/main.rs": (b"use clap;\n" + source.encode(), "rust")}
    return set(own_programs(files, lambda name: MODEL if "model" in name else None).options)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('#[arg(long = "m")]\nport: u16,', id="field of another thing"),
        pytest.param("#[arg(value_name = \"X\")]\nmodel: String,", id="positional"),
        pytest.param('#[arg(help = "the long one")]\nmodel: String,', id="help that says long"),
        pytest.param("#[serde(rename = \"m\")]\nmodel: String,", id="attribute of another library"),
        pytest.param('Arg::new("port").long("m")', id="argument of another thing"),
    ],
)  # fmt: skip
def test_no_option(source: str) -> None:
    assert options(source) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param('#[arg(long = "m")]\nmodel_id: String,', {"--m"}, id="named"),
        pytest.param("#[arg(long)]\nmodel_id: String,", {"--model-id"}, id="named for its field"),
        pytest.param("#[arg(short, long)]\npub model: String,", {"-m", "--model"}, id="short"),
        pytest.param("#[arg(short = 'x')]\npub(crate) model: String,", {"-x"}, id="short of its own"),
        pytest.param('#[arg(long, visible_alias = "weights")]\nmodel: S,', {"--model", "--weights"}, id="alias"),
        pytest.param('#[clap(long("m"), default_value = "a (b)")]\n/// Which.\n#[serde(default)]\nmodel: S,', {"--m"}, id="clap"),
        pytest.param('#[structopt(long = "m")]\nmodel: S,', {"--m"}, id="structopt"),
        pytest.param("#[argh(option, short = 'm')]\nmodel: S,", {"-m", "--model"}, id="argh"),
        pytest.param('Arg::new("model").short(\'m\').long("which").help("a (b)")', {"-m", "--which"}, id="builder"),
    ],
)  # fmt: skip
def test_options(source: str, found: set[str]) -> None:
    assert options(source) == found


def documented(
    page: str, path: str = "README.md", field: str = '#[arg(long = "m")]\n    model_id: String,'
) -> list[tuple[str | None, str, str]]:
    texts = {"Cargo.toml": CARGO, "src/main.rs": HUB + ARGS % field, "src/bin/other.rs": "", path: page}
    files = read(SourceFile(name, str(number), text.encode()) for number, (name, text) in enumerate(texts.items()))
    return [(one.name, one.resolution, one.usage) for one in of(files, load_signatures()).get(path, ())]


def block(command: str) -> str:
    return f"说明\n\n```bash\n{command}\n```\n"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(block("another --m acme/a"), id="another program"),
        pytest.param(block("serve-it --f acme/a"), id="another option"),
        pytest.param(block("serve-it --m ./models/a"), id="folder"),
        pytest.param(block("serve-it --m /home/data/a.gguf"), id="file"),
        pytest.param(block("git commit -m acme/a"), id="git"),
        pytest.param(block("cargo build --m acme/a"), id="cargo that runs nothing"),
        pytest.param(block("# serve-it --m acme/a"), id="comment"),
        pytest.param("Run serve-it --m acme/a.\n", id="prose"),
    ],
)
def test_no_use(page: str) -> None:
    assert documented(page) == []


def test_without_the_code_that_reads_it() -> None:
    assert documented(block("serve-it --m acme/a"), field="") == []


@pytest.mark.parametrize("path", ["README.md", "README-CN.md", "docs/serving.md", "docs/guide.rst"])
@pytest.mark.parametrize(
    "command",
    [
        pytest.param("serve-it --m acme/a", id="installed"),
        pytest.param("other --m=acme/a", id="by its file in src/bin"),
        pytest.param("RUST_LOG=info serve-it --m acme/a --p 80", id="variable before it"),
        pytest.param("target/release/serve-it --m acme/a", id="built"),
        pytest.param("./target/release/serve-it.exe --m acme/a", id="built on Windows"),
        pytest.param("cargo run --release --features cuda -- --m acme/a", id="cargo"),
        pytest.param("cargo run --release --bin serve-it -- \\\n  --m acme/a \\\n  --p 80", id="lines"),
        pytest.param("docker run --gpus all image serve-it --m acme/a", id="container"),
        pytest.param("nohup serve-it --m acme/a &", id="behind another program"),
    ],
)
def test_documented_use(command: str, path: str) -> None:
    page = f"::\n\n    {command}\n".replace("\\\n", "\\\n    ") if path.endswith(".rst") else block(command)
    assert documented(page, path) == [("acme/a", "documented", "use")]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param("<p>serve-it --m acme/a</p>", [], id="prose"),
        pytest.param("<!-- <pre>serve-it --m acme/a</pre> -->", [], id="comment"),
        pytest.param('<pre class="language-python">serve-it --m acme/a</pre>', [], id="another language"),
        pytest.param("<pre><code>serve-it --m acme/a</code></pre>", [("acme/a", "documented", "use")], id="block"),
        pytest.param("<p>Run <code>serve-it --m acme/a</code>", [("acme/a", "documented", "use")], id="in a sentence"),
        pytest.param("<pre>$ serve-it --m acme/a</pre>", [("acme/a", "documented", "use")], id="prompt"),
    ],
)
def test_pages_of_html(page: str, found: list[tuple[str | None, str, str]]) -> None:
    assert documented(f"<html>{page}</html>", "docs/index.html") == found
