"""Other languages: what their libraries document, a literal each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.found import Demand
from builder.mapping.outside import literals
from builder.mapping.outside.literals import found
from builder.mapping.outside.wanted import Wanted
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

WANTED = Wanted(Demand(), load_signatures())
R = "library(reticulate)\n"


def named(path: str, text: str) -> list[tuple[str | None, str]]:
    return [(one.name, one.usage) for one in found(path, text.encode(), WANTED)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.go", 'hugot.DownloadModel("o/n")', id="without the module"),
        pytest.param(
            "a.go", 'import "github.com/knights-analytics/hugot"\n// hugot.DownloadModel("o/n")', id="comment"
        ),
        pytest.param("a.R", R + 'st$pipeline("ner")', id="no model"),
        pytest.param("a.cpp", '// "https://huggingface.co/o/n/resolve/main/a.bin"', id="address in a comment"),
        pytest.param("a.java", 'see("https://huggingface.co/o/n");', id="a page"),
        pytest.param(
            "a.cmake", '# file(DOWNLOAD "https://huggingface.co/o/n/resolve/main/a.bin")', id="CMake's comment"
        ),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert named(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "usage"),
    [
        pytest.param("a.R", R + 'st <- import("sentence_transformers")\nst$SentenceTransformer("o/n")', "use", id="R"),
        pytest.param("a.r", R + 'hf$pipeline("ner", model = "o/n")', "use", id="R pipeline"),
        pytest.param("a.R", R + 't <- import("transformers")\nt$AutoModel$from_pretrained("o/n")', "use", id="R class"),
        pytest.param(
            "a.R",
            R + 't <- import("transformers")\nt$AutoTokenizer$from_pretrained("o/n")',
            "component",
            id="R tokenizer",
        ),
        pytest.param("a.R", 'library(text)\ntextEmbed("x", model = "o/n")', "use", id="R text"),
        pytest.param("a.R", 'hfhub::hub_download("o/n", "config.json")', "component", id="R hub"),
        pytest.param("a.jl", 'using Transformers\nm = hgf"o/n:model"', "use", id="Julia"),
        pytest.param(
            "a.java", 'import ai.djl.X;\nb.optModelUrls("djl://ai.djl.huggingface.pytorch/o/n")', "use", id="Java"
        ),
        pytest.param(
            "a.java", 'import ai.djl.X;\nHuggingFaceTokenizer.newInstance("o/n")', "component", id="Java tokenizer"
        ),
        pytest.param(
            "a.java",
            'import dev.langchain4j.X;\nHuggingFaceChatModel.builder()\n.accessToken(k)\n.modelId("o/n")',
            "hosted",
            id="Java hosted",
        ),
        pytest.param(
            "a.go", 'import "github.com/knights-analytics/hugot"\nhugot.DownloadModel("o/n", p)', "use", id="Go"
        ),
        pytest.param(
            "a.go", 'import "github.com/gomlx/go-huggingface/hub"\nr := hub.New("o/n")', "component", id="Go hub"
        ),
        pytest.param("a.swift", 'import MLXLLM\nlet c = ModelConfiguration(id: "o/n")', "use", id="Swift"),
        pytest.param(
            "a.swift", 'import Tokenizers\nAutoTokenizer.from(pretrained: "o/n")', "component", id="Swift tokenizer"
        ),
        *(
            pytest.param("a.jl", f"using Transformers.HuggingFace\n{call}", usage, id=f"Julia {call[:30]}")
            for call, usage in (
                ('m = hgf"o/n:ForSequenceClassification"', "use"),
                ('t, m = hgf"o/n"', "use"),
                ('t = hgf"o/n:tokenizer"', "component"),
                ('c = HGFConfig(hgf"o/n:config"; num_labels = 2)', "component"),
                ('m = load_model("o/n", :ForSequenceClassification)', "use"),
                ('t = load_tokenizer("o/n"; config = c)', "component"),
                ('c = load_config("o/n")', "component"),
            )
        ),
        pytest.param("a.exs", 'Bumblebee.load_model({:hf, "o/n"})', "use", id="Elixir"),
        pytest.param("a.ex", 'Bumblebee.load_tokenizer({:hf, "o/n"})', "component", id="Elixir tokenizer"),
        pytest.param("a.rb", 'require "informers"\nInformers.pipeline("embedding", "o/n")', "use", id="Ruby"),
        pytest.param("a.php", 'use Codewithkyrian\\X;\npipeline("ner", "o/n")', "use", id="PHP"),
        pytest.param(
            "a.php", 'use Codewithkyrian\\X;\n$h->inference()->summarization("o/n")', "hosted", id="PHP client"
        ),
        pytest.param(
            "a.php",
            "use Codewithkyrian\\X;\n$h->inference(P::A)\n  ->translation(model: 'o/n')",
            "hosted",
            id="PHP client's provider",
        ),
        pytest.param("a.php", 'use Codewithkyrian\\X;\n$h->hub()->repo("o/n")', "component", id="PHP hub"),
        pytest.param(
            "a.swift", 'import WhisperKit\nWhisperKitConfig(model: "x", modelRepo: "o/n")', "use", id="WhisperKit"
        ),
        pytest.param("a.cs", 'using Tokenizers.DotNet;\nHuggingFace.GetFileFromHub("o/n", "a")', "component", id="C#"),
        pytest.param("a.java", 'new A.HuggingFaceModel("o/n", "x.gguf")', "use", id="Testcontainers"),
        pytest.param(
            "a.go",
            'import "github.com/tmc/langchaingo/llms/huggingface"\nhuggingface.New(huggingface.WithModel("o/n"))',
            "hosted",
            id="Go hosted",
        ),
        pytest.param("a.go", 'exec.Command("llama-server", "-hf", "o/n:Q4")', "use", id="arguments of llama.cpp"),
        pytest.param("a.go", 'exec.Command("vllm", "serve", "o/n")', "use", id="arguments of vLLM"),
        pytest.param("a.cpp", 'params.model.hf_repo = "o/n";', "use", id="C++ field"),
        pytest.param("a.ex", '# Bumblebee\n@repo {:hf, "o/n"}', "use", id="Elixir constant"),
        pytest.param("a.cpp", 'get("https://huggingface.co/o/n/resolve/main/a.gguf");', "use", id="C++ address"),
        pytest.param(
            "CMakeLists.txt",
            'file(DOWNLOAD "https://huggingface.co/o/n/resolve/main/a.json" x)',
            "component",
            id="CMake",
        ),
    ],
)
def test_named(path: str, text: str, usage: str) -> None:
    assert named(path, text) == [("o/n", usage)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('List<string> Others = new List<string>\n{\n  "o/n"\n};', [], id="another word"),
        pytest.param('List<string> Models = new List<string>\n{\n  "o/n"\n};', ["o/n"], id="bracket on its own line"),
        pytest.param('var Models = new[] { "o/n" };', ["o/n"], id="bracket on the line"),
        pytest.param('string repoId = "o/n";', ["o/n"], id="repository's id"),
        pytest.param('string RepoIdle = "o/n";', [], id="another word that begins so"),
    ],
)
def test_named_by_their_words(text: str, found: list[str]) -> None:
    wanted = Wanted(Demand(), load_signatures(), named=frozenset({"cs"}))
    assert [one.name for one in literals.found("a.cs", text.encode(), wanted)] == found


@given(st.text())
def test_nothing_is_refused(text: str) -> None:
    found("a.go", b"huggingface " + text.encode("utf-8", "replace"), WANTED)


PHP = "<?php\nuse Codewithkyrian\\Transformers\\Models\\Auto\\AutoModel;\n// https://huggingface.co\n"


@pytest.mark.parametrize(
    ("text", "usages"),
    [
        pytest.param("$m = AutoModel::fromPretrained('a/model-1');", ["use"], id="a model"),
        pytest.param("$t = AutoTokenizer::fromPretrained('a/model-1');", ["component"], id="a tokenizer"),
        pytest.param("$t = AutoProcessor::fromPretrained(modelNameOrPath: 'a/m');", ["component"], id="a processor"),
        pytest.param("$x = match($t) { 'model' => 'a/m', 'model2' => 'a/n' };", ["use"] * 2, id="two rows"),
        pytest.param(
            "$x = match($t) { 'model' => 'a/m', 'model2' => 'a/n', 'z' => 'a/o' };", ["selectable"] * 2, id="a table"
        ),
    ],
)
def test_parts_and_tables(text: str, usages: list[str]) -> None:
    wanted = Wanted(Demand(), load_signatures(), named=frozenset({"php"}))
    assert [one.usage for one in found("a.php", (PHP + text).encode(), wanted)] == usages


RECORDS = {
    "a.dart": "const all = [\n  Model(name: 'A', url: '{0}'),\n  Model(name: 'B', url:\n    '{1}'),\n  Model(name: 'C', url: '{2}'),\n];",
    "a.ts": 'export const models = [{{ name: "A", url: "{0}" }}, {{ name: "B", url: "{1}" }}, {{ name: "C", "url": "{2}" }}];',
    "a.swift": 'let all = [M(name: "A", url: "{0}"), M(name: "B", url: "{1}"), M(name: "C", url: "{2}")]',
    "a.go": 'var all = []M{{\n\t{{Name: "A", URL: "{0}"}},\n\t{{Name: "B", URL: "{1}"}},\n\t{{Name: "C", URL: "{2}"}},\n}}',
}


def usages(path: str, names: str) -> list[str]:
    text = RECORDS[path].format(*(f"https://huggingface.co/o/{name}/resolve/main/m.gguf" for name in names))
    files = [SourceFile(path, "0" * 40, text.encode())]
    return [row["usage"] for row in map_repository("owner/repo", None, None, [path], files, load_signatures()).rows]


@pytest.mark.parametrize("path", RECORDS)
def test_addresses_of_records_are_on_offer(path: str) -> None:
    assert usages(path, "abc") == ["selectable"] * 3


@pytest.mark.parametrize("path", ["a.dart", "a.swift", "a.go"])
def test_of_two_models_both_may_be_taken(path: str) -> None:
    assert usages(path, "aab") == ["use"] * 3
