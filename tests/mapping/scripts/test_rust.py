import pytest
from scripts_of import names, only, places

NET = [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('// api.model("acme/net".to_string())', id="comment"),
        pytest.param('a.repo(Repo::new("acme/net".into(), RepoType::Dataset))', id="data set"),
        pytest.param('fn f() { println!("acme/net") }', id="another call"),
        pytest.param('struct A { #[arg(default_value = "acme/net")] image: String }', id="option of another thing"),
        pytest.param('fn f() { let x = "acme/net"; }', id="a string alone"),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text, "a.rs") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('fn f() { let r = api.model("acme/net".to_string()); let d = RepoType::Dataset; }', id="literal"),
        pytest.param("fn f<'a>(x: &'a str) { api.model(\"acme/net\".into()); }", id="lifetime"),
        pytest.param('const M: &str = "acme/net";\nfn f() { api.model(M.into()); }', id="constant"),
        pytest.param('static M: &\'static str = "acme/net";\nfn f() { api.model(String::from(M)); }', id="static"),
        pytest.param('fn f() { api.model(r#"acme/net"#.into()); }', id="raw string"),
        pytest.param('fn f() { let m = "acme/net"; api.model(m.to_owned()); }', id="let"),
        pytest.param('fn f() { let m: String = "acme/net".into(); api.model(m.clone()); }', id="typed let"),
        pytest.param('fn f() { let mut m = String::new(); m = "acme/net".to_string(); api.model(m); }', id="set later"),
        pytest.param('fn f() { let m = args.model.unwrap_or("acme/net".into()); api.model(m); }', id="unwrap_or"),
        pytest.param('fn f() { let m = args.model.unwrap_or_else(|| "acme/net".to_string()); api.model(m); }', id="or else"),
        pytest.param('fn f() { let m = std::env::var("M").unwrap_or_else(|_| "acme/net".into()); api.model(m); }', id="environment"),
        pytest.param('fn f() { let m = match args.model { Some(m) => m, None => "acme/net".to_string() }; api.model(m); }', id="match of an option"),
        pytest.param('fn f() { let m = if let Some(m) = args.model { m } else { "acme/net".into() }; api.model(m); }', id="if let"),
        pytest.param('fn f() { let Some(m) = Some("acme/net") else { return }; api.model(m.into()); }', id="let else"),
        pytest.param('fn f(m: &str) { api.model(m.to_string()); }\nfn main() { f("acme/net") }', id="argument"),
        pytest.param('fn f() -> String { "acme/net".to_string() }\nfn main() { api.model(f()); }', id="returned"),
        pytest.param('fn f() -> &\'static str { return "acme/net"; }\nfn main() { api.model(f().into()); }', id="return"),
        pytest.param('fn f() { api.model(format!("{}/{}", "acme", "net")); }', id="format"),
        pytest.param('fn f() { let owner = "acme"; api.model(format!("{owner}/net")); }', id="format with a name"),
        pytest.param('fn f() { let (m, r) = ("acme/net", "main"); api.model(m.into()); }', id="tuple"),
        pytest.param('fn f() { for m in ["acme/net"] { api.model(m.into()); } }', id="for"),
        pytest.param('fn f() { for m in vec!["acme/net"].iter() { api.model(m.to_string()); } }', id="vec"),
        pytest.param('fn f() { ["acme/net"].iter().for_each(|m| { api.model(m.to_string()); }) }', id="for_each"),
        pytest.param('fn f() { api.repo(Repo::model("acme/net".into())); }', id="Repo::model"),
        pytest.param('fn f() { api.repo(hf_hub::Repo::new("acme/net".into(), hf_hub::RepoType::Model)); }', id="whole path"),
        pytest.param('use hf_hub::Repo as R;\nfn f() { api.repo(R::new("acme/net".into(), RepoType::Model)); }', id="alias"),
        pytest.param('struct C { m: String }\nimpl Default for C { fn default() -> Self { Self { m: "acme/net".into() } } }\nfn f(c: &C) { api.model(c.m.clone()); }', id="struct's default"),
        pytest.param('struct C { m: String }\nfn f() { let c = C { m: "acme/net".into() }; api.model(c.m); }', id="struct's literal"),
        pytest.param('struct C { m: String }\nimpl C { fn new(m: &str) -> Self { Self { m: m.into() } } fn go(&self) { api.model(self.m.clone()); } }\nfn main() { C::new("acme/net").go() }', id="field by new"),
        pytest.param('struct C; impl C { const M: &\'static str = "acme/net"; fn go(&self) { api.model(Self::M.into()); } }', id="associated constant"),
        pytest.param('#[derive(Parser)]\nstruct A { #[arg(long, default_value = "acme/net")] repo_name: String }\nfn main() { let a = A::parse(); api.model(a.repo_name); }', id="clap"),
        pytest.param('#[derive(Parser)]\nstruct A { #[clap(long, default_value_t = String::from("acme/net"))] m: String }\nfn f(a: A) { api.model(a.m); }', id="clap, a value"),
        pytest.param('struct A { #[serde(default = "the_model")] m: String }\nfn the_model() -> String { "acme/net".into() }\nfn f(a: &A) { api.model(a.m.clone()); }', id="serde"),
        pytest.param('mod inner { pub const M: &str = "acme/net"; pub fn f() { super::api.model(M.into()); } }', id="module within"),
        pytest.param('async fn f() -> Result<()> { let r = api.model("acme/net".to_string()).await?; Ok(()) }', id="async"),
        pytest.param('fn f() { let (a, b) = tokio::join!(api.model("acme/net".into()), g()); }', id="macro"),
        pytest.param('fn f() { assert!(api.model("acme/net".into()).get("a").is_ok()); }', id="macro of a test"),
        pytest.param('fn f() { for m in vec![String::from("acme/net")] { api.model(m); } }', id="vec of calls"),
        pytest.param('#[cfg(test)] mod tests { #[test] fn loads() { api.model("acme/net".into()); } }', id="test"),
    ],
)  # fmt: skip
def test_name(text: str) -> None:
    assert names(text, "a.rs") == NET


WHICH = """enum Which { Small, Large }
impl Which {
    fn repo(&self) -> &'static str {
        match self { Which::Small => "acme/small", Self::Large => "acme/large" }
    }
}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            WHICH + "fn f(w: Which) { api.model(w.repo().into()); }", [("acme/large", "selectable"), ("acme/small", "selectable")], id="enum"
        ),
        pytest.param(
            WHICH + "fn f() { let w = Which::Large; api.model(match w { Which::Small => \"acme/a\", Which::Large => \"acme/b\" }.into()); }",
            [("acme/a", "selectable"), ("acme/b", "use"), ("acme/large", "selectable"), ("acme/small", "selectable")],
            id="match over a known variant",
        ),
        pytest.param(
            'struct A { #[arg(long, default_value = "small")] w: String }\nfn f(a: A) { let m = match a.w.as_str() { "small" => "acme/a", _ => "acme/b" }; api.model(m.into()); }',
            [("acme/a", "use"), ("acme/b", "selectable")],
            id="match over an option with a default",
        ),
        pytest.param(
            '#[derive(ValueEnum)]\nenum W { #[value(name = "2b-v1")] Base, BigOne }\nstruct A { #[arg(long, default_value = "big-one")] w: W }\nfn main() { let a = A::parse(); let m = match a.w { W::Base => "acme/a", W::BigOne => "acme/b" }; api.model(m.into()); }',
            [("acme/a", "selectable"), ("acme/b", "use")],
            id="match over an option with a default of an enum",
        ),
        pytest.param(
            'fn f(q: bool) { let m = if q { "acme/a" } else { "acme/b" }; api.model(m.into()); }',
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="if",
        ),
        pytest.param(
            'fn f(w: W) { let (m, r) = match w { W::A => ("acme/a", "main"), W::B => ("acme/b", "main") }; api.model(m.into()); }',
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="arms of tuples",
        ),
        pytest.param(
            'fn a() { let m = "acme/a"; api.model(m.into()); } fn b() { let m = "acme/b"; api.model(m.into()); }',
            [("acme/a", "use"), ("acme/b", "use")],
            id="one name in two functions",
        ),
        pytest.param(
            'fn a() { let m = "acme/a"; let m = "acme/b"; api.model(m.into()); }', [("acme/b", "use")], id="shadowed"
        ),
    ],
)  # fmt: skip
def test_several(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text, "a.rs") == found


def test_a_pinned_revision() -> None:
    one = only(
        'fn f() { api.repo(Repo::with_revision("acme/net".into(), RepoType::Model, "refs/pr/1".into())); }', "a.rs"
    )
    assert (one.name, one.revision) == ("acme/net", "refs/pr/1")


def test_the_files_that_are_asked_for_tell_what_is_loaded() -> None:
    text = 'fn f() { let r = api.model("acme/net".into()); r.get("%s"); }'
    text_in_macro = 'fn f() { let r = api.model("acme/net".into()); r.get("config.json"); let w = vec![r.get("model.safetensors")?]; }'
    assert only(text_in_macro, "a.rs").target.loads == "model"
    kinds = [only(text % file, "a.rs").target.loads for file in ("model.safetensors", "tokenizer.json", "config.json")]
    assert kinds == ["model", "tokenizer", "config"]


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("use crate::config::MODEL;\n", id="crate"),
        pytest.param("use super::config::*;\n", id="all of a module"),
        pytest.param("mod config;\nuse config::MODEL;\n", id="module beside it"),
        pytest.param("use crate::config::{self, MODEL};\n", id="list"),
    ],
)
def test_constants_of_other_files(use: str) -> None:
    files = {
        "src/config.rs": '// acme/old\npub const MODEL: &str = "acme/net";',
        "src/main.rs": f"use hf_hub::api::sync::Api;\n{use}fn main() {{ api.model(MODEL.into()); }}",
    }
    assert [one[:1] + one[2:] for one in places(files)] == [("src/main.rs", "acme/net", "use")]


def test_functions_called_from_other_files() -> None:
    files = {
        "src/hub.rs": "use hf_hub::api::sync::Api;\npub fn fetch(id: &str) { Api::new().unwrap().model(id.to_string()); }",
        "src/main.rs": 'mod hub;\nfn main() {\n    hub::fetch("acme/net");\n}',
    }
    assert places(files) == [("src/main.rs", 3, "acme/net", "use")]
