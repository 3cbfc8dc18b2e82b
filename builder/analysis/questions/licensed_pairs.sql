-- How many pairs have a model of Hugging Face that declares a licence? (The paper's list of pairs has no others.)
WITH licensed AS (
  SELECT repository_id, model_id FROM pairs
  WHERE usage IS DISTINCT FROM 'mention' AND model_license IS NOT NULL AND NOT contains(model_id, '#')
), counted AS (
  SELECT repository_id, count(DISTINCT model_id) AS models FROM licensed GROUP BY repository_id
)
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'pairs', 'value': count(*)},
    {'label': 'repositories', 'value': count(DISTINCT repository_id)},
    {'label': 'models', 'value': count(DISTINCT model_id)},
    {'label': 'repositories with one model', 'value': (SELECT count(*) FROM counted WHERE models = 1)}
  ]) AS line FROM licensed
)
