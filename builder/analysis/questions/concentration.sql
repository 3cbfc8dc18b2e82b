-- Which share of the pairs have the 10, and the 100, most used models?
WITH used AS (
  SELECT model_id, count(*) AS pairs FROM pairs WHERE usage <> 'mention' GROUP BY model_id
), ranked AS (
  SELECT pairs, row_number() OVER (ORDER BY pairs DESC, model_id) AS place FROM used
)
SELECT 'top 10' AS label, sum(pairs) FILTER (place <= 10) / sum(pairs) AS value FROM ranked
UNION ALL SELECT 'top 100', sum(pairs) FILTER (place <= 100) / sum(pairs) FROM ranked
