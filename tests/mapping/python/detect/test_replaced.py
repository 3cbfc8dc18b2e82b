"""A command whose program takes the weights from elsewhere asks for no more than a tokenizer and a config."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

OPTIONS = """
import argparse
def parser():
    p = argparse.ArgumentParser()
    p.add_argument("--model", default="acme/default")
    p.add_argument("--load_dir", default="")
    p.add_argument("--scratch", action="store_true")
    return p
"""
LOADING = """
from transformers import AutoModel, AutoTokenizer
def teacher(args):
    return AutoModel.from_pretrained(args.model)
def load(args):
    AutoTokenizer.from_pretrained(args.model)
    {condition}
"""
LOAD = "AutoModel.from_pretrained(args.model)"
SCRIPT = """
from options import parser
from loading import load
if __name__ == "__main__":
    load(parser().parse_args())
"""
OTHER = """
from options import parser
from loading import teacher
if __name__ == "__main__":
    teacher(parser().parse_args())
"""


def usage(condition: str, command: str) -> str:
    texts = {
        "options.py": OPTIONS,
        "loading.py": LOADING.format(condition=condition),
        "run.py": SCRIPT,
        "other.py": OTHER,
        "run.sh": f"{command}\n",
    }
    files = [SourceFile(path, "0" * 40, text.encode()) for path, text in texts.items()]
    found = map_repository("owner/repo", None, None, list(texts), files, load_signatures()).rows
    (row,) = [row for row in found if row["path"] == "run.sh"]
    return str(row["usage"])


@pytest.mark.parametrize(
    ("condition", "given"),
    [
        pytest.param(f"if not args.load_dir:\n        {LOAD}", "--load_dir x", id="not"),
        pytest.param(f"if args.load_dir:\n        pass\n    else:\n        {LOAD}", "--load_dir x", id="else"),
        pytest.param(f"if args.load_dir is None:\n        {LOAD}", "--load_dir $DIR", id="none"),
        pytest.param(f"if args.load_dir == '':\n        {LOAD}", "--load_dir=x", id="empty"),
        pytest.param(f"if args.load_dir:\n        return\n    {LOAD}", "--load_dir x", id="has left"),
        pytest.param(f"if not args.load_dir and ready():\n        {LOAD}", "--load_dir x", id="and"),
        pytest.param(f"if not args.scratch:\n        {LOAD}", "--scratch", id="switch"),
    ],
)
def test_weights_from_elsewhere(condition: str, given: str) -> None:
    assert usage(condition, f"python run.py --model acme/net {given}") == "component"
    assert usage(condition, "python run.py --model acme/net") == "use"
    assert usage(condition, f"python other.py --model acme/net {given}") == "use"


@pytest.mark.parametrize(
    ("condition", "given"),
    [
        pytest.param(LOAD, "--load_dir x", id="no condition"),
        pytest.param(f"if args.load_dir:\n        {LOAD}", "--load_dir x", id="the other branch"),
        pytest.param(f"if not args.load_dir:\n        {LOAD}", '--load_dir ""', id="nothing given"),
        pytest.param(f"if not args.load_dir or ready():\n        {LOAD}", "--load_dir x", id="or"),
        pytest.param(
            f"if args.scratch:\n        {LOAD}\n    else:\n        {LOAD}", "--scratch", id="loaded in both branches"
        ),
    ],
)
def test_own_weights(condition: str, given: str) -> None:
    assert usage(condition, f"python run.py --model acme/net {given}") == "use"
