"""The repositories that use a model, itself or through what was made from it, with the places that prove it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import duckdb

from builder.analysis import lineage

ALIKE = 0.85  # of Jaro-Winkler's measure: names that a reader may have meant
CURRENT = """
SELECT model_id FROM models WHERE model_id = $1 OR list_contains(former_ids, $1)
ORDER BY model_id <> $1, model_id LIMIT 1
"""
NEAR = f"""
SELECT model_id FROM models WHERE jaro_winkler_similarity(lower(model_id), lower($1)) >= {ALIKE}
ORDER BY jaro_winkler_similarity(lower(model_id), lower($1)) DESC, downloads DESC NULLS LAST, model_id LIMIT 3
"""
# a base model may be used that `models` lacks: there the name in the code is all there is
PLACES = """
WITH places AS (
  SELECT * REPLACE (
    coalesce(model_id, CASE WHEN hub IN ('huggingface', 'pytorch') THEN model_name END) AS model_id
  ) FROM mappings WHERE usage IS DISTINCT FROM 'mention'
)
SELECT repository_id, model_id,
  CASE WHEN model_id <> $1 THEN 'descendant'
    WHEN identity = 'former_name' THEN 'former_name' ELSE 'itself' END AS through,
  first_seen, path, line, revision, usage, context, url
FROM places WHERE model_id IN (SELECT unnest($2::VARCHAR[]))
ORDER BY CASE through WHEN 'itself' THEN 0 WHEN 'former_name' THEN 1 ELSE 2 END, repository_id, path, line, model_id
"""
Through = Literal["itself", "former_name", "descendant"]


@dataclass(frozen=True)
class Place:
    """A place in a repository that uses the model; `through` is how: by its name, a former one, or a descendant."""

    repository_id: str
    model_id: str
    through: Through
    first_seen: str | None
    path: str | None  # None, like usage, in a release that does not tell places
    line: int | None
    revision: str | None
    usage: str | None
    context: str | None
    url: str | None


@dataclass(frozen=True)
class Dependants:
    """All places of a model, its own first; `model_id` is its name today, `known` whether `models` has it."""

    model_id: str
    known: bool
    descendants: int
    places: tuple[Place, ...]

    def as_record(self) -> dict[str, Any]:
        """The same as an object of JSON."""
        return {**asdict(self), "places": [asdict(place) for place in self.places]}


def of_model(connection: duckdb.DuckDBPyConnection, model_id: str) -> Dependants:
    """Who uses a model, over a connection's tables; a former name stands for the model that had it."""
    row = connection.execute(CURRENT, [model_id]).fetchone()
    current = row[0] if row else model_id
    family = lineage.of_tables(connection).family(current)
    rows = connection.execute(PLACES, [current, [current, *sorted(family)]]).fetchall()
    return Dependants(current, row is not None, len(family), tuple(Place(*one) for one in rows))


def near(connection: duckdb.DuckDBPyConnection, model_id: str) -> list[str]:
    """At most three models whose names are much like this one, the likest first."""
    return [name for (name,) in connection.execute(NEAR, [model_id]).fetchall()]
