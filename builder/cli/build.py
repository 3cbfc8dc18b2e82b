"""`peatmoss build`: does what is not done yet and leaves the dataset."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Config = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help="Settings: 'sample', 'live', 'hub', 'repositories' or 'paper', or your TOML file.",
    ),
]
Out = Annotated[str, typer.Option(metavar="FOLDER", help="Folder of the dataset, or an fsspec URL.")]
Work = Annotated[
    Path,
    typer.Option(metavar="FOLDER", help="Workspace: holds intermediate results, so that a build can continue later."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STEP",
        help="Run only this step: collect, snapshots, repositories, licenses, mappings, history, discussions,"
        " extraction, merge or dataset (may be repeated).",
    ),
]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Worker processes; by default one per core.")]
Engine = Annotated[str, typer.Option(metavar="NAME", help="'local' (processes of this machine) or 'ray' (a cluster).")]
Address = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT", help="Head of the Ray cluster; by default a new one on this machine."),
]
Serve = Annotated[
    str | None, typer.Option(metavar="MODEL", help="Start vLLM with this model and let it read the cards.")
]
Endpoint = Annotated[
    list[str] | None,
    typer.Option(metavar="URL", help="OpenAI-compatible server (.../v1) that reads the cards (may be repeated)."),
]
Retry = Annotated[
    list[str] | None,
    typer.Option(
        "--retry-skipped",
        metavar="REASON",
        help="Try again the items that were skipped for this reason (may be repeated).",
    ),
]
Plan = Annotated[
    bool,
    typer.Option("--plan", help="Only print how many requests, how much time and how much disk space the build needs."),
]
Exclude = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="File of SHA-256 hashes of owners, repositories and models to leave out."),
]


def command(
    config: Config = "sample",
    out: Out = "peatmoss",
    work: Work = Path("work"),
    only: Only = None,
    workers: Workers = None,
    engine: Engine = "local",
    address: Address = None,
    serve: Serve = None,
    endpoint: Endpoint = None,
    retry: Retry = None,
    plan: Plan = False,
    exclude: Exclude = None,
) -> None:
    """Build the dataset. Run it again to continue after a stop, or to update the dataset."""
    from builder.build import ORDER, Build
    from builder.cli.progress import Progress
    from builder.pipeline import scale, search_estimate
    from builder.pipeline.estimate import describe, estimates
    from builder.redaction.exclusions import Exclusions
    from builder.settings import build as settings
    from builder.wording import similar

    unknown = sorted(set(only or ()) - set(ORDER))
    if unknown:
        meant = f" (did you mean {near}?)" if (near := similar(unknown[0], ORDER)) else ""
        steps = f"no step '{unknown[0]}'{meant}: the steps are {', '.join(ORDER)}"
        raise typer.BadParameter(steps, param_hint="--only")
    if engine not in {"local", "ray"}:
        raise typer.BadParameter(f"no engine '{engine}': local or ray", param_hint="--engine")
    if address and engine != "ray":
        raise typer.BadParameter("an address is for --engine ray only", param_hint="--address")
    exclusions = Exclusions.load(exclude) if exclude else Exclusions()
    if serve and endpoint:
        raise typer.BadParameter("give either --serve (starts a server) or --endpoint (a server that runs already)")
    wanted = settings.load(config)
    if serve or endpoint:
        wanted = settings.read_by(wanted, serve, tuple(endpoint or ()))
    if plan:
        lines = [line for estimate in estimates(wanted) for line in describe(estimate)]
        lines += search_estimate.lines(wanted, workers)
        if scale.finds(wanted):
            lines += ["in total", *scale.lines(wanted, workers)]
        typer.echo("\n".join(lines) or "these settings send no requests: there is nothing to estimate")
        return
    build = Build(
        wanted,
        work,
        out,
        workers,
        exclusions,
        tuple(only or ()),
        frozenset(retry or ()),
        engine,
        address,
        _origin(config),
    )
    with Progress() as progress:
        made = build.run(progress)
    _report(made, out, work)


def _report(made: dict[str, Any], out: str, work: Path) -> None:
    """Prints the rows of each table, what was left out and why, and how to load the dataset with this manifest."""
    from builder.engine import workspace
    from builder.pipeline import status
    from builder.wording import counted

    for table, facts in made.get("tables", {}).items():
        typer.echo(f"{table:20} {counted(facts['rows'], 'row'):>17}")
    lines = status.summary(workspace.opened(work))
    for sentence in lines:
        typer.echo(sentence)
    if lines:
        typer.echo(f"`peatmoss skipped{'' if str(work) == 'work' else f' --work {work}'}` lists them")
    if made:
        typer.echo(f"\nfrom datasets import load_dataset\n{_loading(out, made['tables'])}")


def _origin(config: str) -> str:
    """The name of settings that come with peatmoss, or the file's place."""
    from builder.settings.build import named

    return config if config in named() else str(Path(config).absolute())


def _loading(out: str, tables: dict[str, Any]) -> str:
    """The line that loads a table; `load_dataset` takes no table without rows, and no URL in place of a folder."""
    from builder.dataset.offered import shown

    table = shown({name: facts["rows"] for name, facts in tables.items()})
    if "://" in out:
        return f'load_dataset("arrow", data_files={json.dumps(f"{out}/{table}/*.arrow")}, split="train")'
    return f'load_dataset({json.dumps(out, ensure_ascii=False)}, "{table}", split="train")'
