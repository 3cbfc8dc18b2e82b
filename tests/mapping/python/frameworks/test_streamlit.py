"""What widgets of Streamlit offer: files in, model -> usage out."""

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
import streamlit as st
m = st.selectbox("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="selectbox",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.radio("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="radio",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.multiselect("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="multiselect",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.select_slider("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="select_slider",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.sidebar.selectbox("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="sidebar.selectbox",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.pills("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="pills",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.segmented_control("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "selectable"},
            id="segmented_control",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.selectbox("Model", options=("acme/a", "acme/b"), index=1)
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "selectable", "acme/b": "use"},
            id="options kw",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
R={"x":"acme/a","y":"acme/b"}
m = st.selectbox("Model", list(R.keys()))
AutoModel.from_pretrained(R[m])
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="table",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.text_input("Model", "acme/a")
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="text_input",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
m = st.text_input("Model", value="acme/a")
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use"},
            id="text_input value",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
c1, c2 = st.columns(2)
m = c1.selectbox("Model", ["acme/a", "acme/b"])
AutoModel.from_pretrained(m)
"""
            },
            {"acme/a": "use", "acme/b": "selectable"},
            id="columns",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
st.session_state["m"] = "acme/a"
AutoModel.from_pretrained(st.session_state["m"])
"""
            },
            {"acme/a": "use"},
            id="session",
        ),
        pytest.param(
            {
                "app.py": HEAD
                + """
import streamlit as st
if "m" not in st.session_state:
    st.session_state.m = "acme/a"
AutoModel.from_pretrained(st.session_state.m)
"""
            },
            {"acme/a": "use"},
            id="session attr",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
