"""Questions whose answers are kept: the one place that tells a whole answer from one that was cut short.

A question that comes to depend on itself is given what is known meanwhile. Of the questions in such a circle only the
outermost has a whole answer, which does not depend on where the circle was entered; the others are not kept. Nor is
what was cut short for its cost. So no answer depends on what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from builder.mapping.python.values.values import CallString, Function, Site

Answer = TypeVar("Answer")
WHOLE = 1 << 60  # place of no question: the answer depends on none that is still being asked
CUT = -1  # place before all questions: no answer that depends on this one is whole


class Tables:
    """The answers, each with those of the calls that led to its question that it came to depend on."""

    def __init__(self) -> None:
        self._known: dict[Hashable, dict[tuple[Function, ...], dict[tuple[Site | None, ...], Any]]] = {}
        self._asked: dict[Hashable, int] = {}  # what is being asked -> its place, the outermost first
        self._outermost = WHOLE  # place of the outermost of them that the present answer depends on
        self._used: dict[Function, Site | None] = {}

    def ask(self, key: Hashable, calls: CallString, answer: Callable[[], Answer], meanwhile: Answer) -> Answer:
        """The answer to a question; `meanwhile` where it is being asked already."""
        known = self._known.setdefault(key, {})
        for functions, answers in known.items():
            made = tuple(call_of(function, calls) for function in functions) if functions else ()
            if made in answers:
                self._used.update(zip(functions, made, strict=True))
                found: Answer = answers[made]
                return found
        asked = (key, calls)
        if asked in self._asked:
            self._outermost = min(self._outermost, self._asked[asked])
            return meanwhile
        place = self._asked[asked] = len(self._asked)
        outer, self._outermost = self._outermost, WHOLE
        used, self._used = self._used, {}
        try:
            found = answer()
            if self._outermost >= place:
                functions = tuple(sorted(self._used))
                known.setdefault(functions, {})[tuple(self._used[function] for function in functions)] = found
        finally:
            del self._asked[asked]
            self._outermost = min(outer, self._outermost if self._outermost < place else WHOLE)
            used.update(self._used)
            self._used = used
        return found

    def ask_apart(self, key: Hashable, answer: Callable[[], Answer], meanwhile: Answer) -> Answer:
        """The answer to a question that no call led to: whoever asks depends on none of the calls that it looks at."""
        used, self._used = self._used, {}
        try:
            return self.ask(key, (), answer, meanwhile)
        finally:
            self._used = used

    def cut(self) -> None:
        """Note that the present answer is not the whole one."""
        self._outermost = CUT

    def call_of(self, function: Function, calls: CallString) -> Site | None:
        """The call of a function in a call string, on which the present answer depends."""
        site = self._used[function] = call_of(function, calls)
        return site


def call_of(function: Function, calls: CallString) -> Site | None:
    """The call of a function in a call string."""
    for key, site in calls:
        if key == function:
            return site
    return None
