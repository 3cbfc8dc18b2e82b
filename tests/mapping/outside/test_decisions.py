import pytest

from builder.mapping.found import Demand, Target
from builder.mapping.outside import others
from builder.mapping.outside.decisions import is_decision, is_plan, is_report
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("README.md", "# Net\n\n## Context\n\n## Usage", id="README with a heading of one"),
        pytest.param("docs/install.md", "", id="guide"),
        pytest.param("docs/architecture.md", "## Context\n## Building blocks", id="description"),
        pytest.param("docs/decision-trees.md", "", id="word in another"),
        pytest.param("src/adr.md", "", id="a name alone"),
        pytest.param("docs/inspect.md", "", id="end of another word"),
        pytest.param("docs/usage.rst", "Decision Outcome is a word here.", id="words in a sentence"),
    ],
)
def test_no_decision(path: str, text: str) -> None:
    assert not is_decision(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("docs/adr/0003-embeddings.md", "", id="adr-tools"),
        pytest.param("doc/architecture/decisions/0001-use-net.md", "", id="Nygard's folder"),
        pytest.param("docs/decisions/0002-model.md", "", id="MADR"),
        pytest.param("rfcs/0007-models.rst", "", id="RFC"),
        pytest.param("text/rfc-12.md", "", id="RFC by its name"),
        pytest.param("docs/ADR-004_pick_net.md", "", id="ADR by its name"),
        pytest.param("docs/proposals/serving.md", "", id="proposal"),
        pytest.param("docs/designs/small-nets.md", "", id="design"),
        pytest.param("specs/020-nets/quickstart.md", "", id="specification"),
        pytest.param("docs/net_comparison_spec.md", "", id="specification by its name"),
        pytest.param("docs/serving-design.md", "", id="design by its name"),
        pytest.param("CHANGELOG.md", "", id="history"),
        pytest.param("docs/release-notes/1.2.md", "", id="release notes"),
        pytest.param("docs/models.md", "## Context\n\n## Decision\n\n## Consequences\n", id="Nygard's headings"),
        pytest.param("docs/models.md", "## Considered Options\n\n* net\n", id="MADR's headings"),
    ],
)
def test_decision(path: str, text: str) -> None:
    assert is_decision(path, text)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("README.md", id="README"),
        pytest.param("docs/adr/0003-embeddings.md", id="decision"),
        pytest.param("docs/source/en/tasks/summarization.md", id="guide to what a model does"),
        pytest.param("tasks/README.md", id="README of tasks"),
        pytest.param("tasks/translation/README.md", id="README of one task"),
        pytest.param("docs/planning-guide.md", id="plan in another word"),
    ],
)
def test_no_plan(path: str) -> None:
    assert not is_plan(path)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("tasks/FIX-NET-01.md", id="numbered task"),
        pytest.param("tasks/0007-use-net.md", id="task by its number"),
        pytest.param("docs/tasks/asr/NET_12.md", id="numbered task in a folder"),
        pytest.param("docs/plans/net.md", id="plan"),
        pytest.param("PLAN.md", id="plan by its name"),
        pytest.param("docs/implementation_plan.md", id="plan of the work"),
        pytest.param("TODO.md", id="things to do"),
        pytest.param("docs/ticket-31-net.md", id="ticket"),
    ],
)
def test_plan(path: str) -> None:
    assert is_plan(path)


@pytest.mark.parametrize(
    ("path", "usage"),
    [
        pytest.param("docs/adr/0001-serve.md", "mention", id="record"),
        pytest.param("README.md", "use", id="README"),
        pytest.param("docs/run.md", "use", id="guide of the repository itself"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param("vllm serve acme/net", id="server"),
        pytest.param("hf download acme/net", id="download"),
        pytest.param("python -m spacy download en_core_web_sm", id="package"),
        pytest.param("pip install en-core-web-sm==3.7.1", id="package by pip"),
    ],
)
def test_commands(path: str, usage: str, command: str) -> None:
    data = f"# Run\n\n```sh\n{command}\n```\n".encode()
    assert [one.usage for one in others.read("markdown", path, data, WANTED, dict)] == [usage]


def test_a_record_that_says_how_to_run_the_repository_itself_uses_the_model() -> None:
    model = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
    wanted = Wanted(Demand({}, {"--base": model}, {"NET": model}), load_signatures())
    data = b"```sh\npython run.py --base acme/net\nNET=acme/other python run.py\nvllm serve acme/third\n```\n"
    found = others.read("markdown", "docs/adr/0001.md", data, wanted, dict)
    assert [(one.name, one.usage) for one in found] == [
        ("acme/net", "use"),
        ("acme/other", "use"),
        ("acme/third", "mention"),
    ]


@pytest.mark.parametrize(
    ("path", "usage"),
    [
        pytest.param("docs/run.md", "use", id="guide"),
        pytest.param("docs/adr/0001.md", "use", id="record"),
        pytest.param("tasks/NET-01.md", "mention", id="task"),
        pytest.param("docs/plans/net.md", "mention", id="plan"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("python run.py --base acme/net", id="option"),
        pytest.param("NET=acme/net python run.py", id="variable"),
    ],
)
def test_a_plan_does_not_use_what_the_repository_itself_would_load(path: str, usage: str, text: str) -> None:
    model = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
    wanted = Wanted(Demand({}, {"--base": model}, {"NET": model}), load_signatures())
    data = f"```sh\n{text}\n```\n".encode()
    assert [one.usage for one in others.read("markdown", path, data, wanted, dict)] == [usage]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("docs/setup.md", False, id="a guide"),
        pytest.param("results/README.md", False, id="how results are made"),
        pytest.param("src/reporting/use.md", False, id="a word that only begins so"),
        pytest.param("reports/speed.md", True, id="in a folder of reports"),
        pytest.param("test_remote_server_results.md", True, id="results"),
        pytest.param("testdata/test_plan_audio.md", True, id="a plan of tests"),
    ],
)
def test_reports(path: str, said: bool) -> None:
    assert is_report(path) is said


@pytest.mark.parametrize(
    ("path", "usages"),
    [
        pytest.param("docs/setup.md", ["use", "use"], id="a guide sets what is run"),
        pytest.param("reports/speed.md", ["mention", "use"], id="a report tells what was set"),
    ],
)
def test_what_a_report_sets(path: str, usages: list[str]) -> None:
    model = Target("transformers", "c", "model", "huggingface")
    wanted = Wanted(Demand({}, {"--base": model}, {"NET": model}), load_signatures())
    text = b"```\nNET=owner/a\n```\n\n```bash\npython train.py --base owner/b\n```\n"
    assert [one.usage for one in others.read("markdown", path, text, wanted, dict)] == usages
