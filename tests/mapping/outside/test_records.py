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
    ],
)
def test_is_record(path: str, text: str, said: bool) -> None:
    assert is_record(path, text.encode()) is said
