"""The list of models, what is told of one, and what is discussed about it."""

import json
from typing import Any

from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.catalog import Model, loads
from hub_server.trees import next_link

ALWAYS = ("_id", "id", "modelId")
PLAIN = (*ALWAYS, "likes", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt")
FULL = (*PLAIN, "author", "sha", "lastModified", "gated", "disabled", "siblings")
ONLY_OF_ONE = {"baseModels", "childrenModelCount", "usedStorage"}  # the Hub refuses them in lists
EXPAND = {
    *("author", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime", "evalResults", "gated"),
    *("gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token"),
    *("model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces", "tags"),
    *("transformersInfo", "trendingScore", "widgetData", *ONLY_OF_ONE),
}
MOST = 1000


def models(call: Call) -> Answer:
    """A page of the list, in the order asked for, newest or greatest first unless `direction` says otherwise."""
    query = call.query
    if wrong := sorted(set(query.get("expand", ())) - (EXPAND - ONLY_OF_ONE)):
        raise Refusal(400, f"Invalid expand: {', '.join(wrong)}")
    hub, catalog = call.hub, call.hub.catalog
    by = query.get("sort", ["_id"])[0]
    down = query.get("direction", ["-1" if "sort" in query else "1"])[0] == "-1"
    size = min(int(query.get("limit", [MOST])[0]), hub.list_page)
    cursor = query.get("cursor", [""])[0]
    if cursor and cursor in hub.expired:
        raise Refusal(400, "Invalid cursor")
    account = call.account.name if call.account else None
    key = (account, call.request.query)
    if key not in catalog.pages:
        names, more = catalog.after(by, down, loads(cursor) if cursor else None, size)
        seen = [catalog.models[name] for name in names if visible(call, catalog.models[name])]
        body = json.dumps([shown(model, query) for model in seen]).encode()
        catalog.pages[key] = body, json.dumps(more).encode().hex() if more else None
    body, then = catalog.pages[key]
    link = next_link(call, cursor=then) if then else {}
    return Answer(200, body, {"Content-Type": "application/json; charset=utf-8"} | link)


def shown(model: Model, query: dict[str, list[str]]) -> dict[str, Any]:
    """What a record shows: what is asked for, or what the Hub gives unasked."""
    if asked := query.get("expand"):
        names: tuple[str, ...] = (*ALWAYS, *asked)
    else:
        names = FULL if query.get("full", ["false"])[0].lower() == "true" else PLAIN
    record = {"id": model.name, "sha": model.sha} | model.record
    return {name: record[name] for name in dict.fromkeys(names) if name in record}


def visible(call: Call, model: Model) -> bool:
    """Whether the account may know of a model: a private one is its owner's."""
    return not model.record.get("private") or (call.account is not None and call.account.owns(model.name))


def info(call: Call) -> Answer:
    """A listed model's record."""
    repository = call.recorded()
    repository.resolve(call.parts.get("revision", "main"))
    if wrong := sorted(set(call.query.get("expand", ())) - EXPAND):
        raise Refusal(400, f"Invalid expand: {', '.join(wrong)}")
    query = call.query if "expand" in call.query else {"expand": sorted(EXPAND)}
    return as_json(shown(repository.model, query))


def discussions(call: Call) -> Answer:
    """A page of what is discussed about a model, newest first."""
    found = call.recorded().model.discussions
    if found is None:
        raise Refusal(403, "Discussions are disabled for this repo", "DiscussionsDisabled")
    size = call.hub.discussions_page
    start = int(call.query.get("p", ["0"])[0]) * size
    closed = sum(one["status"] != "open" for one in found)
    repo = {"repo": {"name": call.parts["name"], "type": "model"}}
    page = [repo | one for one in found[start : start + size]]
    return as_json({"discussions": page, "count": len(found), "start": start, "numClosedDiscussions": closed})
