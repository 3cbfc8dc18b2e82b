-- Which share of the pairs have the 10, and the 100, most used models?
WITH used AS (
  SELECT count(*) AS pairs, row_number() OVER (ORDER BY count(*) DESC, model_id) AS place
  FROM pairs WHERE usage IS DISTINCT FROM 'mention' GROUP BY model_id
)
SELECT line.label AS label, line.value AS value FROM (
  SELECT unnest([
    {'label': 'top 10', 'value': sum(pairs) FILTER (place <= 10) / sum(pairs)},
    {'label': 'top 100', 'value': sum(pairs) FILTER (place <= 100) / sum(pairs)}
  ]) AS line FROM used
)
