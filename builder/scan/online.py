"""Facts about the models that a scan found, from the Hub itself: asked for only with --online, and anonymously.

What is sent are the names that the code gives, and nothing else: no token, no cookie. Answers are kept for a day.
"""

import hashlib
import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from builder import __version__
from builder.column_values import NAMED
from builder.errors import ApiError, InputError
from builder.hub.environment import endpoint, is_offline
from builder.reference.hub_ids import RELATIONS, hub_model_id
from builder.reference.licenses import license_spdx
from builder.scan.cache import place
from builder.scan.entries import Base, Facts, Row
from builder.web.limits import REDIRECTS, content

if TYPE_CHECKING:
    import httpx2

TIMEOUT_S = 3.0
DAY_S = 86_400
MOST_BYTES = 5_000_000  # of one answer
AT_ONCE = 8
DEPTH = 3  # base models of base models that are asked for
ASKED = ("sha", "tags", "cardData", "gated", "pipeline_tag")
NOT_SHOWN = {401, 403, 404, 410}  # the Hub does not say which of private and gone a model is

Record = dict[str, Any] | None  # what the Hub says of a model; None where it shows none


def looked_up(rows: Iterable[Row]) -> tuple[list[Row], dict[str, Facts]]:
    """The rows with `model_id` as the Hub has it, and the facts by model_id, or by the name that it does not show.

    ApiError where the Hub gives no answer of use; InputError where the environment forbids to ask.
    """
    from builder.mapping.identity import hub_ids
    from builder.reference.signatures import load_signatures

    if is_offline():
        raise InputError("HF_HUB_OFFLINE is set: unset it, or give --models instead of --online")
    rows, signatures = list(rows), load_signatures()
    names = {
        (row["library"], row["model_name"]): [
            one for one in hub_ids(row["library"], row["model_name"], signatures) if hub_model_id(one[0]) == one[0]
        ]
        for row in rows
        if row["model_name"] and row["usage"] in NAMED and row["hub"] in (None, "huggingface")
    }
    client = Hub()
    meant: dict[tuple[str, str], tuple[str, str]] = {}
    facts: dict[str, Facts] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for key, found in zip(names, pool.map(client.first, names.values()), strict=True):
            if found is None:
                facts[key[1]] = Facts(key[1], status="unknown", as_of=client.today)
                continue
            record, identity, asked = found
            model_id = str(record["id"])
            renamed = asked.lower() != model_id.lower()
            meant[key] = model_id, "former_name" if renamed else identity
            facts[model_id] = _facts(record, client)
    made = []
    for row in rows:
        model_id, how = meant.get((row["library"], row["model_name"]), (row["model_id"], row["identity"]))
        made.append({**row, "model_id": model_id, "identity": how} if row["usage"] in NAMED else row)
    return made, facts


class Hub:
    """The Hub, asked anonymously for single models; each answer is kept for a day."""

    def __init__(self) -> None:
        import httpx2

        self.endpoint = endpoint()
        self.today = datetime.now(UTC).date().isoformat()
        self._client: httpx2.Client = httpx2.Client(
            timeout=TIMEOUT_S, headers={"User-Agent": f"peatmoss/{__version__}"}, follow_redirects=False
        )

    def first(self, candidates: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], str, str] | None:
        """The first of several (id, identity) that the Hub shows: its record, identity, and the id that was asked."""
        for name, identity in candidates:
            record = self.record(name)
            if record is not None:
                return record, identity, name
        return None

    def record(self, name: str) -> Record:
        """What the Hub says of a model; None where it shows none."""
        path = place() / "hub" / f"{hashlib.sha256(f'{self.endpoint}|{name}'.encode()).hexdigest()}.json"
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(path.read_text("utf-8"))
            if 0 <= time.time() - kept["asked"] < DAY_S and (kept["record"] is None or kept["record"]["id"]):
                found: Record = kept["record"]
                return found
        record = self._asked(name)
        with suppress(OSError):  # a cache that cannot be written is none
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"asked": time.time(), "record": record}), "utf-8")
        return record

    def _asked(self, name: str) -> Record:
        import httpx2

        query = "&".join(f"expand={name}" for name in ASKED)
        url = f"{self.endpoint}/api/models/{quote(name, safe='/')}?{query}"
        try:
            for _ in range(3):
                with self._client.stream("GET", url) as answer:
                    if answer.status_code not in REDIRECTS:
                        return self._read(answer)
                url = urljoin(url, answer.headers.get("Location", ""))
                if urlsplit(url)[:2] != urlsplit(self.endpoint)[:2]:
                    break
                url = url if "expand=" in url else f"{url}?{query}"
        except httpx2.HTTPError as error:
            raise ApiError(
                f"{self.endpoint} gives no answer within {TIMEOUT_S:.0f} s ({type(error).__name__}): try again, scan "
                "without --online, or give --models"
            ) from error
        raise ApiError(f"{self.endpoint} leads elsewhere for {name}: check HF_ENDPOINT")

    def _read(self, answer: "httpx2.Response") -> Record:
        if answer.status_code in NOT_SHOWN:
            return None
        body = content(answer, MOST_BYTES) if answer.is_success else None
        if body is not None:
            with suppress(ValueError, RecursionError):
                record = json.loads(body)
                if isinstance(record, dict) and isinstance(record.get("id"), str):
                    return record
        raise ApiError(
            f"{self.endpoint} answers with status {answer.status_code} and no record of a model: try again later, scan "
            "without --online, or give --models"
        )


def _facts(record: dict[str, Any], client: Hub) -> Facts:
    sha, gated, task = record.get("sha"), record.get("gated"), record.get("pipeline_tag")
    licence = _licence(record)
    return Facts(
        model_id=record["id"],
        revision=sha if isinstance(sha, str) else None,
        status="present",
        license=licence,
        license_spdx=license_spdx(licence),
        bases=tuple(_above(record, client)),
        gated=gated if isinstance(gated, str) else "no",
        task=task if isinstance(task, str) else None,
        as_of=client.today,
    )


def _licence(record: dict[str, Any]) -> str | None:
    """As `pairs.model_license` has it: SPDX, else what stands behind 'other', else as declared."""
    card = record.get("cardData") if isinstance(record.get("cardData"), dict) else {}
    tagged = [tag.removeprefix("license:") for tag in _tags(record) if tag.startswith("license:")]
    declared = ", ".join(tagged) or None
    named = card.get("license_name") if card else None
    return license_spdx(declared) or (named if declared == "other" and isinstance(named, str) else None) or declared


def _above(record: dict[str, Any], client: Hub) -> Iterable[Base]:
    """The base models that its tags name, then theirs, each once and with its licence."""
    done, left = {str(record["id"]).lower()}, [record]
    for _ in range(DEPTH):
        above = []
        for name, relation in (base for one in left for base in _bases(one)):
            if name.lower() in done:
                continue
            done.add(name.lower())
            found = client.record(name)
            yield Base(name, relation, _licence(found) if found else None)
            above += [found] if found else []
        left = above


def _bases(record: dict[str, Any]) -> Iterable[tuple[str, str | None]]:
    """'base_model:owner/name' or 'base_model:finetune:owner/name': a model with the relation where it is said."""
    found: dict[str, str | None] = {}
    for tag in _tags(record):
        if tag.startswith("base_model:"):
            parts = tag.split(":")[1:]
            relation = parts[0] if len(parts) == 2 and parts[0] in RELATIONS else None
            if hub_model_id(parts[-1]) == parts[-1] and len(parts) <= 2:
                found[parts[-1]] = relation or found.get(parts[-1])
    return found.items()


def _tags(record: dict[str, Any]) -> list[str]:
    tags = record.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
