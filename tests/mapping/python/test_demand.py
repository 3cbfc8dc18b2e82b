from textwrap import dedent

import pytest

from builder.mapping.found import Demand
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "import os\nfrom transformers import AutoModel, AutoTokenizer\n"


def demand(source: str) -> Demand:
    return resolve({"app.py": Facts((HEAD + dedent(source)).encode())}, load_signatures()).demand


@pytest.mark.parametrize(
    ("source", "keys", "options", "environment"),
    [
        pytest.param('AutoModel.from_pretrained("acme/a")', [], [], [], id="nothing"),
        pytest.param("def f(name):\n    AutoModel.from_pretrained(name)", [], [], [], id="parameter"),
        pytest.param("def f(cfg):\n    print(cfg.model)", [], [], [], id="setting that nothing loads"),
        pytest.param("def f(cfg):\n    AutoModel.from_pretrained(cfg.output_dir)", [], [], [], id="what was written"),
        pytest.param("def f(cfg):\n    AutoModel.from_pretrained(cfg.encoder)", ["encoder"], [], [], id="attribute"),
        pytest.param(
            "def f(cfg):\n    AutoModel.from_pretrained(cfg.model.encoder)",
            ["model.encoder"],
            [],
            [],
            id="inner attribute",
        ),
        pytest.param(
            'import yaml\ncfg = yaml.safe_load(open("c.yaml"))\nAutoModel.from_pretrained(cfg["model"]["encoder"])',
            ["model.encoder"],
            [],
            [],
            id="YAML",
        ),
        pytest.param(
            'import json\ncfg = json.load(open("c.json"))\nAutoModel.from_pretrained(cfg.get("encoder"))',
            ["encoder"],
            [],
            [],
            id="JSON",
        ),
        pytest.param(
            'from omegaconf import OmegaConf\ncfg = OmegaConf.load("c.yaml")\nAutoModel.from_pretrained(cfg.encoder)',
            ["encoder"],
            [],
            [],
            id="OmegaConf",
        ),
        pytest.param('AutoModel.from_pretrained(os.environ["M"])', [], [], ["M"], id="environment"),
        pytest.param('AutoModel.from_pretrained(os.getenv("M", "acme/a"))', [], [], ["M"], id="environment, default"),
        pytest.param(
            """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("-m", "--encoder-name")
            AutoModel.from_pretrained(parser.parse_args().encoder_name)
            """,
            [],
            ["--encoder-name", "-m"],
            [],
            id="argparse",
        ),
        pytest.param(
            """
            import click
            @click.option("--encoder")
            def main(encoder):
                AutoModel.from_pretrained(encoder)
            """,
            [],
            ["--encoder"],
            [],
            id="click",
        ),
        pytest.param(
            """
            import fire
            def main(encoder_name: str = ""):
                AutoModel.from_pretrained(encoder_name)
            fire.Fire(main)
            """,
            [],
            ["--encoder-name", "--encoder_name"],
            [],
            id="fire",
        ),
        pytest.param(
            """
            from dataclasses import dataclass
            @dataclass
            class Arguments:
                encoder: str
            def main(args: Arguments):
                AutoModel.from_pretrained(args.encoder)
            """,
            ["encoder"],
            ["--encoder"],
            [],
            id="dataclass",
        ),
    ],
)
def test_what_the_code_takes_from_outside(
    source: str, keys: list[str], options: list[str], environment: list[str]
) -> None:
    found = demand(source)
    assert (sorted(found.keys), sorted(found.options), sorted(found.environment)) == (keys, options, environment)


def test_what_has_weights_comes_before_its_parts() -> None:
    found = demand(
        """
        def f(cfg):
            AutoTokenizer.from_pretrained(cfg.encoder)
            AutoModel.from_pretrained(cfg.encoder)
            AutoTokenizer.from_pretrained(cfg.encoder)
        """
    )
    assert found.keys["encoder"].loads == "model"


@pytest.mark.parametrize(
    ("source", "parameters"),
    [
        pytest.param('def f(name):\n    print(name)\nAutoModel.from_pretrained("acme/a")', [], id="loads another"),
        pytest.param("def f(name):\n    AutoModel.from_pretrained(name)", ["f.name"], id="function"),
        pytest.param(
            "class Encoder:\n    def __init__(self, source):\n        self.net = AutoModel.from_pretrained(source)",
            ["Encoder.source"],
            id="class",
        ),
    ],
)
def test_parameters_that_only_settings_can_give(source: str, parameters: list[str]) -> None:
    assert sorted(demand(source).parameters) == parameters
