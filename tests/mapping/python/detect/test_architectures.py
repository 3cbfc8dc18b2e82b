"""Python in, (class, usage) of each place out: a default that classes of several architectures are given."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = """
from argparse import ArgumentParser
import transformers as t
parser = ArgumentParser()
parser.add_argument("--model", default="acme/{name}")
args = parser.parse_args()
"""


def usages(calls: list[str], name: str = "net") -> dict[str, str]:
    """The usage of each call of a class with the default."""
    lines = [f"def load{at}():\n    return t.{call}" for at, call in enumerate(calls)]
    source = HEAD.format(name=name) + "\n".join(lines)
    files = [SourceFile("app.py", "0" * 40, source.encode())]
    rows = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures()).rows
    return {row["call"].split(".")[-2]: row["usage"] for row in rows if row["usage"] != "mention"}


GIVEN = ".from_pretrained(args.model)"


@pytest.mark.parametrize(
    ("kinds", "name", "used"),
    [
        pytest.param(["GPT2LMHeadModel", "RobertaForMaskedLM"], "roberta-x", {"RobertaForMaskedLM"}, id="one fits"),
        pytest.param(["Gemma3ForCausalLM", "Glm4vModel", "AutoModel"], "net", set(), id="none fits"),
        pytest.param(["BertModel", "BertForMaskedLM"], "net", {"BertModel", "BertForMaskedLM"}, id="one architecture"),
        pytest.param(["Qwen2Model", "Qwen2VLModel"], "net", {"Qwen2Model", "Qwen2VLModel"}, id="kin"),
        pytest.param(["AutoModel", "BertModel"], "net", {"AutoModel", "BertModel"}, id="one of any"),
        pytest.param(
            ["EncoderDecoderModel", "BertModel"],
            "net",
            {"EncoderDecoderModel", "BertModel"},
            id="one that is made of two",
        ),
        pytest.param(["BertModel", "RobertaModel"], "bert-x", {"BertModel"}, id="a name within the other's"),
    ],
)
def test_a_default_of_several_architectures_is_used_by_that_which_its_name_says(
    kinds: list[str], name: str, used: set[str]
) -> None:
    """The others are selectable: somebody sets the option for them."""
    found = usages([kind + GIVEN for kind in kinds], name)
    assert set(found) == set(kinds)
    assert {kind for kind, usage in found.items() if usage == "use"} == used
    assert set(found.values()) <= {"use", "selectable"}


def test_parts_of_one_repository_are_all_used() -> None:
    """A pipeline's repository holds an encoder of one architecture beside another's, each in its folder."""
    part = '.from_pretrained(args.model, subfolder="part")'
    assert set(usages(["CLIPTextModel" + part, "T5EncoderModel" + part]).values()) == {"use"}


def test_a_name_that_is_written_in_each_call_is_used_by_each() -> None:
    """Only a default is for one of them; who writes a name means it."""
    calls = ['BertModel.from_pretrained("acme/net")', 'GPT2Model.from_pretrained("acme/net")']
    assert set(usages(calls).values()) == {"use"}
