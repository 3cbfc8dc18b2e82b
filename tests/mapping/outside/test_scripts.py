import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand
from builder.mapping.outside import scripts
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())
IMPORT = 'import { pipeline } from "@huggingface/transformers";\n'
USE = "use hf_hub::api::sync::Api;\n"


def names(text: str, language: str) -> list[tuple[int, int, str | None]]:
    found = scripts.found(scripts.read(text.encode(), language), WANTED, language)
    return [(one.line, one.argument_line, one.name) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pipeline('x', 'acme/net')", id="no import"),
        pytest.param(IMPORT + "// pipeline('x', 'acme/net')", id="comment"),
        pytest.param(IMPORT + "/*\npipeline('x', 'acme/net') */", id="comment over lines"),
        pytest.param(IMPORT + "a = \"pipeline('x', 'acme/net')\"", id="text"),
        pytest.param(IMPORT + "pipeline('acme/net')", id="another argument"),
        pytest.param(IMPORT + "pipeline('x', { model: 'acme/net' })", id="key of an object"),
        pytest.param(IMPORT + "pipeline('x', 'acme/' + name)", id="joined text"),
        pytest.param(IMPORT + "pipeline('x', `acme/${name}`)", id="template"),
        pytest.param(IMPORT + "pipeline('x', './net')", id="local path"),
        pytest.param(IMPORT + "other('x', 'acme/net')", id="another call"),
        pytest.param(IMPORT + "pipeline('x', name)", id="name that nothing sets"),
    ],
)
def test_nothing_in_javascript(text: str) -> None:
    assert names(text, "javascript") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("pipeline('x', 'acme/net')", (2, 2, "acme/net"), id="literal"),
        pytest.param("await pipeline(\n  'x',\n  'acme/net',\n)", (2, 4, "acme/net"), id="over lines"),
        pytest.param("pipeline<'x'>('x', `acme/net`)", (2, 2, "acme/net"), id="generic"),
        pytest.param("AutoModel.from_pretrained('acme/net', {a: 'b/c'})", (2, 2, "acme/net"), id="class"),
        pytest.param("const M: string = 'acme/net'\npipeline('x', M)", (3, 3, "acme/net"), id="constant"),
        pytest.param(
            "const M = env.M ?? 'acme/net'\npipeline('x', M)", (3, 3, "acme/net"), id="constant with a default"
        ),
        pytest.param(
            "class A { static m = 'acme/net'; a() { pipeline(this.t, this.m) } }", (2, 2, "acme/net"), id="member"
        ),
        pytest.param("it's\npipeline('x', 'acme/net')", (3, 3, "acme/net"), id="apostrophe"),
        pytest.param("a = `x ${b}`\npipeline('x', 'acme/net')", (3, 3, "acme/net"), id="template before it"),
    ],
)
def test_names_in_javascript(text: str, found: tuple[int, int, str]) -> None:
    assert names(IMPORT + text, "javascript") == [found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('api.model("acme/net".to_string())', id="no import"),
        pytest.param(USE + '// api.model("acme/net".to_string())', id="comment"),
        pytest.param(USE + 'a.repo(Repo::new("acme/net".into(), RepoType::Dataset))', id="data set"),
        pytest.param(USE + 'println!("acme/net")', id="another call"),
        pytest.param(USE + '#[arg(default_value = "acme/net")]\nimage: String', id="option of another thing"),
    ],
)
def test_nothing_in_rust(text: str) -> None:
    assert names(text, "rust") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            'let r = api.model("acme/net".to_string());\nlet d = RepoType::Dataset;', (2, 2, "acme/net"), id="literal"
        ),
        pytest.param("fn f<'a>(x: &'a str) { api.model(\"acme/net\".into()) }", (2, 2, "acme/net"), id="lifetime"),
        pytest.param('const M: &str = "acme/net";\nfn f() { api.model(M.into()) }', (3, 3, "acme/net"), id="constant"),
        pytest.param('api.model(r#"acme/net"#.into())', (2, 2, "acme/net"), id="raw string"),
        pytest.param('#[arg(long, default_value = "acme/net")]\nbase_model: String,', (2, 2, "acme/net"), id="option"),
    ],
)
def test_names_in_rust(text: str, found: tuple[int, int, str]) -> None:
    assert names(USE + text, "rust") == [found]


def test_a_found_call_in_full() -> None:
    text = IMPORT + "const M = 'acme/net'\n  const t = AutoTokenizer.from_pretrained(M)"
    (one,) = scripts.found(scripts.read(text.encode(), "javascript"), WANTED, "javascript")
    assert (one.target.library, one.target.loads, one.usage, one.weights) == (
        "transformers.js",
        "tokenizer",
        "component",
        None,
    )
    assert (one.line, one.column, one.code) == (3, 13, "AutoTokenizer.from_pretrained(M)")
    assert (one.resolution, one.hops, one.defined_at, one.expression) == ("constant", 1, ":2", "M")


PARTS = st.sampled_from(
    ["pipeline(", "'a/b'", '"', "`", "${", "//", "/*", "*/", ")", "{", "}", "[", ",", ":", "\n", "x", "\\", "r#", "'"]
)


@settings(deadline=None)
@given(st.lists(PARTS).map("".join), st.sampled_from(["javascript", "rust"]))
def test_no_text_is_refused(text: str, language: str) -> None:
    head = IMPORT if language == "javascript" else USE
    assert all(name for _, _, name in names(head + text, language))


@pytest.mark.parametrize("text", ["(" * 10_000, "f(" * 10_000, "{" * 10_000, "'" * 9_999])
def test_deep_nesting_ends(text: str) -> None:
    assert names(IMPORT + text, "javascript") == []
