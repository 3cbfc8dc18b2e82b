"""Questions whose answers are kept: the one place that tells a whole answer from one that was cut short.

A question that comes to depend on itself is given what is known meanwhile. Of the questions in such a circle only the
outermost has a whole answer, which does not depend on where the circle was entered. The answers of the others are kept
only while all questions that they depend on are still being asked; nor is what was cut short for its cost kept once
the first question is answered. So no answer depends on what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from builder.mapping.python.values.values import CallString, Function, Site

Answer = TypeVar("Answer")
# Places before all questions: no answer that depends on one of them is whole.
CUT = -1  # cut short by its call string
TOO_DEEP = -2  # cut short by the depth of the expressions that led to it
TOO_COSTLY = -3  # cut short by the number of expressions asked for


class Partial(NamedTuple):
    """An answer that is not whole: the questions being asked that it depends on, and what it was asked with."""

    answer: Any
    open: frozenset[int]
    used: dict[Function, Site | None]
    depth: int


class Tables:
    """The answers, each with those of the calls that led to its question that it came to depend on."""

    def __init__(self) -> None:
        self._known: dict[Hashable, dict[tuple[Function, ...], dict[tuple[Site | None, ...], Any]]] = {}
        self._asked: dict[Hashable, int] = {}  # what is being asked -> its place, the outermost first
        self._open: set[int] = set()  # the places of those that the present answer depends on
        self._used: dict[Function, Site | None] = {}
        self._partial: dict[Hashable, Partial] = {}
        self._until: dict[int, list[Hashable]] = {}  # a place -> the answers that are kept until its question ends

    def ask(
        self, key: Hashable, calls: CallString, answer: Callable[[], Answer], meanwhile: Answer, depth: int = 0
    ) -> Answer:
        """The answer to a question; `meanwhile` where it is being asked already.

        `depth`: of the expressions that led here; an answer that it cut short serves those that are as deep.
        """
        known = self._known.setdefault(key, {})
        found: Answer
        for functions, answers in known.items():
            if not functions:
                found = answers[()]
                return found
            made = tuple([call_of(function, calls) for function in functions])
            if made in answers:
                self._used.update(zip(functions, made, strict=True))
                found = answers[made]
                return found
        asked = (id(known), calls)  # the answers stay, so that their place stands for the key
        if asked in self._asked:
            self._open.add(self._asked[asked])
            return meanwhile
        partial = self._partial.get(asked)
        if partial is not None and (TOO_DEEP not in partial.open or partial.depth <= depth):
            self._open |= partial.open
            self._used.update(partial.used)
            kept: Answer = partial.answer
            return kept
        place = self._asked[asked] = len(self._asked)
        outer, self._open = self._open, set()
        used, self._used = self._used, {}
        try:
            found = answer()
            before = frozenset(other for other in self._open if other < place)
            if not before:
                functions = tuple(sorted(self._used))
                known.setdefault(functions, {})[tuple(self._used[function] for function in functions)] = found
            elif TOO_COSTLY not in before:
                self._partial[asked] = Partial(found, before, self._used, depth)
                self._until.setdefault(max(0, *before), []).append(asked)
        finally:
            del self._asked[asked]
            outer.update(other for other in self._open if other < place)
            self._open = outer
            used.update(self._used)
            self._used = used
            for other in self._until.pop(place, ()):
                self._partial.pop(other, None)
        return found

    def ask_apart(self, key: Hashable, answer: Callable[[], Answer], meanwhile: Answer, depth: int = 0) -> Answer:
        """The answer to a question that no call led to: whoever asks depends on none of the calls that it looks at."""
        used, self._used = self._used, {}
        try:
            return self.ask(key, (), answer, meanwhile, depth)
        finally:
            self._used = used

    def ask_outside(self, function: Function, calls: CallString, answer: Callable[[CallString], Answer]) -> Answer:
        """The answer of whoever calls a function: what is passed may be made by another call of it, `clean(clean(x))`.

        Which call it is, is settled, so that whoever asks depends on no other call of the function.
        """
        used, self._used = self._used, {}
        try:
            return answer(tuple(call for call in calls if call[0] != function))
        finally:
            self._used.pop(function, None)
            used.update(self._used)
            self._used = used

    @property
    def place(self) -> int:
        """The place of the question that is being asked last."""
        return len(self._asked) - 1

    def cut(self, place: int = CUT) -> None:
        """Note that the answer is cut short: for its cost, or because the question at a place is being asked."""
        self._open.add(place)

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
