import pytest
from scripts_of import LIBRARY, scanned

from builder.mapping.kinds import kind


def listed(text: str, path: str) -> list[tuple[int, str | None, str, str]]:
    files = {path: text, f"library.{path.rpartition('.')[2]}": LIBRARY[kind(path) or ""]}
    return [(one.line, one.name, one.target.loads, one.usage) for _, one in scanned(files).found]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param('const PAGES = ["acme/a"];', "a.ts", id="list of other things"),
        pytest.param('const TOKENIZER_MODELS = ["acme/a"];', "a.ts", id="list of tokenizers"),
        pytest.param('const MODELS = [\n  // "acme/a",\n];', "a.ts", id="comment"),
        pytest.param('const MODELS = [{ title: "acme/a" }];', "a.ts", id="key that tells nothing"),
        pytest.param('const MODELS = [{ id: "acme/a", provider: "openrouter" }];', "a.ts", id="provider's catalogue"),
        pytest.param('const models = ["image/png", "spanish"];', "a.ts", id="media type, word"),
        pytest.param('const models = []; const x = ["acme/a"];', "a.ts", id="list behind it"),
        pytest.param("const text = \"const MODELS = ['acme/a']\";", "a.ts", id="list in a text"),
        pytest.param('fn kind(&self) -> &str { match self { A => "acme/a" } }', "a.rs", id="arms of another function"),
        pytest.param('fn repo(&self) -> &str { match self { A => "text/plain" } }', "a.rs", id="media type in an arm"),
        pytest.param('#[cfg(test)]\nmod t { fn repo() -> S { match x { A => "acme/a" } } }', "a.rs", id="test"),
        pytest.param('const TITLE: &str = "acme/a";', "a.rs", id="constant of another thing"),
        pytest.param('fn f() { looks_like_a_repo("acme/a") }', "a.rs", id="function that does not load"),
    ],
)
def test_nothing(text: str, path: str) -> None:
    assert listed(text, path) == []


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        pytest.param('const MODELS = ["acme/a", "acme/b"];', "a.ts", ["acme/a", "acme/b"], id="array"),
        pytest.param('export const MODELS: M[] = [{ id: "acme/a", name: "A" }];', "a.ts", ["acme/a"], id="objects"),
        pytest.param('const modelOptions = { small: { id: "acme/a" } };', "a.ts", ["acme/a"], id="object"),
        pytest.param('const MODELS = Object.freeze(["acme/a"]);', "a.ts", ["acme/a"], id="frozen"),
        pytest.param('const MODELS = new Set(["acme/a"]);', "a.ts", ["acme/a"], id="set"),
        pytest.param('class A { static models = ["acme/a"] }', "a.ts", ["acme/a"], id="field"),
        pytest.param('const config = { models: ["acme/a"] };', "a.ts", ["acme/a"], id="key"),
        pytest.param('fn repo(&self) -> &str { match self { A => "acme/a", B => { "acme/b" } } }', "a.rs", ["acme/a", "acme/b"], id="arms"),
        pytest.param('fn f() { let f = ("acme/a", "vae.safetensors"); }', "a.rs", ["acme/a"], id="name and file"),
        pytest.param('const REPO_ID: &str = "acme/a";', "a.rs", ["acme/a"], id="constant"),
    ],
)  # fmt: skip
def test_names(text: str, path: str, found: list[str]) -> None:
    assert listed(text, path) == [(1, name, "model", "selectable") for name in found]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param('await downloadModel("acme/a")', "a.ts", id="function that loads"),
        pytest.param('async fn t() { hf::ensure_model_downloaded("acme/a").await?; }', "a.rs", id="Rust's"),
        pytest.param('#[tokio::test]\nasync fn t() { let s = start_server_with_model("acme/a").await; }', "a.rs", id="server of a test"),
        pytest.param('beforeAll(async () => { server = await startModelServer("acme/a") })', "a.ts", id="server of a test in TypeScript"),
    ],
)  # fmt: skip
def test_functions_of_the_repository_that_load(text: str, path: str) -> None:
    assert [(name, usage) for _, name, _, usage in listed(text, path)] == [("acme/a", "use")]


def test_what_is_followed_is_not_listed_again() -> None:
    text = 'const MODELS = ["acme/a"];\nMODELS.forEach(m => pipeline("x", m))'
    assert [name for _, name, _, _ in listed(LIBRARY["javascript"] + text, "a.ts")] == ["acme/a"]


@pytest.mark.parametrize(
    ("call", "loads", "usage"),
    [
        ("Idefics3Processor::from_pretrained", "processor", "component"),
        ("p::BertTokenizer::from_pretrained", "tokenizer", "component"),
        ("NetConfig::from_pretrained", "config", "component"),
        ("Net::from_pretrained", "model", "use"),
        ("load_model_tokenizer", "tokenizer", "component"),
        ("load_model", "model", "use"),
    ],
)
def test_parts_of_models_by_their_own_types(call: str, loads: str, usage: str) -> None:
    assert listed(f'fn of_model() {{ let p = {call}("acme/a"); }}', "a.rs") == [(1, "acme/a", loads, usage)]


RECORD = '{ id: "x", size: 3, paths: new Map([["encoder", "https://%s/resolve/main/encoder.onnx"]]) }'


@pytest.mark.parametrize(
    ("others", "usage"),
    [("", "use"), (", " + RECORD % "example.org/net", "selectable"), (", new Entry('y')", "selectable")],
)
def test_addresses_in_lists_of_several(others: str, usage: str) -> None:
    text = f"export const entries: Entry[] = [{RECORD % 'huggingface.co/acme/a'}{others}];"
    assert [(name, said) for _, name, _, said in listed(text, "a.ts")] == [("acme/a", usage)]
