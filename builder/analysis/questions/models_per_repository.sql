-- How many models does a repository use?
WITH used AS (
  SELECT count(*) AS models FROM pairs WHERE usage IS DISTINCT FROM 'mention' GROUP BY repository_id
)
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'one', 'value': count(*) FILTER (models = 1) / count(*)},
    {'label': 'two to five', 'value': count(*) FILTER (models BETWEEN 2 AND 5) / count(*)},
    {'label': 'more', 'value': count(*) FILTER (models > 5) / count(*)}
  ]) AS line FROM used
)
