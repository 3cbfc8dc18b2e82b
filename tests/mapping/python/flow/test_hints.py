import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures


@pytest.mark.parametrize(
    ("source", "loads"),
    [
        pytest.param("model = x().from_pretrained('acme/a')", "model", id="model"),
        pytest.param("it = x().from_pretrained('acme/a')", "model", id="nothing said"),
        pytest.param("tokenizer = x().from_pretrained('acme/a')", "tokenizer", id="assigned"),
        pytest.param("f(processor=x().from_pretrained('acme/a'))", "processor", id="keyword"),
        pytest.param("def my_tokenizer():\n    return x().from_pretrained('acme/a')", "tokenizer", id="returned"),
        pytest.param(
            "def f(tokenizer_class):\n    it = tokenizer_class.from_pretrained('acme/a')", "tokenizer", id="receiver"
        ),
        pytest.param(
            "def f(model_class):\n    tokenizer = model_class.from_pretrained('acme/a')", "model", id="receiver first"
        ),
        pytest.param("model_and_tokenizer = x().from_pretrained('acme/a')", "model", id="both"),
    ],
)
def test_loads(source: str, loads: str) -> None:
    (found,) = resolve({"app.py": Facts(f"from own import x\n{source}".encode())}, load_signatures()).found["app.py"]
    assert found.target.loads == loads
