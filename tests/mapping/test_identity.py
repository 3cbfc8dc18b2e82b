import pytest

from builder.mapping.identity import hub_ids
from builder.signatures import load_signatures


@pytest.mark.parametrize(
    ("library", "name", "ids"),
    [
        pytest.param("transformers", "gpt2", [("gpt2", "exact")], id="library without alias"),
        pytest.param("unknown", "gpt2", [("gpt2", "exact")], id="library without signatures"),
        pytest.param("timm", "owner/name", [("owner/name", "exact")], id="an owner needs no alias"),
        pytest.param(
            "spacy",
            "en_core_web_sm",
            [("en_core_web_sm", "exact"), ("spacy/en_core_web_sm", "alias")],
            id="bare name of a library with alias",
        ),
        pytest.param("torch.hub", "owner/repo#entry", [("owner/repo#entry", "exact")], id="PyTorch Hub"),
    ],
)
def test_candidates_in_order_of_preference(library: str, name: str, ids: list[tuple[str, str]]) -> None:
    assert hub_ids(library, name, load_signatures()) == ids
