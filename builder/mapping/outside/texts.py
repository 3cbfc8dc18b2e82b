"""What a word may stand for: a text, and the way that it came."""

from typing import NamedTuple

MAX_TRAIL = 40  # places of one text


class Text(NamedTuple):
    """A text that a word may stand for: where it was assigned (None: in the word itself), over how many steps.

    `trail`: the places at which it was assigned again since, in their order. `offered`: it is one of several, of which
    somebody chooses; `key`: of a list's item, in the variable that holds the list.
    """

    text: str
    defined_at: str | None = None
    hops: int = 0
    trail: tuple[str, ...] = ()
    offered: bool = False
    key: str | None = None

    def assigned(self, place: str) -> "Text":
        """The text one step further, where it is assigned at a place."""
        trail = (*self.trail, place) if self.defined_at is not None and len(self.trail) < MAX_TRAIL else self.trail
        return Text(self.text, self.defined_at or place, self.hops + 1, trail, self.offered)

    def placed(self, path: str) -> "Text":
        """The text as other files see it: its places with the file's path."""
        if self.defined_at is None:
            return self
        return self._replace(
            defined_at=in_file(self.defined_at, path), trail=(*(in_file(one, path) for one in self.trail),)
        )


def in_file(place: str, path: str) -> str:
    """A place with its file's path, which one of the file itself (':7') lacks."""
    return path + place if place[:1] == ":" else place
