import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.outside.key_values import is_request, key_values


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("acme/net", [], id="no key"),
        pytest.param("model=acme/net", [("model", "acme/net")], id="one"),
        pytest.param("model=acme/net,rank=8", [("model", "acme/net"), ("rank", "8")], id="two"),
        pytest.param("++model.name=acme/net", [("model.name", "acme/net")], id="hydra"),
        pytest.param('{"model": "acme/net", "n": 1}', [("model", "acme/net"), ("n", "1")], id="JSON"),
        pytest.param('{"a": {"model": "acme/net"}}', [("model", "acme/net")], id="JSON within"),
    ],
)
def test_pairs(text: str, pairs: list[tuple[str, str]]) -> None:
    assert key_values(text) == pairs


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("model=acme/net,dtype=auto", False, id="arguments"),
        pytest.param("model=acme/net,base_url=http://localhost:8000/v1", True, id="address of a server"),
        pytest.param('{"model": "acme/net", "rank": 8}', False, id="settings"),
        pytest.param('{"model": "acme/net", "messages": [{"role": "user"}]}', True, id="request"),
    ],
)
def test_requests(text: str, asked: bool) -> None:
    assert is_request(text, key_values(text)) is asked


@given(st.text(alphabet='ab={}[]",:.+@/ \\', max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(is_request(text, key_values(text)), bool)
