"""The graph of base models: who was made from whom, families and their roots, depth, circles."""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import duckdb

# What `models` says, and what only cards and the configs of adapters say (which extraction has read). How a model was
# made, three tell: `models`, the config of an adapter, and a card that speaks of distilling in the words before the
# base model's name. 'finetune' is what the Hub assumes where nobody says how: any other word comes first.
EDGES = r"""
WITH read AS (
  SELECT model_id, revision, base_models, evidence FROM extracted_metadata WHERE len(base_models) > 0
), told AS (
  SELECT model_id, base.model_id AS base_id, base.relation AS relation
  FROM (SELECT model_id, unnest(base_models) AS base FROM models WHERE len(base_models) > 0)
  UNION ALL
  SELECT model_id, unnest(base_models), NULL FROM read
  UNION ALL
  SELECT model_id, base_id, 'adapter' FROM (
    SELECT model_id, config, unnest(base_models) AS base_id FROM read JOIN snapshots USING (model_id, revision)
    WHERE json_valid(config)
  ) WHERE base_id IN (config ->> '$.peft.base_model_name_or_path', config ->> '$.adapter_transformers.model_name')
  UNION ALL
  SELECT model_id, base_models[entry.index + 1], 'distilled' FROM (
    SELECT model_id, card, base_models, unnest(evidence) AS entry FROM read JOIN snapshots USING (model_id, revision)
  ) WHERE entry.field = 'base_models' AND regexp_matches(
    substr(card, greatest(entry.start - 79, 1), least(entry.start, 80)), '(?i)\bdistill(ed|ing|ation)\b[^\n]*$'
  )
)
SELECT model_id, base_id, coalesce(max(relation) FILTER (relation <> 'finetune'), max(relation)) AS relation FROM told
WHERE model_id IS NOT NULL AND base_id IS NOT NULL AND model_id <> base_id
GROUP BY model_id, base_id ORDER BY model_id, base_id
"""
DEPENDANTS = """
SELECT count(DISTINCT repository_id) FROM pairs
WHERE usage IS DISTINCT FROM 'mention' AND model_id IN (SELECT unnest(?::VARCHAR[]))
"""
Edge = tuple[str, str, str | None]  # model, its base model, relation


@dataclass(frozen=True)
class Step:
    """A model in a tree: how far from the one asked for, how it or that was made; `again` where it stood before."""

    model_id: str
    depth: int
    relation: str | None
    again: bool = False


@dataclass(frozen=True)
class Graph:
    """Base models and what was made from them, with the relation of each."""

    bases: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    made: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def models(self) -> set[str]:
        """Every model that is made from another, or that another is made from."""
        return {*self.bases, *self.made}

    def roots(self) -> list[str]:
        """Models that others were made from and that are made from none, in order."""
        return sorted(model for model in self.made if model not in self.bases)

    def above(self, model_id: str) -> list[Step]:
        """The tree of its base models, their base models and so on."""
        return list(_tree(self.bases, model_id))

    def below(self, model_id: str) -> list[Step]:
        """The tree of what was made from it, from that and so on."""
        return list(_tree(self.made, model_id))

    def in_circle(self, model_id: str) -> bool:
        """Whether it is said to be made from itself, by way of others."""
        return any(step.model_id == model_id for step in self.above(model_id))

    def family(self, model_id: str) -> set[str]:
        """All models that were made from it, directly or not."""
        found, left = {model_id}, [model_id]
        while left:
            new = [child for child in self.made.get(left.pop(), ()) if child not in found]
            found.update(new)
            left += new
        return found - {model_id}


@dataclass(frozen=True)
class Summary:
    """What a graph comes to: `families` has the roots with the most models made from them, the largest first."""

    models: int
    edges: int
    roots: int
    depth: int
    families: list[tuple[str, int]]
    circles: list[tuple[str, ...]]


def graph(edges: Iterable[Edge]) -> Graph:
    """The graph of these edges."""
    made = Graph()
    for model, base, relation in edges:
        made.bases[model][base] = relation
        made.made[base][model] = relation
    return made


def of_tables(connection: duckdb.DuckDBPyConnection) -> Graph:
    """The graph of a connection's `models`, `snapshots` and `extracted_metadata`."""
    return graph(connection.execute(EDGES).fetchall())


def licences(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The licence of every model of the table: SPDX where known, else as declared, '' where it declares none."""
    return dict(connection.execute("SELECT model_id, coalesce(license_spdx, license, '') FROM models").fetchall())


def dependants(connection: duckdb.DuckDBPyConnection, models: list[str]) -> int:
    """How many repositories use one of these models (more than a mention)."""
    ((count,),) = connection.execute(DEPENDANTS, [models]).fetchall()
    return int(count)


def summary(of: Graph, most: int = 10) -> Summary:
    """Counts of a graph, with so many of its largest families and all of its circles."""
    roots = of.roots()
    edges = sum(map(len, of.bases.values()))
    return Summary(len(of.models), edges, len(roots), depth(of), largest(of, roots, most), circles(of))


def largest(of: Graph, roots: list[str], most: int) -> list[tuple[str, int]]:
    """The roots with the most models made from them, and how many; only those that may be among them are counted."""
    bounds = _bounds(of)
    sizes: list[tuple[str, int]] = []
    best: list[int] = []  # a heap of the largest sizes so far
    for root in sorted(roots, key=lambda one: (-bounds[one], one)):
        if len(best) == most and bounds[root] < best[0]:
            break
        size = len(of.family(root))
        sizes.append((root, size))
        heapq.heappush(best, size)
        if len(best) > most:
            heapq.heappop(best)
    return sorted(sizes, key=lambda one: (-one[1], one[0]))[:most]


def _bounds(of: Graph) -> dict[str, int]:
    """At most so many models were made from each: the paths down from it; all of them where a circle lies below."""
    every = len(of.models)
    bounds = dict.fromkeys(of.models, every)
    open_models = {model: len(made) for model, made in of.made.items()}
    left = [model for model in of.bases if model not in of.made]
    while left:
        model = left.pop()
        bounds[model] = min(every, sum(bounds[one] + 1 for one in of.made.get(model, ())))
        for base in of.bases.get(model, ()):
            open_models[base] -= 1
            if not open_models[base]:
                left.append(base)
    return bounds


def depth(of: Graph) -> int:
    """The longest chain of base models, counted in steps; models of circles, and those made from them, are left out."""
    open_bases = {model: len(bases) for model, bases in of.bases.items()}
    steps = dict.fromkeys(of.roots(), 0)
    left = deque(steps)
    while left:
        base = left.popleft()
        for model in of.made.get(base, ()):
            steps[model] = max(steps.get(model, 0), steps[base] + 1)
            open_bases[model] -= 1
            if not open_bases[model]:
                left.append(model)
    return max((count for model, count in steps.items() if not open_bases.get(model)), default=0)


def circles(of: Graph) -> list[tuple[str, ...]]:
    """Models that are each made from the other, directly or not: strongly connected, by Tarjan's algorithm."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_models: dict[str, None] = {}
    found = []
    for start in of.bases:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        open_models[start] = None
        walk = [(start, iter(of.bases.get(start, ())))]
        while walk:
            model, bases = walk[-1]
            new = next((base for base in bases if _is_new(base, model, order, lowest, open_models)), None)
            if new is not None:
                order[new] = lowest[new] = len(order)
                open_models[new] = None
                walk.append((new, iter(of.bases.get(new, ()))))
                continue
            walk.pop()
            if walk:
                lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[model])
            if lowest[model] == order[model]:
                found.append(_closed(open_models, model))
    return sorted(circle for circle in found if len(circle) > 1)


def _is_new(base: str, model: str, order: dict[str, int], lowest: dict[str, int], open_models: dict[str, None]) -> bool:
    """Whether a base model was not reached yet; one that is still open leads back to where it was reached."""
    if base not in order:
        return True
    if base in open_models:
        lowest[model] = min(lowest[model], order[base])
    return False


def _closed(open_models: dict[str, None], last: str) -> tuple[str, ...]:
    """Takes the models of one component, `last` being the first that was reached of it."""
    found = []
    while True:
        model, _ = open_models.popitem()
        found.append(model)
        if model == last:
            return tuple(sorted(found))


def _tree(edges: dict[str, dict[str, str | None]], model_id: str) -> Iterator[Step]:
    seen = {model_id}
    left = [(model, relation, 1) for model, relation in sorted(edges.get(model_id, {}).items(), reverse=True)]
    while left:
        model, relation, far = left.pop()
        again = model in seen
        yield Step(model, far, relation, again)
        if not again:
            seen.add(model)
            left += [(one, how, far + 1) for one, how in sorted(edges.get(model, {}).items(), reverse=True)]
