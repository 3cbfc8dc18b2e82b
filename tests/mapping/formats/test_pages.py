import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.formats.pages import shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("<p>vllm serve a</p>", [], id="prose"),
        pytest.param("<pre>a", [], id="block that is not closed"),
        pytest.param("<prefix>a</prefix>", [], id="another tag"),
        pytest.param("<pre>a\nb</pre>", [("", True, 1, "a\nb")], id="block"),
        pytest.param("<p>\n<code>a b</code>\n<code>c</code>", [("", False, 2, "a b"), ("", False, 3, "c")], id="code"),
        pytest.param("<PRE>a &amp;&amp; b</PRE>", [("", True, 1, "a && b")], id="entities"),
        pytest.param('<pre><code class="language-sh">a</code></pre>', [("sh", True, 1, "a")], id="language of its code"),
        pytest.param("<pre>a<button>Copy</button></pre>", [("", True, 1, "a")], id="button"),
        pytest.param("<pre>a<br>b</pre>", [("", True, 1, "a;b")], id="break"),
        pytest.param('<pre lang="bash"><span>a</span> b</pre>', [("bash", True, 1, "a b")], id="coloured"),
        pytest.param('<div class="highlight-python"><pre>a</pre></div>', [("python", True, 1, "a")], id="language around"),
    ],
)  # fmt: skip
def test_code_that_is_shown(text: str, found: list[tuple[str, bool, int, str]]) -> None:
    assert list(shown(text)) == found


@given(st.text(alphabet="<>/precod \n&;", max_size=80))
def test_lines_are_those_of_the_text(text: str) -> None:
    lines = [line for _, _, line, _ in shown(text)]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
