import pytest

from builder.mapping.outside.records import is_record


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        pytest.param("results/a.json", '{"accuracy": 0.5, "git_sha": "1f"}', True, id="JSON"),
        pytest.param("x/run_logs/a.yaml", "eval_loss: 0.5\ntotal_time: 3", True, id="YAML"),
        pytest.param("results/a.json", '{"accuracy": 0.5}', False, id="one number"),
        pytest.param("results/a.json", '{"accuracy": true, "loss": null}', False, id="no numbers"),
        pytest.param("src/a.json", '{"accuracy": 0.5, "git_sha": "1f"}', False, id="another folder"),
        pytest.param("results.json", '{"accuracy": 0.5, "git_sha": "1f"}', False, id="no folder"),
        pytest.param("results/a.json", '{"f1": 1, "x": [0.123, 0.234, 0.345, 0.456]}', False, id="few decimals"),
        pytest.param("results/a.json", '{"f1": 1, "x": [0.123, 0.234, 0.345, 0.456, 0.567]}', True, id="decimals"),
        pytest.param("a.json", '{"modelId": "o/n", "tags": ["x"]}', False, id="an id and tags"),
        pytest.param("a.json", '{"id": "o/n", "sha": "1f", "siblings": [], "tags": []}', True, id="the Hub's answer"),
        pytest.param("configs/a.yaml", "model: o/n", False, id="settings"),
        pytest.param("outputs/run1/config.yaml", "model: o/n", True, id="what a program has written"),
        pytest.param("exp/config_snapshot_2026.yaml", "model: o/n", True, id="a copy of settings"),
        pytest.param("outputs/adapter_config.json", '{"base_model_name_or_path": "o/n"}', False, id="beside weights"),
        pytest.param("tests/cassettes/a.yaml", "model: o/n", True, id="a cassette"),
        pytest.param("tests/a.yaml", "interactions:\n- request: {}", True, id="recorded requests"),
    ],
)
def test_is_record(path: str, text: str, said: bool) -> None:
    assert is_record(path, text.encode()) is said
