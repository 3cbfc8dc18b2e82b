import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts_of import LIBRARY, places, scanned

CALL = {"a.ts": "pipeline('x', 'acme/net');", "a.rs": 'fn f() { api.model("acme/net".into()); }'}
HEADS = {"a.ts": LIBRARY["javascript"], "a.rs": LIBRARY["rust"]}
PARTS = st.sampled_from(
    ["pipeline(", "'a/b'", '"', "`", "${", "//", "/*", "*/", ")", "{", "}", "[", "]", ",", ":", "\n", "x", "\\", "r#", "'",
     "=> ", "const x = ", "class A ", "fn f", "match x ", "let m = ", "api.model(", "impl A ", "\udcff", "<script>", "switch (x) ",
     "import {a} from './b'", "use a::b;", "if (x) ", "return ", "for (x of y) ", "vec![", "#[arg(default_value = \"a/b\")]"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PARTS).map("".join), st.sampled_from(["a.ts", "a.js", "a.vue", "a.rs"]))
def test_no_text_is_refused(text: str, path: str) -> None:
    head = HEADS.get(path, HEADS["a.ts"])
    made = scanned({path: (head + text).encode("utf-8", "replace").decode()})
    assert all(one.name != "" and one.line > 0 for _, one in made.found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.ts", "(\n" * 3000 + "1" + ")" * 3000, id="brackets"),
        pytest.param("a.ts", "f(\n" * 3000 + ")" * 3000, id="calls"),
        pytest.param("a.ts", "{\n" * 3000 + "}" * 3000, id="blocks"),
        pytest.param("a.ts", "const a = " + "x =>\n" * 3000 + "1", id="arrows"),
        pytest.param("a.ts", "a" + "\n.b()" * 3000, id="chain"),
        pytest.param("a.rs", "fn f() " + "{\n" * 3000 + "}" * 3000, id="Rust's blocks"),
    ],
)
def test_what_nests_too_deep_costs_its_file_alone(path: str, text: str) -> None:
    other = "b" + path[1:]
    made = scanned({path: HEADS[path] + text, other: HEADS[path] + CALL[path]})
    assert dict(made.unread) == {path: "nested too deep"}
    assert [(file, one.name) for file, one in made.found] == [(other, "acme/net")]


def test_a_long_sum_is_none() -> None:
    text = "const s = " + " + \n".join(["'a'"] * 5000) + ";\n"
    assert [one[2] for one in places({"a.ts": HEADS["a.ts"] + text + CALL["a.ts"]})] == ["acme/net"]


def test_a_bundle_is_not_read() -> None:
    bundle = HEADS["a.ts"] + "".join(f"function f{n}(a){{return g(a,{n})}};" for n in range(3000)) + CALL["a.ts"]
    assert dict(scanned({"bundle.js": bundle}).unread) == {"bundle.js": "minified"}


def test_an_image_in_the_code_makes_no_bundle() -> None:
    text = HEADS["a.ts"] + f"const image = 'data:image/png;base64,{'iVBORw0KGgo' * 9000}';\n" + CALL["a.ts"]
    assert [one[2] for one in places({"a.ts": text})] == ["acme/net"]
