"""Gets the answers to the questions of a build: which are open, which server is asked, where the answers are kept.

The client of the server is imported where it is used: most builds ask nobody.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from builder.engine import lease
from builder.engine.ordered import ordered
from builder.engine.workspace import Workspace
from builder.errors import PeatmossError, ServerError
from builder.extraction import card
from builder.extraction.prompts import CardPrompt
from builder.extraction.questions import Budget
from builder.llm import answer_journal
from builder.llm.answer_journal import FAILED, Outcome
from builder.llm.reader import Question, Reader
from builder.llm.server import Server, require, stopping
from builder.pipeline import status
from builder.pipeline.doctor import Check
from builder.pipeline.questions import questions_of
from builder.settings.build import ExtractionSettings
from builder.tables.records import of_step, relation

if TYPE_CHECKING:
    from builder.llm.endpoints import Endpoint

TEXTS = pa.list_(pa.string())
OPEN = pa.schema(
    [("rank", pa.int64()), ("key", pa.string()), ("text", pa.string()), ("part", pa.int64())]
    + [("choices", TEXTS), ("fields", TEXTS)]
)
ASKED = pa.schema([("item", pa.string()), ("key", pa.string()), ("text", pa.string()), ("part", pa.int64())])
CHECKED_EVERY = 64  # answers between two looks at the lease


def reader_of(settings: ExtractionSettings) -> Reader | None:
    """Who reads the cards by these settings, None for nobody; an endpoint is asked for its model's name if need be."""
    if not settings.serve and not settings.endpoint:
        return None
    name = settings.serve or settings.model or asyncio.run(_only_model(settings))
    folder = Path(name).expanduser()
    local = bool(settings.serve) and folder.is_dir()
    return Reader(
        llm=folder.resolve().name if local else name,
        served_name=name,
        revision=settings.revision,
        answer_tokens=settings.answer_tokens,
        question_tokens=settings.card_tokens,
        prompt=CardPrompt(),
        chat_template=_chat_template(folder) if local else None,
        free_text=settings.free_text,
    )


def check_startable(settings: ExtractionSettings) -> None:
    """ServerError where the settings start a server whose program is not there."""
    if settings.serve:
        require(settings.command, settings.serve)


def answer(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    settings: ExtractionSettings,
    advance: Callable[[int], None],
) -> int:
    """Asks what no answer is kept for, the longest first, each text once; how many were asked.

    Servers of ours run only while there is something to ask.
    """
    place = answer_journal.path_of(workspace.root, reader.digest)
    total = unanswered(workspace, connection, reader)
    if not total:
        return 0
    from builder.llm.client import Client

    endpoints = _endpoints(workspace.root / "answers" / "server.log", settings)
    servers = [one.server for one in endpoints if one.server]
    with answer_journal.opened(place) as journal, stopping(servers):
        done = 0

        def take(outcome: Outcome) -> None:
            nonlocal done
            if done % CHECKED_EVERY == 0:
                lease.check(workspace)
            journal.add(outcome)
            done += 1
            advance(1)

        client = Client(reader, endpoints, settings.concurrency, settings.answer_s, take)
        asyncio.run(client.run(_open(workspace, connection, place)))
    return done


def answers_to(
    items: Sequence[Mapping[str, Any]], reader: Reader, settings: ExtractionSettings, log: Path
) -> list[list[card.Answered]]:
    """The answers to the questions about each card, outside any workspace: what a measurement needs.

    An item has what `card.extract` is given. A server of ours writes to `log`. ServerError where none answers.
    """
    from builder.llm.client import Client

    asked = [questions_of(item, _budget(settings), settings.free_text)[0] for item in items]
    texts = {one.key: Question(one.key, one.text, one.choices, one.fields) for several in asked for one in several}
    found: dict[str, Outcome] = {}
    endpoints = _endpoints(log, settings)
    with stopping([one.server for one in endpoints if one.server]):
        client = Client(
            reader,
            endpoints,
            settings.concurrency,
            settings.answer_s,
            lambda outcome: found.update({outcome.key: outcome}),
        )
        asyncio.run(client.run(iter(texts.values())))
    return [[_answered(found[one.key]) for one in several] for several in asked]


def _answered(one: Outcome) -> card.Answered:
    return card.Answered(one.status, one.text, one.card_tokens, one.output_tokens, one.server, one.key)


def _budget(settings: ExtractionSettings) -> Budget:
    return Budget(settings.card_tokens, settings.parts)


def unanswered(workspace: Workspace, connection: duckdb.DuckDBPyConnection, reader: Reader) -> int:
    """How many different questions have no answer yet."""
    query = _open_query(workspace, answer_journal.path_of(workspace.root, reader.digest))
    ((found,),) = connection.execute(f"SELECT count(DISTINCT key) FROM ({query})").fetchall()
    return int(found)


def failures(workspace: Workspace) -> dict[str, int]:
    """How many questions came to a failure that may go better another time, over all readers."""
    counts = dict.fromkeys(sorted(FAILED), 0)
    for path in (workspace.root / "answers").glob("*.jsonl"):
        found = answer_journal.statuses(path)
        counts = {name: count + found[name] for name, count in counts.items()}
    return {name: count for name, count in counts.items() if count}


def begin(workspace: Workspace, reader: Reader, again: frozenset[str]) -> None:
    """Makes the journal fit to be read: a torn line goes, and so do the failures that are to be asked `again`."""
    place = answer_journal.path_of(workspace.root, reader.digest)
    answer_journal.mend(place)
    answer_journal.forget(place, again & FAILED)


def _open_query(workspace: Workspace, journal: Path) -> str:
    columns = [pa.field("size", pa.int64()), pa.field("choices", TEXTS), pa.field("fields", TEXTS)]
    asked = relation(of_step(workspace, "questions"), pa.schema([*ASKED, *columns]))
    answered = answer_journal.relation(journal)
    return f"SELECT -size AS rank, key, text, part, choices, fields FROM {asked} ANTI JOIN {answered} USING (key)"


def _open(workspace: Workspace, connection: duckdb.DuckDBPyConnection, journal: Path) -> Iterator[Question]:
    """Open questions, the longest first; a text that several cards have stands once."""
    last = None
    spill = workspace.root / "spill" / "questions"
    for table in ordered(connection, _open_query(workspace, journal), ("rank", "key"), OPEN, spill):
        for row in table.to_pylist():
            if row["key"] != last:
                last = row["key"]
                yield Question(row["key"], row["text"], tuple(row["choices"] or ()), tuple(row["fields"] or ()))


def _endpoints(log: Path, settings: ExtractionSettings) -> list[Endpoint]:
    from builder.llm.endpoints import Endpoint

    if not settings.serve:
        return [Endpoint(address, None, settings.start_s) for address in settings.endpoint]
    server = Server(settings.serve, settings.command, settings.flags, settings.revision, log)
    return [Endpoint("", server, settings.start_s)]


def able(address: str) -> Check:
    """What the model server at an address ('.../v1') can do of what the reading of cards needs."""
    return asyncio.run(_able(address.rstrip("/")))


async def _able(address: str) -> Check:
    import aiohttp

    from builder.llm.abilities import abilities
    from builder.llm.endpoints import Endpoint, usable

    try:
        async with aiohttp.ClientSession() as session:
            one = await usable([Endpoint(address, None, 0.1)], session)
            models = await one.models(session)
            name = min(models, default="")
            if not name:
                return Check(address, ["it serves no model: start it with one"])
            found = await abilities(session, one, name)
            return Check(f"{address} ({name} on {await one.version(session, models[name])}): {found}", [])
    except ServerError as error:
        return Check(address, [str(error)])


async def _only_model(settings: ExtractionSettings) -> str:
    import aiohttp

    from builder.llm.endpoints import Endpoint, usable

    async with aiohttp.ClientSession() as session:
        one = await usable([Endpoint(address, None, settings.start_s) for address in settings.endpoint], session)
        models = sorted(await one.models(session))
    if len(models) != 1:
        raise ServerError(f"{one.url} serves {', '.join(models) or 'no model'}: name one with model in the settings")
    return models[0]


def _chat_template(folder: Path) -> str | None:
    """The chat template of a model in a folder, as tokenizers keep it."""
    file = folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    config = folder / "tokenizer_config.json"
    try:
        known = json.loads(config.read_text(encoding="utf-8")) if config.is_file() else {}
        template = known.get("chat_template")
    except (ValueError, AttributeError) as error:
        raise ServerError(f"{config} is not a JSON object: fetch the model again") from error
    return template if template is None or isinstance(template, str) else str(template)


def check_retried(place: Workspace, retry: frozenset[str]) -> None:
    """PeatmossError where no item was skipped for a reason that is to be tried again."""
    known = status.reasons(place) + Counter(failures(place))
    for reason in sorted(retry - known.keys()):
        reasons = ", ".join(f"{name} ({count:,})" for name, count in known.most_common()) or "none"
        raise PeatmossError(f"no item was skipped for '{reason}': the reasons in {place.root} are {reasons}")
