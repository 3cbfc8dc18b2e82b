"""Which address is answered by what; the Hub's own paths."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from hub_server import branches, commits, files, lfs, listing, repositories, spaces, trees
from hub_server.answers import Answer, Refusal
from hub_server.call import Call

Handle = Callable[[Call], Answer]
_NAME = r"(?P<name>(?:[^/]+/)?[^/]+?)"
_API = rf"/api/(?P<kind>models|datasets|spaces)/{_NAME}"
_PAGE = rf"/(?:(?P<kind>datasets|spaces)/)?{_NAME}"
_BLOB = rf"/lfs-storage/(?P<kind>models|datasets|spaces)/{_NAME}/(?P<oid>[0-9a-f]{{64}})"


_ROWS: list[tuple[str, str, Handle]] = [
    ("GET", "/api/whoami-v2", repositories.whoami),
    ("POST", "/api/validate-yaml", repositories.validate_card),
    ("POST", "/api/repos/create", repositories.create),
    ("DELETE", "/api/repos/delete", repositories.delete),
    ("GET", rf"{_API}/revision/(?P<revision>[^/]+)", repositories.info),
    ("GET", rf"{_API}/auth-check(?P<write>/write)?", repositories.may_read),
    ("GET", rf"{_API}/tree/(?P<revision>[^/]+)(?:/(?P<path>.+))?", trees.tree),
    ("POST", rf"{_API}/paths-info/(?P<revision>[^/]+)", trees.paths_info),
    ("GET", rf"{_API}/refs", branches.references),
    ("GET", rf"{_API}/commits/(?P<revision>[^/]+)", branches.commits),
    ("POST", rf"{_API}/branch/(?P<revision>[^/]+)", branches.create_branch),
    ("DELETE", rf"{_API}/branch/(?P<revision>[^/]+)", branches.delete_branch),
    ("POST", rf"{_API}/tag/(?P<revision>[^/]+)", branches.create_tag),
    ("DELETE", rf"{_API}/tag/(?P<revision>[^/]+)", branches.delete_tag),
    ("POST", rf"{_API}/super-squash/(?P<revision>[^/]+)", branches.squash),
    ("POST", rf"{_API}/preupload/(?P<revision>[^/]+)", commits.preupload),
    ("POST", rf"{_API}/commit/(?P<revision>[^/]+)", commits.commit),
    ("GET", rf"{_API}/xet-(?:read|write)-token/.+", lfs.no_xet),
    ("GET", rf"{_API}/lfs-files", lfs.objects),
    ("POST", rf"{_API}/lfs-files/batch", lfs.forget),
    ("POST", rf"{_PAGE}\.git/info/lfs/objects/batch", lfs.batch),
    ("PUT", _BLOB, lfs.put),
    ("PUT", rf"{_BLOB}/(?P<part>\d+)", lfs.put_part),
    ("POST", rf"{_BLOB}/complete", lfs.complete),
    ("POST", rf"{_BLOB}/verify", lfs.verify),
    ("GET", rf"{_PAGE}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", files.resolve),
    ("GET", rf"{_API}/discussions", listing.discussions),
    ("GET", "/api/models", listing.models),
    ("GET", "/api/spaces", spaces.listed),
    ("GET", _API, repositories.info),
]
ROUTES = [(method, re.compile(path), handle) for method, path, handle in _ROWS]


def find(method: str, target: str) -> tuple[Handle, dict[str, str]]:
    """What answers the request, and the named parts of its path; 404 for an address the hub does not have."""
    for expected, pattern, handle in ROUTES:
        if expected == ("GET" if method == "HEAD" else method) and (found := pattern.fullmatch(target)):
            return handle, {name: unquote(part) for name, part in found.groupdict().items() if part is not None}
    raise Refusal(404, "Sorry, we can't find the page you are looking for.")
