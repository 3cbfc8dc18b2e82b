"""`peatmoss build`: does what is not done yet and leaves the dataset."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    config: Annotated[str, typer.Option(help="Settings: a name that comes with peatmoss, or a TOML file.")] = "sample",
    out: Annotated[str, typer.Option(help="Folder (or fsspec URL) for the dataset.")] = "peatmoss",
    work: Annotated[Path, typer.Option(help="Folder in which the build keeps what it has done.")] = Path("work"),
    only: Annotated[list[str] | None, typer.Option(help="Run only this step (may be given again).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; by default one per core.")] = None,
    engine: Annotated[str, typer.Option(help="local (this machine's processes) or ray.")] = "local",
    address: Annotated[
        str | None, typer.Option(help="Ray cluster to use, HOST:PORT of its head; by default one on this machine.")
    ] = None,
    serve: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Model that reads the cards: vLLM is started with it.")
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="OpenAI-compatible server (.../v1) that reads the cards (may be repeated)."),
    ] = None,
    retry: Annotated[
        list[str] | None,
        typer.Option("--retry-skipped", metavar="REASON", help="Run again what was skipped for it (may be repeated)."),
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only tell requests, time and room that it will need.")] = False,
    exclude: Annotated[
        Path | None, typer.Option(help="File of SHA-256 hashes of owners, repositories and models to leave out.")
    ] = None,
) -> None:
    """Collect, read, merge and write the dataset; run it again to go on after a stop, or to bring it up to date."""
    from builder.build import ORDER, Build
    from builder.cli.progress import Progress
    from builder.engine import workspace
    from builder.pipeline import status
    from builder.pipeline.estimate import describe, estimates
    from builder.redaction.exclusions import Exclusions
    from builder.settings import build as settings

    unknown = sorted(set(only or ()) - set(ORDER))
    if unknown:
        raise typer.BadParameter(f"no step '{unknown[0]}': the steps are {', '.join(ORDER)}", param_hint="--only")
    if engine not in {"local", "ray"}:
        raise typer.BadParameter(f"no engine '{engine}': local or ray", param_hint="--engine")
    if address and engine != "ray":
        raise typer.BadParameter("only --engine ray has an address", param_hint="--address")
    exclusions = Exclusions.load(exclude) if exclude else Exclusions()
    if serve and endpoint:
        raise typer.BadParameter("--serve starts a server, --endpoint names one that runs: give one of them")
    wanted = settings.load(config)
    if serve or endpoint:
        wanted = settings.read_by(wanted, serve, tuple(endpoint or ()))
    if plan:
        lines = [line for estimate in estimates(wanted) for line in describe(estimate)]
        typer.echo("\n".join(lines) or "no source of these settings asks a hub for anything")
        return
    build = Build(wanted, work, out, workers, exclusions, tuple(only or ()), frozenset(retry or ()), engine, address)
    with Progress() as progress:
        made = build.run(progress)
    for table, facts in made.get("tables", {}).items():
        typer.echo(f"{table:20} {facts['rows']:>12,} rows")
    place = workspace.opened(work)
    for sentence in (lines := status.summary(place)):
        typer.echo(sentence)
    if lines:
        typer.echo(f"peatmoss skipped --work {work} names them")
    if made:
        typer.echo(f"\nfrom datasets import load_dataset\n{_loading(out, made['tables'])}")


def _loading(out: str, tables: dict[str, Any]) -> str:
    """The line that loads a table; `load_dataset` takes no table without rows, and no URL in place of a folder."""
    from builder.dataset.card import shown

    table = shown({name: facts["rows"] for name, facts in tables.items()})
    if "://" in out:
        return f'load_dataset("arrow", data_files={json.dumps(f"{out}/{table}/*.arrow")}, split="train")'
    return f'load_dataset({json.dumps(out, ensure_ascii=False)}, "{table}")'
