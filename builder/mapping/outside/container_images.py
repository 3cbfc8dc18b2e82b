"""Which commands the containers of an image run, whatever registry the image comes from and whatever its tag.

A reference is '[host[:port]/]path[:tag][@digest]' (docs.docker.com/reference/cli/docker/image/tag). Mirrors and forks
keep an image's last name and change what stands before it, and builds for other machines add a word to it
('vllm-openai-cpu').
"""

from collections.abc import Iterable, Sequence

from builder import patterns as re
from builder.reference.outside_rules import CommandRule

TAG = re.compile(r"[:@$].*", re.DOTALL)  # of the last part of a path: none of these stands in a name
TELLING = re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)+")  # a last name of several words


class Images:
    """The images that rules name, each with the rules of what its containers run."""

    def __init__(self, rules: Iterable[CommandRule]) -> None:
        self._whole: dict[str, list[CommandRule]] = {}
        self._last: dict[str, list[CommandRule]] = {}
        self._asked: dict[str, Sequence[CommandRule]] = {}  # most words of commands are asked for many times
        for rule in rules:
            for image in rule.images:
                self._whole.setdefault(image, []).append(rule)
        for image, held in self._whole.items():
            last = image.rpartition("/")[2]
            if TELLING.fullmatch(last):
                self._last.setdefault(last, held)

    def of(self, reference: str) -> Sequence[CommandRule]:
        """The rules of what containers of a reference run; none for an image that no rule names."""
        if reference not in self._asked:
            self._asked[reference] = () if reference[:1] in ("", "-") else self._find(reference)
        return self._asked[reference]

    def _find(self, reference: str) -> Sequence[CommandRule]:
        image = untagged(reference)
        if image in self._whole:
            return self._whole[image]
        *folders, last = image.split("/")
        path = "/".join((*folders[-1:], last))
        if path in self._whole:  # behind a host
            return self._whole[path]
        name = last
        while name and name not in self._last:
            name = name.rpartition("-")[0]
        return self._last.get(name, ())


def untagged(reference: str) -> str:
    """A reference without its tag and digest."""
    folders, slash, last = reference.rpartition("/")
    return folders + slash + TAG.sub("", last)
