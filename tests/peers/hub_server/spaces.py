"""The list of Spaces: records that a test gives, page by page behind a cursor."""

from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.trees import next_link

ALWAYS = ("_id", "id")
EXPAND = {
    *("author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes", "models", "private"),
    *("resourceGroup", "runtime", "sdk", "sha", "siblings", "subdomain", "tags", "trendingScore", "usedStorage"),
}


def listed(call: Call) -> Answer:
    """A page, in the order asked for; private Spaces are their owner's."""
    query = call.query
    if wrong := sorted(set(query.get("expand", ())) - EXPAND):
        raise Refusal(400, f"Invalid expand: {', '.join(wrong)}")
    cursor = query.get("cursor", ["0"])[0]
    if cursor in call.hub.expired:
        raise Refusal(400, "Invalid cursor")
    by = query.get("sort", ["createdAt"])[0]
    wanted = query.get("filter", [None])[0]
    found = [one for one in call.hub.spaces if wanted is None or one.get("sdk") == wanted]
    if not call.account:
        found = [one for one in found if not one.get("private")]
    found.sort(key=lambda one: one.get(by) or 0, reverse=query.get("direction", ["-1"])[0] == "-1")
    start, size = int(cursor), min(int(query.get("limit", ["1000"])[0]), call.hub.list_page)
    page = [{name: one[name] for name in (*ALWAYS, *query.get("expand", ())) if name in one} for one in found]
    answer = as_json(page[start : start + size])
    link = next_link(call, cursor=str(start + size)) if start + size < len(page) else {}
    return Answer(200, answer.body, {"Content-Type": "application/json; charset=utf-8"} | link)
