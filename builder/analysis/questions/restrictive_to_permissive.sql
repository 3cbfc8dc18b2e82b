-- How many pairs take a model whose licence restricts its use into a repository under a permissive licence?
WITH used AS (
  SELECT lower(model_license) AS licence FROM pairs
  WHERE usage IS DISTINCT FROM 'mention'
    AND repository_license IN ('MIT', 'Apache-2.0', 'BSD-3-Clause', 'BSD-2-Clause', 'ISC', 'CC0-1.0', 'Zlib')
)
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'CC-BY-NC', 'value': count(*) FILTER (starts_with(licence, 'cc-by-nc'))},
    {'label': 'RAIL', 'value': count(*) FILTER (contains(licence, 'rail') OR contains(licence, 'deepfloyd'))}
  ]) AS line FROM used
)
