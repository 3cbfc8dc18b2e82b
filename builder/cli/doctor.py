"""`peatmoss doctor`: is this machine ready, and does the Hub answer as it is read?"""

from typing import Annotated

import typer


def command(
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Also send one request to each endpoint of the Hub, GitHub and other sources, and check the answer.",
        ),
    ] = False,
    config: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help="With --live: check only the sources in these settings."),
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Also check what this model server can do (may be repeated)."),
    ] = None,
    authorized: Annotated[bool, typer.Option("--authorized", help="Send your Hub token with these requests.")] = False,
) -> None:
    """Check that this machine can build; with --live, that the Hub, GitHub and other sources answer as expected."""
    from pathlib import Path

    from builder.errors import PeatmossError
    from builder.pipeline import doctor

    checks = doctor.machine(Path())
    wrong = 0
    for check in checks:
        wrong += _tell(check.what, check.faults)
    if live and not config:
        from builder.hub.client import Hub
        from builder.pipeline import drift

        for check in drift.live(Hub(authorized=authorized, patience_s=8, timeout_s=8)):
            wrong += _tell(check.what, check.faults)
    if live:
        from builder.pipeline import search_drift
        from builder.settings import build as settings

        for check in search_drift.live(settings.load(config or "repositories").sources):
            wrong += _tell(check.what, check.faults)
    if endpoint:
        from builder.pipeline import answering

        for check in map(answering.able, endpoint):
            wrong += _tell(check.what, check.faults)
    if wrong:
        raise PeatmossError(f"{wrong} of these checks failed: see the lines above")


def _tell(what: str, faults: list[str]) -> bool:
    typer.echo(f"{'ok  ' if not faults else 'no  '}{what}{': ' if faults else ''}{'; '.join(faults)}")
    return bool(faults)
