import pytest

from builder.mapping.found import Demand
from builder.mapping.outside import script_lists
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures(), frozenset({"javascript", "rust"}))


def names(text: str, language: str) -> list[tuple[int, str | None, str]]:
    return [(one.line, one.name, one.target.loads) for one in script_lists.found(text, WANTED, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param('const PAGES = ["acme/a"];', "javascript", id="list of other things"),
        pytest.param('const TOKENIZER_MODELS = ["acme/a"];', "javascript", id="list of tokenizers"),
        pytest.param('const MODELS = [\n  // "acme/a",\n];', "javascript", id="comment"),
        pytest.param('const MODELS = [{ title: "acme/a" }];', "javascript", id="key that tells nothing"),
        pytest.param(
            'const MODELS = [{ id: "acme/a", provider: "openrouter" }];', "javascript", id="provider's catalogue"
        ),
        pytest.param('const models = ["image/png", "spanish"];', "javascript", id="media type, word"),
        pytest.param('const models = []; const x = ["acme/a"];', "javascript", id="list behind it"),
        pytest.param('fn kind(&self) -> &str { match self { A => "acme/a" } }', "rust", id="arms of another function"),
        pytest.param('fn repo(&self) { match self { A => "text/plain" } }', "rust", id="media type in an arm"),
        pytest.param('#[cfg(test)]\nmod t { fn repo() { match x { A => "acme/a" } } }', "rust", id="test"),
        pytest.param('const TITLE: &str = "acme/a";', "rust", id="constant of another thing"),
        pytest.param('looks_like_a_repo("acme/a")', "rust", id="function that does not load"),
    ],
)
def test_nothing(text: str, language: str) -> None:
    assert names(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param('const MODELS = ["acme/a", "acme/b"];', "javascript", ["acme/a", "acme/b"], id="array"),
        pytest.param(
            'export const MODELS: M[] = [{ id: "acme/a", name: "A" }];', "javascript", ["acme/a"], id="objects"
        ),
        pytest.param('const modelOptions = { small: { id: "acme/a" } };', "javascript", ["acme/a"], id="object"),
        pytest.param('await downloadModel("acme/a")', "javascript", ["acme/a"], id="function that loads"),
        pytest.param(
            'fn repo(&self) -> &str { match self { A => "acme/a", B => { "acme/b" } } }',
            "rust",
            ["acme/a", "acme/b"],
            id="arms",
        ),
        pytest.param('let f = ("acme/a", "vae.safetensors");', "rust", ["acme/a"], id="name and file"),
        pytest.param('const REPO_ID: &str = "acme/a";', "rust", ["acme/a"], id="constant"),
        pytest.param('hf::ensure_model_downloaded("acme/a")?', "rust", ["acme/a"], id="own function"),
    ],
)
def test_names(text: str, language: str, found: list[str]) -> None:
    assert [(name, loads) for _, name, loads in names(text, language)] == [(name, "model") for name in found]


def test_parts_of_a_model() -> None:
    assert names('\nA => ("acme/a", "tokenizer.json"),', "rust") == [(2, "acme/a", "tokenizer")]


def test_lists_count_only_where_the_repository_has_a_library_for_them() -> None:
    assert not list(script_lists.found('const MODELS = ["acme/a"];', Wanted(Demand(), load_signatures()), "javascript"))
