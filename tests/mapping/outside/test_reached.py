"""Names that calls and addresses take from elsewhere, in languages without a grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.found import Demand
from builder.mapping.outside.literals import found
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())
GO = 'import "github.com/gomlx/go-huggingface/hub"\n'
SWIFT = "import MLXLLM\n"
JAVA = "import ai.djl.X;\n"
HUB = "https://huggingface.co"
FILE = "resolve/main/m.gguf"


def named(path: str, text: str) -> list[tuple[str | None, str]]:
    return [(one.name, one.usage) for one in found(path, text.encode(), WANTED)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.go", GO + 'id := "o/n"\nfmt.Println(id)', id="no call"),
        pytest.param("a.go", GO + '// id := "o/n"\nhub.New(id)', id="definition in a comment"),
        pytest.param("a.go", GO + 'id := "o/n"\n// hub.New(id)', id="call in a comment"),
        pytest.param("a.go", GO + 'id := "./n"\nhub.New(id)', id="path"),
        pytest.param("a.go", GO + 'if id == "o/n" {\n hub.New(id)\n}', id="compared"),
        pytest.param("a.go", GO + 'other := "o/n"\nhub.New(id)', id="another name"),
        pytest.param("a.go", GO + 'dataset := "o/n"\nhub.New(dataset)', id="data set"),
        pytest.param(
            "a.go",
            GO + 'for _, m := range all {\nif m.name == "o/n" { skip() }\nhub.New(m.name)\n}',
            id="compared in a loop",
        ),
        pytest.param("a.kt", f'get("{HUB}/$id/{FILE}")\nfun APreview() {{ A(id = "o/n") }}', id="preview"),
        pytest.param("a.kt", f'val repo = "o/n"\nopen("{HUB}/$repo")', id="page"),
        pytest.param(
            "a.kt", f'val repo = "o/n"\nopen("https://www.modelscope.cn/models/$repo/{FILE}")', id="another hub"
        ),
        pytest.param("a.cs", f'var repo = "image/png"; Get($"{HUB}/{{repo}}/{FILE}");', id="kind of content"),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert named(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        pytest.param("a.go", GO + 'const id = "o/n"\nhub.New(id)', ["o/n"], id="constant"),
        pytest.param("a.go", GO + 'hub.New(id)\n\nvar id string = "o/n"', ["o/n"], id="constant below"),
        pytest.param("a.go", GO + 'ids := []string{\n"o/a",\n"o/b"}\nfor _, id := range ids {\nhub.New(id)', ["o/a", "o/b"], id="loop"),
        pytest.param("a.go", GO + 'for _, id := range []string{"o/a", "o/b"} {\nhub.New(id)', ["o/a", "o/b"], id="list in a loop"),
        pytest.param(
            "a.go",
            GO + 'var t = []struct{ name, repo string }{\n{"a", "o/a"},\n{name: "b", repo: "o/b"},\n}\nfor _, x := range t { hub.New(x.repo) }',
            ["o/a", "o/b"],
            id="table",
        ),
        pytest.param("a.go", GO + 'func get(id string) { hub.New(id) }\nfunc f() { get("o/n") }', ["o/n"], id="parameter"),
        pytest.param("a.go", GO + 'const m = "o/n"\nfunc get(id string) { hub.New(id) }\nfunc f() { get(m) }', ["o/n"], id="constant as argument"),
        pytest.param("a.java", JAVA + 'static final String M = "o/n";\nHuggingFaceTokenizer.newInstance(M);', ["o/n"], id="Java"),
        pytest.param("a.php", "use Codewithkyrian\\X;\n$m = 'o/n';\n$h->inference()->summarization($m);", ["o/n"], id="PHP"),
        pytest.param("a.rb", "# Informers\nM = 'o/n'\nTokenizers.from_pretrained(M)", ["o/n"], id="Ruby"),
        pytest.param("a.swift", SWIFT + 'func f(id: String = "o/n") { loadModel(id: id) }', ["o/n"], id="default"),
        pytest.param("a.cs", f'const string R = "o/n"; Get($"{HUB}/{{R}}/{FILE}");', ["o/n"], id="C# address"),
        pytest.param("a.cs", f'void F() {{ G("o/n"); }}\nTask G(string r) => Get($"{HUB}/{{r}}/{FILE}");', ["o/n"], id="arrow"),
        pytest.param("a.kt", f'const val R = "o/n"\nget("{HUB}/$R/{FILE}")', ["o/n"], id="Kotlin address"),
        pytest.param("a.swift", f'let r = "o/n"\nURL(string: "{HUB}/\\(r)/{FILE}")', ["o/n"], id="Swift address"),
        pytest.param("a.dart", f"const b = '{HUB}';\nconst r = 'o/n';\nget('$b/$r/{FILE}');", ["o/n"], id="constant host"),
        pytest.param("a.go", f'http.Get(fmt.Sprintf("{HUB}/%s/resolve/main/%s", "o/n", f))', ["o/n"], id="format"),
        pytest.param("a.go", f'r := "o/n"\nhttp.Get(fmt.Sprintf("%s/%s/{FILE}", "{HUB}", r))', ["o/n"], id="format's second"),
        pytest.param("a.cpp", f'const char* R = "o/n";\nauto u = std::string("{HUB}/") + R + "/{FILE}";', ["o/n"], id="joined"),
        pytest.param(
            "a.java", 'final String P = "djl://ai.djl.huggingface.pytorch/"; final String M = "o/n"; u(P + M);', ["o/n"], id="joined constants"
        ),
    ],
)  # fmt: skip
def test_one_is_taken(path: str, text: str, names: list[str]) -> None:
    assert [name for name, usage in named(path, text) if usage != "selectable"] == names


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "a.swift",
            SWIFT + 'enum M: String {\ncase a = "o/a"\ncase b = "o/b"\n}\nfunc f(m: M) { ModelConfiguration(id: m.rawValue) }',
            id="raw values",
        ),
        pytest.param(
            "a.kt",
            f'enum class M(val id: String, val file: String) {{\nA("o/a", "x"),\nB(file = "y", id = "o/b");\nval url get() = "{HUB}/$id/resolve/main/$file"\n}}',
            id="fields of an enum",
        ),
        pytest.param(
            "a.cpp",
            f'struct M {{ const char* name; const char* id; }};\nstatic const M ALL[] = {{ {{"a", "o/a"}}, {{"b", "o/b"}} }};\nauto u(M m) {{ return std::string("{HUB}/") + m.id + "/{FILE}"; }}',
            id="fields of a struct",
        ),
        pytest.param(
            "a.swift",
            SWIFT + 'var id: String { switch self {\ncase .a: return "o/a"\ncase .b: return "o/b" } }\nfunc f() { loadModel(id: self.id) }',
            id="property",
        ),
        pytest.param(
            "a.cs",
            'using SpawnDev.BlazorJS.TransformersJS;\nList<string> All = new List<string>\n{\n"o/a",\n"o/b"\n};\nstring One = All.First();\nTransformers.DepthEstimationPipeline(One, x);',
            id="bracket on its own line",
        ),
        pytest.param("a.go", GO + 'var ids = map[string]string{"a": "o/a", "b": "o/b"}\nfunc f(k string) { id := ids[k]\nhub.New(id) }', id="map"),
    ],
)  # fmt: skip
def test_several_are_offered(path: str, text: str) -> None:
    assert {name for name, _ in named(path, text)} == {"o/a", "o/b"}


@given(st.text(alphabet="ab(){}[],;=:\n\"'$ +."))
def test_nothing_is_refused(text: str) -> None:
    found("a.go", f"{GO}hub.New(a)\nhub.New(b.a)\n{text}".encode(), WANTED)
    found("a.kt", f'"{HUB}/$a/{FILE}"\n{text}'.encode(), WANTED)
