-- How many models does a repository use?
WITH used AS (
  SELECT repository_id, count(*) AS models FROM pairs WHERE usage <> 'mention' GROUP BY repository_id
)
SELECT 'one' AS label, count(*) FILTER (models = 1) / count(*) AS value FROM used
UNION ALL SELECT 'two to five', count(*) FILTER (models BETWEEN 2 AND 5) / count(*) FROM used
UNION ALL SELECT 'more', count(*) FILTER (models > 5) / count(*) FROM used
