import pytest

from builder.mapping.outside.handed_on import HandedOn
from builder.mapping.outside.variables import MAX_VALUES


def handed_on(files: dict[str, str], path: str) -> dict[str, list[tuple[str, str | None]]]:
    """Variable -> its texts and where they stand, for one of the files."""
    found = HandedOn({name: text.encode() for name, text in files.items()}).to(path)
    return {name: [(text.text, text.defined_at) for text in texts] for name, texts in found.items()}


@pytest.mark.parametrize(
    ("files", "path"),
    [
        pytest.param({"a.sh": "x $N"}, "a.sh", id="alone"),
        pytest.param({"a.sh": "x", "b.sh": "N=1 sh a.sh"}, "a.sh", id="no variable"),
        pytest.param({"a.sh": ". b.sh\nx $N"}, "a.sh", id="file that is not there"),
        pytest.param({"a.sh": ". a.sh\nN=1 x $N"}, "a.sh", id="itself"),
        pytest.param({"a.sh": "x $N", "b.sh": "N=1\nsh a.sh"}, "a.sh", id="variable that is not exported"),
        pytest.param({"a.sh": "x $N", "b.sh": "N=1 sh c.sh"}, "a.sh", id="another script"),
        pytest.param({"x/a.sh": "x $N", "y/a.sh": "", "b.sh": "N=1 sh y/a.sh"}, "x/a.sh", id="script of the same name"),
        pytest.param({"a.yml": "x: $N", ".env": "N=1"}, "a.yml", id="settings beside .env"),
        pytest.param(
            {"a.yml": "x: $N", "b.yml": "kind: ConfigMap\ndata:\n  N: 1"}, "a.yml", id="ConfigMap that is not used"
        ),
        pytest.param(
            {"x/a.yml": "configMapRef: $N", "y/b.yml": "kind: ConfigMap\ndata:\n  N: 1"},
            "x/a.yml",
            id="ConfigMap elsewhere",
        ),
        pytest.param(
            {"x/a.yml": "configMapRef: $N", "x2/b.yml": "kind: ConfigMap\ndata:\n  N: 1"},
            "x/a.yml",
            id="ConfigMap of a folder whose name begins alike",
        ),
        pytest.param({"a.sh": "x $N", "b.yml": "env:\n  N: 1\nrun: ./a.sh"}, "a.sh", id="settings that run a script"),
        pytest.param(
            {"u.sh.tpl": "x ${N}", "a.tf": 'templatefile("other.tpl", { N = "1" })'}, "u.sh.tpl", id="another template"
        ),
        pytest.param({"a.md": "source b.sh $N", "b.sh": "N=1"}, "a.md", id="document"),
        pytest.param({"compose.yml": "x: $N", ".env": "N=$M"}, "compose.yml", id="variable of a variable"),
        pytest.param({"compose.yml": "x: $N", ".env": "N=" + "1" * 100_000}, "compose.yml", id="data"),
    ],
)
def test_nothing(files: dict[str, str], path: str) -> None:
    assert handed_on(files, path) == {}


@pytest.mark.parametrize(
    ("files", "path", "place"),
    [
        pytest.param({"compose.yml": "x: $N", ".env": "\nN=1"}, "compose.yml", ".env:2", id=".env"),
        pytest.param({"d/compose.yml": "x: $N", "d/.env": "N=1"}, "d/compose.yml", "d/.env:1", id=".env of the folder"),
        pytest.param({"compose.yml": "x: $N", ".env.example": "N=1"}, "compose.yml", ".env.example:1", id="template"),
        pytest.param({"a.yml": "env_file: b.env\nx: $N", "b.env": "N=1"}, "a.yml", "b.env:1", id="env_file"),
        pytest.param({"a.yml": "env_file:\n- b.env\nx: $N", "b.env": "N=1"}, "a.yml", "b.env:1", id="env_file's list"),
        pytest.param({"a.sh": "source ./b.sh && x $N", "b.sh": "N=1"}, "a.sh", "b.sh:1", id="source"),
        pytest.param({"d/a.sh": ". ../b.sh x\nx $N", "b.sh": "N=1"}, "d/a.sh", "b.sh:1", id="dot, above"),
        pytest.param(
            {"d/a.sh": '. "$(dirname $0)/b.sh"; x $N', "d/b.sh": "N=1"}, "d/a.sh", "d/b.sh:1", id="own folder"
        ),
        pytest.param({"Makefile": "-include .env\nx $(N)", ".env": "N=1"}, "Makefile", ".env:1", id="include"),
        pytest.param(
            {"a.service": "EnvironmentFile=-/b.env\nx=$N", "b.env": "N=1"}, "a.service", "b.env:1", id="service"
        ),
        pytest.param({"a.sh": "x $N", "Makefile": "a:\n\tN=1 ./a.sh"}, "a.sh", "Makefile:2", id="rule"),
        pytest.param(
            {"a.sh": "x $N", ".github/workflows/w.yml": "env:\n  N: 1\nrun: ./a.sh"},
            "a.sh",
            ".github/workflows/w.yml:2",
            id="workflow",
        ),
        pytest.param(
            {"x/a.yml": "configMapRef: $N", "x/b.yml": "kind: ConfigMap\ndata:\n  N: 1"},
            "x/a.yml",
            "x/b.yml:3",
            id="ConfigMap",
        ),
        pytest.param(
            {"k/a/a.yml": "configMapRef: $N", "k/b.yml": "configMapGenerator:\n- literals:\n  - N=1"},
            "k/a/a.yml",
            "k/b.yml:3",
            id="Kustomize",
        ),
        pytest.param(
            {"u.sh.tpl": "x ${N}", "a.tf": 'templatefile("${path.module}/u.sh.tpl", {\n  M = 2\n  N = "1"\n})'},
            "u.sh.tpl",
            "a.tf:3",
            id="template",
        ),
        pytest.param(
            {
                "u.sh.tpl": "x ${N}",
                "a.tf": 'templatefile("u.sh.tpl", { N = var.n })',
                "v.tf": 'variable "n" {\n  default = "1"\n}',
            },
            "u.sh.tpl",
            "v.tf:2",
            id="template's variable",
        ),
        pytest.param({"a.sh": "x $N", "b.sh": "ls\nexport N=1\n./a.sh"}, "a.sh", "b.sh:2", id="export"),
        pytest.param({"a.sh": "x $N", "b.sh": "N=1 ./a.sh"}, "a.sh", "b.sh:1", id="before a program"),
        pytest.param({"a.sh": "x $N", "Dockerfile": "FROM a\nENV N=1\nCMD /a.sh"}, "a.sh", "Dockerfile:2", id="image"),
        pytest.param(
            {"a.sh": "x $N", "compose.yml": "environment:\n  N: 1\ncommand: a.sh"},
            "a.sh",
            "compose.yml:2",
            id="compose",
        ),
        pytest.param(
            {"x/a.sh": "x $N", "y/a.sh": "", "x/b.sh": "N=1 sh a.sh"}, "x/a.sh", "x/b.sh:1", id="the one in the folder"
        ),
    ],
)
def test_what_is_handed_on(files: dict[str, str], path: str, place: str) -> None:
    assert handed_on(files, path) == {"N": [("1", place)]}


def test_values_are_at_most_some_and_each_once() -> None:
    callers = {f"b{number}.sh": f"N={number % 30} sh a.sh" for number in range(60)}
    assert len(handed_on({"a.sh": "x $N", **callers}, "a.sh")["N"]) == MAX_VALUES


def test_values_of_a_chart_stand_under_their_whole_path_too() -> None:
    files = {
        "c/values.yaml": "vcs:\n  name: own/repo\nmodel:\n  name: acme/net\n",
        "c/templates/a.yaml": "x: {{ .Values.a }}",
    }
    found = handed_on(files, "c/templates/a.yaml")
    assert found["model.name"] == [("acme/net", "c/values.yaml:4")]
    assert found["vcs.name"] == [("own/repo", "c/values.yaml:2")]
