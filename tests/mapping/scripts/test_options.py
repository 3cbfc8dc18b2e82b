import pytest

from builder.mapping.found import Demand
from builder.mapping.outside.wanted import Wanted
from builder.mapping.scripts import scan
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())
PIPELINE = "import { pipeline } from '@huggingface/transformers';\n"
LOAD = "pipeline('feature-extraction', {});\n"


def found(text: str, asked: str) -> list[tuple[str | None, str, str]]:
    source = PIPELINE + text + "\n" + LOAD.replace("{}", asked)
    made = scan.found({"run.js": (source.encode(), "javascript")}, WANTED).found
    return [(one.name, one.usage, one.resolution) for _, one in made]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("import { program } from 'commander';\nconst o = program.opts();", "o.model", id="not declared"),
        pytest.param("program.option('-m, --model <id>', 'acme/text');", "o.model", id="without a default"),
        pytest.param("program.option('-o, --out <id>', 'x', 'acme/net');", "o.model", id="another option"),
        pytest.param(
            "const o = {model: ''}; program.option('--model <id>', 'x', 'acme/net');", "o.model", id="own object"
        ),
    ],
)
def test_nothing(text: str, asked: str) -> None:
    assert [one for one in found(text, asked) if one[1] != "unresolved"] == []


DEFAULT = ("acme/net", "use", "argument_parser")
OTHER = ("acme/other", "selectable", "argument_parser")


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        pytest.param(
            "import { program } from 'commander';\n"
            "program.option('-m, --model-id <id>', 'text', 'acme/net');\nconst o = program.opts();",
            "o.modelId",
            [DEFAULT],
            id="commander",
        ),
        pytest.param(
            "program.requiredOption('--model <id>', 'text', parse, 'acme/net');",
            "o.model",
            [DEFAULT],
            id="with a parser",
        ),
        pytest.param(
            "program.addOption(new Option('--model <id>', 'x').default('acme/net').choices(['acme/net', 'acme/other']));",
            "program.opts().model",
            [DEFAULT, OTHER],
            id="choices",
        ),
        pytest.param(
            "program.option('--model <id>', 'x', 'acme/net');\nconst { model } = program.opts();",
            "model",
            [DEFAULT],
            id="taken out",
        ),
        pytest.param(
            "program.option('--model <id>', 'x', 'acme/net');\nconst { model: name } = program.opts();",
            "name",
            [DEFAULT],
            id="taken out under another name",
        ),
        pytest.param(
            "import yargs from 'yargs';\n"
            "const a = yargs(x).option('model', {default: 'acme/net', choices: ['acme/net', 'acme/other']}).parse();",
            "a.model",
            [DEFAULT, OTHER],
            id="yargs",
        ),
        pytest.param(
            "const a = yargs.options({model: {alias: 'm', default: 'acme/net'}}).argv;",
            "a.model",
            [DEFAULT],
            id="yargs, all",
        ),
        pytest.param(
            "import { parseArgs } from 'node:util';\n"
            "const { values } = parseArgs({options: {model: {type: 'string', default: 'acme/net'}}});",
            "values.model",
            [DEFAULT],
            id="node's own",
        ),
        pytest.param(
            "const a = minimist(process.argv.slice(2), {default: {model: 'acme/net'}});",
            "a.model",
            [DEFAULT],
            id="minimist",
        ),
        pytest.param(
            "const cli = meow('help', {flags: {model: {type: 'string', default: 'acme/net'}}});",
            "cli.flags.model",
            [DEFAULT],
            id="meow",
        ),
        pytest.param("cli.option('--model <m>', 'x', {default: 'acme/net'});", "o.model", [DEFAULT], id="cac"),
        pytest.param(
            "const d = commandLineArgs([{name: 'model', defaultValue: 'acme/net'}]);", "d.model", [DEFAULT], id="list"
        ),
        pytest.param(
            "defineCommand({args: {model: {type: 'string', default: 'acme/net'}}});",
            "args.model",
            [DEFAULT],
            id="citty",
        ),
        pytest.param(
            "class A extends Command { static flags = {model: Flags.string({default: 'acme/net'})}; }",
            "flags.model",
            [DEFAULT],
            id="oclif",
        ),
    ],
)
def test_defaults_and_choices(text: str, asked: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text, asked) == expected
