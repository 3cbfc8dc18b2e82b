-- How many repositories were looked at, how many use a listed model, and how many models are used?
SELECT 'repositories' AS label, count(*) AS value FROM repositories
UNION ALL SELECT 'that use a model', count(DISTINCT repository_id) FROM pairs WHERE usage IS DISTINCT FROM 'mention'
UNION ALL SELECT 'models that are used', count(DISTINCT model_id) FROM pairs WHERE usage IS DISTINCT FROM 'mention'
ORDER BY value DESC, label
