import pytest

from builder.mapping.formats.entries import ELEMENT, Entry, Place
from builder.mapping.outside.settings_switches import switches


def entry(key: str, value: str, parent: int = 1) -> Entry:
    return Entry((key,), value, (Place(1, 1),), parent)


@pytest.mark.parametrize(
    ("switch", "model", "said"),
    [
        pytest.param(("timm_model_pretrained", "false"), "timm_model_name", True, id="same beginning"),
        pytest.param(("use_pretrained", "no"), "model", True, id="any model"),
        pytest.param(("timm_model_pretrained", "true"), "timm_model_name", False, id="on"),
        pytest.param(("timm_model_pretrained", "false"), "hf_model_name", False, id="another beginning"),
        pytest.param(("shuffle", "false"), "model", False, id="another switch"),
    ],
)
def test_untrained(switch: tuple[str, str], model: str, said: bool) -> None:
    found = switches([entry(*switch), entry(model, "acme/a")])
    assert found.is_untrained(entry(model, "acme/a")) is said
    assert not found.is_untrained(entry(model, "acme/a", parent=2))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([entry("trust_remote_code", "true")], {1: True}, id="on"),
        pytest.param([entry("trustRemoteCode", "yes")], {1: True}, id="in camel case"),
        pytest.param([entry("trust-remote-code", "False")], {1: False}, id="off"),
        pytest.param([entry("trust_remote_code", "${TRUST}")], {}, id="a variable"),
        pytest.param([entry("trust", "true")], {}, id="another key"),
        pytest.param(
            [entry("trust_remote_code", "true"), entry("trust_remote_code", "no", 2)], {1: True, 2: False}, id="two"
        ),
    ],
)
def test_whose_code_runs(entries: list[Entry], expected: dict[int, bool]) -> None:
    assert switches(entries).trusting == expected


@pytest.mark.parametrize(
    ("switch", "model", "said"),
    [
        pytest.param(("use_reranker", "true"), "reranker_model", False, id="on"),
        pytest.param(("use_reranker", "false"), "model", False, id="another key"),
        pytest.param(("embedding_cache_enabled", "false"), "embedding_model", False, id="a part of it"),
        pytest.param(("use_local_llm", "false"), "local_llm_model", False, id="what says little"),
        pytest.param(("reranker_shuffle", "false"), "reranker_model", False, id="no switch"),
        pytest.param(("use_reranker", "false"), "reranker_model", True, id="off"),
        pytest.param(("RERANKER_ENABLED", "0"), "RERANKER_MODEL_ID", True, id="behind it"),
        pytest.param(
            ("enable_speculative_decoding", "false"), "speculative_model", True, id="and a word for what it is"
        ),
    ],
)
def test_switched_off(switch: tuple[str, str], model: str, said: bool) -> None:
    found = switches([entry(*switch), entry(model, "acme/a")])
    assert found.is_disabled(entry(model, "acme/a")) is said


def test_switched_off_in_a_list_and_by_a_default() -> None:
    listed = [
        Entry(("env", ELEMENT), text, (Place(1, 1),), 1) for text in ("USE_RERANKER=false", "RERANKER_MODEL=acme/a")
    ]
    keys = (("variable", name, "default") for name in ("use_reranker", "reranker_model"))
    defaults = [Entry(key, text, (Place(1, 1),), 1) for key, text in zip(keys, ("false", "acme/a"), strict=True)]
    assert all(switches(entries).is_disabled(entries[1]) for entries in (listed, defaults))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        pytest.param("no_weights", "true", True, id="on"),
        pytest.param("noWeights", "yes", True, id="in camel case"),
        pytest.param("no_weights", "false", False, id="off"),
        pytest.param("weights", "true", False, id="another key"),
    ],
)
def test_weights_left_out(key: str, value: str, said: bool) -> None:
    found = switches([entry(key, value), entry("model", "acme/a"), entry("model", "acme/b", 2)])
    assert found.unloaded == ({1} if said else set())
