"""What components of Gradio and ipywidgets offer: files in, model -> usage out."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer, pipeline\n"


def used(files: dict[str, str]) -> dict[str, str]:
    """The names that a repository uses or offers, each with the usage that says most."""
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    found = {(row["model_name"], row["usage"]) for row in rows if row["model_name"] and row["usage"] != "mention"}
    return {
        name: usage
        for usage in ("hosted", "selectable", "component", "use")
        for name, of in sorted(found)
        if of == usage
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
def f(text, m): AutoModel.from_pretrained(m)
gr.Interface(f, inputs=[gr.Textbox(), gr.Dropdown(choices=["acme/a", "acme/b"], value="acme/a")], outputs="text")
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="dropdown",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
def f(text, m): AutoModel.from_pretrained(m)
with gr.Blocks() as demo:
    t = gr.Textbox()
    d = gr.Dropdown(["acme/a", "acme/b"], value="acme/a")
    b = gr.Button()
    b.click(fn=f, inputs=[t, d], outputs=t)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="dropdown click",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
def f(m): AutoModel.from_pretrained(m)
with gr.Blocks() as demo:
    d = gr.Radio(["acme/a", "acme/b"], value="acme/a")
    d.change(f, d, None)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="dropdown click pos",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
def f(m): AutoModel.from_pretrained(m)
with gr.Blocks() as demo:
    d = gr.Dropdown([("A", "acme/a"), ("B", "acme/b")], value="acme/a")
    d.change(f, inputs=[d])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="dropdown pairs",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
R={"x":"acme/a","y":"acme/b"}
def f(m): AutoModel.from_pretrained(R[m])
with gr.Blocks() as demo:
    d = gr.Dropdown(list(R), value="x")
    d.change(f, inputs=[d])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="table keys",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
def f(msg, hist, m): AutoModel.from_pretrained(m)
gr.ChatInterface(f, additional_inputs=[gr.Dropdown(["acme/a", "acme/b"], value="acme/a")])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="chatinterface",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import ipywidgets as w
d = w.Dropdown(options=["acme/a", "acme/b"], value="acme/a")
AutoModel.from_pretrained(d.value)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="ipywidgets",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import gradio as gr
gr.load("models/acme/a")
"""
            },
            {"acme/a": "hosted"},
            id="load",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
