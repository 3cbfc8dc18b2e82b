"""Candidates of a card that rules leave open -> short questions for a language model, and its answers -> claims.

The model chooses from a closed list and writes nothing of its own, so that a value is always a passage of the card.
Candidates of a field with one value are asked for together, by number; those of other fields passage by passage (a
table by its rows), yes or no. A question's key is the hash of its text: only what changed is asked again.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from builder.extraction.candidates.interface import Candidate
from builder.extraction.claims import LIST_FIELDS, Claim
from builder.extraction.templates import templates
from builder.extraction.visible_text import defused
from builder.reference.judging import Judging, load_judging

VERSION = "judge1"  # folder of prompts/
YES, NO, NONE = "yes", "no", "none"
MOST_OPTIONS = 9  # offered by number
MOST_GROUPS = 40  # of a card: an answer has one or two tokens
LONGEST_PASSAGE = 600  # code points shown of a passage, around the candidates
LONGEST_NAME = 80  # code points shown of a value
MOST_NAMED = 4  # values named in a question about a passage


@dataclass(frozen=True)
class Group:
    """Candidates that one question asks about: `choices` are the answers offered, for `which` questions numbers."""

    field: str
    candidates: tuple[Candidate, ...]
    text: str
    choices: tuple[str, ...]

    @property
    def key(self) -> str:
        """The hash of the question."""
        return sha256(self.text.encode("utf-8", "replace")).hexdigest()


def groups(
    found: Iterable[Candidate], taken: Collection[str], known: Collection[tuple[int, int]], model: str
) -> list[Group]:
    """The questions about a card's candidates, the likeliest first and at most MOST_GROUPS.

    `taken` are fields of one value that are filled, `known` places of values that rules took; neither is asked about.
    """
    rules = load_judging()
    single: dict[str, list[Candidate]] = {}
    passages: dict[tuple[Any, ...], list[Candidate]] = {}
    for one in found:
        rule = rules.get(one.field)
        if rule is None or (one.start, one.end) in known or (one.field in taken and one.field not in LIST_FIELDS):
            continue
        if rule.which:
            single.setdefault(one.field, []).append(one)
        else:
            passages.setdefault((one.field, one.heading, one.table_head, one.sentence), []).append(one)
    made = [_which(rules[field], several, model) for field, several in single.items()]
    made += [_whether(rules[place[0]], several, model) for place, several in passages.items()]
    made.sort(key=lambda group: -max(one.prior or 0.0 for one in group.candidates))
    return made[:MOST_GROUPS]


def claims(group: Group, answer: str, card: str) -> Iterator[Claim]:
    """What an answer in our form (`builder.llm.choices`) makes of a group's candidates: those above the threshold."""
    shares = _shares(answer, group.choices)
    rule = load_judging()[group.field]
    scored = []
    for at, one in enumerate(group.candidates):
        said = shares.get(YES if rule.whether else str(_number(group, at)), 0.0)
        score = rule.score(one.prior, said)
        if score >= rule.threshold:
            scored.append((score, one))
    if group.field not in LIST_FIELDS:
        scored = sorted(scored, key=lambda pair: -pair[0])[:1]
    for score, one in scored:
        yield Claim(group.field, one.value, "llm", card[one.start : one.end], one.start, one.end, round(score, 4))


def _shares(answer: str, choices: Sequence[str]) -> Mapping[str, float]:
    """The probability of each choice; nothing of an answer that is not of our form."""
    try:
        said = json.loads(answer)
        shares = {choice: float(said["shares"][choice]) for choice in choices if choice in said["shares"]}
    except (ValueError, KeyError, TypeError):
        return {}
    return shares


def _number(group: Group, at: int) -> int:
    """The number by which the value of a candidate is offered."""
    return _options(group.candidates).index(_name(group.candidates[at])) + 1


def _options(candidates: Iterable[Candidate]) -> list[str]:
    return list(dict.fromkeys(_name(one) for one in candidates))


def _which(rule: Judging, candidates: list[Candidate], model: str) -> Group:
    """A question for the one value of a field; the likeliest are offered."""
    ranked = sorted(candidates, key=lambda one: -(one.prior or 0.0))
    options = set(_options(ranked)[:MOST_OPTIONS])
    kept = tuple(one for one in ranked if _name(one) in options)
    offered = _options(kept)
    choices = (*(str(at + 1) for at in range(len(offered))), NONE)
    passages = list(dict.fromkeys(_passage([one]) for one in kept))[:MOST_OPTIONS]
    text = _user(
        model=model, heading=(), table_head=(), passages=passages, options=offered, question=rule.which, choices=choices
    )
    return Group(rule.field, kept, text, choices)


def _whether(rule: Judging, candidates: list[Candidate], model: str) -> Group:
    """A question about the values of one passage."""
    first = candidates[0]
    names = _options(candidates)
    values = ", ".join(names[:MOST_NAMED]) + (" and others" if len(names) > MOST_NAMED else "")
    text = _user(
        model=model,
        heading=[defused(part) for part in first.heading],
        table_head=[defused(part) for part in first.table_head],
        passages=[_passage(candidates)],
        options=[],
        question=(rule.whether or "").replace("{values}", values),
        choices=(YES, NO),
    )
    return Group(rule.field, tuple(candidates), text, (YES, NO))


def _passage(candidates: Sequence[Candidate]) -> str:
    """The passage of candidates in one line, no longer than is shown."""
    text = " ".join(defused(candidates[0].sentence).split())
    if len(text) <= LONGEST_PASSAGE:
        return text
    at = max(text.find(_name(candidates[0])), 0)
    start = max(0, min(at - LONGEST_PASSAGE // 2, len(text) - LONGEST_PASSAGE))
    return text[start : start + LONGEST_PASSAGE]


def _name(one: Candidate) -> str:
    """A candidate's value in words."""
    match one.value:
        case {"metric": metric, "dataset": dataset, "value_text": value}:
            words = " ".join(filter(None, [dataset, metric, value]))
        case {"name": name, "value": value}:
            words = f"{name} = {value}"
        case {"title": title, "url": url}:
            words = title or url or ""
        case {"name": name}:
            words = str(name)
        case _:
            words = str(one.value)
    return defused(" ".join(words.split()))[:LONGEST_NAME]


@cache
def system() -> str:
    """The part that is the same for every question."""
    return templates(VERSION).get_template("system.jinja").render()


def _user(**parts: Any) -> str:  # noqa: ANN401 - what the template shows
    return templates(VERSION).get_template("user.jinja").render(**parts)
